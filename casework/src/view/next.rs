//! What somebody is likely to record next: the big buttons, most likely first.

use domain::event::EventKind as K;
use domain::{Actor, Role};

use super::{Stage, stage};
use crate::file::File;
use crate::permission::may_record;

/// What this person is likely to record next in this file, most likely first.
///
/// Everything else they may record is still offered, under "something else": guards are not dead
/// ends, and neither is a list of likely things.
pub fn next_actions(file: &File, actor: &Actor) -> Vec<K> {
    let stage = stage(file);
    let mut likely: Vec<K> = if actor.role.is_police() || actor.role == Role::Paramedic {
        for_police(file, stage)
    } else {
        for_health(file, stage)
    };
    if actor.role == Role::CustodySergeant || actor.role == Role::CustodyHealthcare {
        let mut station = vec![
            K::WelfareChecked,
            K::StationReviewed,
            K::AssessmentSoonerHere,
        ];
        station.append(&mut likely);
        likely = station;
    }
    let mut seen = Vec::new();
    likely.retain(|kind| {
        let fresh = !seen.contains(kind);
        seen.push(*kind);
        fresh && may_record(actor.role, *kind)
    });
    likely
}

fn for_police(file: &File, stage: Stage) -> Vec<K> {
    let station = file
        .places()
        .any(|place| place.kind == domain::PlaceKind::PoliceStation);
    let mut likely = match stage {
        Stage::Opened => vec![
            K::EncounterBegan,
            K::PersonRecorded,
            K::WarrantApplied,
            K::WentAbsent,
        ],
        Stage::Absent => vec![
            K::PatientTaken,
            K::PatientReturned,
            K::WarrantApplied,
            K::PatientRecorded,
            K::PremisesEntered,
            K::ServiceTold,
        ],
        Stage::Warrant => warrant_waiting(file),
        Stage::Inside => vec![
            K::WarrantUsed,
            K::WarrantConcluded,
            K::AgreementGiven,
            K::RedFlagsScreened,
            K::Searched,
            K::AbdSuspected,
        ],
        Stage::WarrantOver => vec![K::WarrantReturned, K::ServiceTold, K::PersonRecorded],
        Stage::Encounter => vec![
            K::GroundsObserved,
            K::Consulted,
            K::ConsultationNotPracticable,
            K::Detained,
            K::RedFlagsScreened,
            K::AmbulanceAsked,
            K::PersonRecorded,
            K::AlternativeTaken,
        ],
        Stage::DetainedAtScene => vec![
            K::AmbulanceAsked,
            K::RedFlagsScreened,
            K::PlaceAsked,
            K::AbdSuspected,
            K::RestraintBegan,
            K::Searched,
            K::PersonRecorded,
            K::JourneyBegan,
        ],
        Stage::AwaitingTransport => vec![
            K::AmbulanceArrived,
            K::JourneyBegan,
            K::AmbulancePromised,
            K::AmbulanceDeclined,
            K::PlaceAsked,
            K::PlaceReplied,
            K::RedFlagsScreened,
            K::AbdSuspected,
        ],
        Stage::InTransit => {
            vec![
                K::ReachedSite,
                K::Entered,
                K::Diverted,
                K::AbdSuspected,
                K::Escaped,
            ]
        }
        Stage::OutsideSite => vec![K::Entered, K::Diverted, K::AbdSuspected, K::Escaped],
        Stage::AtPlace | Stage::PresenceDecision | Stage::HandOverOffered => vec![
            K::HandOverOffered,
            K::RiskRated,
            K::PresenceAnswered,
            K::DecisionAsked,
            K::OfficersReleased,
            K::TransferBegan,
            K::Searched,
            K::Escaped,
        ],
        Stage::HandedOver => vec![K::OfficersReleased, K::Escaped],
        Stage::Transferring => vec![K::ReachedSite, K::Entered, K::Escaped],
        Stage::Assessment | Stage::Extended => vec![K::TransferBegan, K::Escaped, K::Ended],
        Stage::Absconded => vec![K::Retaken, K::ServiceTold],
        Stage::Alternative | Stage::Ended | Stage::Imported => vec![K::PersonRecorded],
    };
    if station {
        likely.push(K::StationAuthorised);
    }
    if file.has(K::WarrantUsed) && !file.has(K::WarrantConcluded) && stage >= Stage::AtPlace {
        likely.push(K::WarrantConcluded);
    }
    if file.has(K::WarrantConcluded) && !file.has(K::WarrantReturned) {
        likely.push(K::WarrantReturned);
    }
    likely
}

/// Before it is issued the warrant itself is likeliest; then the checklist, and then going in.
fn warrant_waiting(file: &File) -> Vec<K> {
    if !file.has(K::WarrantIssued) {
        return vec![K::WarrantIssued, K::WarrantRefused, K::PatientRecorded];
    }
    let mut likely = vec![
        K::WarrantExecuted,
        K::WarrantNotExecuted,
        K::AmbulanceAsked,
        K::PlaceAsked,
        K::WarrantReturned,
    ];
    let at = usize::from(file.has(K::WarrantChecked));
    likely.insert(at, K::WarrantChecked);
    likely
}

fn for_health(file: &File, stage: Stage) -> Vec<K> {
    match stage {
        Stage::Warrant | Stage::WarrantOver | Stage::Inside => vec![
            K::WarrantApplied,
            K::WarrantIssued,
            K::WarrantChecked,
            K::WarrantNotExecuted,
            K::AgreementGiven,
            K::PatientRecorded,
        ],
        Stage::Absent => vec![K::PatientReturned, K::PatientRecorded, K::WarrantApplied],
        Stage::Opened | Stage::Encounter | Stage::DetainedAtScene | Stage::AwaitingTransport => {
            vec![K::PlaceReplied, K::PersonRecorded]
        }
        Stage::InTransit | Stage::OutsideSite | Stage::Transferring => {
            vec![K::Entered, K::PlaceReplied]
        }
        Stage::AtPlace | Stage::PresenceDecision | Stage::HandOverOffered => {
            let mut likely = vec![K::HandOverAccepted, K::RiskRated, K::PresenceAsked];
            likely.extend([K::RightsExplained, K::Examined, K::Escaped]);
            if file.has(K::AbdSuspected) {
                likely.insert(0, K::AbdRuledOut);
            }
            likely
        }
        Stage::HandedOver | Stage::Assessment | Stage::Extended => vec![
            K::Examined,
            K::AmhpInterviewed,
            K::ArrangementsMade,
            K::ApplicationMade,
            K::Ended,
            K::Extended,
            K::TransferBegan,
            K::Escaped,
            K::RightsExplained,
        ],
        Stage::Absconded => vec![K::Retaken, K::Entered],
        Stage::Alternative | Stage::Ended | Stage::Imported => Vec::new(),
    }
}
