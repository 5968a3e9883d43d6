//! Work that is no question of the lake: cut into pieces, each done whole by one executor.
//!
//! A piece is a row of a table that has a partition for each; the plan is one step over that table,
//! so nothing is exchanged between executors and no two of them see one piece's rows. What comes of
//! a piece is bytes and, last, an account of them.

mod codec;
mod plan;

use serde::{Deserialize, Serialize};

use crate::{flagging, linking};

pub(crate) use codec::Codec;
pub(crate) use plan::{answered, plan};

/// Work that executors know how to do.
///
/// It travels with the plan, so it may hold settings and paths, and nothing of anybody.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Work {
    /// Reading the texts of extracts. Its pieces are [`flagging::Piece`].
    Flag(flagging::Reading),
    /// Comparing the records of extracts. Its pieces are [`linking::Stretch`].
    Link(linking::Asked),
}

/// The executor that does the work.
#[derive(Debug, Clone)]
pub(crate) struct Here {
    /// Its address, in its own words.
    pub(crate) address: String,
    /// How many tasks it does at once.
    pub(crate) cores: usize,
}

/// Takes bytes on their way out, and says whether anybody still wants them.
pub(crate) type Out<'o> = dyn FnMut(Vec<u8>) -> bool + 'o;

impl Work {
    /// Does a piece, on so many threads where all tasks of an executor wait for it, and gives an account of it. What went wrong is said in words that hold
    /// nothing of anybody, because they are logged and sent.
    fn done(&self, piece: &str, cores: usize, out: &mut Out<'_>) -> Result<String, String> {
        match self {
            Self::Flag(reading) => {
                let totals = reading.done(&read(piece)?, out)?;
                serde_json::to_string(&totals).map_err(|error| error.to_string())
            }
            Self::Link(asked) => {
                let account = asked.done(read(piece)?, cores, out)?;
                serde_json::to_string(&account).map_err(|error| error.to_string())
            }
        }
    }
}

fn read<'p, T: Deserialize<'p>>(piece: &'p str) -> Result<T, String> {
    serde_json::from_str(piece).map_err(|error| {
        format!(
            "a piece of work was not understood ({error}): start the scheduler and every executor \
             from one version of `lantern-cluster`"
        )
    })
}
