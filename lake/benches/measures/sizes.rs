//! Invented lakes of several sizes.

use std::path::{Path, PathBuf};
use std::time::Instant;

use domain::Month;
use jiff::ToSpan as _;
use jiff::civil::Date;
use lake::generate::{Plan, generate};
use lake::store::{self, Writer};

/// How large a lake is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Size {
    /// A year of one force with half a million incidents: by its residents Kent would have 289,000
    /// at the national rate, so this is the harder case.
    Year,
    /// So many million incidents over five years: of a few small forces, or of all forty-three,
    /// which have 46.
    Millions(u32),
}

/// A lake that was made.
pub(crate) struct Made {
    pub(crate) size: Size,
    pub(crate) root: PathBuf,
    pub(crate) incidents: u64,
    pub(crate) rows: u64,
    pub(crate) files: usize,
    pub(crate) bytes: u64,
    pub(crate) from: Date,
    pub(crate) to: Date,
    /// Seconds it took to make, where it was made now.
    seconds: Option<f64>,
}

/// Residents of a force with half a million incidents a year at the national rate.
const RESIDENTS: u32 = 3_211_100;
const FIVE_YEARS: u32 = 60;
/// Incidents a year for each 100,000 residents, as `lake::generate` has it.
const PER_100_000: u64 = 15_571;

impl Size {
    fn folder(self) -> String {
        match self {
            Self::Year => "lake-of-a-year".to_owned(),
            Self::Millions(millions) => format!("lake-of-{millions}-million"),
        }
    }

    /// Whether there is a lake of this size.
    pub(crate) fn is_made(self, within: &Path) -> bool {
        let list = lake::store::manifest(&within.join(self.folder()));
        list.is_ok_and(|list| !list.parts.is_empty())
    }

    pub(crate) fn name(self) -> String {
        match self {
            Self::Year => "a force's year".to_owned(),
            Self::Millions(millions) => format!("{millions} million"),
        }
    }

    fn plan(self) -> Plan {
        let mut plan = match self {
            Self::Year => {
                let first = "2025-01".parse().unwrap();
                Plan::force(136, "kent", RESIDENTS, first, 12)
            }
            Self::Millions(millions) => {
                let first: Month = "2020-01".parse().unwrap();
                let mut plan = Plan::national(136, first, FIVE_YEARS);
                // The smallest forces first, so that a smaller lake is one of smaller forces.
                plan.forces.reverse();
                let mut left = u64::from(millions) * 1_000_000;
                plan.forces.retain(|(_, residents)| {
                    let some = u64::from(*residents) * PER_100_000 / 100_000 * 5;
                    let takes = left > some / 2;
                    left = left.saturating_sub(some);
                    takes
                });
                plan
            }
        };
        plan.threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        plan
    }
}

impl Made {
    /// A lake of a size, made where there is none yet.
    pub(crate) fn of(size: Size, within: &Path) -> Self {
        let root = within.join(size.folder());
        let began = Instant::now();
        let plan = size.plan();
        let is_new = !size.is_made(within);
        if is_new {
            eprintln!("making {} of incidents in {}", size.name(), root.display());
            let mut writer = Writer::open(&root).unwrap();
            generate(&mut writer, &plan, "invented", &|_, _| {}).unwrap();
        }
        let seconds = is_new.then(|| began.elapsed().as_secs_f64());
        let parts = store::manifest(&root).unwrap().parts;
        let from = plan.first.first_day().unwrap();
        let incidents = parts.iter().filter(|part| part.table == "incident");
        Self {
            size,
            incidents: incidents.map(|part| part.rows).sum(),
            rows: parts.iter().map(|part| part.rows).sum(),
            files: parts.len(),
            bytes: parts.iter().map(|part| part.bytes).sum(),
            from,
            to: from.checked_add(i64::from(plan.months).months()).unwrap(),
            root,
            seconds,
        }
    }

    pub(crate) fn told(&self) -> String {
        let made = self.seconds.map_or_else(
            || "was there already".to_owned(),
            |seconds| {
                #[allow(clippy::cast_precision_loss, reason = "far below 2^53")]
                let a_second = self.rows as f64 / seconds;
                format!("made in {seconds:.0} s, {a_second:.0} rows a second")
            },
        );
        format!(
            "{}: {} incidents, {} rows in {} files, {} MiB; {made}",
            self.size.name(),
            self.incidents,
            self.rows,
            self.files,
            self.bytes >> 20
        )
    }

    pub(crate) fn remove(&self) {
        std::fs::remove_dir_all(&self.root).unwrap();
    }
}
