//! The place of safety: asking for a place, the door, staying, accepting, leaving.

use domain::event::{
    AgreementGiven, DecisionAsked, DecisionGiven, EndReason, Ended, Entered, EscalationReplied,
    Escaped, EscapedFrom, HandOverAccepted, HandOverOffered, OfficersReleased, OutcomeCategory,
    PlaceAsked, PlaceRef, PlaceRefusal, PlaceReplied, PresenceAnswered, PresenceAsked,
    PresenceReason, Question, ReachedSite, Relation, Retaken, RiskLevel, RiskRated, Ruling,
    Service, ServiceTold, Settled, TransferBegan,
};
use domain::person::AgeBasis;
use domain::{
    Answer, DistrictId, Event, EventId, Known, PersonFact, Place, PlaceId, PlaceKind, Profession,
    Rank, TimeSource, When,
};
use jiff::Timestamp;

use crate::course::{Contested, Course, First, Presence, Travel};
use crate::story::{Story, after, before};

/// Asks for a place, with a first refusal where the course has one.
pub(crate) fn ask(story: &mut Story<'_>, course: &Course, place: &Place) {
    let dispatcher = story.cast.dispatcher();
    if place.kind == PlaceKind::EmergencyDepartment {
        let told = ServiceTold {
            service: Service::EmergencyDepartment,
            detail: format!(
                "{} told that a person under section 136 is coming.",
                place.name
            ),
        };
        story.say(&dispatcher, told);
        return;
    }
    let others = || {
        story
            .places
            .suites
            .iter()
            .filter(|other| other.id != place.id)
    };
    if course.traits.refused_first
        && let Some(other) = others().next().cloned()
    {
        let (refusal, words) = if course.person.is_child() && !other.accepts_children {
            (PlaceRefusal::Age, "We take adults only.")
        } else {
            (
                PlaceRefusal::Full,
                "Every room is in use; perhaps one by the morning.",
            )
        };
        asked_and_answered(story, &other, Some(refusal), words);
    }
    asked_and_answered(
        story,
        place,
        None,
        "A room is ready. Ring when ten minutes away.",
    );
}

/// The control room asks a place; its nurse answers.
pub(crate) fn asked_and_answered(
    story: &mut Story<'_>,
    place: &Place,
    refusal: Option<PlaceRefusal>,
    words: &str,
) {
    let dispatcher = story.cast.dispatcher();
    let asked = PlaceAsked {
        place: place.into(),
        told: "Section 136, awake and talking.".to_owned(),
    };
    story.say(&dispatcher, asked);
    let minutes = story.dice.between(1, 4);
    story.wait(minutes);
    let nurse = story.cast.nurse(place);
    let replied = PlaceReplied {
        place: place.into(),
        offered: refusal.is_none(),
        refusal,
        words: words.to_owned(),
    };
    story.say(&nurse, replied);
    story.wait(0);
}

/// Another log has the person in earlier; a sergeant may settle it.
pub(crate) fn contest(
    story: &mut Story<'_>,
    place: &Place,
    entry: Timestamp,
    line: EventId,
    contested: Contested,
) {
    let nurse = story.cast.nurse(place);
    let noticed = after(entry, contested.noticed, 17);
    let other = story.say_late(
        noticed,
        &nurse,
        When::exact(before(entry, contested.earlier), TimeSource::SiteLog),
        Entered {
            place: place.into(),
        },
    );
    if let Some(settled) = contested.settled {
        let sergeant = story.cast.sergeant();
        let accepted = Settled {
            accepted: other,
            not_accepted: vec![line],
            kept_apart: Vec::new(),
            reason: "The site's log is written at the door; the phone entry came later.".to_owned(),
        };
        story.say_at(after(noticed, settled, 0), &sergeant, accepted);
    }
}

/// Everything at the door after entering, until the officers have left. Answers with the place
/// where the person then is.
pub(crate) fn stay(
    story: &mut Story<'_>,
    course: &Course,
    first: &Place,
    entry: Timestamp,
) -> Place {
    story.at = after(entry, 2, 0);
    told(story, course);
    let (place, entered) = match course.moved {
        Some(minutes) => transfer(story, course, first, after(entry, minutes, 0)),
        None => (first.clone(), entry),
    };
    let leaves = after(entry, course.hand_over, 0).max(after(entered, 25, 0));
    if let Some(presence) = course.presence {
        presence_asked(story, course, &place, entered, presence);
    }
    hand_over(story, course, &place, entered, leaves);
    if let Some((left, away)) = course.escaped {
        escape(story, course, &place, after(entry, left, 0), away);
    }
    place
}

fn told(story: &mut Story<'_>, course: &Course) {
    let officer = &course.officer;
    let told = |service, detail: &str| ServiceTold {
        service,
        detail: detail.to_owned(),
    };
    story.say(
        officer,
        told(
            Service::AmhpService,
            "AMHP desk told of the detention; they will ring back.",
        ),
    );
    if course.person.is_child() {
        story.wait(3);
        story.say(
            officer,
            told(
                Service::ParentOrCarer,
                "Parent told where they are and why; on the way.",
            ),
        );
        let today = domain::time::in_london(story.at).date();
        let is = course
            .person
            .born(&mut story.dice, today)
            .map_or(Known::UNKNOWN, Known::is);
        let born = PersonFact::DateOfBirth {
            is,
            basis: AgeBasis::SaidByOther,
        };
        story.say(officer, Event::PersonRecorded(born));
        story.say(
            officer,
            told(
                Service::Camhs,
                "On-call CAMHS told; asks for a call once settled.",
            ),
        );
        story.wait(4);
        story.say(
            officer,
            told(
                Service::LocalAuthority,
                "Emergency duty team told; not looked after.",
            ),
        );
    }
}

fn transfer(
    story: &mut Story<'_>,
    course: &Course,
    from: &Place,
    leaves: Timestamp,
) -> (Place, Timestamp) {
    let Some(to) = story
        .places
        .suite(&mut story.dice, course.person.is_child())
        .cloned()
    else {
        return (from.clone(), leaves);
    };
    story.at = before(leaves, 20);
    asked_and_answered(story, &to, None, "We can take them once medically fit.");
    story.at = story.at.max(leaves);
    let officer = &course.officer;
    let begins = TransferBegan {
        to: (&to).into(),
        mode: domain::event::Mode::Ambulance,
        authorised_by: Profession::Constable,
        reason: "Medically fit; the suite has a room.".to_owned(),
        accepted: Answer::Yes,
    };
    story.say(officer, begins);
    story.wait(course.ride);
    story.say(
        officer,
        ReachedSite {
            place: (&to).into(),
        },
    );
    story.wait(4);
    story.say(
        officer,
        Entered {
            place: (&to).into(),
        },
    );
    let entered = story.at;
    (to, entered)
}

fn presence_asked(
    story: &mut Story<'_>,
    course: &Course,
    place: &Place,
    entered: Timestamp,
    presence: Presence,
) {
    let nurse = story.cast.nurse(place);
    story.at = after(entered, presence.asked, 0);
    let (reason, detail) = match story.dice.below(3) {
        0 => (
            PresenceReason::ImmediateRisk,
            "Tried to leave twice; went for the glass.",
        ),
        _ => (
            PresenceReason::NotEnoughStaff,
            "Two of us on the suite tonight.",
        ),
    };
    story.say(
        &nurse,
        PresenceAsked {
            reason,
            detail: detail.to_owned(),
        },
    );
    if presence.inspector {
        story.wait(4);
        let question = DecisionAsked {
            question: Question::StayOrLeave,
            of: Rank::Inspector,
            facts: "Calm for the last half hour, rated medium together.".to_owned(),
            other_view: "The nurse asks for one officer until the second nurse is there."
                .to_owned(),
        };
        let asked = story.say(&course.officer, question);
        story.wait(presence.answered);
        let inspector = story.cast.inspector();
        let given = DecisionGiven {
            asked,
            ruling: Ruling::Stay,
            reason: "One officer stays; the other is released.".to_owned(),
            condition: "Until the second nurse is on the suite.".to_owned(),
            log_reference: Some(story.log_reference()),
        };
        story.say(&inspector, given);
    } else {
        story.wait(presence.answered);
        let sergeant = story.cast.sergeant();
        let answered = PresenceAnswered {
            stay: true,
            reason: "Stay while the risk is as rated; I ring in an hour.".to_owned(),
            until: "Reviewed hourly.".to_owned(),
            officers: None,
        };
        story.say(&sergeant, answered);
    }
}

fn hand_over(
    story: &mut Story<'_>,
    course: &Course,
    place: &Place,
    entered: Timestamp,
    leaves: Timestamp,
) {
    let officer = &course.officer;
    let nurse = story.cast.nurse(place);
    let rated = RiskRated {
        level: if course.presence.is_some() {
            RiskLevel::Medium
        } else {
            RiskLevel::Low
        },
        officer: officer.name.clone(),
        nurse: nurse.name.clone(),
        factors: "No warning markers; settled since arriving; known to the team.".to_owned(),
    };
    story.say_at(after(entered, 7, 11), officer, rated);
    let offered = HandOverOffered {
        power_and_clock: Answer::Yes,
        risk_and_medical: Answer::Yes,
        restraint: Answer::Yes,
        property: Answer::Yes,
        notes: String::new(),
    };
    story.say_at(before(leaves, 12), officer, offered);
    let accepted = HandOverAccepted {
        place: place.into(),
        name: nurse.name.clone(),
        role: nurse.role.label().to_owned(),
        email: format!("{}@example.nhs.uk", nurse.user),
        signature: nurse.name.clone(),
    };
    story.say_at(before(leaves, 3), &nurse, accepted);
    let waited = leaves.duration_since(entered).as_mins();
    let delay_cause = if waited > 60 {
        "Waiting for the place to be able to hold them."
    } else {
        ""
    };
    story.say_at(
        leaves,
        officer,
        OfficersReleased {
            delay_cause: delay_cause.to_owned(),
        },
    );
    late(story, course, place, entered, leaves);
}

/// The sergeant rings the place's shift manager once the hand-over is late.
fn late(
    story: &mut Story<'_>,
    course: &Course,
    place: &Place,
    entered: Timestamp,
    leaves: Timestamp,
) {
    let answered = after(entered, 69, 0);
    let opens = place.kind == PlaceKind::HealthBasedPlaceOfSafety
        && course.contested.is_none()
        && course.moved.is_none()
        && course.travel != Travel::Kept
        && answered < before(leaves, 4);
    let entry = story.line_of_entry();
    if let Some(entry) = entry.filter(|_| opens) {
        let sergeant = story.cast.sergeant();
        let replied = EscalationReplied {
            opened: story.escalation(&format!("T4:{entry}")),
            reply: "Shift manager: a second nurse is coming from the ward.".to_owned(),
            promised: "Within the hour.".to_owned(),
        };
        story.say_at(answered, &sergeant, replied);
    }
}

/// Out of the place, and back. The clock is not affected.
fn escape(story: &mut Story<'_>, course: &Course, place: &Place, left: Timestamp, away: u32) {
    let nurse = story.cast.nurse(place);
    let escaped = Escaped {
        from: EscapedFrom::PlaceOfSafety,
        detail: "Through the fire door; last seen walking towards Street A.".to_owned(),
    };
    story.say_at(left, &nurse, escaped);
    let back = after(left, away, 0);
    let retaken = Retaken {
        by: Profession::Constable,
        detail: "Found on Street A, came back willingly.".to_owned(),
    };
    story.say_at(back, &course.officer, retaken);
    story.say_at(
        after(back, 18, 0),
        &course.officer,
        Entered {
            place: place.into(),
        },
    );
}

/// A detention of which nobody wrote down where it went: found open the next day.
pub(crate) fn not_recorded(story: &mut Story<'_>, _course: &Course) {
    let minutes = story.dice.between(600, 1_100);
    story.wait(minutes);
    let sergeant = story.cast.sergeant();
    let ended = Ended {
        reason: EndReason::Other,
        outcome: OutcomeCategory::NotKnown,
        person_told: Answer::NotKnown,
        care_now_with: "Not recorded; the officer is asked for the missing lines.".to_owned(),
    };
    story.say(&sergeant, ended);
}

/// A relative's home, used by agreement.
pub(crate) fn relative_home(district: Option<&DistrictId>) -> Option<Place> {
    Some(Place {
        id: PlaceId::new("home_of_a_relative").ok()?,
        name: "home of a relative, Street C".to_owned(),
        kind: PlaceKind::PrivateHome,
        district: district?.clone(),
        capacity: None,
        accepts_children: true,
        phone: None,
    })
}

/// The officers stay with the person at the home until a doctor and an AMHP have been.
pub(crate) fn at_home(story: &mut Story<'_>, course: &Course, home: &Place) {
    let officer = &course.officer;
    let place = PlaceRef {
        id: None,
        ..PlaceRef::from(home)
    };
    let agreed = AgreementGiven {
        place: place.clone(),
        relation: Relation::NotOccupier,
        person_agrees: Answer::Yes,
        person_has_capacity: Answer::Yes,
        occupier_agrees: Answer::Yes,
        manager_agrees: Answer::NotKnown,
    };
    story.say(officer, agreed);
    story.wait(course.ride);
    story.say(
        officer,
        ReachedSite {
            place: place.clone(),
        },
    );
    story.wait(1);
    story.say(officer, Entered { place });
    let entry = story.at;
    story.wait(2);
    told(story, course);
    crate::assessment::tell(story, course, home, entry);
}

/// Whether the course ends at a place whose own staff can hold the person.
pub(crate) const fn has_staff(first: First) -> bool {
    matches!(first, First::EmergencyDepartment | First::HealthBased)
}
