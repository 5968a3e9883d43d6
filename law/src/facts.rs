//! What the law is asked about: the acts and omissions it cares for, and no others.
//!
//! A timeline is read from JSON by `lantern law explain`, and folded from the record by
//! `casework`. The order of the acts does not matter; their times do.

pub mod capacity;
pub mod court;
pub mod entry;
mod patient;
mod warrant;

pub use patient::{
    AbsentFrom, Admitted, Authority, CommunityOrderMade, DestinationAsked, LeaveGranted,
    LeaveRevoked, NoticeTo, RecallEnded, RecallNotice, RecallOutcome, RecalledByWarrant,
    Recommended, Renewed, Returned, Service, TakenIntoCustody, Taker, WentAbsent,
};
pub use warrant::{
    Concern, DeclineReason, Entries, ExecutionConcluded, ExecutionDeclined, ExecutionOutcome,
    Formalities, KeptUnderWarrant, LiableAs, PatientToTake, Presence, RemovedUnderWarrant,
    WarrantExecuted, WarrantIssued, WarrantKind, WarrantReturned, WarrantSought,
};

use domain::event::{
    EndReason, EscapedFrom, ExamFinding, ExtensionGround, Manner, OutcomeCategory, PlaceRef,
    PlaceRefusal, Relation, SearchPower, StationConsultation,
};
use domain::{Answer, FoundAt, Moment, Profession, Rank};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use capacity::{CapacityActedOn, CapacityConsidered};
use court::CourtDirection;
use entry::{EntryMade, EntryReasons};

/// One person's episode, as the law sees it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// The person.
    #[serde(default)]
    pub person: Person,
    /// What happened, in any order.
    pub acts: Vec<Act>,
}

/// What is known of the person's age. In doubt, the person is treated as a child.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// Date of birth, where it is known and not disputed.
    #[serde(default)]
    pub born: Option<Date>,
    /// The youngest age in whole years the person may be, where no date of birth is known.
    #[serde(default)]
    pub youngest: Option<u8>,
    /// The oldest.
    #[serde(default)]
    pub oldest: Option<u8>,
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Act {
    /// A name for it, unique in the timeline: the line of the record, or a word of the lawyer's.
    pub id: String,
    /// When.
    pub at: Moment,
    /// Other live values of the same time, where it is contested. Alarms run on the earliest.
    #[serde(default)]
    pub rivals: Vec<RivalTime>,
    /// What.
    pub what: What,
}

/// Another value of a contested time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RivalTime {
    /// The line that gives it.
    pub id: String,
    /// The time it gives.
    pub at: Moment,
}

/// What happened, as the sections ask about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "act", deny_unknown_fields)]
pub enum What {
    /// An officer met the person here.
    Met {
        /// Where.
        at: FoundAt,
    },
    /// What appeared to the constable.
    Grounds {
        /// Limb (a): appears to be suffering from mental disorder.
        appears_disordered: Answer,
        /// Limb (b): in immediate need of care or control.
        immediate_need: Answer,
        /// Limb (c): action thought necessary, in their interests or to protect others.
        necessary: Answer,
    },
    /// A professional answered before the decision.
    Consulted {
        /// What they are.
        profession: Profession,
    },
    /// Consulting was said not to be practicable.
    ConsultationNotPracticable {
        /// Whether a reason was recorded.
        reason_recorded: bool,
        /// Whether the facts show that it was in truth practicable: a line open and answering,
        /// time to use it.
        #[serde(default)]
        was_practicable: Answer,
    },
    /// Section 136(1) was used.
    PowerUsed {
        /// Removed, or kept where they were.
        manner: Manner,
        /// Who used it. Only a constable may.
        by: Profession,
        /// The constable's rank.
        #[serde(default)]
        rank: Option<Rank>,
        /// Whether the person was brought out of a home by coercion so that it could be used.
        #[serde(default)]
        brought_out_by_force: Answer,
        /// After an earlier detention in the same timeline: whether this one rests on new facts
        /// after a release, and not on a wish for more time.
        #[serde(default)]
        fresh_facts: Answer,
    },
    /// The person already has another status: absent without leave, on leave, on a community
    /// treatment order, conditionally discharged, or waiting for a bed.
    OtherStatus {
        /// Which, in words.
        is: String,
    },
    /// The person attended somewhere voluntarily. No power, no clock.
    Voluntary,
    /// A journey began.
    Departed {
        /// Where to.
        to: PlaceRef,
    },
    /// The vehicle reached the site.
    ReachedSite {
        /// The place.
        place: PlaceRef,
    },
    /// The person physically entered a place.
    Entered {
        /// The place.
        place: PlaceRef,
    },
    /// Agreement to use a home or other suitable place.
    Agreement {
        /// The place.
        place: PlaceRef,
        /// How the person stands to it.
        relation: Relation,
        /// Whether the person agrees.
        person_agrees: Answer,
        /// Whether they have capacity to.
        #[serde(default)]
        person_has_capacity: Answer,
        /// Whether an occupier, or another occupier, agrees.
        #[serde(default)]
        occupier_agrees: Answer,
        /// Whether somebody responsible for managing the place agrees.
        #[serde(default)]
        manager_agrees: Answer,
    },
    /// That agreement was withdrawn.
    AgreementWithdrawn {
        /// The place.
        place: PlaceRef,
    },
    /// A place of safety said that it would not take the person. The latest reply of each place
    /// counts.
    PlaceRefused {
        /// The place.
        place: PlaceRef,
        /// Why. Only `because_of_the_risk` bears on the station condition.
        reason: PlaceRefusal,
        /// Whether the place is in the police area where the power began to be used.
        #[serde(default)]
        in_police_area: Answer,
    },
    /// A police station was authorised.
    StationAuthorised {
        /// Who authorised.
        by: Profession,
        /// Their rank.
        #[serde(default)]
        rank: Option<Rank>,
        /// Reg 2(1)(a)(i).
        imminent_risk: Answer,
        /// Reg 2(1)(a)(ii).
        no_other_place_because_of_risk: Answer,
        /// Reg 2(1)(a)(iii).
        healthcare_throughout: Answer,
        /// Reg 2(2).
        consultation: StationConsultation,
    },
    /// Welfare was checked at the station.
    WelfareChecked {
        /// By a healthcare professional.
        by_healthcare_professional: bool,
        /// Asleep.
        #[serde(default)]
        asleep: Answer,
        /// A risk that needs more frequent waking.
        #[serde(default)]
        waking_risk: Answer,
    },
    /// The custody officer reviewed the conditions.
    StationReviewed {
        /// Condition (i) still holds.
        imminent_risk: Answer,
        /// Condition (ii) still holds.
        no_other_place_because_of_risk: Answer,
        /// The professional of the latest check was consulted first.
        #[serde(default)]
        consulted_professional: Answer,
    },
    /// Reg 7: an arranged assessment would begin sooner here, and postponing would distress.
    AssessmentSoonerHere {
        /// Begins sooner.
        begins_sooner: Answer,
        /// Postponing would likely distress.
        postponing_distresses: Answer,
    },
    /// A transfer to another place of safety began.
    TransferBegan {
        /// Where to.
        to: PlaceRef,
        /// Who took the person or authorised it.
        authorised_by: Profession,
        /// Whether the new place confirmed.
        #[serde(default)]
        accepted: Answer,
    },
    /// Examined by a doctor.
    Examined {
        /// What they are.
        by: Profession,
        /// Approved under section 12.
        #[serde(default)]
        section_12: Answer,
        /// What they concluded.
        finding: ExamFinding,
    },
    /// Interviewed by an AMHP.
    AmhpInterviewed {
        /// Whether they see no need to detain.
        #[serde(default)]
        sees_no_need: Answer,
    },
    /// Arrangements made, or none needed.
    ArrangementsMade {
        /// A bed is awaited.
        #[serde(default)]
        awaiting_bed: Answer,
    },
    /// An application was completed.
    ApplicationMade {
        /// Which section.
        outcome: OutcomeCategory,
        /// Whether the hospital houses the place of safety the person is in.
        #[serde(default)]
        houses_place_of_safety: Answer,
        /// The hospital it names, where that was recorded.
        #[serde(default)]
        hospital: Option<String>,
        /// Whether it is in due form with the recommendations it needs.
        #[serde(default)]
        duly_completed: Answer,
    },
    /// A further period was authorised. The time is the signature.
    Extended {
        /// Who signed.
        by: Profession,
        /// Responsible for the examination.
        responsible_for_examination: Answer,
        /// Minutes added.
        minutes: u16,
        /// Ground.
        ground: ExtensionGround,
        /// At a station: assessed there.
        #[serde(default)]
        assessed_at_station: Answer,
    },
    /// A superior officer approved the further period.
    ExtensionApproved {
        /// Their rank.
        rank: Rank,
    },
    /// Escaped from legal custody.
    Escaped {
        /// From what.
        from: EscapedFrom,
    },
    /// Retaken under section 138.
    Retaken {
        /// By whom.
        by: Profession,
    },
    /// Searched.
    Searched {
        /// The power relied on.
        power: SearchPower,
        /// Grounds to believe in danger.
        danger: Answer,
        /// Grounds to believe an item is concealed.
        concealed: Answer,
    },
    /// A search under section 136C went further than outer coat, jacket, gloves and mouth.
    SearchedBeyondLimits,
    /// Admitted to a general ward for physical illness while still detained.
    AdmittedToGeneralWard,
    /// Rights explained by the hospital.
    RightsExplained,
    /// The AMHP service was told.
    AmhpServiceTold,
    /// The detention ended.
    Ended {
        /// Why.
        reason: EndReason,
    },
    /// The person's capacity in one matter was considered, before acting for them.
    CapacityConsidered(CapacityConsidered),
    /// Something was done for the person without their consent, relying on capacity law.
    CapacityActedOn(CapacityActedOn),
    /// Entering premises without a warrant was considered, on what was then known.
    EntryConsidered(EntryReasons),
    /// Premises were entered without a warrant under the Mental Health Act.
    EntryMade(EntryMade),
    /// A criminal court directed that the person be held at a place of safety (Part III).
    CourtDirected(CourtDirection),
    /// A patient was in hospital of their own accord, and not detained.
    InformalPatient,
    /// A patient was admitted and detained, or put under guardianship.
    Admitted(Admitted),
    /// A report renewed the authority, or extended a community treatment order.
    Renewed(Renewed),
    /// Leave was granted under section 17.
    LeaveGranted(LeaveGranted),
    /// Leave was revoked.
    LeaveRevoked(LeaveRevoked),
    /// A community treatment order was made.
    CommunityOrderMade(CommunityOrderMade),
    /// A notice of recall was handed to a community patient, left or posted.
    RecallNotice(RecallNotice),
    /// A recall to hospital came to its end.
    RecallEnded(RecallEnded),
    /// A restricted patient was conditionally discharged.
    ConditionallyDischarged,
    /// The Secretary of State recalled a conditionally discharged patient.
    RecalledByWarrant(RecalledByWarrant),
    /// A patient who was liable to be detained was let out of prison or another custody.
    ReleasedFromPrison,
    /// A patient left without leave.
    WentAbsent(WentAbsent),
    /// A patient was taken into custody, under section 6, 18 or 138 or by arrest.
    TakenIntoCustody(TakenIntoCustody),
    /// A patient came back to hospital, or attended on recall.
    Returned(Returned),
    /// Somebody asked that a patient be taken to a certain place.
    DestinationAsked(DestinationAsked),
    /// Doctors recommended admission.
    Recommended(Recommended),
    /// A patient was discharged from detention, guardianship or a community order.
    PatientDischarged,
    /// A warrant under section 135 was applied for, or was about to be.
    WarrantSought(WarrantSought),
    /// A justice issued a warrant under section 135. The day of issue is enough of a time.
    WarrantIssued(WarrantIssued),
    /// A constable entered premises to execute a warrant under section 135.
    WarrantExecuted(WarrantExecuted),
    /// Police did not execute a warrant when they were asked to.
    ExecutionDeclined(ExecutionDeclined),
    /// The person was removed under a warrant.
    RemovedUnderWarrant(RemovedUnderWarrant),
    /// The person was kept at the premises of a section 135(1) warrant.
    KeptUnderWarrant(KeptUnderWarrant),
    /// The execution of a warrant came to its end.
    ExecutionConcluded(ExecutionConcluded),
    /// A warrant was endorsed and returned.
    WarrantReturned(WarrantReturned),
}
