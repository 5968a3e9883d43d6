//! The Acts, one file a section.

pub mod mha_1983;
pub mod si_2017_1036;
