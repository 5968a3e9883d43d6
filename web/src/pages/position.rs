//! The lawful position as a panel: which power, since when, until when, why; what is owed, what
//! went wrong, what is not known, and what other layers say.

use askama::Template;
use casework::File;
use casework::view::{CaseView, Stage};
use domain::time::{full_time, span};
use jiff::Timestamp;
use law::{Availability, Certainty, PowerFinding, Standing};
use pocket::clock::SavedClock;

use super::board::owed;
use super::clock::ClockView;
use super::reason::{Reasons, Why};
use crate::forms::sentence;

/// The id of the panel in the page.
pub(crate) const PANEL_ID: &str = "position";

/// The panel.
#[derive(Debug, Clone, Template)]
#[template(path = "part/position.html")]
pub(crate) struct PositionView {
    /// The class of the panel, after `lantern-position`.
    class: &'static str,
    /// What an officer's phone keeps of the clock, so that it runs on without a connection: the
    /// file's id, and the numbers as JSON; an empty text once there is no clock to keep.
    keep: Option<(String, String)>,
    /// The power in force.
    heading: String,
    /// Since when, and where.
    since: String,
    stage: String,
    clock: Option<ClockView>,
    /// An alarm that nobody has answered: where to answer it, and its words.
    alarm: Option<(String, String)>,
    why_power: Why,
    why_clock: Option<Why>,
    /// Other readings of the clock.
    rivals: Vec<Rival>,
    duties: Vec<DutyView>,
    breaches: Vec<BreachView>,
    missing: Vec<MissingView>,
    advisories: Vec<Why>,
    /// What may be done now, and what needs judgement.
    may: Vec<PowerView>,
    /// What may not be done now.
    may_not: Vec<PowerView>,
}

/// Another reading of the clock.
#[derive(Debug, Clone)]
struct Rival {
    start: String,
    expiry: String,
    why: Why,
}

#[derive(Debug, Clone)]
struct DutyView {
    what: String,
    owner: String,
    late: bool,
    why: Why,
}

#[derive(Debug, Clone)]
struct BreachView {
    what: String,
    consequence: String,
    why: Why,
}

#[derive(Debug, Clone)]
struct MissingView {
    fact: String,
    settles: String,
    rule: &'static str,
    cite: &'static str,
}

#[derive(Debug, Clone)]
struct PowerView {
    words: &'static str,
    judgement: bool,
    first: Vec<String>,
    instead: Vec<String>,
    until: Option<String>,
    why: Why,
}

impl PositionView {
    /// The panel of a file, as at an instant.
    pub(crate) fn new(view: &CaseView, file: &File, at: Timestamp) -> Self {
        let mut reasons = Reasons::of(file);
        let position = &view.position;
        let standing = &position.standing;
        let why_power = reasons.why(
            "Why this power",
            &standing.because,
            Some(standing.certainty),
            standing.rival.as_ref(),
        );
        let clock = position.clock.as_ref();
        Self {
            class: if !position.breaches.is_empty() {
                "lantern-position--breach"
            } else if position.is_contested() || !view.contests.is_empty() {
                "lantern-position--contested"
            } else {
                ""
            },
            keep: Some((file.id().to_string(), keep(view, file))),
            heading: view.power.clone(),
            since: since(&standing.answer, clock, at),
            stage: sentence(view.stage.label()),
            clock: view
                .clock
                .as_ref()
                .filter(|_| view.stage != Stage::Ended)
                .map(|face| ClockView::new(face, at, view.stage == Stage::Ended, false)),
            alarm: view.clock.as_ref().and_then(|face| alarm(face, file)),
            why_power,
            why_clock: clock.map(|clock| {
                let summary = format!(
                    "Why from {} to {}",
                    full_time(clock.start),
                    full_time(clock.expiry)
                );
                reasons.why(summary, &clock.because, Some(clock.certainty), None)
            }),
            rivals: clock
                .map(|clock| clock.rivals.as_slice())
                .unwrap_or_default()
                .iter()
                .map(|rival| Rival {
                    start: full_time(rival.start),
                    expiry: full_time(rival.expiry),
                    why: reasons.why(
                        "Why somebody reads it so",
                        std::slice::from_ref(&rival.because),
                        None,
                        None,
                    ),
                })
                .collect(),
            duties: position
                .duties
                .iter()
                .map(|duty| duty_view(duty, at, &mut reasons))
                .collect(),
            breaches: position
                .breaches
                .iter()
                .map(|it| breach_view(it, &mut reasons))
                .collect(),
            missing: position
                .missing
                .iter()
                .map(|missing| MissingView {
                    fact: sentence(&missing.fact),
                    settles: missing.settles.clone(),
                    rule: missing.rule.id,
                    cite: missing.rule.cite,
                })
                .collect(),
            advisories: position
                .advisories
                .iter()
                .map(|it| reasons.why(sentence(&it.says), &it.because, None, None))
                .collect(),
            may: powers(position, true, &mut reasons),
            may_not: powers(position, false, &mut reasons),
        }
    }

    /// The panel of another time than now: its clock stands still, and no alarm can be answered.
    pub(crate) fn of_the_past(mut self) -> Self {
        self.alarm = None;
        self.keep = None;
        if let Some(clock) = &mut self.clock {
            clock.counting = false;
        }
        self
    }

    /// Whether the clock has more than one reading.
    fn is_contested(&self) -> bool {
        !self.rivals.is_empty()
    }
}

fn since(standing: &Standing, clock: Option<&law::Clock>, now: Timestamp) -> String {
    match standing {
        Standing::NoPower | Standing::Voluntary => String::new(),
        Standing::BestInterests { since } => format!("Since {}. No clock", full_time(*since)),
        Standing::EnteredUnderWarrant { since, .. } | Standing::BeingRemoved { since, .. } => {
            format!("Since {}. No clock yet", full_time(*since))
        }
        Standing::BeingTaken { since } => format!("Since {}. No clock", full_time(*since)),
        Standing::Detained { since, place, .. } => match place {
            Some(place) => format!("Since {}, at {}", full_time(*since), place.name),
            None => format!("Since {}", full_time(*since)),
        },
        Standing::EscapedMayBeRetaken { since, until } => format!(
            "Escaped {}. May be retaken for another {}",
            full_time(*since),
            span(until.duration_since(now))
        ),
        Standing::EscapedPowerEnded { ended } => {
            format!("The power to retake ended {}", full_time(*ended))
        }
        Standing::OtherAuthority { since, .. } => format!("Since {}", full_time(*since)),
        Standing::Ended { at } => match clock {
            Some(clock) => format!(
                "Ended {}, after {}",
                full_time(*at),
                span(at.duration_since(clock.start))
            ),
            None => format!("Ended {}", full_time(*at)),
        },
        Standing::Expired { at } => format!("The permitted period ended {}", full_time(*at)),
        Standing::AbsentWithoutLeave { until, .. } => match until {
            Some(until) => format!(
                "May be taken for another {}",
                span(until.duration_since(now))
            ),
            None => "No end of the power is recorded".to_owned(),
        },
        Standing::AbsentPowerEnded { ended } => {
            format!("The power to take the person ended {}", full_time(*ended))
        }
        Standing::ToBeConveyed { until } => until.map_or_else(String::new, |until| {
            format!("May be conveyed until {}", full_time(until))
        }),
        Standing::BeingReturned { since } => format!("Since {}", full_time(*since)),
        Standing::LiableToArrest { since }
        | Standing::LiableInHospital { since }
        | Standing::LawfullyOut { since, .. } => {
            since.map_or_else(String::new, |since| format!("Since {}", full_time(since)))
        }
    }
}

/// The numbers of the clock that are kept; nothing once it has ended.
fn keep(view: &CaseView, file: &File) -> String {
    view.position
        .clock
        .as_ref()
        .filter(|clock| clock.state != law::ClockState::Ended && view.stage != Stage::Ended)
        .map(|clock| SavedClock::of(file.id().to_string(), clock))
        .and_then(|clock| serde_json::to_string(&clock).ok())
        .unwrap_or_default()
}

fn alarm(face: &casework::view::ClockFace, file: &File) -> Option<(String, String)> {
    let alarm = face.alarm.as_ref().filter(|alarm| !alarm.acknowledged)?;
    let minutes = jiff::SignedDuration::from_mins(i64::from(alarm.minutes));
    let href = format!("/cases/{}/do/alarm?minutes={}", file.id(), alarm.minutes);
    Some((href, format!("{} of the clock have passed", span(minutes))))
}

fn duty_view(duty: &law::Duty, at: Timestamp, reasons: &mut Reasons<'_>) -> DutyView {
    DutyView {
        what: sentence(duty.kind.label()),
        owner: owed(&sentence(duty.owner.label()), duty.due, at),
        late: duty.due.is_some_and(|due| due < at),
        why: reasons.why("Why", &duty.because, None, None),
    }
}

fn breach_view(breach: &law::Breach, reasons: &mut Reasons<'_>) -> BreachView {
    let mut what = sentence(&breach.what);
    if let Some(at) = breach.at {
        what = format!("{}: {what}", full_time(at));
    }
    BreachView {
        what,
        consequence: sentence(&breach.consequence),
        why: reasons.why("Why", &breach.because, Some(breach.certainty), None),
    }
}

fn powers(position: &law::Position, may: bool, reasons: &mut Reasons<'_>) -> Vec<PowerView> {
    position
        .powers
        .iter()
        .filter(|finding| (finding.availability != Availability::Unavailable) == may)
        .map(|finding| power_view(finding, reasons))
        .collect()
}

fn power_view(finding: &PowerFinding, reasons: &mut Reasons<'_>) -> PowerView {
    let certainty = Some(finding.certainty).filter(|it| *it != Certainty::Settled);
    PowerView {
        words: finding.power.label(),
        judgement: finding.availability == Availability::Judgement,
        first: finding.first.iter().map(|text| sentence(text)).collect(),
        instead: finding.instead.iter().map(|text| sentence(text)).collect(),
        until: finding.until.map(full_time),
        why: reasons.why("Why", &finding.because, certainty, finding.rival.as_ref()),
    }
}
