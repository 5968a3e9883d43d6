//! The Mental Health Act 1983: sections 135 and 136, and what brings a patient back to hospital.

pub(crate) mod regime;
pub(crate) mod s132;
pub mod s135;
pub mod s135_places;
pub mod s136;
pub(crate) mod s136_clock;
pub(crate) mod s136_consult;
pub(crate) mod s136_ending;
pub(crate) mod s136_transfer;
pub(crate) mod s136a;
pub mod s136b;
pub(crate) mod s136c;
pub(crate) mod s137;
pub(crate) mod s138;
pub(crate) mod s139;
pub(crate) mod s17;
pub(crate) mod s17e;
pub(crate) mod s18;
pub(crate) mod s21;
pub(crate) mod s55;
pub(crate) mod s6;
