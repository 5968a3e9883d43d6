//! Figures: what a measure is, what it answers, and the statistics of the answer.
//!
//! A [`measure`] says in its header what is counted; a [`table`] holds what came of it, where a
//! cell may be *suppressed*, *not known* or *not applicable* and is then never a number;
//! [`filters`] say for which days, force and area it is asked, and go to and from an address;
//! [`evidence`] is the door through which pages and programs ask, whoever holds the data.
//!
//! SQL counts and adds. Everything that takes statistics is worked out here from the counts:
//! [`interval`], [`rate`] over the residents of [`population`], [`fairness`] beside
//! each other. [`cost`] prices
//! what was done, [`estimate`] says how much demand is hidden and [`hidden`] says it
//! of an answer, [`evaluate`] whether anything
//! changed. [`disclose`] makes a table safe to publish, and [`chart`] draws it.
//!
//! Invariants: no data is read here, and no clock. A share or a rate never stands without its
//! interval. No number stands in for one that is absent.

pub mod chart;
pub mod cost;
pub mod disclose;
pub mod estimate;
pub mod evaluate;
pub mod evidence;
pub mod fairness;
pub mod filters;
pub mod hidden;
pub mod interval;
pub mod measure;
pub mod population;
pub mod print;
pub mod rate;
mod special;
pub mod table;
