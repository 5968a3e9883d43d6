//! The Mental Health Act 1983 (Places of Safety) Regulations 2017: an adult at a police station.

mod checks;

pub(crate) use checks::{Stint, judge_stints, stints};

use domain::event::{PlaceRefusal, StationConsultation};
use domain::{Answer, PlaceKind, Profession, Rank, labels};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::acts::mha_1983::regime::{self, Wording};
use crate::acts::mha_1983::s135_places::same_place;
use crate::acts::mha_1983::{s136_consult, s136_transfer, s136a};
use crate::answer::{Availability, Certainty, Finding, Limb, Power, PowerFinding, Reason, Words};
use crate::case::Case;
use crate::facts::{Facts, What};
use crate::position::day_of;
use crate::profile::Profile;
use crate::rules;
use crate::story::{Placed, Story};

labels! {
    /// What using a police station comes to.
    pub enum StationVerdict {
        Lawful => "lawful",
        Unlawful => "not lawful",
        NeedsFacts => "cannot be judged yet",
    }
}

/// The judgement of a police station as the place of safety, limb by limb.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StationOutcome {
    /// What it comes to.
    pub verdict: StationVerdict,
    /// Each limb, in the order of the regulations.
    pub limbs: Vec<Limb>,
}

impl StationOutcome {
    /// Whether it breaks the absolute block on children at stations (workflows.md section 0, B1).
    pub fn breaks_block(&self) -> bool {
        self.limbs.iter().any(|limb| {
            limb.met.is_no() && [&rules::STN_UNDER18_BAN, &rules::AGE_UNKNOWN].contains(&limb.rule)
        })
    }
}

/// Whether a police station may be, or may become, the place of safety, on the facts as at a
/// moment. Where the person is at a station it judges that use of it; where they are not, it
/// judges going there next.
pub fn judge(facts: &Facts, at: Timestamp, profile: &Profile) -> Finding<StationOutcome> {
    let story = Story::read(facts, at);
    let stays = crate::position::stays(&story, profile);
    match stays.last() {
        Some(stay) => now(&Case::of(*stay, profile)),
        None => before_the_power(&story, profile),
    }
}

/// Before section 136 is used: on what is known so far.
pub(crate) fn before_the_power(story: &Story<'_>, profile: &Profile) -> Finding<StationOutcome> {
    let day = day_of(story.at);
    let wording = regime::on_day(day, None, profile);
    let child = crate::person::is_child(story.person, day);
    limb_by_limb(&Question {
        wording: &wording,
        child,
        authority: last_authority(&story.acts, story.at),
        refusals: &story.acts,
        decided_by: Decider::NotYet,
        by: story.at,
        entered: false,
    })
}

/// The use of a station the person is in, or the next one.
pub(crate) fn now(case: &Case<'_, '_>) -> Finding<StationOutcome> {
    let here = case.stay.whereabouts(case.at());
    let in_station = here
        .inside()
        .is_some_and(|place| place.kind == PlaceKind::PoliceStation);
    match here.entered.filter(|_| in_station) {
        Some(entered) => at_entry(case, entered, true),
        None => at_entry(case, case.at(), false),
    }
}

/// Judges a use of a station that began, or would begin, at an instant.
fn at_entry(case: &Case<'_, '_>, entered: Timestamp, there: bool) -> Finding<StationOutcome> {
    let decided_by = match s136_transfer::decided_by(case, entered) {
        Some(by) => Decider::Transfer(by),
        None => match case.stay.power.what() {
            What::PowerUsed { rank, .. } => Decider::Constable(*rank),
            What::RemovedUnderWarrant(removed) => Decider::Constable(removed.rank),
            What::KeptUnderWarrant(kept) => Decider::Constable(kept.rank),
            _ => Decider::NotYet,
        },
    };
    let authority = last_authority(case.stay.acts, entered)
        .or_else(|| last_authority(case.stay.before, entered));
    limb_by_limb(&Question {
        wording: &case.wording,
        child: case.child_on(day_of(entered)),
        authority,
        refusals: case.stay.acts,
        decided_by,
        by: entered,
        entered: there,
    })
}

/// The last authority given by an instant. None given later counts: reg 2 knows no retrospect.
fn last_authority<'s, 'a>(acts: &'s [Placed<'a>], by: Timestamp) -> Option<&'s Placed<'a>> {
    acts.iter()
        .rev()
        .find(|act| act.at <= by && matches!(act.what(), What::StationAuthorised { .. }))
}

/// Who decides: reg 2(3).
#[derive(Clone, Copy)]
enum Decider {
    /// The constable who used section 136 or the warrant, of this rank where it is known.
    Constable(Option<Rank>),
    /// On a transfer, whoever takes the person or authorises it.
    Transfer(Profession),
    /// Nobody has used the power yet.
    NotYet,
}

struct Question<'q, 'a> {
    wording: &'q Wording,
    child: Answer,
    authority: Option<&'q Placed<'a>>,
    refusals: &'q [Placed<'a>],
    decided_by: Decider,
    /// When the station is, or would be, entered.
    by: Timestamp,
    /// Whether the person is there. Until then authority may still be given.
    entered: bool,
}

fn limb_by_limb(question: &Question<'_, '_>) -> Finding<StationOutcome> {
    let bar = s136a::bars(question.wording, question.child);
    if let Some(bar) = bar.as_ref().filter(|limb| limb.met.is_no()) {
        return barred(bar.clone(), question.wording);
    }
    let Some(adult) = bar else {
        return under_the_old_wording();
    };
    let mut limbs = Vec::with_capacity(6);
    limbs.push(adult);
    let said = question.authority.map(Placed::what);
    limbs.push(imminent_risk(said));
    limbs.push(because_of_that_risk(question, said));
    limbs.push(healthcare(said));
    limbs.push(inspector(question, said));
    limbs.push(consulted(question, said));
    conclude(limbs, question)
}

fn barred(limb: Limb, wording: &Wording) -> Finding<StationOutcome> {
    let certainty = if wording.in_transition {
        Certainty::Contested
    } else {
        Certainty::Settled
    };
    Finding {
        certainty,
        because: vec![limb.reason()],
        rival: None,
        answer: StationOutcome {
            verdict: StationVerdict::Unlawful,
            limbs: vec![limb],
        },
    }
}

fn under_the_old_wording() -> Finding<StationOutcome> {
    Finding {
        answer: StationOutcome { verdict: StationVerdict::Lawful, limbs: Vec::new() },
        certainty: Certainty::Settled,
        because: vec![rules::STN_72H_ERA.applies(
            "Before 11 December 2017 no statutory limit applied; policy kept stations for exceptional circumstances.",
        )],
        rival: None,
    }
}

/// Reg 2(1)(a)(i): an imminent risk of serious injury or death, to the person or another.
fn imminent_risk(said: Option<&What>) -> Limb {
    let met = match said {
        Some(What::StationAuthorised { imminent_risk, .. }) => *imminent_risk,
        _ => Answer::NotKnown,
    };
    let says = match met {
        Answer::Yes => "The behaviour poses an imminent risk of serious injury or death.",
        Answer::No => "There is no imminent risk of serious injury or death.",
        Answer::NotKnown => {
            "Nobody has said whether there is an imminent risk of serious injury or death."
        }
    };
    Limb::new(
        &rules::STN_ADULT_CONDITIONS,
        "an imminent risk of serious injury or death, to the person or another",
        met,
        says,
    )
}

/// Reg 2(1)(a)(ii): because of that risk, no other place in the police area can detain the person.
fn because_of_that_risk(question: &Question<'_, '_>, said: Option<&What>) -> Limb {
    const ASKS: &str =
        "because of that risk, no other place of safety in the police area can detain the person";
    // The latest reply of each place in the area; one that is only full is not unavailable
    // because of the risk.
    if let Some((name, reason)) = refusal_for_another_reason(question) {
        return Limb::new(
            &rules::STN_FULL_SUITE,
            ASKS,
            Answer::No,
            format!(
                "{name} said no because “{}”, which is not because of the risk.",
                reason.label()
            ),
        );
    }
    let met = match said {
        Some(What::StationAuthorised {
            no_other_place_because_of_risk,
            ..
        }) => *no_other_place_because_of_risk,
        _ => Answer::NotKnown,
    };
    let (rule, says) = match met {
        Answer::Yes => (
            &rules::STN_AREA,
            "Because of that risk no other place of safety in the police area can be expected to detain the person.",
        ),
        Answer::No => (
            &rules::STN_FULL_SUITE,
            "Another place can be expected to detain the person, or is unavailable for a reason that is not the risk.",
        ),
        Answer::NotKnown => (
            &rules::STN_ADULT_CONDITIONS,
            "Nobody has said whether, because of that risk, no other place can detain the person.",
        ),
    };
    Limb::new(rule, ASKS, met, says)
}

fn refusal_for_another_reason<'q>(
    question: &'q Question<'_, '_>,
) -> Option<(&'q str, PlaceRefusal)> {
    let refusals = || {
        question
            .refusals
            .iter()
            .filter(|act| act.at <= question.by)
            .filter_map(|act| match act.what() {
                What::PlaceRefused {
                    place,
                    reason,
                    in_police_area,
                } if !in_police_area.is_no() => Some((act.at, place, *reason)),
                _ => None,
            })
    };
    refusals()
        .filter(|(at, place, _)| {
            // Only the latest reply of this place.
            !refusals().any(|(later, other, _)| later > *at && same_place(place, other))
        })
        .find(|(_, _, reason)| *reason != PlaceRefusal::BecauseOfTheRisk)
        .map(|(_, place, reason)| (place.name.as_str(), reason))
}

/// Reg 2(1)(a)(iii): a healthcare professional present and available throughout, as far as
/// reasonably practicable.
fn healthcare(said: Option<&What>) -> Limb {
    let met = match said {
        Some(What::StationAuthorised {
            healthcare_throughout,
            ..
        }) => *healthcare_throughout,
        _ => Answer::NotKnown,
    };
    let says = match met {
        Answer::Yes => "A healthcare professional will be present and available throughout.",
        Answer::No => "No healthcare professional will be present and available throughout.",
        Answer::NotKnown => {
            "Nobody has said whether a healthcare professional will be there throughout."
        }
    };
    Limb::new(
        &rules::STN_HCP_PRESENT,
        "a healthcare professional present and available throughout",
        met,
        says,
    )
}

/// Reg 2(1)(b): an inspector or above authorised it, unless the decision-maker is one.
fn inspector(question: &Question<'_, '_>, said: Option<&What>) -> Limb {
    const ASKS: &str = "authorised by an officer of inspector rank or above";
    if let Decider::Constable(Some(rank)) = question.decided_by
        && rank >= Rank::Inspector
    {
        return Limb::new(
            &rules::STN_INSPECTOR,
            ASKS,
            Answer::Yes,
            format!(
                "The decision-maker is a {}, so no second authority is needed.",
                rank.label()
            ),
        );
    }
    let (met, says): (Answer, Words) = match said {
        Some(What::StationAuthorised { by, rank, .. }) => {
            let police = matches!(by, Profession::Constable | Profession::CustodyOfficer);
            match rank {
                Some(rank) if police && *rank >= Rank::Inspector => (
                    Answer::Yes,
                    format!("Authorised beforehand by a {}.", rank.label()).into(),
                ),
                Some(rank) if police => (
                    Answer::No,
                    format!("A {} cannot authorise a police station.", rank.label()).into(),
                ),
                None if police => (
                    Answer::NotKnown,
                    "The rank of the officer is not recorded.".into(),
                ),
                _ => (
                    Answer::No,
                    format!("A {} cannot authorise a police station.", by.label()).into(),
                ),
            }
        }
        _ if question.entered => (
            Answer::No,
            "No authority of an inspector or above was given beforehand.".into(),
        ),
        _ => (
            Answer::NotKnown,
            "No inspector or above has authorised it yet.".into(),
        ),
    };
    let rule = match question.decided_by {
        Decider::Transfer(_) => &rules::STN_DECISION_MAKER,
        _ => &rules::STN_INSPECTOR,
    };
    Limb::new(
        if met.is_yes() {
            rule
        } else {
            &rules::STN_INSPECTOR
        },
        ASKS,
        met,
        says,
    )
}

/// Reg 2(2): a constable who decides consults a listed professional first, if practicable.
fn consulted(question: &Question<'_, '_>, said: Option<&What>) -> Limb {
    const ASKS: &str = "a listed professional was consulted first, if practicable";
    if matches!(question.decided_by, Decider::Transfer(Profession::Amhp)) {
        return Limb::new(
            &rules::STN_DECISION_MAKER,
            ASKS,
            Answer::Yes,
            "The decision-maker is an AMHP, whom this duty does not bind.",
        );
    }
    let (met, says): (Answer, Words) = match said {
        Some(What::StationAuthorised { consultation, .. }) => match consultation {
            StationConsultation::Consulted { profession, .. } if s136_consult::counts(*profession) => {
                (Answer::Yes, format!("A {} was consulted first.", profession.label()).into())
            }
            StationConsultation::Consulted { profession, .. } => {
                (Answer::No, format!("A {} is not somebody the regulations list.", profession.label()).into())
            }
            StationConsultation::NotPracticable { reason } if !reason.trim().is_empty() => {
                (Answer::Yes, "Consulting first was not reasonably practicable, and why is recorded.".into())
            }
            StationConsultation::NotPracticable { .. } => (
                Answer::Yes,
                "Consulting first is said not to have been reasonably practicable; why should be recorded.".into(),
            ),
            StationConsultation::NotRecorded => {
                (Answer::NotKnown, "Nobody has recorded whether a professional was consulted first.".into())
            }
        },
        _ => (Answer::NotKnown, "Nobody has recorded whether a professional was consulted first.".into()),
    };
    Limb::new(&rules::STN_CONSULT, ASKS, met, says)
}

fn conclude(limbs: Vec<Limb>, question: &Question<'_, '_>) -> Finding<StationOutcome> {
    let fails = limbs.iter().any(|limb| limb.met.is_no());
    let unknown = limbs.iter().any(|limb| limb.met == Answer::NotKnown);
    let only_consultation = limbs
        .iter()
        .filter(|limb| limb.met.is_no())
        .all(|limb| limb.rule == &rules::STN_CONSULT);
    let (verdict, mut certainty, mut rival) = match (fails, unknown) {
        (true, _) if only_consultation => (
            StationVerdict::Unlawful,
            Certainty::Contested,
            Some(
                "Not consulting is a breach of duty that leaves the use of the station lawful."
                    .to_owned(),
            ),
        ),
        (true, _) => (StationVerdict::Unlawful, Certainty::Settled, None),
        (false, true) => (StationVerdict::NeedsFacts, Certainty::NeedsFacts, None),
        (false, false) => (StationVerdict::Lawful, Certainty::Settled, None),
    };
    let deciding = |limb: &&Limb| match verdict {
        StationVerdict::Lawful => true,
        StationVerdict::Unlawful => limb.met.is_no(),
        StationVerdict::NeedsFacts => limb.met == Answer::NotKnown,
    };
    let mut because: Vec<Reason> = limbs.iter().filter(deciding).map(Limb::reason).collect();
    if let Some(authority) = question.authority {
        for reason in &mut because {
            reason.facts.push(authority.act.id.clone());
        }
    }
    if question.wording.in_transition {
        certainty = Certainty::Contested;
        because.push(rules::MHA25_TRANSITION.applies(
            "The detention began before section 48; whether a station may still be used is a transitional question.",
        ));
        rival = Some("Transitional position: ask the force's lawyers; the station may be barred at every age.".to_owned());
    }
    Finding {
        answer: StationOutcome { verdict, limbs },
        certainty,
        because,
        rival,
    }
}

/// Whether a station may be used now, as a power a page can show.
pub(crate) fn power(finding: Finding<StationOutcome>, until: Option<Timestamp>) -> PowerFinding {
    let availability = match finding.answer.verdict {
        StationVerdict::Lawful => Availability::Available,
        StationVerdict::Unlawful => Availability::Unavailable,
        StationVerdict::NeedsFacts => Availability::Judgement,
    };
    let first = finding
        .answer
        .limbs
        .iter()
        .filter(|limb| limb.met == Answer::NotKnown)
        .map(|limb| limb.asks.to_owned())
        .collect();
    let instead = if availability == Availability::Unavailable {
        vec!["a hospital or another place of safety".to_owned()]
    } else {
        Vec::new()
    };
    PowerFinding {
        power: Power::UsePoliceStation,
        availability,
        certainty: finding.certainty,
        because: finding.because,
        first,
        instead,
        until: until.filter(|_| availability == Availability::Available),
        rival: finding.rival,
    }
}
