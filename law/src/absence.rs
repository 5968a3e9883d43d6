//! What a patient is liable to at a moment: absent without leave, to be conveyed, on leave, in
//! hospital, or nothing; with the argument for it.

use domain::Answer;
use jiff::Timestamp;

use crate::acts::mha_1983::{s6, s17, s17e, s18};
use crate::answer::{Certainty, Finding, Reason};
use crate::facts::{Authority, Facts, What};
use crate::liability::{Destination, Liability, LiabilityState, Until};
use crate::patient::{Absence, Application, Gone, Patient, Place};
use crate::profile::Profile;
use crate::rules;
use crate::rules::Rule;
use crate::story::Story;

/// An answer on liability as it is put together.
#[derive(Clone)]
pub(crate) struct Draft {
    pub(crate) liability: Liability,
    pub(crate) certainty: Certainty,
    pub(crate) because: Vec<Reason>,
    pub(crate) rival: Option<String>,
    /// What nobody recorded, what it would settle, and the rule that asks.
    pub(crate) missing: Vec<(&'static str, &'static str, &'static Rule)>,
    /// What a source says that the Act does not.
    pub(crate) conflict: Option<&'static str>,
}

impl Draft {
    fn new(
        state: LiabilityState,
        under: Option<Authority>,
        since: Option<Timestamp>,
        because: Vec<Reason>,
    ) -> Self {
        Self {
            liability: Liability {
                state,
                under,
                since: since.filter(|since| *since != Timestamp::MIN),
                first_day_of_absence: None,
                recall_served: None,
                take_until: None,
                take_until_otherwise: None,
                authority_until: None,
                who: Vec::new(),
                destination: None,
            },
            certainty: Certainty::Settled,
            because,
            rival: None,
            missing: Vec::new(),
            conflict: None,
        }
    }

    fn needs(mut self, fact: &'static str, settles: &'static str, rule: &'static Rule) -> Self {
        if self.certainty == Certainty::Settled {
            self.certainty = Certainty::NeedsFacts;
        }
        self.missing.push((fact, settles, rule));
        self
    }

    /// Whether somebody may be taken into custody now.
    pub(crate) fn may_be_taken(&self) -> bool {
        !self.liability.who.is_empty()
    }

    pub(crate) fn finding(&self) -> Finding<Liability> {
        Finding {
            answer: self.liability.clone(),
            certainty: self.certainty,
            because: self.because.clone(),
            rival: self.rival.clone(),
        }
    }
}

/// Whether a person is unlawfully at large as a patient: absent without leave and still liable to
/// be taken (`awol-pace-17-1-d`). The entry that PACE section 17(1)(d) gives on that needs actual
/// pursuit besides. `NotKnown` for a person who absconded from a court's order or escaped before
/// admission, of whom no source read here says it.
pub fn unlawfully_at_large(facts: &Facts, at: Timestamp, profile: &Profile) -> Finding<Answer> {
    let story = Story::read(facts, at);
    at_large(of(&story, profile).as_ref())
}

/// Whether a patient was absent without leave, and so unlawfully at large, at an earlier moment
/// of a story.
pub(crate) fn was_at_large(story: &Story<'_>, profile: &Profile, when: Timestamp) -> bool {
    at_large(of(&story.until(when), profile).as_ref())
        .answer
        .is_yes()
}

fn at_large(draft: Option<&Draft>) -> Finding<Answer> {
    let says = |says: &'static str| rules::AWOL_PACE_17_1_D.applies(says);
    let Some(draft) = draft else {
        return Finding {
            answer: Answer::No,
            certainty: Certainty::Settled,
            because: vec![says(
                "Nothing recorded makes the person a patient who is absent.",
            )],
            rival: None,
        };
    };
    let (answer, certainty, first) = match draft.liability.state {
        LiabilityState::Absent => (
            Answer::Yes,
            draft.certainty,
            "A patient who is absent without leave is unlawfully at large.",
        ),
        LiabilityState::AbscondedFromCourtOrder | LiabilityState::EscapedBeforeAdmission => (
            Answer::NotKnown,
            Certainty::NotEstablished,
            "That such a person is unlawfully at large is in no source that was read.",
        ),
        _ => (
            Answer::No,
            draft.certainty,
            "The person is not absent without leave, and so not unlawfully at large as a patient.",
        ),
    };
    let mut because = vec![says(first)];
    because.extend(draft.because.iter().cloned());
    let contested = certainty == Certainty::Contested;
    Finding {
        answer,
        certainty,
        because,
        rival: draft.rival.clone().filter(|_| contested),
    }
}

/// What the person is liable to, if anything recorded bears on it.
pub(crate) fn of(story: &Story<'_>, profile: &Profile) -> Option<Draft> {
    let (patient, _) = Patient::read(story, profile);
    draft(&patient, story.at)
}

/// The answer for a patient as at an instant.
pub(crate) fn draft(patient: &Patient<'_>, at: Timestamp) -> Option<Draft> {
    if let Some(application) = &patient.application
        && !matches!(
            patient.place,
            Place::Hospital { .. }
                | Place::OnRecall { .. }
                | Place::Absent(_)
                | Place::Returning { .. }
        )
    {
        return Some(on_application(application, at));
    }
    let mut draft = standing(patient, at)?;
    draft.liability.authority_until = match draft.liability.state {
        LiabilityState::NotLiable | LiabilityState::Informal | LiabilityState::Recommended => None,
        _ => patient.authority_until(),
    };
    Some(draft)
}

fn standing(patient: &Patient<'_>, at: Timestamp) -> Option<Draft> {
    let under = patient.current().map(|held| held.under);
    Some(match &patient.place {
        Place::Nowhere => return nowhere(patient),
        Place::Informal(act) => {
            let left = patient.left.map(|left| left.act);
            let mut acts = vec![act.act];
            acts.extend(left);
            Draft::new(
                LiabilityState::Informal,
                None,
                Some(act.at),
                vec![rules::AWOL_VOLUNTARY.applies_to(
                    if left.is_some() {
                        "The patient was informal and left: not absent without leave, and section 18 gives no power."
                    } else {
                        "The patient is informal: free to leave, and never absent without leave."
                    },
                    &acts,
                )],
            )
        }
        Place::Hospital { since } => in_hospital(patient, *since),
        Place::Leave {
            act,
            granted,
            revoked,
        } => {
            let mut because = Vec::new();
            let mut unclear = false;
            if let Some(revoked) = revoked
                && let What::LeaveRevoked(revocation) = revoked.what()
            {
                unclear = s17::revokes(revocation) == Answer::NotKnown;
                because.push(s17::still_on_leave(revoked.act, revocation));
            }
            because.push(rules::AWOL_DEF.applies_to(
                match s17::leave_end(granted) {
                    Some((ends, _)) => format!(
                        "The patient has leave until {}, and is not absent while it runs.",
                        crate::position::time(ends)
                    ),
                    None => "The patient has leave with no end recorded, and is not absent while it runs.".to_owned(),
                },
                &[act.act],
            ));
            let draft = Draft::new(LiabilityState::OnLeave, under, Some(act.at), because);
            if unclear {
                draft.needs(
                    "whether leave was revoked in writing, and to whom",
                    "whether the patient is absent without leave",
                    &rules::LEAVE_REVOKE,
                )
            } else {
                draft
            }
        }
        Place::Community { since, notice } => in_community(*since, notice.as_ref(), at),
        Place::OnRecall { since, act } => {
            let until = s17e::held_until(*since);
            let over = until.has_passed(at);
            let mut draft = Draft::new(
                if over {
                    LiabilityState::RecallOver
                } else {
                    LiabilityState::HeldOnRecall
                },
                under,
                Some(*since),
                vec![rules::CTO_RECALL_PERIOD.applies_to(
                    if over {
                        "The 72 hours on recall have passed: the patient must be released, unless the order is revoked."
                    } else {
                        "The patient may be held for 72 hours from detention on recall."
                    },
                    &[act.act],
                )],
            );
            draft.liability.take_until = Some(until);
            if act.timed {
                draft
            } else {
                draft.needs(
                    "the time at which detention on recall began",
                    "when the 72 hours end",
                    &rules::CTO_RECALL_PERIOD,
                )
            }
        }
        Place::ConditionallyDischarged(act) => Draft::new(
            LiabilityState::ConditionallyDischarged,
            under,
            Some(act.at),
            vec![rules::S42_RECALL.applies_to(
                "The patient was conditionally discharged and no warrant has recalled them, so they are not absent.",
                &[act.act],
            )],
        ),
        Place::Absent(absence) => absent(patient, absence, at),
        Place::Returning { absence, act } => {
            let mut draft = absent(patient, absence, act.at);
            draft.liability.state = LiabilityState::BeingReturned;
            draft.liability.since = Some(act.at);
            draft.liability.who.clear();
            draft.because.insert(
                0,
                rules::S137_CUSTODY.applies_to(
                    "The patient was taken into custody in time and is on the way back.",
                    &[act.act],
                ),
            );
            draft
        }
        Place::Gone(gone) => no_longer(patient, gone),
    })
}

fn nowhere(patient: &Patient<'_>) -> Option<Draft> {
    if let Some(act) = patient.recommended {
        return Some(recommended(&act));
    }
    let left = patient.left?;
    let mut draft = Draft::new(
        LiabilityState::Absent,
        None,
        Some(left.at),
        vec![rules::AWOL_DEF.applies_to(
            "The person left, but nobody has recorded whether and under what they were detained: only a patient liable to be detained is absent without leave.",
            &[left.act],
        )],
    );
    draft.liability.take_until = Some(Until::NotRecorded);
    Some(draft.needs(
        "whether the person was detained, and under what",
        "whether the person is absent without leave, and until when they may be taken",
        &rules::AWOL_DEF,
    ))
}

/// Recommendations with nobody's application on them: no power to convey or detain.
fn recommended(act: &crate::story::Placed<'_>) -> Draft {
    Draft::new(
        LiabilityState::Recommended,
        None,
        Some(act.at),
        vec![rules::S6_NEEDS_APPLICATION.applies_to(
            "Admission was recommended and nobody has applied for it: there is no power to convey or detain.",
            &[act.act],
        )],
    )
}

fn in_hospital(patient: &Patient<'_>, since: Timestamp) -> Draft {
    let held = patient.current();
    let under = held.map(|held| held.under);
    let acts: Vec<_> = held.iter().map(|held| held.act.act).collect();
    let guardianship = under.is_some_and(s18::is_guardianship);
    let mut because = Vec::new();
    if let Some(week) = patient.week {
        because.push(rules::AWOL_S21_WEEK.applies_to(
            "The patient was absent in the last week of the authority and was back in time, so liability goes on for a week beginning with the day of return.",
            &acts,
        ));
        because.push(week.because("A week beginning with the day of return"));
    }
    because.push(if guardianship {
        rules::AWOL_GUARDIANSHIP.applies_to(
            "The person is where guardianship requires them to be, as far as recorded.",
            &acts,
        )
    } else {
        rules::AWOL_DEF.applies_to(
            "The patient is detained in hospital and not absent, as far as recorded.",
            &acts,
        )
    });
    let draft = Draft::new(
        if guardianship {
            LiabilityState::UnderGuardianship
        } else {
            LiabilityState::InHospital
        },
        under,
        Some(since),
        because,
    );
    if held.is_some_and(|held| held.from_is_known || held.stated.is_some()) {
        draft
    } else {
        draft.needs(
            "the day of admission",
            "when the authority to detain ends",
            &rules::AWOL_DEF,
        )
    }
}

fn in_community(
    since: Timestamp,
    notice: Option<&(crate::story::Placed<'_>, &crate::facts::RecallNotice)>,
    at: Timestamp,
) -> Draft {
    let mut draft = Draft::new(
        LiabilityState::InCommunity,
        Some(Authority::CommunityOrder),
        Some(since),
        Vec::new(),
    );
    match notice {
        None => draft.because.push(rules::CTO_RECALL_NOTICE.applies(
            "The patient is on a community treatment order and has not been recalled, so is not absent without leave.",
        )),
        Some((act, notice)) => {
            draft.because.push(s17e::service(act, notice, at));
            draft.liability.recall_served = s17e::served(act, notice);
            if s17e::attendance_due(act, notice).is_some_and(|due| due > at) && draft.liability.recall_served.is_some_and(|served| served <= at) {
                draft.because.push(rules::AWOL_DEF.applies_to(
                    "The time by which the notice tells the patient to attend has not come.",
                    &[act.act],
                ));
            }
            if notice.how == crate::facts::Service::NotRecorded {
                return draft.needs(
                    "how the notice of recall was given",
                    "whether and when the recall took effect",
                    &rules::CTO_RECALL_NOTICE,
                );
            }
        }
    }
    draft
}

/// Absent without leave, or no longer to be taken.
fn absent(patient: &Patient<'_>, absence: &Absence<'_>, at: Timestamp) -> Draft {
    let under = patient.current().map(|held| held.under);
    let Some(limit) = s18::limit(patient, absence) else {
        return absconded(patient, absence);
    };
    let (who, who_says) = s18::who(patient, absence);
    let passed = limit.until.has_passed(at);
    let mut because = Vec::new();
    if passed {
        // What decides stands first.
        because.extend(limit.because.iter().cloned());
        because.extend(s18::why_absent(patient, absence));
    } else {
        because.extend(s18::why_absent(patient, absence));
        because.extend(limit.because.iter().cloned());
        because.push(who_says);
    }
    let state = if passed {
        LiabilityState::AbsentNoLonger
    } else {
        LiabilityState::Absent
    };
    let mut draft = Draft::new(state, under, Some(absence.since), because);
    draft.liability.first_day_of_absence = absence.day;
    draft.liability.take_until = Some(limit.until);
    draft.liability.recall_served = patient
        .recall
        .and_then(|(act, notice)| s17e::served(&act, notice));
    draft.liability.destination = Some(s18::destination(patient));
    if !passed && under != Some(Authority::NotRecorded) {
        draft.liability.who = who;
    }
    if let Some((says, until)) = limit.conflict {
        draft.conflict = Some(says);
        draft.liability.take_until_otherwise = Some(until);
    }
    if let Some(says) = limit.not_established {
        draft.certainty = Certainty::NotEstablished;
        draft.rival = Some(says.to_owned());
    }
    if limit.is_known {
        draft
    } else {
        draft.needs(
            "under what the patient is detained, and the days or times it is counted from",
            "until when the patient may be taken",
            &rules::AWOL_EXPIRY_INFO,
        )
    }
}

/// Sections 35, 36 and 38.
fn absconded(patient: &Patient<'_>, absence: &Absence<'_>) -> Draft {
    let mut draft = Draft::new(
        LiabilityState::AbscondedFromCourtOrder,
        patient.current().map(|held| held.under),
        Some(absence.since),
        vec![rules::AWOL_S35_36_38.applies_to(
            "The person absconded from a remand or an interim order: sections 18 and 138 do not apply, and a constable may arrest without warrant.",
            &absence.acts,
        )],
    );
    draft.liability.first_day_of_absence = absence.day;
    draft.liability.who = vec![crate::facts::Taker::Constable];
    draft.liability.take_until = Some(Until::NoLimit);
    draft.liability.destination = Some(Destination::Court);
    draft
}

fn no_longer(patient: &Patient<'_>, gone: &Gone<'_>) -> Draft {
    match gone {
        Gone::Discharged(act) => Draft::new(
            LiabilityState::NotLiable,
            None,
            Some(act.at),
            vec![rules::AWOL_DEF.applies_to(
                "The patient was discharged, and is not liable to be detained.",
                &[act.act],
            )],
        ),
        Gone::RanOut(until) => {
            let held = patient.current();
            let acts: Vec<_> = held.iter().map(|held| held.act.act).collect();
            let under = held.map_or("the authority", |held| held.under.label());
            let mut because = vec![rules::AWOL_DEF.applies_to(
                format!("The time under {under} ran {} and nothing renewed it, so there is nothing to be absent from.", until.words()),
                &acts,
            )];
            if let Some(until) = until.last_day() {
                because.push(
                    rules::TIME_CALENDAR_PERIODS
                        .applies(format!("The last day was {}.", domain::time::day(until))),
                );
            }
            Draft::new(LiabilityState::NotLiable, None, until.ends(), because)
        }
        Gone::BackTooLate { absence, act } => {
            let mut draft = absent(patient, absence, act.at);
            draft.liability.state = LiabilityState::NotLiable;
            draft.liability.under = None;
            draft.liability.since = Some(act.at);
            draft.liability.destination = None;
            draft.because.push(rules::AWOL_S21_WEEK.applies_to(
                "The patient came back after that, so nothing makes the liability go on.",
                &[act.act],
            ));
            draft
        }
    }
}

/// An application was made and nobody admitted on it.
fn on_application(application: &Application<'_>, at: Timestamp) -> Draft {
    let (until, mut because, known) = s6::until(application);
    let acts = [application.act.act];
    let mut state = LiabilityState::ToBeConveyed;
    if !s6::is_in_form(application) {
        return Draft::new(
            LiabilityState::Recommended,
            None,
            Some(application.act.at),
            vec![rules::S6_NEEDS_APPLICATION.applies_to(
                "The application is not duly completed, and so gives no power to convey or detain.",
                &acts,
            )],
        );
    }
    let mut certainty = Certainty::Settled;
    let mut rival = None;
    let mut otherwise = None;
    let mut since = application.act.at;
    if let Some(escaped) = application.escaped {
        state = LiabilityState::EscapedBeforeAdmission;
        certainty = Certainty::Contested;
        since = escaped.at;
        otherwise = s6::literal_limit(application);
        rival = Some(match otherwise {
            Some(until) => format!(
                "Read literally section 138(2) points to section 18: the person may be retaken {}.",
                until.words()
            ),
            None => "Read literally section 138(2) points to the limits of section 18, which count from an admission that has not happened.".to_owned(),
        });
        because.insert(
            0,
            rules::S138_SECTIONED_NOT_ADMITTED.applies_to(
                "The person escaped after the application and before admission; retaking is taken to last as long as the application authorises conveying.",
                &[escaped.act, application.act.act],
            ),
        );
    }
    let passed = until.has_passed(at);
    if passed {
        state = LiabilityState::ApplicationLapsed;
    }
    let mut draft = Draft::new(state, Some(application.under), Some(since), because);
    draft.certainty = certainty;
    draft.rival = rival;
    draft.liability.take_until = Some(until);
    draft.liability.take_until_otherwise = otherwise;
    draft.liability.destination = Some(Destination::Hospital {
        name: application.hospital.map(str::to_owned),
    });
    if !passed {
        draft.liability.who = match state {
            LiabilityState::EscapedBeforeAdmission => s6::RETAKERS.to_vec(),
            _ => s6::CONVEYERS.to_vec(),
        };
    }
    if known {
        draft
    } else {
        draft.needs(
            "when the person was last medically examined before the application",
            "until when the person may be taken to hospital",
            &rules::S6_AUTHORITY,
        )
    }
}
