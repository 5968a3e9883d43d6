//! Executing a warrant under section 135: going in, removing or keeping, and not going.

use domain::EventKind;
use domain::actor::Rank;
use domain::event::{DeclineReason, ExecutionOutcome, Presence};

use super::super::choice::{Opt, options};
use super::super::field::{Absent, Field, FormSpec, Group, Input, PlaceFilter, Shape};
use super::warrant::{ASSESS, RETAKE, WHICH, to_assess, to_retake};

/// Under section 135(2) nobody is kept.
const TAKEN: &[(&str, &str)] = &[("kind", "retake"), ("manner.how", "remove")];

fn manners() -> Vec<Opt> {
    vec![
        Opt::new("remove", "Removed to a place of safety"),
        Opt::new("keep", "Kept at the premises as a place of safety"),
    ]
}

const OFFICERS: Field = Field::new(
    "officers",
    "How many officers are there?",
    Input::Number(1, 99),
)
.hint("The lead among them")
.fold("Add how many officers are there");
const LEAD: Field =
    Field::new("lead", "Constable who leads", Input::OwnName).must("Enter the constable who leads");
const AMHP: Field = Field::new(
    "amhp",
    "Was an AMHP there?",
    Input::Radios(options::<Presence>),
)
.must("Select whether an AMHP was there");
const AMHP_NAME: Field = Field::new(
    "amhp_name",
    "AMHP’s name",
    Input::Known(Shape::Line, &[Absent::Unknown, Absent::NotApplicable]),
)
.must("Enter the AMHP’s name, or why there is none");
const DOCTOR: Field = Field::new(
    "doctor",
    "Was a registered doctor there?",
    Input::Radios(options::<Presence>),
)
.must("Select whether a doctor was there");
const DOCTOR_NAME: Field = Field::new(
    "doctor_name",
    "Doctor’s name",
    Input::Known(Shape::Line, &[Absent::Unknown, Absent::NotApplicable]),
)
.must("Enter the doctor’s name, or why there is none");
const RIGHT_PLACE: Field = Field::new(
    "at_specified_premises",
    "Is this what the warrant specifies?",
    Input::Answer,
)
.must("Select whether these are the premises of the warrant");
const FORCE: Field = Field::new("force_used", "Was force used to enter?", Input::Answer)
    .must("Select whether force was used");
const HOW: Field = Field::new(
    "how",
    "How was entry had, and what was damaged?",
    Input::Area,
);
const FOUND: Field = Field::new("person_found", "Was the person found there?", Input::Answer)
    .must("Select whether the person was found");
const VIDEO: Field = Field::new("body_worn_video", "Body-worn video on?", Input::Answer);
const SHOWN: Field = Field::new("formalities.shown", "Was the warrant shown?", Input::Answer);
const IDENTIFIED: Field = Field::new(
    "formalities.identified",
    "Did the constable say who they were?",
    Input::Answer,
);
const COPY: Field = Field::new(
    "formalities.copy_given_or_left",
    "Was a copy given, or left where nobody was there?",
    Input::Answer,
);
const HOUR: Field = Field::new(
    "formalities.reasonable_hour",
    "Was it a reasonable hour?",
    Input::Answer,
)
.fold("An unreasonable hour?");
const WAITING: Field = Field::new(
    "formalities.waiting_would_frustrate",
    "Might waiting for one have frustrated the purpose?",
    Input::Answer,
)
.fold("Why not at another hour?");
const FURTHER: Field = Field::new(
    "further_entry_allowed_by",
    "Who allowed a second entry in writing?",
    Input::Select(options::<Rank>),
)
.fold("A second or later entry?");
const WHY: Field = Field::new(
    "why",
    "Why was it thought fit, and what did the AMHP and the doctor say?",
    Input::Area,
)
.must("Enter why it was thought fit");
const TOLD_WHY: Field = Field::new(
    "told_why",
    "Has the person been told why?",
    Input::Known(Shape::YesNo, &[Absent::Unknown]),
)
.must("Select whether the person has been told why");
const RANK: Field =
    Field::new("rank", "Rank of the constable who decided", Input::OwnRank).must("Select the rank");

pub(super) const FORMS: &[FormSpec] = &[
    FormSpec::new(
        "execute-135-1",
        Group::Warrant,
        EventKind::WarrantExecuted,
        [
            "Entered to execute the section 135(1) warrant",
            "We went in: 135(1)",
            "Save the entry",
        ],
        &[
            AMHP,
            AMHP_NAME,
            DOCTOR,
            DOCTOR_NAME,
            RIGHT_PLACE,
            FORCE,
            HOW,
            FOUND,
            Field::new(
                "named_professionals_there",
                "If it names an AMHP or a doctor: were those there?",
                Input::Answer,
            ),
            Field::new("why_others", "Why did others come?", Input::Line)
                .must("Enter why others came")
                .only_if("named_professionals_there", &["no"]),
            VIDEO,
            LEAD,
            OFFICERS,
            IDENTIFIED,
            SHOWN,
            COPY,
            HOUR,
            WAITING,
            FURTHER,
        ],
    )
    .hint("The time is the constable’s first entry: if the person is kept there, the clock runs from it. Any AMHP and any doctor will do, and both must be there in person.")
    .fixed(ASSESS)
    .fits(to_assess)
    .instead("execute-135-2", "It is a warrant under section 135(2)"),
    FormSpec::new(
        "execute-135-2",
        Group::Warrant,
        EventKind::WarrantExecuted,
        [
            "Entered to execute the section 135(2) warrant",
            "We went in: 135(2)",
            "Save the entry",
        ],
        &[
            RIGHT_PLACE,
            FORCE,
            HOW,
            FOUND,
            AMHP,
            AMHP_NAME,
            DOCTOR,
            DOCTOR_NAME,
            VIDEO,
            LEAD,
            OFFICERS,
            IDENTIFIED,
            SHOWN,
            COPY,
            HOUR,
            WAITING,
            FURTHER,
        ],
    )
    .hint("A doctor, or somebody authorised to take the patient, may come and need not.")
    .fixed(RETAKE)
    .fits(to_retake)
    .instead("execute-135-1", "It is a warrant under section 135(1)"),
    FormSpec::new(
        "warrant-used",
        Group::Warrant,
        EventKind::WarrantUsed,
        [
            "Removed or kept under section 135(1)",
            "Remove or keep",
            "Save the decision",
        ],
        &[
            Field::new(
                "manner.how",
                "What happens to the person?",
                Input::Radios(manners),
            )
            .must("Select whether the person is removed or kept"),
            Field::new(
                "manner.at",
                "Where are they kept?",
                Input::Place(PlaceFilter::Lawful),
            )
            .must("Select or enter the premises where they are kept")
            .hint("A home is a place of safety only with agreement: record that too")
            .only_if("manner.how", &["keep"]),
            WHY,
            TOLD_WHY,
            RANK,
        ],
    )
    .hint("The decision is the constable’s. Kept: the clock runs from the first entry. Removed: from going into the place of safety.")
    .fixed(ASSESS)
    .fits(to_assess)
    .instead("patient-removed", "It is a warrant under section 135(2)"),
    FormSpec::new(
        "patient-removed",
        Group::Warrant,
        EventKind::WarrantUsed,
        [
            "Taken under section 135(2)",
            "Take the patient",
            "Save",
        ],
        &[
            Field::new(
                "to_where_the_power_takes",
                "Taken where the power they are liable to takes them?",
                Input::Answer,
            )
            .must("Select whether they are taken where the power takes them")
            .hint("Most often the hospital they are absent from"),
            WHY,
            TOLD_WHY,
            RANK,
        ],
    )
    .hint("No place-of-safety clock starts.")
    .fixed(TAKEN)
    .fits(to_retake)
    .instead("warrant-used", "It is a warrant under section 135(1)"),
    FormSpec::new(
        "warrant-not-executed",
        Group::Warrant,
        EventKind::WarrantNotExecuted,
        [
            "The warrant was not executed",
            "Not executed",
            "Save, and say why",
        ],
        &[
            WHICH,
            Field::new("reason", "Why?", Input::Radios(options::<DeclineReason>))
                .must("Select why it was not executed"),
            Field::new(
                "detail",
                "Who was spoken to, what was said, what happens next?",
                Input::Area,
            )
            .must("Enter who was spoken to, what was said and what happens next"),
        ],
    )
    .hint("The lack of a bed is no reason. Nobody in after officers entered is recorded as the entry."),
    FormSpec::new(
        "warrant-concluded",
        Group::Warrant,
        EventKind::WarrantConcluded,
        [
            "The execution is over",
            "Execution over",
            "Save the outcome",
        ],
        &[
            WHICH,
            Field::new(
                "outcome",
                "What did it come to?",
                Input::Radios(options::<ExecutionOutcome>),
            )
            .must("Select what it came to"),
            Field::new(
                "premises_left",
                "How were the premises left?",
                Input::Area,
            )
            .hint("Secured, damage, boarding-up, property, animals"),
        ],
    ),
];
