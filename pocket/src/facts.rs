//! Answers into the facts that `law` asks about.
//!
//! Everything happens at the moment asked about, save what the answers put earlier by hours: those
//! are times *about*, and the law says of them what it says of any time that is not exact.

mod warrant;

pub(crate) use warrant::going_in;

use domain::event::{EscapedFrom, Manner, PlaceRef};
use domain::{Answer, FoundAt, LocationKind, Moment, NoValue, PlaceKind, Profession};
use jiff::{SignedDuration, Timestamp};
use law::facts::capacity::{CapacityConsidered, CapacityPurpose};
use law::facts::entry::{BelievedHarm, EntryReasons, Pursuit};
use law::facts::{AbsentFrom, Admitted, Authority, WentAbsent};
use law::{Act, Facts, Person, What};

use crate::answers::Answers;

/// What the answers say happened, as at a moment.
pub fn facts(answers: &Answers, at: Timestamp) -> Facts {
    let mut timeline = Timeline {
        at,
        acts: Vec::new(),
    };
    timeline.place(answers);
    timeline.grounds(answers);
    timeline.consultation(answers);
    timeline.status(answers);
    timeline.warrant(answers);
    timeline.entry(answers);
    timeline.capacity(answers);
    if answers.has("agrees", "yes") && !is_held(answers) {
        timeline.add("own-accord", What::Voluntary);
    }
    Facts {
        person: person(answers),
        acts: timeline.acts,
    }
}

/// The same facts with section 136 used at that moment: what the law would say of it is what an
/// officer wants to know before. Nothing where the person is held already.
pub fn if_used_now(answers: &Answers, at: Timestamp) -> Option<Facts> {
    if is_held(answers) || answers.has("status", "escaped") {
        return None;
    }
    let mut facts = facts(answers, at);
    // Whoever is detained no longer comes of their own accord.
    facts.acts.retain(|act| act.what != What::Voluntary);
    let brought_out_by_force = match answers.one("came_out") {
        Some("brought") => Answer::Yes,
        Some("freely" | "no") => Answer::No,
        _ => Answer::NotKnown,
    };
    facts.acts.push(Act {
        id: "if-used-now".to_owned(),
        at: Moment::Exact { at },
        rivals: Vec::new(),
        what: What::PowerUsed {
            manner: Manner::Remove,
            by: Profession::Constable,
            rank: None,
            brought_out_by_force,
            fresh_facts: Answer::NotKnown,
        },
    });
    Some(facts)
}

/// What must be said before the law can be asked of somebody who is held or got away, if anything.
///
/// Which power runs and until when depends on it, so nothing is assumed in its place.
pub fn unfinished(answers: &Answers) -> Option<&'static str> {
    match answers.one("status") {
        Some("held") => match answers.one("where_held") {
            None => Some("Say where they are held: on the way, or at which kind of place."),
            Some("on_the_way") => None,
            Some(_) => answers.hours("hours_held").is_none().then_some(
                "Say about how many hours ago they went in: the clock runs from there. The file of the case has it exactly.",
            ),
        },
        Some("escaped") => match answers.one("escaped_from") {
            None => Some("Say from where they got away: how long they may be retaken depends on it."),
            Some("place") if answers.hours("hours_arrived").is_none() => Some(
                "Say about how many hours ago they had gone in: the power to retake ends with that clock.",
            ),
            Some(_) => answers
                .hours("hours_since")
                .is_none()
                .then_some("Say about how many hours ago they got away."),
        },
        _ => None,
    }
}

fn is_held(answers: &Answers) -> bool {
    answers.has("status", "held")
}

fn person(answers: &Answers) -> Person {
    let (youngest, oldest) = match answers.one("age") {
        Some("adult") => (Some(18), None),
        Some("child") => (None, Some(17)),
        _ => (None, None),
    };
    Person {
        born: None,
        youngest,
        oldest,
    }
}

struct Timeline {
    at: Timestamp,
    acts: Vec<Act>,
}

impl Timeline {
    fn add(&mut self, id: &str, what: What) {
        self.add_at(id, Moment::Exact { at: self.at }, what);
    }

    fn add_at(&mut self, id: &str, at: Moment, what: What) {
        self.acts.push(Act {
            id: id.to_owned(),
            at,
            rivals: Vec::new(),
            what,
        });
    }

    /// About so many hours before.
    fn ago(&self, hours: u8) -> Moment {
        self.before(SignedDuration::from_hours(i64::from(hours)))
    }

    fn before(&self, length: SignedDuration) -> Moment {
        self.at.checked_sub(length).map_or(
            Moment::Unknown {
                why: NoValue::Unknown,
            },
            |at| Moment::About { at },
        )
    }

    fn place(&mut self, answers: &Answers) {
        if answers.answered("came_out") && !answers.has("came_out", "no") {
            let home = FoundAt {
                lived_in: Answer::Yes,
                ..found(LocationKind::HouseFlatOrRoom)
            };
            let before = self.before(SignedDuration::from_mins(1));
            self.add_at("home", before, What::Met { at: home });
        }
        let Some(kind) = answers.one("place").and_then(location) else {
            return;
        };
        let at = FoundAt {
            lived_in: yes_no(answers.one("lived_in")),
            shared: yes_no(answers.one("shared")),
            ..found(kind)
        };
        self.add("place", What::Met { at });
    }

    fn grounds(&mut self, answers: &Answers) {
        if !answers.answered("seen") {
            return;
        }
        let limb = |name| {
            let seen = answers.has("seen", name);
            let ruled_out = answers.has("ruled_out", name) || answers.has("seen", "none");
            match (seen, ruled_out) {
                (true, false) => Answer::Yes,
                (false, true) => Answer::No,
                // Neither, or both: nobody knows.
                _ => Answer::NotKnown,
            }
        };
        self.add(
            "seen",
            What::Grounds {
                appears_disordered: limb("disorder"),
                immediate_need: limb("now"),
                necessary: limb("necessary"),
            },
        );
    }

    fn consultation(&mut self, answers: &Answers) {
        let profession = match answers.one("consulted") {
            Some("doctor") => Profession::RegisteredMedicalPractitioner,
            Some("nurse") => Profession::RegisteredNurse,
            Some("amhp") => Profession::Amhp,
            Some("paramedic") => Profession::Paramedic,
            Some("occupational_therapist") => Profession::OccupationalTherapist,
            Some("unlisted") => Profession::Other,
            Some("not_practicable") => {
                return self.add(
                    "consulted",
                    What::ConsultationNotPracticable {
                        reason_recorded: false,
                        was_practicable: Answer::NotKnown,
                    },
                );
            }
            _ => return,
        };
        self.add("consulted", What::Consulted { profession });
    }

    fn status(&mut self, answers: &Answers) {
        match answers.one("status") {
            Some("held") => self.held(answers),
            Some("escaped") => self.escaped(answers),
            Some("awol") => self.absent(answers),
            Some("other") => self.other_status(answers),
            _ => {}
        }
    }

    /// Held now. Where something needed was not said, nothing is put in its place: [`unfinished`]
    /// says what.
    fn held(&mut self, answers: &Answers) {
        let kind = match answers.one("where_held") {
            Some("on_the_way") => {
                return self.used(Moment::Exact { at: self.at });
            }
            Some("hospital") => PlaceKind::EmergencyDepartment,
            Some("station") => PlaceKind::PoliceStation,
            Some("other") => PlaceKind::OtherSuitablePlace,
            _ => return,
        };
        if let Some(hours) = answers.hours("hours_held") {
            self.used(self.ago(hours));
            self.entered(self.ago(hours), kind);
        }
    }

    fn escaped(&mut self, answers: &Answers) {
        let Some(since) = answers.hours("hours_since") else {
            return;
        };
        match answers.one("escaped_from") {
            Some("removal") => {
                self.used(self.ago(since));
                self.got_away(since, EscapedFrom::Removal);
            }
            Some("place") => {
                let Some(arrived) = answers.hours("hours_arrived") else {
                    return;
                };
                // Nobody gets away from a place before they went in.
                let since = since.min(arrived);
                self.used(self.ago(arrived));
                self.entered(self.ago(arrived), PlaceKind::HealthBasedPlaceOfSafety);
                self.got_away(since, EscapedFrom::PlaceOfSafety);
            }
            _ => {}
        }
    }

    fn got_away(&mut self, hours: u8, from: EscapedFrom) {
        self.add_at("got-away", self.ago(hours), What::Escaped { from });
    }

    /// Absent from a hospital. When they were admitted and left is for the hospital to say: until
    /// then the law says what is missing.
    fn absent(&mut self, answers: &Answers) {
        let under = match answers.one("awol_under") {
            Some("section2") => Authority::Section2,
            Some("section3") => Authority::Section3,
            Some("section37") => Authority::Section37,
            Some("section37_with41") => Authority::Section37With41,
            Some("section4") => Authority::Section4,
            Some("section5_doctor") => Authority::Section5Doctor,
            Some("section5_nurse") => Authority::Section5Nurse,
            Some("guardianship") => Authority::Guardianship,
            Some("section35") => Authority::Section35,
            Some("section36") => Authority::Section36,
            Some("section38") => Authority::Section38,
            _ => Authority::NotRecorded,
        };
        let admitted = Admitted {
            under,
            hospital: None,
            from: None,
            until: None,
        };
        let unknown = Moment::Unknown {
            why: NoValue::Unknown,
        };
        self.add_at("admitted", unknown.clone(), What::Admitted(admitted));
        let from = AbsentFrom::Hospital;
        self.add_at(
            "went-absent",
            unknown,
            What::WentAbsent(WentAbsent { from }),
        );
    }

    /// What bears on entering without a warrant, where any of it was said.
    fn entry(&mut self, answers: &Answers) {
        if !answers.answered("inside") && !answers.answered("pursuit") {
            return;
        }
        let believed = if answers.has("inside", "serious_harm") {
            Some(BelievedHarm::SeriousHarm)
        } else if answers.has("inside", "damage") {
            Some(BelievedHarm::SeriousDamage)
        } else if answers.has("inside", "concern") {
            Some(BelievedHarm::GeneralConcern)
        } else {
            None
        };
        let pursuit = match answers.one("pursuit") {
            Some("in_sight") => Some(Pursuit::InSight),
            Some("just_lost") => Some(Pursuit::JustLost),
            Some("no_chase") => Some(Pursuit::NoChase),
            _ => None,
        };
        let unlawfully_at_large = match answers.one("status") {
            Some("awol" | "escaped") => Answer::Yes,
            _ => Answer::NotKnown,
        };
        // What was not ticked was not denied, unless all was.
        let said = |choice| match (answers.has("inside", choice), answers.has("inside", "none")) {
            (true, _) => Answer::Yes,
            (false, true) => Answer::No,
            (false, false) => Answer::NotKnown,
        };
        self.add(
            "entry",
            What::EntryConsidered(EntryReasons {
                believed,
                pursuit,
                unlawfully_at_large,
                breach_of_the_peace: said("peace"),
                consent: said("let_in"),
            }),
        );
    }

    fn capacity(&mut self, answers: &Answers) {
        let lacks_capacity = match answers.one("capacity") {
            Some("yes") => Answer::No,
            Some("lacks") => Answer::Yes,
            _ => return,
        };
        let purpose = match answers.one("care") {
            Some("life") => CapacityPurpose::LifeSustainingTreatment,
            Some("vital") => CapacityPurpose::VitalAct,
            Some("other") => CapacityPurpose::OtherCare,
            Some("assessment") => CapacityPurpose::MentalHealthAssessment,
            _ => CapacityPurpose::NotRecorded,
        };
        self.add(
            "capacity",
            What::CapacityConsidered(CapacityConsidered {
                purpose,
                // The choice that they cannot says that the steps were taken.
                reasonable_steps: if lacks_capacity.is_yes() {
                    Answer::Yes
                } else {
                    Answer::NotKnown
                },
                lacks_capacity,
                best_interests: Answer::NotKnown,
                prevents_harm_to_person: Answer::NotKnown,
                proportionate: Answer::NotKnown,
                needs_deprivation: Answer::NotKnown,
                court_decision_sought: Answer::NotKnown,
            }),
        );
    }

    fn other(&mut self, words: &str) {
        self.add(
            "status",
            What::OtherStatus {
                is: words.to_owned(),
            },
        );
    }

    fn used(&mut self, at: Moment) {
        self.add_at(
            "power-used",
            at,
            What::PowerUsed {
                manner: Manner::Remove,
                by: Profession::Constable,
                rank: None,
                brought_out_by_force: Answer::No,
                fresh_facts: Answer::NotKnown,
            },
        );
    }

    fn entered(&mut self, at: Moment, kind: PlaceKind) {
        let place = PlaceRef {
            id: None,
            kind,
            name: kind.label().to_owned(),
        };
        self.add_at("went-in", at, What::Entered { place });
    }
}

/// The kind of location of a choice: the choices are named as the domain writes them.
fn location(choice: &str) -> Option<LocationKind> {
    serde_json::from_value(serde_json::Value::String(choice.to_owned())).ok()
}

fn found(kind: LocationKind) -> FoundAt {
    FoundAt {
        kind,
        description: String::new(),
        district: None,
        lived_in: Answer::NotKnown,
        shared: Answer::NotKnown,
        place: None,
    }
}

fn yes_no(answer: Option<&str>) -> Answer {
    match answer {
        Some("yes") => Answer::Yes,
        Some("no") => Answer::No,
        _ => Answer::NotKnown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::questions::find;

    #[test]
    fn every_place_offered_is_a_kind_of_location_and_every_kind_is_offered() {
        let offered: Vec<LocationKind> = find("place")
            .unwrap()
            .choices
            .iter()
            .map(|choice| location(choice.id).unwrap_or_else(|| panic!("{}", choice.id)))
            .collect();
        for kind in LocationKind::ALL {
            assert!(offered.contains(kind), "{}", kind.label());
        }
        assert_eq!(offered.len(), LocationKind::ALL.len());
    }
}
