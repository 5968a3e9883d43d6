//! A warrant under section 135(1), from the call to the control room to the papers: executed at
//! a home, and the person kept there to be assessed.

use domain::event::{
    AgreementGiven, AmhpInterviewed, ArrangementsMade, Channel, Concern, EndReason, Ended,
    ExamFinding, Examined, ExecutionOutcome, Formalities, Manner, OutcomeCategory, PatientSought,
    PlaceRef, Presence, Readiness, Relation, Submission, Warrant, WarrantApplied, WarrantChecked,
    WarrantConcluded, WarrantEndorsed, WarrantEntry, WarrantKind, WarrantUsed,
};
use domain::{Answer, Event, Known, NoValue, PlaceKind, Profession, Rank};

use crate::person::Person;
use crate::story::Story;

const PREMISES: &str = "Flat 2, 14 Street B";
const COURT: &str = "Medway magistrates";

/// Tells it. Every wait is the same each time, so that a set piece can be placed in time.
pub(crate) fn tell(story: &mut Story<'_>) {
    asked(story);
    executed(story);
    assessed(story);
    papers(story);
}

/// The AMHP rings the control room, a justice issues the warrant, and it is got ready.
fn asked(story: &mut Story<'_>) {
    let dispatcher = story.cast.dispatcher();
    let district = story.places.district(&mut story.dice);
    story.open(&dispatcher, Channel::Partner, district, 2);
    let person = Person::draw(&mut story.dice, false);
    for fact in person.facts() {
        story.say(&dispatcher, Event::PersonRecorded(fact));
    }
    story.wait(2);
    let applied = WarrantApplied {
        kind: WarrantKind::Assess,
        applicant: Profession::Amhp,
        name: Known::is("AMHP 1, council duty desk".to_owned()),
        court: COURT.to_owned(),
        premises: PREMISES.to_owned(),
        on_oath_to_justice: Answer::Yes,
        in_jurisdiction: Answer::Yes,
        concern: Concern {
            believed_disordered: Answer::Yes,
            ill_treated_or_neglected: Answer::No,
            unable_to_care: Answer::Yes,
            living_alone: Answer::Yes,
        },
        patient: PatientSought::default(),
        facts: "not eating, gas left on, talks through the door only".to_owned(),
    };
    story.say(&dispatcher, applied);
    story.wait(70);
    let warrant = Warrant {
        kind: WarrantKind::Assess,
        court: COURT.to_owned(),
        premises: PREMISES.to_owned(),
        premises_specified: Answer::Yes,
        person_named: Answer::Yes,
        professionals_named: Answer::No,
        named: String::new(),
        last_day: Known::None(NoValue::NotApplicable),
        entries: None,
    };
    story.say(&dispatcher, warrant);
    story.wait(15);
    let checked = WarrantChecked {
        kind: WarrantKind::Assess,
        lead: Known::is(story.cast.sergeant().name),
        warrant: Readiness::Confirmed,
        amhp: Readiness::Confirmed,
        doctor: Readiness::Confirmed,
        risk: Readiness::Confirmed,
        ambulance: Readiness::Confirmed,
        place: Readiness::Confirmed,
        entry: Readiness::Confirmed,
        // No bed need have been found.
        bed: Readiness::NotConfirmed,
        rendezvous: "the car park behind the shops, ten minutes before".to_owned(),
        outstanding: String::new(),
    };
    story.say(&dispatcher, checked);
    story.wait(95);
}

/// Going in, and keeping the person there: the clock runs from the entry.
fn executed(story: &mut Story<'_>) {
    let sergeant = story.cast.sergeant();
    let entry = WarrantEntry {
        kind: WarrantKind::Assess,
        lead: sergeant.name.clone(),
        officers: None,
        amhp: Presence::InPerson,
        amhp_name: Known::is("AMHP 1".to_owned()),
        doctor: Presence::InPerson,
        doctor_name: Known::is("Doctor 2".to_owned()),
        named_professionals_there: Answer::NotKnown,
        why_others: String::new(),
        at_specified_premises: Answer::Yes,
        force_used: Answer::No,
        how: "the landlord's key; no damage".to_owned(),
        person_found: Answer::Yes,
        body_worn_video: Answer::Yes,
        further_entry_allowed_by: None,
        formalities: Formalities {
            reasonable_hour: Answer::Yes,
            waiting_would_frustrate: Answer::NotKnown,
            identified: Answer::Yes,
            shown: Answer::Yes,
            copy_given_or_left: Answer::Yes,
        },
    };
    story.say(&sergeant, entry);
    story.wait(6);
    let agreed = AgreementGiven {
        place: home(),
        relation: Relation::SoleOccupier,
        person_agrees: Answer::Yes,
        person_has_capacity: Answer::Yes,
        occupier_agrees: Answer::NotKnown,
        manager_agrees: Answer::NotKnown,
    };
    story.say(&sergeant, agreed);
    story.wait(2);
    let used = WarrantUsed {
        kind: WarrantKind::Assess,
        manner: Manner::Keep { at: home() },
        rank: Rank::Sergeant,
        why: "calmer at home; AMHP and doctor ask to assess there".to_owned(),
        told_why: Known::is(true),
        to_where_the_power_takes: Answer::NotKnown,
    };
    story.say(&sergeant, used);
}

fn home() -> PlaceRef {
    PlaceRef {
        id: None,
        kind: PlaceKind::PrivateHome,
        name: PREMISES.to_owned(),
    }
}

/// Examined and interviewed there, and a plan made.
fn assessed(story: &mut Story<'_>) {
    let doctor = story.cast.covering_doctor();
    let amhp = story.cast.amhp();
    story.wait(75);
    let examined = Examined {
        doctor: doctor.name.clone(),
        section_12: Answer::Yes,
        finding: ExamFinding::DisorderNoAdmission,
    };
    story.say(&doctor, examined);
    story.wait(10);
    let interviewed = AmhpInterviewed {
        amhp: amhp.name.clone(),
        sees_no_need: Answer::NotKnown,
    };
    story.say(&amhp, interviewed);
    story.wait(25);
    let arranged = ArrangementsMade {
        outcome: OutcomeCategory::CommunityPlan,
        awaiting_bed: Answer::No,
    };
    story.say(&amhp, arranged);
    // With that the authority to hold the person is spent.
    let ended = Ended {
        reason: EndReason::ArrangementsComplete,
        outcome: OutcomeCategory::CommunityPlan,
        person_told: Answer::Yes,
        care_now_with: "the crisis team, first visit in the morning".to_owned(),
    };
    story.say(&amhp, ended);
}

/// What the police owe after it.
fn papers(story: &mut Story<'_>) {
    let sergeant = story.cast.sergeant();
    story.wait(4);
    let concluded = WarrantConcluded {
        kind: WarrantKind::Assess,
        outcome: ExecutionOutcome::AssessedThere,
        premises_left: "as found; the gas is off at the meter".to_owned(),
    };
    story.say(&sergeant, concluded);
    story.wait(50);
    let returned = WarrantEndorsed {
        kind: WarrantKind::Assess,
        endorsed: Answer::Yes,
        returned: Answer::Yes,
        intelligence_report: Submission::Submitted,
        e_form: Submission::Submitted,
        why_nothing: String::new(),
    };
    story.say(&sergeant, returned);
}
