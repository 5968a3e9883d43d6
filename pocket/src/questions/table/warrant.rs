//! The questions about a warrant: asked where somebody is behind a door.

use super::super::{Arises, Choice, Kind, NONE, Part, Question};
use super::{YES_NO, choice};

pub(super) const WARRANT: Question = Question {
    id: "warrant",
    asks: "Is there a warrant under section 135?",
    hint: "Issued by a justice. Look at its face.",
    part: Part::Place,
    kind: Kind::One,
    arises: Arises::With(BEHIND_A_DOOR),
    choices: &[
        choice(NONE, "no", ""),
        choice("assess", "section 135(1): to assess the person", ""),
        choice("retake", "section 135(2): to take or retake a patient", ""),
        choice("not_known", "not known", ""),
    ],
};

pub(super) const AGE: Question = Question {
    id: "warrant_age",
    asks: "When was it issued?",
    hint: "",
    part: Part::Place,
    kind: Kind::One,
    arises: Arises::With(A_WARRANT),
    choices: &[
        choice("month", "within the last month", ""),
        choice("three_months", "one to three months ago", ""),
        choice("longer", "more than three months ago", ""),
        choice("not_known", "not known", ""),
    ],
};

pub(super) const FACE: Question = Question {
    id: "warrant_face",
    asks: "Does its face give a last day?",
    hint: "",
    part: Part::Place,
    kind: Kind::One,
    arises: Arises::With(A_WARRANT),
    choices: &[
        choice("no", "no", ""),
        choice("to_come", "yes, and it has not passed", ""),
        choice("passed", "yes, and it has passed", ""),
    ],
};

pub(super) const ADDRESS: Question = Question {
    id: "warrant_here",
    asks: "Is this the address on it?",
    hint: "",
    part: Part::Place,
    kind: Kind::One,
    arises: Arises::With(A_WARRANT),
    choices: YES_NO,
};

pub(super) const AMHP: Question = Question {
    id: "warrant_amhp",
    asks: "Is an AMHP here?",
    hint: "Any AMHP, not only the one it names.",
    part: Part::Place,
    kind: Kind::One,
    arises: Arises::With(&[("warrant", "assess")]),
    choices: HERE,
};

pub(super) const DOCTOR: Question = Question {
    id: "warrant_doctor",
    asks: "Is a registered doctor here?",
    hint: "Any doctor, not only the one it names.",
    part: Part::Place,
    kind: Kind::One,
    arises: Arises::With(&[("warrant", "assess")]),
    choices: HERE,
};

/// Where somebody is whom a warrant could reach: in a home, or a patient who got away.
const BEHIND_A_DOOR: &[(&str, &str)] = &[
    ("place", "house_flat_or_room"),
    ("place", "garden_or_outhouse"),
    ("place", "balcony_or_roof"),
    ("place", "supported_bedroom"),
    ("place", "shared_living_room"),
    ("place", "hotel_room_short_stay"),
    ("place", "hotel_room_housing"),
    ("place", "holiday_cottage"),
    ("place", "tent_van_or_boat"),
    ("status", "awol"),
    ("status", "escaped"),
];

const A_WARRANT: &[(&str, &str)] = &[("warrant", "assess"), ("warrant", "retake")];

/// Whether somebody who must come is there.
const HERE: &[Choice] = &[
    choice("in_person", "yes, in person", ""),
    choice("remotely", "by telephone or video only", ""),
    choice("absent", "no", ""),
    choice("not_recorded", "not known", ""),
];
