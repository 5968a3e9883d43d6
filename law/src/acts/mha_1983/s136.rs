//! Section 136(1), (1A) and (1B): when the power exists, where, and who may use it.

mod location;

pub use location::location;

use domain::event::{Manner, PlaceRef};
use domain::{Answer, FoundAt, LocationKind, PlaceKind, Profession};

use crate::acts::pace_1984::s17;
use crate::answer::{Availability, Certainty, Reason};
use crate::case::{Case, Ledger};
use crate::facts::{Act, What};
use crate::rules;
use crate::story::Stay;

/// What else may fit where the power may not be used (workflows.md section 3.2).
pub(crate) fn home_alternatives() -> Vec<String> {
    [
        "a warrant under section 135(1)",
        "entry to save life or limb (PACE section 17)",
        "the Mental Capacity Act, to save life or prevent serious deterioration",
        "arrest for an offence or breach of the peace",
        "the person's own agreement",
    ]
    .map(str::to_owned)
    .to_vec()
}

/// The last recorded grounds, limb by limb: 136(1).
pub(crate) fn grounds<'a>(acts: impl Iterator<Item = &'a Act>) -> Option<(&'a Act, [Answer; 3])> {
    acts.filter_map(|act| match act.what {
        // (a) appears disordered, (b) in immediate need, (c) necessary.
        What::Grounds {
            appears_disordered,
            immediate_need,
            necessary,
        } => Some((act, [appears_disordered, immediate_need, necessary])),
        _ => None,
    })
    .last()
}

/// What each limb of the grounds asks, in the order of [`grounds`].
pub(crate) const GROUNDS: [&str; 3] = [
    "that the person appears to be suffering from mental disorder",
    "that the person appears to be in immediate need of care or control",
    "that the constable thinks it necessary in the person's interests or to protect others",
];

/// Where the person was when the power was used, as the clock asks.
#[derive(Clone, Copy)]
pub(crate) enum Origin<'a> {
    /// Already in a hospital, and so at a place of safety.
    Hospital(&'a Act),
    /// In a police station.
    Station(&'a Act),
    /// Anywhere else.
    Elsewhere,
    /// Nobody has said.
    NotKnown,
}

/// Where the person was when the power was used.
pub(crate) fn origin<'a>(stay: &Stay<'_, 'a>) -> Origin<'a> {
    let last = stay.before.iter().rev().find_map(|act| match act.what() {
        What::Entered { place } => Some((act.act, from_place(place.kind))),
        what => found(what).map(|at| (act.act, from_location(at.kind))),
    });
    match last {
        Some((act, Some(true))) => Origin::Hospital(act),
        Some((act, Some(false))) => Origin::Station(act),
        Some((_, None)) => Origin::Elsewhere,
        None => Origin::NotKnown,
    }
}

/// `true` for a hospital, `false` for a police station.
fn from_location(kind: LocationKind) -> Option<bool> {
    match kind {
        LocationKind::EmergencyDepartment | LocationKind::HospitalWard => Some(true),
        LocationKind::PoliceStation => Some(false),
        _ => None,
    }
}

fn from_place(kind: PlaceKind) -> Option<bool> {
    match kind {
        PlaceKind::PoliceStation => Some(false),
        kind if kind.is_hospital() => Some(true),
        _ => None,
    }
}

/// The last place the person was met in, of these acts.
pub(crate) fn last_met<'a>(acts: impl Iterator<Item = &'a Act>) -> Option<(&'a Act, &'a FoundAt)> {
    acts.filter_map(|act| found(&act.what).map(|at| (act, at)))
        .last()
}

/// Where an act says that the person was found: met there, or where officers entered to them.
fn found(what: &What) -> Option<&FoundAt> {
    match what {
        What::Met { at } => Some(at),
        What::EntryMade(entry) => Some(&entry.into),
        _ => None,
    }
}

/// What taints the use of the power itself, so that nothing after it can be lawful.
pub(crate) struct Taint {
    pub(crate) says: &'static str,
    pub(crate) because: Reason,
    /// Whether that is only one of two readings.
    pub(crate) contested: bool,
}

/// Judges the use of the power: who, where, on what grounds. Says what taints it, if anything.
pub(crate) fn judge_use(case: &Case<'_, '_>, ledger: &mut Ledger) -> Option<Taint> {
    let mut taint = None;
    let power = case.stay.power;
    let What::PowerUsed {
        manner,
        by,
        brought_out_by_force,
        ..
    } = power.what()
    else {
        return None;
    };
    // 136(1): a constable, of any rank. A custody officer is one.
    if !matches!(by, Profession::Constable | Profession::CustodyOfficer) {
        let because = rules::S136_WHO.applies_to(
            format!("The power was used by a {}.", by.label()),
            &[power.act],
        );
        ledger.breach(
            Some(power.at),
            format!(
                "section 136 was used by a {}, who is not a constable",
                by.label()
            ),
            Certainty::Settled,
            because.clone(),
            "nobody but a constable has the power",
        );
        taint = Some(Taint {
            says: "it was not a constable who used it",
            because,
            contested: false,
        });
    }
    judge_grounds(case, ledger);
    judge_manner(case, manner, ledger);
    judge_other_status(case, ledger);
    let place = judge_place(case, manner, ledger);
    let brought = judge_brought_out(case, *brought_out_by_force, ledger);
    // What is certain comes before what is contested.
    let mut taints: Vec<Taint> = [taint, place, brought].into_iter().flatten().collect();
    taints.sort_by_key(|taint| taint.contested);
    taints.into_iter().next()
}

fn judge_grounds(case: &Case<'_, '_>, ledger: &mut Ledger) {
    let power = case.stay.power;
    // What appeared to the constable may be written down after the decision.
    let written = grounds(case.stay.every_before()).or_else(|| grounds(case.stay.every()));
    let Some((act, answers)) = written else {
        ledger.missing(
            "what the constable saw and heard, against the three grounds",
            "whether the power existed",
            &rules::S136_GROUNDS,
        );
        return;
    };
    for (answer, asks) in answers.into_iter().zip(GROUNDS) {
        match answer {
            Answer::Yes => {}
            Answer::No => ledger.breach(
                Some(power.at),
                format!("section 136 was used though it was not the case {asks}"),
                Certainty::Settled,
                rules::S136_GROUNDS.applies_to("All three grounds are needed.", &[act, power.act]),
                "the power did not exist without all three grounds",
            ),
            Answer::NotKnown => {
                ledger.missing(asks, "whether the power existed", &rules::S136_GROUNDS);
            }
        }
    }
}

fn judge_manner(case: &Case<'_, '_>, manner: &Manner, ledger: &mut Ledger) {
    if matches!(manner, Manner::Keep { .. }) && !case.wording.may_keep {
        let power = case.stay.power;
        ledger.breach(
            Some(power.at),
            "the person was kept where they were, for which the earlier wording has no power",
            Certainty::NotEstablished,
            rules::REGIME_72H.applies_to(
                "There was no power to keep before 11 December 2017.",
                &[power.act],
            ),
            "whether keeping could then be read as removing is not established",
        );
    }
}

fn judge_other_status(case: &Case<'_, '_>, ledger: &mut Ledger) {
    let before = case.stay.every_before();
    for (act, status) in before.filter_map(|act| match &act.what {
        What::OtherStatus { is } => Some((act, is)),
        _ => None,
    }) {
        ledger.advise(
            format!("The person already has another status ({status}): a more specific power may fit better."),
            rules::S136_NO_BAR_OTHER_STATUS
                .applies_to("That status does not bar section 136.", &[act]),
        );
    }
}

/// 136(1A): whether the power could be used where it was.
fn judge_place(case: &Case<'_, '_>, manner: &Manner, ledger: &mut Ledger) -> Option<Taint> {
    let power = case.stay.power;
    if let Manner::Keep { at } = manner
        && !in_a_home(at)
    {
        return None;
    }
    let Some((act, found)) = last_met(case.stay.every_before()) else {
        if matches!(origin(&case.stay), Origin::NotKnown) {
            ledger.missing(
                "where the person was when the power was used",
                "whether the power could be used there",
                &rules::S136_LOCATION,
            );
        }
        return None;
    };
    let entered_since = case
        .stay
        .before
        .iter()
        .rev()
        .find_map(|act| match act.what() {
            What::Entered { place } => Some(!in_a_home(place)),
            What::Met { .. } | What::EntryMade(_) => Some(false),
            _ => None,
        });
    if entered_since == Some(true) {
        return None;
    }
    let finding = location(found, case.stay.day);
    let contested = finding.certainty == Certainty::Contested;
    let mut because = finding.because.into_iter().next()?;
    because.facts = vec![act.id.clone(), power.act.id.clone()];
    match finding.answer {
        Availability::Available => contested.then_some(Taint {
            says: "it was used in what is somebody's home in substance",
            because,
            contested,
        }),
        Availability::Judgement => {
            ledger.missing(
                "what kind of place the person was in",
                "whether the power could be used there",
                &rules::S136_LOCATION,
            );
            None
        }
        Availability::Unavailable => {
            let walked_on = case.stay.before.iter().any(|later| {
                matches!(later.what(), What::Voluntary)
                    && later.act.at.sort_key() > act.at.sort_key()
            });
            let certainty = if walked_on {
                Certainty::NeedsFacts
            } else {
                finding.certainty
            };
            ledger.breach(
                Some(power.at),
                "section 136 was used in a place where it may not be",
                certainty,
                because.clone(),
                finding
                    .rival
                    .unwrap_or_else(|| "the detention has no basis in section 136".to_owned()),
            );
            let entered = case
                .stay
                .every_before()
                .any(|act| s17::is_entry_to_save_life(&act.what));
            if let Some(breach) = ledger.breaches.last_mut().filter(|_| entered) {
                breach.because.push(s17::no_detaining());
            }
            (certainty != Certainty::NeedsFacts).then_some(Taint {
                says: "it was used in a place where it may not be",
                because,
                contested,
            })
        }
    }
}

fn in_a_home(place: &PlaceRef) -> bool {
    matches!(place.kind, PlaceKind::PrivateHome)
}

/// Whether the person was brought out of a home so that the power could be used outside.
fn judge_brought_out(case: &Case<'_, '_>, forced: Answer, ledger: &mut Ledger) -> Option<Taint> {
    if case.wording.is_old() && !forced.is_yes() {
        return None;
    }
    let power = case.stay.power;
    let was_in_a_home = case.stay.every_before().find(|act| {
        found(&act.what)
            .is_some_and(|at| location(at, case.stay.day).answer == Availability::Unavailable)
    });
    match forced {
        Answer::Yes => {
            let because = rules::S136_BROUGHT_OUT.applies_to(
                "The person was brought out of a home by coercion so that section 136 could be used.",
                &[power.act],
            );
            ledger.breach(
                Some(power.at),
                "the person was brought out of a home by coercion to use section 136 outside",
                Certainty::Settled,
                because.clone(),
                "treated as unlawful: sections 135 and 136 are the only way for that purpose",
            );
            Some(Taint {
                says: "the person was brought out of a home by coercion",
                because,
                contested: false,
            })
        }
        answer => {
            let home = was_in_a_home?;
            let (_, now) = last_met(case.stay.every_before())?;
            if location(now, case.stay.day).answer == Availability::Unavailable {
                return None;
            }
            let because = rules::S136_BROUGHT_OUT.applies_to(
                "The person had been in a home; one who truly walked out is judged by where they then are.",
                &[home, power.act],
            );
            if answer == Answer::NotKnown {
                ledger.missing(
                    "whether the person left the home freely",
                    "whether section 136 could be used outside it",
                    &rules::S136_BROUGHT_OUT,
                );
            }
            ledger.advise(
                "Contested: whether leaving the home was free. If it was not, the use of section 136 is treated as unlawful.",
                because.clone(),
            );
            Some(Taint {
                says: "leaving the home was not free",
                because,
                contested: true,
            })
        }
    }
}
