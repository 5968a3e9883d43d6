//! The JSON API.

pub(crate) fn routes() -> Vec<crate::routes::Route> {
    Vec::new()
}
