//! What the next page says of what was just done.
//!
//! A page that was posted to sends the browser on, so that loading it again posts nothing. What
//! it had to say goes with the browser in a cookie that lasts a minute and is shown once.

use std::time::Duration;

use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::app::App;
use crate::session::{cookie, set_cookie};

/// The cookie it travels in.
const COOKIE: &str = "said";
/// Between two sentences. No sentence of ours has it.
const BETWEEN: char = '\u{1e}';
/// The most that is carried: browsers drop a cookie over four kilobytes.
const MOST: usize = 1_200;

/// What is to be said.
#[derive(Debug, Clone, Default)]
pub(super) struct Said {
    /// What was done.
    pub(super) title: String,
    /// What should be known now.
    pub(super) advice: Vec<String>,
}

impl Said {
    /// Whether there is anything.
    pub(super) fn is_empty(&self) -> bool {
        self.title.is_empty()
    }
}

/// Sends the browser on, with something to say there.
pub(super) fn then(app: &App, to: &str, title: &str, advice: &[String]) -> Response {
    let mut text = title.to_owned();
    for sentence in advice {
        if text.len() + sentence.len() < MOST {
            text.push(BETWEEN);
            text.push_str(sentence);
        }
    }
    let value = utf8_percent_encode(&text, NON_ALPHANUMERIC).to_string();
    let mut response = Redirect::to(to).into_response();
    if let Some(header) = set_cookie(app, COOKIE, &value, Some(Duration::from_mins(1))) {
        response.headers_mut().append(header::SET_COOKIE, header);
    }
    response
}

/// What the browser brought.
pub(super) fn read(app: &App, headers: &HeaderMap) -> Said {
    let text = cookie(app, headers, COOKIE)
        .and_then(|value| percent_decode_str(value).decode_utf8().ok())
        .unwrap_or_default();
    let mut sentences = text.split(BETWEEN).map(str::to_owned);
    Said {
        title: sentences.next().unwrap_or_default(),
        advice: sentences.collect(),
    }
}

/// The page that shows it, after which it is forgotten.
pub(super) fn shown(app: &App, headers: &HeaderMap, page: impl IntoResponse) -> Response {
    let mut response = page.into_response();
    if cookie(app, headers, COOKIE).is_some_and(|value| !value.is_empty())
        && let Some(header) = set_cookie(app, COOKIE, "", Some(Duration::ZERO))
    {
        response.headers_mut().append(header::SET_COOKIE, header);
    }
    response
}
