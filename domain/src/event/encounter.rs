//! The street: meeting, grounds, consultation, medical dangers, restraint and search.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::actor::Profession;
use crate::ids::DistrictId;
use crate::known::{Answer, Known};
use crate::labelled::labelled;
use crate::place::FoundAt;

/// A file was opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FileOpened {
    /// How it reached the police.
    pub channel: Channel,
    /// The reference in the force's command-and-control log, if there is one yet.
    #[serde(default)]
    pub log_reference: Option<String>,
    /// The district, if known.
    #[serde(default)]
    pub district: Option<DistrictId>,
    /// The force's definition of a mental-health incident: a power was considered.
    #[serde(default)]
    pub force_definition: Answer,
    /// The national definition: vulnerability central, or police did something more.
    #[serde(default)]
    pub national_definition: Answer,
}

labelled! {
    /// How an episode reached the police.
    pub enum Channel {
        OnSight => "an officer met the person",
        Call => "call from the public",
        Partner => "request from another service",
        Import => "imported extract",
    }
}

/// An officer met the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EncounterBegan {
    /// Where.
    pub at: FoundAt,
    /// How many officers are there, whoever says so among them. None where nobody said.
    #[serde(default)]
    pub officers: Option<u8>,
}

/// What the officer saw and heard, and what it amounted to. Facts stay apart from conclusions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GroundsObserved {
    /// What was seen and heard, in the officer's words.
    pub seen: String,
    /// Whether the person appears to be suffering from mental disorder.
    pub appears_disordered: Answer,
    /// Whether they appear to be in immediate need of care or control.
    pub immediate_need: Answer,
    /// Whether the constable thinks action necessary.
    pub necessary: Answer,
    /// For whose sake, if necessary.
    #[serde(default)]
    pub protecting: Option<Protecting>,
}

labelled! {
    /// Whose interests or protection make action necessary.
    pub enum Protecting {
        Person => "the person",
        Others => "other people",
        Both => "the person and other people",
    }
}

/// A professional was consulted. The time of the line is when they answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Consulted {
    /// What they are by profession. The Act lists who counts.
    pub profession: Profession,
    /// Their name and service, as given.
    pub who: Known<String>,
    /// When they were asked, where that is known.
    #[serde(default)]
    pub asked: Option<Timestamp>,
    /// What they advised. Advice does not bind the constable.
    pub advice: String,
}

/// Consulting was not practicable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsultationNotPracticable {
    /// Why, coded.
    pub reason: NotPracticable,
    /// Why, in the officer's words. Required in law by nobody, by practice always.
    pub detail: String,
}

labelled! {
    /// Why consulting was not practicable.
    pub enum NotPracticable {
        ImminentHarm => "imminent harm",
        NoSignal => "no phone or radio signal",
        NotAnswered => "no professional answered",
        Other => "another reason",
    }
}

/// Something other than detention was done. A voluntary attender is free to leave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AlternativeTaken {
    /// What was done.
    pub kind: Alternative,
    /// Who has the person now and what happens next.
    pub plan: String,
}

labelled! {
    /// What was done instead of detention.
    pub enum Alternative {
        VoluntaryAttendance => "went to a service voluntarily",
        HomeWithSupport => "home with support",
        Carer => "with family or a carer",
        SafeHaven => "crisis house or safe haven",
        CrisisTeam => "crisis team took over",
        GeneralPractitioner => "GP",
        ArrestedForOffence => "arrested for an offence",
        NoAction => "no further action",
    }
}

/// The red flags were gone through before choosing a place. Any yes or unsure means ambulance
/// and emergency department (workflows.md section 3.6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RedFlagsScreened {
    /// Flags answered yes.
    #[serde(default)]
    pub yes: Vec<RedFlag>,
    /// Flags the officer could not be sure of. Treated as yes.
    #[serde(default)]
    pub unsure: Vec<RedFlag>,
    /// Observations, in the officer's words.
    #[serde(default)]
    pub observations: String,
}

labelled! {
    /// Signs that a person needs a hospital first (workflows.md section 3.6).
    pub enum RedFlag {
        BlowToBody => "blow to the body",
        FallOverFourFeet => "fall of more than four feet",
        BladeOrProjectile => "injury from an edged weapon or projectile",
        Throttling => "throttling or strangulation",
        HitByVehicle => "hit by a vehicle",
        VehicleOccupant => "occupant of a vehicle in a collision",
        Ejected => "ejected from a moving vehicle",
        OverdoseOrIngestion => "drugs or alcohol taken, possible overdose",
        NoisyBreathing => "noisy breathing",
        NotRousable => "cannot be roused",
        HeadInjury => "head injury",
        LossOfConsciousness => "any loss of consciousness",
        FacialSwelling => "facial swelling",
        BleedingNoseOrEars => "bleeding from nose or ears",
        DeepCuts => "deep cuts",
        SuspectedFracture => "suspected fracture",
        PersistentSelfHarm => "persistent self-harm, head banging or ligature",
        AcutePsychosis => "features of acute psychosis",
        Pregnancy => "pregnancy",
        DiabetesOrEpilepsy => "diabetes or epilepsy",
        ChestPain => "chest pain",
        Hypothermia => "hypothermia",
    }
}

/// Acute behavioural disturbance is suspected: at two or more features, or on concern.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AbdSuspected {
    /// What was seen.
    pub features: Vec<AbdFeature>,
    /// The officer who watches the airway and does nothing else.
    pub safety_officer: Known<String>,
    /// Whether the ambulance service has been told "ABD suspected".
    pub told_ambulance: Answer,
}

labelled! {
    /// Features of acute behavioural disturbance (workflows.md section 3.6).
    pub enum AbdFeature {
        GreatStrength => "unusual strength or resistance",
        VeryHot => "very hot to touch",
        RemovingClothes => "removing clothes",
        ProfuseSweating => "sweating heavily",
        Confusion => "confused",
        BizarreBehaviour => "bizarre behaviour",
        NoTiring => "does not tire",
        InsensitiveToPain => "does not react to pain",
        Breathlessness => "breathless",
    }
}

/// Acute behavioural disturbance was ruled out: by a doctor of an emergency department only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AbdRuledOut {
    /// The doctor.
    pub doctor: String,
    /// Whether they are a doctor of the emergency department the person is in.
    pub emergency_department_doctor: Answer,
}

/// Restraint began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RestraintBegan {
    /// Tactics and position, in the officer's words.
    pub how: String,
    /// Use-of-force form references, one per officer, where already known.
    #[serde(default)]
    pub forms: Vec<String>,
}

/// Restraint ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RestraintEnded {
    /// The person's condition afterwards, and any injury.
    pub condition: String,
}

/// The person was searched, under one power. Two powers make two lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Searched {
    /// The power relied on.
    pub power: SearchPower,
    /// Facts for believing the person may present a danger; empty when there were none.
    pub danger_facts: String,
    /// Facts for believing an item is concealed; empty when there were none.
    pub concealed_facts: String,
    /// How far it went: outer clothing and mouth only under section 136C.
    pub extent: String,
    /// What was found and where it went; empty when nothing was.
    #[serde(default)]
    pub found: String,
}

labelled! {
    /// Search powers, kept apart.
    pub enum SearchPower {
        Section136C => "section 136C",
        Pace32 => "PACE section 32",
        Pace54 => "PACE section 54",
        HospitalPolicy => "hospital policy",
    }
}
