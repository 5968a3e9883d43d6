//! A force's configuration: who it is, its places, and its own rules as effective-dated values.
//!
//! Everything that differs by force, site or date is here and not in code. Each value that can
//! change carries the day it begins, the day it stops, and the instrument that set it.

mod read;

pub use read::{ForceError, Problem};

use jiff::civil::Date;
use serde::Deserialize;

use crate::actor::{Rank, Role};
use crate::event::Trigger;
use crate::ids::{DistrictId, OrganisationId, PlaceId};
use crate::labelled::labelled;
use crate::place::{Place, PlaceKind};

/// A police force and its own rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Force {
    /// Its name in configuration.
    pub id: OrganisationId,
    /// Its name on the page.
    pub name: String,
    /// Residents, Census 2021.
    pub population: u32,
    /// Dates of law that an instrument sets. A date not appointed is none.
    pub law: LawDates,
    /// Its districts.
    pub districts: Vec<District>,
    /// Its directory of places.
    pub places: Vec<Place>,
    /// Its timers.
    pub timers: Vec<Timer>,
    /// Its rules that speak beside the Act.
    pub policies: Vec<PolicyRule>,
    /// Its ladders of escalation.
    pub ladders: Vec<Ladder>,
}

/// Dates of law that an instrument sets.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LawDates {
    /// Mental Health Act 2025 section 48: police stations cease to be places of safety. None
    /// until an instrument appoints the day.
    #[serde(default)]
    pub mha_2025_s48: Option<Commencement>,
    /// Mental Health Act 2025 section 29: shorter periods of detention under section 3. None
    /// until an instrument appoints the day.
    #[serde(default)]
    pub mha_2025_s29: Option<Commencement>,
}

/// A day an instrument appointed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Commencement {
    /// The day.
    pub on: Date,
    /// The instrument.
    pub instrument: String,
}

/// A district.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct District {
    /// Its name in configuration.
    pub id: DistrictId,
    /// Its name on the page.
    pub name: String,
}

/// A time limit of the force's own, with its days and the instrument that set it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Timer {
    /// Which.
    pub name: TimerKind,
    /// Only at this kind of place; at every kind when none.
    #[serde(default)]
    pub at: Option<PlaceKind>,
    /// How long, in minutes.
    pub minutes: u32,
    /// The first day it applies.
    pub from: Date,
    /// The last day it applies; open when none.
    #[serde(default)]
    pub to: Option<Date>,
    /// What set it.
    pub instrument: String,
}

labelled! {
    /// Timers a force sets (workflows.md section 20).
    pub enum TimerKind {
        AmbulanceTarget => "ambulance at the scene after it was asked for",
        OutsideSiteAlarm => "waiting outside a place of safety",
        HandOverTarget => "hand-over after entry",
        LongAtSite => "officers at the site",
        AssessmentBegun => "assessment begun after the clock began",
        ClockAlarm => "clock alarm, after the clock began",
        AlarmClimbs => "alarm not acknowledged goes to the next person",
        PlaceOfferHeld => "place of safety holds its offer",
        PlaceUnanswered => "place of safety does not answer the phone",
        InspectorSeesClock => "inspector is shown the clock, after it began",
        FutureTolerance => "an entry may be ahead of the server's clock",
        UndoWindow => "a wrong tap can be taken back",
        OutsideNote => "gap between reaching the site and entering that is noted",
    }
}

/// A rule of the force that speaks beside the Act, under its own name.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyRule {
    /// Which.
    pub rule: PolicyKind,
    /// The first day it applies.
    pub from: Date,
    /// The last day it applies; open when none.
    #[serde(default)]
    pub to: Option<Date>,
    /// The document and paragraph.
    pub instrument: String,
}

labelled! {
    /// Rules a force may have beside the Act.
    pub enum PolicyKind {
        SuperintendentWheneverAtStation => "a superintendent approves every further period at a police station",
        InspectorForPoliceVehicle135 => "an inspector permits a police vehicle for a section 135 removal",
        InspectorForPoliceVehicle136 => "an inspector permits a police vehicle for a section 136 removal",
        ViolenceException => "the detaining officer may use a police vehicle for violence no ambulance can manage",
        EdDoctorRulesOutAbd => "only a doctor of an emergency department rules out suspected ABD",
        EntryStartsClock => "the clock starts at physical entry, not on reaching the site",
        NamedProfessionalMustAttend => "a professional named on a warrant must attend",
        AmbulanceThirtyMinutes => "an ambulance for section 136 is aimed to arrive within 30 minutes",
        RightCareRightPersonForRequests => "a request by another service is decided under Right Care Right Person",
        DutyOfCareOnEncounter => "officers who come upon a person in crisis still owe them a duty of care",
        AmhpLeadsWarrant => "the AMHP seeks a section 135(1) warrant and brings doctor, ambulance and police together",
        ControlRoomAllocatesWarrant => "the control room takes and allocates every request to execute a section 135(1) warrant",
        NoPreliminaryVisit => "no preliminary visit to learn whether entry would be refused",
        PoliceLeadExecution => "a briefed police officer leads the execution of a warrant",
        RecheckBeforeExecution => "the lead officer checks intelligence again where anything has changed",
        SergeantCommandsExecution => "a sergeant takes command of the execution and speaks with the AMHP directly",
        BodyWornVideoConsidered => "body-worn video is considered when a warrant is executed",
        OfficersSayWhenSafe => "the lead officer says when it is safe for the others to enter, and stays",
        SearchNeverRequired => "a section 136C search is at any age, is limited to its purpose, and is never required",
        BedNotRequired => "no bed need be found before a warrant is executed",
        EscalateAbsentProfessionals => "an AMHP or doctor who will not attend is escalated to a supervisor and recorded",
        UnmarkedVehicleConsidered => "unmarked vehicles are considered for travelling to a warrant",
        NoPoliceTransportUnlessViolent135 => "police do not transport a person detained under a warrant unless they are too violent for others to manage",
        EscortAmbulance135 => "the person goes in the ambulance the AMHP arranged, with a police escort",
        ContainmentInAmbulance => "officers see to containment in an ambulance, whose doors do not lock while it stands",
        SupervisorDecidesStayAtEd => "a supervisor decides whether officers stay at the emergency department",
        FirstEntryStartsClock135 => "kept at the address of the warrant: the clock starts when police first enter",
        EmergencyDepartmentStartsClock => "an emergency department visited first starts the clock",
        SubmissionsAfterWarrant => "an intelligence submission and the section 135 form follow every warrant",
    }
}

/// A ladder of escalation: who owns a trouble at each stage, and how soon.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ladder {
    /// What sets it off.
    pub trigger: Trigger,
    /// Its stages, first to last.
    pub stages: Vec<Stage>,
    /// The first day it applies.
    pub from: Date,
    /// The last day it applies; open when none.
    #[serde(default)]
    pub to: Option<Date>,
    /// What set it.
    pub instrument: String,
}

/// One stage of a ladder.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// Minutes after the ladder opened.
    pub after_minutes: u32,
    /// Who owns it in the police.
    pub owner: Role,
    /// Their rank, at least.
    #[serde(default)]
    pub rank: Option<Rank>,
    /// Whom they ask in the other service, in words.
    pub asks: String,
}

impl Force {
    /// Reads a force's configuration. `file` is only named in errors.
    ///
    /// Strict: a key nobody knows, a day that does not exist, a place in no district, two timers
    /// that both apply on one day are each refused with file, line and reason, and all at once.
    pub fn read(file: &str, text: &str) -> Result<Self, ForceError> {
        read::read(file, text)
    }

    /// A place by its name in configuration.
    pub fn place(&self, id: &PlaceId) -> Option<&Place> {
        self.places.iter().find(|place| &place.id == id)
    }

    /// A district by its name in configuration.
    pub fn district(&self, id: &DistrictId) -> Option<&District> {
        self.districts.iter().find(|district| &district.id == id)
    }

    /// A timer in minutes on a day: the one for this kind of place, else the one for every kind.
    /// None when the force has not set it.
    pub fn timer(&self, name: TimerKind, at: Option<PlaceKind>, on: Date) -> Option<u32> {
        let applies = |timer: &&Timer| {
            timer.name == name && timer.from <= on && timer.to.is_none_or(|to| on <= to)
        };
        let fits = |timer: &&Timer| timer.at.is_some() && timer.at == at;
        let mut applying = self.timers.iter().filter(applies);
        let exact = self.timers.iter().filter(applies).find(fits);
        exact
            .or_else(|| applying.find(|timer| timer.at.is_none()))
            .map(|timer| timer.minutes)
    }

    /// The clock alarms on a day, in minutes after the start, soonest first.
    pub fn clock_alarms(&self, on: Date) -> Vec<u32> {
        let mut minutes: Vec<u32> = self
            .timers
            .iter()
            .filter(|timer| timer.name == TimerKind::ClockAlarm)
            .filter(|timer| timer.from <= on && timer.to.is_none_or(|to| on <= to))
            .map(|timer| timer.minutes)
            .collect();
        minutes.sort_unstable();
        minutes.dedup();
        minutes
    }

    /// A rule of the force on a day, if it has it.
    pub fn policy(&self, rule: PolicyKind, on: Date) -> Option<&PolicyRule> {
        self.policies.iter().find(|policy| {
            policy.rule == rule && policy.from <= on && policy.to.is_none_or(|to| on <= to)
        })
    }

    /// The ladder for a trigger on a day, if the force has one.
    pub fn ladder(&self, trigger: Trigger, on: Date) -> Option<&Ladder> {
        self.ladders.iter().find(|ladder| {
            ladder.trigger == trigger && ladder.from <= on && ladder.to.is_none_or(|to| on <= to)
        })
    }
}
