//! Scenario tables in Markdown: the one reader.
//!
//! A scenario file is prose with tables. Each row of a table is a test; its first cell is its
//! name. The reader knows cells, and nothing of what the columns mean: that is the harness's.
//!
//! | cell | read as |
//! |---|---|
//! | empty | nothing said |
//! | `2024-06-03 09:30` | that time in Europe/London |
//! | `2024-10-27 01:30 BST`, `… GMT`, `… +01:00` | where the clocks make a time ambiguous, or always |
//! | `09:50` after another time in the cell | the next 09:50 after that time |
//! | `12h`, `90m`, `1h30m` | a duration |
//! | `yes`, `no`, `unknown` | an answer |
//! | `one; two; three` | a list |

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use domain::{Answer, Moment, NoValue};
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};

/// One table of a scenario file.
#[derive(Debug)]
pub struct Table {
    /// The file it is in.
    pub file: PathBuf,
    /// The nearest heading above it.
    pub heading: String,
    /// Its columns, in order, the first being the name of a row.
    pub columns: Vec<String>,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// One row: one test.
#[derive(Debug)]
pub struct Row {
    /// The file it is in.
    pub file: PathBuf,
    /// Its line, from 1.
    pub line: usize,
    /// Column and text, in order.
    cells: Vec<(String, String)>,
}

/// One cell, with what is needed to say where it is.
#[derive(Debug, Clone, Copy)]
pub struct Cell<'a> {
    row: &'a Row,
    /// The column.
    pub column: &'a str,
    /// The text, trimmed. Empty when nothing is said.
    pub text: &'a str,
}

/// What is wrong with a row, for the person who edits the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Where: file and line.
    pub place: String,
    /// The row's first cell.
    pub row: String,
    /// The column.
    pub column: Box<str>,
    /// What the table says.
    pub expected: String,
    /// What was found, or why the cell cannot be read.
    pub got: String,
    /// Whether the table itself is at fault, so that nothing was compared.
    pub unreadable: bool,
}

impl Failure {
    /// The same failure as a fault of the table.
    #[must_use]
    pub fn of_the_table(mut self) -> Self {
        self.unreadable = true;
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: “{}”, column `{}`: expected {}, got {}",
            self.place, self.row, self.column, self.expected, self.got
        )
    }
}

/// Reads every table of the Markdown files under a folder, in order of path.
pub fn read_folder(folder: &Path) -> Result<Vec<Table>, Vec<Failure>> {
    match read_path(folder) {
        Ok((tables, failures)) if failures.is_empty() => Ok(tables),
        Ok((_, failures)) => Err(failures),
        Err(error) => Err(vec![unreadable(
            folder,
            "a folder of scenario files",
            &error,
        )]),
    }
}

/// Reads every table of a file, or of the Markdown files under a folder in order of path, with
/// what cannot be read of them. A README of a folder explains and is left out.
///
/// # Errors
///
/// When the path itself cannot be read.
pub fn read_path(path: &Path) -> std::io::Result<(Vec<Table>, Vec<Failure>)> {
    let mut files = Vec::new();
    if path.is_dir() {
        markdown_files(path, &mut files)?;
        files.sort();
    } else {
        fs::metadata(path)?;
        files.push(path.to_owned());
    }
    let (mut tables, mut failures) = (Vec::new(), Vec::new());
    for file in files {
        match fs::read_to_string(&file) {
            Ok(text) => read_text(&file, &text, &mut tables, &mut failures),
            Err(error) => failures.push(unreadable(&file, "a readable file", &error)),
        }
    }
    Ok((tables, failures))
}

fn unreadable(path: &Path, expected: &str, error: &std::io::Error) -> Failure {
    Failure {
        place: path.display().to_string(),
        row: String::new(),
        column: Box::default(),
        expected: expected.to_owned(),
        got: error.to_string(),
        unreadable: true,
    }
}

fn markdown_files(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            markdown_files(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "md")
            && path.file_name().is_some_and(|name| name != "README.md")
        {
            files.push(path);
        }
    }
    Ok(())
}

/// Reads the tables of one file's text.
pub fn read_text(file: &Path, text: &str, tables: &mut Vec<Table>, failures: &mut Vec<Failure>) {
    let mut heading = String::new();
    let mut table: Option<Table> = None;
    for (index, line) in text.lines().enumerate() {
        let line_number = index + 1;
        let trimmed = line.trim();
        if let Some(title) = trimmed.strip_prefix('#') {
            title
                .trim_start_matches('#')
                .trim()
                .clone_into(&mut heading);
        }
        if !trimmed.starts_with('|') {
            tables.extend(table.take());
            continue;
        }
        let cells = split_cells(trimmed);
        let Some(open) = table.as_mut() else {
            table = Some(Table {
                file: file.to_owned(),
                heading: heading.clone(),
                columns: cells,
                rows: Vec::new(),
            });
            continue;
        };
        if open.rows.is_empty() && cells.iter().all(|cell| is_rule(cell)) {
            continue;
        }
        if cells.len() != open.columns.len() {
            failures.push(Failure {
                place: format!("{}:{line_number}", file.display()),
                row: cells.first().cloned().unwrap_or_default(),
                column: Box::default(),
                expected: format!("{} cells, as in the table's head", open.columns.len()),
                got: format!("{} cells", cells.len()),
                unreadable: true,
            });
            continue;
        }
        let cells = open.columns.iter().cloned().zip(cells).collect();
        open.rows.push(Row {
            file: file.to_owned(),
            line: line_number,
            cells,
        });
    }
    tables.extend(table.take());
}

/// `|---|:--|`: the line under a table's head.
fn is_rule(cell: &str) -> bool {
    !cell.is_empty() && cell.chars().all(|c| matches!(c, '-' | ':' | ' '))
}

fn split_cells(line: &str) -> Vec<String> {
    let inner = line.trim().trim_start_matches('|');
    let inner = inner.strip_suffix('|').unwrap_or(inner);
    // A bar inside a cell is written `\|`.
    let mut cells = vec![String::new()];
    let mut characters = inner.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' if characters.peek() == Some(&'|') => {
                characters.next();
                push(&mut cells, '|');
            }
            '|' => cells.push(String::new()),
            other => push(&mut cells, other),
        }
    }
    cells
        .into_iter()
        .map(|cell| cell.trim().to_owned())
        .collect()
}

fn push(cells: &mut [String], character: char) {
    if let Some(last) = cells.last_mut() {
        last.push(character);
    }
}

impl Row {
    /// Its name: the first cell.
    pub fn name(&self) -> &str {
        self.cells.first().map_or("", |(_, text)| text)
    }

    /// Its cells after the name.
    pub fn cells(&self) -> impl Iterator<Item = Cell<'_>> {
        self.cells.iter().skip(1).map(|(column, text)| Cell {
            row: self,
            column,
            text,
        })
    }

    /// The cell of a column, if the table has the column and the cell is not empty.
    pub fn cell(&self, column: &str) -> Option<Cell<'_>> {
        self.cells()
            .find(|cell| cell.column == column && !cell.text.is_empty())
    }

    /// A failure of this row that belongs to no cell.
    pub fn failure(&self, column: &str, expected: &str, got: impl Into<String>) -> Failure {
        Failure {
            place: format!("{}:{}", self.file.display(), self.line),
            row: self.name().to_owned(),
            column: column.into(),
            expected: expected.to_owned(),
            got: got.into(),
            unreadable: false,
        }
    }
}

impl<'a> Cell<'a> {
    /// A failure at this cell: what its text asks for, and what was found.
    pub fn failure(&self, got: impl Into<String>) -> Failure {
        self.row
            .failure(self.column, &format!("`{}`", self.text), got)
    }

    fn unreadable(&self, wanted: &str) -> Failure {
        self.row
            .failure(self.column, wanted, format!("`{}`", self.text))
            .of_the_table()
    }

    /// The items of a list.
    pub fn list(&self) -> Vec<Cell<'a>> {
        let (row, column) = (self.row, self.column);
        self.text
            .split(';')
            .map(str::trim)
            .filter(|text| !text.is_empty())
            .map(|text| Cell { row, column, text })
            .collect()
    }

    /// The same cell with other text: a part of it.
    #[must_use]
    pub fn part(&self, text: &'a str) -> Self {
        Cell {
            row: self.row,
            column: self.column,
            text: text.trim(),
        }
    }

    /// Yes, no or unknown.
    pub fn answer(&self) -> Result<Answer, Failure> {
        match self.text {
            "yes" => Ok(Answer::Yes),
            "no" => Ok(Answer::No),
            "unknown" => Ok(Answer::NotKnown),
            _ => Err(self.unreadable("`yes`, `no` or `unknown`")),
        }
    }

    /// A duration such as `12h`, `90m` or `1h30m`.
    pub fn duration(&self) -> Result<SignedDuration, Failure> {
        let wrong = || self.unreadable("a duration such as `12h`, `90m` or `1h30m`");
        let (hours, rest) = match self.text.split_once('h') {
            Some((hours, rest)) => (hours.parse::<i64>().map_err(|_| wrong())?, rest),
            None => (0, self.text),
        };
        let minutes = match rest.strip_suffix('m') {
            Some(minutes) => minutes.parse::<i64>().map_err(|_| wrong())?,
            None if rest.is_empty() && self.text.contains('h') => 0,
            None => return Err(wrong()),
        };
        Ok(SignedDuration::from_mins(
            hours.saturating_mul(60).saturating_add(minutes),
        ))
    }

    /// A day such as `2024-06-03`.
    pub fn date(&self) -> Result<Date, Failure> {
        self.text
            .parse()
            .map_err(|_| self.unreadable("a day such as `2024-06-03`"))
    }

    /// A time in Europe/London.
    pub fn instant(&self) -> Result<Timestamp, Failure> {
        self.instant_after(None)
    }

    /// A time in Europe/London; the hour alone means the next such hour after another time.
    pub fn instant_after(&self, earlier: Option<Timestamp>) -> Result<Timestamp, Failure> {
        const WANTED: &str =
            "a time such as `2024-06-03 09:30`, with BST or GMT where the clocks change";
        let mut words = self.text.split_whitespace();
        let (Some(first), second, third, None) =
            (words.next(), words.next(), words.next(), words.next())
        else {
            return Err(self.unreadable(WANTED));
        };
        if let Ok(hour) = Time::strptime("%H:%M", first) {
            let zone = second;
            return match (earlier, third) {
                (Some(earlier), None) => self.next_after(earlier, hour, zone),
                _ => Err(self.unreadable(WANTED)),
            };
        }
        let day: Date = first.parse().map_err(|_| self.unreadable(WANTED))?;
        let hour = second.and_then(|hour| Time::strptime("%H:%M", hour).ok());
        let hour = hour.ok_or_else(|| self.unreadable(WANTED))?;
        self.resolve(day.to_datetime(hour), third)
    }

    fn next_after(
        &self,
        earlier: Timestamp,
        hour: Time,
        zone: Option<&str>,
    ) -> Result<Timestamp, Failure> {
        let day = earlier.to_zoned(domain::time::london()).date();
        let same_day = self.resolve(day.to_datetime(hour), zone)?;
        if same_day > earlier {
            return Ok(same_day);
        }
        let next = day
            .tomorrow()
            .map_err(|_| self.unreadable("a day that exists"))?;
        self.resolve(next.to_datetime(hour), zone)
    }

    /// An hour on a day, in Europe/London unless its letters or offset say otherwise.
    fn resolve(&self, local: DateTime, zone: Option<&str>) -> Result<Timestamp, Failure> {
        let offset = match zone {
            None => {
                let zoned = domain::time::london().to_ambiguous_timestamp(local);
                return zoned.unambiguous().map_err(|_| {
                    self.unreadable("a time that exists once: add BST or GMT, or choose another")
                });
            }
            Some("GMT" | "Z" | "UTC" | "+00:00") => Offset::UTC,
            Some("BST" | "+01:00") => Offset::constant(1),
            Some(_) => {
                return Err(self.unreadable("`GMT`, `BST` or an offset of `+00:00` or `+01:00`"));
            }
        };
        local
            .to_zoned(TimeZone::fixed(offset))
            .map(|zoned| zoned.timestamp())
            .map_err(|_| self.unreadable("a time that exists"))
    }

    /// A time and how precise it is: `about …`, `before …`, `after …`, `on <day>`,
    /// `between <day> and <day>`, `unknown`, or a plain time.
    pub fn moment_after(&self, earlier: Option<Timestamp>) -> Result<Moment, Failure> {
        let text = self.text;
        if text == "unknown" {
            return Ok(Moment::Unknown {
                why: NoValue::Unknown,
            });
        }
        if let Some(rest) = text.strip_prefix("about ") {
            return Ok(Moment::About {
                at: self.part(rest).instant_after(earlier)?,
            });
        }
        if let Some(rest) = text.strip_prefix("before ") {
            return Ok(Moment::Before {
                at: self.part(rest).instant_after(earlier)?,
            });
        }
        if let Some(rest) = text.strip_prefix("after ") {
            return Ok(Moment::After {
                at: self.part(rest).instant_after(earlier)?,
            });
        }
        if let Some(rest) = text.strip_prefix("on ") {
            return Ok(Moment::On {
                date: self.part(rest).date()?,
            });
        }
        if let Some((first, last)) = text
            .strip_prefix("between ")
            .and_then(|rest| rest.split_once(" and "))
        {
            let (first, last) = (self.part(first).date()?, self.part(last).date()?);
            return Ok(Moment::Between { first, last });
        }
        Ok(Moment::Exact {
            at: self.instant_after(earlier)?,
        })
    }
}

/// All the failures as one message, one to a line, with how many there are.
pub fn report(failures: &[Failure]) -> String {
    let mut text = format!("{} failures in the scenario tables\n", failures.len());
    for failure in failures {
        text.push_str(&failure.to_string());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tables(text: &str) -> (Vec<Table>, Vec<Failure>) {
        let (mut tables, mut failures) = (Vec::new(), Vec::new());
        read_text(Path::new("s.md"), text, &mut tables, &mut failures);
        (tables, failures)
    }

    fn cell_of(text: &str) -> (Vec<Table>, Vec<Failure>) {
        tables(&format!(
            "# H\n\n| what | it |\n|---|---|\n| row | {text} |\n"
        ))
    }

    fn instant(text: &str) -> Result<Timestamp, Failure> {
        cell_of(text).0[0].rows[0].cell("it").unwrap().instant()
    }

    #[test]
    fn a_table_is_read_with_its_heading_line_and_names() {
        let (tables, failures) = tables(
            "# One\nprose\n\n| what | a | b |\n|---|:-:|---|\n| first | x\\|y |  |\n\n## Two\n| n | c |\n|--|--|\n| r | 1 |\n",
        );
        assert!(failures.is_empty());
        assert_eq!(tables.len(), 2);
        assert_eq!(tables[0].rows[0].name(), "first");
        assert_eq!(tables[0].rows[0].line, 6);
        assert_eq!(tables[0].rows[0].cell("a").unwrap().text, "x|y");
        assert!(tables[0].rows[0].cell("b").is_none());
        assert_eq!(tables[1].heading, "Two");
    }

    #[test]
    fn a_row_with_too_few_cells_says_where() {
        let (_, failures) = tables("| a | b |\n|---|---|\n| only |\n");
        assert_eq!(failures[0].place, "s.md:3");
        assert!(failures[0].to_string().contains("expected 2 cells"));
    }

    #[test]
    fn a_time_the_clocks_make_ambiguous_needs_its_letters() {
        assert_eq!(
            instant("2024-06-03 09:30").unwrap().to_string(),
            "2024-06-03T08:30:00Z"
        );
        assert_eq!(
            instant("2024-10-27 01:30 BST").unwrap().to_string(),
            "2024-10-27T00:30:00Z"
        );
        assert_eq!(
            instant("2024-10-27 01:30 GMT").unwrap().to_string(),
            "2024-10-27T01:30:00Z"
        );
        assert_eq!(
            instant("2024-06-03 09:30 +01:00").unwrap().to_string(),
            "2024-06-03T08:30:00Z"
        );
        assert!(
            instant("2024-10-27 01:30")
                .unwrap_err()
                .to_string()
                .contains("BST or GMT")
        );
        assert!(instant("2024-03-31 01:30").is_err());
        assert!(instant("tomorrow").is_err());
        assert!(instant("2024-06-03").is_err());
    }

    #[test]
    fn an_hour_alone_is_the_next_one() {
        let (tables, _) = cell_of("2022-03-05 23:50; 00:20; 00:50");
        let cell = tables[0].rows[0].cell("it").unwrap();
        let mut earlier = None;
        let mut read = Vec::new();
        for item in cell.list() {
            let at = item.instant_after(earlier).unwrap();
            earlier = Some(at);
            read.push(at.to_string());
        }
        assert_eq!(
            read,
            [
                "2022-03-05T23:50:00Z",
                "2022-03-06T00:20:00Z",
                "2022-03-06T00:50:00Z"
            ]
        );
    }

    #[test]
    fn durations_and_answers_are_strict() {
        let duration = |text: &str| cell_of(text).0[0].rows[0].cell("it").unwrap().duration();
        assert_eq!(duration("12h").unwrap(), SignedDuration::from_hours(12));
        assert_eq!(duration("1h30m").unwrap(), SignedDuration::from_mins(90));
        assert_eq!(duration("90m").unwrap(), SignedDuration::from_mins(90));
        assert!(duration("90").is_err());
        let answer = |text: &str| cell_of(text).0[0].rows[0].cell("it").unwrap().answer();
        assert_eq!(answer("unknown").unwrap(), Answer::NotKnown);
        assert!(answer("maybe").unwrap_err().to_string().contains("`maybe`"));
    }
}
