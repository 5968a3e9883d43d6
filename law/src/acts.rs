//! The Acts, one file a section.

pub(crate) mod mca_2005;
pub mod mha_1983;
pub(crate) mod pace_1984;
pub mod si_2017_1036;
