//! Section 136C, and what PACE sections 32 and 54 leave beside it: searching the person.

use domain::event::SearchPower;
use domain::{Answer, PlaceKind};
use jiff::Timestamp;

use crate::answer::{Availability, Certainty, Power, PowerFinding, Reason};
use crate::case::{Case, Ledger};
use crate::facts::What;
use crate::rules;
use crate::story::Placed;

/// Judges every search that was made.
pub(crate) fn judge(case: &Case<'_, '_>, ledger: &mut Ledger) {
    for act in case.stay.acts {
        if matches!(act.what(), What::SearchedBeyondLimits) {
            breach(
                ledger,
                act,
                "a search of the person went further than section 136C allows".to_owned(),
                Certainty::Settled,
                rules::SRCH_EXTENT
                    .applies("Outer coat, jacket, gloves and mouth, and no further than needed."),
            );
        }
        let What::Searched {
            power,
            danger,
            concealed,
        } = act.what()
        else {
            continue;
        };
        match power {
            SearchPower::Section136C => under_136c(case, act, *danger, *concealed, ledger),
            SearchPower::Pace32 => under_pace_32(case, act, *danger, *concealed, ledger),
            SearchPower::Pace54 => under_pace_54(case, act, ledger),
            // A hospital's own policy is not a power of the Acts.
            SearchPower::HospitalPolicy => {}
        }
    }
}

fn under_136c(
    case: &Case<'_, '_>,
    act: &Placed<'_>,
    danger: Answer,
    concealed: Answer,
    ledger: &mut Ledger,
) {
    let what = "the person was searched under section 136C";
    if case.wording.is_old() {
        breach(
            ledger,
            act,
            format!("{what}, which had not begun"),
            Certainty::Settled,
            rules::SRCH_136.applies("The power began on 11 December 2017."),
        );
        return;
    }
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
    match reach(case, act.at) {
        Reach::Detained => {}
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

fn under_pace_54(case: &Case<'_, '_>, act: &Placed<'_>, ledger: &mut Ledger) {
    if !at_station(case, act.at) {
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

enum Reach {
    /// Detained under 136(2), or under 136(4) after or during a transfer.
    Detained,
    /// Being removed under 136(1).
    Removal,
    None,
}

fn reach(case: &Case<'_, '_>, when: Timestamp) -> Reach {
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
    ledger.powers.push(section_136c(case, at, until));
    ledger.powers.push(if station {
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

fn section_136c(case: &Case<'_, '_>, at: Timestamp, until: Option<Timestamp>) -> PowerFinding {
    if case.wording.is_old() {
        return finding(
            Power::Search136C,
            Availability::Unavailable,
            rules::SRCH_136.applies("The power began on 11 December 2017."),
        );
    }
    let mut search = match reach(case, at) {
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
