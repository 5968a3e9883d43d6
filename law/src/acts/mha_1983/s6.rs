//! Section 6: taking a person to hospital on an application, and section 138(2) for one who
//! escapes before admission.

use domain::Answer;

use crate::answer::Reason;
use crate::facts::{Authority, Taker};
use crate::liability::Until;
use crate::patient::Application;
use crate::period;
use crate::position::day_of;
use crate::rules;
use crate::wording::{HOUR, later};

/// Until when an application authorises conveying, why, and whether what it is counted from is
/// known.
pub(crate) fn until(application: &Application<'_>) -> (Until, Vec<Reason>, bool) {
    let mut acts = vec![application.act.act];
    acts.extend(application.examined.map(|act| act.act));
    if application.under == Authority::Section4 {
        // 6(1)(b): 24 hours from the earlier of examination and application.
        let first = application.examined.map_or(application.act, |examined| {
            if examined.at < application.act.at {
                examined
            } else {
                application.act
            }
        });
        return (
            Until::Instant {
                ends: later(first.at, 24 * HOUR),
            },
            vec![rules::S6_AUTHORITY.applies_to(
                "An emergency application: 24 hours run from the earlier of the examination and the application.",
                &acts,
            )],
            first.timed && application.examined.is_some(),
        );
    }
    // 6(1)(a): 14 days beginning with the last medical examination.
    let Some(examined) = application.examined else {
        return (
            Until::NotRecorded,
            vec![rules::S6_AUTHORITY.applies_to(
                "The application authorises conveying for 14 days beginning with the last medical examination, whose day is not recorded.",
                &acts,
            )],
            false,
        );
    };
    let known = period::day(&examined.act.at);
    let day = known.unwrap_or_else(|| day_of(examined.at));
    let last = period::days_beginning_with(day, 14);
    (
        Until::day(last),
        vec![
            rules::S6_AUTHORITY.applies_to(
                "The application authorises conveying to the hospital it names.",
                &acts,
            ),
            last.because(&format!(
                "14 days beginning with {}, the last medical examination",
                domain::time::day(day)
            )),
        ],
        known.is_some(),
    )
}

/// Who may convey on an application.
pub(crate) const CONVEYERS: [Taker; 2] = [Taker::Applicant, Taker::AuthorisedByApplicant];

/// Who may retake somebody who escaped after an application: 138(1).
pub(crate) const RETAKERS: [Taker; 5] = [
    Taker::HadCustody,
    Taker::Constable,
    Taker::Amhp,
    Taker::HospitalOfficer,
    Taker::AuthorisedByManagers,
];

/// Whether an application is in due form, as far as recorded: only a plain no is held against it.
pub(crate) fn is_in_form(application: &Application<'_>) -> bool {
    application.duly_completed != Answer::No
}

/// The limit on the literal reading of section 138(2), which points to section 18: for section 3
/// six months from the first day of absence. Of the others nothing can be counted without an
/// admission.
pub(crate) fn literal_limit(application: &Application<'_>) -> Option<Until> {
    let escaped = application.escaped?;
    if application.under != Authority::Section3 {
        return None;
    }
    let day = period::day(&escaped.act.at).unwrap_or_else(|| day_of(escaped.at));
    Some(Until::day(period::months_beginning_with(day, 6)))
}
