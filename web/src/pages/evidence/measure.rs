//! One measure: its figures for a period and an area, with all that they rest on.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use casework::permission::FiguresSight;
use domain::time::full_time;
use figures::evidence::{Answer, LeftOut};
use figures::filters::{Filters, Problem};
use figures::hidden::set_out;
use figures::measure::{Measure, Residents};
use figures::population::Rollup;

use super::chart::{ChartView, charts};
use super::filter::{FilterForm, faults, label};
use super::groups::{self, GroupsView};
use super::table::{MissingView, TableView, missing, view};
use super::{Pairs, address};
use crate::app::App;
use crate::desk::evidence::{self, Told, find};
use crate::error::WebError;
use crate::extract::{Asked, Now};
use crate::forms::sentence;
use crate::forms::show::Fault;
use crate::pages::layout::Shell;
use crate::pages::record::with_status;
use crate::session::{SignedIn, Visitor};

/// A table of more rows than these stands folded under its chart.
const LONG: usize = 60;

#[derive(Template)]
#[template(path = "measure.html")]
struct MeasurePage {
    shell: Shell,
    faults: Vec<Fault>,
    title: String,
    definition: String,
    numerator: String,
    denominator: String,
    grain: String,
    caveats: String,
    sources: String,
    requirements: String,
    form: FilterForm,
    /// Why there are no figures, in words; none where there are, or the filters are wrong.
    nothing: Option<String>,
    figures: Option<FiguresView>,
}

struct FiguresView {
    /// For what, in words.
    of: String,
    left_out: Vec<String>,
    up_to: String,
    growing: bool,
    protected: bool,
    charts: Vec<ChartView>,
    /// Whether the table is folded away under a chart that says the same in one look.
    folded: bool,
    table: TableView,
    /// Groups of people beside each other, where the measure has them.
    groups: Option<GroupsView>,
    /// What is estimated of hidden demand, or why nothing is; empty where the measure counts no
    /// texts.
    estimate: Vec<String>,
    missing: Vec<MissingView>,
    csv: String,
    json: String,
}

/// `GET /evidence/{measure}`.
pub(in crate::pages) async fn measure(
    State(app): State<App>,
    visitor: Visitor,
    SignedIn(person): SignedIn,
    Path(name): Path<String>,
    Now(now): Now,
    Asked(pairs): Asked<Pairs>,
) -> Result<Response, WebError> {
    let sight = evidence::permitted(&person.actor)?;
    let measure = find(&app, &name)?;
    let (rollup, filters, problems) = wanted(&person.actor, &measure, &pairs, now)?;
    let (mut nothing, mut figures) = (None, None);
    if problems.is_empty() {
        match evidence::answer(&app, &person.actor, &name, &filters).await? {
            Told::Figures(answer) => {
                let growing = filters
                    .months()
                    .last()
                    .is_some_and(|month| evidence::is_growing(*month, now));
                let all = evidence::groups(&person.actor, &answer, rollup);
                let opens = sight == FiguresSight::Opens;
                let groups = all.map(|all| groups::view(&answer, &all, rollup, opens));
                let estimate = evidence::hidden(&app, &person.actor, &answer);
                figures = Some(FiguresView {
                    groups,
                    estimate: estimate.as_ref().map(set_out).unwrap_or_default(),
                    ..shown(&app, &answer, sight, growing)
                });
            }
            told => nothing = Some(told.words().to_owned()),
        }
    }
    let page = page(
        (&app, &visitor),
        &measure,
        sight,
        (&filters, rollup),
        &pairs,
        &problems,
    );
    with_status(
        &MeasurePage {
            nothing,
            figures,
            ..page
        },
        !problems.is_empty(),
    )
}

/// What the address asks for: the roll-up where the measure has codes, and the filters.
fn wanted(
    actor: &domain::Actor,
    measure: &Measure,
    pairs: &Pairs,
    now: jiff::Timestamp,
) -> Result<(Rollup, Filters, Vec<Problem>), WebError> {
    let sight = evidence::permitted(actor)?;
    let (rollup, pairs, mut problems) = if is_coded(measure) {
        match evidence::rollup(pairs.clone()) {
            Ok((rollup, rest)) => (rollup, rest, Vec::new()),
            Err(problem) => (Rollup::CensusFive, Pairs::new(), vec![problem]),
        }
    } else {
        (Rollup::CensusFive, pairs.clone(), Vec::new())
    };
    let filters = match evidence::asked(actor, &pairs, now)? {
        Ok(filters) => filters,
        Err(found) => {
            problems.extend(found);
            evidence::otherwise(sight, now)
        }
    };
    Ok((rollup, filters, problems))
}

/// Whether a measure's rows are codes that a roll-up brings to groups.
fn is_coded(measure: &Measure) -> bool {
    matches!(measure.residents, Some(Residents::ByEthnicity { .. }))
}

fn page(
    (app, visitor): (&App, &Visitor),
    measure: &Measure,
    sight: FiguresSight,
    (filters, rollup): (&Filters, Rollup),
    pairs: &Pairs,
    problems: &[Problem],
) -> MeasurePage {
    let mut here = format!("{}?{}", address(&measure.name), filters.query());
    let choose = is_coded(measure) && sight != FiguresSight::Protected;
    if choose {
        here.push_str("&rollup=");
        here.push_str(rollup.id());
    }
    let faults = faults(problems);
    let typed = if problems.is_empty() {
        &Pairs::new()
    } else {
        pairs
    };
    let title = if faults.is_empty() {
        measure.title.clone()
    } else {
        format!("Error: {}", measure.title)
    };
    MeasurePage {
        faults,
        title: measure.title.clone(),
        definition: measure.definition.clone(),
        numerator: sentence(&measure.numerator),
        denominator: measure.denominator.as_deref().map_or_else(
            || "None: no figure here is a percentage.".to_owned(),
            sentence,
        ),
        grain: sentence(&measure.grain),
        caveats: measure.caveats.clone(),
        sources: measure.sources.join(", "),
        requirements: measure.requirements.join(", "),
        form: FilterForm::new(
            address(&measure.name),
            &app.force(),
            filters,
            typed,
            problems,
            sight != FiguresSight::Protected,
        )
        .with_rollups(choose.then_some(rollup)),
        nothing: None,
        figures: None,
        shell: Shell::new(app, visitor, title, here),
    }
}

fn shown(app: &App, answer: &Answer, sight: FiguresSight, growing: bool) -> FiguresView {
    let filters = &answer.filters;
    let name = &answer.measure.name;
    let query = filters.query();
    let charts = charts(answer);
    FiguresView {
        folded: !charts.is_empty() && answer.table.rows.len() > LONG,
        of: of(app, filters),
        left_out: left_out(&answer.left_out),
        up_to: format!(
            "The record up to its line {}, read {}",
            answer.up_to.record,
            full_time(answer.up_to.built)
        ),
        growing,
        protected: sight == FiguresSight::Protected,
        charts,
        table: view(answer, sight == FiguresSight::Opens),
        groups: None,
        estimate: Vec::new(),
        missing: missing(answer, sight == FiguresSight::Opens),
        csv: format!("{}/csv?{query}", address(name)),
        json: format!("{}/json?{query}", address(name)),
    }
}

/// What was left out, a sentence each.
pub(super) fn left_out<'a>(all: impl IntoIterator<Item = &'a LeftOut>) -> Vec<String> {
    let told = figures::evidence::told(all);
    told.iter().map(|one| sentence(one)).collect()
}

/// For what figures are, in words: the first and the last day, the area, the definition.
pub(super) fn of(app: &App, filters: &Filters) -> String {
    let force = app.force();
    let area = filters.area.as_ref().map(|area| {
        force
            .districts
            .iter()
            .find(|district| district.id.to_string() == *area)
            .map_or_else(|| area.clone(), |district| district.name.clone())
    });
    format!(
        "{} to {}. {}. {} first",
        filters.from.strftime("%-d %B %Y"),
        filters.last_day().strftime("%-d %B %Y"),
        area.or_else(|| filters.force.clone())
            .unwrap_or_else(|| "Every area".to_owned()),
        label(filters.definition)
    )
}
