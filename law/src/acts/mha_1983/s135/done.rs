//! What was done about warrants: entries made, entries declined, patients taken.

use domain::Answer;

use super::{PACE_MAY_NOT_GOVERN, Papers, ProposedEntry, valid};
use crate::answer::{Certainty, Reason};
use crate::case::Ledger;
use crate::facts::{
    DeclineReason, Formalities, LiableAs, RemovedUnderWarrant, WarrantExecuted, WarrantKind, What,
};
use crate::profile::Profile;
use crate::rules;
use crate::story::{Placed, Story};

/// Judges every entry, refusal and taking in the timeline.
pub(super) fn judge(story: &Story<'_>, profile: &Profile, ledger: &mut Ledger) {
    for act in &story.acts {
        match act.what() {
            What::WarrantExecuted(entry) => judge_entry(story, profile, act, entry, ledger),
            What::ExecutionDeclined(declined) => judge_declined(act, declined.reason, ledger),
            What::RemovedUnderWarrant(taken) if taken.kind == WarrantKind::Retake => {
                judge_taking(story, act, taken, ledger);
            }
            _ => {}
        }
    }
}

fn judge_entry(
    story: &Story<'_>,
    profile: &Profile,
    act: &Placed<'_>,
    entry: &WarrantExecuted,
    ledger: &mut Ledger,
) {
    let papers = Papers::at(story, act.at, entry.kind);
    let proposed = ProposedEntry::from(entry);
    for tested in valid::entry_limbs(story, profile, &papers, proposed, act.at) {
        let limb = &tested.limb;
        match limb.met {
            Answer::Yes => {}
            Answer::No => {
                let mut because = limb.reason();
                because.facts.push(act.act.id.clone());
                if let Some((issued, _)) = papers.issued {
                    because.facts.push(issued.id.clone());
                }
                ledger.breach(
                    Some(act.at),
                    format!(
                        "the warrant was executed though this was not so: {}",
                        limb.asks
                    ),
                    tested.certainty(),
                    because,
                    match tested.rival {
                        Some(rival) => format!("the execution was unlawful, or not: {rival}"),
                        None => "the execution was unlawful".to_owned(),
                    },
                );
            }
            Answer::NotKnown => ledger.missing(
                limb.asks,
                "whether the execution of the warrant was lawful",
                limb.rule,
            ),
        }
    }
    for because in formalities(act, entry) {
        ledger.breach(
            Some(act.at),
            "a formality of the entry was not kept",
            Certainty::Contested,
            because,
            format!("if PACE governs, the entry was unlawful; {PACE_MAY_NOT_GOVERN}"),
        );
    }
    if named_differ(&papers, entry) {
        ledger.advise(
            "Others attended than the professionals the warrant names: in law the names are surplusage.",
            rules::W1_NAMED.applies_to(
                "The House of Lords held that any qualified professional suffices; a force policy that says otherwise reflects the reversed judgment.",
                &[act.act],
            ),
        );
    }
}

fn named_differ(papers: &Papers<'_, '_>, entry: &WarrantExecuted) -> bool {
    entry.named_professionals_there.is_no()
        && papers
            .issued
            .is_some_and(|(_, issued)| issued.professionals_named.is_yes())
}

/// PACE section 16(4) to (6): the formalities that are known not to have been kept.
pub(super) fn formalities(
    act: &Placed<'_>,
    entry: &WarrantExecuted,
) -> impl Iterator<Item = Reason> {
    let Formalities {
        reasonable_hour,
        waiting_would_frustrate,
        identified,
        shown,
        copy_given_or_left,
    } = entry.formalities;
    // An unreasonable hour is allowed where waiting might have frustrated the purpose.
    let hour = reasonable_hour.is_no() && !waiting_would_frustrate.is_yes();
    let acts = [act.act.clone()];
    [
        (
            hour,
            "The hour was not reasonable, and nothing shows that waiting might have frustrated the purpose.",
        ),
        (identified.is_no(), "The constable did not say who they were."),
        (shown.is_no(), "The warrant was not shown."),
        (
            copy_given_or_left.is_no(),
            "No copy of the warrant was given or left.",
        ),
    ]
    .into_iter()
    .filter(|(failed, _)| *failed)
    .map(move |(_, says)| rules::W1_FORMALITIES.applies_to(says, &acts.each_ref()))
}

/// Reasons for not executing that are none in law.
fn judge_declined(act: &Placed<'_>, reason: DeclineReason, ledger: &mut Ledger) {
    let (rule, says, consequence) = match reason {
        DeclineReason::NoBed => (
            &rules::W1_BED,
            "The want of a bed is no reason not to execute it.",
            "the warrant could have been executed",
        ),
        DeclineReason::NoOfficers => (
            &rules::W1_DUTY,
            "Police must execute a warrant within a reasonable time.",
            "refusing to supply officers was wrong",
        ),
        DeclineReason::NamedProfessionalAway => (
            &rules::W1_NAMED,
            "Any AMHP and any doctor may attend in place of those named.",
            "the warrant could have been executed with others",
        ),
        DeclineReason::NoAmhpOrDoctor => {
            ledger.advise(
                "Without an AMHP and a doctor the warrant could not lawfully be executed: ask again, and tell a supervisor.",
                rules::W1_ACCOMPANIED.applies_to("Both must be there in person.", &[act.act]),
            );
            return;
        }
        DeclineReason::NoWarrant
        | DeclineReason::WrongAddress
        | DeclineReason::Expired
        | DeclineReason::PreliminaryVisit => return,
        DeclineReason::Other => {
            ledger.missing(
                "why the warrant was not executed",
                "whether police should have executed it",
                &rules::W1_DUTY,
            );
            return;
        }
    };
    ledger.breach(
        Some(act.at),
        format!("the warrant was not executed because {}", reason.label()),
        Certainty::Settled,
        rule.applies_to(says, &[act.act]),
        consequence,
    );
}

/// 135(2): the patient goes where the underlying power takes them.
fn judge_taking(
    story: &Story<'_>,
    act: &Placed<'_>,
    taken: &RemovedUnderWarrant,
    ledger: &mut Ledger,
) {
    let papers = Papers::at(story, act.at, WarrantKind::Retake);
    let entered = story.acts.iter().any(|one| {
        one.at <= act.at
            && matches!(one.what(), What::WarrantExecuted(entry) if entry.kind == WarrantKind::Retake)
    });
    if !entered {
        ledger.missing(
            "when the constable entered to execute the section 135(2) warrant",
            "whether the patient was lawfully taken under it",
            &rules::W2_EFFECT,
        );
    }
    match taken.to_where_the_power_takes {
        Answer::Yes => {}
        Answer::NotKnown => ledger.missing(
            "whether the patient is taken where the underlying power takes them",
            "whether the destination is lawful",
            &rules::W2_EFFECT,
        ),
        Answer::No => {
            let recall = papers.sought.is_some_and(|(_, sought)| {
                sought.patient.liability == Some(LiableAs::RecalledCommunityPatient)
            });
            ledger.breach(
                Some(act.at),
                "the patient was taken elsewhere than the underlying power takes them",
                if recall {
                    Certainty::Contested
                } else {
                    Certainty::Settled
                },
                rules::W2_EFFECT.applies_to(
                    "The warrant opens the door; the destination is that of the power the patient was liable to.",
                    &[act.act],
                ),
                if recall {
                    "unlawful; on the other reading lawful if the place is part of the hospital the recall names"
                } else {
                    "taking the patient there had no basis"
                },
            );
        }
    }
}
