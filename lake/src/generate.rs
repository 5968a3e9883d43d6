//! Large invented data for trials: incidents of whole forces, written as an import would be.
//!
//! Nothing in it is real. Volumes and shares follow published figures where the constants say so;
//! everything else is invented so that every column has something in it, also what is not known.
//! The same plan makes the same bytes.

mod detention;
mod dice;
mod incident;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use domain::Month;
use jiff::ToSpan as _;

use crate::error::LakeError;
use crate::schema::{Detention, Incident, Phase, Row};
use crate::store::{Change, Origin, Staged, Writer, sorted};

use dice::Dice;

/// Incidents a year for each 100,000 residents (data.md section 2.2: 9.28 million a year in
/// England and Wales, of 59,597,578 residents).
const PER_100_000: u64 = 15_571;

/// What to make.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The same seed makes the same rows.
    pub seed: u64,
    /// The forces, with their residents.
    pub forces: Vec<(String, u32)>,
    /// The first month.
    pub first: Month,
    /// How many months.
    pub months: u32,
    /// Threads to work with.
    pub threads: usize,
}

/// What was made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Made {
    /// Rows of all tables.
    pub rows: u64,
    /// Of them, incidents.
    pub incidents: u64,
    /// Files.
    pub parts: u64,
}

impl Plan {
    /// One force of this size, for a number of months.
    pub fn force(seed: u64, name: &str, residents: u32, first: Month, months: u32) -> Self {
        Self {
            seed,
            forces: vec![(name.to_owned(), residents)],
            first,
            months,
            threads: 2,
        }
    }

    /// Forty-three invented forces with the residents of England and Wales between them, the
    /// largest with a seventh of all.
    pub fn national(seed: u64, first: Month, months: u32) -> Self {
        let weights: Vec<u32> = (0..43).map(|index| 4 + 170 / (index + 2)).collect();
        let all: u32 = weights.iter().sum();
        let forces = weights.iter().enumerate().map(|(index, weight)| {
            let residents = 59_597_578_u64 * u64::from(*weight) / u64::from(all);
            let name = format!("force_{:02}", index + 1);
            (name, u32::try_from(residents).unwrap_or(u32::MAX))
        });
        Self {
            seed,
            forces: forces.collect(),
            first,
            months,
            threads: 2,
        }
    }

    /// Each force with each month.
    fn pieces(&self) -> Vec<(usize, &(String, u32), Month)> {
        let mut pieces = Vec::new();
        let mut month = self.first;
        for _ in 0..self.months {
            for (index, force) in self.forces.iter().enumerate() {
                pieces.push((index, force, month));
            }
            let next = month
                .first_day()
                .and_then(|day| day.checked_add(1.month()).ok());
            match next {
                Some(next) => month = Month::of_day(next),
                None => break,
            }
        }
        pieces
    }
}

/// Makes the rows of a plan and lists them as one import of this name, in place of an earlier one.
///
/// `told` hears of every piece that is done: how many of how many.
pub fn generate(
    writer: &mut Writer,
    plan: &Plan,
    batch: &str,
    told: &(dyn Fn(usize, usize) + Sync),
) -> Result<Made, LakeError> {
    let origin = Origin::Import(batch.to_owned());
    let pieces = plan.pieces();
    let next = AtomicUsize::new(0);
    let done: Mutex<(Vec<Staged>, Made)> = Mutex::default();
    let writer_ref = &*writer;
    let work = || -> Result<(), LakeError> {
        while let Some((index, (force, residents), month)) =
            pieces.get(next.fetch_add(1, Ordering::Relaxed))
        {
            let piece = Piece {
                dice: Dice::of(plan.seed, [number(*index), month_number(*month), 1]),
                seed: plan.seed,
                force_index: number(*index),
                force,
                residents: *residents,
                month: *month,
                origin: origin.to_string(),
            };
            let (staged, made) = piece.stage(writer_ref, &origin)?;
            let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
            done.0.extend(staged);
            done.1.rows += made.rows;
            done.1.incidents += made.incidents;
            done.1.parts += made.parts;
            told(done.0.len() / 3, pieces.len());
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..plan.threads.max(1))
            .map(|_| scope.spawn(work))
            .collect();
        for worker in workers {
            worker
                .join()
                .map_err(|_| LakeError::BrokeOff("making rows"))??;
        }
        Ok::<(), LakeError>(())
    })?;
    let (staged, made) = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    writer.list(staged, |manifest| {
        // Only what was made now is of this import.
        manifest.parts.retain(|part| {
            part.origin != origin
                || pieces
                    .iter()
                    .any(|(_, force, month)| force.0 == part.force && *month == part.month)
        });
    })?;
    Ok(made)
}

/// One force in one month.
struct Piece<'a> {
    dice: Dice,
    seed: u64,
    force_index: u64,
    force: &'a str,
    residents: u32,
    month: Month,
    origin: String,
}

/// The rows of a piece.
#[derive(Default)]
struct Rows {
    incidents: Vec<Incident>,
    detentions: Vec<Detention>,
    phases: Vec<Phase>,
}

impl Piece<'_> {
    fn stage(mut self, writer: &Writer, origin: &Origin) -> Result<(Vec<Staged>, Made), LakeError> {
        let rows = self.rows();
        let made = Made {
            rows: number(rows.incidents.len() + rows.detentions.len() + rows.phases.len()),
            incidents: number(rows.incidents.len()),
            parts: 3,
        };
        let staged = vec![
            writer.stage(self.change(origin, &rows.incidents)?)?,
            writer.stage(self.change(origin, &rows.detentions)?)?,
            writer.stage(self.change(origin, &rows.phases)?)?,
        ];
        Ok((staged, made))
    }

    fn change<R: Row>(&self, origin: &Origin, rows: &[R]) -> Result<Change, LakeError> {
        let table = crate::schema::table_of::<R>();
        let batch = R::batch(rows).and_then(|rows| sorted(table, &rows));
        Ok(Change {
            table,
            force: self.force.to_owned(),
            month: self.month,
            origin: origin.clone(),
            rows: Some(batch.map_err(|error| LakeError::Encode {
                table: table.name,
                why: error.to_string(),
            })?),
        })
    }

    /// How many incidents this month has: the year's, by the days of the month.
    fn incidents(&self) -> u32 {
        let days = self
            .month
            .first_day()
            .map_or(30, jiff::civil::Date::days_in_month);
        let year = u64::from(self.residents) * PER_100_000 / 100_000;
        let here = year * u64::try_from(days).unwrap_or(30) / 365;
        u32::try_from(here).unwrap_or(u32::MAX)
    }
}

fn month_number(month: Month) -> u64 {
    let year = u64::try_from(month.year).unwrap_or(0);
    year * 12 + u64::try_from(month.month).unwrap_or(0)
}

fn number(of: usize) -> u64 {
    u64::try_from(of).unwrap_or(u64::MAX)
}
