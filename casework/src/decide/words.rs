//! Words that must be there, and words that are too long.

use domain::event::Event;

use crate::command::{Command, FieldProblem, Refusal};

/// The longest text of one field, in characters.
const LONGEST: usize = 10_000;

/// Checks the fields that a record must not be without. A street draft may lack much; it may not
/// lack the reason for an intrusive decision.
pub(super) fn check(command: &Command) -> Result<(), Refusal> {
    let mut problems = Vec::new();
    let mut need = |field: &str, text: &str, says: &str| {
        if text.trim().is_empty() {
            problems.push(FieldProblem {
                field: field.to_owned(),
                says: says.to_owned(),
            });
        } else if text.chars().count() > LONGEST {
            problems.push(FieldProblem {
                field: field.to_owned(),
                says: format!("shorten this to {LONGEST} characters or fewer"),
            });
        }
    };
    match &command.event {
        Event::Detained(detained) => {
            need(
                "why",
                &detained.why,
                "enter what you saw and heard that made it necessary",
            );
        }
        Event::ConsultationNotPracticable(not) => {
            need("detail", &not.detail, "enter why nobody could be consulted");
        }
        Event::AlternativeTaken(taken) => {
            need(
                "plan",
                &taken.plan,
                "enter who has the person now and what happens next",
            );
        }
        Event::PlaceReplied(replied) if !replied.offered && replied.refusal.is_none() => {
            need("refusal", "", "select why the place said no");
        }
        Event::RiskRated(rated) => {
            need(
                "officer",
                &rated.officer,
                "enter the officer who rated the risk",
            );
            need("nurse", &rated.nurse, "enter the nurse who rated the risk");
        }
        Event::PresenceAnswered(answered) => {
            need(
                "reason",
                &answered.reason,
                "enter why officers stay or leave",
            );
        }
        Event::HandOverAccepted(accepted) => {
            need(
                "name",
                &accepted.name,
                "enter the name of the person accepting",
            );
            need(
                "role",
                &accepted.role,
                "enter the role of the person accepting",
            );
            need("signature", &accepted.signature, "type your name to sign");
            if !accepted.email.contains('@') {
                need(
                    "email",
                    "",
                    "enter a work e-mail address, like name@example.nhs.uk",
                );
            }
        }
        Event::VehicleAuthorised(vehicle) => {
            need(
                "reason",
                &vehicle.reason,
                "enter why a police vehicle is necessary",
            );
        }
        Event::StationAuthorised(station) => {
            need(
                "facts",
                &station.facts,
                "enter the facts for each condition and the places tried",
            );
        }
        Event::Extended(extended) => {
            need("name", &extended.name, "enter the name of the doctor");
            need(
                "reason",
                &extended.reason,
                "enter what in the person's condition prevents it",
            );
            if extended.minutes == 0 {
                need("minutes", "", "enter how long the further period is");
            }
        }
        Event::ExtensionApproved(approved) => {
            need(
                "reason",
                &approved.reason,
                "enter why the further period is approved",
            );
        }
        Event::DecisionAsked(asked) => {
            need(
                "facts",
                &asked.facts,
                "enter the facts the decision rests on",
            );
        }
        Event::DecisionGiven(given) => {
            need("reason", &given.reason, "enter the reason for the decision");
        }
        Event::EscalationReplied(replied) => {
            need(
                "reply",
                &replied.reply,
                "enter what was said, or that there was no reply",
            );
        }
        Event::EscalationClosed(closed) => {
            need("what", &closed.what, "enter what changed, or what did not");
        }
        Event::Corrected(correction) => {
            need("reason", &correction.reason, "enter why the entry is wrong");
            need(
                "evidence",
                &correction.evidence,
                "enter the evidence, such as a log or a camera",
            );
            if correction.happened.is_none() && correction.event.is_none() {
                need("happened", "", "enter the right time or the right details");
            }
        }
        Event::Settled(settled) => {
            need(
                "reason",
                &settled.reason,
                "enter why this entry is accepted",
            );
        }
        Event::Withdrawn(withdrawn) => {
            need(
                "reason",
                &withdrawn.reason,
                "enter why the entry is taken back",
            );
        }
        Event::ReturnSigned(signed) => {
            need("signature", &signed.signature, "type your name to sign");
        }
        Event::ReturnSent(sent) => {
            need(
                "name",
                &sent.name,
                "enter the body or the person it went to",
            );
            need(
                "receipt",
                &sent.receipt,
                "enter a receipt, a reference, or how it was sent",
            );
        }
        Event::ServiceTold(told) => {
            need(
                "detail",
                &told.detail,
                "enter what they were told and by whom it was taken",
            );
        }
        event @ (Event::LinkConfirmed(_) | Event::LinkUndone(_) | Event::LinkRejected(_)) => {
            super::links::words(event, &mut need);
        }
        event => super::warrants::words(event, &mut need),
    }
    if let Some(despite) = &command.despite
        && despite.trim().is_empty()
    {
        need("despite", "", "enter what happened and why");
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(Refusal::invalid(problems))
    }
}
