//! `lantern return`: a month in the categories of the national return, without a server.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use casework::File;
use casework::monthly;
use casework::returns::{self, Count, Fault, Return, Row, Template, Version, Weight};
use clap::Args;
use domain::event::{Figure, ReturnKind};
use domain::{Force, Month};
use record::Record;
use serde_json::{Value, json};

use crate::arguments::Store;
use crate::outcome::{Answer, Problem, Result};
use crate::screen::{self, Progress, number};
use crate::serve::read_force;
use crate::store;

/// Ids of files asked for at once.
const PAGE: u32 = 10_000;

#[derive(Debug, Args)]
#[command(
    after_help = "Exact figures, for the protected channel. Exit code 1 says that something stands \
                  in the way of issuing the month; it is listed with whom to ask, and no file is \
                  written. Issuing, signing and sending are done on the server, where each is in \
                  the record: a file of figures that were not issued is a draft."
)]
pub(crate) struct Wanted {
    /// The month, such as 2026-10.
    #[arg(value_name = "MONTH")]
    pub(crate) month: Month,
    #[command(flatten)]
    pub(crate) store: Store,
    /// The force's configuration.
    #[arg(long, value_name = "FILE", env = "LANTERN_FORCE")]
    pub(crate) force: PathBuf,
    /// A version that was issued and signed by two, in place of what the record says now.
    #[arg(long, value_name = "N")]
    pub(crate) version: Option<u16>,
    /// Write the numbers to this file, as CSV. It must not exist.
    #[arg(long, value_name = "FILE.csv")]
    pub(crate) csv: Option<PathBuf>,
    /// Write them to this file, as an OpenDocument spreadsheet. It must not exist.
    #[arg(long, value_name = "FILE.ods")]
    pub(crate) ods: Option<PathBuf>,
    /// Answer in JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

/// What was read of the record.
struct Read {
    force: Force,
    month: Month,
    template: Template,
    count: Count,
    /// The return's own file, once a version was issued.
    held: Option<Return>,
    /// The last line of the whole record.
    up_to: u64,
    /// Files that an issued version counted and that are disposed of since.
    gone: u64,
}

/// What is told: the numbers of a version, or of the record as it stands.
struct Told<'a> {
    version: Option<&'a Version>,
    rows: Vec<Row>,
}

pub(crate) async fn run(wanted: Wanted) -> Result<Answer> {
    let read = read(&wanted).await?;
    let told = told(&read, wanted.version)?;
    let (errors, _) = returns::weigh(&read.count.faults);
    // What was issued stood the test when it was issued.
    let in_the_way = told.version.is_none() && errors > 0;
    if wanted.json {
        screen::say_json(&as_json(&read, &told))?;
    } else {
        screen::say(as_text(&read, &told))?;
    }
    if in_the_way {
        if wanted.csv.is_some() || wanted.ods.is_some() {
            screen::note("no file was written: what stands in the way is put right first");
        }
        return Ok(Answer::No);
    }
    write(&wanted, &read, &told)?;
    Ok(Answer::Yes)
}

async fn read(wanted: &Wanted) -> Result<Read> {
    let force = read_force(&wanted.force)?;
    let template = Template::shipped()
        .map_err(|faults| Problem::could_not(format!("the layout: {}", faults.join("; "))))?;
    let record = store::open_existing(&wanted.store).await?;
    let up_to = record.head().await?.seq;
    let month = wanted.month;
    let of_return = returns::file_of(&force, ReturnKind::Section136Monthly, month);
    let held = record.read(of_return).await?;
    let held = held.and_then(|held| Return::of(&File::fold(of_return, &held.lines)));
    let newest = held.as_ref().and_then(Return::newest);
    let before: Vec<domain::FileId> = newest
        .into_iter()
        .flat_map(|version| &version.counted)
        .map(|counted| counted.file)
        .collect();
    let (files, gone) = files_of(&record, month, &before).await?;
    record.close().await?;
    let profile = law::Profile::from_force(&force);
    Ok(Read {
        count: Count::of(&files, month, &profile),
        force,
        month,
        template,
        held,
        up_to,
        gone,
    })
}

/// The files that may count in a month, and those that were counted before; and how many of these
/// are disposed of and cannot be counted again.
async fn files_of(
    record: &Record,
    month: Month,
    before: &[domain::FileId],
) -> Result<(Vec<File>, u64)> {
    let mut ids = Vec::new();
    loop {
        let page = record.files(ids.last().copied(), PAGE).await?;
        if page.is_empty() {
            break;
        }
        ids.extend(page.into_iter().map(|listed| listed.file));
    }
    let bar = Progress::new("files read", ids.len() as u64);
    let (mut files, mut gone) = (Vec::new(), 0);
    for (done, id) in ids.into_iter().enumerate() {
        bar.at(done as u64);
        let Some(held) = record.read(id).await? else {
            continue;
        };
        if held.disposed.is_some() {
            gone += u64::from(before.contains(&id));
            continue;
        }
        let mut lines = held.lines.iter();
        if before.contains(&id) || lines.any(|line| monthly::months(line).contains(&month)) {
            files.push(File::fold(id, &held.lines));
        }
    }
    bar.done();
    Ok((files, gone))
}

fn told(read: &Read, version: Option<u16>) -> Result<Told<'_>> {
    let version = match version {
        None => None,
        Some(wanted) => {
            let held = read.held.as_ref().and_then(|held| held.version(wanted));
            let held = held.ok_or_else(|| {
                Problem::given(format!(
                    "--version: no version {wanted} of {} was issued",
                    read.month
                ))
            })?;
            if !held.is_signed() {
                return Err(Problem::given(format!(
                    "--version: version {wanted} is not signed by two yet"
                )));
            }
            Some(held)
        }
    };
    let figures = version.map_or(&read.count.figures, |version| &version.figures);
    let rows = read
        .template
        .rows(figures)
        .map_err(|fault| Problem::could_not(fault.to_string()))?;
    Ok(Told { version, rows })
}

fn write(wanted: &Wanted, read: &Read, told: &Told<'_>) -> Result<()> {
    let (force, period) = (read.force.id.to_string(), read.month.key());
    if let Some(path) = &wanted.csv {
        let text = returns::csv(&force, &period, &read.template, &told.rows);
        create(path, text.as_bytes())?;
    }
    if let Some(path) = &wanted.ods {
        let bytes = web::export::ods(&force, &period, &read.template, &told.rows)
            .map_err(|error| Problem::could_not(format!("the spreadsheet: {error}")))?;
        create(path, &bytes)?;
    }
    let written = wanted.csv.is_some() || wanted.ods.is_some();
    if written && told.version.is_none() {
        screen::note("a draft: these figures were not issued and nobody signed them");
    }
    Ok(())
}

/// Writes a file that was not there.
fn create(path: &Path, bytes: &[u8]) -> Result<()> {
    use std::io::Write as _;
    let fail = |error: std::io::Error| {
        Problem::could_not(format!("`{}` cannot be written: {error}", path.display()))
    };
    let mut options = std::fs::OpenOptions::new();
    let mut file = options
        .write(true)
        .create_new(true)
        .open(path)
        .map_err(fail)?;
    file.write_all(bytes).map_err(fail)?;
    file.sync_all().map_err(fail)
}

/// What changed since the newest version, where the record says something else now.
fn difference(read: &Read) -> Option<String> {
    let last = read.held.as_ref().and_then(Return::newest)?;
    let counted_then = |figure: &&Figure| {
        let mut then = last.figures.iter();
        then.any(|then| then.definition == figure.definition)
    };
    let now: Vec<Figure> = read
        .count
        .figures
        .iter()
        .filter(counted_then)
        .cloned()
        .collect();
    returns::difference(&last.figures, &now)
}

// Writing into a text cannot fail.
fn as_text(read: &Read, told: &Told<'_>) -> String {
    let mut text = format!(
        "# National return for {}\n\n{} ({}), {}. ",
        read.month, read.template.title, read.template.id, read.force.name
    );
    let _ = match told.version {
        Some(version) => writeln!(
            text,
            "Version {}, issued on line {} of the record.\n",
            version.number,
            number(version.up_to)
        ),
        None => writeln!(
            text,
            "As the record stands, to its line {}.\n",
            number(read.up_to)
        ),
    };
    let newest = read.held.as_ref().and_then(Return::newest);
    if let (None, Some(newest)) = (told.version, newest) {
        let changed = difference(read).unwrap_or_else(|| "nothing has changed".to_owned());
        let _ = writeln!(text, "Since version {}: {changed}.\n", newest.number);
    }
    if read.gone > 0 {
        let _ = writeln!(
            text,
            "Files that were counted and are disposed of since, so that they are missing here: {}.\n",
            number(read.gone)
        );
    }
    text.push_str("| power | number | variable | category | detentions | of |\n");
    text.push_str("| --- | ---: | --- | --- | ---: | ---: |\n");
    for row in &told.rows {
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} | {} |",
            row.power,
            row.number,
            row.variable,
            row.category,
            number(row.detentions),
            number(row.of)
        );
    }
    if told.version.is_none() {
        chase(read, &mut text);
    }
    text.push_str("\nNot established of the real template:\n\n");
    for open in &read.template.not_established {
        let _ = writeln!(text, "- {open}");
    }
    text.truncate(text.trim_end().len());
    text
}

/// What stands in the way, and what is missing or odd by whom to ask.
fn chase(read: &Read, text: &mut String) {
    let (errors, warnings): (Vec<&Fault>, Vec<&Fault>) = read
        .count
        .faults
        .iter()
        .partition(|fault| fault.weight == Weight::Error);
    let _ = writeln!(
        text,
        "\n## To put right before it is issued: {}\n",
        errors.len()
    );
    for fault in errors {
        let _ = writeln!(text, "- {}. With {}", about(fault), fault.owner);
    }
    let _ = writeln!(
        text,
        "\n## Missing or odd, to chase or explain: {}\n",
        warnings.len()
    );
    let mut owners: BTreeMap<&str, Vec<&Fault>> = BTreeMap::new();
    for fault in warnings {
        owners.entry(&fault.owner).or_default().push(fault);
    }
    for (owner, faults) in owners {
        let _ = writeln!(text, "### With {owner}: {}\n", faults.len());
        for fault in faults {
            let _ = writeln!(text, "- {}", about(fault));
        }
        text.push('\n');
    }
}

fn about(fault: &Fault) -> String {
    let line = fault
        .line
        .map(|line| format!(", line {line}"))
        .unwrap_or_default();
    format!("{}: {}{line}", fault.rule.label(), fault.file.reference())
}

fn as_json(read: &Read, told: &Told<'_>) -> Value {
    let fault = |fault: &Fault| {
        json!({
            "file": fault.file.reference(),
            "line": fault.line,
            "says": fault.rule.label(),
            "error": fault.weight == Weight::Error,
            "owner": fault.owner,
        })
    };
    let row = |row: &Row| {
        json!({
            "power": row.power,
            "number": row.number,
            "variable": row.variable,
            "category": row.category,
            "detentions": row.detentions,
            "of": row.of,
        })
    };
    json!({
        "month": read.month.key(),
        "force": read.force.id.to_string(),
        "template": read.template.id,
        "version": told.version.map(|version| version.number),
        "up_to": told.version.map_or(read.up_to, |version| version.up_to),
        "newest_version": read.held.as_ref().and_then(Return::newest).map(|one| one.number),
        "changed_since": difference(read),
        "disposed_of": read.gone,
        "rows": told.rows.iter().map(row).collect::<Vec<_>>(),
        "faults": read.count.faults.iter().map(fault).collect::<Vec<_>>(),
    })
}
