//! The keys behind the record: one master key that wraps the data keys of files, and one signing
//! key for the ends of the chains.
//!
//! [`Keys`] is what a key service can stand behind; [`FileKeys`] keeps both in a file.

mod file;

pub use file::FileKeys;

use std::future::Future;
use std::pin::Pin;

use domain::FileId;

use crate::seal::DataKey;

/// What a call to the keys gives, now or after a key service has replied.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, KeysError>> + Send + 'a>>;

/// Wraps, unwraps and signs. The record never sees the master key or the signing key.
///
/// Data keys are unwrapped once and then held in memory while a file is in use; a signature is
/// asked for once in each transaction.
pub trait Keys: Send + Sync + 'static {
    /// Wraps a data key for one file under the current master key. The file is bound in: a
    /// wrapped key moved to another file does not unwrap.
    fn wrap<'a>(&'a self, file: FileId, key: &'a DataKey) -> Answer<'a, Wrapped>;

    /// Unwraps a data key, under whichever master key it names.
    fn unwrap<'a>(&'a self, file: FileId, wrapped: &'a Wrapped) -> Answer<'a, DataKey>;

    /// Signs a message with Ed25519 under the current signing key.
    fn sign<'a>(&'a self, message: &'a [u8]) -> Answer<'a, Signature>;

    /// The public half of a signing key, current or retired. `None` for a key nobody knows.
    fn verifying_key(&self, id: &str) -> Option<[u8; 32]>;
}

/// A data key under a master key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrapped {
    /// The master key it is under.
    pub master: String,
    /// The wrapped bytes.
    pub bytes: Vec<u8>,
}

/// A signature and the key that made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The signing key.
    pub by: String,
    /// The 64 bytes of Ed25519.
    pub bytes: Vec<u8>,
}

/// Why a key could not be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeysError {
    /// The key file could not be read or written.
    #[error("the key file `{path}` cannot be used: {why}")]
    File {
        /// The key file.
        path: String,
        /// What the system said.
        why: String,
    },
    /// Other people on the machine can read the key file.
    #[error(
        "the key file `{path}` can be read by others (mode {mode:o}); make it private with `chmod 600` and consider the keys in it known to them"
    )]
    NotPrivate {
        /// The key file.
        path: String,
        /// Its permission bits.
        mode: u32,
    },
    /// The key file is not in the form this program writes.
    #[error("line {line} of the key file `{path}` is not as expected: {why}")]
    Malformed {
        /// The key file.
        path: String,
        /// Its line, counting from 1.
        line: usize,
        /// What is wrong with it. Never the contents.
        why: &'static str,
    },
    /// Nobody has this master key.
    #[error("the data key is under master key `{0}`, which is not among the keys given")]
    UnknownMaster(String),
    /// The wrapped key does not open: other keys, or changed bytes.
    #[error(
        "the data key of file {0} does not open: it was changed, or wrapped by other keys than those given"
    )]
    DoesNotOpen(FileId),
    /// No random bytes were to be had.
    #[error("the system gives no random bytes: {0}")]
    NoRandomness(String),
    /// A key service did not answer.
    #[error("the key service does not answer: {0}")]
    Unavailable(String),
}
