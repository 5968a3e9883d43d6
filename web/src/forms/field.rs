//! The parts a form is described with.

use casework::File;
use domain::{Actor, Event, EventKind, Force, PlaceKind};
use jiff::Timestamp;
use serde_json::{Map, Value};

use super::choice::Opt;

/// Adds to an event what follows from the file, the force and the signed-in person.
pub(crate) type Derive = fn(&mut Map<String, Value>, &Context<'_>);

/// One form: what it is called, what it writes, and what it asks.
#[derive(Debug, Clone, Copy)]
pub struct FormSpec {
    /// Its name in the address, such as `detain`.
    pub slug: &'static str,
    /// Where it stands among the others.
    pub group: Group,
    /// The heading of its page.
    pub title: &'static str,
    /// The words of the button that opens it: short enough for a thumb.
    pub action: &'static str,
    /// The words of the button that sends it.
    pub send: &'static str,
    /// A line under the heading; empty when there is none.
    pub hint: &'static str,
    /// The event it writes.
    pub kind: EventKind,
    /// Its fields, in the order asked.
    pub fields: &'static [Field],
    /// What the event holds besides the fields, as fixed by the form itself.
    pub fixed: &'static [(&'static str, &'static str)],
    /// What the event holds that follows from the file, the force and the signed-in person.
    pub derive: Option<Derive>,
    /// Another form that may be the one that was meant, and the words that lead to it.
    pub instead: Option<(&'static str, &'static str)>,
    /// Which events of the kind this form can show again, where one kind has several forms.
    pub fits: Option<fn(&Event) -> bool>,
}

/// Headings that forms are listed under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// The person and the street.
    Scene,
    /// The power.
    Power,
    /// A warrant under section 135.
    Warrant,
    /// A patient of a hospital who is absent.
    Absence,
    /// The person's particulars.
    Person,
    /// Ambulance, vehicle, road and door.
    Journey,
    /// The place of safety and the hand-over.
    Place,
    /// The police station.
    Station,
    /// Doctor, AMHP, rights, the end.
    Assessment,
    /// Questions to senior officers, and escalation.
    Decision,
}

impl Group {
    /// Every group, in the order shown.
    pub const ALL: &'static [Self] = &[
        Self::Scene,
        Self::Power,
        Self::Warrant,
        Self::Absence,
        Self::Journey,
        Self::Place,
        Self::Assessment,
        Self::Station,
        Self::Decision,
        Self::Person,
    ];

    /// The heading.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Scene => "At the scene",
            Self::Power => "The power",
            Self::Warrant => "Warrant under section 135",
            Self::Absence => "Hospital status and absence",
            Self::Person => "The person",
            Self::Journey => "Ambulance and journey",
            Self::Place => "Place of safety and hand-over",
            Self::Station => "Police station",
            Self::Assessment => "Assessment and ending",
            Self::Decision => "Decisions and escalation",
        }
    }
}

/// One question of a form.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Where the answer goes in the event on the wire, such as `at.kind`.
    pub name: &'static str,
    /// The question.
    pub label: &'static str,
    /// A line under the question; empty when there is none.
    pub hint: &'static str,
    /// Whether it must be answered.
    pub must: Must,
    /// How it is asked.
    pub input: Input,
    /// Asked only when another field has one of these values, and shown under it.
    pub only_if: Option<(&'static str, &'static [&'static str])>,
    /// Folded away under these words until it is opened: for what is seldom needed.
    pub fold: Option<&'static str>,
}

/// Whether a question must be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Must {
    /// It must, and this is said when it is not: "Enter …", "Select …".
    Answer(&'static str),
    /// It may be left empty: the event then has no value, or an empty text.
    May,
}

/// How a question is asked, and the shape its answer has on the wire.
#[derive(Debug, Clone, Copy)]
pub enum Input {
    /// One line of text.
    Line,
    /// Several lines of text.
    Area,
    /// One line of text, or nothing at all: the event then has no value.
    OptionalLine,
    /// A work e-mail address.
    Email,
    /// One of a closed list, as radio buttons.
    Radios(fn() -> Vec<Opt>),
    /// One of a closed list, as a drop-down: for long lists on a desk.
    Select(fn() -> Vec<Opt>),
    /// Any number of a closed list.
    Ticks(fn() -> Vec<Opt>),
    /// Yes, no or not known.
    Answer,
    /// Yes or no: `true` or `false`.
    YesNo {
        /// The words for yes.
        yes: &'static str,
        /// The words for no.
        no: &'static str,
    },
    /// A value, or why there is none.
    Known(Shape, &'static [Absent]),
    /// A place of the directory.
    Place(PlaceFilter),
    /// A district of the force.
    District,
    /// A time of day near now, as an instant.
    Clock,
    /// A whole number, both ends included.
    Number(u16, u16),
    /// Hours and minutes, in minutes.
    Duration,
    /// A line of this file, of one of these kinds, by its id.
    LineOf(&'static [EventKind]),
    /// The name of the signed-in person, unless they type another.
    OwnName,
    /// The name of the signed-in person where they are of this side, unless they type another.
    OwnNameIf(Side),
    /// The role of the signed-in person in words, unless they type another.
    OwnRole,
    /// The rank of the signed-in person, unless they choose another.
    OwnRank,
}

/// The two sides of a hand-over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The police.
    Police,
    /// Health and social care.
    Health,
}

/// What a value is, where it may also be absent.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// One line of text.
    Line,
    /// Yes or no.
    YesNo,
    /// A whole number up to 130.
    Years,
    /// A day.
    Day,
    /// One of a closed list.
    Radios(fn() -> Vec<Opt>),
    /// One of a long closed list.
    Select(fn() -> Vec<Opt>),
}

/// Why there is no value, as offered on a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absent {
    /// Asked or looked for, and not known.
    Unknown,
    /// Asked, and the person would not say.
    Declined,
    /// The question does not arise.
    NotApplicable,
    /// Nobody asked: a reason is needed.
    NotAsked,
    /// It cannot be found out: a reason is needed.
    NotObtainable,
}

impl Absent {
    /// The ways a person's particular can be absent.
    pub const OF_A_PERSON: &'static [Self] = &[
        Self::Unknown,
        Self::Declined,
        Self::NotAsked,
        Self::NotObtainable,
    ];

    /// Its name on the wire.
    pub const fn value(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Declined => "declined",
            Self::NotApplicable => "not_applicable",
            Self::NotAsked => "not_asked",
            Self::NotObtainable => "not_obtainable",
        }
    }

    /// Its words on the page.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Unknown => "Not known",
            Self::Declined => "The person would not say",
            Self::NotApplicable => "Does not apply",
            Self::NotAsked => "Not asked",
            Self::NotObtainable => "Cannot be found out",
        }
    }

    /// Whether it carries a reason.
    pub const fn needs_reason(self) -> bool {
        matches!(self, Self::NotAsked | Self::NotObtainable)
    }
}

/// Which places of the directory are offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceFilter {
    /// Every place the person may be taken to: no police station for a child or somebody who may
    /// be one.
    Lawful,
    /// Hospitals only.
    Hospital,
    /// Police stations only.
    Station,
}

impl PlaceFilter {
    /// Whether a place of this kind is offered.
    pub const fn offers(self, kind: PlaceKind, may_be_a_child: bool) -> bool {
        let station = matches!(kind, PlaceKind::PoliceStation);
        match self {
            Self::Lawful => !(station && may_be_a_child),
            Self::Hospital => kind.is_hospital(),
            Self::Station => station && !may_be_a_child,
        }
    }
}

/// What a form is shown and read with.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The force's configuration.
    pub force: &'a Force,
    /// Who is signed in.
    pub actor: &'a Actor,
    /// The server's clock.
    pub now: Timestamp,
    /// The file, once it has been opened.
    pub file: Option<&'a File>,
    /// Whether the person is, or may be, under 18.
    pub may_be_a_child: bool,
    /// Whether a police station can be a place of safety at all on this day.
    pub stations_exist: bool,
}

/// One thing wrong with what was submitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The field, by its name on the form; empty when it is the form as a whole.
    pub field: String,
    /// What is wrong and what to do, as a sentence without a full stop.
    pub says: String,
}

impl Problem {
    /// A problem with a field.
    pub fn new(field: impl Into<String>, says: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            says: says.into(),
        }
    }
}

/// The name on the form of one part of a field, such as `is-day`. No name on the wire has a `-`.
pub fn part(field: &str, part: &str) -> String {
    format!("{field}-{part}")
}

/// The id in the page of a field or a part of one, from its name on the form.
pub fn element_id(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    std::iter::once('f')
        .chain(std::iter::once('-'))
        .chain(name.chars().map(plain))
        .collect()
}

impl Field {
    /// A question that may be left empty.
    pub const fn new(name: &'static str, label: &'static str, input: Input) -> Self {
        Self {
            name,
            label,
            hint: "",
            must: Must::May,
            input,
            only_if: None,
            fold: None,
        }
    }

    /// Must be answered, and this is said when it is not.
    #[must_use]
    pub const fn must(mut self, says: &'static str) -> Self {
        self.must = Must::Answer(says);
        self
    }

    /// With a line under the question.
    #[must_use]
    pub const fn hint(mut self, hint: &'static str) -> Self {
        self.hint = hint;
        self
    }

    /// Asked only when another field has one of these values.
    #[must_use]
    pub const fn only_if(mut self, field: &'static str, values: &'static [&'static str]) -> Self {
        self.only_if = Some((field, values));
        self
    }

    /// Folded away under these words until it is opened.
    #[must_use]
    pub const fn fold(mut self, words: &'static str) -> Self {
        self.fold = Some(words);
        self
    }
}

impl FormSpec {
    /// A form without fixed or derived values.
    pub const fn new(
        slug: &'static str,
        group: Group,
        kind: EventKind,
        words: [&'static str; 3],
        fields: &'static [Field],
    ) -> Self {
        let [title, action, send] = words;
        Self {
            slug,
            group,
            title,
            action,
            send,
            hint: "",
            kind,
            fields,
            fixed: &[],
            derive: None,
            instead: None,
            fits: None,
        }
    }

    /// With a line under the heading.
    #[must_use]
    pub const fn hint(mut self, hint: &'static str) -> Self {
        self.hint = hint;
        self
    }

    /// With a value of the event that the form fixes.
    #[must_use]
    pub const fn fixed(mut self, fixed: &'static [(&'static str, &'static str)]) -> Self {
        self.fixed = fixed;
        self
    }

    /// With values that follow from the file, the force or the person.
    #[must_use]
    pub const fn derive(mut self, derive: Derive) -> Self {
        self.derive = Some(derive);
        self
    }

    /// With a way to another form that may be the one that was meant.
    #[must_use]
    pub const fn instead(mut self, slug: &'static str, words: &'static str) -> Self {
        self.instead = Some((slug, words));
        self
    }

    /// One of several forms of a kind: shows only the events this accepts.
    #[must_use]
    pub const fn fits(mut self, fits: fn(&Event) -> bool) -> Self {
        self.fits = Some(fits);
        self
    }
}
