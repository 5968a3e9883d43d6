//! An officer meets somebody, and nobody is detained: nine in ten mental-health incidents.

use domain::event::{
    Alternative, AlternativeTaken, Channel, Consulted, EncounterBegan, GroundsObserved,
};
use domain::{Answer, Event, Known, Profession};

use crate::figures;
use crate::person::Person;
use crate::story::Story;
use crate::words;

/// In the order of [`figures::ALTERNATIVE`].
const ALTERNATIVES: [Alternative; 8] = [
    Alternative::VoluntaryAttendance,
    Alternative::HomeWithSupport,
    Alternative::Carer,
    Alternative::SafeHaven,
    Alternative::CrisisTeam,
    Alternative::GeneralPractitioner,
    Alternative::ArrestedForOffence,
    Alternative::NoAction,
];

/// Tells an encounter that ends in something other than detention.
pub(crate) fn tell(story: &mut Story<'_>) {
    let officer = story.cast.officer(&mut story.dice);
    let channel = channel(story);
    let comes_after = story.dice.minutes(figures::OFFICERS_COME);
    let child = story.dice.in_100(figures::UNDER_18_IN_100);
    let person = Person::draw(&mut story.dice, child);
    let district = story.places.district(&mut story.dice);

    story.open(&officer, channel, district.clone(), comes_after);
    let at = words::found_anywhere(&mut story.dice, district);
    story.say(&officer, EncounterBegan { at, officers: None });
    story.wait(1);
    for fact in person.facts() {
        story.say(&officer, Event::PersonRecorded(fact));
    }
    let minutes = story.dice.between(2, 9);
    story.wait(minutes);
    let seen = words::calmer(&mut story.dice);
    let appears_disordered = Answer::from(story.dice.below(2) == 0);
    story.say(
        &officer,
        GroundsObserved {
            seen,
            appears_disordered,
            immediate_need: Answer::No,
            necessary: Answer::No,
            protecting: None,
        },
    );
    if story.dice.in_100(figures::CONSULTED_IN_100) {
        let minutes = story.dice.between(4, 15);
        story.wait(minutes);
        let advice = words::advice(&mut story.dice);
        story.say(
            &officer,
            Consulted {
                profession: Profession::RegisteredNurse,
                who: Known::is("professional line".to_owned()),
                asked: None,
                advice,
            },
        );
    }
    let minutes = story.dice.between(6, 70);
    story.wait(minutes);
    let index = story.dice.weighted(&figures::ALTERNATIVE);
    let kind = ALTERNATIVES
        .get(index)
        .copied()
        .unwrap_or(Alternative::NoAction);
    story.say(
        &officer,
        AlternativeTaken {
            kind,
            plan: words::plan(index),
        },
    );
}

/// How an episode reached the police.
pub(crate) fn channel(story: &mut Story<'_>) -> Channel {
    match story.dice.weighted(&figures::CHANNEL) {
        0 => Channel::OnSight,
        1 => Channel::Call,
        _ => Channel::Partner,
    }
}
