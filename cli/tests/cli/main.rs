//! The program as people run it: the built binary, its output and its exit codes.
#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first thing that is not as it should be"
)]

mod demo;
mod flag;
mod flag_files;
mod harmed;
mod hidden;
mod import;
mod incidents;
mod keep;
mod lake;
mod law;
mod link;
mod link_parquet;
mod link_reading;
mod link_record;
mod link_refused;
mod replay;
mod report;
mod returns;
mod run;
mod serve;
mod town;
mod usage;
