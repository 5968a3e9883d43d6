//! What time alone brings about: escalations opened, raised and closed.
//!
//! One mechanism for all of them. The file and the clock say which escalations ought to be open;
//! those that are not yet are opened, those whose trouble is over are closed, and those nobody
//! answered in time go up a stage. Each has a name, and its command id follows from the name, so
//! two servers that see the same need write it once.

use domain::event::{
    DeclineReason, EscalationClosed, EscalationOpened, EscalationRaised, EscalationReplied,
    EventKind, ExamFinding, Trigger,
};
use domain::force::TimerKind;
use domain::time::{clock_time, in_london, span};
use domain::{CommandId, Event, Force, NewEvent, PlaceKind, When};
use jiff::{SignedDuration, Timestamp};
use law::{Certainty, Standing};

use crate::escalation::{self, Escalation};
use crate::facts::facts;
use crate::file::{Fact, File};
use crate::sentence::capital;

/// Lines that Lantern writes of its own accord, with the command they belong to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The command: the same need always has the same one.
    pub command: CommandId,
    /// Its lines.
    pub events: Vec<NewEvent>,
}

/// A trouble that ought to have an open escalation.
struct Trouble {
    trigger: Trigger,
    /// Unique in the file, and the same each time the same trouble is seen.
    name: String,
    since: Timestamp,
    why: String,
}

/// What is due in a file now.
pub fn tick(file: &File, now: Timestamp, force: &Force, profile: &law::Profile) -> Vec<Due> {
    if file.is_empty() || file.is_return() || file.has(EventKind::DetentionImported) {
        return Vec::new();
    }
    let position = law::position(&facts(file), now, profile);
    let troubles = troubles(file, now, force, &position);
    let mut due: Vec<Due> = troubles
        .iter()
        .filter_map(|trouble| open(file, trouble, now, force))
        .collect();
    for escalation in escalation::open(file) {
        if let Some(what) = over(file, &escalation, &position) {
            due.extend(close(file, &escalation, now, what));
        } else {
            due.extend(raise(file, &escalation, now, force));
        }
    }
    due
}

fn write(file: &File, name: &str, now: Timestamp, events: Vec<Event>) -> Option<Due> {
    let command = CommandId::of(file.id(), name);
    if file
        .lines()
        .iter()
        .any(|line| line.written.command == command)
    {
        return None;
    }
    let events = events
        .into_iter()
        .enumerate()
        .map(|(index, event)| NewEvent {
            id: command.event(index),
            happened: When::now(now),
            event,
        })
        .collect();
    Some(Due { command, events })
}

fn open(file: &File, trouble: &Trouble, now: Timestamp, force: &Force) -> Option<Due> {
    let ladder = force.ladder(trouble.trigger, in_london(now).date())?;
    let first = ladder.stages.first()?;
    let next = ladder
        .stages
        .get(1)
        .map_or(1440, |stage| stage.after_minutes);
    let opened = EscalationOpened {
        trigger: trouble.trigger,
        stage: 1,
        owner: first.owner,
        due: later(trouble.since.max(first_seen(now, trouble.since)), next),
        why: format!("{} Ask: {}.", trouble.why, first.asks),
    };
    write(file, &trouble.name, now, vec![opened.into()])
}

/// A trouble found late climbs from when it was found, not from when it began.
fn first_seen(now: Timestamp, since: Timestamp) -> Timestamp {
    if now.duration_since(since) > SignedDuration::from_mins(5) {
        now
    } else {
        since
    }
}

fn raise(file: &File, one: &Escalation, now: Timestamp, force: &Force) -> Option<Due> {
    if now < one.due || one.answered {
        return None;
    }
    let ladder = force.ladder(one.trigger, in_london(now).date())?;
    let next = ladder.stages.get(usize::from(one.stage))?;
    let after = ladder.stages.get(usize::from(one.stage) + 1);
    let wait = after.map_or(1440, |stage| stage.after_minutes - next.after_minutes);
    let silence = EscalationReplied {
        opened: one.opened,
        reply: format!("no reply by {}", clock_time(one.due)),
        promised: String::new(),
    };
    let raised = EscalationRaised {
        opened: one.opened,
        stage: one.stage + 1,
        owner: next.owner,
        due: later(one.due, wait),
    };
    write(
        file,
        &format!("raise:{}:{}", one.opened, one.stage + 1),
        now,
        vec![silence.into(), raised.into()],
    )
}

fn close(file: &File, one: &Escalation, now: Timestamp, what: String) -> Option<Due> {
    let closed = EscalationClosed {
        opened: one.opened,
        resolved: true,
        what,
    };
    write(
        file,
        &format!("close:{}", one.opened),
        now,
        vec![closed.into()],
    )
}

fn later(at: Timestamp, minutes: u32) -> Timestamp {
    at.checked_add(SignedDuration::from_mins(i64::from(minutes)))
        .unwrap_or(at)
}

/// Everything that ought to be escalated now.
fn troubles(file: &File, now: Timestamp, force: &Force, position: &law::Position) -> Vec<Trouble> {
    let today = in_london(now).date();
    let timer = |name, at: Option<PlaceKind>| {
        force
            .timer(name, at, today)
            .map(|minutes| SignedDuration::from_mins(i64::from(minutes)))
    };
    let ended = file.has(EventKind::Ended);
    let mut found = Vec::new();
    ambulance(
        file,
        now,
        timer(TimerKind::AmbulanceTarget, None),
        &mut found,
    );
    places(file, now, &mut found);
    nobody_came(file, now, &mut found);
    if !ended {
        outside(
            file,
            now,
            timer(TimerKind::OutsideSiteAlarm, None),
            &mut found,
        );
    }
    if let Some(entry) = file.latest(EventKind::Entered)
        && !file.has(EventKind::OfficersReleased)
        && !ended
        && let (Event::Entered(entered), Some(at)) = (entry.event, entry.at())
    {
        let waited = now.duration_since(at);
        let target = timer(TimerKind::HandOverTarget, Some(entered.place.kind));
        if !file.has(EventKind::HandOverAccepted) && target.is_some_and(|target| waited >= target) {
            found.push(Trouble {
                trigger: Trigger::HandOverLate,
                name: format!("T4:{}", entry.written.id),
                since: at,
                why: format!("No hand-over {} after entry.", span(waited)),
            });
        }
        if timer(TimerKind::LongAtSite, None).is_some_and(|limit| waited >= limit) {
            found.push(Trouble {
                trigger: Trigger::LongAtSite,
                name: format!("T5:{}", entry.written.id),
                since: at,
                why: format!("Officers at the site for {}.", span(waited)),
            });
        }
    }
    assessment(
        file,
        now,
        position,
        timer(TimerKind::AssessmentBegun, None),
        &mut found,
    );
    breaches(position, &mut found);
    found
}

fn ambulance(
    file: &File,
    now: Timestamp,
    target: Option<SignedDuration>,
    found: &mut Vec<Trouble>,
) {
    let came = |asked: &Fact<'_>| {
        file.live().any(|fact| {
            matches!(
                fact.event,
                Event::AmbulanceArrived(_) | Event::JourneyBegan(_) | Event::Entered(_)
            ) && fact.written.position > asked.written.position
        })
    };
    if let Some(asked) = file.live_of(EventKind::AmbulanceAsked).next()
        && let (Some(at), Some(target)) = (asked.at(), target)
    {
        // An ambulance that came late is still a late ambulance: opened, and closed at once.
        let arrived = file
            .live_of(EventKind::AmbulanceArrived)
            .find_map(|fact| fact.at());
        let took = arrived.unwrap_or(now).duration_since(at);
        if took >= target && (arrived.is_some() || !came(&asked)) {
            found.push(Trouble {
                trigger: Trigger::AmbulanceLate,
                name: format!("T3:{}", asked.written.id),
                since: at,
                why: format!(
                    "Ambulance asked for at {} and over its aim.",
                    clock_time(at)
                ),
            });
        }
    }
    for declined in file.live_of(EventKind::AmbulanceDeclined) {
        found.push(Trouble {
            trigger: Trigger::AmbulanceLate,
            name: format!("T3:{}", declined.written.id),
            since: declined.at().unwrap_or(now),
            why: "The ambulance service declined.".to_owned(),
        });
    }
}

fn places(file: &File, now: Timestamp, found: &mut Vec<Trouble>) {
    let refused = file
        .live_of(EventKind::PlaceReplied)
        .find(|fact| matches!(fact.event, Event::PlaceReplied(replied) if !replied.offered));
    let Some(refused) = refused else { return };
    let placed = file.has(EventKind::Entered)
        || file
            .live()
            .any(|fact| matches!(fact.event, Event::PlaceReplied(it) if it.offered));
    if placed {
        return;
    }
    let since = refused.at().unwrap_or(now);
    if law::person::treat_as_child(&facts(file).person, in_london(now).date()) {
        found.push(Trouble {
            trigger: Trigger::ChildCheckOrExpiry,
            name: format!("T8:child:{}", refused.written.id),
            since,
            why: "A child has no suitable place.".to_owned(),
        });
    } else {
        found.push(Trouble {
            trigger: Trigger::NoPlace,
            name: format!("T2:{}", refused.written.id),
            since,
            why: "A place of safety refused and none has offered.".to_owned(),
        });
    }
}

/// A warrant that was not executed because an AMHP or a doctor would not come (requirements D-18).
fn nobody_came(file: &File, now: Timestamp, found: &mut Vec<Trouble>) {
    for fact in file.live_of(EventKind::WarrantNotExecuted) {
        if let Event::WarrantNotExecuted(not) = fact.event
            && not.reason == DeclineReason::NoAmhpOrDoctor
        {
            found.push(Trouble {
                trigger: Trigger::NoAmhpOrDoctor,
                name: format!("T1:{}", fact.written.id),
                since: fact.at().unwrap_or(now),
                why: "A warrant waits for an AMHP or a doctor.".to_owned(),
            });
        }
    }
}

fn outside(file: &File, now: Timestamp, limit: Option<SignedDuration>, found: &mut Vec<Trouble>) {
    let Some(reached) = file.latest(EventKind::ReachedSite) else {
        return;
    };
    let (Event::ReachedSite(site), Some(at), Some(limit)) = (reached.event, reached.at(), limit)
    else {
        return;
    };
    if entered_after(file, &site.place.name, at) || now.duration_since(at) < limit {
        return;
    }
    found.push(Trouble {
        trigger: Trigger::OutsideSite,
        name: format!("outside:{}", reached.written.id),
        since: at,
        why: format!(
            "Waiting outside {} for {}.",
            site.place.name,
            span(now.duration_since(at))
        ),
    });
}

fn entered_after(file: &File, place: &str, reached: Timestamp) -> bool {
    file.live_of(EventKind::Entered).any(|fact| {
        matches!(fact.event, Event::Entered(entered) if entered.place.name == place)
            && fact.at().is_none_or(|at| at >= reached)
    })
}

fn assessment(
    file: &File,
    now: Timestamp,
    position: &law::Position,
    begun: Option<SignedDuration>,
    found: &mut Vec<Trouble>,
) {
    let Some(clock) = position.clock.as_ref() else {
        return;
    };
    if !matches!(position.standing.answer, Standing::Detained { .. }) {
        return;
    }
    let elapsed = now.duration_since(clock.start);
    let started = file.has(EventKind::Examined) || file.has(EventKind::AmhpInterviewed);
    if !started && begun.is_some_and(|limit| elapsed >= limit) {
        found.push(Trouble {
            trigger: Trigger::AssessmentLate,
            name: "T6".to_owned(),
            since: clock.start,
            why: format!(
                "Assessment not begun {} after the clock began.",
                span(elapsed)
            ),
        });
    }
    let needs_bed = file.live_of(EventKind::Examined).any(|fact| {
        matches!(fact.event, Event::Examined(it) if it.finding == ExamFinding::DisorderAdmissionNeeded)
    });
    if needs_bed
        && !file.has(EventKind::ApplicationMade)
        && elapsed >= SignedDuration::from_hours(18)
    {
        found.push(Trouble {
            trigger: Trigger::BedNotFound,
            name: "T7".to_owned(),
            since: clock.start,
            why: format!("No bed {} after the clock began.", span(elapsed)),
        });
    }
}

/// Limits that a senior officer is told of. Each is escalated once.
fn breaches(position: &law::Position, found: &mut Vec<Trouble>) {
    for breach in &position.breaches {
        let Some(rule) = breach.because.first().map(|reason| reason.rule.id) else {
            continue;
        };
        let told = [
            "end-",
            "stn-",
            "ext-",
            "clock-",
            "xfer-",
            "s136-location",
            "regime-",
            "mha25-",
            "w1-",
            "w2-",
        ];
        // A period that ran out with no end recorded wants a fact, and somebody to find it out.
        let sure = match breach.certainty {
            Certainty::Settled => true,
            Certainty::NeedsFacts => rule.starts_with("end-expiry"),
            Certainty::Contested | Certainty::NotEstablished => false,
        };
        if !sure || !told.iter().any(|it| rule.starts_with(it)) {
            continue;
        }
        let trigger = if rule.starts_with("stn-check") || rule.starts_with("end-expiry") {
            Trigger::ChildCheckOrExpiry
        } else {
            Trigger::Breach
        };
        let at = breach.at.unwrap_or(position.at);
        found.push(Trouble {
            trigger,
            name: format!(
                "breach:{rule}:{}",
                breach.at.map_or(0, Timestamp::as_second)
            ),
            since: at,
            why: format!("{}.", capital(breach.what.trim_end_matches('.'))),
        });
    }
}

/// Whether the trouble of an open escalation is over, and how.
fn over(file: &File, one: &Escalation, position: &law::Position) -> Option<String> {
    let ended = file.has(EventKind::Ended);
    let entered = file.latest(EventKind::Entered).and_then(|fact| fact.at());
    match one.trigger {
        Trigger::AmbulanceLate => {
            let arrived = file
                .live_of(EventKind::AmbulanceArrived)
                .find_map(|fact| fact.at());
            let left = file
                .live_of(EventKind::JourneyBegan)
                .find_map(|fact| fact.at());
            match (arrived, left) {
                (Some(at), _) => Some(format!("Ambulance at the scene at {}.", clock_time(at))),
                (None, Some(at)) => {
                    Some(format!("Left at {} without the ambulance.", clock_time(at)))
                }
                (None, None) => None,
            }
        }
        Trigger::NoPlace | Trigger::OutsideSite => entered
            .filter(|at| *at >= one.since || one.trigger == Trigger::NoPlace)
            .map(|at| format!("Entered a place of safety at {}.", clock_time(at))),
        Trigger::HandOverLate | Trigger::LongAtSite => file
            .live_of(EventKind::OfficersReleased)
            .find_map(|fact| fact.at())
            .map(|at| format!("Officers released at {}.", clock_time(at)))
            .or_else(|| ended.then(|| "The detention ended.".to_owned())),
        Trigger::AssessmentLate => {
            (file.has(EventKind::Examined) || file.has(EventKind::AmhpInterviewed) || ended)
                .then(|| "The assessment began or the detention ended.".to_owned())
        }
        Trigger::BedNotFound => (file.has(EventKind::ApplicationMade) || ended)
            .then(|| "An application was made or the detention ended.".to_owned()),
        // A child with no place is over when a place takes them; a passed limit stays open until
        // somebody classifies it.
        Trigger::ChildCheckOrExpiry => (one.why.starts_with("A child")
            && matches!(
                position.standing.answer,
                Standing::Detained { .. } | Standing::Ended { .. }
            ))
        .then(|| "The child is in a place of safety.".to_owned()),
        Trigger::NoAmhpOrDoctor => file
            .live_of(EventKind::WarrantExecuted)
            .filter_map(|fact| fact.at())
            .find(|at| *at >= one.since)
            .map(|at| format!("The warrant was executed at {}.", clock_time(at))),
        Trigger::Breach => None,
    }
}
