//! What the API shows, as far as the reader may see it.
//!
//! The words are casework's; the shapes are the API's own, so that a page may change without
//! breaking a program.

use casework::permission::Sight;
use casework::view::{BoardRow, ClockFace, Stage, TimelineRow, case_view, describe};
use casework::{Contest, File, LineState};
use domain::{Event, EventId, EventKind, FileId, Force, Position, Recorded, When};
use jiff::Timestamp;
use law::ClockState;
use schemars::JsonSchema;
use serde::Serialize;

/// A file, as it stands, as at an instant, or as it was known at one.
#[derive(Serialize, JsonSchema)]
pub(super) struct FileView {
    /// The file.
    file: FileId,
    /// Its short reference, to be read out.
    reference: String,
    /// The reference in the force's log.
    log_reference: Option<String>,
    /// The position of its newest line here.
    head: Option<Position>,
    /// The instant the position is asked for.
    at: Timestamp,
    /// The instant as known at which it is shown; none for now.
    known_at: Option<Timestamp>,
    /// The person.
    person: PersonView,
    /// Where the episode stands.
    stage: Stage,
    /// The power in force, in a few words. The argument is in `position`.
    power: String,
    /// The clock, once it has begun.
    clock: Option<ClockView>,
    /// Where the person is or is going.
    place: Option<String>,
    /// The lawful position, with its reasons.
    position: law::Position,
    /// What is contested and not settled.
    contests: Vec<ContestView>,
    /// Every line you may see, oldest first.
    lines: Vec<LineView>,
}

/// The person, as far as you may see.
#[derive(Serialize, JsonSchema)]
struct PersonView {
    /// Name or description; the reason where there is none.
    name: String,
    /// Age in words, with who says so.
    age: String,
    /// Whether they are to be treated as under 18.
    treat_as_child: bool,
    /// Sex, in words.
    sex: Option<String>,
}

/// The clock.
#[derive(Serialize, JsonSchema)]
pub(super) struct ClockView {
    /// When it began.
    start: Timestamp,
    /// When the lawful period ends.
    expiry: Timestamp,
    /// The earliest end of all readings. Alarms run on this.
    earliest_expiry: Timestamp,
    /// Whether there is a rival reading.
    contested: bool,
    /// Where it stands.
    state: ClockState,
    /// The alarm it has reached, in minutes after the start.
    alarm_minutes: Option<u32>,
}

/// A fact with several values.
#[derive(Serialize, JsonSchema)]
struct ContestView {
    /// The fact, in words.
    fact: String,
    /// The lines that give it.
    lines: Vec<EventId>,
}

/// One line of a file.
#[derive(Serialize, JsonSchema)]
pub(super) struct LineView {
    /// Its id.
    id: EventId,
    /// Its place in the file.
    position: Position,
    /// When it happened, as now believed.
    happened: When,
    /// The time it was first given, where it was corrected.
    was_happened: Option<When>,
    /// When it was recorded.
    recorded: Timestamp,
    /// Who recorded it.
    by: String,
    /// In which role, in words.
    role: String,
    /// What kind of event it is.
    kind: EventKind,
    /// What happened, in words.
    title: String,
    /// What it says, in words, as far as you may see.
    details: Vec<DetailView>,
    /// What it says, as it was sent; only where nothing of it is withheld from you.
    event: Option<Event>,
    /// What became of it.
    state: StateView,
    /// The line that corrected, withdrew or did not accept it.
    state_by: Option<Position>,
    /// Whether another line gives the same fact another value.
    contested: bool,
}

/// One thing a line says.
#[derive(Serialize, JsonSchema)]
struct DetailView {
    /// What it is.
    label: &'static str,
    /// What it says.
    value: String,
}

/// What became of a line.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum StateView {
    /// It stands.
    Live,
    /// It stands, corrected.
    Corrected,
    /// It was taken back.
    Withdrawn,
    /// Another line of the same fact was accepted.
    NotAccepted,
}

/// A file in a list, without anything about the person.
#[derive(Serialize, JsonSchema)]
pub(super) struct FileSummary {
    /// The file.
    pub(super) file: FileId,
    /// Its short reference.
    reference: String,
    /// Where the episode stands.
    stage: Stage,
    /// The power in force, in a few words.
    power: String,
    /// Where the person is or is going.
    place: String,
    /// The district, as it is named on the page.
    district: Option<String>,
    /// The clock, once it has begun.
    clock: Option<ClockView>,
    /// What is owed next.
    owed: Option<OwedView>,
    /// The highest open escalation.
    escalation: Option<EscalationView>,
    /// How many facts are contested.
    contested: usize,
    /// How many limits were passed.
    breaches: usize,
    /// When the file began.
    since: Timestamp,
}

/// Something owed.
#[derive(Serialize, JsonSchema)]
struct OwedView {
    /// By whom, and what.
    what: String,
    /// By when.
    due: Option<Timestamp>,
}

/// An open escalation.
#[derive(Serialize, JsonSchema)]
struct EscalationView {
    /// What set it off.
    trigger: String,
    /// The stage it has reached.
    stage: u8,
    /// Who owns it.
    owner: String,
    /// When the next stage is due.
    due: Timestamp,
}

impl FileView {
    pub(super) fn of(
        file: &File,
        sight: Sight,
        at: Timestamp,
        known_at: Option<Timestamp>,
        force: &Force,
        profile: &law::Profile,
    ) -> Self {
        let view = case_view(file, sight, at, force, profile);
        Self {
            file: view.file,
            reference: view.reference,
            log_reference: view.log_reference,
            head: file.head(),
            at,
            known_at,
            person: PersonView {
                name: view.identity.name,
                age: view.identity.age,
                treat_as_child: view.identity.child,
                sex: view.identity.sex,
            },
            stage: view.stage,
            power: view.power,
            clock: view.clock.as_ref().map(ClockView::of),
            place: view.place,
            position: view.position,
            contests: view.contests.iter().map(ContestView::of).collect(),
            lines: view
                .timeline
                .into_iter()
                .map(|row| LineView::of(row, file, sight))
                .collect(),
        }
    }
}

impl ContestView {
    fn of(contest: &Contest) -> Self {
        Self {
            fact: contest.fact.label(),
            lines: contest.lines.clone(),
        }
    }
}

impl ClockView {
    fn of(face: &ClockFace) -> Self {
        Self {
            start: face.start,
            expiry: face.expiry,
            earliest_expiry: face.earliest,
            contested: face.contested,
            state: face.state,
            alarm_minutes: face.alarm.map(|alarm| alarm.minutes),
        }
    }
}

impl LineView {
    pub(super) fn of(row: TimelineRow, file: &File, sight: Sight) -> Self {
        let written: Option<&Recorded> = file.line_at(row.position).map(|line| &line.written);
        let event = written.map(|written| &written.event);
        let (state, state_by) = match row.state {
            LineState::Live => (StateView::Live, None),
            LineState::Corrected { by } => (StateView::Corrected, Some(by)),
            LineState::Withdrawn { by } => (StateView::Withdrawn, Some(by)),
            LineState::NotAccepted { by } => (StateView::NotAccepted, Some(by)),
        };
        Self {
            id: row.id,
            position: row.position,
            happened: row.happened,
            was_happened: row.was_happened,
            recorded: row.recorded,
            by: row.by,
            role: row.role,
            kind: event.map_or(EventKind::FileOpened, Event::kind),
            title: row.title,
            details: row
                .details
                .into_iter()
                .map(|detail| DetailView {
                    label: detail.label,
                    value: detail.value,
                })
                .collect(),
            event: event
                .filter(|event| nothing_withheld(event, file, sight))
                .cloned(),
            state,
            state_by,
            contested: row.contested,
        }
    }
}

/// Whether somebody with this sight is told everything a line says: the same words as somebody
/// from whom nothing is withheld.
fn nothing_withheld(event: &Event, file: &File, sight: Sight) -> bool {
    let everything = Sight {
        identity: true,
        risk: true,
        clinical: true,
        clock: true,
        internal: true,
    };
    describe(event, file, sight) == describe(event, file, everything)
}

impl FileSummary {
    pub(super) fn of(row: BoardRow, sight: Sight) -> Self {
        Self {
            file: row.file,
            reference: row.reference,
            stage: row.stage,
            power: row.power,
            place: row.place,
            district: row.district,
            clock: row.clock.as_ref().map(ClockView::of),
            owed: row.owed.map(|(what, due)| OwedView { what, due }),
            escalation: row.escalation.filter(|_| sight.internal).map(
                |(trigger, stage, owner, due)| EscalationView {
                    trigger,
                    stage,
                    owner,
                    due,
                },
            ),
            contested: row.contested,
            breaches: row.breaches,
            since: row.since,
        }
    }
}
