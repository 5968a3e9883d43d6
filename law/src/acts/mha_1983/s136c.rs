//! Section 136C, and what PACE sections 32 and 54 leave beside it: searching the person.

use domain::event::SearchPower;
use domain::{Answer, PlaceKind};
use jiff::Timestamp;

use crate::acts::mha_1983::{s135, s136_ending};
use crate::answer::{Availability, Certainty, Power, PowerFinding, Reason};
use crate::case::{Case, Ledger};
use crate::facts::What;
use crate::rules;
use crate::story::Placed;

/// Judges every search that was made.
pub(crate) fn judge(case: &Case<'_, '_>, ledger: &mut Ledger) {
    // Under a warrant the searches from the entry on, and not only from the removal.
    for act in case.stay.since_entry {
        match act.what() {
            What::SearchedBeyondLimits => judge_limits(act, ledger),
            What::Searched {
                power,
                danger,
                concealed,
            } => match power {
                SearchPower::Section136C if case.wording.is_old() => not_begun(act, ledger),
                SearchPower::Section136C => {
                    under_136c(reach(case, act.at), act, *danger, *concealed, ledger);
                }
                SearchPower::Pace32 => under_pace_32(case, act, *danger, *concealed, ledger),
                SearchPower::Pace54 => under_pace_54(at_station(case, act.at), act, ledger),
                // A hospital's own policy is not a power of the Acts.
                SearchPower::HospitalPolicy => {}
            },
            _ => {}
        }
    }
}

/// A search that went further than the section allows.
pub(crate) fn judge_limits(act: &Placed<'_>, ledger: &mut Ledger) {
    breach(
        ledger,
        act,
        "a search of the person went further than section 136C allows".to_owned(),
        Certainty::Settled,
        rules::SRCH_EXTENT
            .applies("Outer coat, jacket, gloves and mouth, and no further than needed."),
    );
}

/// Judges a search that no detention covers, by how far a warrant reaches.
pub(crate) fn judge_search(act: &Placed<'_>, reach: Reach, ledger: &mut Ledger) {
    let What::Searched {
        power,
        danger,
        concealed,
    } = act.what()
    else {
        return;
    };
    match power {
        SearchPower::Section136C => under_136c(reach, act, *danger, *concealed, ledger),
        SearchPower::Pace32 => {
            if reach == Reach::ByWarrant {
                no_arrest(act, ledger);
            }
            pace_32_grounds(act, *danger, *concealed, ledger);
        }
        SearchPower::Pace54 => under_pace_54(false, act, ledger),
        SearchPower::HospitalPolicy => {}
    }
}

fn not_begun(act: &Placed<'_>, ledger: &mut Ledger) {
    breach(
        ledger,
        act,
        "the person was searched under section 136C, which had not begun".to_owned(),
        Certainty::Settled,
        rules::SRCH_136.applies("The power began on 11 December 2017."),
    );
}

fn under_136c(
    reach: Reach,
    act: &Placed<'_>,
    danger: Answer,
    concealed: Answer,
    ledger: &mut Ledger,
) {
    let what = "the person was searched under section 136C";
    // 136C(3)(a): may present a danger; (b): is concealing an item that could injure. Both.
    for (answer, asks) in [
        (
            danger,
            "reasonable grounds to believe that the person may present a danger",
        ),
        (
            concealed,
            "reasonable grounds to believe that they conceal an item that could injure",
        ),
    ] {
        match answer {
            Answer::Yes => {}
            Answer::No => breach(
                ledger,
                act,
                format!("{what} without {asks}"),
                Certainty::Settled,
                rules::SRCH_GROUNDS.applies(
                    "Both grounds are needed for this person; there is no routine search.",
                ),
            ),
            Answer::NotKnown => {
                ledger.missing(asks, "whether the search was lawful", &rules::SRCH_GROUNDS);
            }
        }
    }
    match reach {
        Reach::Detained | Reach::ByWarrant | Reach::Taken => {}
        Reach::NotEntered => breach(
            ledger,
            act,
            format!("{what} before the entry under the warrant"),
            Certainty::Settled,
            rules::SRCH_135_1.applies("The power begins with the constable's entry."),
        ),
        Reach::NotYetTaken => breach(
            ledger,
            act,
            format!("{what} before they were being taken under the section 135(2) warrant"),
            Certainty::Settled,
            rules::SRCH_135_2.applies("The power runs only while the person is being removed."),
        ),
        Reach::WarrantOver => breach(
            ledger,
            act,
            format!("{what} after the detention under the warrant had ended"),
            Certainty::Settled,
            rules::SRCH_135_1.applies("The power ends with the detention."),
        ),
        Reach::Removal => breach(
            ledger,
            act,
            format!("{what} before the first place of safety"),
            Certainty::Contested,
            rules::SRCH_GAP
                .applies("Before the first place of safety the section does not literally apply."),
        ),
        Reach::None => breach(
            ledger,
            act,
            format!("{what} when the person was not detained"),
            Certainty::Settled,
            rules::SRCH_136.applies("The person was not detained at or between places of safety."),
        ),
    }
}

fn under_pace_32(
    case: &Case<'_, '_>,
    act: &Placed<'_>,
    danger: Answer,
    concealed: Answer,
    ledger: &mut Ledger,
) {
    // Not a preserved power of arrest, unless the person was retaken since, which is one.
    let retaken = case
        .stay
        .acts
        .iter()
        .any(|one| one.at <= act.at && matches!(one.what(), What::Retaken { .. }));
    if case.stay.by_warrant() && !retaken {
        no_arrest(act, ledger);
    }
    if at_station(case, act.at) {
        breach(
            ledger,
            act,
            "the person was searched under PACE section 32 at a police station".to_owned(),
            Certainty::Settled,
            rules::SRCH_PACE_32.applies(
                "The section reaches a person arrested elsewhere than at a police station.",
            ),
        );
    }
    pace_32_grounds(act, danger, concealed, ledger);
}

/// Under section 135(1) there is no arrest for PACE section 32 to follow.
fn no_arrest(act: &Placed<'_>, ledger: &mut Ledger) {
    breach(
        ledger,
        act,
        "the person was searched under PACE section 32 under a section 135(1) warrant".to_owned(),
        Certainty::Settled,
        s135::pace_32_reason(),
    );
}

fn pace_32_grounds(act: &Placed<'_>, danger: Answer, concealed: Answer, ledger: &mut Ledger) {
    // 32(1): a danger to themselves or others; 32(2): something concealed to escape with.
    if danger.is_no() && concealed.is_no() {
        breach(
            ledger,
            act,
            "the person was searched under PACE section 32 without grounds".to_owned(),
            Certainty::Settled,
            rules::SRCH_PACE_32.applies(
                "There were no grounds to believe in danger or in anything to escape with.",
            ),
        );
    } else if !danger.is_yes() && !concealed.is_yes() {
        ledger.missing(
            "the grounds for the search",
            "whether the search was lawful",
            &rules::SRCH_PACE_32,
        );
    }
}

fn under_pace_54(at_station: bool, act: &Placed<'_>, ledger: &mut Ledger) {
    if !at_station {
        breach(
            ledger,
            act,
            "the person was searched under PACE section 54 away from a police station".to_owned(),
            Certainty::Settled,
            rules::SRCH_PACE_54.applies("The section is a custody officer's, at a police station."),
        );
    }
}

fn breach(
    ledger: &mut Ledger,
    act: &Placed<'_>,
    what: String,
    certainty: Certainty,
    mut because: Reason,
) {
    because.facts.push(act.act.id.clone());
    let consequence = if certainty == Certainty::Contested {
        "contested: many summaries say that section 136C reaches the removal too"
    } else {
        "the search had no basis in the power relied on"
    };
    ledger.breach(Some(act.at), what, certainty, because, consequence);
}

/// How far the search power reaches at an instant.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// From the entry under a section 135(1) warrant until the detention ends: 136C(2)(a).
    ByWarrant,
    /// While being removed under a section 135(2) warrant: 136C(2)(b).
    Taken,
    /// Entered under a section 135(2) warrant, the patient not yet being removed.
    NotYetTaken,
    /// A warrant is about, and nobody has entered to execute it.
    NotEntered,
    /// A detention under a section 135(1) warrant has ended.
    WarrantOver,
    /// Detained under 136(2), or under 136(4) after or during a transfer.
    Detained,
    /// Being removed under 136(1).
    Removal,
    None,
}

fn reach(case: &Case<'_, '_>, when: Timestamp) -> Reach {
    if case.stay.by_warrant() {
        let ended = s136_ending::recorded_end(case).is_some_and(|(end, _)| end.at < when);
        let expired = case.expiry().is_some_and(|expiry| expiry <= when);
        return if ended || expired {
            Reach::WarrantOver
        } else {
            Reach::ByWarrant
        };
    }
    match (case.start.as_ref(), case.expiry()) {
        (Some(start), Some(expiry)) if start.at <= when => {
            if when < expiry {
                Reach::Detained
            } else {
                Reach::None
            }
        }
        _ if when >= case.stay.power.at => Reach::Removal,
        _ => Reach::None,
    }
}

fn at_station(case: &Case<'_, '_>, when: Timestamp) -> bool {
    case.stay
        .whereabouts(when)
        .inside()
        .is_some_and(|place| place.kind == PlaceKind::PoliceStation)
}

/// Whether the person may be searched now, and under what.
pub(crate) fn powers_now(case: &Case<'_, '_>, ledger: &mut Ledger) {
    let at = case.at();
    let station = at_station(case, at);
    let until = case.expiry();
    ledger.powers.push(if case.wording.is_old() {
        finding(
            Power::Search136C,
            Availability::Unavailable,
            rules::SRCH_136.applies("The power began on 11 December 2017."),
        )
    } else {
        section_136c(reach(case, at), until)
    });
    let retaken = case
        .stay
        .acts
        .iter()
        .any(|act| matches!(act.what(), What::Retaken { .. }));
    ledger.powers.push(if case.stay.by_warrant() && !station && !retaken {
        let mut finding = finding(
            Power::SearchPace32,
            Availability::Unavailable,
            s135::pace_32_reason(),
        );
        finding.instead.push("section 136C".to_owned());
        finding
    } else if station {
        finding(
            Power::SearchPace54,
            Availability::Available,
            rules::SRCH_PACE_54.applies("The person is at a police station; the power is the custody officer's."),
        )
    } else {
        let mut finding = finding(
            Power::SearchPace32,
            Availability::Judgement,
            rules::SRCH_PACE_32.applies("Detention under section 136 is a preserved power of arrest."),
        );
        finding.first.push("reasonable grounds to believe the person may present a danger, or conceals something to escape with".to_owned());
        finding
    });
}

/// Whether section 136C reaches the person, and what it allows.
pub(crate) fn section_136c(reach: Reach, until: Option<Timestamp>) -> PowerFinding {
    let unavailable = |because| finding(Power::Search136C, Availability::Unavailable, because);
    let mut search = match reach {
        Reach::ByWarrant => finding(
            Power::Search136C,
            Availability::Judgement,
            rules::SRCH_135_1
                .applies("From the constable's entry under the warrant until the detention ends."),
        ),
        Reach::Taken => finding(
            Power::Search136C,
            Availability::Judgement,
            rules::SRCH_135_2.applies("The person is being removed under the warrant."),
        ),
        Reach::NotYetTaken => {
            return unavailable(rules::SRCH_135_2.applies(
                "Under section 135(2) the power runs only while the person is being removed.",
            ));
        }
        Reach::NotEntered => {
            return unavailable(
                rules::SRCH_135_1.applies("The power begins with the constable's entry."),
            );
        }
        Reach::WarrantOver => {
            return unavailable(rules::SRCH_135_1.applies("The power ends with the detention."));
        }
        Reach::Removal => {
            let mut gap = finding(
                Power::Search136C,
                Availability::Unavailable,
                rules::SRCH_GAP.applies(
                    "Before the first place of safety the section does not literally apply.",
                ),
            );
            gap.certainty = Certainty::Contested;
            gap.rival =
                Some("Section 136C applies from the moment section 136 is used.".to_owned());
            gap.instead.push("PACE section 32".to_owned());
            return gap;
        }
        Reach::Detained => finding(
            Power::Search136C,
            Availability::Judgement,
            rules::SRCH_136.applies("The person is detained at, or between, places of safety."),
        ),
        Reach::None => {
            return finding(
                Power::Search136C,
                Availability::Unavailable,
                rules::SRCH_136.applies("The person is not detained."),
            );
        }
    };
    search.because.push(rules::SRCH_EXTENT.applies(
        "Outer coat, jacket, gloves and mouth, and no further than needed; never a strip search.",
    ));
    search
        .because
        .push(rules::SRCH_SEIZE.applies("What could injure may be kept."));
    search
        .because
        .push(rules::SRCH_WHO.applies("A constable searches."));
    search
        .because
        .push(rules::SRCH_AGE.applies("At any age, and never a duty."));
    search
        .first
        .push("reasonable grounds to believe that the person may present a danger".to_owned());
    search.first.push(
        "reasonable grounds to believe that they conceal an item that could injure".to_owned(),
    );
    search.until = until;
    search
}

fn finding(power: Power, availability: Availability, because: Reason) -> PowerFinding {
    PowerFinding {
        power,
        availability,
        certainty: Certainty::Settled,
        because: vec![because],
        first: Vec::new(),
        instead: Vec::new(),
        until: None,
        rival: None,
    }
}
