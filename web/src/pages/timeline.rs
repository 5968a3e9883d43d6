//! What happened, line by line: nothing is hidden that was ever written.

use askama::Template;
use casework::view::{Detail, TimelineRow};
use casework::{File, LineState};
use domain::time::{clock_time, full_time, in_london, span};
use domain::{Actor, Event, FileId, Position};

use super::reason::line_address;

/// The id of the list in the page.
pub(crate) const LIST_ID: &str = "timeline";

/// The timeline of a file, in the order things happened.
#[derive(Debug, Clone, Template)]
#[template(path = "part/timeline.html")]
pub(crate) struct TimelineView {
    rows: Vec<RowView>,
}

/// One line.
#[derive(Debug, Clone)]
pub(crate) struct RowView {
    /// Its position.
    pub(crate) position: Position,
    /// The address of its page.
    pub(crate) href: String,
    /// When it happened.
    pub(crate) time: String,
    /// The instant for machines; empty when there is none.
    pub(crate) instant: String,
    pub(crate) title: String,
    /// Who recorded it, in which role, from which source.
    pub(crate) by: String,
    pub(crate) details: Vec<Detail>,
    /// That it was recorded late, and by how much.
    pub(crate) late: Option<String>,
    /// What the device's clock showed, where it was out.
    pub(crate) skew: Option<String>,
    /// What the time was before a correction.
    pub(crate) was: Option<String>,
    /// What became of it, in words, with the line that did it.
    pub(crate) became: Option<(&'static str, Position, String)>,
    /// Whether it no longer stands.
    pub(crate) struck: bool,
    pub(crate) contested: bool,
}

impl TimelineView {
    /// The timeline of these rows.
    pub(crate) fn new(rows: &[TimelineRow], file: FileId) -> Self {
        let mut rows: Vec<&TimelineRow> = rows.iter().collect();
        // Lines without a time stand where they were written.
        rows.sort_by_key(|row| {
            (
                row.happened.moment.sort_key().unwrap_or(row.recorded),
                row.position,
            )
        });
        Self {
            rows: rows
                .into_iter()
                .map(|row| RowView::new(row, file))
                .collect(),
        }
    }
}

impl RowView {
    /// One line as a page shows it.
    pub(crate) fn new(row: &TimelineRow, file: FileId) -> Self {
        let instant = row.happened.moment.instant();
        let (became, struck) = became(row.state, file);
        Self {
            position: row.position,
            href: line_address(file, row.position),
            time: row.happened.moment.to_string(),
            instant: instant.map(|at| at.to_string()).unwrap_or_default(),
            title: row.title.clone(),
            by: format!("{}, {}. {}", row.by, row.role, source(row)),
            details: row.details.clone(),
            late: late(row),
            skew: skew(row),
            was: row.was_happened.as_ref().map(|was| was.moment.to_string()),
            became,
            struck,
            contested: row.contested,
        }
    }
}

fn source(row: &TimelineRow) -> String {
    crate::forms::sentence(row.happened.source.label())
}

fn late(row: &TimelineRow) -> Option<String> {
    let at = row
        .was_happened
        .as_ref()
        .unwrap_or(&row.happened)
        .moment
        .instant();
    let at = at.filter(|_| row.late)?;
    let on_the_day = in_london(at).date() == in_london(row.recorded).date();
    let recorded = if on_the_day {
        clock_time(row.recorded)
    } else {
        full_time(row.recorded)
    };
    Some(format!(
        "Recorded {} later, {recorded}",
        span(row.recorded.duration_since(at))
    ))
}

fn skew(row: &TimelineRow) -> Option<String> {
    let happened = row.was_happened.as_ref().unwrap_or(&row.happened);
    let device = happened
        .device
        .as_ref()
        .filter(|device| device.is_skewed())?;
    let way = if device.ahead_seconds > 0 {
        "fast"
    } else {
        "slow"
    };
    let by = span(jiff::SignedDuration::from_secs(device.ahead_seconds));
    Some(format!(
        "{} showed {}; its clock was {by} {way}",
        crate::forms::sentence(&device.device),
        clock_time(device.shown)
    ))
}

fn became(state: LineState, file: FileId) -> (Option<(&'static str, Position, String)>, bool) {
    let (words, by, struck) = match state {
        LineState::Live => return (None, false),
        LineState::Corrected { by } => ("Corrected by", by, false),
        LineState::Withdrawn { by } => ("Taken back by", by, true),
        LineState::NotAccepted { by } => ("Not accepted, by", by, true),
    };
    (Some((words, by, line_address(file, by))), struck)
}

/// The newest line of theirs that somebody may still take back, and until when.
pub(crate) fn undoable(
    file: &File,
    actor: &Actor,
    now: jiff::Timestamp,
) -> Option<(Position, String, jiff::Timestamp)> {
    let newest = file
        .lines()
        .iter()
        .rfind(|line| line.written.by.user == actor.user)?;
    // One command can lead to several lines: what is taken back is what was asked for, its first.
    let first = file
        .lines()
        .iter()
        .find(|line| line.written.command == newest.written.command)?;
    let until = first
        .written
        .recorded
        .checked_add(UNDO)
        .ok()
        .filter(|until| *until > now)?;
    let bookkeeping = matches!(
        first.written.event,
        Event::Corrected(_)
            | Event::Settled(_)
            | Event::Withdrawn(_)
            | Event::ExceptionRecorded(_)
            | Event::FileOpened(_)
    );
    (first.state == LineState::Live && !bookkeeping).then(|| {
        let title = crate::forms::sentence(first.written.event.kind().label());
        (first.written.position, title, until)
    })
}

/// How long a wrong tap can be taken back.
const UNDO: jiff::SignedDuration = jiff::SignedDuration::from_secs(10);
