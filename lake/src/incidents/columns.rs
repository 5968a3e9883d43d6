//! What a map may fill: the columns of `incident`, and the words each of them takes.

use domain::LocationKind;
use domain::person::Sex;

use crate::follow::AGE_BANDS;

/// A column that a map may fill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Target {
    /// Its name in a map: that of the lake's column, but for `age` and `officers`.
    pub(super) name: &'static str,
    /// What it takes.
    pub(super) takes: Takes,
    /// Whether the table has room for why there is no value.
    pub(super) says_why: bool,
}

/// What a column takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    /// The source's own codes.
    Own,
    /// One of these words.
    Listed(&'static [&'static str]),
    /// A band of ages: one of ours, or `A to B`, `under A`, `A and over`.
    AgeBand,
    /// Yes or no.
    Flag,
    /// A whole number, at most this.
    Whole(i32),
    /// An instant.
    Instant,
    /// A day of the week, 1 for Monday to 7.
    Weekday,
}

const fn own(name: &'static str) -> Target {
    target(name, Takes::Own)
}

const fn flag(name: &'static str) -> Target {
    target(name, Takes::Flag)
}

const fn target(name: &'static str, takes: Takes) -> Target {
    Target {
        name,
        takes,
        says_why: false,
    }
}

const fn person(name: &'static str, takes: Takes) -> Target {
    Target {
        name,
        takes,
        says_why: true,
    }
}

/// Every column a map may fill. What is not in it the import works out itself, or the map says
/// elsewhere: the time, the reference, the person and the narrative.
pub(super) const TARGETS: &[Target] = &[
    target("weekday", Takes::Weekday),
    own("area"),
    own("source_agency"),
    own("category"),
    own("grade"),
    flag("mh_npcc"),
    target(
        "npcc_limb",
        Takes::Listed(&["vulnerability central", "did more or different"]),
    ),
    flag("mh_force"),
    own("sub_type"),
    own("rcrp_class"),
    flag("deployed"),
    flag("asked_by_health"),
    flag("voluntary_attendance"),
    flag("ambulance_asked_for_s136"),
    flag("detained"),
    target("first_arrived_at", Takes::Instant),
    target("closed_at", Takes::Instant),
    // A week of a hundred officers: what is more is a mistake of the extract.
    target("officer_minutes", Takes::Whole(1_008_000)),
    target("officers", Takes::Whole(1_000)),
    target("age", Takes::Whole(130)),
    target("age_band", Takes::AgeBand),
    person("sex", Takes::Listed(&SEXES)),
    person("ethnicity_self", Takes::Listed(SELF_DEFINED)),
    person("ethnicity_perceived", Takes::Listed(PERCEIVED)),
    target("place_kind", Takes::Listed(&PLACES)),
    flag("apprehended"),
];

impl Target {
    /// The target of a name.
    pub(super) fn named(name: &str) -> Option<Self> {
        TARGETS.iter().find(|target| target.name == name).copied()
    }
}

/// The record's words for sex, so that a row of an extract can be counted with one of the record.
#[allow(
    clippy::indexing_slicing,
    reason = "in a constant it either fits or does not compile"
)]
const SEXES: [&str; Sex::ALL.len()] = {
    let mut words = [""; Sex::ALL.len()];
    let mut at = 0;
    while at < words.len() {
        words[at] = Sex::ALL[at].label();
        at += 1;
    }
    words
};

/// The record's words for kinds of places.
#[allow(
    clippy::indexing_slicing,
    reason = "in a constant it either fits or does not compile"
)]
const PLACES: [&str; LocationKind::ALL.len()] = {
    let mut words = [""; LocationKind::ALL.len()];
    let mut at = 0;
    while at < words.len() {
        words[at] = LocationKind::ALL[at].label();
        at += 1;
    }
    words
};

/// The 18+1 list of self-defined ethnicity, with the code for Chinese of the older 16+1 list
/// (data.md section 1.3).
const SELF_DEFINED: &[&str] = &[
    "W1", "W2", "W3", "W9", "M1", "M2", "M3", "M9", "A1", "A2", "A3", "A4", "A9", "B1", "B2", "B9",
    "O1", "O2", "O9", "NS",
];

/// The 6+1 list of perceived ethnicity (data.md section 1.3).
const PERCEIVED: &[&str] = &["IC1", "IC2", "IC3", "IC4", "IC5", "IC6", "IC9"];

/// Whether words are a band of ages: one of ours, or in the form of one.
pub(super) fn is_age_band(words: &str) -> bool {
    let age = |text: &str| text.parse::<u8>().ok().filter(|age| *age <= 130);
    if AGE_BANDS.iter().any(|(_, label)| *label == words) {
        return true;
    }
    if let Some(below) = words.strip_prefix("under ") {
        return age(below).is_some();
    }
    if let Some(from) = words.strip_suffix(" and over") {
        return age(from).is_some();
    }
    words.split_once(" to ").is_some_and(
        |(from, to)| matches!((age(from), age(to)), (Some(from), Some(to)) if from <= to),
    )
}
