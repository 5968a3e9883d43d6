//! The clock and the police station as decision tables, asked beside `law` in one run.
//!
//! `tables.json` holds section 136(2), (2A) and 136B and SI 2017/1036 reg 2 for the general engine
//! `zen`, as a rule author would write them there. Every case is put to both. Where both answer,
//! the answers must be equal; then both are timed in alternating rounds.
//!
//! What the comparison is worth: the tables answer the clock and the verdict on a station from
//! facts that somebody has already put in order. `law` reads a timeline, and answers everything:
//! power, clock, powers, duties, breaches, what is missing, each with its reasons.

mod cases;

use std::error::Error;
use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use cases::Case;
use law::station::StationVerdict;
use law::{Certainty, ClockState, Position};
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};
use zen_engine::{Decision, DecisionEngine, Variable};

/// Alternating rounds; the best of each is shown, because the others are the machine's noise.
const ROUNDS: u32 = 7;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// What both can say of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Answer {
    clock: Option<Clock>,
    /// Where the person is at a police station.
    station: Option<StationVerdict>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Clock {
    /// Seconds since 1970 in UTC, as is `expiry`.
    start: i64,
    expiry: i64,
    state: ClockState,
}

/// How the answers to all cases compare.
#[derive(Default)]
struct Agreement {
    both: u32,
    /// The law says that the point is contested, not established or needs facts. A table cannot.
    only_the_law: u32,
    neither: u32,
    differ: Vec<usize>,
}

fn main() -> Result<ExitCode> {
    let cases = cases::all();
    let runtime = Builder::new_current_thread().build()?;
    let tables = tables()?;
    let contexts: Vec<Variable> = cases
        .iter()
        .map(|case| case.context.clone().into())
        .collect();
    let agreement = compare(&cases, &contexts, &tables, &runtime)?;
    println!(
        "| cases | answered by both | of these equal | not answered by tables: contested or not established | no clock and no station |"
    );
    println!("|---:|---:|---:|---:|---:|");
    println!(
        "| {} | {} | {} | {} | {} |",
        cases.len(),
        agreement.both,
        usize::try_from(agreement.both)? - agreement.differ.len(),
        agreement.only_the_law,
        agreement.neither
    );
    if let Some(first) = agreement.differ.first().and_then(|nth| cases.get(*nth)) {
        eprintln!("the first case on which they differ: {}", first.context);
        eprintln!("{:?}", by_law(first));
        return Ok(ExitCode::FAILURE);
    }
    println!();
    time(&cases, &contexts, &tables, &runtime)?;
    Ok(ExitCode::SUCCESS)
}

fn tables() -> Result<Decision> {
    let content: zen_engine::model::DecisionContent =
        serde_json::from_str(include_str!("../tables.json"))?;
    let mut decision = DecisionEngine::default().create_decision(content.into())?;
    decision.compile();
    Ok(decision)
}

fn compare(
    cases: &[Case],
    contexts: &[Variable],
    tables: &Decision,
    runtime: &Runtime,
) -> Result<Agreement> {
    let mut agreement = Agreement::default();
    for (nth, (case, context)) in cases.iter().zip(contexts).enumerate() {
        let told = runtime
            .block_on(tables.evaluate(context.clone()))
            .map_err(|error| format!("the tables fail on {}: {error}", case.context))?;
        let told = by_tables(&told.result.to_value())?;
        match by_law(case) {
            None => agreement.only_the_law += 1,
            Some(Answer {
                clock: None,
                station: None,
            }) if told.clock.is_none() => {
                agreement.neither += 1;
            }
            Some(answer) => {
                agreement.both += 1;
                if answer != told {
                    agreement.differ.push(nth);
                }
            }
        }
    }
    Ok(agreement)
}

fn by_tables(told: &Value) -> Result<Answer> {
    let seconds = |name: &str| told.get(name).and_then(Value::as_i64);
    let word = |name: &str| told.get(name).and_then(Value::as_str);
    let state = match word("state") {
        None => None,
        Some("running") => Some(ClockState::Running),
        Some("extended") => Some(ClockState::Extended),
        Some("expired") => Some(ClockState::Expired),
        Some(other) => return Err(format!("no state of a clock is called {other}").into()),
    };
    let clock = match (seconds("start"), seconds("expiry"), state) {
        (Some(start), Some(expiry), Some(state)) => Some(Clock {
            start,
            expiry,
            state,
        }),
        _ => None,
    };
    let station = match word("verdict") {
        None => None,
        Some("lawful") => Some(StationVerdict::Lawful),
        Some("unlawful") => Some(StationVerdict::Unlawful),
        Some("needs_facts") => Some(StationVerdict::NeedsFacts),
        Some(other) => return Err(format!("no verdict is called {other}").into()),
    };
    Ok(Answer { clock, station })
}

/// What the law says, where it says one thing and no more.
fn by_law(case: &Case) -> Option<Answer> {
    let (position, station) = ask(case);
    let plain = |certainty| matches!(certainty, Certainty::Settled);
    let clock = match &position.clock {
        None => None,
        Some(clock) if plain(clock.certainty) => Some(Clock {
            start: clock.start.as_second(),
            expiry: clock.expiry.as_second(),
            state: clock.state,
        }),
        Some(_) => return None,
    };
    if station
        .as_ref()
        .is_some_and(|it| it.certainty == Certainty::Contested)
    {
        return None;
    }
    Some(Answer {
        clock,
        station: station.map(|it| it.answer.verdict),
    })
}

type Station = law::Finding<law::station::StationOutcome>;

/// The whole position, and the station where the person is at one.
fn ask(case: &Case) -> (Position, Option<Station>) {
    let position = law::position(&case.facts, case.at, &case.profile);
    let station = case
        .at_a_station
        .then(|| law::station::judge(&case.facts, case.at, &case.profile));
    (position, station)
}

fn time(cases: &[Case], contexts: &[Variable], tables: &Decision, runtime: &Runtime) -> Result<()> {
    let mut best = [Duration::MAX; 2];
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        for case in cases {
            black_box(ask(black_box(case)));
        }
        best[0] = best[0].min(begun.elapsed());
        let begun = Instant::now();
        runtime.block_on(async {
            for context in contexts {
                black_box(tables.evaluate(black_box(context).clone()).await).ok();
            }
        });
        best[1] = best[1].min(begun.elapsed());
    }
    let number = f64::from(u32::try_from(cases.len())?);
    let [law, zen] = best.map(|taken| taken.as_secs_f64() * 1e9 / number);
    println!("| asked | ns a case | cases a second | beside the tables |");
    println!("|---|---:|---:|---:|");
    for (name, taken) in [
        ("`law`: the whole position, and the station's verdict", law),
        ("`zen`: the clock and the station's verdict", zen),
    ] {
        println!(
            "| {name} | {taken:.0} | {:.0} | {:.2} |",
            1e9 / taken,
            taken / zen
        );
    }
    Ok(())
}
