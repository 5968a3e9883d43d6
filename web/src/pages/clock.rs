//! The statutory clock as pages show it: how long is left, in a shape and a word, never by colour
//! alone.

use askama::Template;
use casework::view::ClockFace;
use domain::time::{clock_time, full_time, in_london, span};
use jiff::Timestamp;
use law::ClockState;

/// The last stretch of the clock in which it is shown as urgent, in minutes.
const URGENT_MINUTES: i64 = 60;
/// The stretch before in which it is shown as due soon, in minutes.
const SOON_MINUTES: i64 = 6 * 60;

/// The clock, large or small.
#[derive(Debug, Clone, Template)]
#[template(path = "part/clock.html")]
pub(crate) struct ClockView {
    /// `running`, `soon`, `urgent`, `over`, `contested` or `ended`: the class and the shape.
    pub(crate) shape: &'static str,
    /// Its word.
    pub(crate) word: String,
    /// The instant it counts down to.
    pub(crate) until: Timestamp,
    /// Whether it still counts.
    pub(crate) counting: bool,
    /// How long is left, as the server sees it: what a page without scripts shows.
    pub(crate) left: String,
    /// Until when, in words.
    pub(crate) end: String,
    /// Whether it is one of many, on a board.
    pub(crate) small: bool,
}

impl ClockView {
    /// The clock of a face, as at an instant; `ended` once the detention is over.
    pub(crate) fn new(face: &ClockFace, now: Timestamp, ended: bool, small: bool) -> Self {
        let left = face.earliest.duration_since(now);
        let over = left.is_negative() || left.is_zero();
        let minutes = left.as_mins();
        let ended = ended || face.state == ClockState::Ended;
        let (shape, word) = match face.state {
            _ if ended => ("ended", "Clock"),
            ClockState::Expired => ("over", "The time is over"),
            _ if over => ("over", "The time is over"),
            _ if minutes < URGENT_MINUTES => ("urgent", "Act now"),
            _ if face.contested => ("contested", "Contested"),
            _ if minutes < SOON_MINUTES => ("soon", "Due soon"),
            ClockState::Extended => ("running", "Running, extended"),
            _ => ("running", "Running"),
        };
        let mut word = word.to_owned();
        if face.contested && shape != "contested" && shape != "ended" {
            word.push_str(", contested");
        }
        Self {
            shape,
            word,
            until: face.earliest,
            counting: !ended,
            left: match (ended, over) {
                (true, _) => "Ended".to_owned(),
                (false, true) => format!("{} over", span(left)),
                (false, false) => span(left),
            },
            end: end(face, now),
            small,
        }
    }
}

fn end(face: &ClockFace, now: Timestamp) -> String {
    let show = |at: Timestamp| {
        if in_london(at).date() == in_london(now).date() {
            clock_time(at)
        } else {
            full_time(at)
        }
    };
    if face.earliest == face.expiry {
        format!("until {}", show(face.expiry))
    } else {
        format!(
            "on the earlier, {}; the other is {}",
            show(face.earliest),
            show(face.expiry)
        )
    }
}
