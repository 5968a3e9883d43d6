//! From a file to what the law asks about.

mod warrant;

use domain::event::{EventKind, PlaceRefusal, Service};
use domain::person::{AgeBasis, age_on};
use domain::{Answer, Event, EventId, PersonFact, Profession};
use law::{Act, Facts, Person, RivalTime, What};

use crate::file::{Fact, File};

pub(crate) use warrant::executed;

/// Years by which an officer's estimate of age may be out. Lantern's own margin, so that "18?" is
/// treated as a child until shown otherwise (workflows.md section 3.8; law.md section 19).
const ESTIMATE_MARGIN_YEARS: u8 = 3;

/// What the law is asked about, from the lines that stand.
///
/// The id of each act is the position of its line, so that a reason can be opened to its line.
pub fn facts(file: &File) -> Facts {
    let rivals_of = |fact: &Fact<'_>| -> Option<Vec<RivalTime>> {
        let contest = file
            .contests()
            .iter()
            .find(|contest| contest.lines.contains(&fact.written.id))?;
        // The first line of a contest carries the others; the others are not acts of their own.
        let (first, others) = contest.lines.split_first()?;
        (*first == fact.written.id)
            .then(|| others.iter().filter_map(|id| rival(file, *id)).collect())
    };
    let mut acts = Vec::new();
    for fact in file.live() {
        let Some(what) = what(&fact) else { continue };
        let contested = file
            .contests()
            .iter()
            .any(|contest| contest.lines.contains(&fact.written.id));
        let rivals = match (contested, rivals_of(&fact)) {
            (false, _) => Vec::new(),
            (true, Some(rivals)) => rivals,
            (true, None) => continue,
        };
        acts.push(Act {
            id: fact.written.position.to_string(),
            at: fact.happened.moment.clone(),
            rivals,
            what,
        });
    }
    Facts {
        person: person(file),
        acts,
    }
}

fn rival(file: &File, id: EventId) -> Option<RivalTime> {
    let fact = file.line(id)?.fact()?;
    Some(RivalTime {
        id: fact.written.position.to_string(),
        at: fact.happened.moment.clone(),
    })
}

fn what(fact: &Fact<'_>) -> Option<What> {
    Some(match fact.event {
        Event::EncounterBegan(began) => What::Met {
            at: began.at.clone(),
        },
        Event::GroundsObserved(grounds) => What::Grounds {
            appears_disordered: grounds.appears_disordered,
            immediate_need: grounds.immediate_need,
            necessary: grounds.necessary,
        },
        Event::Consulted(consulted) => What::Consulted {
            profession: consulted.profession,
        },
        Event::ConsultationNotPracticable(not) => What::ConsultationNotPracticable {
            reason_recorded: !not.detail.trim().is_empty(),
            was_practicable: Answer::NotKnown,
        },
        Event::AlternativeTaken(taken) => match taken.kind {
            domain::event::Alternative::VoluntaryAttendance => What::Voluntary,
            _ => return None,
        },
        Event::Detained(detained) => What::PowerUsed {
            manner: detained.manner.clone(),
            by: Profession::Constable,
            rank: Some(detained.rank),
            brought_out_by_force: Answer::NotKnown,
            fresh_facts: Answer::NotKnown,
        },
        Event::JourneyBegan(journey) => What::Departed {
            to: journey.to.clone(),
        },
        Event::ReachedSite(reached) => What::ReachedSite {
            place: reached.place.clone(),
        },
        Event::Entered(entered) => What::Entered {
            place: entered.place.clone(),
        },
        Event::AgreementGiven(given) => What::Agreement {
            place: given.place.clone(),
            relation: given.relation,
            person_agrees: given.person_agrees,
            person_has_capacity: given.person_has_capacity,
            occupier_agrees: given.occupier_agrees,
            manager_agrees: given.manager_agrees,
        },
        Event::AgreementWithdrawn(gone) => What::AgreementWithdrawn {
            place: gone.place.clone(),
        },
        Event::PlaceReplied(replied) if !replied.offered => What::PlaceRefused {
            place: replied.place.clone(),
            reason: replied.refusal.unwrap_or(PlaceRefusal::Other),
            // The directory is the force's own, and its area is the police area.
            in_police_area: if replied.place.id.is_some() {
                Answer::Yes
            } else {
                Answer::NotKnown
            },
        },
        Event::StationAuthorised(station) => What::StationAuthorised {
            by: Profession::Constable,
            rank: Some(station.rank),
            imminent_risk: station.imminent_risk,
            no_other_place_because_of_risk: station.no_other_place_because_of_risk,
            healthcare_throughout: station.healthcare_throughout,
            consultation: station.consultation.clone(),
        },
        Event::WelfareChecked(check) => What::WelfareChecked {
            by_healthcare_professional: check.by_healthcare_professional,
            asleep: check.asleep,
            waking_risk: check.waking_risk,
        },
        Event::StationReviewed(review) => What::StationReviewed {
            imminent_risk: review.imminent_risk,
            no_other_place_because_of_risk: review.no_other_place_because_of_risk,
            consulted_professional: review.consulted_professional,
        },
        Event::AssessmentSoonerHere(sooner) => What::AssessmentSoonerHere {
            begins_sooner: sooner.begins_sooner,
            postponing_distresses: sooner.postponing_distresses,
        },
        Event::TransferBegan(transfer) => What::TransferBegan {
            to: transfer.to.clone(),
            authorised_by: transfer.authorised_by,
            accepted: transfer.accepted,
        },
        Event::Examined(examined) => What::Examined {
            by: Profession::RegisteredMedicalPractitioner,
            section_12: examined.section_12,
            finding: examined.finding,
        },
        Event::AmhpInterviewed(interview) => What::AmhpInterviewed {
            sees_no_need: interview.sees_no_need,
        },
        Event::ArrangementsMade(made) => What::ArrangementsMade {
            awaiting_bed: made.awaiting_bed,
        },
        Event::ApplicationMade(application) => What::ApplicationMade {
            outcome: application.outcome,
            houses_place_of_safety: application.houses_place_of_safety,
            hospital: Some(application.hospital.clone())
                .filter(|hospital| !hospital.trim().is_empty()),
            duly_completed: Answer::NotKnown,
        },
        Event::Extended(extended) => What::Extended {
            by: extended.profession,
            responsible_for_examination: extended.responsible_for_examination,
            minutes: extended.minutes,
            ground: extended.ground,
            assessed_at_station: extended.assessed_at_station,
        },
        Event::ExtensionApproved(approved) => What::ExtensionApproved {
            rank: approved.rank,
        },
        Event::Escaped(escaped) => What::Escaped { from: escaped.from },
        Event::Retaken(retaken) => What::Retaken { by: retaken.by },
        Event::Searched(searched) => What::Searched {
            power: searched.power,
            danger: Answer::from(!searched.danger_facts.trim().is_empty()),
            concealed: Answer::from(!searched.concealed_facts.trim().is_empty()),
        },
        Event::RightsExplained(_) => What::RightsExplained,
        Event::Ended(ended) => What::Ended {
            reason: ended.reason,
        },
        Event::ServiceTold(told) if told.service == Service::AmhpService => What::AmhpServiceTold,
        _ => return warrant::what(fact.event),
    })
}

/// What is known of the person's age. Two disputed dates of birth are no date of birth: the
/// youngest counts, because in doubt the person is treated as a child.
pub fn person(file: &File) -> Person {
    let mut born = Vec::new();
    let mut ages = Vec::new();
    for fact in file.live_of(EventKind::PersonRecorded) {
        match fact.event {
            Event::PersonRecorded(PersonFact::DateOfBirth { is, basis }) => {
                if let Some(date) = is.value() {
                    born.push((*date, *basis, fact.written.recorded));
                }
            }
            Event::PersonRecorded(PersonFact::Age { is, basis }) => {
                if let Some(years) = is.value() {
                    ages.push((*years, *basis));
                }
            }
            _ => {}
        }
    }
    // A document outweighs what was said.
    if born
        .iter()
        .any(|(_, basis, _)| *basis == AgeBasis::Document)
    {
        born.retain(|(_, basis, _)| *basis == AgeBasis::Document);
    }
    let mut dates: Vec<_> = born.iter().map(|(date, _, _)| *date).collect();
    dates.sort_unstable();
    dates.dedup();
    if let [only] = dates.as_slice() {
        return Person {
            born: Some(*only),
            youngest: None,
            oldest: None,
        };
    }
    let mut bounds: Vec<(u8, u8)> = Vec::new();
    for (date, _, recorded) in &born {
        let today = domain::time::in_london(*recorded).date();
        if let Some(age) = age_on(*date, today) {
            bounds.push((age, age));
        }
    }
    if born.is_empty() {
        bounds.extend(ages.iter().map(|(years, basis)| match basis {
            AgeBasis::Estimated => (
                years.saturating_sub(ESTIMATE_MARGIN_YEARS),
                years.saturating_add(ESTIMATE_MARGIN_YEARS),
            ),
            _ => (*years, *years),
        }));
    }
    Person {
        born: None,
        youngest: bounds.iter().map(|(youngest, _)| *youngest).min(),
        oldest: bounds.iter().map(|(_, oldest)| *oldest).max(),
    }
}
