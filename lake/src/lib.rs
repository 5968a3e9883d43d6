//! The evidence base: the record and imported incidents as Parquet files, and measures as SQL.
//!
//! # Invariants
//!
//! - What the lake is, is what its list names ([`store`]); nothing else in the folder counts.
//! - Nothing here names anybody, and no text that somebody typed is kept: closed lists, times,
//!   codes, and keys that say nothing of who somebody is.
//! - The law's clock is read by [`casework::monthly`] and nowhere a second time.
//! - What could not be read is named beside every figure that lacks it.

mod error;
pub mod evidence;
pub mod follow;
pub mod generate;
pub mod incidents;
mod kept;
pub mod schema;
pub mod store;

pub use error::LakeError;
pub use evidence::Lake;
pub use follow::Follow;
pub use kept::Kept;
