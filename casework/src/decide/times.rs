//! Times that cannot be.

use domain::force::TimerKind;
use domain::time::{clock_time, full_time, in_london};
use domain::{Event, Moment, PersonFact, When};
use jiff::{SignedDuration, Timestamp};

use crate::command::{Command, FieldProblem, Refusal, Setting};

/// How far back a welfare check may be dated. A check is recorded as it is done; one that was done
/// and not recorded is corrected with evidence, so that it cannot be back-filled as on time.
const CHECK_BACKDATED_MINUTES: i64 = 2;

/// Ahead of the server's clock by no more than this when the force has not said.
const DEFAULT_TOLERANCE_MINUTES: u32 = 5;

/// Nothing recorded here is older than the Act.
const OLDEST_YEAR: i16 = 1983;

pub(super) fn check(command: &Command, setting: &Setting<'_>) -> Result<(), Refusal> {
    let mut problems = Vec::new();
    happened(&command.happened, "happened", setting, &mut problems);
    match &command.event {
        Event::Consulted(consulted) => {
            if let Some(asked) = consulted.asked {
                not_ahead(asked, "asked", setting, &mut problems);
            }
        }
        Event::PersonRecorded(PersonFact::DateOfBirth { is, .. }) => {
            let today = in_london(setting.now).date();
            if let Some(born) = is.value()
                && (*born > today || born.year() < today.year() - 120)
            {
                problems.push(problem(
                    "date_of_birth",
                    "the date of birth must be in the past and within 120 years",
                ));
            }
        }
        Event::PersonRecorded(PersonFact::Age { is, .. })
            if is.value().is_some_and(|years| *years > 120) =>
        {
            problems.push(problem("age", "the age must be 120 or less"));
        }
        Event::Corrected(correction) => {
            if let Some(when) = &correction.happened {
                happened(when, "happened_corrected", setting, &mut problems);
            }
        }
        Event::WelfareChecked(_) => check_is_not_backdated(command, setting, &mut problems),
        _ => {}
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(Refusal::invalid(problems))
    }
}

fn happened(when: &When, field: &str, setting: &Setting<'_>, problems: &mut Vec<FieldProblem>) {
    let latest = match &when.moment {
        // "After" has no latest; its own instant must have passed.
        Moment::After { at } => Some(*at),
        // A day counts from its beginning: today is not in the future.
        Moment::On { .. } | Moment::Between { .. } => when.moment.earliest(),
        moment => moment.latest(),
    };
    if let Some(latest) = latest {
        not_ahead(latest, field, setting, problems);
        if in_london(latest).year() < OLDEST_YEAR {
            problems.push(problem(
                field,
                "the time is before the Mental Health Act 1983",
            ));
        }
    }
    if let Moment::Between { first, last } = &when.moment
        && last < first
    {
        problems.push(problem(field, "the last day must not be before the first"));
    }
    if let Some(device) = &when.device
        && device.ahead_seconds.unsigned_abs() > 366 * 86_400
    {
        problems.push(problem(
            field,
            "the device's clock cannot be out by more than a year",
        ));
    }
}

fn not_ahead(at: Timestamp, field: &str, setting: &Setting<'_>, problems: &mut Vec<FieldProblem>) {
    let today = in_london(setting.now).date();
    let minutes = setting
        .force
        .timer(TimerKind::FutureTolerance, None, today)
        .unwrap_or(DEFAULT_TOLERANCE_MINUTES);
    let tolerance = SignedDuration::from_mins(i64::from(minutes));
    if setting
        .now
        .checked_add(tolerance)
        .is_ok_and(|limit| at > limit)
    {
        problems.push(problem(
            field,
            &format!(
                "{} has not happened yet: it is now {}",
                full_time(at),
                clock_time(setting.now)
            ),
        ));
    }
}

fn check_is_not_backdated(
    command: &Command,
    setting: &Setting<'_>,
    problems: &mut Vec<FieldProblem>,
) {
    let Some(at) = command
        .happened
        .moment
        .instant()
        .filter(|_| command.happened.moment.is_exact())
    else {
        problems.push(problem("happened", "a welfare check needs an exact time"));
        return;
    };
    if setting.now.duration_since(at) > SignedDuration::from_mins(CHECK_BACKDATED_MINUTES) {
        problems.push(problem(
            "happened",
            &format!(
                "a check is recorded as it is done: save it as {} and, if it was done earlier, \
                 correct the time with evidence",
                clock_time(setting.now)
            ),
        ));
    }
}

fn problem(field: &str, says: &str) -> FieldProblem {
    FieldProblem {
        field: field.to_owned(),
        says: says.to_owned(),
    }
}
