//! Things to look up: the directory of places, and one rule of the law.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::PlaceKind;
use domain::time::day;
use jiff::civil::Date;

use super::layout::{Shell, show};
use super::reason::LayerTag;
use crate::app::App;
use crate::error::WebError;
use crate::extract::Now;
use crate::forms::sentence;
use crate::session::{SignedIn, Visitor};

#[derive(Template)]
#[template(path = "places.html")]
struct Places {
    shell: Shell,
    groups: Vec<(String, Vec<PlaceView>)>,
    stations_end: Option<String>,
}

struct PlaceView {
    name: String,
    district: String,
    ages: &'static str,
    capacity: String,
    phone: String,
}

/// `GET /places`: where people can be taken.
pub(super) async fn places(
    State(app): State<App>,
    visitor: Visitor,
    SignedIn(_): SignedIn,
    Now(now): Now,
) -> Result<Response, WebError> {
    let rules = app.rules();
    let today = domain::time::in_london(now).date();
    let ended = rules
        .profile
        .mha_2025_s48
        .as_ref()
        .filter(|ends| ends.on <= today);
    let groups = PlaceKind::ALL
        .iter()
        .filter(|kind| ended.is_none() || **kind != PlaceKind::PoliceStation)
        .map(|kind| {
            let places = rules
                .force
                .places
                .iter()
                .filter(|place| place.kind == *kind);
            let views = places.map(|place| PlaceView {
                name: place.name.clone(),
                district: rules
                    .force
                    .district(&place.district)
                    .map(|district| district.name.clone())
                    .unwrap_or_default(),
                ages: ages(place.kind, place.accepts_children),
                capacity: place
                    .capacity
                    .map(|number| number.to_string())
                    .unwrap_or_default(),
                phone: place.phone.clone().unwrap_or_default(),
            });
            (sentence(kind.label()), views.collect::<Vec<_>>())
        })
        .filter(|(_, places)| !places.is_empty())
        .collect();
    show(&Places {
        groups,
        stations_end: ended.map(|ends| format!("{} ({})", day(ends.on), ends.instrument)),
        shell: Shell::new(&app, &visitor, "Places", "/places"),
    })
}

const fn ages(kind: PlaceKind, children: bool) -> &'static str {
    match (kind, children) {
        (PlaceKind::PoliceStation, _) => "Adults only, in law: never anybody under 18",
        (_, true) => "Takes under 18s",
        (_, false) => "Adults only",
    }
}

#[derive(Template)]
#[template(path = "rule.html")]
struct RulePage {
    shell: Shell,
    rule: &'static law::rules::Rule,
    layer: LayerTag,
    title: String,
    in_force: String,
}

/// `GET /law/{rule}`: one rule, what it says, where it comes from, how far that was checked.
pub(super) async fn rule(
    State(app): State<App>,
    visitor: Visitor,
    SignedIn(_): SignedIn,
    Path(name): Path<String>,
) -> Result<Response, WebError> {
    let rule = law::rules::all()
        .find(|rule| rule.id == name)
        .ok_or(WebError::NotFound)?;
    let title = sentence(rule.title);
    show(&RulePage {
        rule,
        layer: LayerTag::of(rule.layer),
        in_force: in_force(rule.from, rule.to),
        shell: Shell::new(&app, &visitor, title.clone(), "/law"),
        title,
    })
}

fn in_force(from: Option<Date>, to: Option<Date>) -> String {
    match (from, to) {
        (None, None) => "No date".to_owned(),
        (Some(from), None) => format!("From {}", day(from)),
        (None, Some(to)) => format!("Until {}", day(to)),
        (Some(from), Some(to)) => format!("From {} to {}", day(from), day(to)),
    }
}
