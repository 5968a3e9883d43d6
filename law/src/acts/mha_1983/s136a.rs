//! Section 136A: nobody under 18 at a police station.

use domain::Answer;

use crate::acts::mha_1983::regime::Wording;
use crate::answer::{Limb, Regime};
use crate::rules;

/// Whether a police station can be the place of safety at all: since when, and at what age.
///
/// `None` under the 72-hour wording, which had no such limit.
pub(crate) fn bars(wording: &Wording, child: Answer) -> Option<Limb> {
    // Section 48 of the 2025 Act: nobody, of any age.
    if wording.regime == Regime::NoPoliceStations {
        return Some(Limb::new(
            &rules::MHA25_S48_EFFECTS,
            "a police station is a place of safety",
            Answer::No,
            "Police stations ceased to be places of safety, at every age.",
        ));
    }
    if wording.is_old() {
        return None;
    }
    // 136A(1): a child may not be removed to, kept at or taken to a police station.
    Some(match child {
        Answer::No => Limb::new(
            &rules::STN_UNDER18_BAN,
            "the person is 18 or over",
            Answer::Yes,
            "The person is an adult.",
        ),
        Answer::Yes => Limb::new(
            &rules::STN_UNDER18_BAN,
            "the person is 18 or over",
            Answer::No,
            "The person is under 18: never a police station, whoever authorises it and however violent they are.",
        ),
        Answer::NotKnown => Limb::new(
            &rules::AGE_UNKNOWN,
            "the person is 18 or over",
            Answer::No,
            "The person may be under 18, and is treated as a child until shown otherwise: never a police station.",
        ),
    })
}
