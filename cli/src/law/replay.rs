//! `lantern law replay`: what would have been different under another law or policy.

mod read;
mod told;

use std::path::Path;

use domain::FileId;
use jiff::civil::Date;
use law::profile::{Commencement, Provision};
use law::replay::{self, CaseRow, Report, Tally};
use law::{Facts, Profile};
use serde::Serialize;

use crate::arguments::{Replay, Supposition};
use crate::outcome::{Answer, Problem, Result};
use crate::screen;

/// What is asked of every case, whatever it is read from.
#[derive(Debug, Clone)]
pub(super) struct Question {
    actual: Profile,
    supposed: Profile,
    from: Option<Date>,
    to: Option<Date>,
}

/// The cases taken so far, and those left out by their day.
#[derive(Debug, Clone)]
pub(super) struct Taken<C> {
    tally: Tally<C>,
    /// Cases outside the days asked about.
    outside: u64,
    /// Cases that cannot be placed by day, because nothing in them has a time.
    no_day: u64,
    /// Cases whose key was destroyed.
    disposed: Vec<C>,
    /// Timelines with something odd in them, told as they were read.
    odd: u64,
}

/// The answer in JSON.
#[derive(Debug, Serialize)]
struct Told<'a, C> {
    /// What was supposed, in words.
    supposed: &'a [String],
    /// Cases left out, by why.
    outside_the_days: u64,
    without_a_day: u64,
    disposed_of: &'a [C],
    /// Cases with something odd in them, read all the same.
    odd: u64,
    #[serde(flatten)]
    report: &'a Report<C>,
}

impl<C> Default for Taken<C> {
    fn default() -> Self {
        Self {
            tally: Tally::default(),
            outside: 0,
            no_day: 0,
            disposed: Vec::new(),
            odd: 0,
        }
    }
}

impl<C: Clone> Taken<C> {
    /// Takes one case, if its day is asked about.
    pub(super) fn take(&mut self, case: &C, facts: &Facts, question: &Question) {
        if question.from.is_some() || question.to.is_some() {
            let Some(day) = replay::day(facts) else {
                self.no_day += 1;
                return;
            };
            if question.from.is_some_and(|from| day < from)
                || question.to.is_some_and(|to| day > to)
            {
                self.outside += 1;
                return;
            }
        }
        let changed = replay::compare(facts, &question.actual, &question.supposed);
        self.tally.take(case, facts, changed);
    }

    pub(super) fn unreadable(&mut self, case: C) {
        self.tally.unreadable(case);
    }

    pub(super) fn disposed(&mut self, case: C) {
        self.disposed.push(case);
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.tally.merge(other.tally);
        self.outside += other.outside;
        self.no_day += other.no_day;
        self.disposed.extend(other.disposed);
        self.odd += other.odd;
    }
}

/// Reads the cases, compares each, and tells what came of it.
pub(crate) fn replay(wanted: &Replay) -> Result<Answer> {
    let (question, supposed) = question(wanted)?;
    if let Some(path) = &wanted.timelines {
        let taken = read::timelines(path, &question)?;
        return tell(taken, &supposed, wanted);
    }
    let taken: Taken<FileId> = crate::wait(read::record(wanted, &question))?;
    tell(taken, &supposed, wanted)
}

/// The two profiles, and what differs between them in words.
fn question(wanted: &Replay) -> Result<(Question, Vec<String>)> {
    let actual = match &wanted.force {
        None => Profile::statute(),
        Some(path) => Profile::from_force(&crate::serve::read_force(path)?),
    };
    let mut supposed = actual.clone();
    let mut says = Vec::new();
    for Supposition { provision, on } in &wanted.supposed {
        let day = on.map(|on| Commencement {
            on,
            instrument: "a supposition".to_owned(),
        });
        match provision {
            Provision::Mha2025S29 => supposed.mha_2025_s29 = day,
            Provision::Mha2025S48 => supposed.mha_2025_s48 = day,
        }
        says.push(match on {
            Some(on) => format!(
                "{} had begun on {}",
                provision.label(),
                domain::time::day(*on)
            ),
            None => format!("no day had been set for {}", provision.label()),
        });
    }
    if let Some(path) = &wanted.suppose_force {
        let force = crate::serve::read_force(path)?;
        supposed.policies = Profile::from_force(&force).policies;
        says.push(format!("the policies of {} had applied", force.name));
    }
    if says.is_empty() {
        return Err(Problem::given(
            "nothing is supposed: give --suppose mha_2025_s48=DAY, or --suppose-force FILE, or both",
        ));
    }
    if let (Some(from), Some(to)) = (wanted.from, wanted.to)
        && to < from
    {
        return Err(Problem::given(format!(
            "--to {to} is before --from {from}: no day lies between"
        )));
    }
    let question = Question {
        actual,
        supposed,
        from: wanted.from,
        to: wanted.to,
    };
    Ok((question, says))
}

fn tell<C>(taken: Taken<C>, supposed: &[String], wanted: &Replay) -> Result<Answer>
where
    C: Ord + Clone + Serialize + std::fmt::Display,
{
    let Taken {
        tally,
        outside,
        no_day,
        mut disposed,
        odd,
    } = taken;
    disposed.sort_unstable();
    let report = tally.report();
    if let Some(path) = &wanted.cases {
        write_cases(path, &tally.cases(), &report)?;
    }
    let told = Told {
        supposed,
        outside_the_days: outside,
        without_a_day: no_day,
        disposed_of: &disposed,
        odd,
        report: &report,
    };
    if wanted.json {
        screen::say_json(&told)?;
    } else {
        screen::say(told::in_words(&told, wanted.cases.as_deref()))?;
    }
    Ok(if report.unreadable.number == 0 {
        Answer::Yes
    } else {
        Answer::No
    })
}

/// The cases behind every number, as CSV: no column holds anything about a person but the age
/// band.
fn write_cases<C: std::fmt::Display>(
    path: &Path,
    rows: &[CaseRow<C>],
    report: &Report<C>,
) -> Result<()> {
    let failed = |error: &dyn std::fmt::Display| {
        Problem::could_not(format!("`{}` cannot be written: {error}", path.display()))
    };
    let mut csv = csv::Writer::from_path(path).map_err(|error| failed(&error))?;
    let header = [
        "number",
        "contested",
        "place",
        "hour",
        "age",
        "from",
        "until",
        "case",
    ];
    csv.write_record(header).map_err(|error| failed(&error))?;
    let time = |at: Option<jiff::Timestamp>| at.map_or(String::new(), |at| at.to_string());
    for row in rows {
        csv.write_record([
            row.number.as_str(),
            if row.contested { "yes" } else { "no" },
            row.place.as_str(),
            &row.hour.map_or(String::new(), |hour| hour.to_string()),
            row.age.label(),
            &time(row.from),
            &time(row.until),
            &row.case.to_string(),
        ])
        .map_err(|error| failed(&error))?;
    }
    for case in &report.unreadable.cases {
        let case = case.to_string();
        csv.write_record(["could not be read", "", "", "", "", "", "", &case])
            .map_err(|error| failed(&error))?;
    }
    csv.flush().map_err(|error| failed(&error))
}
