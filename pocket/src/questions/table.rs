//! The table itself.

mod warrant;

use domain::{LocationKind, Profession};

use super::{Arises, Choice, Kind, NONE, Part, Question};

const fn choice(id: &'static str, words: &'static str, hint: &'static str) -> Choice {
    Choice {
        id,
        words,
        hint,
        rare: false,
    }
}

const fn rare(id: &'static str, words: &'static str, hint: &'static str) -> Choice {
    Choice {
        rare: true,
        ..choice(id, words, hint)
    }
}

const fn location(id: &'static str, kind: LocationKind) -> Choice {
    choice(id, kind.label(), "")
}

const fn rare_location(id: &'static str, kind: LocationKind) -> Choice {
    rare(id, kind.label(), "")
}

/// Every question, in the order of the page.
pub static ALL: &[Question] = &[
    Question {
        id: "place",
        asks: "Where is the person?",
        hint: "",
        part: Part::First,
        kind: Kind::One,
        arises: Arises::Always,
        choices: &[
            location("outdoors", LocationKind::Outdoors),
            location("house_flat_or_room", LocationKind::HouseFlatOrRoom),
            location("communal_part", LocationKind::CommunalPart),
            location("not_a_dwelling", LocationKind::NotADwelling),
            location("emergency_department", LocationKind::EmergencyDepartment),
            rare_location("garden_or_outhouse", LocationKind::GardenOrOuthouse),
            rare_location("balcony_or_roof", LocationKind::BalconyOrRoof),
            rare_location("supported_bedroom", LocationKind::SupportedBedroom),
            rare_location("shared_living_room", LocationKind::SharedLivingRoom),
            rare_location("hotel_room_short_stay", LocationKind::HotelRoomShortStay),
            rare_location("hotel_room_housing", LocationKind::HotelRoomHousing),
            rare_location("holiday_cottage", LocationKind::HolidayCottage),
            rare_location("tent_van_or_boat", LocationKind::TentVanOrBoat),
            rare_location("vehicle", LocationKind::Vehicle),
            rare_location("hospital_ward", LocationKind::HospitalWard),
            rare_location("police_station", LocationKind::PoliceStation),
            rare("not_known", "another place, or not sure", ""),
        ],
    },
    Question {
        id: "seen",
        asks: "What do you see?",
        hint: "Tick what is so. All three are needed for section 136.",
        part: Part::First,
        kind: Kind::Many,
        arises: Arises::Always,
        choices: &[
            choice(
                "disorder",
                "they seem to have a mental disorder",
                "Any disorder or disability of the mind. Drink or drugs alone are not one.",
            ),
            choice("now", "they need care or control now", "Not later today."),
            choice(
                "necessary",
                "something must be done",
                "In their interests, or to protect others.",
            ),
            choice(NONE, "none of these", ""),
        ],
    },
    Question {
        id: "status",
        asks: "Is a hospital or detention power already in play?",
        hint: "",
        part: Part::First,
        kind: Kind::One,
        arises: Arises::Always,
        choices: &[
            choice(NONE, "no", ""),
            choice("not_known", "not known", ""),
            choice("held", "held under section 136 now", ""),
            choice(
                "escaped",
                "held under section 136 and got away",
                "Not “absent without leave”: that is said of patients of a hospital.",
            ),
            choice(
                "awol",
                "absent without leave from a hospital",
                "Detained there, and gone or not back from leave.",
            ),
            choice("other", "another hospital order or status", ""),
        ],
    },
    Question {
        id: "body",
        asks: "Is the body in danger?",
        hint: "",
        part: Part::Danger,
        kind: Kind::Many,
        arises: Arises::Always,
        choices: &[
            choice(
                "red_flag",
                "injury, overdose or illness, or not sure",
                "Head injury, strangled, hit by a vehicle, overdose, fall, deep cuts, chest pain, hard to rouse, noisy breathing, pregnant.",
            ),
            choice(
                "abd",
                "two or more signs of acute behavioural disturbance",
                "Very hot, taking clothes off, sweating, confused, bizarre, great strength.",
            ),
            choice(
                "restrained",
                "held down, or suddenly quiet after a struggle",
                "Off the front, watch the airway.",
            ),
            choice(NONE, "none of these", ""),
        ],
    },
    Question {
        id: "danger",
        asks: "Is anybody in danger from them?",
        hint: "",
        part: Part::Danger,
        kind: Kind::Many,
        arises: Arises::Always,
        choices: &[
            choice("violence", "violence no ambulance can manage", ""),
            choice(
                "item",
                "they may be hiding something that can injure",
                "Reasonable grounds, not routine.",
            ),
            choice("offence", "an offence, or a breach of the peace", ""),
            choice(NONE, "none of these", ""),
        ],
    },
    Question {
        id: "lived_in",
        asks: "Is anybody living there?",
        hint: "This person or anybody else.",
        part: Part::Place,
        kind: Kind::One,
        arises: Arises::With(&[("place", "house_flat_or_room")]),
        choices: YES_NO,
    },
    Question {
        id: "shared",
        asks: "Do other homes share it?",
        hint: "A garden, yard, garage or shed used by several homes is not part of one home.",
        part: Part::Place,
        kind: Kind::One,
        arises: Arises::With(&[("place", "garden_or_outhouse")]),
        choices: YES_NO,
    },
    Question {
        id: "inside",
        asks: "What do you reasonably believe is happening inside?",
        hint: "",
        part: Part::Place,
        kind: Kind::Many,
        arises: Arises::With(HOMES),
        choices: &[
            choice(
                "serious_harm",
                "serious harm to somebody, done or about to be",
                "To them or to another.",
            ),
            choice("concern", "nothing certain: concern for their welfare", ""),
            choice("peace", "a breach of the peace, now or about to be", ""),
            choice("let_in", "somebody there lets you in", ""),
            rare("damage", "serious damage to property about to be done", ""),
            choice(NONE, "none of these", ""),
        ],
    },
    warrant::WARRANT,
    warrant::AGE,
    warrant::FACE,
    warrant::ADDRESS,
    warrant::AMHP,
    warrant::DOCTOR,
    Question {
        id: "came_out",
        asks: "Were they in a home just before?",
        hint: "",
        part: Part::Place,
        kind: Kind::One,
        arises: Arises::With(&[
            ("place", "outdoors"),
            ("place", "communal_part"),
            ("place", "vehicle"),
            ("place", "garden_or_outhouse"),
        ]),
        choices: &[
            choice("no", "no", ""),
            choice("freely", "yes, and came out freely", ""),
            choice("brought", "yes, and were brought out", ""),
            choice("not_known", "yes, and it is not clear how", ""),
        ],
    },
    Question {
        id: "age",
        asks: "How old are they?",
        hint: "In doubt, treat them as under 18.",
        part: Part::Person,
        kind: Kind::One,
        arises: Arises::Always,
        choices: &[
            choice("adult", "18 or over, for certain", ""),
            choice("child", "under 18", ""),
            choice("in_doubt", "not certain", ""),
        ],
    },
    Question {
        id: "where_held",
        asks: "Where are they held?",
        hint: "",
        part: Part::Person,
        kind: Kind::One,
        arises: Arises::With(&[("status", "held")]),
        choices: &[
            choice("on_the_way", "on the way, not at a place of safety yet", ""),
            choice(
                "hospital",
                "at a hospital",
                "An emergency department counts.",
            ),
            choice("station", "at a police station", ""),
            choice("other", "at another place of safety", ""),
        ],
    },
    Question {
        id: "hours_held",
        asks: "How many hours ago did they go in, about?",
        hint: "Into the first place of safety. Whole hours; leave empty if not known.",
        part: Part::Person,
        kind: Kind::Hours,
        arises: Arises::With(&[
            ("where_held", "hospital"),
            ("where_held", "station"),
            ("where_held", "other"),
        ]),
        choices: &[],
    },
    Question {
        id: "escaped_from",
        asks: "From where did they get away?",
        hint: "",
        part: Part::Person,
        kind: Kind::One,
        arises: Arises::With(&[("status", "escaped")]),
        choices: &[
            choice("removal", "on the way to a place of safety", ""),
            choice("place", "from a place of safety", ""),
        ],
    },
    Question {
        id: "hours_since",
        asks: "How many hours ago did they get away, about?",
        hint: "Whole hours; leave empty if not known.",
        part: Part::Person,
        kind: Kind::Hours,
        arises: Arises::With(&[("status", "escaped")]),
        choices: &[],
    },
    Question {
        id: "hours_arrived",
        asks: "How many hours ago had they gone in, about?",
        hint: "Into the first place of safety: the power to retake ends with that clock.",
        part: Part::Person,
        kind: Kind::Hours,
        arises: Arises::With(&[("escaped_from", "place")]),
        choices: &[],
    },
    Question {
        id: "awol_under",
        asks: "Detained under which section?",
        hint: "The hospital knows, and knows the last day they may be brought back.",
        part: Part::Person,
        kind: Kind::One,
        arises: Arises::With(&[("status", "awol")]),
        choices: &[
            choice("section2", "section 2", ""),
            choice("section3", "section 3", ""),
            choice("section37", "section 37, without restrictions", ""),
            choice("section37_with41", "sections 37 and 41: restricted", ""),
            choice("not_recorded", "another, or not known", ""),
            rare("section4", "section 4", ""),
            rare("section5_doctor", "section 5(2), by a doctor", ""),
            rare("section5_nurse", "section 5(4), by a nurse", ""),
            rare("guardianship", "guardianship", ""),
            rare("section35", "section 35, on remand", ""),
            rare("section36", "section 36, on remand", ""),
            rare("section38", "section 38, an interim order", ""),
        ],
    },
    Question {
        id: "pursuit",
        asks: "How are they being followed?",
        hint: "",
        part: Part::Person,
        kind: Kind::One,
        arises: Arises::With(&[("status", "awol"), ("status", "escaped")]),
        choices: &[
            choice("in_sight", "chased, and in sight", ""),
            choice("just_lost", "chased, and lost from sight this moment", ""),
            choice("no_chase", "not chased: looked for, or a planned visit", ""),
        ],
    },
    Question {
        id: "other_status",
        asks: "Which status?",
        hint: "",
        part: Part::Person,
        kind: Kind::One,
        arises: Arises::With(&[("status", "other")]),
        choices: &[
            choice("inpatient", "in-patient on this ward", ""),
            choice(
                "leave",
                "detained patient on leave",
                "Leave that has not ended. Not back when it ended: absent without leave.",
            ),
            choice("cto", "on a community treatment order, not recalled", ""),
            choice("recalled", "recalled from a community treatment order", ""),
            choice("conditional", "conditionally discharged, not recalled", ""),
            choice(
                "recalled_by_warrant",
                "conditionally discharged, and recalled",
                "By a warrant of the Secretary of State: section 42.",
            ),
            choice(
                "bed",
                "assessed, and waiting for a bed",
                "Doctors recommended admission, and nobody has applied for it yet.",
            ),
        ],
    },
    Question {
        id: "recall_how",
        asks: "How did the notice of recall reach them?",
        hint: "The hospital knows. It counts from the day it is served.",
        part: Part::Person,
        kind: Kind::One,
        arises: Arises::With(&[("other_status", "recalled")]),
        choices: &[
            choice("in_hand", "given into their hand", ""),
            choice(
                "left_at_address",
                "left at their address",
                "Served the day after it is left.",
            ),
            choice("not_in_writing", "not in writing: told by telephone", ""),
            choice("not_known", "by post, or not known", ""),
        ],
    },
    Question {
        id: "recall_day",
        asks: "On which day?",
        hint: "How long they may be taken is counted from it.",
        part: Part::Person,
        kind: Kind::One,
        arises: Arises::With(&[("recall_how", "in_hand"), ("recall_how", "left_at_address")]),
        choices: &[
            choice("today", "today", ""),
            choice("yesterday", "yesterday", ""),
            choice("earlier", "earlier, or not known", ""),
        ],
    },
    Question {
        id: "agrees",
        asks: "Will they accept help of their own accord?",
        hint: "",
        part: Part::Known,
        kind: Kind::One,
        arises: Arises::Always,
        choices: YES_NO,
    },
    Question {
        id: "capacity",
        asks: "Can they decide about their care now?",
        hint: "",
        part: Part::Known,
        kind: Kind::One,
        arises: Arises::Always,
        choices: &[
            choice("yes", "yes", ""),
            choice(
                "lacks",
                "no: reasonable steps taken, and they cannot",
                "In this matter, at this time.",
            ),
            choice("not_known", "not looked into", ""),
        ],
    },
    Question {
        id: "care",
        asks: "What would acting for them be?",
        hint: "",
        part: Part::Known,
        kind: Kind::One,
        arises: Arises::With(&[("capacity", "lacks")]),
        choices: &[
            choice("life", "treatment to keep them alive", ""),
            choice("vital", "to prevent serious deterioration", ""),
            choice("other", "other care or treatment", ""),
            choice(
                "assessment",
                "taking them to be assessed for their mental health",
                "",
            ),
        ],
    },
    Question {
        id: "consulted",
        asks: "Who has been consulted?",
        hint: "Before the decision to detain.",
        part: Part::Known,
        kind: Kind::One,
        arises: Arises::Always,
        choices: &[
            choice("nobody", "nobody yet", ""),
            choice("doctor", "doctor", ""),
            choice("nurse", "nurse", ""),
            choice("amhp", "AMHP", ""),
            choice("paramedic", "paramedic (HCPC registered)", ""),
            choice(
                "not_practicable",
                "nobody: it is not practicable",
                "Harm about to happen, or no line answered. Record why.",
            ),
            rare(
                "occupational_therapist",
                Profession::OccupationalTherapist.label(),
                "",
            ),
            rare(
                "unlisted",
                "somebody else",
                "A social worker who is not an AMHP, ambulance technician, psychologist or pharmacist does not count.",
            ),
        ],
    },
    Question {
        id: "ruled_out",
        asks: "Is any of these certainly not so?",
        hint: "",
        part: Part::Known,
        kind: Kind::Many,
        arises: Arises::With(&[("seen", "disorder"), ("seen", "now"), ("seen", "necessary")]),
        choices: &[
            choice(
                "disorder",
                "it is drink or drugs alone, or no mental disorder",
                "",
            ),
            choice("now", "nothing is needed now", ""),
            choice("necessary", "nothing need be done about it", ""),
        ],
    },
];

/// Places where entry is a question of its own.
const HOMES: &[(&str, &str)] = &[
    ("place", "house_flat_or_room"),
    ("place", "garden_or_outhouse"),
    ("place", "balcony_or_roof"),
    ("place", "supported_bedroom"),
    ("place", "shared_living_room"),
    ("place", "hotel_room_short_stay"),
    ("place", "hotel_room_housing"),
    ("place", "holiday_cottage"),
    ("place", "tent_van_or_boat"),
];

const YES_NO: &[Choice] = &[
    choice("yes", "yes", ""),
    choice("no", "no", ""),
    choice("not_known", "not known", ""),
];
