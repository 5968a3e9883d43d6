//! The same person across records: compare, block, weigh, learn, join, explain.
//!
//! Every answer is a suggestion: *may be the same person*. Only a person confirms one.
//!
//! A [`table::Table`] packs a file's records into numbers, on several threads with [`parts`].
//! [`block`] says which pairs are compared, [`compare`] how they agree, [`model`] what agreement is
//! worth, [`cluster`] which records are joined; [`run::link`] does all of it, and with
//! [`run::link_with`] somebody else compares the pairs. [`index::Index`] asks
//! the same of one new record, [`calibrate`] says what a weight is worth once groups are known,
//! [`explain`] gives the reasons of an answer, [`review`] asks people and learns from them,
//! [`measure`] holds an answer against a known truth, [`fairness`] says for whom it is wrong, and
//! [`stays`] finds who is in two places at once.
//!
//! The answer is the same for any number of threads, any order of the file and any run: counts
//! are integers, what threads find is sorted, and nothing depends on a hash's order.

pub mod block;
pub mod calibrate;
pub mod card;
pub mod cluster;
pub mod compare;
pub mod date;
pub mod explain;
pub mod fairness;
pub mod index;
pub mod jw;
pub mod measure;
pub mod model;
pub mod names;
pub mod pairs;
pub mod parts;
mod radix;
pub mod review;
pub mod run;
mod slip;
pub mod stays;
pub mod table;
pub mod text;
pub mod texts;
mod weighing;
