//! The lake against a record: what is followed, what a correction does, what a reader is told.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test stops where it finds a fault"
)]

mod columns;
mod corrected;
mod counted_again;
mod evidence;
mod follow;
mod incidents;
mod kept;
mod killed;
mod linked;
mod place;
mod strangers;
mod timed;
mod told;
mod toronto;
mod warranted;
