//! The append-only record: amend, read, follow, verify.
//!
//! # Invariants
//!
//! - A line is written once. Nothing here changes or removes one, and triggers in both databases
//!   refuse it to everybody else. Disposal destroys a key, never a line.
//! - A command that was acknowledged is on the disk, once, with all of its lines.
//! - Line numbers count from 1 with no gaps and become visible in order.
//! - Every line carries the hash of the line before; the end is signed in the same transaction.
//! - Nothing a line says is in clear in the database. Nothing of it is in an error or a log.
//! - What the law or the force thinks of a line is not known here: this crate uses `domain` only.

mod access;
mod amend;
mod backup;
mod chain;
mod checkpoint;
mod dispose;
mod error;
mod follow;
mod import;
pub mod keys;
mod read;
mod record;
mod seal;
mod store;
mod verify;
mod wire;
mod writer;

pub use access::{Access, Seen};
pub use amend::{AmendError, Amended, Request};
pub use backup::{BackupError, Copied};
pub use chain::{Hash, Head};
pub use error::{LineTrouble, RecordError};
pub use follow::{Cursor, Followed, Follower, Reader};
pub use import::{Imported, NewFile};
pub use keys::{FileKeys, Keys, KeysError};
pub use read::{Disposed, Held, Listed};
pub use record::{Health, Options, Record};
pub use seal::DataKey;
pub use verify::{Chain, Fault, How, Progress, Verdict, Verified, VerifyOptions};
pub use wire::WireError;
