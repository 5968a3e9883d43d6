//! What a line says, as label and value, as far as the reader may see it.

use domain::event::{Event, Manner, StationConsultation};
use domain::time::{day, full_time};
use domain::{Answer, EventId, Known, PersonFact};

use crate::file::File;
use crate::permission::Sight;

/// One detail of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detail {
    /// What it is.
    pub label: &'static str,
    /// What it says.
    pub value: String,
}

/// Collects details, leaving out what was left blank.
struct Details(Vec<Detail>);

impl Details {
    fn text(&mut self, label: &'static str, value: &str) -> &mut Self {
        if !value.trim().is_empty() {
            self.0.push(Detail {
                label,
                value: value.trim().to_owned(),
            });
        }
        self
    }

    fn maybe(&mut self, label: &'static str, value: Option<&String>) -> &mut Self {
        if let Some(value) = value {
            self.text(label, value);
        }
        self
    }

    fn answer(&mut self, label: &'static str, answer: Answer) -> &mut Self {
        self.text(label, answer.label())
    }

    fn known(&mut self, label: &'static str, known: &Known<String>) -> &mut Self {
        self.text(label, &known_text(known, Clone::clone))
    }
}

/// What a line says, as label and value, as far as somebody with this sight may see it.
pub fn describe(event: &Event, file: &File, sight: Sight) -> Vec<Detail> {
    let mut details = Details(Vec::new());
    let it = &mut details;
    street(event, sight, it);
    journey(event, it);
    place(event, sight, it);
    station(event, it);
    assessment(event, sight, it);
    senior(event, file, it);
    record(event, file, it);
    details.0
}

fn street(event: &Event, sight: Sight, it: &mut Details) {
    match event {
        Event::FileOpened(opened) => {
            it.text("How", opened.channel.label());
            it.maybe("Log reference", opened.log_reference.as_ref());
        }
        Event::PersonRecorded(fact) => person(fact, sight, it),
        Event::EncounterBegan(began) => {
            it.text("Where", &began.at.description);
            it.text("Kind of place", began.at.kind.label());
            if began.at.lived_in != Answer::NotKnown {
                it.answer("Somebody lives there", began.at.lived_in);
            }
            if began.at.shared != Answer::NotKnown {
                it.answer("Shared with other homes", began.at.shared);
            }
        }
        Event::GroundsObserved(grounds) => {
            if sight.risk {
                it.text("Seen and heard", &grounds.seen);
            }
            it.answer(
                "Appears to have mental disorder",
                grounds.appears_disordered,
            );
            it.answer("Immediate need of care or control", grounds.immediate_need);
            it.answer("Action necessary", grounds.necessary);
            if let Some(protecting) = grounds.protecting {
                it.text("To protect", protecting.label());
            }
        }
        Event::Consulted(consulted) => {
            it.text("Profession", consulted.profession.label());
            it.known("Who", &consulted.who);
            if let Some(asked) = consulted.asked {
                it.text("Asked", &full_time(asked));
            }
            it.text("Advice", &consulted.advice);
        }
        Event::ConsultationNotPracticable(not) => {
            it.text("Reason", not.reason.label())
                .text("In words", &not.detail);
        }
        Event::AlternativeTaken(taken) => {
            it.text("What", taken.kind.label())
                .text("Plan", &taken.plan);
        }
        Event::RedFlagsScreened(screened) => {
            it.text("Yes", &list(screened.yes.iter().map(|flag| flag.label())));
            it.text(
                "Unsure",
                &list(screened.unsure.iter().map(|flag| flag.label())),
            );
            if screened.yes.is_empty() && screened.unsure.is_empty() {
                it.text("Result", "no red flag");
            }
            it.text("Observations", &screened.observations);
        }
        Event::AbdSuspected(abd) => {
            it.text(
                "Features",
                &list(abd.features.iter().map(|feature| feature.label())),
            );
            it.known("Safety officer", &abd.safety_officer);
            it.answer("Ambulance told “ABD suspected”", abd.told_ambulance);
        }
        Event::AbdRuledOut(out) => {
            it.text("Doctor", &out.doctor);
            it.answer(
                "Doctor of the emergency department",
                out.emergency_department_doctor,
            );
        }
        Event::RestraintBegan(began) => {
            it.text("How", &began.how)
                .text("Use-of-force forms", &began.forms.join(", "));
        }
        Event::RestraintEnded(ended) => {
            it.text("Condition", &ended.condition);
        }
        Event::Searched(searched) => {
            it.text("Power", searched.power.label());
            it.text("Facts: danger", &searched.danger_facts);
            it.text("Facts: concealed item", &searched.concealed_facts);
            it.text("Extent", &searched.extent)
                .text("Found", &searched.found);
        }
        Event::Detained(detained) => {
            it.text(
                "How",
                &match &detained.manner {
                    Manner::Remove => "removed to a place of safety".to_owned(),
                    Manner::Keep { at } => format!("kept at {}", at.name),
                },
            );
            it.text("Rank", detained.rank.label());
            if sight.risk {
                it.text("Why", &detained.why);
            }
            it.text(
                "Told why",
                &known_text(&detained.told_why, |told| yes_no(*told)),
            );
            if detained.offence_suspected.is_yes() {
                it.answer("Offence suspected", detained.offence_suspected);
            }
        }
        Event::AgreementGiven(given) => {
            it.text("Place", &given.place.name)
                .text("The person", given.relation.label());
            it.answer("Person agrees", given.person_agrees);
            it.answer("Occupier agrees", given.occupier_agrees);
            it.answer("Manager agrees", given.manager_agrees);
        }
        Event::AgreementWithdrawn(gone) => {
            it.text("Place", &gone.place.name)
                .text("Detail", &gone.detail);
        }
        Event::Escaped(escaped) => {
            it.text("From", escaped.from.label())
                .text("Detail", &escaped.detail);
        }
        Event::Retaken(retaken) => {
            it.text("By", retaken.by.label())
                .text("Detail", &retaken.detail);
        }
        _ => {}
    }
}

fn person(fact: &PersonFact, sight: Sight, it: &mut Details) {
    let withheld = "withheld";
    match fact {
        PersonFact::Name { is } if sight.identity => {
            it.known("Name", is);
        }
        PersonFact::Name { .. } => {
            it.text("Name", withheld);
        }
        PersonFact::DateOfBirth { is, basis } => {
            let born = known_text(is, |date| day(*date));
            it.text(
                "Date of birth",
                if sight.identity { &born } else { withheld },
            );
            it.text("Basis", basis.label());
        }
        PersonFact::Age { is, basis } => {
            it.text("Age", &known_text(is, ToString::to_string))
                .text("Basis", basis.label());
        }
        PersonFact::Sex { is } => {
            it.text("Sex", &known_text(is, |sex| sex.label().to_owned()));
        }
        PersonFact::EthnicitySelfDefined { is } => {
            it.known("Ethnicity, self-defined", is);
        }
        PersonFact::EthnicityPerceived { is } => {
            it.known("Ethnicity, perceived", is);
        }
        PersonFact::Address { is } if sight.identity => {
            it.known("Address", is);
        }
        PersonFact::Address { .. } => {
            it.text("Address", withheld);
        }
        PersonFact::Language { is } => {
            it.known("Language", is);
        }
    }
}

fn journey(event: &Event, it: &mut Details) {
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

fn place(event: &Event, sight: Sight, it: &mut Details) {
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

fn station(event: &Event, it: &mut Details) {
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

fn assessment(event: &Event, sight: Sight, it: &mut Details) {
    match event {
        Event::RightsExplained(rights) => {
            it.answer("Aloud", rights.orally)
                .answer("In writing", rights.in_writing);
            it.known("Language", &rights.language);
        }
        Event::Examined(examined) => {
            it.text("Doctor", &examined.doctor);
            it.answer("Approved under section 12", examined.section_12);
            // Police see outcomes as a category; what the doctor found stays with health.
            if sight.clinical {
                it.text("Finding", examined.finding.label());
            }
        }
        Event::AmhpInterviewed(interview) => {
            it.text("AMHP", &interview.amhp);
            if interview.sees_no_need.is_yes() {
                it.answer("Sees no need to detain", interview.sees_no_need);
            }
        }
        Event::ArrangementsMade(made) => {
            it.text("Outcome", made.outcome.label());
            if made.awaiting_bed.is_yes() {
                it.answer("A bed is awaited", made.awaiting_bed);
            }
        }
        Event::ApplicationMade(application) => {
            it.text("Outcome", application.outcome.label())
                .text("Hospital", &application.hospital);
            it.answer(
                "Same hospital as the place of safety",
                application.houses_place_of_safety,
            );
        }
        Event::Extended(extended) => {
            it.text(
                "By",
                &format!("{}, {}", extended.name, extended.profession.label()),
            );
            it.answer(
                "Responsible for the examination",
                extended.responsible_for_examination,
            );
            it.text("For", &minutes(extended.minutes))
                .text("Ground", extended.ground.label());
            if sight.clinical {
                it.text("In words", &extended.reason);
            }
            if extended.assessed_at_station != Answer::NotKnown {
                it.answer("Assessed at the station", extended.assessed_at_station);
            }
        }
        Event::ExtensionApproved(approved) => {
            it.text(
                "By",
                &format!("{}, {}", approved.name, approved.rank.label()),
            );
            it.text("Reason", &approved.reason);
        }
        Event::Ended(ended) => {
            it.text("Why", ended.reason.label())
                .text("Outcome", ended.outcome.label());
            it.answer("Person told", ended.person_told);
            it.text("Care now with", &ended.care_now_with);
        }
        _ => {}
    }
}

fn senior(event: &Event, file: &File, it: &mut Details) {
    match event {
        Event::DecisionAsked(asked) => {
            it.text("Question", asked.question.label());
            it.text("Of", &format!("{} or above", asked.of.label()));
            it.text("Facts", &asked.facts)
                .text("The other view", &asked.other_view);
        }
        Event::DecisionGiven(given) => {
            it.text("Answer", given.ruling.label())
                .text("Reason", &given.reason);
            it.text("Condition", &given.condition);
            it.maybe("Log reference", given.log_reference.as_ref());
            it.text("On", &line_name(file, given.asked));
        }
        Event::EscalationOpened(opened) => {
            it.text("What", opened.trigger.label())
                .text("Why", &opened.why);
            it.text("Owner", opened.owner.label())
                .text("Next stage", &full_time(opened.due));
        }
        Event::EscalationReplied(replied) => {
            it.text("Reply", &replied.reply)
                .text("Promised", &replied.promised);
        }
        Event::EscalationRaised(raised) => {
            it.text("Stage", &raised.stage.to_string())
                .text("Owner", raised.owner.label());
            it.text("Next stage", &full_time(raised.due));
        }
        Event::EscalationClosed(closed) => {
            it.text("Resolved", &yes_no(closed.resolved))
                .text("What changed", &closed.what);
        }
        Event::AlarmAcknowledged(alarm) => {
            let minutes = u16::try_from(alarm.minutes).unwrap_or(u16::MAX);
            it.text(
                "Alarm",
                &format!("{} after the clock began", self::minutes(minutes)),
            );
        }
        _ => {}
    }
}

fn record(event: &Event, file: &File, it: &mut Details) {
    match event {
        Event::Corrected(correction) => {
            it.text("Entry", &line_name(file, correction.line));
            if let Some(happened) = &correction.happened {
                it.text("Time now", &happened.moment.to_string());
                it.text("Source", happened.source.label());
            }
            it.text("Reason", &correction.reason)
                .text("Evidence", &correction.evidence);
        }
        Event::Settled(settled) => {
            it.text("Accepted", &line_name(file, settled.accepted));
            for id in &settled.not_accepted {
                it.text("Not accepted", &line_name(file, *id));
            }
            for id in &settled.kept_apart {
                it.text("Kept as a fact of its own", &line_name(file, *id));
            }
            it.text("Reason", &settled.reason);
        }
        Event::Withdrawn(withdrawn) => {
            it.text("Entry", &line_name(file, withdrawn.line))
                .text("Reason", &withdrawn.reason);
        }
        Event::ExceptionRecorded(exception) => {
            it.text(
                "Block",
                exception
                    .block
                    .map_or("another rule", |block| block.label()),
            );
            it.text("What happened", &exception.what_happened);
        }
        Event::DetentionImported(imported) => {
            it.text("Extract", &imported.extract)
                .text("Row", &imported.row.to_string());
            it.known("Power", &imported.power);
            it.text(
                "Sex",
                &known_text(&imported.sex, |sex| sex.label().to_owned()),
            );
            it.text(
                "Age",
                &known_text(&imported.age, |band| match band.to {
                    Some(to) if to == band.from => to.to_string(),
                    Some(to) => format!("{} to {to}", band.from),
                    None => format!("{} or over", band.from),
                }),
            );
            it.text(
                "Found at",
                &known_text(&imported.found_at, |kind| kind.label().to_owned()),
            );
            it.text(
                "First place",
                &known_text(&imported.first_place, |kind| kind.label().to_owned()),
            );
        }
        _ => {}
    }
}

fn line_name(file: &File, id: EventId) -> String {
    file.line(id).map_or_else(
        || "an entry not shown here".to_owned(),
        |line| {
            format!(
                "line {}: {}, {}, {}",
                line.written.position,
                line.written.event.kind().label(),
                line.written.happened.moment,
                line.written.by.name
            )
        },
    )
}

fn known_text<T>(known: &Known<T>, show: impl Fn(&T) -> String) -> String {
    match (known.value(), known.no_value()) {
        (Some(value), _) => show(value),
        (None, Some(why)) => why.reason().map_or_else(
            || why.label().to_owned(),
            |reason| format!("{}: {reason}", why.label()),
        ),
        (None, None) => String::new(),
    }
}

fn list<'a>(labels: impl Iterator<Item = &'a str>) -> String {
    labels.collect::<Vec<_>>().join("; ")
}

fn yes_no(yes: bool) -> String {
    if yes { "Yes" } else { "No" }.to_owned()
}

fn minutes(minutes: u16) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes:02} min"),
    }
}
