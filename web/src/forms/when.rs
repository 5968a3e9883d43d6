//! The question every form ends with: when did it happen, and who says so?
//!
//! "Now" is one tap and the default. "Another time" asks the day and the time in London, how
//! precise it is, and where it comes from.

use domain::force::TimerKind;
use domain::known::NoValue;
use domain::time::{TimeSource, When, in_london};
use domain::{Force, Moment};
use jiff::Timestamp;
use jiff::civil::Date;

use super::choice::{Opt, wire_name};
use super::date::{self, Letters, NotAnInstant};
use super::field::Problem;
use super::submitted::Submitted;

/// Minutes an entry may be ahead of the server's clock where the force has not set it.
const TOLERANCE_MINUTES: u32 = 5;

/// How precise a time is, as offered on a form.
pub fn precisions() -> Vec<Opt> {
    [
        ("exact", "Exactly then"),
        ("about", "About then"),
        ("before", "Before then"),
        ("after", "After then"),
        ("day", "On that day, time not known"),
        ("unknown", "Neither day nor time is known"),
    ]
    .into_iter()
    .map(|(value, label)| Opt::new(value, label))
    .collect()
}

/// Reads the block. Without any of its fields it is "now".
pub fn read(sent: &Submitted, now: Timestamp, force: &Force) -> Result<When, Vec<Problem>> {
    if sent.text("when") != "other" {
        return Ok(When::now(now));
    }
    let mut problems = Vec::new();
    let source = source(sent.text("when_source"));
    if source.is_none() {
        problems.push(Problem::new(
            "when_source",
            "Select where the time comes from",
        ));
    }
    let moment = moment(sent, now, force)
        .map_err(|problem| problems.push(problem))
        .ok();
    match (moment, source) {
        (Some(moment), Some(source)) => Ok(When {
            moment,
            source,
            device: None,
        }),
        _ => Err(problems),
    }
}

/// Fills the block with a time that is already recorded.
pub fn fill(sent: &mut Submitted, when: &When) {
    sent.set("when", "other");
    sent.set("when_source", wire_name(when.source));
    let precision = match &when.moment {
        Moment::Exact { .. } => "exact",
        Moment::About { .. } => "about",
        Moment::Before { .. } => "before",
        Moment::After { .. } => "after",
        Moment::On { .. } | Moment::Between { .. } => "day",
        Moment::Unknown { .. } => "unknown",
    };
    sent.set("when_precision", precision);
    let at = match &when.moment {
        Moment::Exact { at }
        | Moment::About { at }
        | Moment::Before { at }
        | Moment::After { at } => Some(*at),
        _ => None,
    };
    let day = match &when.moment {
        Moment::On { date } | Moment::Between { first: date, .. } => Some(*date),
        _ => at.map(|at| in_london(at).date()),
    };
    if let Some(day) = day {
        fill_day(sent, day);
    }
    if let Some(at) = at {
        let london = in_london(at);
        sent.set("when_time", london.strftime("%H:%M").to_string());
        sent.set(
            "when_letters",
            london.strftime("%Z").to_string().to_lowercase(),
        );
    }
}

/// Fills the day only: a form that opens on today.
pub fn fill_day(sent: &mut Submitted, day: Date) {
    sent.set("when_day", day.day().to_string());
    sent.set("when_month", day.month().to_string());
    sent.set("when_year", day.year().to_string());
}

fn source(text: &str) -> Option<TimeSource> {
    TimeSource::ALL
        .iter()
        .copied()
        .find(|source| wire_name(*source) == text)
}

fn moment(sent: &Submitted, now: Timestamp, force: &Force) -> Result<Moment, Problem> {
    let precision = match sent.text("when_precision") {
        "" => "exact",
        given => given,
    };
    if precision == "unknown" {
        return Ok(Moment::Unknown {
            why: NoValue::Unknown,
        });
    }
    let day = date::day(
        sent.text("when_day"),
        sent.text("when_month"),
        sent.text("when_year"),
    )
    .map_err(|says| Problem::new("when_day", says))?;
    if precision == "day" {
        return if day > in_london(now).date() {
            Err(Problem::new(
                "when_day",
                "Enter a day that is not in the future",
            ))
        } else {
            Ok(Moment::On { date: day })
        };
    }
    let at = instant(sent, day)?;
    let tolerance = i64::from(
        force
            .timer(TimerKind::FutureTolerance, None, in_london(now).date())
            .unwrap_or(TOLERANCE_MINUTES),
    );
    if at.duration_since(now).as_secs() > tolerance * 60 {
        return Err(Problem::new(
            "when_time",
            format!(
                "Enter a time that is not in the future: it is now {}",
                short(now)
            ),
        ));
    }
    match precision {
        "exact" => Ok(Moment::Exact { at }),
        "about" => Ok(Moment::About { at }),
        "before" => Ok(Moment::Before { at }),
        "after" => Ok(Moment::After { at }),
        _ => Err(Problem::new(
            "when_precision",
            "Select how precise the time is",
        )),
    }
}

fn instant(sent: &Submitted, day: Date) -> Result<Timestamp, Problem> {
    let typed = sent.text("when_time");
    if typed.is_empty() {
        return Err(Problem::new("when_time", "Enter the time, such as 03:05"));
    }
    let (time, said) = date::time_of_day(typed).ok_or_else(|| {
        Problem::new(
            "when_time",
            format!("Enter the time with hours and minutes, such as 03:05, instead of `{typed}`"),
        )
    })?;
    // The letters that were chosen are for the hour that comes twice: at any other hour they
    // are left over from an earlier attempt, and only letters typed with the time count.
    let read = match date::instant(day, time, said) {
        Err(NotAnInstant::Twice) => {
            date::instant(day, time, Letters::read(sent.text("when_letters")))
        }
        read => read,
    };
    read.map_err(|fault| {
        let shown = time.strftime("%H:%M");
        let day = domain::time::day(day);
        match fault {
            NotAnInstant::Skipped => Problem::new(
                "when_time",
                format!("{shown} did not happen on {day}: the clocks went forward over it"),
            ),
            NotAnInstant::Twice => Problem::new(
                "when_letters",
                format!("{shown} happened twice on {day}: select BST or GMT"),
            ),
            NotAnInstant::WrongLetters => Problem::new(
                "when_time",
                format!("Enter {shown} without its letters: they do not belong to {day}"),
            ),
            NotAnInstant::TooFar => Problem::new("when_day", "Enter a day nearer to today"),
        }
    })
}

fn short(at: Timestamp) -> String {
    domain::time::clock_time(at)
}

#[cfg(test)]
mod tests {
    use super::super::tests::kent;
    use super::*;

    const NOW: &str = "2026-10-25T03:00:00Z";

    fn sent(pairs: &[(&str, &str)]) -> Submitted {
        let mut sent = Submitted::default();
        for (name, value) in [
            ("when", "other"),
            ("when_source", "site_log"),
            ("when_precision", "exact"),
        ] {
            sent.set(name, value);
        }
        for (name, value) in pairs {
            sent.set(name, *value);
        }
        sent
    }

    fn at(day: &str, month: &str, year: &str, time: &str) -> Submitted {
        sent(&[
            ("when_day", day),
            ("when_month", month),
            ("when_year", year),
            ("when_time", time),
        ])
    }

    fn fault(sent: &Submitted) -> (String, String) {
        let problems = read(sent, NOW.parse().unwrap(), &kent()).unwrap_err();
        assert_eq!(problems.len(), 1, "{problems:?}");
        (problems[0].field.clone(), problems[0].says.clone())
    }

    #[test]
    fn nothing_said_is_now() {
        let now = NOW.parse().unwrap();
        assert_eq!(
            read(&Submitted::default(), now, &kent()),
            Ok(When::now(now))
        );
    }

    #[test]
    fn each_impossible_time_names_its_field_and_says_why() {
        for (sent, field, says) in [
            (
                at("31", "2", "2026", "03:05"),
                "when_day",
                "not a day in the calendar",
            ),
            (
                at("29", "3", "2026", "01:30"),
                "when_time",
                "clocks went forward",
            ),
            (
                at("25", "10", "2026", "01:30"),
                "when_letters",
                "happened twice",
            ),
            (
                at("25", "10", "2026", "03:06"),
                "when_time",
                "not in the future",
            ),
            (at("24", "10", "2026", ""), "when_time", "Enter the time"),
            (
                at("24", "10", "2026", "25:00"),
                "when_time",
                "instead of `25:00`",
            ),
            (at("24", "10", "26", "03:05"), "when_year", "four numbers"),
        ] {
            let (found, why) = fault(&sent);
            let field = if field == "when_year" {
                "when_day"
            } else {
                field
            };
            assert_eq!(found, field, "{why}");
            assert!(why.contains(says), "{why}");
        }
    }

    #[test]
    fn what_was_chosen_for_an_hour_that_comes_twice_is_kept() {
        for (letters, utc) in [
            ("bst", "2026-10-25T00:30:00Z"),
            ("gmt", "2026-10-25T01:30:00Z"),
        ] {
            let mut sent = at("25", "10", "2026", "01:30");
            sent.set("when_letters", letters);
            let when = read(&sent, NOW.parse().unwrap(), &kent()).unwrap();
            assert_eq!(
                when.moment,
                Moment::Exact {
                    at: utc.parse().unwrap()
                }
            );
        }
    }

    #[test]
    fn a_source_is_asked_for() {
        let mut sent = at("24", "10", "2026", "03:05");
        sent.set("when_source", "");
        assert_eq!(fault(&sent).0, "when_source");
    }

    #[test]
    fn every_precision_survives_being_written_into_the_form_and_read_again() {
        let at: Timestamp = "2026-10-25T00:30:00Z".parse().unwrap();
        for moment in [
            Moment::Exact { at },
            Moment::About { at },
            Moment::Before { at },
            Moment::After { at },
            Moment::On {
                date: jiff::civil::date(2026, 10, 24),
            },
            Moment::Unknown {
                why: NoValue::Unknown,
            },
        ] {
            let when = When {
                moment,
                source: TimeSource::Cctv,
                device: None,
            };
            let mut sent = Submitted::default();
            fill(&mut sent, &when);
            assert_eq!(read(&sent, NOW.parse().unwrap(), &kent()), Ok(when));
        }
    }
}
