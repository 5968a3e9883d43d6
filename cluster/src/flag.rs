//! `lantern-cluster flag`: the texts of extracts, read by executors.

use std::path::{Path, PathBuf};

use clap::Args;
use cluster::{AllFlagged, Flagging, Loopback, Machines, Texts};
use figures::print::thousands;
use flags::evidence::{Form, Totals};

use crate::screen::{self, Answer, Problem};

/// Bytes of a mebibyte.
const MIB: u64 = 1 << 20;

#[derive(Debug, Args)]
#[command(
    after_help = "What is written is what `lantern flag --out` writes, a file for each extract: \
                  spans, rules and weights, and no word of a text. The words themselves are not to \
                  be had here, because they would lie where executors keep their answers. Exit code \
                  1 says that there are rows that could not be taken apart."
)]
pub(crate) struct Flag {
    /// The extracts: CSV with a header, or JSON lines, gzip or not; or Parquet by its name. Every
    /// executor must see them under the same path.
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// The folder where the evidence is written, `FILE.evidence.jsonl` or `.csv` for each extract.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) to: PathBuf,
    /// The column, or field, that holds the text.
    #[arg(long, value_name = "NAME", default_value = "text")]
    pub(crate) text_column: String,
    /// The column, or field, of an id to carry through. It is written as it is.
    #[arg(long, value_name = "NAME")]
    pub(crate) id_column: Option<String>,
    /// A force's own changes to the lexicon, in TOML.
    #[arg(long, value_name = "FILE")]
    pub(crate) overlay: Option<PathBuf>,
    /// Weights other than those that ship.
    #[arg(long, value_name = "FILE")]
    pub(crate) weights: Option<PathBuf>,
    /// Write the evidence as CSV, a row for each log, and not as JSON lines.
    #[arg(long)]
    pub(crate) csv: bool,
    /// The scheduler.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:50050")]
    pub(crate) scheduler: Loopback,
    /// How large a piece of an extract is that one executor reads at once, in MiB, about.
    #[arg(long, value_name = "MIB", default_value_t = 16, value_parser = clap::value_parser!(u64).range(1..=4_096))]
    pub(crate) piece: u64,
    /// Tell the totals in JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

pub(crate) async fn flag(wanted: &Flag) -> Result<Answer, Problem> {
    let texts = Texts {
        text: wanted.text_column.clone(),
        id: wanted.id_column.clone(),
        form: if wanted.csv { Form::Csv } else { Form::Lines },
        overlay: wanted.overlay.as_deref().map(told).transpose()?,
        weights: wanted.weights.as_deref().map(told).transpose()?,
    };
    let flagging = Flagging::new(&wanted.files, texts, wanted.piece * MIB)?;
    let machines = Machines::of(wanted.scheduler, 1);
    let all = flagging.run(&machines, &wanted.to).await?;
    if wanted.json {
        screen::say_json(&all)?;
    } else {
        screen::say(said(&all))?;
    }
    Ok(if all.totals.unreadable == 0 {
        Answer::Yes
    } else {
        Answer::No
    })
}

/// A file of settings, by its name.
fn told(path: &Path) -> Result<(String, String), Problem> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        Problem::could_not(format!("`{}` cannot be read: {error}", path.display()))
    })?;
    Ok((path.display().to_string(), text))
}

fn said(all: &AllFlagged) -> String {
    let mut lines: Vec<String> = Vec::new();
    if all.files.len() > 1 {
        let each = |file: &cluster::Flagged| {
            let (name, totals) = (file.file.display(), rows(&file.totals));
            format!("{name}: {totals}")
        };
        lines.extend(all.files.iter().map(each));
    }
    let totals = &all.totals;
    lines.push(rows(totals));
    lines.push(format!(
        "strict {}, broad {}, possible {}; {} with bytes that are no UTF-8",
        thousands(totals.strict),
        thousands(totals.broad),
        thousands(totals.possible),
        thousands(totals.with_invalid_bytes),
    ));
    lines.push(format!("engine {}", all.engine));
    lines.join("\n")
}

fn rows(totals: &Totals) -> String {
    format!(
        "{} logs read = {} flag + {} review + {} none + {} empty + {} unreadable",
        thousands(totals.read),
        thousands(totals.flag),
        thousands(totals.review),
        thousands(totals.none),
        thousands(totals.empty),
        thousands(totals.unreadable),
    )
}
