//! A desk without a database, and what must be true of every file that passes over it.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on stops"
)]

mod absence;
mod guards;
mod links;
mod monthly;
mod permission;
mod place;
mod properties;
mod quality;
mod returns;
mod seeds;
mod story;
mod street;
mod warranted;
mod warrants;
