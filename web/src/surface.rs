//! Which of its faces the server shows at an address.

/// A face of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surface {
    /// Pages, for people: errors are pages.
    Page,
    /// The JSON API, for programs: errors are problem documents.
    Api,
    /// Health, metrics and assets: errors are a line of text.
    Plain,
}

impl Surface {
    /// The face at a path.
    pub fn of(path: &str) -> Self {
        if path == "/api" || path.starts_with("/api/") {
            Self::Api
        } else if matches!(path, "/health" | "/ready" | "/metrics") || path.starts_with("/assets/")
        {
            Self::Plain
        } else {
            Self::Page
        }
    }
}
