//! The same person across records: compare, block, weigh, train, cluster, explain.
//!
//! Every answer is a suggestion: *may be the same person*. Only a person confirms one.

pub mod block;
pub mod cluster;
pub mod compare;
pub mod date;
pub mod jw;
pub mod model;
pub mod names;
pub mod pairs;
pub mod table;
pub mod text;
