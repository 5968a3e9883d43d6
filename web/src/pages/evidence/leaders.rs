//! One page for leaders: demand, time, outcomes, harm, equality and open escalations side by side,
//! each figure with its base and its way to the measure behind it (requirement M-12).

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use casework::permission::FiguresSight;
use figures::evidence::Answer;
use figures::filters::{Definition, Filters};
use figures::print::{shown, thousands};
use figures::table::{Cell, Table, share};
use futures_util::future::join_all;

use super::filter::{FilterForm, faults};
use super::measure::{left_out, of};
use super::{Pairs, address};
use crate::app::App;
use crate::desk::evidence::{self, Told};
use crate::error::WebError;
use crate::extract::{Asked, Now};
use crate::forms::show::Fault;
use crate::pages::layout::Shell;
use crate::pages::record::with_status;
use crate::session::{SignedIn, Visitor};

/// One figure of the page: which columns of which measure, added over all rows.
struct Tile {
    measure: &'static str,
    title: &'static str,
    is: Is,
    /// The column that counts for how many this is not known, where there is one.
    not_known: Option<&'static str>,
}

/// How a tile's figure is made.
enum Is {
    /// A column added up, and what it is of.
    Sum(&'static str, &'static str),
    /// A part of a whole, shown as a share with its interval.
    Share(&'static str, &'static str, &'static str),
    /// The same of mental-health incidents by the definition that is chosen.
    ByDefinition(&'static str),
    /// Minutes added up, shown in hours.
    Hours(&'static str, &'static str),
    /// The part of a whole of the rows whose key is not known.
    UnknownRows(&'static str, &'static str),
}

/// The parts of the page in their order; outcomes stand beside hours.
const PARTS: &[(&str, &[Tile])] = &[
    (
        "Demand",
        &[
            Tile {
                measure: "demand_by_month",
                title: "Mental-health incidents",
                is: Is::ByDefinition("incidents"),
                not_known: Some("npcc_not_known"),
            },
            Tile {
                measure: "detentions_by_month",
                title: "Detentions",
                is: Is::Sum("detentions", "under sections 135 and 136"),
                not_known: None,
            },
        ],
    ),
    (
        "Time",
        &[
            Tile {
                measure: "time_by_phase",
                title: "Officers’ hours",
                is: Is::Hours("officer_minutes", "in stretches with both ends known"),
                not_known: Some("officers_not_known"),
            },
            Tile {
                measure: "waits_by_site",
                title: "Handed over within the hour",
                is: Is::Share("within_hour", "timed", "detentions with both times known"),
                not_known: Some("wait_not_known"),
            },
        ],
    ),
    (
        "Outcomes",
        &[
            Tile {
                measure: "fairness_sex",
                title: "Admitted to hospital",
                is: Is::Share("admitted", "detentions", "detentions under section 136"),
                not_known: None,
            },
            Tile {
                measure: "repeat_contact",
                title: "In contact again within 28 days",
                is: Is::Share("repeated", "with_person", "incidents with the person known"),
                not_known: Some("person_not_known"),
            },
        ],
    ),
    (
        "Harm",
        &[
            Tile {
                measure: "detentions_by_month",
                title: "Held after the permitted period",
                is: Is::Share("exceeded", "with_period", "detentions with such a period"),
                not_known: None,
            },
            Tile {
                measure: "detentions_by_month",
                title: "Taken first to a police station",
                is: Is::Share("police_station", "detentions", "detentions"),
                not_known: None,
            },
            Tile {
                measure: "fairness_sex",
                title: "Restrained",
                is: Is::Share("force_used", "detentions", "detentions under section 136"),
                not_known: None,
            },
        ],
    ),
    (
        "Equality",
        &[
            Tile {
                measure: "fairness_self_defined",
                title: "Self-defined ethnicity not known",
                is: Is::UnknownRows("detentions", "detentions under section 136"),
                not_known: None,
            },
            Tile {
                measure: "fairness_perceived",
                title: "Perceived ethnicity not known",
                is: Is::UnknownRows("detentions", "detentions under section 136"),
                not_known: None,
            },
        ],
    ),
];

#[derive(Template)]
#[template(path = "leaders.html")]
struct LeadersPage {
    shell: Shell,
    faults: Vec<Fault>,
    form: FilterForm,
    nothing: Option<&'static str>,
    of: String,
    left_out: Vec<String>,
    parts: Vec<PartView>,
    escalations: Option<Escalations>,
}

struct PartView {
    heading: &'static str,
    tiles: Vec<TileView>,
}

struct TileView {
    title: &'static str,
    figure: String,
    /// What it is of, with the interval of a share.
    base: String,
    not_known: Option<String>,
    href: String,
}

/// Open escalations, for those who see the board.
struct Escalations {
    open: usize,
    highest: Vec<(String, String, String)>,
}

/// `GET /evidence/leaders`.
pub(in crate::pages) async fn leaders(
    State(app): State<App>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Now(now): Now,
    Asked(pairs): Asked<Pairs>,
) -> Result<Response, WebError> {
    let sight = evidence::permitted(&person.actor)?;
    if sight == FiguresSight::Protected {
        return Err(WebError::Forbidden(
            "this page is the force’s own; the measures are for you one by one".into(),
        ));
    }
    let (filters, problems) = match evidence::asked(&person.actor, &pairs, now)? {
        Ok(filters) => (filters, Vec::new()),
        Err(problems) => (evidence::otherwise(sight, now), problems),
    };
    let told = if problems.is_empty() {
        ask(&app, &person.actor, &filters).await?
    } else {
        Found::default()
    };
    let typed = if problems.is_empty() {
        &Pairs::new()
    } else {
        &pairs
    };
    let here = format!("/evidence/leaders?{}", filters.query());
    let page = LeadersPage {
        faults: faults(&problems),
        form: FilterForm::new(
            "/evidence/leaders".to_owned(),
            &app.force(),
            &filters,
            typed,
            &problems,
            true,
        ),
        nothing: told.nothing,
        of: of(&app, &filters),
        left_out: told.left_out(),
        parts: parts(&told.answers, &filters),
        escalations: escalations(&app, &person.actor),
        shell: Shell::new(&app, &visitor, "For leaders", here),
    };
    with_status(&page, !problems.is_empty())
}

/// What the measures of the page answered.
#[derive(Default)]
struct Found {
    answers: Vec<Answer>,
    nothing: Option<&'static str>,
}

impl Found {
    fn left_out(&self) -> Vec<String> {
        let all = self.answers.iter().flat_map(|answer| &answer.left_out);
        left_out(all)
    }
}

/// Asks each measure once, together.
async fn ask(app: &App, actor: &domain::Actor, filters: &Filters) -> Result<Found, WebError> {
    let mut names: Vec<&str> = PARTS
        .iter()
        .flat_map(|(_, tiles)| *tiles)
        .map(|tile| tile.measure)
        .collect();
    names.sort_unstable();
    names.dedup();
    let known = |name: &&str| {
        let measures = app.evidence().map_or(&[][..], |one| one.measures());
        measures.iter().any(|measure| measure.name == *name)
    };
    // A measure that this evidence base does not have is a tile that says so.
    let wanted = names.into_iter().filter(known);
    let asked = wanted.map(|name| evidence::answer(app, actor, name, filters));
    let mut found = Found::default();
    if app.evidence().is_none() {
        found.nothing = Some(Told::NoEvidence.words());
    }
    for told in join_all(asked).await {
        match told? {
            Told::Figures(answer) => found.answers.push(*answer),
            told => found.nothing = Some(told.words()),
        }
    }
    Ok(found)
}

fn parts(answers: &[Answer], filters: &Filters) -> Vec<PartView> {
    let view = |tile: &Tile| {
        let answer = answers
            .iter()
            .find(|answer| answer.measure.name == tile.measure);
        tile_view(tile, answer, filters)
    };
    PARTS
        .iter()
        .map(|(heading, tiles)| PartView {
            heading,
            tiles: tiles.iter().map(view).collect(),
        })
        .collect()
}

fn tile_view(tile: &Tile, answer: Option<&Answer>, filters: &Filters) -> TileView {
    let href = format!("{}?{}", address(tile.measure), filters.query());
    let Some(answer) = answer else {
        return TileView {
            title: tile.title,
            figure: "Not held".to_owned(),
            base: String::new(),
            not_known: None,
            href,
        };
    };
    let table = &answer.table;
    let (figure, base) = made(&tile.is, table, filters.definition);
    let not_known = match (&tile.is, filters.definition) {
        (Is::ByDefinition(_), Definition::Force) => Some("force_not_known"),
        _ => tile.not_known,
    };
    let not_known = not_known.map(|column| sum(table, column));
    let lacks = not_known
        .as_ref()
        .is_some_and(|cell| *cell != Cell::Count(0));
    // Hours of which some are not known are no fewer than these, and no hours are not nought.
    let figure = match &tile.is {
        Is::Hours(..) if lacks && figure == "0" => "Not known".to_owned(),
        Is::Hours(..) if lacks => format!("at least {figure}"),
        _ => figure,
    };
    TileView {
        title: tile.title,
        figure,
        base,
        not_known: not_known.map(|cell| match cell {
            Cell::Count(number) => thousands(number),
            other => other.to_string(),
        }),
        href,
    }
}

/// The figure of a tile, and what it is of.
fn made(is: &Is, table: &Table, definition: Definition) -> (String, String) {
    match is {
        Is::Sum(column, of) => (number(&sum(table, column)), (*of).to_owned()),
        Is::Hours(column, of) => match sum(table, column) {
            Cell::Minutes(minutes) => (thousands(minutes.div_ceil(60)), (*of).to_owned()),
            other => (other.to_string(), (*of).to_owned()),
        },
        Is::Share(part, whole, of) => as_share(&sum(table, part), &sum(table, whole), of),
        Is::ByDefinition(whole) => {
            let part = match definition {
                Definition::Npcc => "npcc",
                Definition::Force => "force_definition",
            };
            let (part, whole) = (sum(table, part), sum(table, whole));
            let (percent, of) = as_share(&part, &whole, "all incidents held");
            (number(&part), format!("{percent} of them all. {of}"))
        }
        Is::UnknownRows(column, of) => {
            let unknown = Table {
                columns: table.columns.clone(),
                rows: table
                    .rows
                    .iter()
                    .filter(|row| matches!(row.first(), Some(Cell::NotKnown)))
                    .cloned()
                    .collect(),
            };
            as_share(&sum(&unknown, column), &sum(table, column), of)
        }
    }
}

/// A share with its interval, and its base: the part and the whole in numbers.
fn as_share(part: &Cell, whole: &Cell, of: &str) -> (String, String) {
    let base = format!("{} of {} {of}", number(part), number(whole));
    match share(Some(part), Some(whole)) {
        Cell::Rate(rate) => (
            format!("{:.1} %", rate.value * 100.0),
            format!(
                "{:.1} to {:.1} %: {base}",
                rate.interval.low * 100.0,
                rate.interval.high * 100.0
            ),
        ),
        other => (other.to_string(), base),
    }
}

fn number(cell: &Cell) -> String {
    shown(&figures::measure::Kind::Count, cell)
}

/// A column added over all rows. What is not known or hidden in one row is so in the sum.
fn sum(table: &Table, column: &str) -> Cell {
    let Some(at) = table.position(column) else {
        return Cell::NotApplicable;
    };
    let mut total = 0_u64;
    let mut minutes = false;
    for row in &table.rows {
        match row.get(at) {
            Some(Cell::Count(number)) => total = total.saturating_add(*number),
            Some(Cell::Minutes(number)) => {
                minutes = true;
                total = total.saturating_add(*number);
            }
            Some(Cell::NotApplicable) => {}
            Some(Cell::Suppressed) => return Cell::Suppressed,
            _ => return Cell::NotKnown,
        }
    }
    if minutes {
        Cell::Minutes(total)
    } else {
        Cell::Count(total)
    }
}

/// What is escalated now, whatever period is chosen: the highest stages first.
fn escalations(app: &App, actor: &domain::Actor) -> Option<Escalations> {
    if !casework::permission::may_see_board(actor.role) {
        return None;
    }
    let jobs = app.live().jobs_for(actor);
    let mut open: Vec<(u8, String, String, String)> = jobs
        .iter()
        .filter_map(|(job, _)| {
            let (trigger, stage, owner, _) = job.row.escalation.as_ref()?;
            let file = job.file.id();
            Some((
                *stage,
                format!("{trigger}, stage {stage}, with the {owner}"),
                file.reference(),
                format!("/cases/{file}"),
            ))
        })
        .collect();
    open.sort_by(|one, other| other.0.cmp(&one.0).then_with(|| one.2.cmp(&other.2)));
    Some(Escalations {
        open: open.len(),
        highest: open
            .into_iter()
            .take(5)
            .map(|(_, says, reference, href)| (says, reference, href))
            .collect(),
    })
}
