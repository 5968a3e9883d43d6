//! Figures as tables: versions beside one another, and a version as it is sent.

use casework::monthly::national::VARIABLES;
use casework::monthly::{Set, definition, variable_of};
use casework::returns::{protected, value_text};
use domain::event::{Figure, Recipient, Unit};

/// A table of figures that belong together.
pub(super) struct GroupView {
    pub(super) heading: String,
    /// What the figures of a breakdown are parts of.
    pub(super) base: &'static str,
    pub(super) rows: Vec<RowView>,
    /// Whether it is folded away: what is missing, which is mostly nothing.
    pub(super) folded: bool,
    /// Whether any of its figures is not nought in any column.
    pub(super) any: bool,
    /// What the figures count: each figure of the month, and a breakdown once.
    pub(super) definitions: Vec<(String, &'static str)>,
}

/// A figure in every version.
pub(super) struct RowView {
    pub(super) name: String,
    pub(super) cells: Vec<String>,
    /// Whether the last two columns differ.
    pub(super) changed: bool,
}

/// The headings, in the order of the page, and what the figures under each are parts of.
const GROUPS: &[(&str, &str)] = &[
    ("The month", ""),
    ("First place of safety", "detentions begun"),
    ("No first place of safety, by why", "detentions begun"),
    ("Length not known, by why", "detentions begun"),
];

/// The figures of every column, in groups.
pub(super) fn groups(columns: &[(String, &[Figure])]) -> Vec<GroupView> {
    let Some((_, last)) = columns.last() else {
        return Vec::new();
    };
    let variables = VARIABLES.iter().map(|one| (one.name, "detentions begun"));
    let headings: Vec<_> = GROUPS.iter().copied().chain(variables).collect();
    let all = Set::ALL.into_iter().flat_map(|set| {
        headings
            .iter()
            .map(move |(heading, base)| (set, *heading, *base))
    });
    all.map(|(set, heading, base)| {
        let figures = || {
            last.iter()
                .filter(|figure| heading_of(figure) == Some((set, heading)))
        };
        let variable = figures().any(|figure| variable_of(&figure.definition).is_some());
        // Warrants are few: of their places and lengths only what there is is shown.
        let apart = set == Set::Section135 && !base.is_empty();
        let rows: Vec<RowView> = figures()
            .map(|figure| row(figure, columns))
            // A code that nobody has, and a reason for none that nobody gave, are no news.
            .filter(|row| !(variable || apart) || row.cells.iter().any(|cell| cell != "0"))
            .collect();
        GroupView {
            heading: match set {
                Set::Section136 => heading.to_owned(),
                Set::Section135 => format!("Section 135: {}", small_first(heading)),
            },
            base: if heading_is_conditional(heading) {
                ""
            } else {
                base
            },
            folded: variable || heading.contains("by why"),
            any: !variable
                && rows
                    .iter()
                    .any(|row| row.cells.iter().any(|cell| cell != "0")),
            rows,
            definitions: if base.is_empty() {
                figures()
                    .map(|figure| (short(figure), definition(&figure.definition)))
                    .collect()
            } else {
                figures()
                    .take(1)
                    .map(|figure| (heading.to_owned(), definition(&figure.definition)))
                    .collect()
            },
        }
    })
    .filter(|group: &GroupView| !group.rows.is_empty())
    .collect()
}

/// Whether a variable is asked of some detentions only, as its definition says.
fn heading_is_conditional(heading: &str) -> bool {
    VARIABLES
        .iter()
        .any(|one| one.name == heading && one.definition.starts_with("Of those"))
}

fn heading_of(figure: &Figure) -> Option<(Set, &'static str)> {
    let (set, id) = Set::of_id(&figure.definition)?;
    let heading = if let Some(variable) = variable_of(&figure.definition) {
        variable.name
    } else if id.starts_with("place-none-") {
        "No first place of safety, by why"
    } else if id.starts_with("place-") {
        "First place of safety"
    } else if id.starts_with("length-none-") {
        "Length not known, by why"
    } else {
        "The month"
    };
    Some((set, heading))
}

fn small_first(heading: &str) -> String {
    let mut letters = heading.chars();
    let first = letters.next().into_iter().flat_map(char::to_lowercase);
    first.chain(letters).collect()
}

fn row(figure: &Figure, columns: &[(String, &[Figure])]) -> RowView {
    let in_column = |figures: &[Figure]| -> String {
        figures
            .iter()
            .find(|other| other.definition == figure.definition)
            .map_or_else(
                || "not given".to_owned(),
                |other| value_text(&other.value, other.unit),
            )
    };
    let cells: Vec<String> = columns
        .iter()
        .map(|(_, figures)| in_column(figures))
        .collect();
    let changed = matches!(cells.as_slice(), [.., before, after] if before != after);
    RowView {
        name: short(figure),
        cells,
        changed,
    }
}

/// The name without the heading it stands under.
fn short(figure: &Figure) -> String {
    let name = figure.name.as_str();
    let name = name.strip_prefix("Section 135, ").unwrap_or(name);
    let name = name.split_once(": ").map_or(name, |(_, rest)| rest);
    crate::forms::sentence(name)
}

/// A figure as it is sent.
pub(super) struct SentRow {
    pub(super) name: String,
    pub(super) value: String,
    pub(super) rule: String,
}

/// The figures of a version as a recipient sees them.
pub(super) fn sent_rows(figures: &[Figure], to: Recipient) -> Vec<SentRow> {
    protected(figures, to)
        .into_iter()
        .map(|one| SentRow {
            value: match &one.value {
                None => "[c]".to_owned(),
                Some(value) => match (value.value(), one.unit) {
                    (None, _) => "[z]".to_owned(),
                    (_, Unit::Detentions | Unit::Minutes) => value_text(value, one.unit),
                },
            },
            rule: crate::forms::sentence(one.rule),
            name: one.name,
        })
        .collect()
}
