//! What the tests of several crates share: a temporary PostgreSQL.
//!
//! Tests only: no shipped crate depends on this one.

pub mod postgres;
