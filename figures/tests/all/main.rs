//! One program, so that one link is waited for.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::float_cmp,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_possible_wrap,
    unreachable_pub,
    reason = "a test says what went wrong by panicking"
)]

mod attack;
mod chart;
mod cost;
mod disclose;
mod estimate;
mod evidence;
mod fairness;
mod filters;
mod hidden;
mod interval;
mod measure;
mod population;
mod rate;
mod seeded;
mod table;
