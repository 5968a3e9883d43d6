//! Who records things: the demonstration's accounts where they fit, and officers by number.
//!
//! Nobody has a personal name. The accounts of the demonstration (`pc_4471`, `nurse_orchard` and
//! so on) are the same people as in the sign-in list, so that a visitor finds their own entries.

use domain::actor::OrganisationKind;
use domain::ids::NotAName;
use domain::{Actor, Force, Organisation, OrganisationId, Place, PlaceKind, Rank, Role, UserId};

use crate::dice::Dice;

/// The people of a force and its partners.
#[derive(Debug, Clone)]
pub(crate) struct Cast {
    force: OrganisationId,
    /// Stands in for an account whose name would be too long: a place with a very long id.
    anybody: UserId,
    trust: OrganisationId,
    acute_trust: OrganisationId,
    council: OrganisationId,
}

impl Cast {
    pub(crate) fn new(force: &Force) -> Result<Self, NotAName> {
        Ok(Self {
            force: force.id.clone(),
            anybody: UserId::new("anybody")?,
            trust: OrganisationId::new("mental_health_trust")?,
            acute_trust: OrganisationId::new("acute_trust")?,
            council: OrganisationId::new("kent_council")?,
        })
    }

    /// A response officer: the two of the demonstration now and then, else one of many.
    pub(crate) fn officer(&self, dice: &mut Dice) -> Actor {
        let number = match dice.below(12) {
            0 => 4_471,
            1 => 2_203,
            _ => dice.between(1_001, 8_999),
        };
        self.officer_numbered(number)
    }

    pub(crate) fn officer_numbered(&self, number: u32) -> Actor {
        self.police(
            &format!("pc_{number}"),
            format!("PC {number}"),
            Role::ResponseOfficer,
            Some(Rank::Constable),
        )
    }

    pub(crate) fn dispatcher(&self) -> Actor {
        self.police("dispatcher_1", "Dispatcher 1", Role::Dispatcher, None)
    }

    pub(crate) fn sergeant(&self) -> Actor {
        self.police(
            "sgt_lpt",
            "Sergeant, local policing team",
            Role::Sergeant,
            Some(Rank::Sergeant),
        )
    }

    pub(crate) fn inspector(&self) -> Actor {
        self.police(
            "insp_duty",
            "Duty inspector",
            Role::Inspector,
            Some(Rank::Inspector),
        )
    }

    pub(crate) fn custody_sergeant(&self) -> Actor {
        self.police(
            "custody_sgt",
            "Custody sergeant",
            Role::CustodySergeant,
            Some(Rank::Sergeant),
        )
    }

    pub(crate) fn custody_healthcare(&self) -> Actor {
        self.police(
            "custody_hcp",
            "Custody nurse",
            Role::CustodyHealthcare,
            None,
        )
    }

    pub(crate) fn amhp(&self) -> Actor {
        let council = (&self.council, OrganisationKind::Council);
        self.partner("amhp_1", "AMHP 1", Role::Amhp, council, None)
    }

    /// The nurse who answers for a place.
    pub(crate) fn nurse(&self, place: &Place) -> Actor {
        if place.kind == PlaceKind::EmergencyDepartment {
            self.partner(
                &format!("nurse_{}", place.id),
                format!("Nurse, {}", place.name),
                Role::EmergencyDepartmentNurse,
                (&self.acute_trust, OrganisationKind::AcuteTrust),
                Some(place),
            )
        } else {
            self.partner(
                &format!("nurse_{}", short(place)),
                format!("Nurse, {}", short_name(place)),
                Role::PlaceOfSafetyNurse,
                (&self.trust, OrganisationKind::MentalHealthTrust),
                Some(place),
            )
        }
    }

    /// The doctor who examines at a place; at a police station, one who covers the county.
    pub(crate) fn doctor(&self, place: &Place) -> Actor {
        match place.kind {
            PlaceKind::EmergencyDepartment => self.partner(
                &format!("doctor_{}", place.id),
                format!("Doctor, {}", place.name),
                Role::EmergencyDepartmentDoctor,
                (&self.acute_trust, OrganisationKind::AcuteTrust),
                Some(place),
            ),
            PlaceKind::PoliceStation => self.covering_doctor(),
            _ if place.id.as_str() == "orchard_suite" => self.partner(
                "doctor_1",
                "Doctor 1",
                Role::Doctor,
                (&self.trust, OrganisationKind::MentalHealthTrust),
                Some(place),
            ),
            _ => self.partner(
                &format!("doctor_{}", short(place)),
                format!("Doctor, {}", short_name(place)),
                Role::Doctor,
                (&self.trust, OrganisationKind::MentalHealthTrust),
                Some(place),
            ),
        }
    }

    /// The doctor on call who goes where a person is.
    pub(crate) fn covering_doctor(&self) -> Actor {
        self.partner(
            "doctor_2",
            "Doctor 2",
            Role::Doctor,
            (&self.trust, OrganisationKind::MentalHealthTrust),
            None,
        )
    }

    fn police(&self, user: &str, name: impl Into<String>, role: Role, rank: Option<Rank>) -> Actor {
        Actor {
            user: self.user(user),
            name: name.into(),
            role,
            rank,
            organisation: Organisation {
                id: self.force.clone(),
                kind: OrganisationKind::Police,
            },
            place: None,
        }
    }

    fn partner(
        &self,
        user: &str,
        name: impl Into<String>,
        role: Role,
        (organisation, kind): (&OrganisationId, OrganisationKind),
        place: Option<&Place>,
    ) -> Actor {
        Actor {
            user: self.user(user),
            name: name.into(),
            role,
            rank: None,
            organisation: Organisation {
                id: organisation.clone(),
                kind,
            },
            place: place.map(|place| place.id.clone()),
        }
    }

    fn user(&self, name: &str) -> UserId {
        UserId::new(name).unwrap_or_else(|_| self.anybody.clone())
    }
}

/// `orchard` of `orchard_suite`: how the demonstration's accounts name a place.
fn short(place: &Place) -> &str {
    place.id.as_str().split('_').next().unwrap_or_default()
}

/// `Orchard Suite` of `Orchard Suite, Maidstone`.
fn short_name(place: &Place) -> &str {
    place.name.split(',').next().unwrap_or_default()
}
