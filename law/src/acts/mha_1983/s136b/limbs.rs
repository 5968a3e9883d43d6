//! The limbs of section 136B, one by one.

use domain::event::ExtensionGround;
use domain::{Answer, PlaceKind, Profession};
use jiff::Timestamp;

use super::{ExtensionOutcome, ExtensionVerdict, MOST_MINUTES, no_detention};
use crate::acts::mha_1983::regime::Wording;
use crate::acts::mha_1983::s136_clock::Start;
use crate::acts::mha_1983::s136_ending;
use crate::answer::{Certainty, Finding, Limb, Regime};
use crate::facts::What;
use crate::rules;
use crate::story::{Placed, Stay};
use crate::wording::{HOUR, MINUTE, later};

/// What the limbs are asked against.
pub(super) struct Question<'q, 's, 'a> {
    pub(super) stay: &'q Stay<'s, 'a>,
    pub(super) wording: &'q Wording,
    pub(super) start: Option<&'q Start>,
}

/// The section, limb by limb.
pub(super) fn limb_by_limb(
    question: &Question<'_, '_, '_>,
    signed: &Placed<'_>,
    approved: bool,
    already: u16,
) -> Finding<ExtensionOutcome> {
    let What::Extended {
        by,
        responsible_for_examination,
        minutes,
        ground,
        assessed_at_station,
    } = signed.what()
    else {
        return no_detention();
    };
    let first_end = question
        .start
        .map(|start| later(start.at, question.wording.hours * HOUR));
    let mut limbs = Vec::with_capacity(8);
    if !question.wording.may_extend {
        limbs.push(Limb::new(
            &rules::REGIME_72H,
            "a power to extend exists",
            Answer::No,
            "Under the 72-hour wording nothing can be added.",
        ));
    }
    if question.stay.by_warrant() {
        limbs.push(under_a_warrant(Answer::Yes));
    }
    limbs.push(who(*by));
    limbs.push(responsible(*by, *responsible_for_examination));
    limbs.push(in_time(signed, first_end));
    limbs.push(length(*minutes));
    if already > 0 {
        limbs.push(once(already, *minutes));
    }
    limbs.push(ground_limb(*ground));
    limbs.push(not_yet_assessed(question.stay, signed));
    let needed = superintendent_needed(question, signed, *assessed_at_station);
    limbs.push(superintendent(needed, approved, question.wording));
    let would_end =
        first_end.map(|end| later(end, i64::from(already.saturating_add(*minutes)) * MINUTE));
    conclude(limbs, needed, approved, would_end)
}

/// 136B(1): a detention under section 135(1) as well as 136, and no removal under 135(2).
pub(super) fn under_a_warrant(met: Answer) -> Limb {
    Limb::new(
        &rules::EXT_APPLIES_135,
        "a detention under section 135(1) or 136",
        met,
        if met.is_yes() {
            "The detention is under section 135(1), which may be extended as one under section 136."
        } else {
            "The patient was taken under section 135(2), which begins no period to extend."
        },
    )
}

/// 136B(1): the registered medical practitioner…
fn who(by: Profession) -> Limb {
    let doctor = by == Profession::RegisteredMedicalPractitioner;
    let says = if doctor {
        "A doctor signed."
    } else {
        "Only a doctor may sign, and this was not one."
    };
    Limb::new(
        &rules::EXT_WHO,
        "signed by a registered medical practitioner",
        doctor.into(),
        says,
    )
}

/// …who is responsible for the examination.
fn responsible(by: Profession, responsible: Answer) -> Limb {
    let met = if by == Profession::RegisteredMedicalPractitioner {
        responsible
    } else {
        Answer::No
    };
    let says = match met {
        Answer::Yes => "The doctor is responsible for the examination.",
        Answer::No => "The signer is not responsible for the examination of the person.",
        Answer::NotKnown => {
            "Nobody has recorded whether the doctor is responsible for the examination."
        }
    };
    Limb::new(
        &rules::EXT_WHO,
        "responsible for the examination",
        met,
        says,
    )
}

/// 136B(1): at any time before the 24 hours end. At that instant it is too late.
fn in_time(signed: &Placed<'_>, first_end: Option<Timestamp>) -> Limb {
    const ASKS: &str = "signed before the 24 hours ended";
    let Some(end) = first_end else {
        return Limb::new(
            &rules::EXT_WHEN,
            ASKS,
            Answer::NotKnown,
            "No clock is running yet.",
        );
    };
    let (met, says) = if signed.at >= end {
        (Answer::No, "It was signed after the period ended.")
    } else if signed.latest().is_some_and(|latest| latest <= end) {
        (Answer::Yes, "It was signed while the 24 hours still ran.")
    } else {
        (
            Answer::NotKnown,
            "The time of the signature is not known well enough.",
        )
    };
    Limb::new(&rules::EXT_WHEN, ASKS, met, says)
}

/// 136B(1): not more than twelve hours.
fn length(minutes: u16) -> Limb {
    let met = (1..=MOST_MINUTES).contains(&minutes);
    let says = if minutes == 0 {
        "No length was specified."
    } else if met {
        "The further period is within twelve hours."
    } else {
        "The further period is longer than twelve hours."
    };
    Limb::new(
        &rules::EXT_LENGTH,
        "for no more than twelve hours",
        met.into(),
        says,
    )
}

/// 136B(1), read as a whole: all further periods together stay within twelve hours.
fn once(already: u16, minutes: u16) -> Limb {
    let met = already.saturating_add(minutes) <= MOST_MINUTES;
    let says = if met {
        "With what was authorised before it stays within twelve hours."
    } else {
        "With what was authorised before it would pass twelve hours."
    };
    Limb::new(
        &rules::EXT_ONCE,
        "no more than twelve hours in all",
        met.into(),
        says,
    )
}

/// 136B(2): because of the person's condition, and nothing else.
fn ground_limb(ground: ExtensionGround) -> Limb {
    const ASKS: &str = "because the person's condition prevents the assessment";
    match ground {
        ExtensionGround::PersonsCondition => Limb::new(
            &rules::EXT_GROUND,
            ASKS,
            Answer::Yes,
            "The person's condition makes the assessment impracticable in time.",
        ),
        other => Limb::new(
            &rules::EXT_NOT_GROUND,
            ASKS,
            Answer::No,
            format!("“{}” is not a ground in law.", other.label()),
        ),
    }
}

/// 136B(2): there is still an assessment to carry out or complete.
pub(super) fn not_yet_assessed(stay: &Stay<'_, '_>, signed: &Placed<'_>) -> Limb {
    let before = || stay.since_entry.iter().filter(|act| act.at <= signed.at);
    let examined = before().any(|act| s136_ending::is_examination(act.what()));
    let interviewed = before().any(|act| matches!(act.what(), What::AmhpInterviewed { .. }));
    let done = examined && interviewed;
    let says = if done {
        "Examination and interview were complete, and a bed or other arrangement is no reason to extend."
    } else {
        "The assessment was not complete."
    };
    Limb::new(
        &rules::EXT_AFTER_ASSESSMENT,
        "the assessment is not yet complete",
        (!done).into(),
        says,
    )
}

/// 136B(3): at a police station, and assessed there. Both limbs; gone with section 48.
fn superintendent_needed(
    question: &Question<'_, '_, '_>,
    signed: &Placed<'_>,
    assessed_there: Answer,
) -> Answer {
    if question.wording.regime == Regime::NoPoliceStations || !at_station(question.stay, signed.at)
    {
        return Answer::No;
    }
    assessed_there
}

pub(super) fn at_station(stay: &Stay<'_, '_>, when: Timestamp) -> bool {
    stay.whereabouts(when)
        .inside()
        .is_some_and(|place| place.kind == PlaceKind::PoliceStation)
}

fn superintendent(needed: Answer, approved: bool, wording: &Wording) -> Limb {
    const ASKS: &str = "approved by a superintendent, where that is needed";
    let (rule, met, says) = match (needed, approved) {
        (Answer::No, _) if wording.regime == Regime::NoPoliceStations => (
            &rules::MHA25_EXTEND,
            Answer::Yes,
            "No approval is needed since section 48; who may extend, and for how long, is unchanged.",
        ),
        (Answer::No, _) => (
            &rules::EXT_SUPERINTENDENT_NOT_NEEDED,
            Answer::Yes,
            "No approval is needed in law: the person is not at a police station to be assessed there.",
        ),
        (_, true) => (
            &rules::EXT_SUPERINTENDENT,
            Answer::Yes,
            "A superintendent or above approved in time.",
        ),
        (Answer::Yes, false) => (
            &rules::EXT_SUPERINTENDENT,
            Answer::No,
            "The person is at a police station and will be assessed there, and no superintendent has approved.",
        ),
        (Answer::NotKnown, false) => (
            &rules::EXT_SUPERINTENDENT,
            Answer::NotKnown,
            "Nobody has recorded whether the assessment will be at the police station.",
        ),
    };
    Limb::new(rule, ASKS, met, says)
}

fn conclude(
    limbs: Vec<Limb>,
    superintendent_needed: Answer,
    approved: bool,
    would_end: Option<Timestamp>,
) -> Finding<ExtensionOutcome> {
    let only_fails = |rule: &rules::Rule| {
        limbs
            .iter()
            .filter(|limb| limb.met.is_no())
            .all(|limb| limb.rule == rule)
    };
    let fails = limbs.iter().any(|limb| limb.met.is_no());
    let unknown = limbs.iter().any(|limb| limb.met == Answer::NotKnown);
    // An approval may still come: its want alone spoils nothing yet.
    let waiting =
        superintendent_needed.is_yes() && !approved && only_fails(&rules::EXT_SUPERINTENDENT);
    let mut certainty = Certainty::Settled;
    let mut rival = None;
    let verdict = if !fails && !unknown {
        ExtensionVerdict::Valid
    } else if unknown && (!fails || waiting) {
        certainty = Certainty::NeedsFacts;
        ExtensionVerdict::NeedsFacts
    } else if waiting {
        ExtensionVerdict::AwaitingApproval
    } else {
        let doctor = limbs
            .iter()
            .find(|limb| limb.rule == &rules::EXT_WHO)
            .is_some_and(|limb| limb.met.is_yes());
        if doctor && only_fails(&rules::EXT_WHO) {
            // A doctor, but not the one responsible: no authority says what follows.
            certainty = Certainty::Contested;
            rival =
                Some("Any doctor with the care of the person is responsible enough.".to_owned());
        }
        ExtensionVerdict::Invalid
    };
    let deciding = |limb: &&Limb| match verdict {
        ExtensionVerdict::Valid => true,
        ExtensionVerdict::Invalid | ExtensionVerdict::AwaitingApproval => limb.met.is_no(),
        ExtensionVerdict::NeedsFacts => limb.met == Answer::NotKnown,
    };
    let because = limbs.iter().filter(deciding).map(Limb::reason).collect();
    Finding {
        answer: ExtensionOutcome {
            verdict,
            limbs,
            would_end,
            superintendent_needed,
        },
        certainty,
        because,
        rival,
    }
}
