//! Real processes on loopback: a scheduler, executors, and whoever asks them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where it finds a fault"
)]

mod answers;
mod flagging;
mod functions;
mod linking;
mod machines;
mod place;
mod refused;
