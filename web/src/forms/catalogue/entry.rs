//! Entry without a warrant, and acting for a person who lacks capacity.

use domain::EventKind;
use domain::event::{
    BelievedHarm, CapacityAct, CapacityPurpose, EntryBasis, PremisesSearch, Pursuit,
};
use domain::place::LocationKind;

use super::super::choice::options;
use super::super::field::{Field, FormSpec, Group, Input};

pub(super) const FORMS: &[FormSpec] = &[
    FormSpec::new(
        "entered-premises",
        Group::Scene,
        EventKind::PremisesEntered,
        [
            "Premises entered without a warrant",
            "We went in",
            "Save the entry",
        ],
        &[
            Field::new(
                "basis",
                "What did the entry rely on?",
                Input::Radios(options::<EntryBasis>),
            )
            .must("Select what the entry relied on"),
            Field::new(
                "reasons.believed",
                "What did you reasonably believe of harm inside?",
                Input::Radios(options::<BelievedHarm>),
            )
            .hint("General concern for welfare is too low for section 17"),
            Field::new(
                "reasons.breach_of_the_peace",
                "A breach of the peace, now or about to be?",
                Input::Answer,
            ),
            Field::new(
                "reasons.consent",
                "Did somebody there agree to it?",
                Input::Answer,
            ),
            Field::new(
                "reasons.unlawfully_at_large",
                "Was somebody unlawfully at large?",
                Input::Answer,
            )
            .hint("Absent without leave, or escaped from legal custody"),
            Field::new(
                "reasons.pursuit",
                "How were they being followed?",
                Input::Radios(options::<Pursuit>),
            )
            .only_if("reasons.unlawfully_at_large", &["yes"]),
            Field::new(
                "into.kind",
                "What kind of place is it?",
                Input::Select(options::<LocationKind>),
            )
            .must("Select what kind of place it is"),
            Field::new("into.description", "Where is it?", Input::Line).must("Enter where it is"),
            Field::new("into.lived_in", "Does anyone live there?", Input::Answer),
            Field::new(
                "search",
                "How far was it searched?",
                Input::Radios(options::<PremisesSearch>),
            ),
            Field::new(
                "detail",
                "What did you see and hear that made it necessary, and what was damaged?",
                Input::Area,
            )
            .must("Enter what you saw and heard that made it necessary"),
        ],
    )
    .hint("Entry gives no power to use section 136 in a home."),
    FormSpec::new(
        "capacity",
        Group::Scene,
        EventKind::CapacityJudged,
        [
            "Can the person decide this themselves?",
            "Capacity",
            "Save what was judged",
        ],
        &[
            Field::new(
                "judged.purpose",
                "What would acting for them be for?",
                Input::Radios(options::<CapacityPurpose>),
            )
            .must("Select what acting for them would be for"),
            Field::new(
                "judged.reasonable_steps",
                "Were reasonable steps taken to find out?",
                Input::Answer,
            )
            .must("Select whether reasonable steps were taken"),
            Field::new(
                "judged.lacks_capacity",
                "Do you reasonably believe that they lack capacity in this matter?",
                Input::Answer,
            )
            .must("Select whether they lack capacity in this matter"),
            Field::new(
                "judged.best_interests",
                "Is acting in their best interests?",
                Input::Answer,
            )
            .must("Select whether it is in their best interests"),
            Field::new(
                "judged.prevents_harm_to_person",
                "Is restraint necessary to prevent harm to them?",
                Input::Answer,
            )
            .hint("Harm to others does not count"),
            Field::new(
                "judged.proportionate",
                "Is it proportionate to that harm?",
                Input::Answer,
            ),
            Field::new(
                "judged.needs_deprivation",
                "Would it deprive them of their liberty?",
                Input::Answer,
            )
            .fold("Deprivation of liberty?"),
            Field::new(
                "judged.court_decision_sought",
                "Is a decision of the court being sought?",
                Input::Answer,
            )
            .fold("The court?"),
            Field::new("facts", "What was asked, seen and said?", Input::Area)
                .must("Enter what was asked, seen and said"),
        ],
    )
    .hint("A defence for care, not a power to take anybody from home to be assessed."),
    FormSpec::new(
        "capacity-acted-on",
        Group::Scene,
        EventKind::CapacityReliedOn,
        [
            "Acted for a person who lacks capacity",
            "Acted: lacks capacity",
            "Save",
        ],
        &[
            Field::new(
                "how",
                "How far did it go?",
                Input::Radios(options::<CapacityAct>),
            )
            .must("Select how far it went"),
            Field::new("what", "What was done?", Input::Area).must("Enter what was done"),
        ],
    )
    .hint("No detention, and no clock."),
];
