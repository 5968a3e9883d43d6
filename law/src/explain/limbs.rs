//! The limbs of the tests that were asked, each met, not met or not known.

use domain::Answer;
use domain::event::Manner;
use jiff::Timestamp;

use super::Step;
use crate::acts::mha_1983::s135;
use crate::acts::mha_1983::s136::{GROUNDS, grounds, last_met, location};
use crate::acts::mha_1983::s136_consult::{Consultation, before_or_said_after};
use crate::acts::si_2017_1036;
use crate::answer::{Availability, Limb};
use crate::case::Case;
use crate::facts::{Act, Facts, What};
use crate::profile::Profile;
use crate::rules;
use crate::story::Story;

/// The limbs, by the question they answer.
#[derive(Default)]
pub(super) struct Limbs {
    /// Of the use of section 136 itself.
    pub(super) power: Vec<Step>,
    /// Of a police station as the place of safety, where one was used or authorised.
    pub(super) station: Vec<Step>,
    /// Of every further period that was signed.
    pub(super) further: Vec<(String, Vec<Step>)>,
}

/// The limbs that the facts as at a moment raise.
pub(super) fn of(facts: &Facts, at: Timestamp, profile: &Profile) -> Limbs {
    let story = Story::read(facts, at);
    let stays = crate::position::stays(&story, profile);
    let Some(stay) = stays.last() else {
        return Limbs::default();
    };
    let case = Case::of(*stay, profile);
    Limbs {
        power: power(&case),
        station: station(&case),
        further: case
            .further
            .iter()
            .map(|judged| {
                let act = judged.act.act;
                let limbs = &judged.finding.answer.limbs;
                let steps = limbs.iter().map(|limb| on(limb, &[act])).collect();
                let verdict = judged.finding.answer.verdict.label();
                (format!("`{}` is {verdict}", act.id), steps)
            })
            .collect(),
    }
}

fn on(limb: &Limb, acts: &[&Act]) -> Step {
    Step {
        facts: acts.iter().map(|act| act.id.clone()).collect(),
        ..Step::from(limb)
    }
}

/// Section 136(1), (1A) and (1C): who, on what grounds, where, and after what consultation. Under
/// a warrant, the limbs of its execution.
fn power(case: &Case<'_, '_>) -> Vec<Step> {
    let used = case.stay.power;
    if case.stay.by_warrant() {
        let limbs = s135::limbs_of_entry(&case.stay, case.profile);
        return limbs.iter().map(|(limb, act)| on(limb, &[*act])).collect();
    }
    let What::PowerUsed { by, manner, .. } = used.what() else {
        return Vec::new();
    };
    let constable = matches!(
        by,
        domain::Profession::Constable | domain::Profession::CustodyOfficer
    );
    let mut limbs = vec![on(
        &Limb::new(
            &rules::S136_WHO,
            "that a constable used the power",
            Answer::from(constable),
            format!("It was used by: {}.", by.label()),
        ),
        &[used.act],
    )];
    let written = grounds(case.stay.every_before()).or_else(|| grounds(case.stay.every()));
    for (nth, asks) in GROUNDS.into_iter().enumerate() {
        let met = written
            .and_then(|(_, answers)| answers.get(nth).copied())
            .unwrap_or_default();
        let says = match met {
            Answer::Yes => "So recorded.",
            Answer::No => "Recorded as not so.",
            Answer::NotKnown => "Nobody has recorded it.",
        };
        let acts: Vec<&Act> = written.iter().map(|(act, _)| *act).collect();
        limbs.push(on(&Limb::new(&rules::S136_GROUNDS, asks, met, says), &acts));
    }
    if matches!(manner, Manner::Remove) {
        limbs.push(place(case));
    }
    if !case.wording.is_old() {
        limbs.push(consulted(case));
    }
    limbs
}

fn place(case: &Case<'_, '_>) -> Step {
    const ASKS: &str = "that the place was one where the power may be used";
    let Some((act, found)) = last_met(case.stay.every_before()) else {
        return Step::from(&Limb::new(
            &rules::S136_LOCATION,
            ASKS,
            Answer::NotKnown,
            "Nobody has recorded where the person was met.",
        ));
    };
    let finding = location(found, case.stay.day);
    let met = match finding.answer {
        Availability::Available => Answer::Yes,
        Availability::Unavailable => Answer::No,
        Availability::Judgement => Answer::NotKnown,
    };
    match finding.because.first() {
        Some(reason) => on(
            &Limb::new(reason.rule, ASKS, met, reason.says.clone()),
            &[act],
        ),
        None => on(
            &Limb::new(&rules::S136_LOCATION, ASKS, met, "As the place is."),
            &[act],
        ),
    }
}

fn consulted(case: &Case<'_, '_>) -> Step {
    const ASKS: &str = "that a listed professional was consulted first, if practicable";
    let limb = |met, says: &'static str, acts: &[&Act]| {
        on(&Limb::new(&rules::S136_CONSULT_DUTY, ASKS, met, says), acts)
    };
    match before_or_said_after(case) {
        Consultation::Met(act) => limb(
            Answer::Yes,
            "One was consulted before the decision.",
            &[act],
        ),
        Consultation::NotPracticable { act, .. } => limb(
            Answer::Yes,
            "It was not practicable, so the duty did not bite.",
            &[act],
        ),
        Consultation::Breached { act, .. } => {
            limb(Answer::No, "It was practicable and not done.", &[act])
        }
        Consultation::Unlisted(act) => limb(
            Answer::No,
            "Whoever was consulted is not on the list.",
            &[act],
        ),
        Consultation::NothingRecorded => limb(Answer::NotKnown, "Nobody has recorded it.", &[]),
    }
}

/// The Places of Safety Regulations, where a station was used or authorised.
fn station(case: &Case<'_, '_>) -> Vec<Step> {
    let raised = case.stay.every().any(|act| match &act.what {
        What::StationAuthorised { .. } => true,
        What::Entered { place } => place.kind == domain::PlaceKind::PoliceStation,
        _ => false,
    });
    if !raised {
        return Vec::new();
    }
    let finding = si_2017_1036::now(case);
    finding.answer.limbs.iter().map(Step::from).collect()
}
