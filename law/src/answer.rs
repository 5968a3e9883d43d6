//! What the law answers. Every part of an answer carries its reasons.

use std::borrow::Cow;

use domain::event::PlaceRef;
use domain::{Answer, labels};
use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::Serialize;

use crate::facts::WarrantKind;
use crate::liability::Liability;
use crate::rules::Rule;

/// Words of an answer. Most are the same in every case, and are then lent and not copied.
pub type Words = Cow<'static, str>;

/// Where everybody stands at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Position {
    /// The moment asked about.
    pub at: Timestamp,
    /// Which wording of the Act applies.
    pub regime: Finding<Regime>,
    /// The power in force, or that there is none.
    pub standing: Finding<Standing>,
    /// What the person is liable to beside sections 135(1) and 136: absent without leave, to be
    /// conveyed, on leave, in hospital. `None` where nothing recorded bears on it.
    pub liability: Option<Finding<Liability>>,
    /// The clock, once a fact that starts it is known.
    pub clock: Option<Clock>,
    /// What may be done now, and what may not, and why.
    pub powers: Vec<PowerFinding>,
    /// What is owed, by whom, by when. Only what is outstanding at the moment asked about.
    pub duties: Vec<Duty>,
    /// Limits passed and duties not met, up to the moment asked about.
    pub breaches: Vec<Breach>,
    /// What force policy, local agreement or good practice says that the Act does not.
    pub advisories: Vec<Advisory>,
    /// Facts nobody has recorded that would change or settle an answer.
    pub missing: Vec<Missing>,
}

impl Position {
    /// Whether any part of the answer is contested.
    ///
    /// The reach of section 136C during a removal is left out: it is contested for everybody at
    /// that stage and says nothing of this case. A search actually made then is a breach, and is
    /// counted.
    pub fn is_contested(&self) -> bool {
        self.regime.certainty == Certainty::Contested
            || self.standing.certainty == Certainty::Contested
            || self
                .liability
                .as_ref()
                .is_some_and(|finding| finding.certainty == Certainty::Contested)
            || self
                .clock
                .as_ref()
                .is_some_and(|clock| clock.certainty == Certainty::Contested)
            || self.powers.iter().any(|finding| {
                finding.certainty == Certainty::Contested && finding.power != Power::Search136C
            })
            || self
                .breaches
                .iter()
                .any(|breach| breach.certainty == Certainty::Contested)
    }
}

/// An answer with its reasons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Finding<T> {
    /// The answer.
    pub answer: T,
    /// How sure it is.
    pub certainty: Certainty,
    /// Why, in the order of the argument. Never empty.
    pub because: Vec<Reason>,
    /// The other reading, in words, where the point is contested.
    pub rival: Option<String>,
}

labels! {
    /// How sure an answer is.
    pub enum Certainty {
        Settled => "settled",
        Contested => "contested",
        NotEstablished => "not established",
        NeedsFacts => "needs more facts",
    }
}

labels! {
    /// Which layer speaks. Where they differ the answer follows the Act.
    pub enum Layer {
        Statute => "statute",
        Guidance => "guidance and practice",
        ForcePolicy => "force policy",
        LocalAgreement => "local agreement",
    }
}

/// One step of the argument.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Reason {
    /// The rule relied on.
    #[serde(serialize_with = "crate::rules::rule_as_reference")]
    #[schemars(with = "crate::rules::RuleReference")]
    pub rule: &'static Rule,
    /// How it applies here, in our own words.
    pub says: Words,
    /// The acts it rests on, by id.
    pub facts: Vec<String>,
}

labels! {
    /// Which wording of sections 135 and 136 applies.
    pub enum Regime {
        SeventyTwoHours => "the 72-hour wording, before 11 December 2017",
        TwentyFourHours => "the 24-hour wording, from 11 December 2017",
        NoPoliceStations => "the 24-hour wording after police stations ceased to be places of safety",
    }
}

labels! {
    /// Which section a detention rests on.
    pub enum Section {
        Section136 => "section 136",
        Section135 => "section 135(1)",
    }
}

/// The power in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "standing")]
pub enum Standing {
    /// No power is in force. The person is free to leave.
    NoPower,
    /// The person is somewhere voluntarily and free to leave.
    Voluntary,
    /// No power of detention: the person lacks capacity and is cared for, or restrained, in their
    /// best interests under the Mental Capacity Act. No clock.
    BestInterests {
        /// Since when.
        since: Timestamp,
    },
    /// Officers entered under a warrant, and the person is neither removed nor kept.
    EnteredUnderWarrant {
        /// Since the entry.
        since: Timestamp,
        /// Which kind of warrant.
        kind: WarrantKind,
    },
    /// Removal under section 136(1), or under a section 135(1) warrant: in legal custody, no clock
    /// yet.
    BeingRemoved {
        /// Since the decision.
        since: Timestamp,
        /// Under which section.
        under: Section,
    },
    /// Being taken under a section 135(2) warrant to where the underlying power takes the patient:
    /// in legal custody. No clock of section 135 runs.
    BeingTaken {
        /// Since the removal.
        since: Timestamp,
    },
    /// Detained at a place of safety under section 136(2), or after transfer under 136(4); under a
    /// warrant, under section 135(3) or kept under 135(1A).
    Detained {
        /// Since the clock began.
        since: Timestamp,
        /// Under which section.
        under: Section,
        /// Where, as far as recorded.
        place: Option<PlaceRef>,
        /// Whether the person is between two places of safety.
        in_transfer: bool,
    },
    /// Escaped, and may be retaken.
    EscapedMayBeRetaken {
        /// Since the escape.
        since: Timestamp,
        /// Until when.
        until: Timestamp,
    },
    /// Escaped, and the power to retake has ended.
    EscapedPowerEnded {
        /// When it ended.
        ended: Timestamp,
    },
    /// Another authority took over: an application, an admission.
    OtherAuthority {
        /// Since when.
        since: Timestamp,
        /// What it is.
        what: String,
    },
    /// The detention ended.
    Ended {
        /// When.
        at: Timestamp,
    },
    /// The permitted period ended with no end recorded and no other power. Nobody may hold the
    /// person under section 136.
    Expired {
        /// When.
        at: Timestamp,
    },
    /// Absent without leave (section 18): may be taken into custody and returned.
    AbsentWithoutLeave {
        /// Since when, where that is recorded.
        since: Option<Timestamp>,
        /// Until when they may be taken. `None` where there is no limit, or none is recorded:
        /// [`Position::liability`] says which.
        until: Option<Timestamp>,
    },
    /// Absent, and the power to take the person under section 18 has ended.
    AbsentPowerEnded {
        /// When it ended.
        ended: Timestamp,
    },
    /// Absconded from a remand or an interim order: may be arrested and brought to court.
    LiableToArrest {
        /// Since when, where that is recorded.
        since: Option<Timestamp>,
    },
    /// In custody and being returned to where they ought to be.
    BeingReturned {
        /// Since when.
        since: Timestamp,
    },
    /// May be taken to hospital on an application (section 6).
    ToBeConveyed {
        /// Until when, where that can be counted.
        until: Option<Timestamp>,
    },
    /// Detained in hospital under another section, or on recall.
    LiableInHospital {
        /// Since when, where that is recorded.
        since: Option<Timestamp>,
    },
    /// Liable to be detained and lawfully out of hospital: on leave, on a community treatment
    /// order, conditionally discharged, or under guardianship. Nobody may take the person.
    LawfullyOut {
        /// Since when, where that is recorded.
        since: Option<Timestamp>,
        /// Which, in words.
        what: String,
    },
}

/// The statutory clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Clock {
    /// When the permitted period began.
    pub start: Timestamp,
    /// When it ends, with any valid further period.
    pub expiry: Timestamp,
    /// The first period: 24 hours, or 72 under the earlier wording.
    #[schemars(with = "String")]
    pub first_period: SignedDuration,
    /// A valid further period, if any.
    #[schemars(with = "Option<String>")]
    pub further_period: Option<SignedDuration>,
    /// How sure the start is.
    pub certainty: Certainty,
    /// Why it began then and ends then. Never empty.
    pub because: Vec<Reason>,
    /// Other readings: a rival rule, or a contested fact.
    pub rivals: Vec<RivalClock>,
    /// The earliest expiry of all readings. Alarms run on this.
    pub earliest_expiry: Timestamp,
    /// Where the clock stands.
    pub state: ClockState,
}

/// Another reading of the clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RivalClock {
    /// Its start.
    pub start: Timestamp,
    /// Its expiry.
    pub expiry: Timestamp,
    /// Why somebody would read it so.
    pub because: Reason,
}

labels! {
    /// Where the clock stands.
    pub enum ClockState {
        Running => "running",
        Extended => "running, extended",
        Ended => "ended",
        Expired => "expired",
    }
}

/// Whether something may be done, with reasons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PowerFinding {
    /// What.
    pub power: Power,
    /// Whether.
    pub availability: Availability,
    /// How sure.
    pub certainty: Certainty,
    /// Why. Never empty.
    pub because: Vec<Reason>,
    /// What must be done first.
    pub first: Vec<String>,
    /// What else may fit, when it is not available.
    pub instead: Vec<String>,
    /// Until when it lasts, where it has an end.
    pub until: Option<Timestamp>,
    /// The other reading, where contested.
    pub rival: Option<String>,
}

labels! {
    /// Things people ask whether they may do.
    pub enum Power {
        RemoveToPlaceOfSafety => "remove the person to a place of safety (section 136(1)(a))",
        KeepAtPlaceOfSafety => "keep the person where they are (section 136(1)(b))",
        EnterToUseSection136 => "enter to use section 136 (section 136(1B))",
        ApplyForWarrant135_1 => "apply for a warrant under section 135(1)",
        ApplyForWarrant135_2 => "apply for a warrant under section 135(2)",
        EnterUnderWarrant135_1 => "enter under a section 135(1) warrant",
        EnterUnderWarrant135_2 => "enter under a section 135(2) warrant",
        RemoveUnderWarrant135_1 => "remove the person under a section 135(1) warrant",
        RemoveUnderWarrant135_2 => "take the patient under a section 135(2) warrant",
        KeepUnderWarrant => "keep the person at the premises of a warrant (section 135(1A))",
        DetainAtPlaceOfSafety => "detain the person at a place of safety (section 136(2), or 135(3) after a warrant)",
        Transfer => "take the person to another place of safety (section 136(3), or 135(3A) after a warrant)",
        UsePoliceStation => "use a police station as the place of safety",
        UseThisPlace => "use this home or other place as a place of safety",
        Extend => "authorise a further period (section 136B)",
        Search136C => "search the person under section 136C",
        SearchPace32 => "search the person under PACE section 32",
        SearchPace54 => "search the person under PACE section 54",
        Retake => "retake the person (section 138)",
        EnterToRetake => "enter a home to retake the person",
        ActInBestInterests => "act in the person's best interests (Mental Capacity Act section 5)",
        RestrainInBestInterests => "restrain the person in their best interests (Mental Capacity Act section 6)",
        DepriveForVitalTreatment => "deprive of liberty to sustain life or for a vital act (Mental Capacity Act section 4B)",
        EnterToSaveLife => "enter to save life or limb (PACE section 17(1)(e))",
        EnterInPursuit => "enter in pursuit (PACE section 17(1)(d))",
        EnterForBreachOfPeace => "enter for a breach of the peace",
        HoldAtCourtsPlace => "hold the person where the court directed (Part III, section 55)",
        TakeAndReturn => "take the absent person into custody and return them (section 18)",
        ConveyToHospital => "take the person to hospital on an application (section 6)",
        ArrestForCourt => "arrest the person and bring them before the court (sections 35, 36 and 38)",
        TakeWhereAsked => "take the recalled person to the place asked for",
        HoldOnRecall => "hold the person in hospital on recall (section 17F)",
    }
}

labels! {
    /// Whether a power may be used.
    pub enum Availability {
        Available => "available",
        Unavailable => "not available",
        Judgement => "judgement needed",
    }
}

/// Something owed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Duty {
    /// What.
    pub kind: DutyKind,
    /// By whom.
    pub owner: Owner,
    /// When it began to be owed.
    pub since: Option<Timestamp>,
    /// By when, where the rule gives a time.
    pub due: Option<Timestamp>,
    /// Why. Never empty.
    pub because: Vec<Reason>,
}

labels! {
    /// Duties the law and the force's policy make.
    pub enum DutyKind {
        Consultation => "consult a listed professional first, if practicable",
        RecordReason => "record why no professional was consulted",
        MedicalExamination => "examination by a registered medical practitioner",
        AmhpInterview => "interview by an AMHP",
        Arrangements => "make the necessary arrangements for treatment or care",
        ReleasePerson => "the person must be free to leave",
        WelfareCheck => "welfare check by a healthcare professional",
        StationReview => "review whether the station conditions still hold",
        MoveFromStation => "arrange a move from the police station",
        MoveFromPlace => "move the person: the place is no longer suitable",
        ExplainRights => "explain the detention and rights, aloud and in writing",
        TellAmhpService => "tell the AMHP service",
        ExecuteWarrant => "execute the warrant within a reasonable time",
        ReturnWarrant => "endorse the warrant and return it to the court",
        RecordExtensionDetail => "record the doctor, time, condition and length of the further period",
        EndRecord => "record when and why the detention ended",
    }
}

labels! {
    /// Who owes a duty.
    pub enum Owner {
        Constable => "the constable",
        CustodyOfficer => "the custody officer",
        Doctor => "the doctor",
        Amhp => "the AMHP",
        PlaceOfSafety => "the place of safety",
        HospitalManagers => "the hospital managers",
        WhoeverHolds => "whoever holds the person",
        Superintendent => "a superintendent",
    }
}

/// A limit passed or a duty not met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Breach {
    /// When it happened.
    pub at: Option<Timestamp>,
    /// What, in one sentence.
    pub what: String,
    /// How sure.
    pub certainty: Certainty,
    /// Why. Never empty.
    pub because: Vec<Reason>,
    /// What follows in law, or that it is contested or not established.
    pub consequence: String,
}

/// What a layer other than the Act says, or good practice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Advisory {
    /// What it says here.
    pub says: String,
    /// Why. Never empty.
    pub because: Vec<Reason>,
}

/// A fact nobody has recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Missing {
    /// The fact, in words.
    pub fact: String,
    /// What it would settle.
    pub settles: String,
    /// The rule that asks.
    #[serde(serialize_with = "crate::rules::rule_as_reference")]
    #[schemars(with = "crate::rules::RuleReference")]
    pub rule: &'static Rule,
}

/// One limb of a test, answered. Lets a page show why, limb by limb.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Limb {
    /// What the limb asks, in our words.
    pub asks: &'static str,
    /// Whether it is met. `NotKnown` where nobody has said.
    pub met: Answer,
    /// The rule it belongs to.
    #[serde(serialize_with = "crate::rules::rule_as_reference")]
    #[schemars(with = "crate::rules::RuleReference")]
    pub rule: &'static Rule,
    /// Why it is met or not here.
    pub says: Words,
}

impl Limb {
    pub(crate) fn new(
        rule: &'static Rule,
        asks: &'static str,
        met: Answer,
        says: impl Into<Words>,
    ) -> Self {
        Self {
            asks,
            met,
            rule,
            says: says.into(),
        }
    }

    pub(crate) fn reason(&self) -> Reason {
        self.rule.applies(self.says.clone())
    }
}
