//! The answer of a measure, made safe to publish.

use super::{Earlier, Misfit, Protected, Refused, Rules, Shown, Standing, Universe, protect};
use crate::measure::Kind;
use crate::table::{Cell, Table, interval_of, share};

/// The label of a row that is the total of the others.
pub const ALL: &str = "All";

/// Why a table was not made safe.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unsafe {
    /// It cannot be made safe.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// A part is more than its whole.
    #[error(transparent)]
    Misfit(#[from] Misfit),
}

/// The table with its small counts hidden, and with what the next release must know: the
/// universe and what is shown of it, for [`Earlier::release`].
///
/// `name` says what the table is of, the same in every release that holds the same counts:
/// `demand_by_area|from=2026-10-01&to=2026-11-01`.
///
/// - A count and the rest of its whole are protected together: of 98 in 100, the other two.
/// - A row whose label is [`ALL`] is taken as the total of the rows that agree with it in all
///   other keys, where the counts say so.
/// - Shares and intervals of counts are worked out again from what is shown.
/// - Minutes are rounded to the base, money to as many pounds, other numbers to whole ones; all
///   are hidden in a row in which a count is, and in the total of such rows. The longest or shortest of anything is one
///   person's, and a measure for the public should not have it.
///
/// # Errors
///
/// Something small cannot be hidden, whatever else is.
pub fn protect_table(
    name: &str,
    table: &Table,
    earlier: &Earlier,
    rules: Rules,
) -> Result<(Table, Universe, Protected), Unsafe> {
    let mut universe = Universe::new();
    let places = cells(name, table, &mut universe);
    wholes(table, &places, &mut universe)?;
    totals(table, &places, &mut universe);
    universe.remember(earlier, rules);
    let protected = protect(&universe, rules)?;
    let hidden: Vec<bool> = places
        .iter()
        .map(|places| {
            places
                .iter()
                .flatten()
                .any(|place| protected.shown.get(*place) == Some(&Shown::Suppressed))
        })
        .collect();
    let any = hidden.contains(&true);
    let rows = table
        .rows
        .iter()
        .zip(&places)
        .zip(hidden)
        .map(|((row, places), hidden)| {
            // The total of minutes, less those of the rows that are shown, would be those of the
            // rows that are not.
            let hidden = hidden || any && row.iter().any(|cell| is_all(Some(cell)));
            shown(table, row, (places, hidden), &protected, rules)
        })
        .collect();
    let table = Table {
        columns: table.columns.clone(),
        rows,
    };
    Ok((table, universe, protected))
}

/// Each row's cells of the universe, by column; none where a cell is no count.
type Places = Vec<Vec<Option<usize>>>;

fn cells(name: &str, table: &Table, universe: &mut Universe) -> Places {
    (0..table.rows.len())
        .map(|row| {
            let key: Vec<String> = table
                .key(row)
                .into_iter()
                .map(|(column, text)| format!("{column}={text}"))
                .collect();
            let key = key.join("|");
            table
                .columns
                .iter()
                .zip(table.rows.get(row).map_or(&[][..], Vec::as_slice))
                .map(|(column, cell)| match cell {
                    Cell::Count(value) => Some(universe.cell(
                        format!("{name}|{key}|{}", column.name),
                        *value,
                        Standing::Published,
                    )),
                    _ => None,
                })
                .collect()
        })
        .collect()
}

/// The rest of each whole, which follows by subtraction.
fn wholes(table: &Table, places: &Places, universe: &mut Universe) -> Result<(), Misfit> {
    for (part_at, column) in table.columns.iter().enumerate() {
        let Kind::CountOf(whole) = &column.kind else {
            continue;
        };
        let Some(whole_at) = table.position(whole) else {
            continue;
        };
        for row in places {
            let at = |column: usize| row.get(column).copied().flatten();
            let (Some(part), Some(whole)) = (at(part_at), at(whole_at)) else {
                continue;
            };
            let value = |cell: usize| universe.cells().get(cell).map_or(0, |cell| cell.value);
            let Some(rest) = value(whole).checked_sub(value(part)) else {
                return Err(Misfit {
                    total: column.name.clone(),
                    parts: 1,
                });
            };
            let key = universe
                .cells()
                .get(part)
                .map(|cell| format!("{}|not", cell.key))
                .unwrap_or_default();
            let rest = universe.cell(key, rest, Standing::Unpublished);
            universe.sum(whole, vec![part, rest], false)?;
        }
    }
    Ok(())
}

/// The rows that are the totals of others.
fn totals(table: &Table, places: &Places, universe: &mut Universe) {
    let keys: Vec<usize> = table
        .columns
        .iter()
        .enumerate()
        .filter(|(_, column)| column.kind.is_key())
        .map(|(at, _)| at)
        .collect();
    for over in &keys {
        for (row, cells) in table.rows.iter().enumerate() {
            if !is_all(cells.get(*over)) {
                continue;
            }
            let parts: Vec<usize> = table
                .rows
                .iter()
                .enumerate()
                .filter(|(_, other)| {
                    !is_all(other.get(*over))
                        && keys
                            .iter()
                            .all(|key| key == over || other.get(*key) == cells.get(*key))
                })
                .map(|(other, _)| other)
                .collect();
            total(row, &parts, places, universe);
        }
    }
}

/// One row as the total of others, in each column in which the counts say so.
fn total(row: usize, parts: &[usize], places: &Places, universe: &mut Universe) {
    let cells = |row: usize| places.get(row).map_or(&[][..], Vec::as_slice);
    for (column, total) in cells(row).iter().enumerate() {
        let Some(total) = total else { continue };
        let parts: Option<Vec<usize>> = parts
            .iter()
            .map(|part| cells(*part).get(column).copied().flatten())
            .collect();
        if let Some(parts) = parts.filter(|parts| !parts.is_empty()) {
            // Persons do not add up over rows, and are then no sum.
            let _ = universe.sum(*total, parts, false);
        }
    }
}

fn is_all(cell: Option<&Cell>) -> bool {
    matches!(cell, Some(Cell::Label(text)) if text == ALL)
}

fn shown(
    table: &Table,
    row: &[Cell],
    (places, any_hidden): (&[Option<usize>], bool),
    protected: &Protected,
    rules: Rules,
) -> Vec<Cell> {
    let counts: Vec<Cell> = row
        .iter()
        .zip(places)
        .map(|(cell, place)| {
            place
                .and_then(|place| protected.shown.get(place))
                .map_or_else(|| cell.clone(), |shown| shown.cell())
        })
        .collect();
    table
        .columns
        .iter()
        .zip(&counts)
        .map(|(column, cell)| match (&column.kind, cell) {
            (Kind::Share { part, whole }, _) => {
                let of = |name: &str| table.position(name).and_then(|at| counts.get(at));
                share(of(part), of(whole))
            }
            (Kind::Interval(count), _) => {
                interval_of(table.position(count).and_then(|at| counts.get(at)))
            }
            (_, Cell::Minutes(_) | Cell::Pence(_) | Cell::Number(_)) if any_hidden => {
                Cell::Suppressed
            }
            (_, Cell::Minutes(minutes)) => Cell::Minutes(to_base(*minutes, rules.base)),
            (_, Cell::Pence(pence)) => Cell::Pence(to_pounds(*pence, rules.base)),
            (_, Cell::Number(number)) => Cell::Number(number.round()),
            _ => cell.clone(),
        })
        .collect()
}

const fn to_base(number: u64, base: u64) -> u64 {
    if base <= 1 {
        return number;
    }
    number.saturating_add(base / 2) / base * base
}

fn to_pounds(pence: i64, base: u64) -> i64 {
    let step = base.max(1).saturating_mul(100);
    let rounded = to_base(pence.unsigned_abs(), step);
    i64::try_from(rounded).map_or(pence, |rounded| if pence < 0 { -rounded } else { rounded })
}
