//! Correcting a line: its own form, filled with what stands, and why it is wrong.

use casework::{Command, Line};
use domain::event::Corrected;
use domain::{Event, When};

use super::catalogue::for_event;
use super::field::{Context, FormSpec, Problem};
use super::fill::fill;
use super::read;
use super::submitted::Submitted;
use super::when;

/// A line as it is now believed: what a correction starts from.
#[derive(Debug, Clone, Copy)]
pub struct Standing<'a> {
    /// When it happened.
    pub happened: &'a When,
    /// What happened.
    pub event: &'a Event,
}

impl<'a> Standing<'a> {
    /// What stands of a line.
    pub fn of(line: &'a Line) -> Self {
        Self {
            happened: line.happened_now.as_ref().unwrap_or(&line.written.happened),
            event: line.event_now.as_ref().unwrap_or(&line.written.event),
        }
    }

    /// Its form, where its details were typed in one.
    pub fn form(&self) -> Option<&'static FormSpec> {
        for_event(self.event)
    }

    /// Its form filled with what stands.
    pub fn filled(&self) -> Submitted {
        let mut sent = Submitted::default();
        if let Some(form) = self.form() {
            fill(form, self.event, &mut sent);
        }
        when::fill(&mut sent, self.happened);
        sent
    }
}

/// Reads a correction. What was left as it stood is not part of it.
pub fn command(
    line: &Line,
    sent: &Submitted,
    context: &Context<'_>,
) -> Result<Command, Vec<Problem>> {
    let standing = Standing::of(line);
    let before = standing.filled();
    let mut problems = Vec::new();
    let event = event(&standing, &before, sent, context)
        .map_err(|mut faults| problems.append(&mut faults))
        .unwrap_or_default();
    let happened = happened(&before, sent, context)
        .map_err(|mut faults| problems.append(&mut faults))
        .unwrap_or_default();
    for (name, says) in [
        ("reason", "Enter why the entry is wrong"),
        (
            "evidence",
            "Enter the evidence, such as a log, a ward book or a camera",
        ),
    ] {
        if sent.is_blank(&own(name)) {
            problems.push(Problem::new(own(name), says));
        }
    }
    if problems.is_empty() && event.is_none() && happened.is_none() {
        problems.push(Problem::new(
            "when_time",
            "Change the time or a detail that is wrong",
        ));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let corrected = Corrected {
        line: line.written.id,
        happened,
        event: event.map(Box::new),
        reason: sent.text(&own("reason")).to_owned(),
        evidence: sent.text(&own("evidence")).to_owned(),
    };
    let despite = Some(sent.text("despite").to_owned()).filter(|words| !words.is_empty());
    Ok(Command {
        happened: When::now(context.now),
        event: corrected.into(),
        despite,
    })
}

/// The name on the form of the correction's own fields, apart from those of the line.
pub fn own(name: &str) -> String {
    format!("correction_{name}")
}

fn event(
    standing: &Standing<'_>,
    before: &Submitted,
    sent: &Submitted,
    context: &Context<'_>,
) -> Result<Option<Event>, Vec<Problem>> {
    let Some(form) = standing.form() else {
        return Ok(None);
    };
    let near = standing.happened.moment.instant().unwrap_or(context.now);
    let after = read::event(form, sent, context, near)?;
    // Compared as the form shows them, so that seconds which the form does not show are no change.
    let unchanged = read::event(form, before, context, near).is_ok_and(|before| before == after);
    Ok((!unchanged && after != *standing.event).then_some(after))
}

const WHEN_FIELDS: [&str; 6] = [
    "when_precision",
    "when_source",
    "when_day",
    "when_month",
    "when_year",
    "when_time",
];

fn happened(
    before: &Submitted,
    sent: &Submitted,
    context: &Context<'_>,
) -> Result<Option<When>, Vec<Problem>> {
    let mut same = WHEN_FIELDS
        .iter()
        .all(|field| before.text(field) == sent.text(field));
    let letters = sent.text("when_letters");
    same &= letters.is_empty() || letters == before.text("when_letters");
    if same {
        return Ok(None);
    }
    when::read(sent, context.now, context.force).map(Some)
}
