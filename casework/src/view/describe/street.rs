//! The street: meeting, grounds, consultation, dangers, the power used.

use domain::event::{Event, Manner};
use domain::time::{day, full_time};
use domain::{Answer, PersonFact};

use super::{Details, known_text, list, yes_no};
use crate::permission::Sight;

pub(super) fn street(event: &Event, sight: Sight, it: &mut Details) {
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
            it.maybe(
                "Officers",
                began.officers.map(|number| number.to_string()).as_ref(),
            );
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
