//! The Mental Health Act 1983 (Places of Safety) Regulations 2017: an adult at a police station.

use domain::event::{Manner, PlaceRefusal, StationConsultation};
use domain::{Answer, PlaceKind, Profession, Rank, labels};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::acts::mha_1983::regime::{self, Wording};
use crate::acts::mha_1983::s135_places::same_place;
use crate::acts::mha_1983::{s136_consult, s136_transfer, s136a};
use crate::answer::{
    Availability, Breach, Certainty, DutyKind, Finding, Limb, Owner, Power, PowerFinding, Reason,
    Regime,
};
use crate::case::{Case, Ledger};
use crate::facts::{Act, Facts, What};
use crate::position::day_of;
use crate::profile::Profile;
use crate::rules;
use crate::story::{Placed, Story};
use crate::wording::{HOUR, MINUTE, later};

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
    })
}

/// The use of a station the person is in, or the next one.
pub(crate) fn now(case: &Case<'_, '_>) -> Finding<StationOutcome> {
    let here = case.stay.whereabouts(case.at());
    let in_station = here
        .inside()
        .is_some_and(|place| place.kind == PlaceKind::PoliceStation);
    match here.entered.filter(|_| in_station) {
        Some(entered) => at_entry(case, entered),
        None => at_entry(case, case.at()),
    }
}

/// Judges a use of a station that began, or would begin, at an instant.
fn at_entry(case: &Case<'_, '_>, entered: Timestamp) -> Finding<StationOutcome> {
    let decided_by = match s136_transfer::decided_by(case, entered) {
        Some(by) => Decider::Transfer(by),
        None => match case.stay.power.what() {
            What::PowerUsed { rank, .. } => Decider::Constable(*rank),
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
    /// The constable who used section 136, of this rank where it is known.
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
    let (met, says) = match said {
        Some(What::StationAuthorised { by, rank, .. }) => {
            let police = matches!(by, Profession::Constable | Profession::CustodyOfficer);
            match rank {
                Some(rank) if police && *rank >= Rank::Inspector => (
                    Answer::Yes,
                    format!("Authorised beforehand by a {}.", rank.label()),
                ),
                Some(rank) if police => (
                    Answer::No,
                    format!("A {} cannot authorise a police station.", rank.label()),
                ),
                None if police => (
                    Answer::NotKnown,
                    "The rank of the officer is not recorded.".to_owned(),
                ),
                _ => (
                    Answer::No,
                    format!("A {} cannot authorise a police station.", by.label()),
                ),
            }
        }
        _ => (
            Answer::No,
            "No authority of an inspector or above was given beforehand.".to_owned(),
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
    let (met, says) = match said {
        Some(What::StationAuthorised { consultation, .. }) => match consultation {
            StationConsultation::Consulted { profession, .. } if s136_consult::counts(*profession) => {
                (Answer::Yes, format!("A {} was consulted first.", profession.label()))
            }
            StationConsultation::Consulted { profession, .. } => {
                (Answer::No, format!("A {} is not somebody the regulations list.", profession.label()))
            }
            StationConsultation::NotPracticable { reason } if !reason.trim().is_empty() => {
                (Answer::Yes, "Consulting first was not reasonably practicable, and why is recorded.".to_owned())
            }
            StationConsultation::NotPracticable { .. } => (
                Answer::Yes,
                "Consulting first is said not to have been reasonably practicable; why should be recorded.".to_owned(),
            ),
            StationConsultation::NotRecorded => {
                (Answer::NotKnown, "Nobody has recorded whether a professional was consulted first.".to_owned())
            }
        },
        _ => (Answer::NotKnown, "Nobody has recorded whether a professional was consulted first.".to_owned()),
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

/// One time at a police station.
struct Stint<'s, 'a> {
    act: &'s Placed<'a>,
    entered: Timestamp,
    /// When the person left it, or the detention ended, by the moment asked about.
    left: Option<Timestamp>,
}

/// Judges every time at a police station: its authority, its checks, its reviews.
pub(crate) fn judge_stints(case: &Case<'_, '_>, ended: Option<Timestamp>, ledger: &mut Ledger) {
    for stint in stints(case, ended) {
        judge_authority(case, &stint, ledger);
        if case.wording.is_old() || case.wording.regime == Regime::NoPoliceStations {
            // No regulations before 2017, and none to meet where the station itself is barred.
            if case.wording.regime == Regime::NoPoliceStations && stint.left.is_none() {
                must_leave(
                    &stint,
                    "A police station is not a place of safety.",
                    &rules::MHA25_S48_EFFECTS,
                    ledger,
                );
            }
            continue;
        }
        judge_checks(case, &stint, ledger);
    }
}

fn stints<'s, 'a>(case: &Case<'s, 'a>, ended: Option<Timestamp>) -> Vec<Stint<'s, 'a>> {
    let mut stints: Vec<Stint<'s, 'a>> = Vec::new();
    let mut open = false;
    for act in case.stay.acts {
        let station = match act.what() {
            What::Entered { place }
            | What::PowerUsed {
                manner: Manner::Keep { at: place },
                ..
            } => Some(place.kind == PlaceKind::PoliceStation),
            What::TransferBegan { .. }
            | What::Departed { .. }
            | What::Escaped { .. }
            | What::Ended { .. } => Some(false),
            _ => None,
        };
        match station {
            Some(true) if !open => {
                open = true;
                stints.push(Stint {
                    act,
                    entered: act.at,
                    left: None,
                });
            }
            Some(false) if open => {
                open = false;
                if let Some(last) = stints.last_mut() {
                    last.left = Some(act.at);
                }
            }
            _ => {}
        }
    }
    if let (Some(last), Some(ended)) = (stints.last_mut(), ended) {
        let left = last.left.map_or(ended, |left| left.min(ended));
        last.left = Some(left.max(last.entered));
    }
    stints
}

fn judge_authority(case: &Case<'_, '_>, stint: &Stint<'_, '_>, ledger: &mut Ledger) {
    let finding = at_entry(case, stint.entered);
    let outcome = &finding.answer;
    match outcome.verdict {
        StationVerdict::Lawful => {}
        StationVerdict::NeedsFacts => {
            for limb in outcome
                .limbs
                .iter()
                .filter(|limb| limb.met == Answer::NotKnown)
            {
                ledger.missing(
                    limb.asks,
                    "whether the police station may be used",
                    &rules::REC_STATION,
                );
            }
        }
        StationVerdict::Unlawful => {
            let mut because = finding.because;
            for reason in &mut because {
                reason.facts.push(stint.act.act.id.clone());
            }
            let barred = outcome.limbs.len() == 1;
            if outcome.breaks_block() && stint.left.is_none() {
                must_leave(
                    stint,
                    "Nobody under 18 may be at a police station.",
                    &rules::STN_UNDER18_BAN,
                    ledger,
                );
            }
            ledger.breaches.push(Breach {
                at: Some(stint.entered),
                what: station_breach(outcome),
                certainty: finding.certainty,
                because,
                consequence: if barred {
                    "unlawful; nobody can authorise it, and the person must be moved at once"
                        .to_owned()
                } else {
                    finding.rival.unwrap_or_else(|| {
                        "unlawful: no authority given later can mend it".to_owned()
                    })
                },
            });
        }
    }
}

fn station_breach(outcome: &StationOutcome) -> String {
    let failed = outcome.limbs.iter().find(|limb| limb.met.is_no());
    match failed.map(|limb| limb.rule.id) {
        Some("stn-under18-ban") => {
            "a person under 18 was at a police station as the place of safety".to_owned()
        }
        Some("age-unknown") => {
            "a person who may be under 18 was at a police station as the place of safety".to_owned()
        }
        Some("mha25-s48-effects") => {
            "a police station was used as the place of safety after stations ceased to be one"
                .to_owned()
        }
        _ => format!(
            "a police station was used as the place of safety without {}",
            failed.map_or("what the regulations ask", |limb| limb.asks)
        ),
    }
}

fn must_leave(stint: &Stint<'_, '_>, says: &str, rule: &'static rules::Rule, ledger: &mut Ledger) {
    ledger.owes(
        DutyKind::MoveFromStation,
        Owner::CustodyOfficer,
        Some(stint.entered),
        Some(stint.entered),
        rule.applies_to(says, &[stint.act.act]),
    );
}

/// Regs 4 to 7, from arrival to leaving or the moment asked about.
fn judge_checks(case: &Case<'_, '_>, stint: &Stint<'_, '_>, ledger: &mut Ledger) {
    let until = stint.left.unwrap_or_else(|| case.at());
    let exception = assessment_sooner(case, stint, until);
    let missed = checks(case, stint, until, ledger);
    let gone = reviews(case, stint, until, ledger);
    if stint.left.is_some() {
        return;
    }
    // Reg 4(2) and 5(1)(b), unless reg 7 takes the duty away.
    match exception {
        Some(exception) if missed.is_some() || gone.is_some() => ledger.advise(
            "No duty to move the person: an assessment would begin sooner here, and postponing it would distress them. Checks and reviews go on.",
            rules::STN_ASSESS_EXCEPTION.applies_to("The exception for an assessment sooner here applies.", &[exception]),
        ),
        _ => {
            if let Some(since) = missed {
                ledger.owes(DutyKind::MoveFromStation, Owner::CustodyOfficer, Some(since), None,
                    rules::STN_FAIL_MOVE.applies_to("A check was missed, so a move to another place of safety must be arranged.", &[stint.act.act]));
            }
            if let Some(review) = gone {
                ledger.owes(DutyKind::MoveFromStation, Owner::CustodyOfficer, Some(review.at), None,
                    rules::STN_REVIEW_FAIL_MOVE.applies_to("A condition no longer holds, so a move away from any police station must be arranged.", &[review.act]));
            }
        }
    }
}

/// Reg 7: both limbs, as last recorded during the stint.
fn assessment_sooner<'a>(
    case: &Case<'_, 'a>,
    stint: &Stint<'_, '_>,
    until: Timestamp,
) -> Option<&'a Act> {
    let last = case.last_before(until, |what| {
        matches!(what, What::AssessmentSoonerHere { .. })
    })?;
    match last.what() {
        // (a) it would begin sooner here; (b) postponing it would be likely to distress.
        What::AssessmentSoonerHere {
            begins_sooner,
            postponing_distresses,
        } if begins_sooner.is_yes()
            && postponing_distresses.is_yes()
            && last.at >= stint.entered =>
        {
            Some(last.act)
        }
        _ => None,
    }
}

/// Reg 4(1)(a): a healthcare professional checks at least every thirty minutes. Says since when a
/// check has been missed, if one has.
fn checks(
    case: &Case<'_, '_>,
    stint: &Stint<'_, '_>,
    until: Timestamp,
    ledger: &mut Ledger,
) -> Option<Timestamp> {
    let mut first_missed = None;
    let mut previous = (stint.entered, stint.act.act);
    let during = case
        .stay
        .acts
        .iter()
        .filter(|act| act.at >= stint.entered && act.at <= until);
    for act in during {
        match act.what() {
            What::WelfareChecked {
                by_healthcare_professional: true,
                ..
            } => {}
            What::WelfareChecked { .. } => {
                ledger.advise(
                    "A check by somebody who is not a healthcare professional does not count.",
                    rules::STN_CHECK_30
                        .applies_to("Only a healthcare professional's check counts.", &[act.act]),
                );
                continue;
            }
            _ => continue,
        }
        let due = later(previous.0, 30 * MINUTE);
        if act.at > due {
            missed_check(due, previous.1, Some(act.act), ledger);
            first_missed = first_missed.or(Some(due));
        }
        previous = (act.at, act.act);
    }
    let due = later(previous.0, 30 * MINUTE);
    if until > due {
        missed_check(due, previous.1, None, ledger);
        first_missed = first_missed.or(Some(due));
    }
    if stint.left.is_none() {
        let rule = if std::ptr::eq(previous.1, stint.act.act) {
            &rules::STN_FIRST_CHECK
        } else {
            &rules::STN_CHECK_30
        };
        ledger.owes(
            DutyKind::WelfareCheck,
            Owner::CustodyOfficer,
            Some(previous.0),
            Some(due),
            rule.applies_to("Every thirty minutes, asleep or awake.", &[previous.1]),
        );
    }
    first_missed
}

fn missed_check(due: Timestamp, previous: &Act, late: Option<&Act>, ledger: &mut Ledger) {
    let mut because =
        rules::STN_CHECK_30.applies_to("More than thirty minutes passed without one.", &[previous]);
    because.facts.extend(late.map(|act| act.id.clone()));
    ledger.breach(
        Some(due),
        "a healthcare professional's check was missed at the police station",
        Certainty::Settled,
        because,
        "the custody officer must arrange a move, unless an assessment would begin sooner here",
    );
}

/// Regs 5 and 6: reviews hourly, or three-hourly while the person safely sleeps. Says which review
/// found a condition gone, if the latest did.
fn reviews<'s, 'a>(
    case: &Case<'s, 'a>,
    stint: &Stint<'_, '_>,
    until: Timestamp,
    ledger: &mut Ledger,
) -> Option<&'s Placed<'a>> {
    let mut gone = None;
    let mut previous = (stint.entered, stint.act.act);
    let during = case
        .stay
        .acts
        .iter()
        .filter(|act| act.at >= stint.entered && act.at <= until);
    for act in during {
        let What::StationReviewed {
            imminent_risk,
            no_other_place_because_of_risk,
            consulted_professional,
        } = act.what()
        else {
            continue;
        };
        let due = review_due(case, stint, previous.0);
        if act.at > due {
            missed_review(due, previous.1, ledger);
        }
        if consulted_professional.is_no() {
            ledger.advise(
                "The professional of the latest check was not consulted before this review: say why it was not practicable.",
                rules::STN_REVIEW_60.applies_to("Consult the latest checker first, where practicable.", &[act.act]),
            );
        }
        gone = (imminent_risk.is_no() || no_other_place_because_of_risk.is_no()).then_some(act);
        previous = (act.at, act.act);
    }
    let due = review_due(case, stint, previous.0);
    if until > due {
        missed_review(due, previous.1, ledger);
    }
    if stint.left.is_none() {
        let asleep = due > later(previous.0, HOUR);
        let (rule, says) = if asleep {
            (
                &rules::STN_REVIEW_180,
                "Asleep, with no risk that needs more frequent waking.",
            )
        } else {
            (&rules::STN_REVIEW_60, "At least every hour.")
        };
        ledger.owes(
            DutyKind::StationReview,
            Owner::CustodyOfficer,
            Some(previous.0),
            Some(due),
            rule.applies_to(says, &[previous.1]),
        );
    }
    gone
}

fn missed_review(due: Timestamp, previous: &Act, ledger: &mut Ledger) {
    ledger.breach(
        Some(due),
        "a review of the station conditions was missed",
        Certainty::Settled,
        rules::STN_REVIEW_60.applies_to("No review was made by the time it was due.", &[previous]),
        "a breach of the regulations; it does not by itself end the detention",
    );
}

/// When the next review is due: after an hour, or as soon after that as the person is found awake
/// or at risk, and after three hours at the latest.
fn review_due(case: &Case<'_, '_>, stint: &Stint<'_, '_>, previous: Timestamp) -> Timestamp {
    let hourly = later(previous, HOUR);
    let latest = later(previous, 3 * HOUR);
    let checks = || {
        case.stay
            .acts
            .iter()
            .filter(|act| act.at >= stint.entered)
            .filter_map(|act| match act.what() {
                What::WelfareChecked {
                    by_healthcare_professional: true,
                    asleep,
                    waking_risk,
                } => Some((act.at, asleep.is_yes() && waking_risk.is_no())),
                _ => None,
            })
    };
    // Reg 6: asleep, and the latest check found no risk that needs more frequent waking.
    let safely_asleep = checks()
        .filter(|(at, _)| *at <= hourly)
        .last()
        .is_some_and(|(_, safe)| safe);
    if !safely_asleep {
        return hourly;
    }
    checks()
        .find(|(at, safe)| *at > hourly && !safe)
        .map_or(latest, |(at, _)| at.min(latest))
}
