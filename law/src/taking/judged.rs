//! What was done about a patient, and whether it was lawful as things stood then.

use domain::Answer;

use super::better_power;
use crate::absence::{self, Draft};
use crate::acts::mha_1983::s136::{Origin, origin};
use crate::acts::mha_1983::{s17e, s18};
use crate::answer::{Breach, Certainty, Duty, DutyKind, Missing, Owner, Position, Reason, Words};
use crate::facts::{Taker, What};
use crate::liability::LiabilityState;
use crate::patient::{Before, Patient, Place};
use crate::profile::Profile;
use crate::rules;
use crate::rules::Rule;
use crate::story::{Stay, Story};

/// Whether a taking or a return was lawful, as things stood just before it.
pub(super) fn judge_act(before: &Before<'_>, position: &mut Position) {
    let at = before.act.at;
    let draft = absence::draft(&before.patient, at);
    match before.act.what() {
        What::TakenIntoCustody(taken) => match draft {
            Some(draft) if draft.may_be_taken() => {
                judge_who(&draft, taken.by, taken.authority_given, before, position);
            }
            Some(draft) if draft.liability.state == LiabilityState::BeingReturned => {}
            Some(draft) if draft.certainty == Certainty::NeedsFacts => {}
            Some(draft) => not_liable(&draft, before, position),
            None => position.missing.push(Missing {
                fact: "under what the person was taken into custody".to_owned(),
                settles: "whether taking them was lawful".to_owned(),
                rule: &rules::AWOL_DEF,
            }),
        },
        What::Returned(returned) => {
            let recalled = before.patient.is_recalled()
                && !matches!(before.patient.place, Place::OnRecall { .. });
            if recalled && returned.in_named_hospital.is_no() {
                breach(
                    position,
                    before,
                    "the recalled patient was taken to a place that is no part of the hospital named",
                    Certainty::Contested,
                    rules::CTO_RECALL_DESTINATION.applies_to(
                        "A recall is to the hospital its notice names.",
                        &[before.act.act],
                    ),
                    "unlawful on the reading followed; on the other, lawful if the place is within the hospital named",
                );
            }
        }
        What::RecallEnded(_) => {
            if let Place::OnRecall { since, act } = &before.patient.place
                && let Some(end) = s17e::held_until(*since).ends()
                && at > end
            {
                breach(
                    position,
                    before,
                    "the recalled patient was held after the 72 hours had ended",
                    if act.timed && before.act.timed {
                        Certainty::Settled
                    } else {
                        Certainty::NeedsFacts
                    },
                    rules::CTO_RECALL_PERIOD.applies_to(
                        "Neither release nor revocation came within 72 hours of detention on recall.",
                        &[act.act, before.act.act],
                    ),
                    "holding the patient after that was unlawful",
                );
            }
        }
        _ => {}
    }
}

fn breach(
    position: &mut Position,
    before: &Before<'_>,
    what: &str,
    certainty: Certainty,
    because: Reason,
    consequence: &str,
) {
    position.breaches.push(Breach {
        at: Some(before.act.at),
        what: what.to_owned(),
        certainty,
        because: vec![because],
        consequence: consequence.to_owned(),
    });
}

/// Taken by somebody who may not take, or whose authority is not recorded.
fn judge_who(
    draft: &Draft,
    by: Taker,
    authority: Answer,
    before: &Before<'_>,
    position: &mut Position,
) {
    let rule = who_rule(draft);
    let listed = draft.liability.who.contains(&by);
    // On an application everybody but the applicant acts on the applicant's authority.
    let on_application = draft.liability.state == LiabilityState::ToBeConveyed;
    let needs_authority = match by {
        Taker::AuthorisedByManagers
        | Taker::AuthorisedByResponsibleClinician
        | Taker::AuthorisedByGuardian
        | Taker::AuthorisedByApplicant => true,
        Taker::Applicant => false,
        _ => on_application,
    };
    let says = |says: Words| rule.applies_to(says, &[before.act.act]);
    let may_act_for_applicant = on_application && needs_authority;
    if !listed && !may_act_for_applicant {
        breach(
            position,
            before,
            "the person was taken into custody by somebody who may not take them",
            Certainty::Settled,
            says(format!("Taken by {}.", by.label()).into()),
            "taking the person was unlawful",
        );
    } else if needs_authority && authority.is_no() {
        breach(
            position,
            before,
            "the person was taken into custody by somebody who had not been given the authority",
            Certainty::Settled,
            says("The authority the taker needed was not given.".into()),
            "taking the person was unlawful",
        );
    } else if needs_authority && authority == Answer::NotKnown {
        position.missing.push(Missing {
            fact: "whether whoever took the person had been given authority to".to_owned(),
            settles: "whether taking them was lawful".to_owned(),
            rule,
        });
    }
}

fn who_rule(draft: &Draft) -> &'static Rule {
    match draft.liability.state {
        LiabilityState::ToBeConveyed => &rules::S6_AUTHORITY,
        LiabilityState::EscapedBeforeAdmission => &rules::S138_WHO,
        LiabilityState::AbscondedFromCourtOrder => &rules::AWOL_S35_36_38,
        _ if draft.liability.under.is_some_and(s18::is_guardianship) => &rules::AWOL_GUARDIANSHIP,
        _ => &rules::AWOL_WHO,
    }
}

/// Taken though nothing made the person liable to it.
fn not_liable(draft: &Draft, before: &Before<'_>, position: &mut Position) {
    let Some(first) = draft.because.first() else {
        return;
    };
    let mut because = first.clone();
    because.facts.push(before.act.act.id.clone());
    let what = match draft.liability.state {
        LiabilityState::AbsentNoLonger | LiabilityState::ApplicationLapsed => {
            "the person was taken into custody after the power to take them had ended"
        }
        _ => "the person was taken into custody though nothing made them liable to it",
    };
    let certainty = match draft.certainty {
        Certainty::Settled if !before.act.timed => Certainty::NeedsFacts,
        certainty => certainty,
    };
    breach(
        position,
        before,
        what,
        certainty,
        because,
        "this gave no power over the person; another was needed",
    );
}

/// Section 136 used in custody on a community patient who had already been recalled.
pub(super) fn judge_use_of_136(
    story: &Story<'_>,
    stay: &Stay<'_, '_>,
    profile: &Profile,
    position: &mut Position,
) {
    let then = story.until(stay.power.at);
    let (patient, _) = Patient::read(&then, profile);
    let recalled = patient.is_recalled() && matches!(patient.place, Place::Absent(_));
    let Some(draft) = absence::draft(&patient, then.at) else {
        return;
    };
    if !draft.may_be_taken() {
        return;
    }
    position.advisories.push(better_power(&draft));
    if recalled && matches!(origin(stay), Origin::Station(_)) {
        position.breaches.push(Breach {
            at: Some(stay.power.at),
            what: "section 136 was used in custody on a community patient already recalled".to_owned(),
            certainty: Certainty::Contested,
            because: vec![rules::S136_NO_BAR_OTHER_STATUS.applies_to(
                "Being recalled does not bar section 136 where its grounds exist; section 18(2A) fitted better.",
                &[stay.power.act],
            )],
            consequence: "lawful on the reading followed; on the other, section 136 was unlawful there".to_owned(),
        });
    }
}

/// Recalled, and held past 72 hours with no end recorded.
pub(super) fn judge_recall_over(draft: &Draft, position: &mut Position) {
    if draft.liability.state != LiabilityState::RecallOver {
        return;
    }
    let ended = draft.liability.take_until.and_then(|until| until.ends());
    position.duties.push(Duty {
        kind: DutyKind::ReleasePerson,
        owner: Owner::HospitalManagers,
        since: ended,
        due: ended,
        because: draft.because.clone(),
    });
    position.breaches.push(Breach {
        at: ended,
        what: "no end of the recall is recorded, and its 72 hours have run out".to_owned(),
        certainty: Certainty::NeedsFacts,
        because: draft.because.clone(),
        consequence: "if the patient is still held, that has been unlawful since".to_owned(),
    });
}
