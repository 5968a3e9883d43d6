//! Where people are found, and where they are taken.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ids::{DistrictId, PlaceId};
use crate::known::Answer;
use crate::labelled::labelled;

labelled! {
    /// A kind of place to which somebody may be taken. The list of section 135(6), with hospitals
    /// told apart as the national return tells them (law.md section 4, data.md section 1.2).
    pub enum PlaceKind {
        HealthBasedPlaceOfSafety => "health-based place of safety",
        EmergencyDepartment => "emergency department",
        HospitalWard => "hospital ward",
        PoliceStation => "police station",
        IndependentHospital => "independent hospital",
        CareHome => "care home",
        LocalAuthorityAccommodation => "local authority accommodation",
        PrivateHome => "private home",
        OtherSuitablePlace => "other suitable place",
    }
}

impl PlaceKind {
    /// Whether it is a hospital as the Act defines one.
    pub const fn is_hospital(self) -> bool {
        matches!(
            self,
            Self::HealthBasedPlaceOfSafety
                | Self::EmergencyDepartment
                | Self::HospitalWard
                | Self::IndependentHospital
        )
    }
}

/// A place in the force's directory.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Its name in configuration.
    pub id: PlaceId,
    /// Its name on the page.
    pub name: String,
    /// What kind of place it is.
    pub kind: PlaceKind,
    /// The district it stands in.
    pub district: DistrictId,
    /// How many people it can hold at once, where that is a number.
    #[serde(default)]
    pub capacity: Option<u16>,
    /// Whether it takes people under 18.
    pub accepts_children: bool,
    /// The number officers ring, invented in the demonstration force.
    #[serde(default)]
    pub phone: Option<String>,
}

/// Where a person was found or met: what section 136(1A) asks about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FoundAt {
    /// What kind of location it is.
    pub kind: LocationKind,
    /// Where it is, in the officer's words.
    pub description: String,
    /// The district, where known.
    #[serde(default)]
    pub district: Option<DistrictId>,
    /// Whether this person or any other person is living there, for a house, flat or room.
    #[serde(default)]
    pub lived_in: Answer,
    /// For a yard, garden, garage or outhouse: whether other homes share it.
    #[serde(default)]
    pub shared: Answer,
    /// The place in the directory, where they were already at one.
    #[serde(default)]
    pub place: Option<PlaceId>,
}

labelled! {
    /// Kinds of location the table of law.md section 2.1 tells apart.
    pub enum LocationKind {
        Outdoors => "street, park, bridge or other open place",
        NotADwelling => "workplace, shop or other building where nobody lives",
        Vehicle => "vehicle on a road",
        EmergencyDepartment => "emergency department",
        HospitalWard => "hospital ward",
        PoliceStation => "police station",
        HouseFlatOrRoom => "house, flat or room",
        SupportedBedroom => "bedroom in a care home, supported living or hostel",
        GardenOrOuthouse => "garden, yard, garage or outhouse",
        CommunalPart => "hall, stairs or lift shared by several homes",
        SharedLivingRoom => "shared kitchen or lounge of a hostel or shared house",
        HotelRoomShortStay => "hotel room, short stay",
        HotelRoomHousing => "hotel room used as long-term housing",
        HolidayCottage => "holiday cottage",
        TentVanOrBoat => "tent, campervan or boat that is lived in",
        BalconyOrRoof => "balcony or roof of a private home",
        NotKnown => "not established",
    }
}
