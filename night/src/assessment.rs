//! Rights, alarms, the further period, the examination and the end.

use domain::event::{
    AlarmAcknowledged, AmhpInterviewed, ApplicationMade, ArrangementsMade, EndReason, Ended,
    EscalationReplied, ExamFinding, Examined, Extended, ExtensionGround, OutcomeCategory,
    RightsExplained,
};
use domain::{Actor, Answer, Known, Place, PlaceKind, Profession};
use jiff::Timestamp;

use crate::course::Course;
use crate::story::{Story, after};

/// The clock alarms of the demonstration force, in minutes after the start.
const ALARMS: [u32; 5] = [720, 1_080, 1_260, 1_380, 1_425];

/// From entering to the end of the detention. `entry` is the entry that starts the clock.
pub(crate) fn tell(story: &mut Story<'_>, course: &Course, place: &Place, entry: Timestamp) {
    let keeper = keeper(story, course, place);
    rights(story, &keeper, after(entry, course.moved.unwrap_or(0), 0));
    if let Some(extension) = course.extended {
        let doctor = story.cast.doctor(place);
        let extended = Extended {
            name: doctor.name.clone(),
            profession: Profession::RegisteredMedicalPractitioner,
            responsible_for_examination: Answer::Yes,
            minutes: extension.minutes,
            ground: ExtensionGround::PersonsCondition,
            reason: "Too sedated to take part; assessment planned as soon as they can.".to_owned(),
            assessed_at_station: Answer::NotKnown,
        };
        story.say_at(after(entry, extension.signed, 0), &doctor, extended);
    }
    let examined = after(entry, course.assessed_after, 0);
    assessment_late(story, course, entry, examined);
    story.at = examined;
    let ended = conclude(story, course, place, &keeper);
    alarms(story, entry, ended);
}

/// Who records for the place: its nurse, or the officer where there is none.
fn keeper(story: &Story<'_>, course: &Course, place: &Place) -> Actor {
    match place.kind {
        PlaceKind::PoliceStation => story.cast.custody_sergeant(),
        _ if crate::site::has_staff(course.first) => story.cast.nurse(place),
        _ => course.officer.clone(),
    }
}

fn rights(story: &mut Story<'_>, keeper: &Actor, from: Timestamp) {
    if keeper.role == domain::Role::ResponseOfficer {
        return;
    }
    let minutes = story.dice.between(15, 55);
    let explained = RightsExplained {
        orally: Answer::Yes,
        in_writing: Answer::Yes,
        language: Known::is("English".to_owned()),
    };
    story.say_at(after(from, minutes, 0), keeper, explained);
}

/// The AMHP desk answers once the assessment is late at twelve hours.
fn assessment_late(story: &mut Story<'_>, course: &Course, entry: Timestamp, examined: Timestamp) {
    let answered = after(entry, 736, 0);
    if course.contested.is_some() || answered >= examined {
        return;
    }
    let amhp = story.cast.amhp();
    let replied = EscalationReplied {
        opened: story.escalation("T6"),
        reply: "AMHP desk: two assessments before this one.".to_owned(),
        promised: "An AMHP and a doctor as soon as they are free.".to_owned(),
    };
    story.say_at(answered, &amhp, replied);
}

/// Examination, interview, arrangements and the end, by the outcome. Answers with the end.
fn conclude(story: &mut Story<'_>, course: &Course, place: &Place, keeper: &Actor) -> Timestamp {
    let doctor = if crate::site::has_staff(course.first) {
        story.cast.doctor(place)
    } else {
        story.cast.covering_doctor()
    };
    let finding = match course.outcome {
        OutcomeCategory::NoFollowUp => ExamFinding::NoMentalDisorder,
        OutcomeCategory::CommunityPlan | OutcomeCategory::Other => ExamFinding::DisorderNoAdmission,
        _ => ExamFinding::DisorderAdmissionNeeded,
    };
    let examined = Examined {
        doctor: doctor.name.clone(),
        section_12: Answer::Yes,
        finding,
    };
    story.say(&doctor, examined);
    if finding == ExamFinding::NoMentalDisorder {
        return end(
            story,
            keeper,
            EndReason::NoMentalDisorder,
            OutcomeCategory::NoFollowUp,
        );
    }
    let minutes = story.dice.between(20, 50);
    story.wait(minutes);
    let amhp = story.cast.amhp();
    let admission = finding == ExamFinding::DisorderAdmissionNeeded;
    let interviewed = AmhpInterviewed {
        amhp: amhp.name.clone(),
        sees_no_need: Answer::from(!admission),
    };
    story.say(&amhp, interviewed);
    story.wait(12);
    let made = ArrangementsMade {
        outcome: course.outcome,
        awaiting_bed: Answer::from(admission),
    };
    story.say(&amhp, made);
    if !admission {
        // Examined, interviewed and provided for: nothing is left to hold them for.
        return end(
            story,
            keeper,
            EndReason::ArrangementsComplete,
            course.outcome,
        );
    }
    story.wait(course.bed_after);
    if course.outcome != OutcomeCategory::InformalAdmission {
        let application = ApplicationMade {
            outcome: course.outcome,
            hospital: "Invented Hospital, ward 2".to_owned(),
            houses_place_of_safety: Answer::No,
        };
        story.say(&amhp, application);
        story.wait(15);
    }
    end(story, keeper, EndReason::Admitted, course.outcome)
}

fn end(
    story: &mut Story<'_>,
    keeper: &Actor,
    reason: EndReason,
    outcome: OutcomeCategory,
) -> Timestamp {
    let ended = Ended {
        reason,
        outcome,
        person_told: Answer::Yes,
        care_now_with: match reason {
            EndReason::Admitted => "The ward.",
            EndReason::NoMentalDisorder => "Themselves; a friend collects them.",
            _ => "The community team; seen again within two days.",
        }
        .to_owned(),
    };
    story.say(keeper, ended);
    story.at
}

/// The sergeant sees each clock alarm that sounds before the end.
fn alarms(story: &mut Story<'_>, entry: Timestamp, ended: Timestamp) {
    let sergeant = story.cast.sergeant();
    for minutes in ALARMS {
        let late = story.dice.between(1, 4);
        let seen = after(entry, minutes + late, 0);
        if seen < ended {
            story.say_at(seen, &sergeant, AlarmAcknowledged { minutes });
        }
    }
}
