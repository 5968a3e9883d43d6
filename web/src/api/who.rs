//! Who somebody may be, asked by a program: the answers of the page `/who`.

use axum::extract::State;
use casework::FieldProblem;
use casework::link::Particulars;
use casework::link::suggested::Agreement;
use domain::FileId;
use domain::person::Sex;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::body::Json;
use super::table::Endpoint;
use crate::app::App;
use crate::desk::who::{self, Asked, LONGEST, Likely};
use crate::error::WebError;
use crate::session::SignedIn;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::post(
            "/api/v1/who",
            ask,
            "askWho",
            "The files that somebody may be in, of those you may open, by what is known of them. \
             That you were shown a file is recorded; nothing else is.",
        )
        .body::<Question>()
        .answers::<Answer>(200),
    ]
}

/// What is known of somebody: at least a name or a date of birth.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Question {
    /// Forenames and surname, or the surname, a comma and the forenames.
    #[serde(default)]
    #[schemars(length(max = LONGEST))]
    name: Option<String>,
    /// The date of birth.
    #[serde(default)]
    born: Option<Date>,
    /// An address with a postcode or its first half, of which that alone is compared.
    #[serde(default)]
    #[schemars(length(max = LONGEST))]
    address: Option<String>,
    /// The sex.
    #[serde(default)]
    sex: Option<Sex>,
}

/// What comes of asking.
#[derive(Serialize, JsonSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
enum Answer {
    /// This server was not given what recognises people.
    NotAvailable,
    /// The record is still being read: nobody can say yet.
    NotYet,
    /// It was compared.
    Compared {
        /// The program and the model.
        by: String,
        /// How many files it was compared with, whether you may open them or not.
        files: u64,
        /// Files whose person it may be, the likeliest first. It is never said that somebody is in
        /// no file.
        likely: Vec<One>,
    },
}

/// A file whose person it may be.
#[derive(Serialize, JsonSchema)]
struct One {
    /// The file.
    file: FileId,
    /// Its short reference, to be read out.
    reference: String,
    /// How likely it is, from 0 to 1.
    probability: f64,
    /// The match weight in hundredths of a bit.
    weight_centibits: i32,
    /// Why, field by field.
    why: Vec<Agrees>,
}

/// How the two agree in one field.
#[derive(Serialize, JsonSchema)]
struct Agrees {
    /// The field, in words.
    field: String,
    /// How they agree, in words.
    level: String,
    /// What that adds to the weight, in hundredths of a bit.
    centibits: i32,
}

impl From<Agreement> for Agrees {
    fn from(one: Agreement) -> Self {
        Self {
            field: one.field,
            level: one.level,
            centibits: one.centibits,
        }
    }
}

impl From<Likely> for One {
    fn from(likely: Likely) -> Self {
        let one = likely.likeness;
        Self {
            file: one.file,
            reference: one.file.reference(),
            probability: one.probability,
            weight_centibits: one.weight_centibits,
            why: one.why.into_iter().map(Agrees::from).collect(),
        }
    }
}

async fn ask(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Json(question): Json<Question>,
) -> Result<Json<Answer>, WebError> {
    for (field, text) in [("/name", &question.name), ("/address", &question.address)] {
        let length = text.as_ref().map_or(0, |text| text.chars().count());
        if length > LONGEST {
            return Err(wrong(
                field,
                format!("give no more than {LONGEST} characters"),
            ));
        }
    }
    let about = Particulars {
        name: question.name,
        born: question.born,
        sex: question.sex,
        address: question.address,
    };
    Ok(Json(match who::who(&app, &person.actor, about).await? {
        Asked::Not => Answer::NotAvailable,
        Asked::NotYet => Answer::NotYet,
        Asked::TooLittle => {
            let says = "give a name that is no description, or a date of birth";
            return Err(wrong("/name", says.to_owned()));
        }
        Asked::Found(known) => Answer::Compared {
            by: known.by,
            files: known.files,
            likely: known.likely.into_iter().map(One::from).collect(),
        },
    }))
}

/// An answer to a question that cannot be asked so.
fn wrong(field: &str, says: String) -> WebError {
    let field = field.to_owned();
    let fields = vec![FieldProblem {
        field,
        says: says.clone(),
    }];
    WebError::Invalid { says, fields }
}
