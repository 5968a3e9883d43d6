//! One file as its page shows it.

use domain::event::{EventKind, Question};
use domain::labels;
use domain::person::{AgeBasis, age_on};
use domain::time::in_london;
use domain::{Event, EventId, FileId, Force, PersonFact, Position, Rank, When};
use jiff::Timestamp;
use law::Standing;

use super::board::{ClockFace, clock_face, power_label};
use super::describe::{Detail, describe};
use super::warrants;
use crate::contest::Contest;
use crate::escalation::{Escalation, escalations};
use crate::facts::{facts, person};
use crate::file::{File, LineState};
use crate::permission::Sight;
use crate::sentence::capital;

labels! {
    /// Where an episode stands (workflows.md section 3.1).
    pub enum Stage {
        Opened => "opened",
        Encounter => "with the person",
        Absent => "patient absent without leave",
        Warrant => "warrant, not executed yet",
        Inside => "officers are in under the warrant",
        WarrantOver => "execution over, papers still owed",
        Alternative => "alternative taken",
        DetainedAtScene => "detained, at the scene",
        AwaitingTransport => "waiting for transport",
        InTransit => "on the way",
        OutsideSite => "outside the place of safety",
        AtPlace => "at the place of safety",
        HandOverOffered => "hand-over offered",
        PresenceDecision => "police presence to be decided",
        HandedOver => "handed over",
        Assessment => "being assessed",
        Extended => "extended",
        Transferring => "between places of safety",
        Absconded => "absconded",
        Ended => "ended",
        Imported => "imported",
    }
}

/// Where an episode stands. The order in which lines were written decides; times do not, so that a
/// late entry does not move the episode back.
pub fn stage(file: &File) -> Stage {
    let mut stage = Stage::Opened;
    for fact in file.live() {
        stage = match (fact.event, stage) {
            (Event::DetentionImported(_), _) => Stage::Imported,
            (Event::Ended(_), _) | (_, Stage::Ended) => Stage::Ended,
            (Event::EncounterBegan(_), Stage::Opened) => Stage::Encounter,
            (event, stage) if warrants::moves(event) => warrants::stage(event, stage),
            (Event::AlternativeTaken(_), _) => Stage::Alternative,
            (Event::Detained(detained), _) => match &detained.manner {
                domain::event::Manner::Keep { .. } => Stage::AtPlace,
                domain::event::Manner::Remove if stage < Stage::DetainedAtScene => {
                    Stage::DetainedAtScene
                }
                domain::event::Manner::Remove => stage,
            },
            (Event::AmbulanceAsked(_), Stage::DetainedAtScene) => Stage::AwaitingTransport,
            (Event::JourneyBegan(_), s) if s < Stage::InTransit => Stage::InTransit,
            (Event::ReachedSite(_), s) if s < Stage::AtPlace || s == Stage::Transferring => {
                Stage::OutsideSite
            }
            (Event::Entered(_), s)
                if s < Stage::AtPlace || s == Stage::Transferring || s == Stage::Absconded =>
            {
                Stage::AtPlace
            }
            (Event::HandOverOffered(_), Stage::AtPlace) => Stage::HandOverOffered,
            (Event::PresenceAsked(_), Stage::AtPlace | Stage::HandOverOffered) => {
                Stage::PresenceDecision
            }
            (Event::PresenceAnswered(_), Stage::PresenceDecision) => Stage::HandOverOffered,
            (
                Event::HandOverAccepted(_),
                Stage::AtPlace | Stage::HandOverOffered | Stage::PresenceDecision,
            ) => Stage::HandedOver,
            (Event::Examined(_) | Event::AmhpInterviewed(_), s)
                if s >= Stage::AtPlace && s <= Stage::Assessment =>
            {
                Stage::Assessment
            }
            (Event::Extended(_), s) if s >= Stage::AtPlace && s <= Stage::Extended => {
                Stage::Extended
            }
            (Event::TransferBegan(_), _) => Stage::Transferring,
            (Event::Escaped(_), _) => Stage::Absconded,
            (Event::Retaken(_), Stage::Absconded) => Stage::InTransit,
            (_, stage) => stage,
        };
    }
    stage
}

/// Who the person is, as far as recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Their name or description, or why there is none.
    pub name: String,
    /// Their age in words, with its basis.
    pub age: String,
    /// Whether they are treated as a child.
    pub child: bool,
    /// Why, where they are treated as a child only because it is in doubt.
    pub child_in_doubt: bool,
    /// Sex, in words.
    pub sex: Option<String>,
}

/// Who the person is, as far as recorded, on the day asked about.
pub fn identity(file: &File, now: Timestamp) -> Identity {
    let today = in_london(now).date();
    let mut name = None;
    let mut sex = None;
    let mut age = None;
    for fact in file.live_of(EventKind::PersonRecorded) {
        match fact.event {
            Event::PersonRecorded(PersonFact::Name { is }) => {
                name = Some(is.value().map_or_else(
                    || is.no_value().map_or("", |why| why.label()).to_owned(),
                    Clone::clone,
                ));
            }
            Event::PersonRecorded(PersonFact::Sex { is }) => {
                sex = is.value().map(|sex| sex.label().to_owned());
            }
            Event::PersonRecorded(PersonFact::DateOfBirth { is, basis }) => {
                if let Some(years) = is.value().and_then(|born| age_on(*born, today)) {
                    age = Some((years, *basis, true));
                }
            }
            Event::PersonRecorded(PersonFact::Age { is, basis }) => {
                if let Some(years) = is.value()
                    && !age.is_some_and(|(_, _, from_birth)| from_birth)
                {
                    age = Some((*years, *basis, false));
                }
            }
            _ => {}
        }
    }
    let known = person(file);
    let child = law::person::treat_as_child(&known, today);
    let anything_known = known.born.is_some() || known.youngest.is_some();
    let in_doubt = child && !law::person::is_child(&known, today).is_yes();
    Identity {
        name: name.unwrap_or_else(|| "Name not recorded".to_owned()),
        age: age.map_or_else(
            || "Age not recorded".to_owned(),
            |(years, basis, from_birth)| match (from_birth, basis) {
                (false, AgeBasis::Estimated) => format!("about {years} (officer’s estimate)"),
                (_, basis) => format!("{years} ({})", basis.label()),
            },
        ),
        // Nothing recorded yet is not a reason to show the child banner on every new file; the law
        // still treats the person as a child wherever a police station is in question.
        child: child && anything_known,
        child_in_doubt: in_doubt && anything_known,
        sex,
    }
}

/// One file as its page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseView {
    /// The file.
    pub file: FileId,
    /// Its short reference.
    pub reference: String,
    /// The force's log reference, where there is one.
    pub log_reference: Option<String>,
    /// The person.
    pub identity: Identity,
    /// Where it stands.
    pub stage: Stage,
    /// The lawful position, as at the moment asked about.
    pub position: law::Position,
    /// The power in force, in a few words.
    pub power: String,
    /// The clock.
    pub clock: Option<ClockFace>,
    /// Where the person is or is going.
    pub place: Option<String>,
    /// What is contested, with the lines that give each value.
    pub contests: Vec<Contest>,
    /// Suspected acute behavioural disturbance that nobody entitled has ruled out: since when.
    pub abd_suspected_since: Option<Timestamp>,
    /// When restraint began, while it goes on.
    pub restrained_since: Option<Timestamp>,
    /// Minutes of restraint that has ended.
    pub restraint_minutes: i64,
    /// Escalations, oldest first.
    pub escalations: Vec<Escalation>,
    /// Decisions asked and not given.
    pub pending: Vec<PendingDecision>,
    /// The hand-over.
    pub hand_over: HandOver,
    /// Everything recorded, oldest first.
    pub timeline: Vec<TimelineRow>,
}

/// A decision asked of a senior officer and not given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingDecision {
    /// The line that asked.
    pub asked: EventId,
    /// Its position.
    pub position: Position,
    /// What is asked.
    pub question: Question,
    /// The rank that may decide.
    pub of: Rank,
    /// Who asked.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// The facts put forward.
    pub facts: String,
    /// The other view.
    pub other_view: String,
}

/// How far the hand-over has come.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HandOver {
    /// When the person entered.
    pub entered: Option<Timestamp>,
    /// When it was offered.
    pub offered: Option<Timestamp>,
    /// The joint rating.
    pub risk: Option<String>,
    /// Why officers were asked to stay, last.
    pub presence_asked: Option<(Timestamp, String)>,
    /// The last answer: whether they stay, why, by whom.
    pub presence_answer: Option<(Timestamp, bool, String, String)>,
    /// Who accepted, and when.
    pub accepted: Option<(Timestamp, String)>,
    /// When officers were released.
    pub released: Option<Timestamp>,
    /// Minutes from entry to release, or to acceptance where nobody was released yet.
    pub minutes: Option<i64>,
}

/// One line of the timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineRow {
    /// The line.
    pub id: EventId,
    /// Its position.
    pub position: Position,
    /// When it happened, as now believed.
    pub happened: When,
    /// The time it was first given, where a correction changed it.
    pub was_happened: Option<When>,
    /// When it was recorded.
    pub recorded: Timestamp,
    /// Whether it was recorded more than five minutes after it happened.
    pub late: bool,
    /// Who recorded it.
    pub by: String,
    /// In which role.
    pub role: String,
    /// What happened.
    pub title: String,
    /// The rest, as far as this reader may see it.
    pub details: Vec<Detail>,
    /// What became of it.
    pub state: LineState,
    /// Whether another line gives the same fact another value.
    pub contested: bool,
}

/// Minutes after which an entry is marked as recorded late.
const LATE_MINUTES: i64 = 5;

/// One file as its page shows it to somebody with this sight, as at a moment.
pub fn case_view(
    file: &File,
    sight: Sight,
    at: Timestamp,
    force: &Force,
    profile: &law::Profile,
) -> CaseView {
    let position = law::position(&facts(file), at, profile);
    let mut identity = identity(file, at);
    if !sight.identity {
        "Name withheld".clone_into(&mut identity.name);
    }
    CaseView {
        file: file.id(),
        reference: file.id().reference(),
        log_reference: log_reference(file),
        identity,
        stage: stage(file),
        power: power_label(&position.standing.answer),
        clock: clock_face(file, &position, at, force),
        place: place(file, &position),
        contests: file.contests().to_vec(),
        abd_suspected_since: abd(file),
        restrained_since: restraint(file).0,
        restraint_minutes: restraint(file).1,
        escalations: if sight.internal {
            escalations(file)
        } else {
            Vec::new()
        },
        pending: if sight.internal {
            pending(file)
        } else {
            Vec::new()
        },
        hand_over: hand_over(file),
        timeline: timeline(file, sight),
        position,
    }
}

fn log_reference(file: &File) -> Option<String> {
    file.live()
        .filter_map(|fact| match fact.event {
            Event::FileOpened(opened) => opened.log_reference.clone(),
            _ => None,
        })
        .last()
}

fn place(file: &File, position: &law::Position) -> Option<String> {
    match &position.standing.answer {
        Standing::Detained {
            place: Some(place), ..
        } => Some(place.name.clone()),
        _ => file.destination().map(|place| place.name.clone()),
    }
}

fn abd(file: &File) -> Option<Timestamp> {
    let suspected = file.latest(EventKind::AbdSuspected)?;
    let ruled_out = file
        .live_of(EventKind::AbdRuledOut)
        .any(|fact| fact.written.position > suspected.written.position);
    if ruled_out {
        None
    } else {
        Some(suspected.at().unwrap_or(suspected.written.recorded))
    }
}

/// When restraint that goes on began, and the minutes of restraint that has ended.
fn restraint(file: &File) -> (Option<Timestamp>, i64) {
    let mut began = None;
    let mut minutes = 0;
    for fact in file.live() {
        match (fact.event, fact.at()) {
            (Event::RestraintBegan(_), Some(at)) if began.is_none() => began = Some(at),
            (Event::RestraintEnded(_), Some(at)) => {
                if let Some(since) = began.take() {
                    minutes += at.duration_since(since).as_mins().max(0);
                }
            }
            _ => {}
        }
    }
    (began, minutes)
}

fn pending(file: &File) -> Vec<PendingDecision> {
    let decided: Vec<EventId> = file
        .live()
        .filter_map(|fact| match fact.event {
            Event::DecisionGiven(given) if given.ruling != domain::event::Ruling::AskMore => {
                Some(given.asked)
            }
            _ => None,
        })
        .collect();
    file.live()
        .filter_map(|fact| match fact.event {
            Event::DecisionAsked(asked) if !decided.contains(&fact.written.id) => {
                Some(PendingDecision {
                    asked: fact.written.id,
                    position: fact.written.position,
                    question: asked.question,
                    of: asked.of,
                    by: fact.written.by.name.clone(),
                    at: fact.at().unwrap_or(fact.written.recorded),
                    facts: asked.facts.clone(),
                    other_view: asked.other_view.clone(),
                })
            }
            _ => None,
        })
        .collect()
}

fn hand_over(file: &File) -> HandOver {
    let mut view = HandOver::default();
    for fact in file.live() {
        let at = fact.at().unwrap_or(fact.written.recorded);
        match fact.event {
            Event::Entered(_) => view.entered = Some(view.entered.unwrap_or(at)),
            Event::HandOverOffered(_) => view.offered = Some(at),
            Event::RiskRated(rated) => {
                view.risk = Some(format!(
                    "{}, rated by {} and {}",
                    rated.level.label(),
                    rated.officer,
                    rated.nurse
                ));
            }
            Event::PresenceAsked(asked) => {
                view.presence_asked = Some((at, asked.reason.label().to_owned()));
            }
            Event::PresenceAnswered(answer) => {
                view.presence_answer = Some((
                    at,
                    answer.stay,
                    answer.reason.clone(),
                    fact.written.by.name.clone(),
                ));
            }
            Event::HandOverAccepted(accepted) => {
                view.accepted = Some((at, format!("{}, {}", accepted.name, accepted.role)));
            }
            Event::OfficersReleased(_) => view.released = Some(at),
            _ => {}
        }
    }
    let until = view.released.or(view.accepted.as_ref().map(|(at, _)| *at));
    view.minutes = view
        .entered
        .zip(until)
        .map(|(entered, until)| until.duration_since(entered).as_mins());
    view
}

/// The timeline as somebody with this sight may see it, in the order it was written.
pub fn timeline(file: &File, sight: Sight) -> Vec<TimelineRow> {
    file.lines()
        .iter()
        .filter(|line| sight.internal || !is_internal(&line.written.event, file))
        .map(|line| {
            let written = &line.written;
            let happened = line.happened_now.as_ref().unwrap_or(&written.happened);
            let event = line.event_now.as_ref().unwrap_or(&written.event);
            let late = written
                .happened
                .moment
                .instant()
                .is_some_and(|at| written.recorded.duration_since(at).as_mins() > LATE_MINUTES);
            TimelineRow {
                id: written.id,
                position: written.position,
                happened: happened.clone(),
                was_happened: line.happened_now.as_ref().map(|_| written.happened.clone()),
                recorded: written.recorded,
                late,
                by: written.by.name.clone(),
                role: written.by.role.label().to_owned(),
                title: capital(event.kind().label()),
                details: describe(event, file, sight),
                state: line.state,
                contested: file
                    .contests()
                    .iter()
                    .any(|it| it.lines.contains(&written.id)),
            }
        })
        .collect()
}

/// Exchanges inside the police. Whether officers stay is the place of safety's business too: it is
/// told what was decided and why, and not what the officers said to each other before.
fn is_internal(event: &Event, file: &File) -> bool {
    match event {
        Event::DecisionAsked(_) => true,
        Event::DecisionGiven(given) => !matches!(
            file.line(given.asked).map(|line| &line.written.event),
            Some(Event::DecisionAsked(asked)) if asked.question == Question::StayOrLeave
        ),
        Event::EscalationOpened(_)
        | Event::EscalationReplied(_)
        | Event::EscalationRaised(_)
        | Event::EscalationClosed(_) => true,
        _ => false,
    }
}
