//! What the recorder should be told once a line is written.
//!
//! Escalations do not begin here: one mechanism, [`tick`](crate::tick), opens and closes them all.

use domain::event::{EventKind, Mode, PresenceReason, RedFlagsScreened, RiskLevel};
use domain::force::{PolicyKind, TimerKind};
use domain::time::{in_london, span};
use domain::{CommandId, Event};
use jiff::SignedDuration;

use super::with_line;
use crate::command::{Command, Setting};
use crate::facts::facts;
use crate::file::File;

/// Advice for the next page: what the law and the force's policy say of the file as it will be.
pub(super) fn advise(
    file: &File,
    id: CommandId,
    command: &Command,
    setting: &Setting<'_>,
    advice: &mut Vec<String>,
) {
    let after = with_line(file, id, command, setting);
    new_breaches(file, &after, setting, advice);
    advice.extend(super::warrants::advise(&after, command, setting));
    match &command.event {
        Event::RedFlagsScreened(RedFlagsScreened { yes, unsure, .. })
            if !yes.is_empty() || !unsure.is_empty() =>
        {
            advice.push(
                "A red flag, or one you cannot rule out: ambulance and emergency department."
                    .to_owned(),
            );
        }
        Event::AbdSuspected(_) => advice.push(
            "Suspected ABD is a medical emergency: tell the ambulance service “ABD suspected”, \
             least restraint, off the front, one officer watches the airway."
                .to_owned(),
        ),
        Event::PresenceAsked(asked) if asked.reason == PresenceReason::NotEnoughStaff => {
            let high = after.live_of(EventKind::RiskRated).last().is_some_and(|fact| {
                matches!(fact.event, Event::RiskRated(rated) if rated.level == RiskLevel::High)
            });
            if !high {
                advice.push(
                    "Staffing alone is not a reason to keep officers: record it and escalate."
                        .to_owned(),
                );
            }
        }
        Event::JourneyBegan(journey) if journey.mode == Mode::PoliceVehicle => {
            police_vehicle(file, journey.exception.is_some(), setting, advice);
        }
        Event::Entered(entered) => outside(file, entered, command, setting, advice),
        Event::AmbulanceArrived(_) => ambulance_late(file, command, setting, advice),
        _ => {}
    }
}

fn new_breaches(file: &File, after: &File, setting: &Setting<'_>, advice: &mut Vec<String>) {
    let before = law::position(&facts(file), setting.now, setting.profile);
    let after = law::position(&facts(after), setting.now, setting.profile);
    for breach in &after.breaches {
        if !before
            .breaches
            .iter()
            .any(|known| known.what == breach.what)
        {
            advice.push(breach.what.clone());
        }
    }
    for advisory in &after.advisories {
        if !before
            .advisories
            .iter()
            .any(|known| known.says == advisory.says)
        {
            advice.push(advisory.says.clone());
        }
    }
}

fn police_vehicle(file: &File, exception: bool, setting: &Setting<'_>, advice: &mut Vec<String>) {
    let today = in_london(setting.now).date();
    if exception {
        advice.push(
            "Violence exception: no prior approval is needed; it goes to the duty inspector’s \
             next-day list."
                .to_owned(),
        );
    } else if !file.has(EventKind::VehicleAuthorised)
        && let Some(policy) = setting
            .force
            .policy(PolicyKind::InspectorForPoliceVehicle136, today)
    {
        advice.push(format!(
            "Force policy: an inspector permits a police vehicle ({}). None is recorded; a later \
             permission is marked retrospective.",
            policy.instrument
        ));
    }
}

fn outside(
    file: &File,
    entered: &domain::event::Entered,
    command: &Command,
    setting: &Setting<'_>,
    advice: &mut Vec<String>,
) {
    let today = in_london(setting.now).date();
    let reached = file
        .live()
        .filter(|fact| {
            matches!(fact.event, Event::ReachedSite(it) if it.place.name == entered.place.name)
        })
        .filter_map(|fact| fact.at())
        .last();
    if let (Some(reached), Some(at)) = (reached, command.happened.moment.instant()) {
        let gap = at.duration_since(reached);
        let note = setting
            .force
            .timer(TimerKind::OutsideNote, None, today)
            .unwrap_or(15);
        if gap > SignedDuration::from_mins(i64::from(note)) {
            advice.push(format!(
                "{} between reaching the site and entering. Waiting outside does not count under \
                 the force’s procedure; some partners count arrival. Both readings are kept and \
                 alarms run on the earlier.",
                span(gap)
            ));
        }
    }
}

fn ambulance_late(file: &File, command: &Command, setting: &Setting<'_>, advice: &mut Vec<String>) {
    let today = in_london(setting.now).date();
    let asked = file
        .live_of(EventKind::AmbulanceAsked)
        .find_map(|fact| fact.at());
    let target = setting.force.timer(TimerKind::AmbulanceTarget, None, today);
    if let (Some(asked), Some(at), Some(target)) =
        (asked, command.happened.moment.instant(), target)
    {
        let took = at.duration_since(asked);
        let over = took - SignedDuration::from_mins(i64::from(target));
        if over.is_positive() {
            advice.push(format!(
                "{} after it was asked for, {} over the {target}-minute aim. It is counted.",
                span(took),
                span(over)
            ));
        }
    }
}
