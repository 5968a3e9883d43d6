//! The clocks a phone keeps, as they stand.

use askama::Template;
use domain::time::{full_time, span};
use jiff::Timestamp;

use crate::clock::{SavedClock, State};
use crate::sheet::Step;

/// The clocks of the cases that were opened on this phone, soonest first; nothing without any.
pub fn clocks(kept: &[SavedClock], at: Timestamp) -> String {
    let mut kept: Vec<&SavedClock> = kept.iter().filter(|clock| clock.is_kept(at)).collect();
    kept.sort_by_key(|clock| (clock.earliest, clock.file.as_str()));
    super::show(&ClocksPage {
        clocks: kept
            .into_iter()
            .map(|clock| ClockView::of(clock, at))
            .collect(),
    })
}

#[derive(Template)]
#[template(path = "clocks.html")]
struct ClocksPage<'a> {
    clocks: Vec<ClockView<'a>>,
}

struct ClockView<'a> {
    file: &'a str,
    shape: &'static str,
    word: String,
    until: Timestamp,
    left: String,
    end: String,
    began: String,
    rival: Option<String>,
    because: Vec<Step>,
}

impl<'a> ClockView<'a> {
    fn of(clock: &'a SavedClock, at: Timestamp) -> Self {
        let state = clock.state(at);
        let (shape, word) = match state {
            State::Over => ("over", "The time is over"),
            State::Urgent => ("urgent", "Act now"),
            _ if clock.is_contested() => ("contested", "Contested"),
            State::Soon => ("soon", "Due soon"),
            State::Running if clock.extended => ("running", "Running, extended"),
            State::Running => ("running", "Running"),
        };
        let left = clock.left(at);
        Self {
            file: &clock.file,
            shape,
            word: word.to_owned(),
            until: clock.earliest,
            left: match state {
                State::Over => format!("{} over", span(left)),
                _ => span(left),
            },
            end: format!("until {}", full_time(clock.earliest)),
            began: format!("Began {}.", full_time(clock.start)),
            rival: clock
                .is_contested()
                .then(|| format!("The other reading ends {}.", full_time(clock.expiry))),
            because: clock.because().into_iter().map(Step::from).collect(),
        }
    }
}
