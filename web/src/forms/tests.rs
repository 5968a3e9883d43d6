//! Tests of the forms as a whole.

use domain::Force;

/// The demonstration force.
pub(super) fn kent() -> Force {
    Force::read("kent.toml", include_str!("../../../forces/kent.toml")).unwrap()
}
