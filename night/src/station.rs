//! A police station as the place of safety of an adult: the authority, checks and reviews.

use domain::event::{
    DecisionAsked, DecisionGiven, Entered, JourneyBegan, Mode, OfficersReleased, PlaceRefusal,
    PoliceVehicleReason, Question, ReachedSite, Ruling, StationAuthorised, StationConsultation,
    StationReviewed, ViolenceException, WelfareChecked,
};
use domain::{Answer, Known, Place, Profession, Rank};
use jiff::Timestamp;

use crate::course::{Course, Travel};
use crate::story::{Story, after};
use crate::{assessment, site};

/// Minutes between checks. The longest allowed is 30 (law.md `stn-check-30`).
const CHECKS: (u32, u32) = (23, 28);

/// Tells the way to the station and the stay in it.
pub(crate) fn tell(story: &mut Story<'_>, course: &Course, station: &Place) {
    let officer = &course.officer;
    let suites = story.places.suites.clone();
    for suite in &suites {
        site::asked_and_answered(
            story,
            suite,
            Some(PlaceRefusal::BecauseOfTheRisk),
            "We cannot hold somebody who is this violent.",
        );
    }
    let asked = story.say(
        officer,
        DecisionAsked {
            question: Question::PoliceStation,
            of: Rank::Inspector,
            facts:
                "Went for an officer's throat twice; will hurt somebody within minutes if let go. \
                    Every suite in the police area has said no because of it."
                    .to_owned(),
            other_view: String::new(),
        },
    );
    let minutes = story.dice.between(4, 12);
    story.wait(minutes);
    authorise(story, station, asked);
    depart(story, course, station);
    story.say(
        officer,
        ReachedSite {
            place: station.into(),
        },
    );
    story.wait(3);
    let custody = story.cast.custody_sergeant();
    story.say(
        &custody,
        Entered {
            place: station.into(),
        },
    );
    let entry = story.at;
    leave(story, course);
    let length = story.dice.minutes(crate::figures::STATION_STAY);
    let assessed = length.saturating_sub(90).max(60);
    let mut course = course.clone();
    course.assessed_after = assessed;
    course.bed_after = course.bed_after.min(60);
    assessment::tell(story, &course, station, entry);
    let ended = story.at;
    rounds(story, entry, ended);
}

fn authorise(story: &mut Story<'_>, station: &Place, asked: domain::EventId) {
    let inspector = story.cast.inspector();
    let authorised = StationAuthorised {
        station: station.into(),
        name: inspector.name.clone(),
        rank: Rank::Inspector,
        imminent_risk: Answer::Yes,
        no_other_place_because_of_risk: Answer::Yes,
        healthcare_throughout: Answer::Yes,
        facts:
            "Two attempts at an officer's throat. Each suite refused in writing because of that \
                danger. The custody nurse stays throughout."
                .to_owned(),
        consultation: StationConsultation::Consulted {
            profession: Profession::RegisteredNurse,
            who: Known::is("duty nurse, crisis team".to_owned()),
        },
    };
    story.say(&inspector, authorised);
    let given = DecisionGiven {
        asked,
        ruling: Ruling::Yes,
        reason: "Each condition is met on what I have been told.".to_owned(),
        condition: "Moved as soon as a suite can take them.".to_owned(),
        log_reference: Some(story.log_reference()),
    };
    story.say(&inspector, given);
    story.wait(2);
}

fn depart(story: &mut Story<'_>, course: &Course, station: &Place) {
    let (mode, why_police) = match course.travel {
        Travel::Ambulance => (Mode::Ambulance, None),
        Travel::Police(why) => (Mode::PoliceVehicle, Some(why)),
        Travel::NotRecorded | Travel::Kept => (Mode::NotKnown, None),
    };
    let violent = matches!(why_police, Some(PoliceVehicleReason::RiskOrBehaviour));
    let exception = violent.then(|| ViolenceException {
        facts: "Kicking and head-butting; four officers to hold them.".to_owned(),
        paramedic_aboard: Answer::No,
        ambulance_following: Answer::No,
    });
    let journey = JourneyBegan {
        to: station.into(),
        mode,
        why_police,
        escort: Known::is(course.officer.name.clone()),
        officers: None,
        containment: "Caged van, two officers.".to_owned(),
        exception,
    };
    story.say(&course.officer, journey);
    story.wait(course.ride);
}

/// Custody staff take over; the inspector decides that the officers leave.
fn leave(story: &mut Story<'_>, course: &Course) {
    story.wait(course.hand_over);
    let question = DecisionAsked {
        question: Question::StayOrLeave,
        of: Rank::Inspector,
        facts: "Custody staff and nurse have them; searched and settled in a room.".to_owned(),
        other_view: String::new(),
    };
    let asked = story.say(&course.officer, question);
    story.wait(5);
    let inspector = story.cast.inspector();
    let given = DecisionGiven {
        asked,
        ruling: Ruling::Leave,
        reason: "Custody has the person; patrol is short.".to_owned(),
        condition: String::new(),
        log_reference: None,
    };
    story.say(&inspector, given);
    story.wait(3);
    story.say(
        &course.officer,
        OfficersReleased {
            delay_cause: String::new(),
        },
    );
}

/// A check within every 30 minutes and a review within every hour, until the end.
fn rounds(story: &mut Story<'_>, entry: Timestamp, ended: Timestamp) {
    let healthcare = story.cast.custody_healthcare();
    let custody = story.cast.custody_sergeant();
    let mut at = entry;
    let mut count = 0_u32;
    loop {
        let minutes = story.dice.between(CHECKS.0, CHECKS.1);
        at = after(at, minutes, 0);
        if at >= ended {
            break;
        }
        count += 1;
        let checked = WelfareChecked {
            by_healthcare_professional: true,
            result: "Awake, breathing normally, took water.".to_owned(),
            asleep: Answer::No,
            waking_risk: Answer::No,
        };
        story.say_at(at, &healthcare, checked);
        if count.is_multiple_of(2) {
            let reviewed = StationReviewed {
                imminent_risk: Answer::Yes,
                no_other_place_because_of_risk: Answer::Yes,
                consulted_professional: Answer::Yes,
                facts: "Still striking out when the door opens; suites asked again, same answer."
                    .to_owned(),
            };
            story.say_at(after(at, 1, 0), &custody, reviewed);
        }
    }
}
