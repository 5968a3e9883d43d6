//! Figures to look at: the measures there are, one measure with its table, and what is behind a
//! figure.

mod behind;
mod chart;
mod download;
mod filter;
mod groups;
mod leaders;
mod measure;
mod table;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use figures::measure::Measure;

use super::layout::{Shell, show};
use crate::app::App;
use crate::desk::evidence;
use crate::error::WebError;
use crate::session::{SignedIn, Visitor};

pub(super) use behind::behind;
pub(super) use download::{csv, json};
pub(super) use leaders::leaders;
pub(super) use measure::measure;

/// What an address asks for, decoded, in its order.
type Pairs = Vec<(String, String)>;

#[derive(Template)]
#[template(path = "evidence.html")]
struct EvidencePage {
    shell: Shell,
    /// Whether the server has anything to answer with.
    any: bool,
    groups: Vec<Group>,
}

struct Group {
    heading: &'static str,
    measures: Vec<Offered>,
}

struct Offered {
    href: String,
    title: String,
    definition: String,
}

/// The groups in the order of the page, each with how the names of its measures begin.
const GROUPS: &[(&str, &[&str])] = &[
    ("Demand", &["demand", "attention", "snapshot", "hidden"]),
    ("Time and cost", &["time", "wait", "cost"]),
    (
        "Detentions",
        &[
            "detentions",
            "first_place",
            "transport",
            "police_vehicle",
            "emergency_department",
            "return",
        ],
    ),
    ("Fairness", &["fairness"]),
    ("Repeat contact", &["repeat", "most_frequent"]),
    ("Quality of the data", &["quality"]),
];

/// What a measure stands under that begins like none of these.
const OTHERS: &str = "Others";

fn group_of(measure: &Measure) -> &'static str {
    GROUPS
        .iter()
        .find(|(_, begin)| begin.iter().any(|begin| measure.name.starts_with(begin)))
        .map_or(OTHERS, |(name, _)| name)
}

fn groups(measures: &[Measure]) -> Vec<Group> {
    GROUPS
        .iter()
        .map(|(name, _)| *name)
        .chain([OTHERS])
        .map(|heading| Group {
            heading,
            measures: measures
                .iter()
                .filter(|measure| group_of(measure) == heading)
                .map(|measure| Offered {
                    href: address(&measure.name),
                    title: measure.title.clone(),
                    definition: measure.definition.clone(),
                })
                .collect(),
        })
        .filter(|group| !group.measures.is_empty())
        .collect()
}

fn address(measure: &str) -> String {
    format!("/evidence/{measure}")
}

/// `GET /evidence`.
pub(super) async fn list(
    State(app): State<App>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
) -> Result<Response, WebError> {
    evidence::permitted(&person.actor)?;
    let found = app.evidence();
    show(&EvidencePage {
        any: found.is_some(),
        groups: groups(found.map_or(&[], |evidence| evidence.measures())),
        shell: Shell::new(&app, &visitor, "Evidence", "/evidence"),
    })
}
