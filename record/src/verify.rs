//! Verifying: does the record say what it said when it was written?
//!
//! Both chains are walked from their first entry to their signed head in constant memory. The
//! first entry that does not hold is named, with the kind of change that explains it best.

mod fault;
mod rows;

use std::path::PathBuf;
use std::sync::Arc;

use sqlx::pool::PoolConnection;
use sqlx::{Any, Executor as _};

pub use fault::{Chain, Fault, How};

use crate::chain::{BEFORE_FIRST, Hash, Head, signature_holds};
use crate::checkpoint::{Checkpoint, read_file};
use crate::error::RecordError;
use crate::keys::Signature;
use crate::record::{Inner, Record};
use crate::store::{self, discard, number};
use rows::{Row, Rows};

/// Told how many of how many entries have been walked.
pub type Progress = Arc<dyn Fn(u64, u64) + Send + Sync>;

/// What to verify against, and whom to tell how it goes.
#[derive(Clone, Default)]
pub struct VerifyOptions {
    /// A file of checkpoints kept outside the database (see `Options::checkpoint_file`). Finds a
    /// database that was put back to an older copy.
    pub against: Option<PathBuf>,
    /// Called now and then.
    pub progress: Option<Progress>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Everything holds.
    Holds(Verified),
    /// Something does not: the first thing found.
    Broken(Fault),
}

/// What was walked and held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verified {
    /// Where the record ends.
    pub head: Head,
    /// Checkpoints in the database that were met.
    pub checkpoints: u64,
    /// Checkpoints of the file outside that were met.
    pub against: u64,
}

impl Record {
    /// Walks the whole record. Appends may go on meanwhile: what is verified is the record as it
    /// stood at the beginning.
    ///
    /// An error means that it could not be verified, which is neither a yes nor a no.
    pub async fn verify(&self, options: VerifyOptions) -> Result<Verdict, RecordError> {
        let outside = match &options.against {
            Some(path) => read_file(path).map_err(RecordError::CheckpointFile)?,
            None => Vec::new(),
        };
        let mut connection = self.0.store.reader().await?;
        connection
            .execute(sqlx::raw_sql(self.0.store.begin_snapshot()))
            .await
            .map_err(|error| RecordError::database("verifying", error))?;
        let result = self
            .0
            .verify_snapshot(&mut connection, outside, options.progress)
            .await;
        if connection.execute(sqlx::raw_sql("ROLLBACK")).await.is_err() {
            discard(connection).await;
        }
        match result {
            Ok(verified) => Ok(Verdict::Holds(verified)),
            Err(Stop::Fault(fault)) => Ok(Verdict::Broken(fault)),
            Err(Stop::Error(error)) => Err(error),
        }
    }
}

/// Why a walk ended early.
pub(crate) enum Stop {
    Fault(Fault),
    Error(RecordError),
}

impl From<RecordError> for Stop {
    fn from(error: RecordError) -> Self {
        Self::Error(error)
    }
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// A checkpoint, and where it was found.
struct Mark {
    checkpoint: Checkpoint,
    outside: bool,
}

impl Inner {
    /// Verifies what this connection's transaction sees.
    pub(crate) async fn verify_snapshot(
        &self,
        connection: &mut PoolConnection<Any>,
        outside: Vec<Checkpoint>,
        progress: Option<Progress>,
    ) -> Result<Verified, Stop> {
        let (head, signature) = read_signed_head(connection).await?;
        let inside = read_checkpoints(connection, head.record).await?;
        let verified = Verified {
            head,
            checkpoints: u64::try_from(inside.len()).unwrap_or(u64::MAX),
            against: u64::try_from(outside.len()).unwrap_or(u64::MAX),
        };
        let mark = |outside| {
            move |checkpoint| Mark {
                checkpoint,
                outside,
            }
        };
        let mut marks: Vec<Mark> = inside.into_iter().map(mark(false)).collect();
        marks.extend(outside.into_iter().map(mark(true)));
        for mark in &marks {
            self.check_mark(mark, &head)?;
        }

        let total = head.seq + head.access_seq;
        let told = |done: u64| {
            if let Some(progress) = &progress {
                progress(done, total);
            }
        };
        for chain in [Chain::Lines, Chain::Accesses] {
            let goals = goals(chain, &head, &marks);
            let before = if chain == Chain::Lines { 0 } else { head.seq };
            walk(connection, chain, &head, goals, |done| told(before + done)).await?;
        }
        // Last, because a broken line says more than a broken signature over it.
        if !signature_holds(self.keys.as_ref(), &head.message(), &signature) {
            return Err(Fault::of(Chain::Head, head.seq, How::Signature).into());
        }
        check_keys(connection, &head).await?;
        Ok(verified)
    }

    /// A checkpoint must be signed by us, about this record, and not from its future.
    fn check_mark(&self, mark: &Mark, head: &Head) -> Result<(), Stop> {
        let Mark {
            checkpoint,
            outside,
        } = mark;
        let at = &checkpoint.head;
        let message = at.checkpoint_message(checkpoint.at_micros);
        if at.record != head.record {
            return Err(Fault::of(Chain::Checkpoint, at.seq, How::OtherRecord).into());
        }
        if !signature_holds(self.keys.as_ref(), &message, &checkpoint.signature) {
            return Err(Fault::of(Chain::Checkpoint, at.seq, How::Signature).into());
        }
        if at.seq > head.seq || at.access_seq > head.access_seq {
            let (chain, then, now) = if at.seq > head.seq {
                (Chain::Lines, at.seq, head.seq)
            } else {
                (Chain::Accesses, at.access_seq, head.access_seq)
            };
            let how = How::RolledBack {
                then,
                outside: *outside,
            };
            return Err(Fault::of(chain, now + 1, how).into());
        }
        Ok(())
    }
}

/// Hashes that the walk must meet: number, hash, and whether it is the head's.
fn goals(chain: Chain, head: &Head, marks: &[Mark]) -> Vec<(u64, Hash)> {
    let of = |head: &Head| match chain {
        Chain::Accesses => (head.access_seq, head.access_hash),
        _ => (head.seq, head.hash),
    };
    let mut goals: Vec<_> = marks.iter().map(|mark| of(&mark.checkpoint.head)).collect();
    goals.push(of(head));
    goals.sort_unstable();
    goals
}

/// Walks one chain to its head.
async fn walk(
    connection: &mut PoolConnection<Any>,
    chain: Chain,
    head: &Head,
    goals: Vec<(u64, Hash)>,
    told: impl Fn(u64),
) -> Result<(), Stop> {
    let end = match chain {
        Chain::Accesses => head.access_seq,
        _ => head.seq,
    };
    let mut rows = Rows::new(chain);
    let mut goals = goals.into_iter().peekable();
    // The last number of which a signature says that it is right.
    let mut sure = 0;
    let (mut last, mut before_last) = (BEFORE_FIRST, BEFORE_FIRST);
    let mut expected = 1;
    loop {
        // What is signed about the place just reached.
        while let Some((seq, hash)) = goals.next_if(|(seq, _)| *seq < expected) {
            if hash != last {
                let how = How::Rewritten { after: sure };
                return Err(Fault::of(chain, seq, how).into());
            }
            sure = seq;
        }
        let Some(row) = rows.next(connection).await? else {
            break;
        };
        if row.seq != number(expected) || expected > end || !row.follows(expected, &last) {
            let next = rows.next(connection).await?;
            let broken = Broken {
                chain,
                head,
                row,
                next,
                expected,
                last,
                before_last,
            };
            return Err(broken.explain(connection).await?.into());
        }
        before_last = last;
        last = row.hash;
        expected += 1;
        if expected.is_multiple_of(1_000) {
            told(expected);
        }
    }
    if expected <= end {
        return Err(Fault::of(chain, expected, How::Removed).into());
    }
    told(end);
    Ok(())
}

/// The first row that does not follow, and what is around it.
struct Broken<'a> {
    chain: Chain,
    head: &'a Head,
    row: Row,
    next: Option<Row>,
    expected: u64,
    last: Hash,
    before_last: Hash,
}

impl Broken<'_> {
    async fn explain(self, connection: &mut PoolConnection<Any>) -> Result<Fault, RecordError> {
        let expected = self.expected;
        let here = |how| Fault::at(self.chain, expected, &self.row, how);
        let end = match self.chain {
            Chain::Accesses => self.head.access_seq,
            _ => self.head.seq,
        };
        if self.row.seq < number(expected) || expected > end {
            let seq = u64::try_from(self.row.seq).unwrap_or(0);
            return Ok(Fault::at(self.chain, seq, &self.row, How::Inserted));
        }
        if self.row.seq > number(expected) {
            // Nothing stands here. Was it taken away, or given another number?
            return Ok(
                match rows::seq_after(connection, self.chain, &self.last).await? {
                    Some(found) if found != number(expected) => {
                        let found = u64::try_from(found).unwrap_or(0);
                        Fault::of(self.chain, expected, How::Moved { found })
                    }
                    _ => Fault::of(self.chain, expected, How::Removed),
                },
            );
        }
        if self.row.holds_as(expected) {
            // Sound in itself, and follows something else. If what comes after agrees with it,
            // then it is the one before that was replaced, hash and all.
            let after = self.next.as_ref().map_or(self.head.hash, |next| next.prev);
            let agreed = after == self.row.hash;
            return Ok(if agreed && expected > 1 {
                Fault::of(self.chain, expected - 1, How::Changed)
            } else {
                here(How::Changed)
            });
        }
        match self.row.own_number(expected, end) {
            Some(own) if own + 1 == expected && self.row.prev == self.before_last => {
                Ok(Fault::of(self.chain, expected - 1, How::Inserted))
            }
            Some(own) => {
                let before_is_gone = own > 1
                    && rows::seq_of(connection, self.chain, &self.row.prev)
                        .await?
                        .is_none();
                Ok(if own > expected && before_is_gone {
                    Fault::of(self.chain, expected, How::Removed)
                } else {
                    here(How::Reordered { own })
                })
            }
            None => {
                let pushed_on = self
                    .next
                    .as_ref()
                    .is_some_and(|next| next.follows(expected, &self.last));
                Ok(here(if pushed_on {
                    How::Inserted
                } else {
                    How::Changed
                }))
            }
        }
    }
}

/// The head and its signature.
pub(crate) async fn read_signed_head(
    connection: &mut PoolConnection<Any>,
) -> Result<(Head, Signature), RecordError> {
    let failed = |error| RecordError::database("verifying", error);
    let row = sqlx::query(crate::writer::HEAD)
        .fetch_one(&mut **connection)
        .await
        .map_err(failed)?;
    let (by, bytes): (String, Vec<u8>) = sqlx::query_as("SELECT signed_by, signature FROM head")
        .fetch_one(&mut **connection)
        .await
        .map_err(failed)?;
    Ok((crate::writer::head_of(&row)?, Signature { by, bytes }))
}

type CheckpointRow = (i64, Vec<u8>, i64, Vec<u8>, i64, i64, String, Vec<u8>);

/// The checkpoints in the database, in the order they were taken.
async fn read_checkpoints(
    connection: &mut PoolConnection<Any>,
    record: uuid::Uuid,
) -> Result<Vec<Checkpoint>, RecordError> {
    let rows: Vec<CheckpointRow> = sqlx::query_as(
        "SELECT seq, hash, access_seq, access_hash, disposals, at, signed_by, signature \
         FROM checkpoint ORDER BY id",
    )
    .fetch_all(&mut **connection)
    .await
    .map_err(|error| RecordError::database("reading checkpoints", error))?;
    rows.into_iter()
        .map(
            |(seq, hash, access_seq, access_hash, disposals, at_micros, by, bytes)| {
                Ok(Checkpoint {
                    head: Head {
                        record,
                        seq: store::count(seq, "checkpoint.seq")?,
                        hash: store::hash(&hash, "checkpoint.hash")?,
                        access_seq: store::count(access_seq, "checkpoint.access_seq")?,
                        access_hash: store::hash(&access_hash, "checkpoint.access_hash")?,
                        disposals: store::count(disposals, "checkpoint.disposals")?,
                    },
                    at_micros,
                    signature: Signature { by, bytes },
                })
            },
        )
        .collect()
}

/// Every file has its key, or says when it was destroyed; and as many do as were signed for.
async fn check_keys(connection: &mut PoolConnection<Any>, head: &Head) -> Result<(), Stop> {
    let disposed: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM file_key WHERE destroyed IS NOT NULL")
            .fetch_one(&mut **connection)
            .await
            .map_err(|error| RecordError::database("verifying", error))?;
    if disposed != number(head.disposals) {
        let how = How::Disposals {
            signed: head.disposals,
            found: disposed,
        };
        return Err(Fault::of(Chain::Head, head.seq, how).into());
    }
    let keyless: Option<i64> = sqlx::query_scalar(
        "SELECT l.seq FROM line l LEFT JOIN file_key k ON k.file = l.file \
         WHERE k.file IS NULL OR (k.wrapped IS NULL AND k.destroyed IS NULL) \
         ORDER BY l.seq LIMIT 1",
    )
    .fetch_optional(&mut **connection)
    .await
    .map_err(|error| RecordError::database("verifying", error))?;
    match keyless {
        Some(seq) => {
            let seq = store::count(seq, "line.seq")?;
            Err(Fault::of(Chain::Lines, seq, How::KeyGone).into())
        }
        None => Ok(()),
    }
}
