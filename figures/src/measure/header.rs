//! Reading a measure's header, all its problems at once.

use super::{Column, Estimated, Kind, Measure, PARAMETERS, Problem, Residents};
use crate::population::CodeList;

/// The keys that every header has, once each. `column` comes as often as there are columns.
const KEYS: &[&str] = &[
    "title",
    "definition",
    "numerator",
    "denominator",
    "requirements",
    "caveats",
    "sources",
    "grain",
];

/// The key that only a measure of groups of people has.
const RESIDENTS: &str = "residents";

/// The key that only a measure of texts that were read has.
const ESTIMATE: &str = "estimate";

/// A `-- key: text` line, with those that continue it.
struct Entry {
    line: usize,
    key: String,
    text: String,
}

struct Reader<'a> {
    file: &'a str,
    problems: Vec<Problem>,
}

pub(super) fn read(file: &str, text: &str) -> Result<Measure, Vec<Problem>> {
    let mut reader = Reader {
        file,
        problems: Vec::new(),
    };
    let (entries, sql, sql_line) = reader.split(text);
    reader.unknown_keys(&entries);
    let name = reader.name();
    let columns = reader.columns(&entries);
    let denominator = reader.denominator(&entries, &columns);
    let requirements = reader.requirements(&entries);
    let sources = reader.names(&entries, "sources");
    let residents = reader.residents(&entries, &columns);
    let estimate = reader.estimate(&entries, &columns);
    let measure = Measure {
        name,
        title: reader.once(&entries, "title"),
        definition: reader.once(&entries, "definition"),
        numerator: reader.once(&entries, "numerator"),
        denominator,
        requirements,
        caveats: reader.once(&entries, "caveats"),
        sources,
        grain: reader.once(&entries, "grain"),
        residents,
        estimate,
        columns: columns.into_iter().map(|(_, column)| column).collect(),
        sql,
    };
    reader.statement(&measure, sql_line);
    if reader.problems.is_empty() {
        Ok(measure)
    } else {
        reader.problems.sort_by_key(|problem| problem.line);
        Err(reader.problems)
    }
}

impl Reader<'_> {
    fn fault(&mut self, line: usize, what: impl Into<String>) {
        self.problems.push(Problem {
            file: self.file.to_owned(),
            line,
            what: what.into(),
        });
    }

    /// The header's entries, the SQL after it, and the line the SQL begins on.
    fn split(&mut self, text: &str) -> (Vec<Entry>, String, usize) {
        let mut entries: Vec<Entry> = Vec::new();
        let mut after = 0;
        for (index, line) in text.lines().enumerate() {
            let Some(comment) = line.strip_prefix("--") else {
                break;
            };
            after = index + 1;
            self.header_line(index + 1, comment, &mut entries);
        }
        let rest: Vec<&str> = text.lines().skip(after).collect();
        let sql = rest.join("\n").trim().to_owned();
        (entries, sql, after + 1)
    }

    fn header_line(&mut self, line: usize, comment: &str, entries: &mut Vec<Entry>) {
        if comment.trim().is_empty() {
            return;
        }
        if comment.starts_with("   ") {
            match entries.last_mut() {
                Some(entry) => {
                    entry.text.push(' ');
                    entry.text.push_str(comment.trim());
                }
                None => self.fault(line, "continues a line, but there is none before it"),
            }
            return;
        }
        match comment.split_once(':') {
            Some((key, text)) => entries.push(Entry {
                line,
                key: key.trim().to_owned(),
                text: text.trim().to_owned(),
            }),
            None => self.fault(
                line,
                "is neither `-- key: text` nor, with three spaces after the dashes, the rest of \
                 the line before",
            ),
        }
    }

    fn unknown_keys(&mut self, entries: &[Entry]) {
        for entry in entries {
            let known = KEYS.contains(&entry.key.as_str())
                || [RESIDENTS, ESTIMATE].contains(&entry.key.as_str());
            if !known && !is_column(entry) {
                self.fault(
                    entry.line,
                    format!(
                        "`{}` is not a key of a header; the keys are {}, `residents`, `estimate` \
                         and `column NAME`",
                        entry.key,
                        KEYS.join(", ")
                    ),
                );
            }
        }
    }

    /// The text of a key that is written once, blank where it is missing and that was said.
    fn once(&mut self, entries: &[Entry], key: &str) -> String {
        let mut found = entries.iter().filter(|entry| entry.key == key);
        let Some(first) = found.next() else {
            self.fault(1, format!("has no `{key}`; write `-- {key}: ...`"));
            return String::new();
        };
        if let Some(second) = found.next() {
            self.fault(
                second.line,
                format!("`{key}` was written on line {} already", first.line),
            );
        }
        if first.text.is_empty() {
            self.fault(first.line, format!("`{key}` says nothing"));
        }
        first.text.clone()
    }

    /// The measure's name, from its file's.
    fn name(&mut self) -> String {
        let last = self.file.rsplit(['/', '\\']).next().unwrap_or(self.file);
        let name = last.strip_suffix(".sql").unwrap_or(last).to_owned();
        if !is_name(&name) {
            self.fault(
                1,
                format!("the file's name `{name}` must be lower-case letters, digits and `_`"),
            );
        }
        name
    }

    fn names(&mut self, entries: &[Entry], key: &str) -> Vec<String> {
        let text = self.once(entries, key);
        let line = line_of(entries, key);
        let names: Vec<String> = list(&text);
        for name in &names {
            if !is_name(name) {
                self.fault(line, format!("`{name}` is not the name of a table"));
            }
        }
        names
    }

    fn requirements(&mut self, entries: &[Entry]) -> Vec<String> {
        let text = self.once(entries, "requirements");
        let line = line_of(entries, "requirements");
        let ids = list(&text);
        for id in &ids {
            if !is_requirement(id) {
                self.fault(
                    line,
                    format!("`{id}` is not the id of a requirement, such as `A-09`"),
                );
            }
        }
        ids
    }

    fn denominator(&mut self, entries: &[Entry], columns: &[(usize, Column)]) -> Option<String> {
        let text = self.once(entries, "denominator");
        if text != "none" {
            return Some(text);
        }
        for (line, column) in columns {
            if matches!(column.kind, Kind::Share { .. }) {
                self.fault(
                    *line,
                    format!(
                        "`{}` is a share, so `denominator` must say of what, not `none`",
                        column.name
                    ),
                );
            }
        }
        None
    }

    /// Of whom the rates of groups are, where the measure has groups of people.
    fn residents(&mut self, entries: &[Entry], columns: &[(usize, Column)]) -> Option<Residents> {
        if !entries.iter().any(|entry| entry.key == RESIDENTS) {
            return None;
        }
        let text = self.once(entries, RESIDENTS);
        let line = line_of(entries, RESIDENTS);
        if let Some(why) = text.strip_prefix("none:").map(str::trim) {
            return Some(Residents::Nobody {
                why: why.to_owned(),
            });
        }
        let found = text.split_once(" of ").and_then(|(list, key)| {
            let codes = CodeList::of_key(list.trim())?;
            let holds = |column: &Column| column.name == key.trim() && column.kind == Kind::Label;
            let (_, column) = columns.iter().find(|(_, column)| holds(column))?;
            Some(Residents::ByEthnicity {
                key: column.name.clone(),
                codes,
            })
        });
        if found.is_none() {
            self.fault(
                line,
                format!(
                    "`{text}` is neither `none: WHY` nor a list of codes and the label column \
                     that holds them, such as `sde18 of ethnicity`"
                ),
            );
        }
        found
    }

    /// The columns that count texts, where the measure says which.
    fn estimate(&mut self, entries: &[Entry], columns: &[(usize, Column)]) -> Option<Estimated> {
        if !entries.iter().any(|entry| entry.key == ESTIMATE) {
            return None;
        }
        let text = self.once(entries, ESTIMATE);
        let found = estimated(&text, columns);
        if found.is_none() {
            self.fault(
                line_of(entries, ESTIMATE),
                format!(
                    "`{text}` does not name three counts and a label column, as in `suggested of \
                     texts beside marked by version`"
                ),
            );
        }
        found
    }

    /// The columns with their lines.
    fn columns(&mut self, entries: &[Entry]) -> Vec<(usize, Column)> {
        let mut columns: Vec<(usize, Column)> = Vec::new();
        for entry in entries.iter().filter(|entry| is_column(entry)) {
            if let Some(column) = self.column(entry) {
                if columns.iter().any(|(_, other)| other.name == column.name) {
                    self.fault(
                        entry.line,
                        format!("column `{}` is there twice", column.name),
                    );
                }
                columns.push((entry.line, column));
            }
        }
        if !entries.iter().any(is_column) {
            self.fault(
                1,
                "has no column; write `-- column NAME: kind; unit; what it is`",
            );
        }
        self.references(&columns);
        columns
    }

    fn column(&mut self, entry: &Entry) -> Option<Column> {
        let name = entry.key.strip_prefix("column").unwrap_or("").trim();
        if !is_name(name) {
            self.fault(
                entry.line,
                format!("`{name}` is not a column's name: lower-case letters, digits and `_`"),
            );
            return None;
        }
        let mut parts = entry.text.splitn(3, ';').map(str::trim);
        let (kind, unit, meaning) = (parts.next()?, parts.next(), parts.next());
        let (Some(unit), Some(meaning)) = (unit, meaning.filter(|text| !text.is_empty())) else {
            self.fault(
                entry.line,
                format!("column `{name}` wants three parts: `kind; unit; what it is`"),
            );
            return None;
        };
        let Some(kind) = kind_of(kind) else {
            self.fault(
                entry.line,
                format!(
                    "`{kind}` is not a kind of column; the kinds are label, day, month, hour, \
                     weekday, count, count of COLUMN, minutes, pence, number, quantile \
                     PERCENT of VALUE among COLUMN, share of COLUMN \
                     over COLUMN and interval of COLUMN"
                ),
            );
            return None;
        };
        let number = matches!(kind, Kind::Number | Kind::Quantile { .. });
        if unit.is_empty() && (kind.is_count() || number) {
            self.fault(
                entry.line,
                format!("column `{name}` is a number and has no unit"),
            );
        }
        Some(Column {
            name: name.to_owned(),
            kind,
            unit: unit.to_owned(),
            meaning: meaning.to_owned(),
        })
    }

    /// What a column says of another is true of it.
    fn references(&mut self, columns: &[(usize, Column)]) {
        for (line, column) in columns {
            let named: Vec<&String> = match &column.kind {
                Kind::CountOf(other)
                | Kind::Interval(other)
                | Kind::Quantile { among: other, .. } => vec![other],
                Kind::Share { part, whole } => vec![part, whole],
                _ => continue,
            };
            for name in named {
                let other = columns.iter().find(|(_, other)| other.name == *name);
                let says = |what: &str| format!("`{}` speaks of `{name}`, {what}", column.name);
                match other {
                    None => self.fault(*line, says("which is not a column")),
                    Some((_, other)) if !other.kind.is_count() => {
                        self.fault(*line, says("which is not a count"));
                    }
                    Some((_, other)) if other.name == column.name => {
                        self.fault(*line, says("which is itself"));
                    }
                    Some(_) => {}
                }
            }
            if let Kind::Share { part, whole } = &column.kind
                && !lies_in(part, whole, columns)
            {
                self.fault(
                    *line,
                    format!(
                        "`{}` is a share of `{part}` over `{whole}`, but `{part}` is not declared \
                         to lie in it; make it `count of {whole}`",
                        column.name
                    ),
                );
            }
        }
    }

    /// One SELECT, and nothing asked that nobody gives.
    fn statement(&mut self, measure: &Measure, line: usize) {
        let words = bare(&measure.sql);
        let first = words.split_whitespace().next().unwrap_or("");
        if !first.eq_ignore_ascii_case("select") && !first.eq_ignore_ascii_case("with") {
            self.fault(
                line,
                "after the header comes one `SELECT`, or `WITH ... SELECT`",
            );
        }
        if words.trim_end().trim_end_matches(';').contains(';') {
            self.fault(line, "holds more than one statement");
        }
        for (index, text) in words.lines().enumerate() {
            for asked in text.split('$').skip(1) {
                let end = asked
                    .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
                    .unwrap_or(asked.len());
                let asked = asked.get(..end).unwrap_or("");
                if !PARAMETERS.contains(&asked) {
                    self.fault(
                        line + index,
                        format!(
                            "`${asked}` is not given; a measure may ask for ${}",
                            PARAMETERS.join(", $")
                        ),
                    );
                }
            }
        }
    }
}

fn is_column(entry: &Entry) -> bool {
    entry.key.split_whitespace().next() == Some("column")
}

fn line_of(entries: &[Entry], key: &str) -> usize {
    entries
        .iter()
        .find(|entry| entry.key == key)
        .map_or(1, |entry| entry.line)
}

fn estimated(text: &str, columns: &[(usize, Column)]) -> Option<Estimated> {
    let (flagged, rest) = text.split_once(" of ")?;
    let (texts, rest) = rest.split_once(" beside ")?;
    let (marked, version) = rest.split_once(" by ")?;
    let named = |name: &str, is: fn(&Kind) -> bool| {
        let holds = |column: &Column| column.name == name.trim() && is(&column.kind);
        let (_, column) = columns.iter().find(|(_, column)| holds(column))?;
        Some(column.name.clone())
    };
    Some(Estimated {
        flagged: named(flagged, Kind::is_count)?,
        texts: named(texts, Kind::is_count)?,
        marked: named(marked, Kind::is_count)?,
        version: named(version, |kind| *kind == Kind::Label)?,
    })
}

fn list(text: &str) -> Vec<String> {
    text.split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

fn is_requirement(text: &str) -> bool {
    text.split_once('-').is_some_and(|(group, number)| {
        group.len() == 1
            && group.bytes().all(|byte| byte.is_ascii_uppercase())
            && number.len() == 2
            && number.bytes().all(|byte| byte.is_ascii_digit())
    })
}

fn kind_of(text: &str) -> Option<Kind> {
    let words: Vec<&str> = text.split_whitespace().collect();
    Some(match words.as_slice() {
        ["label"] => Kind::Label,
        ["day"] => Kind::Day,
        ["month"] => Kind::Month,
        ["hour"] => Kind::Hour,
        ["weekday"] => Kind::Weekday,
        ["count"] => Kind::Count,
        ["count", "of", whole] => Kind::CountOf((*whole).to_owned()),
        ["minutes"] => Kind::Minutes,
        ["pence"] => Kind::Pence,
        ["number"] => Kind::Number,
        ["quantile", percent, "of", of, "among", among] if is_name(of) => Kind::Quantile {
            percent: percent.parse().ok().filter(|percent| *percent <= 100)?,
            of: (*of).to_owned(),
            among: (*among).to_owned(),
        },
        ["interval", "of", count] => Kind::Interval((*count).to_owned()),
        ["share", "of", part, "over", whole] => Kind::Share {
            part: (*part).to_owned(),
            whole: (*whole).to_owned(),
        },
        _ => return None,
    })
}

/// Whether one column's things are declared to be among another's, over any number of steps.
fn lies_in(part: &str, whole: &str, columns: &[(usize, Column)]) -> bool {
    let mut at = part;
    // A chain longer than there are columns goes round.
    for _ in 0..columns.len() {
        let Some((_, column)) = columns.iter().find(|(_, column)| column.name == at) else {
            return false;
        };
        match &column.kind {
            Kind::CountOf(next) if next == whole => return true,
            Kind::CountOf(next) => at = next,
            _ => return false,
        }
    }
    false
}

/// The SQL with its comments and quoted texts blanked out, line for line.
fn bare(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len());
    let mut quote: Option<char> = None;
    let mut comment = false;
    let mut chars = sql.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\n' {
            comment = false;
            out.push(c);
            continue;
        }
        match quote {
            Some(mark) if c == mark => quote = None,
            Some(_) => {}
            None if comment => {}
            None if c == '\'' || c == '"' => quote = Some(c),
            None if c == '-' && chars.peek() == Some(&'-') => comment = true,
            None => out.push(c),
        }
    }
    out
}
