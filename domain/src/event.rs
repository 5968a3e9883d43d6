//! The events a record is made of.
//!
//! An event is something that happened, in the past tense and in the trade's nouns.
//! Variants are added, never edited: a new shape is a new variant, and old lines still decode.
//! On the wire each is an object with its name in `event`, such as
//! `{"event": "ambulance_asked", "via": "radio", …}`; a field nobody knows is refused.

mod assessment;
mod correction;
mod decision;
mod detention;
mod encounter;
mod entry;
mod hand_over;
mod journey;
mod link;
mod patient;
mod returns;
mod station;
mod warrant;

pub use assessment::{
    AmhpInterviewed, ApplicationMade, ArrangementsMade, EndReason, Ended, ExamFinding, Examined,
    Extended, ExtensionApproved, ExtensionGround, OutcomeCategory, RightsExplained,
};
pub use correction::{
    AgeBand, Block, Corrected, DetentionImported, ExceptionRecorded, Settled, Withdrawn,
};
pub use decision::{
    AlarmAcknowledged, DecisionAsked, DecisionGiven, EscalationClosed, EscalationOpened,
    EscalationRaised, EscalationReplied, Question, Ruling, Trigger,
};
pub use detention::{
    AgreementGiven, AgreementWithdrawn, Detained, Escaped, EscapedFrom, Manner, PlaceRef, Relation,
    Retaken,
};
pub use encounter::{
    AbdFeature, AbdRuledOut, AbdSuspected, Alternative, AlternativeTaken, Channel,
    ConsultationNotPracticable, Consulted, EncounterBegan, FileOpened, GroundsObserved,
    NotPracticable, Protecting, RedFlag, RedFlagsScreened, RestraintBegan, RestraintEnded,
    SearchPower, Searched,
};
pub use entry::{
    BelievedHarm, CapacityAct, CapacityConsidered, CapacityJudged, CapacityPurpose,
    CapacityReliedOn, EntryBasis, EntryReasons, PremisesEntered, PremisesSearch, Pursuit,
};
pub use hand_over::{
    HandOverAccepted, HandOverOffered, OfficersReleased, PlaceAsked, PlaceRefusal, PlaceReplied,
    PresenceAnswered, PresenceAsked, PresenceReason, RiskLevel, RiskRated, Service, ServiceTold,
};
pub use journey::{
    AmbulanceArrived, AmbulanceAsked, AmbulanceDeclined, AmbulancePromised, Asked, Diverted,
    Entered, JourneyBegan, Mode, PoliceVehicleReason, ReachedSite, TransferBegan,
    VehicleAuthorised, ViolenceException,
};
pub use link::{LinkBasis, LinkConfirmed, LinkRejected, LinkSuggested, LinkUndone};
pub use patient::{
    Absence, AbsentFrom, Authority, NoticeTo, PatientFact, PatientReturned, PatientTaken,
    RecallOutcome, RecallService, Taker,
};
pub use returns::{
    Counted, Figure, Recipient, ReturnIssued, ReturnKind, ReturnSent, ReturnSigned, Unit,
};
pub use station::{
    AssessmentSoonerHere, StationAuthorised, StationConsultation, StationReviewed, WelfareChecked,
};
pub use warrant::{
    Concern, DeclineReason, Entries, ExecutionOutcome, Formalities, LiableAs, PatientSought,
    Presence, Readiness, Submission, Warrant, WarrantApplied, WarrantChecked, WarrantConcluded,
    WarrantEndorsed, WarrantEntry, WarrantKind, WarrantNotExecuted, WarrantRefused, WarrantUsed,
};

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::actor::Actor;
use crate::ids::{CommandId, EventId, FileId, Position};
use crate::person::PersonFact;
use crate::time::When;

/// One line of the record. Written once; never changed or removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Recorded {
    /// The file it belongs to.
    pub file: FileId,
    /// Its place in the file, counting from 1 with no gaps.
    pub position: Position,
    /// Its id. The same id is never stored twice.
    pub id: EventId,
    /// When it happened in the world, as far as anyone knows.
    pub happened: When,
    /// When this system learned of it. Never earlier than the line before.
    pub recorded: Timestamp,
    /// Who recorded it, as they were at that moment.
    pub by: Actor,
    /// The command it came from: lines of one command are written together or not at all.
    pub command: CommandId,
    /// What happened.
    pub event: Event,
}

/// A line that is about to be written: what a decision leads to.
///
/// The record gives it its file, position, recorded time, actor and command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewEvent {
    /// Its id, made at the edge.
    pub id: EventId,
    /// When it happened.
    pub happened: When,
    /// What happened.
    pub event: Event,
}

/// Declares [`Event`] with its names, so that a list of kinds can be kept beside it.
macro_rules! events {
    ($($(#[$doc:meta])* $variant:ident($payload:ty) = $label:literal,)+) => {
        /// Something that happened.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        #[serde(tag = "event", rename_all = "snake_case")]
        pub enum Event {
            $($(#[$doc])* $variant($payload),)+
        }

        crate::labelled::labelled! {
            /// The name of an event without its contents: what permission is asked about.
            pub enum EventKind { $($variant => $label,)+ }
        }

        impl Event {
            /// Which event this is.
            pub const fn kind(&self) -> EventKind {
                match self {
                    $(Self::$variant(_) => EventKind::$variant,)+
                }
            }
        }

        $(impl From<$payload> for Event {
            fn from(payload: $payload) -> Self {
                Self::$variant(payload)
            }
        })+
    };
}

events! {
    // The encounter.
    /// A file was opened.
    FileOpened(FileOpened) = "file opened",
    /// Something was recorded about the person.
    PersonRecorded(PersonFact) = "person recorded",
    /// An officer met the person.
    EncounterBegan(EncounterBegan) = "officer with the person",
    /// What the officer saw and heard, against the limbs of section 136(1).
    GroundsObserved(GroundsObserved) = "grounds observed",
    /// A professional was consulted before section 136 was used.
    Consulted(Consulted) = "professional consulted",
    /// Consulting was not practicable, and why.
    ConsultationNotPracticable(ConsultationNotPracticable) = "consultation not practicable",
    /// Something other than detention was done. Never a detention: no clock.
    AlternativeTaken(AlternativeTaken) = "alternative taken",
    /// The red flags were gone through.
    RedFlagsScreened(RedFlagsScreened) = "red flags screened",
    /// Acute behavioural disturbance is suspected: an emergency until an ED doctor rules it out.
    AbdSuspected(AbdSuspected) = "acute behavioural disturbance suspected",
    /// An ED doctor ruled it out.
    AbdRuledOut(AbdRuledOut) = "acute behavioural disturbance ruled out",
    /// Restraint began.
    RestraintBegan(RestraintBegan) = "restraint began",
    /// Restraint ended.
    RestraintEnded(RestraintEnded) = "restraint ended",
    /// The person was searched.
    Searched(Searched) = "person searched",
    // The detention.
    /// A constable used section 136.
    Detained(Detained) = "detained under section 136",
    /// Agreement to use a home or other suitable place as a place of safety.
    AgreementGiven(AgreementGiven) = "place agreement given",
    /// That agreement was withdrawn.
    AgreementWithdrawn(AgreementWithdrawn) = "place agreement withdrawn",
    /// The person escaped from legal custody.
    Escaped(Escaped) = "escaped from custody",
    /// The person was retaken.
    Retaken(Retaken) = "retaken",
    // The journey.
    /// An ambulance was asked for.
    AmbulanceAsked(AmbulanceAsked) = "ambulance asked for",
    /// The ambulance service gave a time.
    AmbulancePromised(AmbulancePromised) = "ambulance promised",
    /// The ambulance reached the scene.
    AmbulanceArrived(AmbulanceArrived) = "ambulance at scene",
    /// The ambulance service declined.
    AmbulanceDeclined(AmbulanceDeclined) = "ambulance declined",
    /// An inspector permitted a police vehicle.
    VehicleAuthorised(VehicleAuthorised) = "police vehicle authorised",
    /// The journey began.
    JourneyBegan(JourneyBegan) = "journey began",
    /// The destination changed on the way.
    Diverted(Diverted) = "destination changed",
    /// The vehicle reached the site. Not the clock.
    ReachedSite(ReachedSite) = "reached the site",
    /// The person physically entered a place of safety. The clock.
    Entered(Entered) = "entered the place of safety",
    /// A transfer to another place of safety began.
    TransferBegan(TransferBegan) = "transfer began",
    // The place of safety.
    /// A place was asked whether it would take the person.
    PlaceAsked(PlaceAsked) = "place of safety asked",
    /// The place replied.
    PlaceReplied(PlaceReplied) = "place of safety replied",
    /// Officer and nurse rated the risk together.
    RiskRated(RiskRated) = "joint risk rated",
    /// The officer offered the hand-over.
    HandOverOffered(HandOverOffered) = "hand-over offered",
    /// The place asked the officers to stay.
    PresenceAsked(PresenceAsked) = "police presence asked for",
    /// Somebody answered for the police.
    PresenceAnswered(PresenceAnswered) = "police presence answered",
    /// A named person accepted the hand-over.
    HandOverAccepted(HandOverAccepted) = "hand-over accepted",
    /// A service or family member was told.
    ServiceTold(ServiceTold) = "service told",
    /// The officers left.
    OfficersReleased(OfficersReleased) = "officers released",
    // The police station.
    /// A police station was authorised as a place of safety for an adult.
    StationAuthorised(StationAuthorised) = "police station authorised",
    /// A healthcare professional checked the person's welfare.
    WelfareChecked(WelfareChecked) = "welfare checked",
    /// The custody officer reviewed whether the conditions still hold.
    StationReviewed(StationReviewed) = "station conditions reviewed",
    /// An assessment would begin sooner here than elsewhere, and moving would distress.
    AssessmentSoonerHere(AssessmentSoonerHere) = "assessment sooner at the station",
    // The assessment.
    /// The person's rights were explained.
    RightsExplained(RightsExplained) = "rights explained",
    /// A doctor examined the person.
    Examined(Examined) = "examined by a doctor",
    /// An AMHP interviewed the person.
    AmhpInterviewed(AmhpInterviewed) = "interviewed by an AMHP",
    /// Arrangements for treatment or care were made, or none were needed.
    ArrangementsMade(ArrangementsMade) = "arrangements made",
    /// An application for detention in hospital was made.
    ApplicationMade(ApplicationMade) = "application made",
    /// A doctor authorised a further period.
    Extended(Extended) = "detention extended",
    /// A superintendent approved the further period.
    ExtensionApproved(ExtensionApproved) = "extension approved",
    /// The detention ended.
    Ended(Ended) = "detention ended",
    // Decisions and escalation.
    /// A decision was asked of a senior officer.
    DecisionAsked(DecisionAsked) = "decision asked",
    /// The senior officer decided.
    DecisionGiven(DecisionGiven) = "decision given",
    /// An escalation was opened.
    EscalationOpened(EscalationOpened) = "escalation opened",
    /// Somebody replied to it.
    EscalationReplied(EscalationReplied) = "escalation answered",
    /// It went up a stage.
    EscalationRaised(EscalationRaised) = "escalation raised",
    /// It was closed, resolved or not.
    EscalationClosed(EscalationClosed) = "escalation closed",
    /// Somebody saw a clock alarm.
    AlarmAcknowledged(AlarmAcknowledged) = "alarm acknowledged",
    // The record itself.
    /// A line was corrected. The old line stays.
    Corrected(Corrected) = "line corrected",
    /// One of several contested values was accepted.
    Settled(Settled) = "contested fact settled",
    /// A line was withdrawn as entered by mistake. It stays visible.
    Withdrawn(Withdrawn) = "entry withdrawn",
    /// What happened although it should not have.
    ExceptionRecorded(ExceptionRecorded) = "exception recorded",
    /// A detention read from another system's extract.
    DetentionImported(DetentionImported) = "detention imported",
    // Returns, each a file of its own.
    /// A version of a return was issued.
    ReturnIssued(ReturnIssued) = "return issued",
    /// Somebody signed it.
    ReturnSigned(ReturnSigned) = "return signed",
    /// It was sent.
    ReturnSent(ReturnSent) = "return sent",
    // A warrant under section 135.
    /// A warrant was applied for.
    WarrantApplied(WarrantApplied) = "warrant applied for",
    /// A justice issued a warrant.
    WarrantIssued(Warrant) = "warrant issued",
    /// A justice refused one.
    WarrantRefused(WarrantRefused) = "warrant refused",
    /// What its execution needs was gone through.
    WarrantChecked(WarrantChecked) = "warrant checked before execution",
    /// A constable entered to execute it. The clock, where the person is kept there.
    WarrantExecuted(WarrantEntry) = "entered to execute the warrant",
    /// The person was removed or kept under it.
    WarrantUsed(WarrantUsed) = "removed or kept under the warrant",
    /// It was not executed when that was asked for.
    WarrantNotExecuted(WarrantNotExecuted) = "warrant not executed",
    /// Its execution came to its end.
    WarrantConcluded(WarrantConcluded) = "execution of the warrant concluded",
    /// It was endorsed and returned.
    WarrantReturned(WarrantEndorsed) = "warrant endorsed and returned",
    // A patient of a hospital.
    /// Something was recorded about what the patient is detained under.
    PatientRecorded(PatientFact) = "hospital status recorded",
    /// A patient left without leave.
    WentAbsent(Absence) = "patient absent without leave",
    /// A patient was taken into custody to be returned.
    PatientTaken(PatientTaken) = "patient taken",
    /// A patient came back.
    PatientReturned(PatientReturned) = "patient returned",
    // Entry without a warrant, and capacity.
    /// Premises were entered without a warrant.
    PremisesEntered(PremisesEntered) = "premises entered without a warrant",
    /// Capacity was judged.
    CapacityJudged(CapacityJudged) = "capacity judged",
    /// Capacity law was relied on.
    CapacityReliedOn(CapacityReliedOn) = "acted on lack of capacity",
    // The same person in two files.
    /// Somebody confirmed that another file is about the same person.
    LinkConfirmed(LinkConfirmed) = "confirmed as the same person",
    /// Somebody took that back.
    LinkUndone(LinkUndone) = "no longer held to be the same person",
    /// Somebody compared two files, and they are of two people.
    LinkRejected(LinkRejected) = "compared, and not the same person",
}
