//! Who does things: people by role, rank and organisation.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ids::{OrganisationId, PlaceId, UserId};
use crate::labelled::labelled;

/// Somebody who recorded a line, as they were at that moment.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Actor {
    /// Their account.
    pub user: UserId,
    /// How they are named on the page, such as `PC 4471`.
    pub name: String,
    /// What they do in Lantern. Permission follows this.
    pub role: Role,
    /// Police rank, for police officers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rank: Option<Rank>,
    /// Whom they work for.
    pub organisation: Organisation,
    /// The place they work at, for staff of a place. They see the files of that place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<PlaceId>,
}

impl Actor {
    /// Lantern itself: alarms, ladders and other entries that a timer makes.
    pub fn lantern(user: UserId, organisation: Organisation) -> Self {
        Self {
            user,
            name: "Lantern".into(),
            role: Role::System,
            rank: None,
            organisation,
            place: None,
        }
    }

    /// Whether they hold this rank or a higher one.
    pub fn ranks_at_least(&self, rank: Rank) -> bool {
        self.rank.is_some_and(|held| held >= rank)
    }
}

/// A body that people work for.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Organisation {
    /// Its name in configuration.
    pub id: OrganisationId,
    /// What kind of body it is.
    pub kind: OrganisationKind,
}

/// What kind of body somebody works for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrganisationKind {
    /// A police force.
    Police,
    /// An NHS trust that runs mental-health places of safety.
    MentalHealthTrust,
    /// An NHS trust that runs emergency departments.
    AcuteTrust,
    /// An ambulance service.
    Ambulance,
    /// A council with an AMHP service.
    Council,
}

labelled! {
    /// Police ranks, lowest first. "Inspector or above" is a threshold on this order.
    pub enum Rank {
        Constable => "constable",
        Sergeant => "sergeant",
        Inspector => "inspector",
        ChiefInspector => "chief inspector",
        Superintendent => "superintendent",
        ChiefSuperintendent => "chief superintendent",
        ChiefOfficer => "chief officer",
    }
}

labelled! {
    /// What somebody does in Lantern. Permission follows the role; the law asks about rank and
    /// profession, which are separate.
    pub enum Role {
        CallTaker => "call taker",
        Dispatcher => "dispatcher",
        ControlRoomSupervisor => "control room supervisor",
        ResponseOfficer => "response officer",
        Sergeant => "sergeant",
        Inspector => "duty inspector",
        Superintendent => "on-call superintendent",
        CustodySergeant => "custody sergeant",
        CustodyHealthcare => "custody healthcare professional",
        PlaceOfSafetyNurse => "place-of-safety nurse",
        EmergencyDepartmentNurse => "emergency department nurse",
        EmergencyDepartmentDoctor => "emergency department doctor",
        Doctor => "doctor",
        Amhp => "AMHP",
        Paramedic => "paramedic",
        LiaisonOfficer => "mental health liaison officer",
        Analyst => "analyst",
        RecordsManager => "records manager",
        System => "Lantern",
    }
}

impl Role {
    /// Whether the role belongs to a police force.
    pub const fn is_police(self) -> bool {
        matches!(
            self,
            Self::CallTaker
                | Self::Dispatcher
                | Self::ControlRoomSupervisor
                | Self::ResponseOfficer
                | Self::Sergeant
                | Self::Inspector
                | Self::Superintendent
                | Self::CustodySergeant
                | Self::LiaisonOfficer
        )
    }

    /// Whether the role belongs to a health or council partner, who sees only their own files.
    pub const fn is_partner(self) -> bool {
        matches!(
            self,
            Self::PlaceOfSafetyNurse
                | Self::EmergencyDepartmentNurse
                | Self::EmergencyDepartmentDoctor
                | Self::Doctor
                | Self::Amhp
                | Self::Paramedic
        )
    }
}

labelled! {
    /// What somebody is by profession. The law lists professions, not job titles.
    ///
    /// Who may be consulted before section 136 is used: law.md `s136-consult-list`.
    pub enum Profession {
        RegisteredMedicalPractitioner => "registered medical practitioner (doctor)",
        RegisteredNurse => "registered nurse",
        Amhp => "approved mental health professional (AMHP)",
        OccupationalTherapist => "occupational therapist (HCPC registered)",
        Paramedic => "paramedic (HCPC registered)",
        SocialWorker => "social worker who is not an AMHP",
        Psychologist => "psychologist",
        AmbulanceTechnician => "ambulance technician",
        HealthcareAssistant => "healthcare assistant",
        Pharmacist => "pharmacist",
        Constable => "constable",
        Pcso => "police community support officer",
        CustodyOfficer => "custody officer",
        Other => "somebody else",
    }
}
