//! The course of a stay: removing, detained, absent, over; and which of them at the moment asked.

use domain::event::{EndReason, OutcomeCategory};
use jiff::Timestamp;

use crate::acts::mha_1983::s136::{Origin, Taint, origin};
use crate::acts::mha_1983::s136_ending::{self, LegalEnd};
use crate::acts::mha_1983::s137;
use crate::acts::mha_1983::s138::{self, Escape};
use crate::acts::mha_1983::{s135, s136_clock};
use crate::answer::{Certainty, Finding, Standing};
use crate::case::Case;
use crate::facts::What;
use crate::rules;
use crate::wording::MINUTE;

/// Where a stay has come to.
pub(crate) struct Course<'s, 'a> {
    pub(crate) standing: Finding<Standing>,
    pub(crate) phase: Phase<'s, 'a>,
    /// When the authority to detain was over, if it is.
    pub(crate) over: Option<Timestamp>,
}

/// The stage a stay is at.
pub(crate) enum Phase<'s, 'a> {
    Removing,
    Detained,
    Absent(Escape<'s, 'a>),
    /// Over, with an end recorded or another authority.
    Over,
    /// Over by law, with no end recorded.
    Spent(LegalEnd),
    /// The period ran out, with no end recorded.
    Expired(Timestamp),
}

/// Works out where a stay has come to.
pub(crate) fn of<'s, 'a>(case: &Case<'s, 'a>, taint: Option<&Taint>) -> Course<'s, 'a> {
    let at = case.at();
    let mut course = recorded(case)
        .or_else(|| spent(case))
        .or_else(|| absent(case))
        .or_else(|| other_authority(case))
        .or_else(|| expired(case, at))
        .unwrap_or_else(|| in_force(case));
    if let Some(taint) = taint
        && matches!(course.phase, Phase::Removing | Phase::Detained)
    {
        course.standing.certainty = if taint.contested {
            Certainty::Contested
        } else {
            Certainty::NotEstablished
        };
        course.standing.because.push(taint.because.clone());
        course.standing.rival = Some(format!(
            "No power is in force: {} was not lawfully used, in that {}.",
            case.stay.section.label(),
            taint.says
        ));
    }
    course
}

/// An end was recorded.
fn recorded<'s, 'a>(case: &Case<'s, 'a>) -> Option<Course<'s, 'a>> {
    let (end, reason) = s136_ending::recorded_end(case)?;
    let (because, certainty, rival) = s136_ending::end_reason(case, end, reason);
    let application = s136_ending::application(case).filter(|(act, ..)| act.at <= end.at);
    let answer = match application {
        Some((_, outcome, _)) if reason == EndReason::Admitted => Standing::OtherAuthority {
            since: end.at,
            what: admitted(outcome),
        },
        _ => Standing::Ended { at: end.at },
    };
    Some(Course {
        standing: Finding {
            answer,
            certainty,
            because: vec![because],
            rival,
        },
        phase: Phase::Over,
        over: Some(end.at),
    })
}

fn admitted(outcome: OutcomeCategory) -> String {
    format!("admitted to hospital, {}", outcome.label())
}

/// The purpose was fulfilled, or a doctor found no disorder, before the period ran out.
fn spent<'s, 'a>(case: &Case<'s, 'a>) -> Option<Course<'s, 'a>> {
    let end = s136_ending::legal_end(case)?;
    let expired_first = case.expiry().is_some_and(|expiry| expiry <= end.at);
    let applied = s136_ending::application(case).is_some();
    if expired_first || applied {
        return None;
    }
    Some(Course {
        standing: Finding {
            answer: Standing::Ended { at: end.at },
            certainty: end.certainty,
            because: vec![end.because.clone()],
            rival: end.rival.clone(),
        },
        over: Some(end.at),
        phase: Phase::Spent(end),
    })
}

/// Escaped, or retaken too late.
fn absent<'s, 'a>(case: &Case<'s, 'a>) -> Option<Course<'s, 'a>> {
    let at = case.at();
    if let Some((escape, _)) = s138::lapse(case) {
        return Some(escaped(escape, at));
    }
    Some(escaped(s138::absence(case)?, at))
}

fn escaped<'s, 'a>(escape: Escape<'s, 'a>, at: Timestamp) -> Course<'s, 'a> {
    let certainty = if escape.act.timed {
        Certainty::Settled
    } else {
        Certainty::NeedsFacts
    };
    let in_time = at < escape.until;
    let answer = if in_time {
        Standing::EscapedMayBeRetaken {
            since: escape.act.at,
            until: escape.until,
        }
    } else {
        Standing::EscapedPowerEnded {
            ended: escape.until,
        }
    };
    let because = vec![
        escape.because.clone(),
        rules::S138_NOT_AWOL.applies("The person is an escaper, and not absent without leave."),
    ];
    Course {
        standing: Finding {
            answer,
            certainty,
            because,
            rival: None,
        },
        over: (!in_time).then_some(escape.until),
        phase: Phase::Absent(escape),
    }
}

/// An application took over.
fn other_authority<'s, 'a>(case: &Case<'s, 'a>) -> Option<Course<'s, 'a>> {
    let (act, outcome, houses) = s136_ending::application(case)?;
    let expiry = case.expiry();
    let what = || format!("an application: {}", outcome.label());
    let in_time = expiry.is_none_or(|expiry| act.at < expiry);
    let (since, reason) = if houses.is_yes() && in_time {
        // To the hospital that houses the place of safety: it carries on from the application.
        (
            act.at,
            rules::END_SWING_BED.applies_to(
                "The application is to the hospital that houses the place of safety, so detention continues under it.",
                &[act.act],
            ),
        )
    } else if in_time && expiry.is_none_or(|expiry| case.at() < expiry) {
        // To another hospital: the detention runs on until admission or expiry.
        return None;
    } else {
        (
            act.at,
            rules::END_EXPIRY.applies_to(
                "The permitted period has ended, and the application is another authority: to take the person to the hospital it names.",
                &[act.act],
            ),
        )
    };
    Some(Course {
        standing: Finding {
            answer: Standing::OtherAuthority {
                since,
                what: what(),
            },
            certainty: if act.timed {
                Certainty::Settled
            } else {
                Certainty::NeedsFacts
            },
            because: vec![reason],
            rival: None,
        },
        phase: Phase::Over,
        over: Some(if houses.is_yes() && in_time {
            since
        } else {
            expiry.unwrap_or(since)
        }),
    })
}

/// The period ran out.
fn expired<'s, 'a>(case: &Case<'s, 'a>, at: Timestamp) -> Option<Course<'s, 'a>> {
    let expiry = case.expiry().filter(|expiry| at >= *expiry)?;
    let still_runs = rival_ends(case).filter(|end| at < *end).max();
    let start_is_known = case
        .start
        .as_ref()
        .is_some_and(|start| start.certainty != Certainty::NeedsFacts);
    Some(Course {
        standing: Finding {
            answer: Standing::Expired { at: expiry },
            certainty: match still_runs {
                Some(_) => Certainty::Contested,
                None if start_is_known => Certainty::Settled,
                None => Certainty::NeedsFacts,
            },
            because: vec![rules::END_EXPIRY.applies(
                "The permitted period has ended, and nothing recorded ends the detention or replaces it: the person must be free to leave.",
            )],
            rival: still_runs.map(|end| {
                format!("On another reading the period runs until {}.", crate::position::time(end))
            }),
        },
        phase: Phase::Expired(expiry),
        over: Some(expiry),
    })
}

/// The ends of the period on other readings of its start.
fn rival_ends(case: &Case<'_, '_>) -> impl Iterator<Item = Timestamp> {
    let rivals = case.start.iter().flat_map(|start| &start.rivals);
    rivals.map(|rival| s136_clock::rival_expiry(case, rival.start))
}

/// The detention is in force.
fn in_force<'s, 'a>(case: &Case<'s, 'a>) -> Course<'s, 'a> {
    let power = case.stay.power;
    let Some(start) = &case.start else {
        return removing(case);
    };
    let here = case.stay.whereabouts(case.at());
    let mut because = vec![s137::custody(), s136_ending::purpose(case, &[power.act])];
    if here.moving {
        because.push(
            rules::CLOCK_NO_RESTART.applies("Between two places of safety the clock runs on."),
        );
    }
    let mut certainty = Certainty::Settled;
    let mut rival = None;
    if let Some(reason) = s136_ending::amhp_alone(case) {
        certainty = Certainty::Contested;
        because.push(reason);
        rival = Some("The detention ended when the AMHP saw no need for it.".to_owned());
    }
    if let Some(passed) = rival_ends(case).filter(|end| *end <= case.at()).min() {
        certainty = Certainty::Contested;
        because
            .push(rules::END_EXPIRY.applies("On another reading of the clock the period is over."));
        rival = Some(format!(
            "The permitted period ended {} and the person must be free to leave.",
            crate::position::time(passed)
        ));
    }
    Course {
        standing: Finding {
            answer: Standing::Detained {
                since: start.at,
                under: case.stay.section,
                place: here.place.cloned(),
                in_transfer: here.moving,
            },
            certainty,
            because,
            rival,
        },
        phase: Phase::Detained,
        over: None,
    }
}

fn removing<'s, 'a>(case: &Case<'s, 'a>) -> Course<'s, 'a> {
    let power = case.stay.power;
    let mut standing = Finding {
        answer: Standing::BeingRemoved {
            since: power.at,
            under: case.stay.section,
        },
        certainty: if power.timed {
            Certainty::Settled
        } else {
            Certainty::NeedsFacts
        },
        because: vec![
            s137::custody(),
            rules::CLOCK_ARRIVAL.applies_to(
                "No place of safety has been entered, so no clock runs yet.",
                &[power.act],
            ),
        ],
        rival: None,
    };
    if let Some(rival) = rival_start(case) {
        standing.certainty = Certainty::Contested;
        standing.rival = Some(rival);
    }
    Course {
        standing,
        phase: Phase::Removing,
        over: None,
    }
}

/// A reading on which the clock already runs though no place has been entered.
fn rival_start(case: &Case<'_, '_>) -> Option<String> {
    if case.wording.is_old() {
        return None;
    }
    if case.stay.by_warrant() {
        let assessed = s135::assessed_there(&case.stay, &case.wording);
        if let Some((entered, _)) = assessed {
            return Some(format!(
                "On the rival reading the clock began on entering the premises, {}.",
                crate::position::time(entered)
            ));
        }
    }
    let waiting = case.stay.acts.iter().find(|act| {
        matches!(act.what(), What::ReachedSite { .. })
            && case.at().as_second().saturating_sub(act.at.as_second()) > 15 * MINUTE
    });
    if let Some(site) = waiting {
        return Some(format!(
            "On the rival reading the clock began on reaching the site, {}.",
            crate::position::time(site.at)
        ));
    }
    if case.stay.by_warrant() {
        return None;
    }
    match origin(&case.stay) {
        Origin::Hospital(_) | Origin::Station(_) => Some(format!(
            "On the rival reading the clock began with the decision, {}.",
            crate::position::time(case.stay.power.at)
        )),
        Origin::Elsewhere | Origin::NotKnown => None,
    }
}
