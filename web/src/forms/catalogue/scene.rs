//! At the scene: meeting, grounds, consultation, medical dangers, restraint, search.

use domain::EventKind;
use domain::actor::Profession;
use domain::event::{AbdFeature, Alternative, NotPracticable, Protecting, RedFlag, SearchPower};
use domain::place::LocationKind;

use super::super::choice::options;
use super::super::field::{Absent, Field, FormSpec, Group, Input, Shape};

pub(super) const FORMS: &[FormSpec] = &[
    FormSpec::new(
        "encounter",
        Group::Scene,
        EventKind::EncounterBegan,
        ["Where are you with the person?", "With the person", "Save where"],
        &[
            Field::new("at.kind", "What kind of place is it?", Input::Radios(options::<LocationKind>))
                .must("Select what kind of place it is"),
            Field::new(
                "at.lived_in",
                "Does anyone live in that house, flat or room?",
                Input::Answer,
            )
            .only_if("at.kind", &["house_flat_or_room", "supported_bedroom", "shared_living_room", "balcony_or_roof", "tent_van_or_boat"])
            .hint("Anyone at all, not only this person"),
            Field::new("at.shared", "Is it shared with other homes?", Input::Answer)
                .only_if("at.kind", &["garden_or_outhouse", "communal_part"]),
            Field::new("at.description", "Where is it?", Input::Line)
                .hint("A street, bridge or building, so that others find you"),
            Field::new("at.district", "District", Input::District).fold("Add the district"),
            Field::new("officers", "How many officers are there?", Input::Number(1, 99))
                .hint("You among them")
                .fold("Add how many officers are there"),
        ],
    )
    .hint("The kind of place decides whether section 136 can be used at all."),
    FormSpec::new(
        "grounds",
        Group::Scene,
        EventKind::GroundsObserved,
        ["What do you see and hear?", "What I see and hear", "Save"],
        &[
            Field::new("seen", "What do you see and hear?", Input::Area)
                .must("Enter what you see and hear")
                .hint("Facts and the person’s own words, not conclusions"),
            Field::new("appears_disordered", "Does the person appear to have a mental disorder?", Input::Answer)
                .must("Select whether the person appears to have a mental disorder"),
            Field::new("immediate_need", "Do they need care or control at once?", Input::Answer)
                .must("Select whether they need care or control at once"),
            Field::new("necessary", "Do you think action is necessary?", Input::Answer)
                .must("Select whether you think action is necessary"),
            Field::new("protecting", "For whose sake?", Input::Radios(options::<Protecting>))
                .only_if("necessary", &["yes"]),
        ],
    ),
    FormSpec::new(
        "consulted",
        Group::Scene,
        EventKind::Consulted,
        ["Whom did you consult?", "Consult", "Save"],
        &[
            Field::new("profession", "What are they?", Input::Radios(options::<Profession>))
                .must("Select what the person you consulted is")
                .hint("The Act lists doctors, nurses, AMHPs, occupational therapists and paramedics"),
            Field::new("who", "Name and service", Input::Known(Shape::Line, &[Absent::Unknown]))
                .must("Enter whom you consulted, or tick that it is not known"),
            Field::new("advice", "What did they advise?", Input::Area)
                .must("Enter what they advised")
                .hint("Their advice does not bind you"),
            Field::new("asked", "When did you ask?", Input::Clock)
                .hint("Hours and minutes, such as 02:15")
                .fold("Add when you asked, if it was earlier"),
        ],
    )
    .instead("not-consulted", "Nobody could be consulted"),
    FormSpec::new(
        "not-consulted",
        Group::Scene,
        EventKind::ConsultationNotPracticable,
        ["Why could nobody be consulted?", "Could not consult", "Save"],
        &[
            Field::new("reason", "Why?", Input::Radios(options::<NotPracticable>))
                .must("Select why nobody could be consulted"),
            Field::new("detail", "In your words", Input::Area)
                .must("Enter why nobody could be consulted"),
        ],
    )
    .instead("consulted", "Somebody was consulted"),
    FormSpec::new(
        "alternative",
        Group::Scene,
        EventKind::AlternativeTaken,
        ["What was done instead of section 136?", "Not section 136", "Save"],
        &[
            Field::new("kind", "What was done?", Input::Radios(options::<Alternative>))
                .must("Select what was done"),
            Field::new("plan", "Who has the person now, and what happens next?", Input::Area)
                .must("Enter who has the person now and what happens next"),
        ],
    )
    .hint("Somebody who goes voluntarily is free to leave. No clock begins."),
    FormSpec::new(
        "red-flags",
        Group::Scene,
        EventKind::RedFlagsScreened,
        ["Red flags: hospital first?", "Red flags", "Save the check"],
        &[
            Field::new("yes", "Which of these are there?", Input::Ticks(options::<RedFlag>))
                .hint("Tick none if none is there"),
            Field::new("unsure", "Which are you unsure of?", Input::Ticks(options::<RedFlag>))
                .hint("Unsure counts as yes")
                .fold("Unsure of any?"),
            Field::new("observations", "What else do you notice?", Input::Area)
                .fold("Add observations"),
        ],
    )
    .hint("Any yes, or unsure, means ambulance and emergency department."),
    FormSpec::new(
        "abd",
        Group::Scene,
        EventKind::AbdSuspected,
        ["Suspected acute behavioural disturbance", "Suspect ABD", "Save and warn"],
        &[
            Field::new("features", "What do you see?", Input::Ticks(options::<AbdFeature>))
                .hint("Two or more, or your own concern"),
            Field::new("safety_officer", "Who watches the airway and does nothing else?", Input::Known(Shape::Line, &[Absent::Unknown]))
                .must("Enter the safety officer, or tick that it is not known"),
            Field::new("told_ambulance", "Has the ambulance been told “ABD suspected”?", Input::Answer)
                .must("Select whether the ambulance has been told"),
        ],
    )
    .hint("A medical emergency. Off the front, watch the airway, least restraint. It stays suspected until an emergency department doctor rules it out."),
    FormSpec::new(
        "abd-ruled-out",
        Group::Scene,
        EventKind::AbdRuledOut,
        ["Rule out acute behavioural disturbance", "Rule out ABD", "Rule out"],
        &[
            Field::new("doctor", "Doctor", Input::OwnName).must("Enter the doctor"),
            Field::new("emergency_department_doctor", "Is this a doctor of the emergency department?", Input::Answer)
                .must("Select whether this is a doctor of the emergency department"),
        ],
    ),
    FormSpec::new(
        "restraint",
        Group::Scene,
        EventKind::RestraintBegan,
        ["Restraint begins", "Restraint begins", "Save"],
        &[Field::new("how", "How, and in what position?", Input::Area)
            .must("Enter how and in what position")],
    ),
    FormSpec::new(
        "restraint-ended",
        Group::Scene,
        EventKind::RestraintEnded,
        ["Restraint ends", "Restraint ends", "Save"],
        &[Field::new("condition", "How is the person now? Any injury?", Input::Area)
            .must("Enter how the person is now")],
    ),
    FormSpec::new(
        "search",
        Group::Scene,
        EventKind::Searched,
        ["Search of the person", "Search", "Save the search"],
        &[
            Field::new("power", "Under which power?", Input::Radios(options::<SearchPower>))
                .must("Select the power you searched under"),
            Field::new("danger_facts", "Why may they be a danger to themselves or others?", Input::Area)
                .hint("Leave empty if that was not the reason"),
            Field::new("concealed_facts", "Why do you believe they hide something?", Input::Area)
                .hint("Leave empty if that was not the reason"),
            Field::new("extent", "How far did it go?", Input::Line)
                .must("Enter how far the search went")
                .hint("Section 136C: outer coat, jacket, gloves, and the mouth. Nothing more"),
            Field::new("found", "What was found, and where is it now?", Input::Area),
        ],
    ),
];
