//! The contract of the record, the same on SQLite and on PostgreSQL.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test stops where it finds a fault"
)]

mod backup;
mod contract;
mod damage;
mod events;
mod follow;
mod killed;
mod place;
mod race;
mod trouble;
