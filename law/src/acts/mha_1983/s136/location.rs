//! Section 136(1A): where the power may be used.

use domain::{Answer, FoundAt, LocationKind};
use jiff::civil::{Date, date};

use crate::answer::{Availability, Certainty, Finding};
use crate::rules;
use crate::wording::{Timeline, Version};

/// Whether section 136 may be used at a location, on a day.
///
/// `Judgement` where nobody has said what kind of location it is.
pub fn location(found: &FoundAt, on: Date) -> Finding<Availability> {
    LOCATION_TEST.on(on).map_or_else(
        || Finding {
            answer: Availability::Judgement,
            certainty: Certainty::NotEstablished,
            because: vec![rules::S136_LOCATION_OLD.applies("The Act had not begun on that day.")],
            rival: None,
        },
        |version| (version.rule)(found),
    )
}

/// The location test, by the day the power is used.
static LOCATION_TEST: Timeline<fn(&FoundAt) -> Finding<Availability>> = Timeline::new(&[
    Version {
        from: date(1983, 9, 30),
        by: "Mental Health Act 1983",
        rule: location_as_enacted,
    },
    Version {
        from: date(2017, 12, 11),
        by: "Policing and Crime Act 2017 s80",
        rule: location_as_amended,
    },
]);

/// 136(1A): anywhere, except a home and what belongs to one home alone.
fn location_as_amended(found: &FoundAt) -> Finding<Availability> {
    let settled = |answer, says: &'static str| Finding {
        answer,
        certainty: Certainty::Settled,
        because: vec![rules::S136_LOCATION.applies(says)],
        rival: None,
    };
    let contested = |answer, says: &'static str, rival: &str| Finding {
        answer,
        certainty: Certainty::Contested,
        because: vec![rules::S136_LOCATION.applies(says)],
        rival: Some(rival.to_owned()),
    };
    let unsaid = |says: &'static str| Finding {
        answer: Availability::Judgement,
        certainty: Certainty::NeedsFacts,
        because: vec![rules::S136_LOCATION.applies(says)],
        rival: None,
    };
    match found.kind {
        LocationKind::Outdoors => settled(
            Availability::Available,
            "It is an open place and not part of a home.",
        ),
        LocationKind::NotADwelling => settled(
            Availability::Available,
            "Nobody lives there, locked or not.",
        ),
        LocationKind::Vehicle => settled(
            Availability::Available,
            "A vehicle on a road is not a house, flat or room.",
        ),
        LocationKind::EmergencyDepartment => settled(
            Availability::Available,
            "Nobody lives in an emergency department.",
        ),
        LocationKind::HospitalWard => settled(
            Availability::Available,
            "A ward is not a room where somebody is living; holding powers of the staff come first for an in-patient.",
        ),
        LocationKind::PoliceStation => settled(
            Availability::Available,
            "Nobody lives in a police station; whether it may be the place of safety is another question.",
        ),
        // 136(1A)(a): a house, flat or room where this person or any other is living.
        LocationKind::HouseFlatOrRoom => match found.lived_in {
            Answer::No => settled(
                Availability::Available,
                "Nobody is living in this house, flat or room.",
            ),
            Answer::Yes | Answer::NotKnown => settled(
                Availability::Unavailable,
                "It is a house, flat or room where somebody is living, whoever that is.",
            ),
        },
        LocationKind::SupportedBedroom => settled(
            Availability::Unavailable,
            "The bedroom is a room where somebody is living.",
        ),
        LocationKind::HotelRoomHousing => settled(
            Availability::Unavailable,
            "Somebody is living in the room, hotel or not.",
        ),
        // 136(1A)(b): a yard, garden, garage or outhouse used with it, unless other homes share it.
        LocationKind::GardenOrOuthouse => match found.shared {
            Answer::Yes => settled(
                Availability::Available,
                "The garden, yard, garage or outhouse is shared with other homes.",
            ),
            Answer::No => settled(
                Availability::Unavailable,
                "The garden, yard, garage or outhouse belongs to one home alone.",
            ),
            Answer::NotKnown => unsaid(
                "It depends on whether other homes share the garden, yard, garage or outhouse.",
            ),
        },
        LocationKind::CommunalPart => settled(
            Availability::Available,
            "It is shared by several homes and nobody lives in it.",
        ),
        LocationKind::SharedLivingRoom => contested(
            Availability::Unavailable,
            "A shared kitchen or lounge is a room of a house where people are living.",
            "Nobody is living in that room itself, so the power is available.",
        ),
        LocationKind::HotelRoomShortStay => contested(
            Availability::Available,
            "A guest on a short stay is not living there.",
            "The guest is living in the room for as long as the stay lasts, so the power is not available.",
        ),
        LocationKind::HolidayCottage => contested(
            Availability::Unavailable,
            "It is a house, and people stay in it.",
            "Nobody is living in a house let for a holiday, so the power is available.",
        ),
        LocationKind::TentVanOrBoat => contested(
            Availability::Available,
            "A tent, van or boat is not a house, flat or room.",
            "It is somebody's home in substance, so a warrant under section 135(1) is the way.",
        ),
        LocationKind::BalconyOrRoof => contested(
            Availability::Unavailable,
            "A balcony or roof is part of a private home; no authority was found.",
            "It is outside the house, flat or room, so the power is available.",
        ),
        LocationKind::NotKnown => unsaid("Nobody has recorded what kind of place this is."),
    }
}

/// Before 11 December 2017: found in a place to which the public have access.
fn location_as_enacted(found: &FoundAt) -> Finding<Availability> {
    let (answer, certainty, says) = match found.kind {
        LocationKind::Outdoors | LocationKind::Vehicle | LocationKind::EmergencyDepartment => (
            Availability::Available,
            Certainty::Settled,
            "The public have access there.",
        ),
        LocationKind::HouseFlatOrRoom
        | LocationKind::SupportedBedroom
        | LocationKind::HotelRoomShortStay
        | LocationKind::HotelRoomHousing
        | LocationKind::HolidayCottage
        | LocationKind::BalconyOrRoof => (
            Availability::Unavailable,
            Certainty::Settled,
            "The public have no access there.",
        ),
        _ => (
            Availability::Judgement,
            Certainty::NeedsFacts,
            "It depends on whether the public had access there at the time.",
        ),
    };
    let rival = None;
    Finding {
        answer,
        certainty,
        because: vec![rules::S136_LOCATION_OLD.applies(says)],
        rival,
    }
}
