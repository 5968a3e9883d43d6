//! The journey, the place of safety and the police station.

use domain::event::{Event, StationConsultation};
use domain::time::full_time;

use super::{Details, known_text};
use crate::permission::Sight;

pub(super) fn journey(event: &Event, it: &mut Details) {
    match event {
        Event::AmbulanceAsked(asked) => {
            it.text("How", asked.via.label());
            it.maybe("Reference", asked.reference.as_ref())
                .text("Told", &asked.told);
        }
        Event::AmbulancePromised(promised) => {
            it.text("Promised for", &full_time(promised.due));
            it.maybe("Reference", promised.reference.as_ref());
            it.maybe("Category", promised.category.as_ref());
        }
        Event::AmbulanceArrived(arrived) => {
            it.maybe("Reference", arrived.reference.as_ref());
        }
        Event::AmbulanceDeclined(declined) => {
            it.text("Reason", &declined.reason);
        }
        Event::VehicleAuthorised(vehicle) => {
            it.text("By", &format!("{}, {}", vehicle.name, vehicle.rank.label()));
            it.text("Reason", &vehicle.reason);
            it.maybe("Log reference", vehicle.log_reference.as_ref());
        }
        Event::JourneyBegan(journey) => {
            it.text("To", &journey.to.name)
                .text("In", journey.mode.label());
            if let Some(why) = journey.why_police {
                it.text("Why a police vehicle", why.label());
            }
            it.known("Escort", &journey.escort)
                .text("Containment", &journey.containment);
            it.maybe(
                "Officers",
                journey.officers.map(|number| number.to_string()).as_ref(),
            );
            if let Some(exception) = &journey.exception {
                it.text("Violence", &exception.facts);
                it.answer("Paramedic with kit aboard", exception.paramedic_aboard);
                it.answer("Ambulance following", exception.ambulance_following);
            }
        }
        Event::Diverted(diverted) => {
            it.text("To", &diverted.to.name)
                .text("Reason", &diverted.reason);
            it.text("Decided by", diverted.by.label());
        }
        Event::ReachedSite(reached) => {
            it.text("Place", &reached.place.name);
        }
        Event::Entered(entered) => {
            it.text("Place", &entered.place.name)
                .text("Kind", entered.place.kind.label());
        }
        Event::TransferBegan(transfer) => {
            it.text("To", &transfer.to.name)
                .text("In", transfer.mode.label());
            it.text("Authorised by", transfer.authorised_by.label());
            it.text("Reason", &transfer.reason);
            it.answer("New place confirmed", transfer.accepted);
        }
        _ => {}
    }
}

pub(super) fn place(event: &Event, sight: Sight, it: &mut Details) {
    match event {
        Event::PlaceAsked(asked) => {
            it.text("Place", &asked.place.name)
                .text("Told", &asked.told);
        }
        Event::PlaceReplied(replied) => {
            it.text("Place", &replied.place.name);
            it.text(
                "Reply",
                if replied.offered {
                    "offers a place"
                } else {
                    "no"
                },
            );
            if let Some(refusal) = replied.refusal {
                it.text("Reason", refusal.label());
            }
            it.text("In words", &replied.words);
        }
        Event::RiskRated(rated) => {
            it.text("Level", rated.level.label());
            it.text(
                "Rated by",
                &format!("{} and {}", rated.officer, rated.nurse),
            );
            if sight.risk {
                it.text("Factors", &rated.factors);
            }
        }
        Event::HandOverOffered(offered) => {
            it.answer("Power and clock told", offered.power_and_clock);
            it.answer("Risk and medical told", offered.risk_and_medical);
            it.answer("Restraint and ABD told", offered.restraint);
            it.answer("Property passed", offered.property)
                .text("Notes", &offered.notes);
        }
        Event::PresenceAsked(asked) => {
            it.text("Reason", asked.reason.label())
                .text("In words", &asked.detail);
        }
        Event::PresenceAnswered(answered) => {
            it.text(
                "Answer",
                if answered.stay {
                    "officers stay"
                } else {
                    "officers leave"
                },
            );
            it.text("Reason", &answered.reason)
                .text("Until", &answered.until);
            it.maybe(
                "Officers",
                answered.officers.map(|number| number.to_string()).as_ref(),
            );
        }
        Event::HandOverAccepted(accepted) => {
            it.text("Place", &accepted.place.name);
            it.text("By", &format!("{}, {}", accepted.name, accepted.role));
            it.text("E-mail", &accepted.email)
                .text("Signed", &accepted.signature);
        }
        Event::ServiceTold(told) => {
            it.text("Who", told.service.label())
                .text("Detail", &told.detail);
        }
        Event::OfficersReleased(released) => {
            it.text("Cause of delay", &released.delay_cause);
        }
        _ => {}
    }
}

pub(super) fn station(event: &Event, it: &mut Details) {
    match event {
        Event::StationAuthorised(station) => {
            it.text("Station", &station.station.name);
            it.text("By", &format!("{}, {}", station.name, station.rank.label()));
            it.answer(
                "Imminent risk of serious injury or death",
                station.imminent_risk,
            );
            it.answer(
                "Because of it, no other place in the police area",
                station.no_other_place_because_of_risk,
            );
            it.answer(
                "Healthcare present throughout",
                station.healthcare_throughout,
            );
            it.text("Facts", &station.facts);
            it.text(
                "Consulted",
                &match &station.consultation {
                    StationConsultation::Consulted { profession, who } => {
                        format!("{}: {}", profession.label(), known_text(who, Clone::clone))
                    }
                    StationConsultation::NotPracticable { reason } => {
                        format!("not practicable: {reason}")
                    }
                    StationConsultation::NotRecorded => "not recorded".to_owned(),
                },
            );
        }
        Event::WelfareChecked(check) => {
            let by = if check.by_healthcare_professional {
                "a healthcare professional"
            } else {
                "somebody who is not a healthcare professional"
            };
            it.text("By", by).text("Result", &check.result);
            it.answer("Asleep", check.asleep);
            if check.asleep.is_yes() {
                it.answer("Risk that needs waking", check.waking_risk);
            }
        }
        Event::StationReviewed(review) => {
            it.answer("Imminent risk continues", review.imminent_risk);
            it.answer(
                "Still no other place because of it",
                review.no_other_place_because_of_risk,
            );
            it.answer(
                "Professional consulted first",
                review.consulted_professional,
            );
            it.text("Facts", &review.facts);
        }
        Event::AssessmentSoonerHere(sooner) => {
            it.answer("Would begin sooner here", sooner.begins_sooner);
            it.answer("Postponing would distress", sooner.postponing_distresses);
            it.text("Arrangements", &sooner.facts);
        }
        _ => {}
    }
}
