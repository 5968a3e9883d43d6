//! The file in which people decide, out and in.
//!
//! It holds the values of both records, so it is kept as carefully as the extract itself.

use std::collections::HashMap;
use std::path::Path;

use linkage::compare;
use linkage::review::{self, Decided, Question};
use linkage::run::{Linked, Weighed, bits, probability};
use linkage::table::{Field, Table};

use crate::read::{Records, Rows};
use crate::told::counted;
use crate::{Follows, Nobody, Problem, Result, write};

/// The columns that are not values.
const OWN: [&str; 7] = [
    "decision",
    "one",
    "other",
    "probability",
    "weight",
    "band",
    "stands_for",
];

fn fields(records: &Records) -> Vec<(String, Field)> {
    let mut fields: Vec<(String, Field)> = [
        ("forename", Field::Forename),
        ("surname", Field::Surname),
        ("born", Field::Born),
        ("postcode", Field::Postcode),
        ("sex", Field::Sex),
    ]
    .into_iter()
    .map(|(name, field)| (name.to_owned(), field))
    .collect();
    for (nth, name) in records.columns.called().into_iter().enumerate() {
        fields.push((name, Field::Other(nth)));
    }
    fields
}

/// Refuses to replace a review file in which people decided something.
///
/// # Errors
///
/// How many decisions would be lost; or that the file cannot be read, and so may hold some.
pub fn undecided(path: &Path) -> Result<()> {
    let is_file = |found: &std::fs::Metadata| found.is_file() && found.len() > 0;
    if !std::fs::metadata(path).is_ok_and(|found| is_file(&found)) {
        return Ok(());
    }
    let problem = |why: &str| {
        Problem::given(format!(
            "`--review` would write over `{}`, {why}: name another file",
            path.display()
        ))
    };
    let unread = |unread: Problem| {
        let why = format!(
            "which may hold decisions and cannot be read ({})",
            unread.says()
        );
        problem(&why)
    };
    let mut rows = Rows::open(path, &Nobody).map_err(unread)?;
    let header = rows.header().map_err(unread)?;
    let Some(place) = header.names.iter().position(|name| name == "decision") else {
        return Ok(());
    };
    let mut decisions = 0_u64;
    rows.each(|row, _| {
        let decision = row.get(place).unwrap_or_default().trim();
        decisions += u64::from(!decision.is_empty());
    })
    .map_err(unread)?;
    if decisions > 0 {
        let why = format!("which holds {}", counted(decisions, "decision"));
        return Err(problem(&why));
    }
    Ok(())
}

/// Writes questions for people. `decision` is left empty for them: `yes`, `no`, or empty.
pub(crate) fn write(path: &Path, records: &Records, linked: &Linked, each: usize) -> Result<()> {
    let table = &records.table;
    let fields = fields(records);
    let mut header: Vec<String> = OWN.map(str::to_owned).to_vec();
    for (name, _) in &fields {
        header.push(format!("{name}_one"));
        header.push(format!("{name}_other"));
    }
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let mut rows = write::Rows::create_private(path, &header)?;
    for question in review::questions(table, &linked.pairs, each) {
        let link = question.pair.link;
        let mut row = vec![
            String::new(),
            table.id(link.one).to_owned(),
            table.id(link.other).to_owned(),
            format!("{:.6}", probability(link.weight)),
            format!("{:.6}", link.weight),
            question.band.to_string(),
            format!("{:.4}", question.stands_for),
        ];
        for (_, field) in &fields {
            for record in [link.one, link.other] {
                let row_of = table.rows.get(record as usize);
                row.push(row_of.map_or_else(String::new, |row| table.value(row, *field)));
            }
        }
        rows.row(row)?;
    }
    rows.finish()
}

/// What people decided in a review file.
#[derive(Debug, Default)]
pub struct Answers {
    /// The decisions, one of each pair.
    pub decided: Vec<Decided>,
    /// How many were left out, because both records are of one file where only pairs across two
    /// are asked about.
    pub within_one_file: u64,
}

/// The pairs that are decided already: how, and where.
type Known = HashMap<(u32, u32), (bool, String)>;

impl Answers {
    /// Takes a decision in. The same one of a pair counts once; another one is refused.
    fn take(
        &mut self,
        answer: Decided,
        at: String,
        known: &mut Known,
        table: &Table,
    ) -> Result<()> {
        let link = answer.question.pair.link;
        let pair = (link.one.min(link.other), link.one.max(link.other));
        if let Some((same, before)) = known.get(&pair) {
            if *same == answer.same {
                return Ok(());
            }
            return Err(Problem::given(format!(
                "one pair is decided `yes` and `no`, here and on {before}: keep what is right, and \
                 leave the other empty"
            )));
        }
        known.insert(pair, (answer.same, at));
        let file = |record: u32| table.rows.get(record as usize).map(|row| row.file);
        if table.across_only && file(link.one) == file(link.other) {
            self.within_one_file += 1;
        } else {
            self.decided.push(answer);
        }
        Ok(())
    }
}

/// Reads what people decided. A row without a decision is left out; one that cannot be read is
/// named by its line.
pub fn read(path: &Path, records: &Records, follows: &dyn Follows) -> Result<Answers> {
    if records.table.repeated_id(false).is_some() {
        return Err(Problem::given(
            "the two files share ids, so what was decided cannot be told of either: give every \
             record an id of its own",
        ));
    }
    let mut rows = Rows::open(path, follows)?;
    let header = rows.header()?;
    let place = |name: &str| {
        header
            .names
            .iter()
            .position(|column| column == name)
            .ok_or_else(|| Problem::given(format!("`{}` has no column `{name}`", path.display())))
    };
    let places = OWN
        .iter()
        .map(|name| place(name))
        .collect::<Result<Vec<_>>>()?;
    let (mut answers, mut known) = (Answers::default(), Known::default());
    let (mut wrong, mut open) = (None, 0_u64);
    rows.each(|row, at| {
        let values: Vec<&str> = places
            .iter()
            .map(|place| row.get(*place).unwrap_or_default().trim())
            .collect();
        let taken = one(&values, records).and_then(|answer| {
            let Some(answer) = answer else {
                open += 1;
                return Ok(());
            };
            answers.take(answer, at.says(row), &mut known, &records.table)
        });
        if let Err(problem) = taken {
            let (name, at) = (path.display(), at.says(row));
            wrong.get_or_insert(format!("`{name}`: {at}: {}", problem.says()));
        }
    })?;
    if let Some(wrong) = wrong {
        return Err(Problem::given(wrong));
    }
    if open > 0 {
        follows.note(&format!("{} without a decision.", counted(open, "pair")));
    }
    Ok(answers)
}

fn one(values: &[&str], records: &Records) -> Result<Option<Decided>> {
    let &[decision, one, other, _, weight, band, stands_for] = values else {
        return Err(Problem::given("a column is missing"));
    };
    let same = match decision.to_ascii_lowercase().as_str() {
        "" => return Ok(None),
        "yes" | "y" | "same" | "1" => true,
        "no" | "n" | "different" | "0" => false,
        _ => return Err(Problem::given("`decision` is `yes`, `no` or empty")),
    };
    let number = |text: &str| {
        text.parse::<f64>()
            .ok()
            .filter(|number| number.is_finite())
            .ok_or_else(|| Problem::given("`weight` and `stands_for` are numbers"))
    };
    let table = &records.table;
    let (one, other) = (write::record(table, one)?, write::record(table, other)?);
    let rows = (table.rows.get(one as usize), table.rows.get(other as usize));
    let (Some(mine), Some(theirs)) = rows else {
        return Err(Problem::given("a record is missing"));
    };
    let pattern = compare::compare(table, mine, theirs).pattern(table.kinds.len());
    let weight = number(weight)?.clamp(bits(1e-9), -bits(1e-9));
    Ok(Some(Decided {
        question: Question {
            pair: Weighed {
                link: linkage::cluster::Link { one, other, weight },
                pattern,
            },
            band: band.parse().unwrap_or(0),
            stands_for: number(stands_for)?.max(1.0),
        },
        same,
    }))
}
