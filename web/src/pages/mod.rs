//! Pages.

use crate::app::App;
use crate::error::Trouble;
use crate::routes::Route;
use crate::session::Visitor;
use crate::sign_in::SignInPage;

/// Every page's routes.
pub(crate) fn routes() -> Vec<Route> {
    Vec::new()
}

/// An error as a page.
pub(crate) fn error_page(_: &App, trouble: &Trouble, _: &Visitor) -> String {
    format!(
        "<!doctype html><html lang=\"en-GB\"><title>{0}</title><h1>{0}</h1>",
        trouble.title
    )
}

/// The page somebody signs in on.
pub(crate) fn sign_in_page(_: &App, visitor: &Visitor, _: &SignInPage) -> String {
    format!(
        "<form method=\"post\"><input name=\"csrf\" value=\"{}\"></form>",
        visitor.csrf
    )
}

/// The parts of a file's page that live updates replace: the id of each element and its HTML.
pub(crate) fn case_parts(
    _: &App,
    _: &domain::Actor,
    _: &crate::live::Job,
    _: casework::permission::Sight,
) -> Vec<(String, String)> {
    Vec::new()
}

pub(crate) mod board {
    //! The live board.

    /// One row of the board, with [`crate::live::row_id`] as the id of its element.
    pub(crate) fn row_html(
        row: &casework::view::BoardRow,
        _: &casework::permission::Sight,
    ) -> String {
        format!("<tr id=\"{}\"></tr>", crate::live::row_id(row.file))
    }
}
