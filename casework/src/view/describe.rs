//! What a line says, as label and value, as far as the reader may see it.

mod site;
mod street;
mod warrant;

use domain::event::{Event, LinkSuggested};
use domain::time::full_time;
use domain::{Answer, EventId, Known};

use crate::file::File;
use crate::permission::Sight;

/// One detail of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detail {
    /// What it is.
    pub label: &'static str,
    /// What it says.
    pub value: String,
}

/// Collects details, leaving out what was left blank.
struct Details(Vec<Detail>);

impl Details {
    fn text(&mut self, label: &'static str, value: &str) -> &mut Self {
        if !value.trim().is_empty() {
            self.0.push(Detail {
                label,
                value: value.trim().to_owned(),
            });
        }
        self
    }

    fn maybe(&mut self, label: &'static str, value: Option<&String>) -> &mut Self {
        if let Some(value) = value {
            self.text(label, value);
        }
        self
    }

    fn answer(&mut self, label: &'static str, answer: Answer) -> &mut Self {
        self.text(label, answer.label())
    }

    fn known(&mut self, label: &'static str, known: &Known<String>) -> &mut Self {
        self.text(label, &known_text(known, Clone::clone))
    }
}

/// What a line says, as label and value, as far as somebody with this sight may see it.
pub fn describe(event: &Event, file: &File, sight: Sight) -> Vec<Detail> {
    let mut details = Details(Vec::new());
    let it = &mut details;
    street::street(event, sight, it);
    site::journey(event, it);
    site::place(event, sight, it);
    site::station(event, it);
    assessment(event, sight, it);
    senior(event, file, it);
    record(event, file, it);
    same_person(event, file, sight, it);
    warrant::warrant(event, sight, it);
    warrant::patient(event, sight, it);
    warrant::entry(event, sight, it);
    details.0
}

fn assessment(event: &Event, sight: Sight, it: &mut Details) {
    match event {
        Event::RightsExplained(rights) => {
            it.answer("Aloud", rights.orally)
                .answer("In writing", rights.in_writing);
            it.known("Language", &rights.language);
        }
        Event::Examined(examined) => {
            it.text("Doctor", &examined.doctor);
            it.answer("Approved under section 12", examined.section_12);
            // Police see outcomes as a category; what the doctor found stays with health.
            if sight.clinical {
                it.text("Finding", examined.finding.label());
            }
        }
        Event::AmhpInterviewed(interview) => {
            it.text("AMHP", &interview.amhp);
            if interview.sees_no_need.is_yes() {
                it.answer("Sees no need to detain", interview.sees_no_need);
            }
        }
        Event::ArrangementsMade(made) => {
            it.text("Outcome", made.outcome.label());
            if made.awaiting_bed.is_yes() {
                it.answer("A bed is awaited", made.awaiting_bed);
            }
        }
        Event::ApplicationMade(application) => {
            it.text("Outcome", application.outcome.label())
                .text("Hospital", &application.hospital);
            it.answer(
                "Same hospital as the place of safety",
                application.houses_place_of_safety,
            );
        }
        Event::Extended(extended) => {
            it.text(
                "By",
                &format!("{}, {}", extended.name, extended.profession.label()),
            );
            it.answer(
                "Responsible for the examination",
                extended.responsible_for_examination,
            );
            it.text("For", &minutes(extended.minutes))
                .text("Ground", extended.ground.label());
            if sight.clinical {
                it.text("In words", &extended.reason);
            }
            if extended.assessed_at_station != Answer::NotKnown {
                it.answer("Assessed at the station", extended.assessed_at_station);
            }
        }
        Event::ExtensionApproved(approved) => {
            it.text(
                "By",
                &format!("{}, {}", approved.name, approved.rank.label()),
            );
            it.text("Reason", &approved.reason);
        }
        Event::Ended(ended) => {
            it.text("Why", ended.reason.label())
                .text("Outcome", ended.outcome.label());
            it.answer("Person told", ended.person_told);
            it.text("Care now with", &ended.care_now_with);
        }
        _ => {}
    }
}

fn senior(event: &Event, file: &File, it: &mut Details) {
    match event {
        Event::DecisionAsked(asked) => {
            it.text("Question", asked.question.label());
            it.text("Of", &format!("{} or above", asked.of.label()));
            it.text("Facts", &asked.facts)
                .text("The other view", &asked.other_view);
        }
        Event::DecisionGiven(given) => {
            it.text("Answer", given.ruling.label())
                .text("Reason", &given.reason);
            it.text("Condition", &given.condition);
            it.maybe("Log reference", given.log_reference.as_ref());
            it.text("On", &line_name(file, given.asked));
        }
        Event::EscalationOpened(opened) => {
            it.text("What", opened.trigger.label())
                .text("Why", &opened.why);
            it.text("Owner", opened.owner.label())
                .text("Next stage", &full_time(opened.due));
        }
        Event::EscalationReplied(replied) => {
            it.text("Reply", &replied.reply)
                .text("Promised", &replied.promised);
        }
        Event::EscalationRaised(raised) => {
            it.text("Stage", &raised.stage.to_string())
                .text("Owner", raised.owner.label());
            it.text("Next stage", &full_time(raised.due));
        }
        Event::EscalationClosed(closed) => {
            it.text("Resolved", &yes_no(closed.resolved))
                .text("What changed", &closed.what);
        }
        Event::AlarmAcknowledged(alarm) => {
            let minutes = u16::try_from(alarm.minutes).unwrap_or(u16::MAX);
            it.text(
                "Alarm",
                &format!("{} after the clock began", self::minutes(minutes)),
            );
        }
        _ => {}
    }
}

/// That police hold another file on somebody is no business of a partner.
fn same_person(event: &Event, file: &File, sight: Sight, it: &mut Details) {
    if !sight.internal {
        return;
    }
    match event {
        Event::LinkConfirmed(link) => {
            it.text("Other file", &link.with.reference())
                .text("How it is known", link.basis.label())
                .text("Reason", &link.reason);
            had_been_suggested(link.suggested.as_ref(), it);
        }
        Event::LinkRejected(link) => {
            it.text("Other file", &link.with.reference())
                .text("Reason", &link.reason);
            had_been_suggested(link.suggested.as_ref(), it);
        }
        Event::LinkUndone(undone) => {
            it.text("Entry", &line_name(file, undone.confirmed))
                .text("Reason", &undone.reason);
        }
        _ => {}
    }
}

fn had_been_suggested(suggested: Option<&LinkSuggested>, it: &mut Details) {
    if let Some(suggested) = suggested {
        let bits = f64::from(suggested.weight_centibits) / 100.0;
        it.text(
            "Had been suggested",
            &format!("by {}, with {bits:.2} bits", suggested.by),
        );
    }
}

fn record(event: &Event, file: &File, it: &mut Details) {
    match event {
        Event::Corrected(correction) => {
            it.text("Entry", &line_name(file, correction.line));
            if let Some(happened) = &correction.happened {
                it.text("Time now", &happened.moment.to_string());
                it.text("Source", happened.source.label());
            }
            it.text("Reason", &correction.reason)
                .text("Evidence", &correction.evidence);
        }
        Event::Settled(settled) => {
            it.text("Accepted", &line_name(file, settled.accepted));
            for id in &settled.not_accepted {
                it.text("Not accepted", &line_name(file, *id));
            }
            for id in &settled.kept_apart {
                it.text("Kept as a fact of its own", &line_name(file, *id));
            }
            it.text("Reason", &settled.reason);
        }
        Event::Withdrawn(withdrawn) => {
            it.text("Entry", &line_name(file, withdrawn.line))
                .text("Reason", &withdrawn.reason);
        }
        Event::ExceptionRecorded(exception) => {
            it.text(
                "Block",
                exception
                    .block
                    .map_or("another rule", |block| block.label()),
            );
            it.text("What happened", &exception.what_happened);
        }
        Event::DetentionImported(imported) => {
            it.text("Extract", &imported.extract)
                .text("Row", &imported.row.to_string());
            it.known("Power", &imported.power);
            it.text(
                "Sex",
                &known_text(&imported.sex, |sex| sex.label().to_owned()),
            );
            it.text(
                "Age",
                &known_text(&imported.age, |band| match band.to {
                    Some(to) if to == band.from => to.to_string(),
                    Some(to) => format!("{} to {to}", band.from),
                    None => format!("{} or over", band.from),
                }),
            );
            it.text(
                "Found at",
                &known_text(&imported.found_at, |kind| kind.label().to_owned()),
            );
            it.text(
                "First place",
                &known_text(&imported.first_place, |kind| kind.label().to_owned()),
            );
        }
        _ => {}
    }
}

fn line_name(file: &File, id: EventId) -> String {
    file.line(id).map_or_else(
        || "an entry not shown here".to_owned(),
        |line| {
            format!(
                "line {}: {}, {}, {}",
                line.written.position,
                line.written.event.kind().label(),
                line.written.happened.moment,
                line.written.by.name
            )
        },
    )
}

fn known_text<T>(known: &Known<T>, show: impl Fn(&T) -> String) -> String {
    match (known.value(), known.no_value()) {
        (Some(value), _) => show(value),
        (None, Some(why)) => why.reason().map_or_else(
            || why.label().to_owned(),
            |reason| format!("{}: {reason}", why.label()),
        ),
        (None, None) => String::new(),
    }
}

fn list<'a>(labels: impl Iterator<Item = &'a str>) -> String {
    labels.collect::<Vec<_>>().join("; ")
}

fn yes_no(yes: bool) -> String {
    if yes { "Yes" } else { "No" }.to_owned()
}

fn minutes(minutes: u16) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes:02} min"),
    }
}
