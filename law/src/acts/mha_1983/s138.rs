//! Section 138: retaking a person who escaped from legal custody.

use domain::Profession;
use jiff::Timestamp;

use crate::answer::{Availability, Certainty, Power, PowerFinding, Reason};
use crate::case::{Case, Ledger};
use crate::facts::{WarrantKind, What};
use crate::rules;
use crate::story::{Placed, Stay};
use crate::wording::{HOUR, later};

/// An escape, and until when the person may be retaken.
pub(crate) struct Escape<'s, 'a> {
    pub(crate) act: &'s Placed<'a>,
    pub(crate) until: Timestamp,
    pub(crate) because: Reason,
}

/// Whether the person was absent at an instant: escaped, and neither retaken nor back.
pub(crate) fn is_absent(stay: &Stay<'_, '_>, when: Timestamp) -> bool {
    escape_at(stay, when).is_some()
}

fn escape_at<'s, 'a>(stay: &Stay<'s, 'a>, when: Timestamp) -> Option<&'s Placed<'a>> {
    stay.acts
        .iter()
        .take_while(|act| act.at <= when)
        .fold(None, |absent, act| match act.what() {
            What::Escaped { .. } => absent.or(Some(act)),
            what if brings_back(what) => None,
            _ => absent,
        })
}

/// Retaken, on a warrant under section 135(2) or without one, or back of their own accord.
fn brings_back(what: &What) -> bool {
    matches!(what, What::Retaken { .. } | What::Entered { .. })
        || matches!(what, What::RemovedUnderWarrant(taken) if taken.kind == WarrantKind::Retake)
}

/// Until when a person who escaped then may be retaken: 138(3).
fn until(case: &Case<'_, '_>, escape: &Placed<'_>) -> (Timestamp, Reason) {
    let begun = case
        .start
        .as_ref()
        .is_some_and(|start| start.at <= escape.at);
    let acts = [escape.act];
    if case.wording.is_old() {
        // Before December 2017: the earlier of 72 hours from the escape and the end of detention.
        let from_escape = later(escape.at, 72 * HOUR);
        let end = case.expiry().filter(|_| begun);
        let until = end.map_or(from_escape, |end| end.min(from_escape));
        return (
            until,
            rules::S138_OLD.applies_to("The earlier wording applies.", &acts),
        );
    }
    if begun {
        // (b) after the permitted period began: until it ends, counting only a further period
        // authorised before the escape.
        let counted = case.expiry_with(|judged| judged.act.at < escape.at);
        let until = counted.unwrap_or(escape.at);
        (
            until,
            rules::S138_AFTER_START.applies_to(
                "The person escaped after the clock began, so they may be retaken until it ends, with only a further period authorised before the escape.",
                &acts,
            ),
        )
    } else {
        // (a) while being removed: until 24 hours after the escape.
        (
            later(escape.at, 24 * HOUR),
            rules::S138_BEFORE_ARRIVAL.applies_to(
                "The person escaped while being removed, before any clock, so they may be retaken for 24 hours from the escape.",
                &acts,
            ),
        )
    }
}

/// The escape the person is absent on at the moment asked about.
pub(crate) fn absence<'s, 'a>(case: &Case<'s, 'a>) -> Option<Escape<'s, 'a>> {
    let act = escape_at(&case.stay, case.at())?;
    let (until, because) = until(case, act);
    Some(Escape {
        act,
        until,
        because,
    })
}

/// The first escape whose limit passed before the person was retaken or came back, if any: the
/// power over the person ended with it.
pub(crate) fn lapse<'s, 'a>(case: &Case<'s, 'a>) -> Option<(Escape<'s, 'a>, &'s Placed<'a>)> {
    let mut absent: Option<&'s Placed<'a>> = None;
    for act in case.stay.acts {
        match act.what() {
            What::Escaped { .. } => absent = absent.or(Some(act)),
            what if brings_back(what) => {
                if let Some(escape) = absent.take() {
                    let (until, because) = until(case, escape);
                    if act.at >= until {
                        return Some((
                            Escape {
                                act: escape,
                                until,
                                because,
                            },
                            act,
                        ));
                    }
                }
            }
            _ => {}
        }
    }
    None
}

/// Breaches about retaking.
pub(crate) fn judge(case: &Case<'_, '_>, ledger: &mut Ledger) {
    if let Some((escape, retaken)) = lapse(case) {
        let mut because = escape.because;
        because.facts.push(retaken.act.id.clone());
        ledger.breach(
            Some(retaken.at),
            "the person was retaken after the power to retake had ended",
            Certainty::Settled,
            because,
            "section 138 gave no power by then; a fresh power was needed",
        );
    }
    for act in case.stay.acts {
        if let What::Retaken { by } = act.what() {
            judge_who(*by, act, ledger);
        }
    }
}

/// 138(1): whoever had custody just before, any constable, an AMHP.
fn judge_who(by: Profession, act: &Placed<'_>, ledger: &mut Ledger) {
    if !matches!(
        by,
        Profession::Constable | Profession::CustodyOfficer | Profession::Amhp
    ) {
        ledger.missing(
            format!(
                "whether the {} who retook the person had custody just before the escape",
                by.label()
            ),
            "whether they could retake the person",
            &rules::S138_WHO,
        );
        ledger.advise(
            "Besides a constable or AMHP, only whoever had custody just before may retake.",
            rules::S138_WHO.applies_to("Check who had custody.", &[act.act]),
        );
    }
}

/// Whether the person may be retaken now, and a home entered for it.
pub(crate) fn powers(escape: &Escape<'_, '_>, at: Timestamp, ledger: &mut Ledger) {
    let in_time = at < escape.until;
    let mut retake = PowerFinding {
        power: Power::Retake,
        availability: if in_time {
            Availability::Available
        } else {
            Availability::Unavailable
        },
        certainty: if escape.act.timed {
            Certainty::Settled
        } else {
            Certainty::NeedsFacts
        },
        because: vec![
            escape.because.clone(),
            rules::S138_WHO
                .applies("By any constable, an AMHP, or whoever had custody just before."),
            rules::S138_NOT_AWOL
                .applies("The person is not absent without leave; section 18 does not apply."),
        ],
        first: Vec::new(),
        instead: Vec::new(),
        until: in_time.then_some(escape.until),
        rival: None,
    };
    if !in_time {
        retake
            .instead
            .push("a fresh decision, on what the person shows when found".to_owned());
    }
    ledger.powers.push(retake);
    ledger.powers.push(PowerFinding {
        power: Power::EnterToRetake,
        availability: Availability::Unavailable,
        certainty: Certainty::Settled,
        because: vec![
            rules::S138_NO_ENTRY.applies(
                "Retaking carries no power of entry; it works wherever the constable lawfully is.",
            ),
            rules::W2_NEEDED.applies("Something else must open the door."),
        ],
        first: Vec::new(),
        instead: [
            "consent to enter",
            "a warrant under section 135(2)",
            "close pursuit (PACE section 17(1)(d))",
            "saving life or limb (PACE section 17(1)(e))",
        ]
        .map(str::to_owned)
        .to_vec(),
        until: None,
        rival: None,
    });
    ledger.powers.push(PowerFinding {
        power: Power::RemoveToPlaceOfSafety,
        availability: if in_time {
            Availability::Unavailable
        } else {
            Availability::Judgement
        },
        certainty: Certainty::Settled,
        because: vec![rules::S136_NOT_IF_ALREADY_136.applies(if in_time {
            "The person is still in law detained: retake them under section 138."
        } else {
            "The earlier detention is over; a fresh use needs its own grounds."
        })],
        first: Vec::new(),
        instead: if in_time {
            vec!["retake under section 138".to_owned()]
        } else {
            Vec::new()
        },
        until: None,
        rival: None,
    });
}
