//! What the tests of several crates share: a scenario-table reader and a temporary PostgreSQL.
//!
//! Tests only: no shipped crate depends on this one.

pub mod postgres;
pub mod scenario;
