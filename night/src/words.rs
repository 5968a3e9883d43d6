//! What people type: invented, plain, and nobody's.

use domain::DistrictId;
use domain::{FoundAt, LocationKind};

use crate::dice::Dice;

/// Where section 136 is used: never a home.
const OUT: &[(LocationKind, &str)] = &[
    (LocationKind::Outdoors, "footbridge over the railway"),
    (LocationKind::Outdoors, "Street A, by the bus shelter"),
    (LocationKind::Outdoors, "Street B, outside the bakery"),
    (LocationKind::Outdoors, "sea wall near the pier"),
    (LocationKind::Outdoors, "park by the bandstand"),
    (LocationKind::Outdoors, "station platform 2"),
    (LocationKind::Outdoors, "verge of the dual carriageway"),
    (LocationKind::Outdoors, "multi-storey car park, top level"),
    (LocationKind::NotADwelling, "shopping centre, ground floor"),
    (LocationKind::NotADwelling, "petrol station, Street C"),
    (LocationKind::NotADwelling, "library foyer"),
    (LocationKind::Vehicle, "parked car, Street C"),
    (LocationKind::CommunalPart, "stairwell of flats, Street B"),
];

/// Where officers meet people who are not detained: homes too.
const ANYWHERE: &[(LocationKind, &str)] = &[
    (LocationKind::HouseFlatOrRoom, "house, Street A"),
    (LocationKind::HouseFlatOrRoom, "flat, Street B"),
    (LocationKind::HouseFlatOrRoom, "flat, Street C"),
    (LocationKind::SupportedBedroom, "supported living, Street A"),
    (LocationKind::GardenOrOuthouse, "back garden, Street C"),
    (LocationKind::Outdoors, "Street B, by the war memorial"),
    (LocationKind::Outdoors, "seafront shelter"),
    (LocationKind::NotADwelling, "supermarket, Street A"),
    (
        LocationKind::EmergencyDepartment,
        "emergency department waiting room",
    ),
];

const SEEN: &[&str] = &[
    "Standing on the wrong side of the rail, crying, says there is no point. Will not step back when asked.",
    "Walking in and out of the traffic, does not react to the horns, says the cars are not real.",
    "Sitting on the kerb rocking, fresh cuts on the left forearm, says will finish it tonight.",
    "Shouting at nobody, says people in the walls follow them. Has not slept for four days.",
    "Barefoot and soaked, shivering, does not know where they are. Tried twice to go into the water.",
    "Has tied a cord to the fence, gives it up when asked, then tries again as we turn away.",
    "Says voices tell them to jump. Looks past us, answers somebody who is not there.",
    "Took tablets an hour ago, will not say how many. Drowsy, keeps trying to leave.",
];

const CALMER: &[&str] = &[
    "Low and tearful, says they needed somebody to talk to. No plan, no means.",
    "Agitated after an argument, calmer as we talk. Known to the community team.",
    "Confused about the day, neighbour worried. Warm, fed, no injury.",
    "Has had a lot to drink, said things on the phone they now take back.",
    "Hearing voices for weeks, wants help, has an appointment tomorrow.",
    "Says they feel unsafe alone tonight. A friend is on the way.",
];

const ADVICE: &[&str] = &[
    "Known to the crisis team, last seen nine days ago. No bed plan. Agrees that nothing less will keep them safe tonight.",
    "Not known to services. Would offer the crisis line, but cannot see them before morning.",
    "Care plan says talk first, low voice, one officer. Suggests asking about the brother.",
    "Stopped treatment last month. Thinks an assessment is needed soon.",
];

const PLANS: &[&str] = &[
    "Taken by officers to the front door of the service; staff have them. Free to leave.",
    "Stays at home. The crisis team rings within two hours. Neighbour has a key.",
    "Sister collects them and stays the night. Number of the crisis line given.",
    "Walked with them to the safe haven, open until 23:00. Their worker is there.",
    "Crisis team took over on scene and sees them again tomorrow morning.",
    "Appointment with the GP made for the morning. Friend stays.",
    "Arrested for the offence reported. Custody told of the concern.",
    "Spoke with them at length. They want nothing from us; advice left.",
];

/// A place where somebody is found outside any home.
pub(crate) fn found_out(dice: &mut Dice, district: Option<DistrictId>) -> FoundAt {
    found(dice, OUT, district)
}

/// Any place where somebody is met.
pub(crate) fn found_anywhere(dice: &mut Dice, district: Option<DistrictId>) -> FoundAt {
    found(dice, ANYWHERE, district)
}

fn found(dice: &mut Dice, list: &[(LocationKind, &str)], district: Option<DistrictId>) -> FoundAt {
    let count = u32::try_from(list.len()).unwrap_or(u32::MAX);
    let index = usize::try_from(dice.below(count)).unwrap_or(0);
    let (kind, description) = list
        .get(index)
        .copied()
        .unwrap_or((LocationKind::NotKnown, ""));
    FoundAt {
        kind,
        description: description.to_owned(),
        district,
        lived_in: match kind {
            LocationKind::HouseFlatOrRoom | LocationKind::SupportedBedroom => domain::Answer::Yes,
            _ => domain::Answer::NotKnown,
        },
        shared: match kind {
            LocationKind::CommunalPart => domain::Answer::Yes,
            _ => domain::Answer::NotKnown,
        },
        place: None,
    }
}

/// What the officer saw, before a detention.
pub(crate) fn seen(dice: &mut Dice) -> String {
    dice.pick(SEEN).to_owned()
}

/// What the officer saw, where nobody was detained.
pub(crate) fn calmer(dice: &mut Dice) -> String {
    dice.pick(CALMER).to_owned()
}

/// What a professional advised.
pub(crate) fn advice(dice: &mut Dice) -> String {
    dice.pick(ADVICE).to_owned()
}

/// What happens next, for the alternative at this index of the list.
pub(crate) fn plan(index: usize) -> String {
    PLANS.get(index).copied().unwrap_or_default().to_owned()
}
