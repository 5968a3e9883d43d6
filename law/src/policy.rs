//! The second and third layer: what a force's own rules and local agreements ask at each stage.
//!
//! Each speaks under its own name, with the document and paragraph of the force's configuration,
//! and from the day that configuration says. None changes an answer of law: where one differs
//! from the Act the advice says so, and the answer follows the Act.

use domain::force::PolicyKind;
use domain::labels;
use jiff::civil::Date;

use crate::answer::{Advisory, Layer};
use crate::profile::Profile;
use crate::rules::{self, Rule};

labels! {
    /// A stage at which a force's own rules may speak.
    pub enum Stage {
        Request => "another service asks for police",
        WarrantWanted => "a section 135(1) warrant is wanted",
        WarrantPlanned => "the execution of a warrant is planned",
        WarrantExecuted => "a warrant is being executed",
        KeptUnderWarrant => "a person is kept at the address of a warrant",
        Conveying135 => "a person is conveyed under a section 135 warrant",
        Conveying136 => "a person is conveyed under section 136",
        Searching => "a search of the person is considered",
        TakenToEmergencyDepartment => "the person was taken to an emergency department first",
        AtEmergencyDepartment => "the person is at an emergency department",
        WaitedOutside => "the person waited outside a place of safety",
        FurtherPeriodAtStation => "a further period is considered at a police station",
        WarrantOver => "a warrant has been executed and the matter is over",
    }
}

/// What one kind of policy says, when, and under which rule.
struct Voice {
    kind: PolicyKind,
    rule: &'static Rule,
    stages: &'static [Stage],
    /// What it asks, to stand after the name of its layer.
    says: &'static str,
    /// What the Act says instead, where the two differ.
    act: Option<&'static str>,
}

const fn voice(
    kind: PolicyKind,
    rule: &'static Rule,
    stages: &'static [Stage],
    says: &'static str,
) -> Voice {
    Voice {
        kind,
        rule,
        stages,
        says,
        act: None,
    }
}

/// Every kind of policy, in the order its advice is read.
static VOICES: &[Voice] = &[
    voice(
        PolicyKind::RightCareRightPersonForRequests,
        &rules::KENT_REQUESTS,
        &[Stage::Request],
        "whether police go is decided under Right Care Right Person",
    ),
    voice(
        PolicyKind::DutyOfCareOnEncounter,
        &rules::KENT_ENCOUNTER,
        &[Stage::Request],
        "officers who come upon a person in an emergency themselves still owe them a duty of care",
    ),
    voice(
        PolicyKind::AmhpLeadsWarrant,
        &rules::KENT_AMHP_LEADS,
        &[Stage::WarrantWanted, Stage::WarrantPlanned],
        "the AMHP seeks the warrant and arranges doctor, ambulance and police",
    ),
    voice(
        PolicyKind::NoPreliminaryVisit,
        &rules::KENT_NO_PRELIMINARY_VISIT,
        &[Stage::WarrantWanted],
        "no preliminary visit is made to learn whether entry would be refused",
    ),
    voice(
        PolicyKind::ControlRoomAllocatesWarrant,
        &rules::KENT_ALLOCATION,
        &[Stage::WarrantPlanned],
        "the control room checks with the lead professional and allocates the warrant",
    ),
    voice(
        PolicyKind::PoliceLeadExecution,
        &rules::KENT_POLICE_LEAD,
        &[Stage::WarrantPlanned, Stage::WarrantExecuted],
        "a briefed police officer leads the execution",
    ),
    voice(
        PolicyKind::RecheckBeforeExecution,
        &rules::KENT_RECHECK,
        &[Stage::WarrantPlanned],
        "the lead officer checks intelligence again where anything may have changed",
    ),
    voice(
        PolicyKind::SergeantCommandsExecution,
        &rules::KENT_COMMAND,
        &[Stage::WarrantPlanned, Stage::WarrantExecuted],
        "the sergeant on duty takes command and speaks with the AMHP directly",
    ),
    voice(
        PolicyKind::BodyWornVideoConsidered,
        &rules::KENT_BODY_WORN_VIDEO,
        &[Stage::WarrantPlanned],
        "body-worn video should be considered",
    ),
    voice(
        PolicyKind::UnmarkedVehicleConsidered,
        &rules::KENT_UNMARKED,
        &[Stage::WarrantPlanned],
        "unmarked vehicles should be considered",
    ),
    voice(
        PolicyKind::BedNotRequired,
        &rules::KENT_NO_BED_NEEDED,
        &[Stage::WarrantPlanned],
        "no bed need be identified first",
    ),
    Voice {
        kind: PolicyKind::NamedProfessionalMustAttend,
        rule: &rules::KENT_NAMED_PROFESSIONAL,
        stages: &[Stage::WarrantPlanned, Stage::WarrantExecuted],
        says: "a professional whom the warrant names must attend",
        act: Some("in law the names are surplusage, and any AMHP and any doctor suffice"),
    },
    voice(
        PolicyKind::EscalateAbsentProfessionals,
        &rules::KENT_ABSENT_PROFESSIONALS,
        &[Stage::WarrantPlanned, Stage::WarrantExecuted],
        "an AMHP or doctor who will not attend is escalated to a supervisor or duty manager, and what was said is recorded",
    ),
    voice(
        PolicyKind::OfficersSayWhenSafe,
        &rules::KENT_SAFE_ENTRY,
        &[Stage::WarrantExecuted],
        "the lead officer says when it is safe for the others to enter, and stays",
    ),
    voice(
        PolicyKind::FirstEntryStartsClock135,
        &rules::KENT_FIRST_ENTRY,
        &[Stage::KeptUnderWarrant],
        "the clock is counted from when police first entered, as the Act counts it",
    ),
    voice(
        PolicyKind::InspectorForPoliceVehicle135,
        &rules::KENT_TRANSPORT,
        &[Stage::Conveying135],
        "a police vehicle needs an inspector's permission, recorded on the log",
    ),
    voice(
        PolicyKind::InspectorForPoliceVehicle136,
        &rules::KENT_TRANSPORT,
        &[Stage::Conveying136],
        "a police vehicle needs an inspector's permission",
    ),
    voice(
        PolicyKind::NoPoliceTransportUnlessViolent135,
        &rules::KENT_TRANSPORT,
        &[Stage::Conveying135],
        "police do not transport the person unless health and ambulance staff cannot manage the violence",
    ),
    voice(
        PolicyKind::EscortAmbulance135,
        &rules::KENT_TRANSPORT,
        &[Stage::Conveying135],
        "the person goes in the ambulance the AMHP arranged, with a police escort",
    ),
    voice(
        PolicyKind::ViolenceException,
        &rules::KENT_TRANSPORT,
        &[Stage::Conveying135, Stage::Conveying136],
        "for violence no ambulance can manage the detaining officer decides, with an equipped paramedic aboard and an ambulance behind",
    ),
    voice(
        PolicyKind::ContainmentInAmbulance,
        &rules::KENT_CONTAINMENT,
        &[Stage::Conveying135, Stage::Conveying136],
        "the doors of a standing ambulance do not lock; officers see to containment until the person is handed over",
    ),
    voice(
        PolicyKind::EdDoctorRulesOutAbd,
        &rules::KENT_ABD,
        &[Stage::Conveying135, Stage::Conveying136],
        "suspected acute behavioural disturbance is an emergency, ruled out only by a doctor of an emergency department",
    ),
    voice(
        PolicyKind::AmbulanceThirtyMinutes,
        &rules::AMBULANCE_THIRTY,
        &[Stage::Conveying136],
        "an ambulance is aimed to arrive within 30 minutes of the request",
    ),
    voice(
        PolicyKind::SearchNeverRequired,
        &rules::KENT_SEARCH,
        &[Stage::Searching],
        "a search may be made at any age, stays with outer clothing and mouth, and is never required",
    ),
    voice(
        PolicyKind::SupervisorDecidesStayAtEd,
        &rules::KENT_STAY_AT_ED,
        &[Stage::AtEmergencyDepartment],
        "a supervisor decides whether officers stay with the person",
    ),
    voice(
        PolicyKind::EmergencyDepartmentStartsClock,
        &rules::KENT_ED_FIRST,
        &[Stage::TakenToEmergencyDepartment],
        "the clock is counted from arriving at the emergency department, treatment or not",
    ),
    voice(
        PolicyKind::EntryStartsClock,
        &rules::KENT_ENTRY_STARTS_CLOCK,
        &[Stage::WaitedOutside],
        "waiting outside does not count; some partners count arrival",
    ),
    Voice {
        kind: PolicyKind::SuperintendentWheneverAtStation,
        rule: &rules::KENT_SUPERINTENDENT,
        stages: &[Stage::FurtherPeriodAtStation],
        says: "a superintendent approves every further period at a police station",
        act: Some("the Act asks it only where the assessment will also be there"),
    },
    voice(
        PolicyKind::SubmissionsAfterWarrant,
        &rules::REC_KENT,
        &[Stage::WarrantOver],
        "an intelligence submission and the section 135 form are due",
    ),
];

/// What a force's own rules and local agreements say at a stage, on a day (Europe/London).
///
/// Policies under one rule are one piece of advice, so that a reader is told once. A force that
/// has no rule for the stage has nothing to say. Never law.
pub fn advice(profile: &Profile, stage: Stage, on: Date) -> Vec<Advisory> {
    let mut said: Vec<(&'static Rule, Vec<String>)> = Vec::new();
    for voice in VOICES.iter().filter(|voice| voice.stages.contains(&stage)) {
        let Some(policy) = profile.policy(voice.kind, on) else {
            continue;
        };
        let mut says = format!("{} ({})", voice.says, policy.instrument);
        if let Some(act) = voice.act {
            says = format!("{says}; {act}");
        }
        match said
            .iter_mut()
            .find(|(rule, _)| std::ptr::eq(*rule, voice.rule))
        {
            Some((_, sayings)) => sayings.push(says),
            None => said.push((voice.rule, vec![says])),
        }
    }
    said.into_iter()
        .map(|(rule, sayings)| Advisory {
            says: format!("{}: {}.", name(rule.layer), sayings.join("; ")),
            because: vec![rule.applies(rule.says)],
        })
        .collect()
}

/// The name a layer speaks under.
const fn name(layer: Layer) -> &'static str {
    match layer {
        Layer::LocalAgreement => "Local agreement",
        Layer::ForcePolicy => "Force policy",
        // A policy's rule is one of the two; a test holds the table to it.
        Layer::Statute | Layer::Guidance => "Policy",
    }
}

/// The kinds of policy that speak under a rule.
pub(crate) fn kinds_of(rule: &Rule) -> impl Iterator<Item = PolicyKind> {
    VOICES
        .iter()
        .filter(move |voice| std::ptr::eq(voice.rule, rule))
        .map(|voice| voice.kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_policy_speaks_once_in_its_own_layer() {
        for kind in PolicyKind::ALL {
            let voices: Vec<_> = VOICES.iter().filter(|voice| voice.kind == *kind).collect();
            assert_eq!(voices.len(), 1, "{kind:?}");
            for voice in voices {
                assert!(matches!(
                    voice.rule.layer,
                    Layer::ForcePolicy | Layer::LocalAgreement
                ));
                assert!(!voice.stages.is_empty(), "{kind:?} never speaks");
            }
        }
    }

    /// A force's rule that no configuration gives would be said to forces that never made it.
    #[test]
    fn every_rule_of_a_force_waits_for_a_configuration() {
        for rule in rules::all() {
            let local = matches!(rule.layer, Layer::ForcePolicy | Layer::LocalAgreement);
            assert_eq!(kinds_of(rule).next().is_some(), local, "{}", rule.id);
        }
    }

    #[test]
    fn every_stage_has_something_that_can_be_said() {
        for stage in Stage::ALL {
            assert!(
                VOICES.iter().any(|voice| voice.stages.contains(stage)),
                "{stage:?}"
            );
        }
    }
}
