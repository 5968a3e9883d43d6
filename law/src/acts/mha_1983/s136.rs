//! Section 136(1), (1A) and (1B): when the power exists, where, and who may use it.

use domain::event::{Manner, PlaceRef};
use domain::{Answer, FoundAt, LocationKind, PlaceKind, Profession};
use jiff::civil::{Date, date};

use crate::answer::{Availability, Certainty, Finding, Reason};
use crate::case::{Case, Ledger};
use crate::facts::{Act, What};
use crate::rules;
use crate::story::Stay;
use crate::wording::{Timeline, Version};

/// Whether section 136 may be used at a location, on a day.
///
/// `Judgement` where nobody has said what kind of location it is.
pub fn location(found: &FoundAt, on: Date) -> Finding<Availability> {
    LOCATION_TEST.on(on).map_or_else(
        || Finding {
            answer: Availability::Judgement,
            certainty: Certainty::NotEstablished,
            because: vec![rules::S136_LOCATION_OLD.applies("The Act had not begun on that day.")],
            rival: None,
        },
        |version| (version.rule)(found),
    )
}

/// The location test, by the day the power is used.
static LOCATION_TEST: Timeline<fn(&FoundAt) -> Finding<Availability>> = Timeline::new(&[
    Version {
        from: date(1983, 9, 30),
        by: "Mental Health Act 1983",
        rule: location_as_enacted,
    },
    Version {
        from: date(2017, 12, 11),
        by: "Policing and Crime Act 2017 s80",
        rule: location_as_amended,
    },
]);

/// 136(1A): anywhere, except a home and what belongs to one home alone.
fn location_as_amended(found: &FoundAt) -> Finding<Availability> {
    let settled = |answer, says: &str| Finding {
        answer,
        certainty: Certainty::Settled,
        because: vec![rules::S136_LOCATION.applies(says)],
        rival: None,
    };
    let contested = |answer, says: &str, rival: &str| Finding {
        answer,
        certainty: Certainty::Contested,
        because: vec![rules::S136_LOCATION.applies(says)],
        rival: Some(rival.to_owned()),
    };
    let unsaid = |says: &str| Finding {
        answer: Availability::Judgement,
        certainty: Certainty::NeedsFacts,
        because: vec![rules::S136_LOCATION.applies(says)],
        rival: None,
    };
    match found.kind {
        LocationKind::Outdoors => settled(
            Availability::Available,
            "It is an open place and not part of a home.",
        ),
        LocationKind::NotADwelling => settled(
            Availability::Available,
            "Nobody lives there, locked or not.",
        ),
        LocationKind::Vehicle => settled(
            Availability::Available,
            "A vehicle on a road is not a house, flat or room.",
        ),
        LocationKind::EmergencyDepartment => settled(
            Availability::Available,
            "Nobody lives in an emergency department.",
        ),
        LocationKind::HospitalWard => settled(
            Availability::Available,
            "A ward is not a room where somebody is living; holding powers of the staff come first for an in-patient.",
        ),
        LocationKind::PoliceStation => settled(
            Availability::Available,
            "Nobody lives in a police station; whether it may be the place of safety is another question.",
        ),
        // 136(1A)(a): a house, flat or room where this person or any other is living.
        LocationKind::HouseFlatOrRoom => match found.lived_in {
            Answer::No => settled(
                Availability::Available,
                "Nobody is living in this house, flat or room.",
            ),
            Answer::Yes | Answer::NotKnown => settled(
                Availability::Unavailable,
                "It is a house, flat or room where somebody is living, whoever that is.",
            ),
        },
        LocationKind::SupportedBedroom => settled(
            Availability::Unavailable,
            "The bedroom is a room where somebody is living.",
        ),
        LocationKind::HotelRoomHousing => settled(
            Availability::Unavailable,
            "Somebody is living in the room, hotel or not.",
        ),
        // 136(1A)(b): a yard, garden, garage or outhouse used with it, unless other homes share it.
        LocationKind::GardenOrOuthouse => match found.shared {
            Answer::Yes => settled(
                Availability::Available,
                "The garden, yard, garage or outhouse is shared with other homes.",
            ),
            Answer::No => settled(
                Availability::Unavailable,
                "The garden, yard, garage or outhouse belongs to one home alone.",
            ),
            Answer::NotKnown => unsaid(
                "It depends on whether other homes share the garden, yard, garage or outhouse.",
            ),
        },
        LocationKind::CommunalPart => settled(
            Availability::Available,
            "It is shared by several homes and nobody lives in it.",
        ),
        LocationKind::SharedLivingRoom => contested(
            Availability::Unavailable,
            "A shared kitchen or lounge is a room of a house where people are living.",
            "Nobody is living in that room itself, so the power is available.",
        ),
        LocationKind::HotelRoomShortStay => contested(
            Availability::Available,
            "A guest on a short stay is not living there.",
            "The guest is living in the room for as long as the stay lasts, so the power is not available.",
        ),
        LocationKind::HolidayCottage => contested(
            Availability::Unavailable,
            "It is a house, and people stay in it.",
            "Nobody is living in a house let for a holiday, so the power is available.",
        ),
        LocationKind::TentVanOrBoat => contested(
            Availability::Available,
            "A tent, van or boat is not a house, flat or room.",
            "It is somebody's home in substance, so a warrant under section 135(1) is the way.",
        ),
        LocationKind::BalconyOrRoof => contested(
            Availability::Unavailable,
            "A balcony or roof is part of a private home; no authority was found.",
            "It is outside the house, flat or room, so the power is available.",
        ),
        LocationKind::NotKnown => unsaid("Nobody has recorded what kind of place this is."),
    }
}

/// Before 11 December 2017: found in a place to which the public have access.
fn location_as_enacted(found: &FoundAt) -> Finding<Availability> {
    let (answer, certainty, says) = match found.kind {
        LocationKind::Outdoors | LocationKind::Vehicle | LocationKind::EmergencyDepartment => (
            Availability::Available,
            Certainty::Settled,
            "The public have access there.",
        ),
        LocationKind::HouseFlatOrRoom
        | LocationKind::SupportedBedroom
        | LocationKind::HotelRoomShortStay
        | LocationKind::HotelRoomHousing
        | LocationKind::HolidayCottage
        | LocationKind::BalconyOrRoof => (
            Availability::Unavailable,
            Certainty::Settled,
            "The public have no access there.",
        ),
        _ => (
            Availability::Judgement,
            Certainty::NeedsFacts,
            "It depends on whether the public had access there at the time.",
        ),
    };
    let rival = None;
    Finding {
        answer,
        certainty,
        because: vec![rules::S136_LOCATION_OLD.applies(says)],
        rival,
    }
}

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
        What::Met { at } => Some((act.act, from_location(at.kind))),
        What::Entered { place } => Some((act.act, from_place(place.kind))),
        _ => None,
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
    acts.filter_map(|act| match &act.what {
        What::Met { at } => Some((act, at)),
        _ => None,
    })
    .last()
}

/// What taints the use of the power itself, so that nothing after it can be lawful.
pub(crate) struct Taint {
    pub(crate) says: &'static str,
    pub(crate) because: Reason,
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
        });
    }
    judge_grounds(case, ledger);
    judge_manner(case, manner, ledger);
    judge_other_status(case, ledger);
    let place = judge_place(case, manner, ledger);
    let brought = judge_brought_out(case, *brought_out_by_force, ledger);
    taint.or(place).or(brought)
}

fn judge_grounds(case: &Case<'_, '_>, ledger: &mut Ledger) {
    let power = case.stay.power;
    let Some((act, answers)) = grounds(case.stay.every_before()) else {
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
            What::Met { .. } => Some(false),
            _ => None,
        });
    if entered_since == Some(true) {
        return None;
    }
    let finding = location(found, case.stay.day);
    match finding.answer {
        Availability::Available => None,
        Availability::Judgement => {
            ledger.missing(
                "what kind of place the person was in",
                "whether the power could be used there",
                &rules::S136_LOCATION,
            );
            None
        }
        Availability::Unavailable => {
            let mut because = finding.because.into_iter().next()?;
            because.facts = vec![act.id.clone(), power.act.id.clone()];
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
            (certainty == Certainty::Settled).then_some(Taint {
                says: "it was used in a place where it may not be",
                because,
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
    let was_in_a_home = case.stay.every_before().find(|act| match &act.what {
        What::Met { at } => location(at, case.stay.day).answer == Availability::Unavailable,
        _ => false,
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
                because,
            );
            None
        }
    }
}
