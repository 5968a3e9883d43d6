//! Answers that were worked out before and still hold.
//!
//! An answer rests on parts of the lake, and a part is never changed but exchanged for another of
//! another name. So an answer holds for as long as the list names the same parts up to the end of
//! its period; how far the record was followed is taken from the list of now.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use figures::evidence::{Answer, Asked, Behind, CellOf, Evidence, Fault, LeftOut};
use figures::filters::Filters;
use figures::measure::Measure;
use sha2::{Digest as _, Sha256};

use crate::evidence::Lake;
use crate::store::Manifest;

/// Answers that are kept at most.
const ANSWERS: usize = 512;
/// Cells of all of them together at most, some 20 MB.
const CELLS: usize = 1 << 18;

/// A lake that remembers what it answered, within bounds.
#[derive(Debug)]
pub struct Kept {
    lake: Lake,
    answers: Mutex<VecDeque<One>>,
}

/// One answer, with what it rests on.
#[derive(Debug)]
struct One {
    rests_on: [u8; 32],
    cells: usize,
    answer: Answer,
}

impl Kept {
    /// The answers of a lake, none of them known yet.
    pub fn new(lake: Lake) -> Self {
        Self {
            lake,
            answers: Mutex::default(),
        }
    }

    async fn ask(&self, name: &str, filters: &Filters) -> Result<Answer, Fault> {
        if let Ok(manifest) = self.lake.list(name)
            && let Some(known) = self.known(name, filters, &rests_on(&manifest, filters))
        {
            return Ok(Answer {
                up_to: self.lake.up_to(&manifest),
                ..known
            });
        }
        let (answer, manifest) = self.lake.work_out(name, filters).await?;
        // A file that could not be read may be there again.
        let lasts = !answer
            .left_out
            .iter()
            .any(|left_out| matches!(left_out, LeftOut::Unreadable { .. }));
        if lasts {
            self.keep(One {
                rests_on: rests_on(&manifest, filters),
                cells: answer.table.rows.len() * answer.table.columns.len(),
                answer: answer.clone(),
            });
        }
        Ok(answer)
    }

    /// What is known, which then is the last to be forgotten.
    fn known(&self, name: &str, filters: &Filters, rests_on: &[u8; 32]) -> Option<Answer> {
        let mut answers = self.answers();
        let at = answers.iter().position(|one| one.is(name, filters))?;
        let one = answers.remove(at)?;
        // What rests on other parts is of no use any more.
        let answer = (one.rests_on == *rests_on).then(|| one.answer.clone())?;
        answers.push_back(one);
        Some(answer)
    }

    fn keep(&self, one: One) {
        let mut answers = self.answers();
        answers.retain(|old| !old.is(&one.answer.measure.name, &one.answer.filters));
        answers.push_back(one);
        let mut cells: usize = answers.iter().map(|one| one.cells).sum();
        while answers.len() > ANSWERS || cells > CELLS {
            let Some(oldest) = answers.pop_front() else {
                break;
            };
            cells -= oldest.cells;
        }
    }

    fn answers(&self) -> MutexGuard<'_, VecDeque<One>> {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl One {
    fn is(&self, name: &str, filters: &Filters) -> bool {
        self.answer.measure.name == name && self.answer.filters == *filters
    }
}

impl Evidence for Kept {
    fn measures(&self) -> &[Measure] {
        self.lake.measures()
    }

    fn answer<'a>(&'a self, name: &'a str, filters: &'a Filters) -> Asked<'a, Answer> {
        Box::pin(self.ask(name, filters))
    }

    fn records<'a>(
        &'a self,
        name: &'a str,
        filters: &'a Filters,
        of: &'a CellOf,
    ) -> Asked<'a, Behind> {
        self.lake.records(name, filters, of)
    }
}

/// What an answer of this period may rest on: every part of a month that begins before its end,
/// since a measure may look back, and the files of the record that could not be read.
fn rests_on(manifest: &Manifest, filters: &Filters) -> [u8; 32] {
    let mut all = Sha256::new();
    for part in &manifest.parts {
        if part
            .month
            .first_day()
            .is_none_or(|first| first < filters.to)
        {
            all.update(part.path.as_bytes());
            all.update(b"\n");
        }
    }
    for unread in &manifest.unread {
        all.update(unread.file.to_string());
        all.update(unread.why.as_bytes());
        all.update(b"\n");
    }
    all.finalize().into()
}
