//! The files that stand open when a busy night is first looked at: eight that show one thing each,
//! some more as the dice fall, and a warrant.

use domain::EventKind;
use domain::event::{Channel, OutcomeCategory, PoliceVehicleReason};
use jiff::Timestamp;

use crate::Happening;
use crate::course::{Contested, Course, Extension, First, Presence, Traits, Travel};
use crate::person::Person;
use crate::story::{Story, before};
use crate::{detention, encounter, warrant};

/// How many files the opening adds: the set pieces, further detentions, and encounters under way.
pub(crate) const FILES: u64 = WARRANT + 1;

/// Files that show one thing each.
const SET_PIECES: u64 = 8;
/// Further detentions of the evening, invented for the demonstration.
const DETENTIONS: u64 = 6;
/// Encounters of the last half hour, invented for the demonstration.
const ENCOUNTERS: u64 = 3;

/// The last one: a warrant under section 135(1). It comes after the others, so that they are what
/// they were before there was one.
const WARRANT: u64 = SET_PIECES + DETENTIONS + ENCOUNTERS;
/// Kept at home, so many minutes after the constable's entry.
const WARRANT_STANDS: (EventKind, u32) = (EventKind::WarrantExecuted, 52);

/// Where in time a set piece stands at the opening: so many minutes after this.
const STANDS: [(EventKind, u32); 8] = [
    (EventKind::ReachedSite, 44),
    (EventKind::Entered, 34),
    (EventKind::Entered, 95),
    (EventKind::Entered, 1_470),
    (EventKind::Entered, 215),
    (EventKind::Entered, 140),
    (EventKind::Entered, 1_384),
    (EventKind::Entered, 32),
];

/// When a file of the opening begins, from the same file told as if it began at the opening.
pub(crate) fn begins(index: u64, opening: Timestamp, rehearsed: &[Happening]) -> Timestamp {
    let stands = if index == WARRANT {
        Some(&WARRANT_STANDS)
    } else {
        usize::try_from(index)
            .ok()
            .and_then(|index| STANDS.get(index))
    };
    let Some((kind, minutes)) = stands else {
        // An ordinary one begins at a moment taken from an id of its own, so that it draws nothing
        // from the dice of its story.
        let first = rehearsed
            .first()
            .map_or(0, |line| line.command.uuid().as_u128());
        let spread = if index < SET_PIECES + DETENTIONS {
            525
        } else {
            20
        };
        let minutes = 4 + first % spread;
        return before(opening, u32::try_from(minutes).unwrap_or(4));
    };
    let moment = rehearsed
        .iter()
        .find(|line| line.body.event.kind() == *kind)
        .map_or(opening, |line| line.at);
    let lead = moment.duration_since(opening);
    before(opening, *minutes)
        .checked_sub(lead)
        .unwrap_or(opening)
}

/// Tells one of the files of the opening.
pub(crate) fn tell(story: &mut Story<'_>, index: u64) {
    if index == WARRANT {
        warrant::tell(story);
        return;
    }
    if index >= SET_PIECES + DETENTIONS {
        encounter::tell(story);
        return;
    }
    let cast = story.cast;
    let mut course = Course::draw(&mut story.dice, cast, None);
    plain(story, &mut course);
    match index {
        0 => queue(&mut course),
        1 => presence(&mut course),
        2 => child(story, &mut course),
        3 => extension(&mut course),
        4 => contested(&mut course),
        5 => station(story, &mut course),
        6 => near_expiry(&mut course),
        7 => decision(&mut course),
        _ => evening(story, &mut course),
    }
    course.settle();
    detention::tell(story, &course);
}

/// A course that can be placed in time: an officer on sight, short roads, nothing unusual.
fn plain(story: &mut Story<'_>, course: &mut Course) {
    course.person = Person::draw(&mut story.dice, false);
    course.channel = Channel::OnSight;
    course.officers_come = 0;
    course.first = First::HealthBased;
    course.travel = Travel::Ambulance;
    course.ambulance_after = 24;
    course.ride = 18;
    course.queue = 2;
    course.presence = None;
    course.moved = None;
    course.extended = None;
    course.contested = None;
    course.escaped = None;
    course.traits = Traits {
        consulted: true,
        ..Traits::default()
    };
    course.settle();
}

/// In an ambulance outside Medway emergency department for the last three quarters of an hour:
/// reaching the site and entering it give two readings of the clock.
fn queue(course: &mut Course) {
    course.officer = numbered(course, 4_471);
    course.first = First::EmergencyDepartment;
    course.place = Some("medway_ed");
    course.queue = 118;
    course.hand_over = 260;
    course.assessed_after = 300;
    course.outcome = OutcomeCategory::DetainedSection2;
}

/// At Orchard Suite; the nurse asked the officers to stay and nobody has answered yet.
fn presence(course: &mut Course) {
    course.officer = numbered(course, 2_203);
    course.place = Some("orchard_suite");
    course.presence = Some(Presence {
        asked: 14,
        answered: 46,
        inspector: false,
    });
    course.hand_over = 150;
    course.assessed_after = 340;
    course.outcome = OutcomeCategory::CommunityPlan;
}

/// A girl of fifteen at Willow Suite, with everybody told who must be.
fn child(story: &mut Story<'_>, course: &mut Course) {
    course.person = Person::draw(&mut story.dice, true);
    course.person.age = 15;
    course.person.sex = domain::person::Sex::Female;
    course.person.description = String::from("girl in striped jumper, about 15");
    course.place = Some("willow_suite");
    course.traits.refused_first = true;
    course.hand_over = 105;
    course.assessed_after = 420;
    course.outcome = OutcomeCategory::InformalAdmission;
}

/// Extended an hour ago, and past the first 24 hours.
fn extension(course: &mut Course) {
    course.place = Some("harbour_suite");
    course.extended = Some(Extension {
        signed: 1_395,
        minutes: 480,
    });
    course.hand_over = 95;
    course.outcome = OutcomeCategory::DetainedSection2;
    course.bed_after = 120;
}

/// The phone and the site's log give two times of entry, and nobody has settled it.
fn contested(course: &mut Course) {
    course.first = First::EmergencyDepartment;
    course.place = Some("maidstone_ed");
    course.hand_over = 360;
    course.contested = Some(Contested {
        earlier: 35,
        noticed: 190,
        settled: Some(170),
    });
    course.assessed_after = 480;
    course.outcome = OutcomeCategory::CommunityPlan;
}

/// At a police station, with a check every half hour.
fn station(story: &mut Story<'_>, course: &mut Course) {
    course.first = First::Station;
    course.place = Some("medway_police_station");
    course.travel = Travel::Police(PoliceVehicleReason::RiskOrBehaviour);
    course.traits.restrained = true;
    course.person.description = String::from("man in work jacket, about 40");
    course.person.sex = domain::person::Sex::Male;
    course.person.age = story.dice.between(36, 43).try_into().unwrap_or(40);
    course.outcome = OutcomeCategory::DetainedSection2;
}

/// Twenty-three hours in, the bed not there yet.
fn near_expiry(course: &mut Course) {
    course.place = Some("orchard_suite");
    course.hand_over = 80;
    course.assessed_after = 700;
    course.outcome = OutcomeCategory::DetainedSection3;
    course.bed_after = 660;
}

/// Officer and nurse disagree, and the question waits for the inspector.
fn decision(course: &mut Course) {
    course.place = Some("harbour_suite");
    course.presence = Some(Presence {
        asked: 18,
        answered: 30,
        inspector: true,
    });
    course.hand_over = 130;
    course.assessed_after = 300;
    course.outcome = OutcomeCategory::CommunityPlan;
}

/// One more of the evening.
fn evening(story: &mut Story<'_>, course: &mut Course) {
    if story.dice.in_100(55) {
        course.first = First::EmergencyDepartment;
        course.hand_over = course.hand_over.max(180);
    }
    course.assessed_after = course.assessed_after.max(600);
}

fn numbered(course: &Course, number: u32) -> domain::Actor {
    let mut officer = course.officer.clone();
    if let Ok(user) = domain::UserId::new(format!("pc_{number}")) {
        officer.user = user;
        officer.name = format!("PC {number}");
    }
    officer
}
