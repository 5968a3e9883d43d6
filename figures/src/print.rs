//! A table as a file: CSV for a spreadsheet, Markdown for a paper.
//!
//! A rate is three columns: the figure and its bounds. Nothing is rounded in CSV; Markdown is for
//! reading, with shares in per cent to one place.

use std::fmt::Write as _;

use crate::evidence::Answer;
use crate::fairness::{Grid, SetOut};
use crate::measure::Kind;
use crate::table::{Cell, Rate, Table};

mod rates;

pub use rates::rates_csv;

/// As CSV (RFC 4180): a header line of column names, `\r\n` after each line, markers for what is
/// absent. A share `x` has `x_low` and `x_high` beside it, all of 1; the interval of a count `x` is
/// those two columns.
pub fn csv(table: &Table) -> String {
    let mut names = Vec::new();
    for column in &table.columns {
        // An interval stands beside its count, which is a column of its own.
        let of = if let Kind::Interval(count) = &column.kind {
            count
        } else {
            names.push(column.name.clone());
            &column.name
        };
        if column.kind.is_derived() {
            names.push(format!("{of}_low"));
            names.push(format!("{of}_high"));
        }
    }
    let mut text = line(&names);
    for row in &table.rows {
        let mut cells = Vec::new();
        for (column, cell) in table.columns.iter().zip(row) {
            if !matches!(column.kind, Kind::Interval(_)) {
                cells.push(cell.to_string());
            }
            match cell {
                Cell::Rate(rate) => {
                    cells.push(rate.interval.low.to_string());
                    cells.push(rate.interval.high.to_string());
                }
                _ if column.kind.is_derived() => cells.extend([cell.to_string(), cell.to_string()]),
                _ => {}
            }
        }
        text.push_str(&line(&cells));
    }
    text
}

fn line(cells: &[String]) -> String {
    let quoted: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
    format!("{}\r\n", quoted.join(","))
}

/// A cell of CSV. A text that a spreadsheet would take for a formula is given an apostrophe.
fn quoted(cell: &str) -> String {
    let number = cell.parse::<f64>().is_ok();
    let formula = !number && cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if formula {
        format!("'{cell}")
    } else {
        cell.to_owned()
    };
    if text.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

/// As a Markdown table, for reading.
pub fn markdown(table: &Table) -> String {
    let names: Vec<String> = table
        .columns
        .iter()
        .map(|column| column.name.replace('_', " "))
        .collect();
    let rule: Vec<String> = table
        .columns
        .iter()
        .map(|column| if column.kind.is_key() { "---" } else { "---:" }.to_owned())
        .collect();
    let mut text = format!("| {} |\n| {} |\n", names.join(" | "), rule.join(" | "));
    for row in &table.rows {
        let cells: Vec<String> = table
            .columns
            .iter()
            .zip(row)
            .map(|(column, cell)| shown(&column.kind, cell).replace('|', "\\|"))
            .collect();
        text.push_str("| ");
        text.push_str(&cells.join(" | "));
        text.push_str(" |\n");
    }
    text
}

/// The table of an answer as CSV, with one column more: `left_out` says in each row how many files
/// and months could not be read. A file travels without its page, and a smaller number is then no
/// silent one. A table without rows has its header alone.
pub fn csv_of(told: &Answer) -> String {
    with_left_out(&csv(&told.table), told.left_out.len())
}

fn with_left_out(csv: &str, left_out: usize) -> String {
    let mut text = String::with_capacity(csv.len() + csv.len() / 8);
    let mut quoted = false;
    let mut head = true;
    for part in csv.split_inclusive("\r\n") {
        // A line ending inside quotes is no end of a row.
        quoted ^= part.matches('"').count() % 2 == 1;
        match part.strip_suffix("\r\n") {
            Some(line) if !quoted => {
                text.push_str(line);
                text.push(',');
                if head {
                    text.push_str("left_out");
                } else {
                    text.push_str(&left_out.to_string());
                }
                text.push_str("\r\n");
                head = false;
            }
            _ => text.push_str(part),
        }
    }
    text
}

/// An answer for a paper, in Markdown: the definition, what was left out, the table, its groups
/// beside each other where it has any, what is estimated from it, a sentence or two each, what was
/// not known and what to beware of.
// Writing into a text cannot fail.
pub fn answer(told: &Answer, groups: Option<&SetOut>, estimate: &[String]) -> String {
    let measure = &told.measure;
    let mut text = format!("# {}\n\n{}\n", measure.title, measure.definition);
    if !told.left_out.is_empty() {
        text.push_str("\nSmaller than they should be, because this was left out:\n\n");
        for left_out in &told.left_out {
            let _ = writeln!(text, "- {left_out}");
        }
    }
    let filters = &told.filters;
    let _ = write!(
        text,
        "\nFrom {} to {}, both counted; {}, {}. The record to line {}.\n\n{}",
        filters.from,
        filters.last_day(),
        filters.force.as_deref().unwrap_or("every force"),
        filters.area.as_deref().unwrap_or("every area"),
        thousands(told.up_to.record),
        markdown(&told.table),
    );
    if let Some(groups) = groups {
        text.push_str(&of_groups(groups));
    }
    if !estimate.is_empty() {
        text.push_str("\n## Hidden demand\n");
    }
    for words in estimate {
        let _ = write!(text, "\n{words}\n");
    }
    for missing in &told.missing {
        let _ = write!(
            text,
            "\nNot known: {}, in {} of {}.",
            missing.what,
            thousands(missing.count),
            thousands(missing.of),
        );
    }
    if !told.missing.is_empty() {
        text.push('\n');
    }
    let _ = write!(text, "\n{}\n", measure.caveats);
    text
}

/// Groups beside each other, in Markdown.
fn of_groups(groups: &SetOut) -> String {
    let mut text = "\n## Rates of residents\n".to_owned();
    if let Some(why) = &groups.no_rates {
        let _ = write!(text, "\nThere are none. {why}\n");
    }
    for grid in &groups.rates {
        of_grid(grid, &mut text);
    }
    for words in &groups.rests_on {
        let _ = write!(text, "\n{words}\n");
    }
    let _ = write!(
        text,
        "\n## What happened, of each group’s detentions\n\n{}\n",
        groups.about_shares
    );
    for grid in &groups.happened {
        of_grid(grid, &mut text);
    }
    if !groups.absent.is_empty() {
        text.push('\n');
    }
    for (mark, words) in &groups.absent {
        let _ = writeln!(text, "- {mark}: {words}.");
    }
    text
}

fn of_grid(grid: &Grid, text: &mut String) {
    let _ = write!(text, "\n### {}\n\n", grid.title);
    let rule: Vec<&str> = (0..grid.columns.len())
        .map(|index| if index == 0 { "---" } else { "---:" })
        .collect();
    let head = grid.columns.iter().map(String::as_str);
    text.push_str(&cells(head));
    text.push_str(&cells(rule.into_iter()));
    for row in &grid.rows {
        text.push_str(&cells(row.iter().map(|one| one.text.as_str())));
    }
    if !grid.note.is_empty() {
        let _ = write!(text, "\n{}\n", grid.note);
    }
}

/// A line of a Markdown table.
fn cells<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    let texts: Vec<String> = texts.map(|text| text.replace('|', "\\|")).collect();
    format!("| {} |\n", texts.join(" | "))
}

/// The name of a column in words: `npcc_share` is *National definition share*.
pub fn words(name: &str) -> String {
    sentence(
        &name
            .replace('_', " ")
            .replace("npcc", "national definition"),
    )
}

/// Words with a capital to begin with.
pub(crate) fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// A cell as a reader sees it: thousands parted, shares in per cent, money in pounds, months and
/// days of the week by name.
pub fn shown(kind: &Kind, cell: &Cell) -> String {
    match cell {
        Cell::Count(number) | Cell::Minutes(number) => thousands(*number),
        Cell::Month(month) => month.to_string(),
        Cell::Day(day) => day.strftime("%-d %B %Y").to_string(),
        Cell::Hour(hour) => format!("{hour:02}:00"),
        Cell::Weekday(day) => weekday(*day).to_owned(),
        Cell::Pence(pence) => pounds(*pence),
        Cell::Number(number) => format!("{number:.1}"),
        Cell::Rate(rate) if matches!(kind, Kind::Interval(_)) => format!(
            "{} to {}",
            bound(rate.interval.low),
            bound(rate.interval.high)
        ),
        Cell::Rate(rate) if matches!(kind, Kind::Share { .. }) => per_cent(rate),
        Cell::Rate(rate) => format!(
            "{:.2} ({:.2} to {:.2})",
            rate.value, rate.interval.low, rate.interval.high
        ),
        // Of a row it is a name and no figure.
        Cell::NotKnown if kind.is_key() => "not known".to_owned(),
        Cell::Label(_) | Cell::NotKnown | Cell::NotApplicable | Cell::Suppressed => {
            cell.to_string()
        }
    }
}

/// A bound of a count: with one place where it is under a hundred, whole beyond.
fn bound(value: f64) -> String {
    if value < 100.0 {
        return format!("{value:.1}");
    }
    whole(value)
}

/// A number of things that was worked out, to the nearest one.
pub(crate) fn whole(value: f64) -> String {
    let whole = format!("{value:.0}");
    whole.parse().map_or(whole, thousands)
}

/// A share with its interval: `12.5 % (11.0 to 14.1)`.
pub(crate) fn per_cent(rate: &Rate) -> String {
    format!(
        "{:.1} % ({:.1} to {:.1})",
        rate.value * 100.0,
        rate.interval.low * 100.0,
        rate.interval.high * 100.0
    )
}

/// A day of the week by its number, 1 for Monday.
pub const fn weekday(number: u8) -> &'static str {
    match number {
        1 => "Monday",
        2 => "Tuesday",
        3 => "Wednesday",
        4 => "Thursday",
        5 => "Friday",
        6 => "Saturday",
        7 => "Sunday",
        _ => "no day of the week",
    }
}

/// A number with its thousands parted: `12,345`.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Pence as pounds: `£1,234.05`, `-£0.10`.
pub fn pounds(pence: i64) -> String {
    let whole = pence.unsigned_abs();
    format!(
        "{}£{}.{:02}",
        if pence < 0 { "-" } else { "" },
        thousands(whole / 100),
        whole % 100
    )
}

#[cfg(test)]
mod tests {
    use super::with_left_out;

    #[test]
    fn every_row_says_how_much_was_left_out() {
        let csv = "site,waits\r\n\"Ward 1,\r\nnorth\",3\r\nWard 2,4\r\n";
        assert_eq!(
            with_left_out(csv, 2),
            "site,waits,left_out\r\n\"Ward 1,\r\nnorth\",3,2\r\nWard 2,4,2\r\n"
        );
    }
}
