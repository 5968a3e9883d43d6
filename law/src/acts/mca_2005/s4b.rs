//! Sections 4A and 4B: depriving a person of liberty to sustain life.

use domain::Answer;

use crate::answer::{Availability, Certainty, Limb, PowerFinding};
use crate::case::Ledger;
use crate::facts::capacity::{CapacityConsidered, CapacityPurpose};
use crate::rules;
use crate::story::Placed;

/// What depriving of liberty needs beside the person's incapacity and best interests.
pub(super) fn limbs(considered: Option<&CapacityConsidered>) -> [Limb; 2] {
    [purpose(considered), necessary(considered)]
}

/// 4B(3): for treatment that sustains life, or a vital act.
fn purpose(considered: Option<&CapacityConsidered>) -> Limb {
    let asks =
        "it is for treatment that sustains life, or an act needed to prevent serious deterioration";
    match considered.map(|one| one.purpose) {
        Some(CapacityPurpose::LifeSustainingTreatment | CapacityPurpose::VitalAct) => Limb::new(
            &rules::MCA_S4B,
            asks,
            Answer::Yes,
            "It is for treatment that sustains life, or for a vital act.",
        ),
        Some(CapacityPurpose::OtherCare | CapacityPurpose::MentalHealthAssessment) => Limb::new(
            &rules::MCA_NO_DOL,
            asks,
            Answer::No,
            "Nothing here is to sustain life or prevent serious deterioration, and sections 5 and 6 do not allow depriving of liberty.",
        ),
        Some(CapacityPurpose::NotRecorded) | None => Limb::new(
            &rules::MCA_NO_DOL,
            asks,
            Answer::NotKnown,
            "Sections 5 and 6 do not allow depriving of liberty; only a court, the safeguards or section 4B do.",
        ),
    }
}

/// 4B(4): necessary for that.
fn necessary(considered: Option<&CapacityConsidered>) -> Limb {
    let met = considered.map_or(Answer::NotKnown, |one| one.needs_deprivation);
    let says = match met {
        Answer::Yes => "It cannot be done without depriving the person of liberty.",
        Answer::No => "It can be done without depriving the person of liberty.",
        Answer::NotKnown => {
            "Depriving of liberty must be needed for it: intervene only where life or serious harm is at stake."
        }
    };
    Limb::new(
        &rules::MCA_S4B,
        "it cannot be done without depriving the person of liberty",
        met,
        says,
    )
}

/// The words for a decision of the court, in a list of what is to be done.
const COURT: &str = "a decision of the court on the matter is being sought";

/// 4B(1): the authority lasts while a decision of the court is sought. How that is read where a
/// life hangs on minutes was not established, so it never closes the way by itself.
pub(super) fn court(considered: Option<&CapacityConsidered>, finding: &mut PowerFinding) {
    if finding.availability == Availability::Unavailable {
        return;
    }
    match considered.map_or(Answer::NotKnown, |one| one.court_decision_sought) {
        Answer::Yes => {}
        Answer::NotKnown => finding
            .first
            .push(format!("see that {COURT}, as soon as that can be done")),
        Answer::No => {
            finding.availability = Availability::Judgement;
            finding.certainty = Certainty::NotEstablished;
            finding.because.push(rules::MCA_S4B.applies(
                "No decision of the court is being sought, and the authority lasts only while one is; how that is read in the minutes of an emergency was not established.",
            ));
            finding.first.push(format!("see that {COURT}"));
        }
    }
}

/// The same, of what was done.
pub(super) fn judge_court(
    considered: Option<&CapacityConsidered>,
    act: &Placed<'_>,
    ledger: &mut Ledger,
) {
    match considered.map_or(Answer::NotKnown, |one| one.court_decision_sought) {
        Answer::Yes => {}
        Answer::NotKnown => ledger.missing(
            COURT,
            "how long depriving the person of liberty may go on",
            &rules::MCA_S4B,
        ),
        Answer::No => ledger.breach(
            Some(act.at),
            format!("the person was deprived of their liberty, though it was not so that {COURT}"),
            Certainty::NotEstablished,
            rules::MCA_S4B.applies_to(
                "The authority lasts while a decision of the court is sought.",
                &[act.act],
            ),
            "how section 4B is read in the minutes of an emergency was not established",
        ),
    }
}
