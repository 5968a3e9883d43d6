//! Taking a patient: what may be done about their liability, and what was done that might not be.

mod judged;

use domain::Answer;

use crate::absence::{self, Draft};
use crate::answer::{
    Advisory, Availability, Certainty, Finding, Missing, Position, Power, PowerFinding, Standing,
};
use crate::facts::{Act, Authority, Facts, What};
use crate::liability::{LiabilityState, Until};
use crate::patient::{self, Patient, Place};
use crate::profile::Profile;
use crate::rules;
use crate::story::{Stay, Story};

/// Adds to a position what the person is liable to as a patient, and what follows from it.
pub(crate) fn complete(
    position: &mut Position,
    facts: &Facts,
    story: &Story<'_>,
    profile: &Profile,
    stay: Option<&Stay<'_, '_>>,
) {
    let bears = |act: &Act| {
        patient::concerns(&act.what) || matches!(act.what, What::ApplicationMade { .. })
    };
    if !facts.acts.iter().any(bears) {
        return;
    }
    let (patient, before) = Patient::read(story, profile);
    for before in &before {
        judged::judge_act(before, position);
    }
    if let Some(stay) = stay {
        judged::judge_use_of_136(story, stay, profile, position);
    }
    liability(position, &patient, facts, story, profile, stay);
    position.breaches.sort_by_key(|breach| breach.at);
}

/// What the person is liable to at the moment asked about.
fn liability(
    position: &mut Position,
    patient: &Patient<'_>,
    facts: &Facts,
    story: &Story<'_>,
    profile: &Profile,
    stay: Option<&Stay<'_, '_>>,
) {
    let Some(mut draft) = absence::draft(patient, story.at) else {
        return;
    };
    rivals(&mut draft, facts, story, profile);
    judged::judge_recall_over(&draft, position);
    powers(patient, &draft, position);
    advise(&draft, position);
    for (fact, settles, rule) in &draft.missing {
        position.missing.push(Missing {
            fact: (*fact).to_owned(),
            settles: (*settles).to_owned(),
            rule,
        });
    }
    if let Some(standing) = standing(&draft)
        && gives_way(position, stay, patient)
    {
        position.standing = standing;
    }
    position.liability = Some(draft.finding());
}

/// Other live values of a time: where they lead elsewhere, both readings are shown.
fn rivals(draft: &mut Draft, facts: &Facts, story: &Story<'_>, profile: &Profile) {
    let mut others: Vec<(Option<Until>, String)> = Vec::new();
    let mut acts: Vec<&Act> = Vec::new();
    for (nth, act) in facts.acts.iter().enumerate() {
        for rival in &act.rivals {
            let mut other = facts.clone();
            let Some(changed) = other.acts.get_mut(nth) else {
                continue;
            };
            changed.at = rival.at.clone();
            changed.rivals.clear();
            let read = absence::of(&Story::read(&other, story.at), profile);
            let until = read.as_ref().and_then(|read| read.liability.take_until);
            let state = read.as_ref().map(|read| read.liability.state);
            if state == Some(draft.liability.state) && until == draft.liability.take_until {
                continue;
            }
            let state = state.map_or("liable to nothing", LiabilityState::label);
            let words = until.map_or_else(String::new, |until| format!(", {}", until.words()));
            others.push((until, format!("On another reading: {state}{words}.")));
            acts.push(act);
        }
    }
    // The earliest end first, whatever order the acts are listed in.
    others.sort_by(|(a, says_a), (b, says_b)| {
        let ends = |until: &Option<Until>| until.and_then(|until| until.ends());
        (ends(a), says_a).cmp(&(ends(b), says_b))
    });
    others.dedup();
    acts.sort_by(|a, b| a.id.cmp(&b.id));
    acts.dedup_by(|a, b| a.id == b.id);
    let Some((until, _)) = others.first() else {
        return;
    };
    draft.certainty = Certainty::Contested;
    draft
        .because
        .push(rules::CONTESTED_FACT.applies_to("A time this rests on is in dispute.", &acts));
    draft.liability.take_until_otherwise = until.or(draft.liability.take_until_otherwise);
    let says: Vec<String> = others.into_iter().map(|(_, says)| says).collect();
    draft.rival = Some(says.join(" "));
}

/// What stands where no stay under section 135(1) or 136 is in force.
fn standing(draft: &Draft) -> Option<Finding<Standing>> {
    let liability = &draft.liability;
    let until = liability.take_until.and_then(|until| until.ends());
    let since = liability.since;
    let answer = match liability.state {
        LiabilityState::Informal
        | LiabilityState::NotLiable
        | LiabilityState::Recommended
        | LiabilityState::ApplicationLapsed
        | LiabilityState::RecallOver => return None,
        LiabilityState::Absent => Standing::AbsentWithoutLeave { since, until },
        LiabilityState::AbsentNoLonger => Standing::AbsentPowerEnded { ended: until? },
        LiabilityState::AbscondedFromCourtOrder => Standing::LiableToArrest { since },
        LiabilityState::BeingReturned => Standing::BeingReturned { since: since? },
        LiabilityState::ToBeConveyed => Standing::ToBeConveyed { until },
        LiabilityState::EscapedBeforeAdmission => match (since, until) {
            (Some(since), Some(until)) => Standing::EscapedMayBeRetaken { since, until },
            _ => Standing::ToBeConveyed { until },
        },
        LiabilityState::InHospital | LiabilityState::HeldOnRecall => {
            Standing::LiableInHospital { since }
        }
        LiabilityState::OnLeave
        | LiabilityState::InCommunity
        | LiabilityState::ConditionallyDischarged
        | LiabilityState::UnderGuardianship => Standing::LawfullyOut {
            since,
            what: liability.state.label().to_owned(),
        },
    };
    // Where the person left is not known to have been detention, nothing is in force for certain.
    if liability.state == LiabilityState::Absent && !draft.may_be_taken() {
        return None;
    }
    Some(Finding {
        answer,
        certainty: draft.certainty,
        because: draft.because.clone(),
        rival: draft.rival.clone(),
    })
}

/// Whether what stands under section 135(1) or 136 leaves room for it.
fn gives_way(position: &Position, stay: Option<&Stay<'_, '_>>, patient: &Patient<'_>) -> bool {
    match position.standing.answer {
        Standing::NoPower
        | Standing::Voluntary
        | Standing::Ended { .. }
        | Standing::Expired { .. }
        | Standing::EscapedPowerEnded { .. } => true,
        // The stay's own application or admission says as much, until something else happened.
        Standing::OtherAuthority { .. } => {
            !matches!(patient.place, Place::Nowhere | Place::Hospital { .. }) || stay.is_none()
        }
        _ => false,
    }
}

/// What may be done now.
fn powers(patient: &Patient<'_>, draft: &Draft, position: &mut Position) {
    match draft.liability.state {
        LiabilityState::Absent => {
            let mut take = finding(Power::TakeAndReturn, Availability::Available, draft);
            if draft.may_be_taken() {
                take.because.push(rules::S137_POWERS.applies(
                    "Whoever takes or returns the person has a constable's powers for it.",
                ));
            } else {
                take.availability = Availability::Judgement;
            }
            if draft.certainty == Certainty::NeedsFacts {
                take.first
                    .push("ask the hospital until when the power lasts".to_owned());
            }
            position.powers.push(take);
            no_entry(draft, position);
        }
        LiabilityState::AbsentNoLonger => {
            let mut take = finding(Power::TakeAndReturn, Availability::Unavailable, draft);
            take.instead = after_the_end();
            position.powers.push(take);
        }
        LiabilityState::Informal
        | LiabilityState::OnLeave
        | LiabilityState::InCommunity
        | LiabilityState::ConditionallyDischarged
        | LiabilityState::UnderGuardianship
        | LiabilityState::NotLiable => {
            position.powers.push(finding(
                Power::TakeAndReturn,
                Availability::Unavailable,
                draft,
            ));
        }
        LiabilityState::AbscondedFromCourtOrder => {
            position.powers.push(finding(
                Power::ArrestForCourt,
                Availability::Available,
                draft,
            ));
            let mut take = finding(Power::TakeAndReturn, Availability::Unavailable, draft);
            take.instead = vec!["arrest, and bring before the court".to_owned()];
            position.powers.push(take);
        }
        LiabilityState::ToBeConveyed => {
            convey(draft, Availability::Available, position);
            no_entry(draft, position);
        }
        LiabilityState::EscapedBeforeAdmission => {
            if !said(position, Power::Retake) {
                let mut retake = finding(Power::Retake, Availability::Available, draft);
                retake.because.push(rules::S138_WHO.applies(
                    "By whoever had custody just before, any constable, an AMHP, and whoever could act under section 18.",
                ));
                position.powers.push(retake);
            }
            convey(draft, Availability::Available, position);
            no_entry(draft, position);
        }
        LiabilityState::ApplicationLapsed | LiabilityState::Recommended => {
            convey(draft, Availability::Unavailable, position);
        }
        LiabilityState::HeldOnRecall => {
            position
                .powers
                .push(finding(Power::HoldOnRecall, Availability::Available, draft));
        }
        LiabilityState::RecallOver => position.powers.push(finding(
            Power::HoldOnRecall,
            Availability::Unavailable,
            draft,
        )),
        LiabilityState::InHospital | LiabilityState::BeingReturned => {}
    }
    where_asked(patient, draft, position);
}

fn said(position: &Position, power: Power) -> bool {
    position.powers.iter().any(|finding| finding.power == power)
}

fn finding(power: Power, availability: Availability, draft: &Draft) -> PowerFinding {
    let available = availability == Availability::Available;
    PowerFinding {
        power,
        availability,
        certainty: draft.certainty,
        because: draft.because.clone(),
        first: Vec::new(),
        instead: Vec::new(),
        until: draft
            .liability
            .take_until
            .filter(|_| available)
            .and_then(|until| until.ends()),
        rival: draft.rival.clone(),
    }
}

fn after_the_end() -> Vec<String> {
    [
        "the person's own agreement",
        "a fresh assessment, by way of the AMHP service",
        "section 136, where its grounds exist and the place allows it",
        "a warrant under section 135(1)",
    ]
    .map(str::to_owned)
    .to_vec()
}

/// Section 6: conveying on an application.
fn convey(draft: &Draft, availability: Availability, position: &mut Position) {
    let mut convey = finding(Power::ConveyToHospital, availability, draft);
    if availability == Availability::Available {
        convey.because.push(rules::S137_POWERS.applies(
            "Whoever conveys on the applicant's authority has a constable's powers for it.",
        ));
        convey
            .first
            .push("act as the applicant, or on the applicant's authority".to_owned());
    } else {
        convey.instead = vec![
            "an application, made by the AMHP or the nearest relative".to_owned(),
            "the person's own agreement".to_owned(),
        ];
    }
    position.powers.push(convey);
}

/// No power of entry goes with any of it.
fn no_entry(draft: &Draft, position: &mut Position) {
    if said(position, Power::EnterToRetake) {
        return;
    }
    let because = match draft.liability.state {
        LiabilityState::ToBeConveyed | LiabilityState::EscapedBeforeAdmission => {
            vec![rules::S6_NO_ENTRY.applies(
                "The authority to convey carries no power of entry.",
            )]
        }
        _ => vec![rules::AWOL_PACE_17_1_D.applies(
            "Section 18 carries no power of entry; an absent person is unlawfully at large, and a constable in actual pursuit may follow, but a planned visit is no pursuit.",
        )],
    };
    position.powers.push(PowerFinding {
        power: Power::EnterToRetake,
        availability: Availability::Unavailable,
        certainty: Certainty::Settled,
        because,
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
}

/// Somebody asked that a recalled patient be taken to a certain place.
fn where_asked(patient: &Patient<'_>, draft: &Draft, position: &mut Position) {
    let takeable = matches!(
        draft.liability.state,
        LiabilityState::Absent | LiabilityState::BeingReturned
    );
    let (Some((act, asked)), true, true) = (patient.asked, patient.is_recalled(), takeable) else {
        return;
    };
    let rule = |says: String| rules::CTO_RECALL_DESTINATION.applies_to(says, &[act.act]);
    let name = &asked.place.name;
    let (availability, certainty, says, rival) = match asked.in_named_hospital {
        Answer::Yes => (
            Availability::Available,
            Certainty::Settled,
            format!("{name} is part of the hospital the notice names."),
            None,
        ),
        Answer::No => (
            Availability::Unavailable,
            Certainty::Contested,
            format!(
                "{name} is no part of the hospital the notice names, and a recall is to that hospital."
            ),
            Some(
                "Lawful if the place of safety is within the hospital that recalled the patient."
                    .to_owned(),
            ),
        ),
        Answer::NotKnown => (
            Availability::Judgement,
            Certainty::NeedsFacts,
            format!("Whether {name} is part of the hospital the notice names is not recorded."),
            None,
        ),
    };
    position.powers.push(PowerFinding {
        power: Power::TakeWhereAsked,
        availability,
        certainty,
        because: vec![rule(says)],
        first: Vec::new(),
        instead: if availability == Availability::Available {
            Vec::new()
        } else {
            vec!["take the patient to the hospital named in the notice".to_owned()]
        },
        until: None,
        rival,
    });
}

fn advise(draft: &Draft, position: &mut Position) {
    if draft.liability.state == LiabilityState::Absent {
        let no_limit = draft.liability.take_until == Some(Until::NoLimit);
        if !no_limit {
            position.advisories.push(Advisory {
                says: "The hospital should tell the police the last day on which the person may be taken: ask, and record it.".to_owned(),
                because: vec![
                    rules::AWOL_EXPIRY_INFO
                        .applies("The Code asks the hospital to give the day the power ends."),
                ],
            });
        }
    }
    let met = position.powers.iter().any(|finding| {
        finding.power == Power::RemoveToPlaceOfSafety
            && finding.availability != Availability::Unavailable
    });
    let told = position.advisories.iter().any(|advisory| {
        advisory
            .because
            .iter()
            .any(|reason| reason.rule == &rules::S136_NO_BAR_OTHER_STATUS)
    });
    if draft.may_be_taken() && met && !told {
        position.advisories.push(better_power(draft));
    }
    if let (Some(says), Some(reason)) = (
        draft.conflict,
        draft.because.iter().find(|reason| reason.rule.contested),
    ) {
        position.advisories.push(Advisory {
            says: says.to_owned(),
            because: vec![reason.clone()],
        });
    }
}

/// That a more specific power than section 136 is there.
fn better_power(draft: &Draft) -> Advisory {
    let (state, power) = match draft.liability.state {
        LiabilityState::ToBeConveyed => ("is to be conveyed on an application", "section 6"),
        LiabilityState::EscapedBeforeAdmission => ("escaped after an application", "section 138"),
        LiabilityState::AbscondedFromCourtOrder => (
            "absconded from a court's order",
            "arrest under section 35, 36 or 38",
        ),
        _ if draft.liability.under == Some(Authority::CommunityOrder) => {
            ("is recalled and absent", "section 18(2A)")
        }
        _ => ("is absent without leave", "section 18"),
    };
    Advisory {
        says: format!(
            "The person {state}: section 136 is not barred where its grounds exist, but {power} fits better."
        ),
        because: vec![
            rules::S136_NO_BAR_OTHER_STATUS
                .applies("A more specific power is there, and does not bar section 136."),
        ],
    }
}
