//! Who may record what, and who may see what (workflows.md section 18).
//!
//! Asked where a command is decided and where a file is read, never in a page.

use domain::event::{EventKind, PlaceRef};
use domain::{Actor, Event, Role};

use crate::file::File;

/// Whether this role may record this kind of event at all. Rank and state are asked by `decide`.
pub fn may_record(role: Role, kind: EventKind) -> bool {
    use EventKind as K;
    use Role as R;
    let control_room = matches!(
        role,
        R::CallTaker | R::Dispatcher | R::ControlRoomSupervisor
    );
    let street = matches!(role, R::ResponseOfficer | R::Sergeant | R::Inspector);
    let police = role.is_police();
    let site = matches!(
        role,
        R::PlaceOfSafetyNurse | R::EmergencyDepartmentNurse | R::EmergencyDepartmentDoctor
    );
    let health = site || matches!(role, R::Doctor | R::Amhp | R::CustodyHealthcare);
    match kind {
        K::FileOpened => control_room || street || role == R::CustodySergeant,
        K::PersonRecorded => police || health,
        K::EncounterBegan
        | K::GroundsObserved
        | K::Consulted
        | K::ConsultationNotPracticable
        | K::AlternativeTaken
        | K::Detained
        | K::RedFlagsScreened
        | K::RestraintBegan
        | K::RestraintEnded
        | K::Searched => street || control_room || role == R::CustodySergeant,
        K::AbdSuspected => police || site || role == R::Paramedic,
        // A paramedic may ask, and is answered with the block and its reason.
        K::AbdRuledOut => site || street || matches!(role, R::Paramedic | R::Doctor),
        K::AgreementGiven | K::AgreementWithdrawn => street || role == R::Amhp,
        K::Escaped => police || health,
        K::Retaken => police || role == R::Amhp,
        K::AmbulanceAsked | K::AmbulancePromised | K::AmbulanceArrived | K::AmbulanceDeclined => {
            street || control_room || role == R::Paramedic || role == R::Amhp
        }
        K::VehicleAuthorised => matches!(role, R::Inspector | R::Superintendent),
        K::JourneyBegan | K::Diverted | K::ReachedSite | K::Entered => {
            street || control_room || site || matches!(role, R::Paramedic | R::CustodySergeant)
        }
        K::TransferBegan => street || site || matches!(role, R::Amhp | R::CustodySergeant),
        K::PlaceAsked => street || control_room || role == R::CustodySergeant,
        K::PlaceReplied => street || control_room || site || role == R::CustodySergeant,
        K::RiskRated | K::HandOverOffered => street || site || role == R::CustodySergeant,
        K::PresenceAsked | K::HandOverAccepted => site || role == R::Doctor,
        K::PresenceAnswered => street,
        K::OfficersReleased => street || control_room,
        K::ServiceTold => police || health,
        K::StationAuthorised => matches!(role, R::Inspector | R::Superintendent | R::Sergeant),
        K::WelfareChecked => matches!(role, R::CustodyHealthcare | R::CustodySergeant),
        K::StationReviewed | K::AssessmentSoonerHere => role == R::CustodySergeant,
        K::RightsExplained => site || matches!(role, R::CustodySergeant | R::Amhp),
        K::Examined => {
            matches!(
                role,
                R::Doctor | R::EmergencyDepartmentDoctor | R::PlaceOfSafetyNurse
            )
        }
        K::AmhpInterviewed | K::ArrangementsMade | K::ApplicationMade => {
            matches!(role, R::Amhp | R::PlaceOfSafetyNurse | R::Doctor)
        }
        K::Extended => {
            matches!(
                role,
                R::Doctor | R::EmergencyDepartmentDoctor | R::PlaceOfSafetyNurse
            )
        }
        K::ExtensionApproved => matches!(role, R::Superintendent | R::Inspector),
        K::Ended => site || street || matches!(role, R::Doctor | R::Amhp | R::CustodySergeant),
        K::DecisionAsked => street || control_room || site || role == R::CustodySergeant,
        K::DecisionGiven => {
            matches!(
                role,
                R::Sergeant | R::Inspector | R::Superintendent | R::ControlRoomSupervisor
            )
        }
        K::EscalationOpened | K::EscalationRaised => police || role == R::System,
        K::EscalationReplied | K::EscalationClosed => {
            police || health || role == R::Paramedic || role == R::System
        }
        K::AlarmAcknowledged => police || health,
        K::Corrected | K::Withdrawn => police || health || role == R::Paramedic,
        K::Settled => matches!(
            role,
            R::Sergeant
                | R::Inspector
                | R::Superintendent
                | R::ControlRoomSupervisor
                | R::CustodySergeant
                | R::ResponseOfficer
        ),
        K::ExceptionRecorded | K::DetentionImported => role == R::System,
        // Whose particulars are compared are people, so it takes somebody who answers for it.
        K::LinkConfirmed | K::LinkUndone | K::LinkRejected => matches!(
            role,
            R::Sergeant
                | R::Inspector
                | R::Superintendent
                | R::ControlRoomSupervisor
                | R::CustodySergeant
                | R::LiaisonOfficer
        ),
        K::ReturnIssued | K::ReturnSigned | K::ReturnSent => may_see_returns(role),
        // An applicant tells the control room, or writes it; for section 135(2) that may be a ward.
        K::WarrantApplied => street || control_room || site || matches!(role, R::Doctor | R::Amhp),
        K::WarrantIssued | K::WarrantRefused | K::WarrantChecked | K::WarrantNotExecuted => {
            street || control_room || role == R::Amhp
        }
        // A constable executes a warrant; the control room writes what it is told by radio.
        K::WarrantExecuted
        | K::WarrantUsed
        | K::WarrantConcluded
        | K::WarrantReturned
        | K::PremisesEntered => street || control_room,
        K::PatientRecorded | K::WentAbsent | K::PatientTaken | K::PatientReturned => {
            police || health
        }
        K::CapacityJudged | K::CapacityReliedOn => {
            street || control_room || health || role == R::Paramedic
        }
    }
}

/// How much of a file somebody sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "five independent kinds of sight, not a state"
)]
pub struct Sight {
    /// The person's name, address and date of birth.
    pub identity: bool,
    /// Risk and medical facts in full.
    pub risk: bool,
    /// Clinical conclusions beyond the outcome category.
    pub clinical: bool,
    /// The clock and the lawful position.
    pub clock: bool,
    /// Officers' internal exchanges: decisions and escalation.
    pub internal: bool,
}

/// What somebody may see of a file, or none when not even its existence.
///
/// A partner sees a file in which their place was asked, or is the destination, or where the
/// person is; doctors and AMHPs see the files of the place they work at. An analyst sees none.
/// A return is no file in this sense: [`may_see_returns`] says who sees those.
pub fn sight(actor: &Actor, file: &File) -> Option<Sight> {
    use Role as R;
    if file.is_return() {
        return None;
    }
    let full = Sight {
        identity: true,
        risk: true,
        clinical: false,
        clock: true,
        internal: true,
    };
    match actor.role {
        R::CallTaker
        | R::Dispatcher
        | R::ControlRoomSupervisor
        | R::ResponseOfficer
        | R::Sergeant
        | R::Inspector
        | R::Superintendent
        | R::CustodySergeant
        | R::LiaisonOfficer
        | R::System => Some(full),
        R::CustodyHealthcare => at_a_station(file).then_some(Sight {
            clinical: true,
            ..full
        }),
        R::PlaceOfSafetyNurse
        | R::EmergencyDepartmentNurse
        | R::EmergencyDepartmentDoctor
        | R::Doctor
        | R::Amhp => concerns_place_of(actor, file).then_some(Sight {
            clinical: true,
            internal: false,
            ..full
        }),
        R::Paramedic => file
            .live()
            .any(|fact| {
                matches!(
                    fact.event,
                    Event::AmbulanceAsked(_) | Event::AbdSuspected(_)
                )
            })
            .then_some(Sight {
                internal: false,
                ..full
            }),
        R::RecordsManager => Some(Sight {
            identity: false,
            risk: false,
            clinical: false,
            clock: true,
            internal: true,
        }),
        R::Analyst => None,
    }
}

fn at_a_station(file: &File) -> bool {
    file.places()
        .any(|place| place.kind == domain::PlaceKind::PoliceStation)
}

/// Whether the file has to do with the place somebody works at. Somebody without a place, such as
/// an AMHP who covers the county, sees files of a warrant and of an absence, and those that have
/// reached the assessment stage.
fn concerns_place_of(actor: &Actor, file: &File) -> bool {
    match &actor.place {
        Some(own) => file
            .places()
            .any(|place: &PlaceRef| place.id.as_ref() == Some(own)),
        None => {
            matches!(actor.role, Role::Amhp | Role::Doctor)
                && file.live().any(|fact| {
                    matches!(
                        fact.event,
                        Event::Entered(_)
                            | Event::Detained(_)
                            | Event::WarrantApplied(_)
                            | Event::WarrantIssued(_)
                            | Event::WentAbsent(_)
                    )
                })
        }
    }
}

/// Whether somebody may see the force's returns, with exact figures, and prepare, sign and send
/// them (workflows.md section 13). A partner is sent what concerns them, with small numbers hidden.
pub const fn may_see_returns(role: Role) -> bool {
    matches!(
        role,
        Role::Analyst | Role::LiaisonOfficer | Role::RecordsManager
    )
}

/// Whether somebody who sees returns may also open the files they were counted from, and read the
/// words of those who corrected them. An analyst works with coded figures only.
pub const fn may_open_counted_files(role: Role) -> bool {
    may_see_returns(role) && !matches!(role, Role::Analyst)
}

/// How somebody sees the figures of the evidence base (workflows.md section 18).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FiguresSight {
    /// With small numbers hidden and others rounded, of whole quarters that are over: for those
    /// outside the force, who are owed counts and nobody's story.
    Protected,
    /// Exact, without the files behind them.
    Exact,
    /// Exact, and each figure opens to the files it was counted from.
    Opens,
}

/// How a role sees the figures of the evidence base; none where they are no part of its work.
pub const fn figures_sight(role: Role) -> Option<FiguresSight> {
    match role {
        Role::LiaisonOfficer | Role::RecordsManager | Role::Inspector | Role::Superintendent => {
            Some(FiguresSight::Opens)
        }
        Role::Analyst | Role::Sergeant | Role::ControlRoomSupervisor => Some(FiguresSight::Exact),
        Role::PlaceOfSafetyNurse
        | Role::EmergencyDepartmentNurse
        | Role::EmergencyDepartmentDoctor
        | Role::Doctor
        | Role::Amhp => Some(FiguresSight::Protected),
        Role::CallTaker
        | Role::Dispatcher
        | Role::ResponseOfficer
        | Role::CustodySergeant
        | Role::CustodyHealthcare
        | Role::Paramedic
        | Role::System => None,
    }
}

/// Whether somebody may ask in which files a person may be, by name, date of birth and address:
/// police who take calls, meet people or answer for who they are, all of whom see every file. A
/// partner is not told that police hold another file on somebody.
pub const fn may_ask_who(role: Role) -> bool {
    matches!(
        role,
        Role::CallTaker
            | Role::Dispatcher
            | Role::ControlRoomSupervisor
            | Role::ResponseOfficer
            | Role::Sergeant
            | Role::Inspector
            | Role::Superintendent
            | Role::CustodySergeant
            | Role::LiaisonOfficer
    )
}

/// Whether somebody may see the live board of the force.
pub const fn may_see_board(role: Role) -> bool {
    !matches!(role, Role::Analyst | Role::RecordsManager)
}

/// Whether somebody may verify the record and read the log of who looked.
pub const fn may_audit(role: Role) -> bool {
    matches!(
        role,
        Role::RecordsManager | Role::LiaisonOfficer | Role::Inspector | Role::Superintendent
    )
}
