//! A detention under section 136, from the street to the door.

use domain::event::{
    AbdFeature, AbdRuledOut, AbdSuspected, AmbulanceArrived, AmbulanceAsked, AmbulanceDeclined,
    AmbulancePromised, Asked, ConsultationNotPracticable, Consulted, Detained, EncounterBegan,
    EscalationReplied, GroundsObserved, JourneyBegan, Manner, Mode, NotPracticable, PlaceRef,
    PoliceVehicleReason, Protecting, ReachedSite, RedFlag, RedFlagsScreened, RestraintBegan,
    RestraintEnded, SearchPower, Searched, VehicleAuthorised, ViolenceException,
};
use domain::{
    Actor, Answer, DistrictId, Event, EventId, FoundAt, Known, LocationKind, Place, Profession,
    Rank,
};

use jiff::Timestamp;

use crate::course::{Course, First, Travel};
use crate::story::{Story, after};
use crate::{assessment, site, station, words};

/// Tells a detention along its course.
pub(crate) fn tell(story: &mut Story<'_>, course: &Course) {
    let district = district(story, course);
    let place = choose(story, course, district.as_ref());
    street(story, course, district, place.as_ref());
    match (course.first, place) {
        (First::NotRecorded, _) | (_, None) => site::not_recorded(story, course),
        (First::Home, Some(home)) => site::at_home(story, course, &home),
        (First::Station, Some(place)) => station::tell(story, course, &place),
        (_, Some(place)) => {
            if course.travel != Travel::Kept {
                travel(story, course, &place);
            }
            arrive(story, course, &place);
        }
    }
}

/// Where the person is: the district of the emergency department for somebody kept there.
fn district(story: &mut Story<'_>, course: &Course) -> Option<DistrictId> {
    course
        .place
        .and_then(|id| story.places.named(id))
        .map(|place| place.district.clone())
        .or_else(|| story.places.district(&mut story.dice))
}

fn choose(story: &mut Story<'_>, course: &Course, district: Option<&DistrictId>) -> Option<Place> {
    if let Some(place) = course.place.and_then(|id| story.places.named(id)) {
        return Some(place.clone());
    }
    let dice = &mut story.dice;
    match course.first {
        First::EmergencyDepartment => story.places.department(dice, district),
        // Where no suite takes a child, the emergency department does.
        First::HealthBased => story
            .places
            .suite(dice, course.person.is_child())
            .or_else(|| story.places.department(dice, district)),
        First::Station => story.places.station(dice),
        First::NotRecorded => None,
        First::Home => return site::relative_home(district),
    }
    .cloned()
}

/// From the first contact to the use of the power.
fn street(
    story: &mut Story<'_>,
    course: &Course,
    district: Option<DistrictId>,
    place: Option<&Place>,
) {
    let officer = &course.officer;
    story.open(
        officer,
        course.channel,
        district.clone(),
        course.officers_come,
    );
    if course.traits.typed_later && course.first != First::Station {
        story.lose_signal(28);
    }
    let at = match (course.travel, place) {
        (Travel::Kept, Some(place)) => FoundAt {
            kind: LocationKind::EmergencyDepartment,
            description: format!("{}, waiting area", place.name),
            district,
            lived_in: Answer::No,
            shared: Answer::NotKnown,
            place: Some(place.id.clone()),
        },
        _ => words::found_out(&mut story.dice, district),
    };
    let began = EncounterBegan { at, officers: CREW };
    story.say(officer, began);
    story.wait(1);
    for fact in course.person.facts() {
        story.say(officer, Event::PersonRecorded(fact));
    }
    let minutes = story.dice.between(1, 4);
    story.wait(minutes);
    let seen = words::seen(&mut story.dice);
    story.say(
        officer,
        GroundsObserved {
            seen: seen.clone(),
            appears_disordered: Answer::Yes,
            immediate_need: Answer::Yes,
            necessary: Answer::Yes,
            protecting: Some(Protecting::Person),
        },
    );
    consult(story, course);
    let manner = match (course.travel, place) {
        (Travel::Kept, Some(place)) => Manner::Keep { at: place.into() },
        _ => Manner::Remove,
    };
    story.say(
        officer,
        Detained {
            manner,
            rank: Rank::Constable,
            why: seen,
            told_why: Known::is(true),
            offence_suspected: Answer::No,
        },
    );
    story.wait(1);
    dangers(story, course);
}

fn consult(story: &mut Story<'_>, course: &Course) {
    let officer = &course.officer;
    if course.traits.consulted {
        let asked = story.at;
        let minutes = story.dice.between(3, 11);
        story.wait(minutes);
        let advice = words::advice(&mut story.dice);
        story.say(
            officer,
            Consulted {
                profession: Profession::RegisteredNurse,
                who: Known::is("professional line".to_owned()),
                asked: Some(asked),
                advice,
            },
        );
        story.wait(1);
    } else {
        let (reason, detail) = match story.dice.below(3) {
            0 => (
                NotPracticable::NotAnswered,
                "Rang the professional line twice, no answer in six minutes.",
            ),
            1 => (
                NotPracticable::NoSignal,
                "No signal under the bridge and nobody to relay.",
            ),
            _ => (
                NotPracticable::ImminentHarm,
                "About to jump; no time for a call.",
            ),
        };
        story.wait(1);
        story.say(
            officer,
            ConsultationNotPracticable {
                reason,
                detail: detail.to_owned(),
            },
        );
    }
}

/// Red flags, restraint and suspected ABD.
fn dangers(story: &mut Story<'_>, course: &Course) {
    let officer = &course.officer;
    let (yes, observations) = match (course.first, story.dice.below(3)) {
        (First::EmergencyDepartment, 0) => (
            vec![RedFlag::DeepCuts],
            "Forearm, bleeding slowed with a dressing.",
        ),
        (First::EmergencyDepartment, 1) => (
            vec![RedFlag::OverdoseOrIngestion],
            "Tablets and alcohol, amount unknown.",
        ),
        (First::EmergencyDepartment, _) => (
            vec![RedFlag::HeadInjury],
            "Struck head on the rail, awake and talking.",
        ),
        _ => (Vec::new(), "Talking, walking, no injury seen."),
    };
    story.say(
        officer,
        RedFlagsScreened {
            yes,
            unsure: Vec::new(),
            observations: observations.to_owned(),
        },
    );
    if course.traits.restrained || course.traits.abd {
        story.say(
            officer,
            RestraintBegan {
                how: "Two officers, arms held, kept on their side.".to_owned(),
                forms: Vec::new(),
            },
        );
        let minutes = story.dice.between(3, 9);
        story.wait(minutes);
        story.say(
            officer,
            RestraintEnded {
                condition: "Breathing normally, red marks on both wrists.".to_owned(),
            },
        );
    }
    if course.traits.abd {
        story.say(
            officer,
            AbdSuspected {
                features: vec![
                    AbdFeature::VeryHot,
                    AbdFeature::Confusion,
                    AbdFeature::RemovingClothes,
                ],
                safety_officer: Known::is(officer.name.clone()),
                told_ambulance: Answer::Yes,
            },
        );
    }
}

/// The ambulance, or why it was a police vehicle, and the road.
fn travel(story: &mut Story<'_>, course: &Course, place: &Place) {
    let dispatcher = story.cast.dispatcher();
    let reference = story.ambulance_reference();
    let request = AmbulanceAsked {
        via: Asked::Radio,
        reference: Some(reference.clone()),
        told: "Section 136, awake, talking.".to_owned(),
    };
    let asks = course.travel != Travel::Police(PoliceVehicleReason::NotAsked);
    let line = asks.then(|| story.say(&dispatcher, request));
    let asked = story.at;
    site::ask(story, course, place);
    match course.travel {
        Travel::Ambulance | Travel::NotRecorded | Travel::Kept => {
            promised(
                story,
                &reference,
                course.ambulance_after.saturating_sub(5).max(15),
            );
            if let Some(line) = line
                && course.ambulance_after >= 38
            {
                late(story, line, after(asked, 34, 0));
            }
            story.at = after(asked, course.ambulance_after, 0).max(story.at);
            story.say(
                &dispatcher,
                AmbulanceArrived {
                    reference: Some(reference),
                },
            );
            let minutes = story.dice.between(4, 14);
            story.wait(minutes);
        }
        Travel::Police(why) => police_vehicle(story, why, &reference),
    }
    let journey = depart(story, course, place);
    story.wait(course.ride);
    if course.traits.corrected {
        correct(story, course, journey);
    }
}

/// The ambulance desk answers once its aim is passed.
fn late(story: &mut Story<'_>, asked: EventId, at: Timestamp) {
    let dispatcher = story.cast.dispatcher();
    let replied = EscalationReplied {
        opened: story.escalation(&format!("T3:{asked}")),
        reply: "Ambulance desk: held by a stroke call, next free crew.".to_owned(),
        promised: String::new(),
    };
    story.say_at(at, &dispatcher, replied);
}

fn promised(story: &mut Story<'_>, reference: &str, minutes: u32) {
    story.wait(2);
    let promise = AmbulancePromised {
        due: after(story.at, minutes, 0),
        reference: Some(reference.to_owned()),
        category: Some("category 2".to_owned()),
    };
    let dispatcher = story.cast.dispatcher();
    story.say(&dispatcher, promise);
}

/// What went on before a police vehicle was used, by the reason given for it.
fn police_vehicle(story: &mut Story<'_>, why: PoliceVehicleReason, reference: &str) {
    let dispatcher = story.cast.dispatcher();
    match why {
        PoliceVehicleReason::NoAmbulanceInTime => {
            promised(story, reference, 95);
            let minutes = story.dice.between(31, 55);
            story.wait(minutes);
        }
        PoliceVehicleReason::Retasked | PoliceVehicleReason::CrewDeclined => {
            promised(story, reference, 25);
            story.wait(12);
            let reason = if why == PoliceVehicleReason::Retasked {
                "Sent to a higher priority."
            } else {
                "Crew will not convey: spat at the door."
            };
            story.say(
                &dispatcher,
                AmbulanceDeclined {
                    reason: reason.to_owned(),
                },
            );
        }
        _ => story.wait(3),
    }
    if !by_own_decision(why) {
        let minutes = story.dice.between(1, 6);
        story.wait(minutes);
        let inspector = story.cast.inspector();
        let authorised = VehicleAuthorised {
            name: inspector.name.clone(),
            rank: Rank::Inspector,
            reason: "No ambulance in reasonable time; calm; two officers in the back with them."
                .to_owned(),
            log_reference: Some(story.log_reference()),
        };
        story.say(&inspector, authorised);
    }
    story.wait(2);
}

/// Violence that no ambulance can manage: the officer decides, without asking first.
const fn by_own_decision(why: PoliceVehicleReason) -> bool {
    matches!(why, PoliceVehicleReason::RiskOrBehaviour)
}

fn depart(story: &mut Story<'_>, course: &Course, place: &Place) -> EventId {
    let (mode, why_police) = match course.travel {
        Travel::Ambulance => (Mode::Ambulance, None),
        Travel::Police(why) => (Mode::PoliceVehicle, Some(why)),
        Travel::NotRecorded => (Mode::NotKnown, None),
        Travel::Kept => (Mode::OnFoot, None),
    };
    let exception = why_police
        .filter(|why| by_own_decision(*why))
        .map(|_| ViolenceException {
            facts: "Kicking and head-butting; two officers needed to hold them.".to_owned(),
            paramedic_aboard: Answer::No,
            ambulance_following: Answer::No,
        });
    let containment = if mode == Mode::Ambulance {
        "Officer in the back; the doors do not lock when stationary."
    } else {
        "Caged van, officer beside the door."
    };
    story.say(
        &course.officer,
        JourneyBegan {
            to: place.into(),
            mode,
            why_police,
            escort: Known::is(course.officer.name.clone()),
            officers: CREW,
            containment: containment.to_owned(),
            exception,
        },
    )
}

/// Two in a car, where anybody said.
const CREW: Option<u8> = Some(2);

/// The bay, the queue, the door, and all that follows.
fn arrive(story: &mut Story<'_>, course: &Course, place: &Place) {
    let officer = &course.officer;
    let place_ref = PlaceRef::from(place);
    let entered = if course.travel == Travel::Kept {
        None
    } else {
        let place = place_ref.clone();
        let reached = story.say(officer, ReachedSite { place });
        if course.queue >= 40 {
            outside(story, course.queue, reached);
        }
        story.wait(course.queue);
        Some(story.enter(officer, place_ref))
    };
    let entry = story.at;
    if course.traits.searched {
        search(story, officer);
    }
    if course.traits.abd {
        rule_out(story, place);
    }
    if let (Some(line), Some(contested)) = (entered, course.contested) {
        site::contest(story, place, entry, line, contested);
    }
    let place = site::stay(story, course, place, entry);
    assessment::tell(story, course, &place, entry);
}

/// At the place of safety, where section 136C applies without argument.
fn search(story: &mut Story<'_>, officer: &Actor) {
    let searched = Searched {
        power: SearchPower::Section136C,
        danger_facts: "Said there was a blade in the coat.".to_owned(),
        concealed_facts: "Hand kept in the inside pocket.".to_owned(),
        extent: "Outer clothing and pockets.".to_owned(),
        found: "Craft knife, bagged by the officer.".to_owned(),
    };
    story.say_at(after(story.at, 1, 0), officer, searched);
}

/// The nurse in charge answers once the wait outside is an alarm.
fn outside(story: &mut Story<'_>, queue: u32, reached: EventId) {
    let inspector = story.cast.inspector();
    let replied = EscalationReplied {
        opened: story.escalation(&format!("outside:{reached}")),
        reply: "Nurse in charge: every bay is taken, next free one is theirs.".to_owned(),
        promised: format!("Within {} minutes.", queue - 34),
    };
    story.say_at(after(story.at, 35, 0), &inspector, replied);
}

fn rule_out(story: &mut Story<'_>, place: &Place) {
    if place.kind != domain::PlaceKind::EmergencyDepartment {
        return;
    }
    let doctor = story.cast.doctor(place);
    let ruled_out = AbdRuledOut {
        doctor: doctor.name.clone(),
        emergency_department_doctor: Answer::Yes,
    };
    story.say_at(after(story.at, 48, 0), &doctor, ruled_out);
}

/// The officer puts right the time they left, from their camera.
fn correct(story: &mut Story<'_>, course: &Course, journey: EventId) {
    let left = crate::story::before(story.at, course.ride.saturating_sub(4));
    let minutes = story.dice.between(90, 300);
    let corrected = domain::event::Corrected {
        line: journey,
        happened: Some(domain::When::exact(left, domain::TimeSource::BodyWornVideo)),
        event: None,
        reason: "Pressed before we had left; the camera shows the doors closing later.".to_owned(),
        evidence: "Body-worn video of the officer.".to_owned(),
    };
    story.say_at(after(story.at, minutes, 0), &course.officer, corrected);
}
