//! A warrant under section 135: applied for, issued or refused, made ready for, executed, used,
//! put off, concluded, returned (workflows.md sections 4 and 5).
//!
//! Every event says which subsection it is under. A line about a warrant belongs to the latest
//! warrant of that subsection issued before it.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Manner, PlaceRef};
use crate::actor::{Profession, Rank};
use crate::known::{Answer, Known};
use crate::labelled::labelled;

/// A warrant was applied for, or is about to be. The time of the line is the application's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WarrantApplied {
    /// Which kind.
    pub kind: WarrantKind,
    /// What the applicant is. Only an AMHP may apply under section 135(1).
    pub applicant: Profession,
    /// The applicant's name, service and number to ring.
    pub name: Known<String>,
    /// The court, where it is known.
    #[serde(default)]
    pub court: String,
    /// The premises, as exactly as they are known.
    pub premises: String,
    /// Whether the information is on oath to a justice of the peace.
    #[serde(default)]
    pub on_oath_to_justice: Answer,
    /// Whether the place is within the justice's jurisdiction.
    #[serde(default)]
    pub in_jurisdiction: Answer,
    /// What is sworn under section 135(1).
    #[serde(default)]
    pub concern: Concern,
    /// What is sworn under section 135(2).
    #[serde(default)]
    pub patient: PatientSought,
    /// The facts, in the applicant's words.
    #[serde(default)]
    pub facts: String,
}

/// What is sworn of a patient under section 135(2), and until when they may be taken.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PatientSought {
    /// That the patient is on the premises.
    #[serde(default)]
    pub believed_on_premises: Answer,
    /// That admission to the premises has been refused.
    #[serde(default)]
    pub admission_refused: Answer,
    /// That a refusal of admission is apprehended.
    #[serde(default)]
    pub refusal_apprehended: Answer,
    /// Why the patient may be taken or retaken.
    #[serde(default)]
    pub liability: Option<LiableAs>,
    /// The last day on which they may be, as the hospital says. Not applicable where that power
    /// has no limit.
    #[serde(default)]
    pub power_ends: Option<Known<Date>>,
    /// Whether an applicant who is no constable is authorised to take or retake this patient.
    #[serde(default)]
    pub applicant_authorised: Answer,
    /// Where the underlying power takes the patient.
    #[serde(default)]
    pub destination: Option<PlaceRef>,
}

/// A warrant as a justice issued it. The time of the line is the issue; the day is enough.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Warrant {
    /// Which kind.
    pub kind: WarrantKind,
    /// The court that issued it.
    pub court: String,
    /// The premises it specifies, word for word.
    pub premises: String,
    /// Whether it specifies the premises.
    pub premises_specified: Answer,
    /// Whether it names the person. It need not.
    #[serde(default)]
    pub person_named: Answer,
    /// Whether it names a particular AMHP or doctor.
    #[serde(default)]
    pub professionals_named: Answer,
    /// The AMHP and doctor it names.
    #[serde(default)]
    pub named: String,
    /// The last day it may be executed, as its face says. Not applicable where it says none.
    pub last_day: Known<Date>,
    /// How many entries it authorises. None where its face says nothing of it.
    #[serde(default)]
    pub entries: Option<Entries>,
}

/// A justice refused a warrant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WarrantRefused {
    /// Which kind.
    pub kind: WarrantKind,
    /// Why, and what happens now.
    pub reason: String,
}

labelled! {
    /// How a thing stands that a warrant's execution needs.
    pub enum Readiness {
        Confirmed => "confirmed",
        NotConfirmed => "not confirmed",
        NotApplicable => "does not apply",
    }
}

/// What the execution needs was gone through with the lead professional before anybody goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WarrantChecked {
    /// Which kind.
    pub kind: WarrantKind,
    /// The constable who leads the execution.
    pub lead: Known<String>,
    /// The warrant itself: kind, court, dates, and that its address is the one to go to.
    pub warrant: Readiness,
    /// The AMHP. Needed there in person under section 135(1).
    pub amhp: Readiness,
    /// The doctor. Needed there in person under section 135(1).
    pub doctor: Readiness,
    /// The risk: weapons, dogs, children, others there, health, and checks of records.
    pub risk: Readiness,
    /// The ambulance or other transport.
    pub ambulance: Readiness,
    /// The place of safety, or the hospital that takes the patient back.
    pub place: Readiness,
    /// How entry is made: keys, locksmith, method of entry, boarding-up.
    pub entry: Readiness,
    /// The bed. Known for information: none need have been found.
    pub bed: Readiness,
    /// Where and when everybody meets, and what happens if nobody is in.
    #[serde(default)]
    pub rendezvous: String,
    /// What is not confirmed and why.
    #[serde(default)]
    pub outstanding: String,
}

/// A constable entered the premises to execute the warrant. The time of the line is that first
/// entry: where the person is kept there, the clock runs from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WarrantEntry {
    /// Which kind.
    pub kind: WarrantKind,
    /// The constable who led.
    pub lead: String,
    /// How many officers were there, the lead among them. None where nobody said.
    #[serde(default)]
    pub officers: Option<u8>,
    /// Whether an AMHP was there: any AMHP.
    pub amhp: Presence,
    /// The AMHP.
    pub amhp_name: Known<String>,
    /// Whether a registered medical practitioner was there: any doctor.
    pub doctor: Presence,
    /// The doctor.
    pub doctor_name: Known<String>,
    /// Whether those whom the warrant names were there, where it names any.
    #[serde(default)]
    pub named_professionals_there: Answer,
    /// Why others came than those whom the warrant names.
    #[serde(default)]
    pub why_others: String,
    /// Whether what was entered is what the warrant specifies.
    pub at_specified_premises: Answer,
    /// Whether force was used to enter.
    pub force_used: Answer,
    /// How entry was had, and what was damaged.
    #[serde(default)]
    pub how: String,
    /// Whether the person was found there.
    pub person_found: Answer,
    /// Whether body-worn video was on.
    #[serde(default)]
    pub body_worn_video: Answer,
    /// The rank of an officer who allowed a further entry in writing, where one did.
    #[serde(default)]
    pub further_entry_allowed_by: Option<Rank>,
    /// The formalities of the entry.
    #[serde(default)]
    pub formalities: Formalities,
}

/// The person was removed or kept under the warrant. The time of the line is the decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WarrantUsed {
    /// Which kind. Only under section 135(1) does it begin a detention.
    pub kind: WarrantKind,
    /// Removed, or kept at the premises. Nobody is kept under section 135(2).
    pub manner: Manner,
    /// The constable's rank.
    pub rank: Rank,
    /// Why, in words, with what the AMHP and the doctor said.
    pub why: String,
    /// Whether the person was told why.
    pub told_why: Known<bool>,
    /// Under section 135(2): whether the patient is taken where the underlying power takes them.
    #[serde(default)]
    pub to_where_the_power_takes: Answer,
}

/// The warrant was not executed when that was asked for, or was put off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WarrantNotExecuted {
    /// Which kind.
    pub kind: WarrantKind,
    /// Why.
    pub reason: DeclineReason,
    /// Who was spoken to, what was said, and what happens next.
    pub detail: String,
}

/// The execution came to its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WarrantConcluded {
    /// Which kind.
    pub kind: WarrantKind,
    /// With what.
    pub outcome: ExecutionOutcome,
    /// How the premises were left: secured, damage, property, animals.
    #[serde(default)]
    pub premises_left: String,
}

labelled! {
    /// How a paper stands that the police owe after a warrant.
    pub enum Submission {
        Submitted => "submitted",
        NothingToSubmit => "nothing to submit",
        NotYet => "not yet",
    }
}

/// The warrant was endorsed and returned, and the papers after it submitted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WarrantEndorsed {
    /// Which kind.
    pub kind: WarrantKind,
    /// Whether it was endorsed with what was found and done.
    pub endorsed: Answer,
    /// Whether it was returned to the court.
    pub returned: Answer,
    /// The intelligence report (3x5x2).
    pub intelligence_report: Submission,
    /// The section 135 e-form.
    pub e_form: Submission,
    /// Why there is nothing to submit.
    #[serde(default)]
    pub why_nothing: String,
}

labelled! {
    /// Which kind of warrant.
    pub enum WarrantKind {
        Assess => "a warrant under section 135(1), to remove a person to a place of safety or keep them",
        Retake => "a warrant under section 135(2), to take or retake a patient",
    }
}

/// What there is reasonable cause to suspect, for section 135(1).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Concern {
    /// That the person is believed to be suffering from mental disorder.
    #[serde(default)]
    pub believed_disordered: Answer,
    /// Limb (a): has been, or is being, ill-treated, neglected or not kept under proper control.
    #[serde(default)]
    pub ill_treated_or_neglected: Answer,
    /// Limb (b): is unable to care for themselves…
    #[serde(default)]
    pub unable_to_care: Answer,
    /// …and is living alone.
    #[serde(default)]
    pub living_alone: Answer,
}

labelled! {
    /// What a person is, as far as being taken or retaken goes.
    pub enum LiableAs {
        AbsentWithoutLeave => "a patient absent without leave (section 18)",
        AbsentFromGuardianship => "a person under guardianship absent without leave (section 18(3))",
        RecalledCommunityPatient => "a community patient recalled and absent (sections 17E and 18(2A))",
        RecalledByWarrant => "a conditionally discharged patient recalled by the Secretary of State (section 42)",
        Escaped => "a person who escaped from legal custody (section 138)",
        ApplicationMade => "a person for whom an application is complete, not yet admitted (section 6)",
        RecommendationsOnly => "a person for whom there are recommendations and no application",
        NoticeNotServed => "a community patient on whom no recall notice has been served",
        LeaveNotOver => "a patient whose leave has not ended",
        Informal => "a patient who is in hospital informally",
        NotAPatient => "a person who is liable to no detention",
    }
}

labelled! {
    /// How many entries a warrant authorises.
    pub enum Entries {
        One => "one entry",
        Several => "more than one entry",
    }
}

labelled! {
    /// Whether a professional was there when a warrant was executed.
    pub enum Presence {
        InPerson => "there in person",
        Remotely => "there by telephone or video only",
        CameLater => "not there at the entry, and came later",
        Absent => "not there",
        NotRecorded => "not recorded",
    }
}

/// The formalities of executing a warrant (PACE section 16, if it governs).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Formalities {
    /// Whether the hour was reasonable.
    #[serde(default)]
    pub reasonable_hour: Answer,
    /// Whether waiting for a reasonable hour might have frustrated the purpose.
    #[serde(default)]
    pub waiting_would_frustrate: Answer,
    /// Whether the constable said who they were.
    #[serde(default)]
    pub identified: Answer,
    /// Whether the warrant was shown.
    #[serde(default)]
    pub shown: Answer,
    /// Whether a copy was given, or left where nobody was there.
    #[serde(default)]
    pub copy_given_or_left: Answer,
}

labelled! {
    /// Why police did not execute a warrant.
    pub enum DeclineReason {
        NoBed => "no bed had been found",
        NoOfficers => "no officers would be supplied",
        NamedProfessionalAway => "a professional whom the warrant names could not come",
        NoAmhpOrDoctor => "no AMHP, or no doctor, would attend",
        NoWarrant => "there was no warrant",
        WrongAddress => "the address was not that of the warrant",
        Expired => "the warrant had run out",
        PreliminaryVisit => "what was asked for was a preliminary visit",
        Other => "another reason",
    }
}

labelled! {
    /// What the execution of a warrant came to.
    pub enum ExecutionOutcome {
        NobodyFound => "the person was not found",
        NoAction => "the person was found and neither removed nor kept",
        AssessedThere => "the assessment was finished there",
        HandedOver => "the person was handed over at the place of safety or hospital",
        Abandoned => "broken off",
    }
}
