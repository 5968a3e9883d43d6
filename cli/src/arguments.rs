//! What may be typed.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::Timestamp;
use jiff::civil::Date;
use law::profile::Provision;

/// Software for the police response to mental-health crisis.
#[derive(Debug, Parser)]
#[command(
    name = "lantern",
    version,
    after_help = "Exit codes: 0 done, or yes; 1 the answer is no (a line does not hold, rows were \
                  refused, a scenario differs); 2 what was given is not right; 3 it could not be done (disk, database, \
                  network). docs/cli.md describes every command."
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve a force: pages, JSON API and live board over one record.
    Serve(Serve),
    /// Show a living night in an invented force, on this machine only.
    Demo(Demo),
    /// Tell days of an invented force to a new record, for trials, tests and `law replay`.
    Night(TellNights),
    /// Ask what the law says of a timeline, or would have said of many.
    #[command(subcommand)]
    Law(LawCommand),
    /// Make, follow and check the evidence base that figures are counted from.
    #[command(subcommand)]
    Lake(crate::lake::LakeCommand),
    /// Work out a measure from the evidence base, or list the measures.
    Report(crate::report::Report),
    /// Count a month in the categories of the national return, with what is missing and whom to ask.
    Return(crate::returns::Wanted),
    /// Suggest which records may be of one person, and why.
    Link(Box<crate::link::Link>),
    /// Read extracts of other systems into the record or the lake.
    #[command(subcommand)]
    Import(ImportCommand),
    /// Read incident logs and suggest which are mental-health demand, with the words for it.
    ///
    /// A suggestion to a person: nothing is set on anybody.
    Flag(Flag),
    /// Prove that nothing in the record was changed, or name the first line that does not hold.
    Verify(Verify),
    /// Write a sealed copy of the whole record to a new file.
    Backup(Backup),
    /// Fill an empty record from a backup.
    Restore(Restore),
}

/// Which record, and the keys it is sealed with.
#[derive(Debug, Clone, Args)]
pub(crate) struct Store {
    /// The record: sqlite:FILE or postgres://USER@HOST/DATABASE.
    ///
    /// Where the address holds a password, give it in LANTERN_RECORD: arguments can be seen by
    /// everybody on the machine.
    #[arg(
        long,
        value_name = "ADDRESS",
        env = "LANTERN_RECORD",
        hide_env_values = true
    )]
    pub(crate) record: String,
    /// The key file of the record.
    #[arg(long, value_name = "FILE", env = "LANTERN_KEYS")]
    pub(crate) keys: PathBuf,
}

#[derive(Debug, Args)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "independent switches, as they are typed"
)]
pub(crate) struct Serve {
    #[command(flatten)]
    pub(crate) store: Store,
    /// The force's configuration.
    #[arg(long, value_name = "FILE", env = "LANTERN_FORCE")]
    pub(crate) force: PathBuf,
    /// The address and port to listen on. TLS is ended by a proxy in front.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    pub(crate) listen: SocketAddr,
    /// Browsers reach this server over TLS: cookies are sent over TLS only.
    #[arg(long)]
    pub(crate) secure: bool,
    /// Make new keys when the key file does not exist yet. Keep a copy of them apart from the
    /// record: without them it cannot be read.
    #[arg(long)]
    pub(crate) create_keys: bool,
    /// Add every signed checkpoint to this file, kept on another disk than the record.
    #[arg(long, value_name = "FILE", env = "LANTERN_CHECKPOINTS")]
    pub(crate) checkpoints: Option<PathBuf>,
    /// Let the demonstration accounts sign in, with the password in LANTERN_DEMO_PASSWORD or one
    /// that is printed. For trials with invented people only.
    #[arg(long)]
    pub(crate) demo_accounts: bool,
    /// Follow the record into this folder, which figures are counted from.
    #[arg(long, value_name = "FOLDER", env = "LANTERN_LAKE")]
    pub(crate) lake: Option<PathBuf>,
    /// Show what `lantern link record` wrote to this file to those who may confirm it. It is read
    /// again when it changes.
    #[arg(long, value_name = "FILE", env = "LANTERN_SUGGESTIONS")]
    pub(crate) suggestions: Option<PathBuf>,
    /// Recognise people: say in which files somebody may be, by a name and half an address. The
    /// names of the record are then held in this server's memory.
    #[arg(long)]
    pub(crate) recognise: bool,
    /// A model that `lantern link train` kept, to recognise people with in place of one learnt from
    /// the record.
    #[arg(long, value_name = "FILE", requires = "recognise")]
    pub(crate) recognise_model: Option<PathBuf>,
    /// What `lantern flag validate` wrote: how often the text reader is right on this force's texts.
    /// Hidden demand is estimated from it.
    #[arg(long, value_name = "FILE", env = "LANTERN_LABELLED")]
    pub(crate) labelled: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// The port, on this machine only. 8136 when it is free, else any.
    #[arg(long, value_name = "N")]
    pub(crate) port: Option<u16>,
    /// Which night. Every seed gives another one. Needs --fresh when a night exists already.
    #[arg(long, value_name = "N")]
    pub(crate) seed: Option<u64>,
    /// Throw the night that exists away and begin a new one.
    #[arg(long)]
    pub(crate) fresh: bool,
    /// Where the night is kept.
    #[arg(long, value_name = "FOLDER", default_value = ".lantern/demo")]
    pub(crate) dir: PathBuf,
}

#[derive(Debug, Subcommand)]
pub(crate) enum LawCommand {
    /// Argue from the facts of a timeline to the answers: power, clock, duties, breaches, doubts.
    Explain(Explain),
    /// Hold scenario tables against the law as code, and name every row that differs.
    Test(LawTest),
    /// Print the rule book: every rule with its citation, layer, evidence and dates.
    Rules(Rules),
    /// Print which rules changed between two days, or between two forces' configurations.
    Diff(Diff),
    /// Print the JSON Schema of a timeline.
    Schema,
    /// Say what would have been different under another law or another force's policy.
    Replay(Replay),
}

#[derive(Debug, Args)]
#[command(
    after_help = "A supposition about law and not a forecast: the acts stay as they were recorded. \
                  docs/replay.md says what the numbers mean."
)]
pub(crate) struct Replay {
    /// The record to read: sqlite:FILE or postgres://USER@HOST/DATABASE. With --keys.
    #[arg(
        long,
        value_name = "ADDRESS",
        env = "LANTERN_RECORD",
        hide_env_values = true,
        required_unless_present = "timelines"
    )]
    pub(crate) record: Option<String>,
    /// The key file of the record.
    #[arg(long, value_name = "FILE", env = "LANTERN_KEYS")]
    pub(crate) keys: Option<PathBuf>,
    /// Timelines to read in place of a record: one a line, each an object with `id` and `facts`.
    /// Unpacked as it is read when the name ends in .gz.
    #[arg(long, value_name = "FILE.jsonl")]
    pub(crate) timelines: Option<PathBuf>,
    /// A day for a provision whose day an instrument has still to appoint, such as
    /// mha_2025_s48=2026-01-01; `never` in place of the day supposes that there is none.
    #[arg(long = "suppose", value_name = "PROVISION=DAY")]
    pub(crate) supposed: Vec<Supposition>,
    /// Another force's configuration: its policies in place of this force's.
    #[arg(long, value_name = "FILE")]
    pub(crate) suppose_force: Option<PathBuf>,
    /// The force whose law and policies were in fact in force. The Act alone, when it is not
    /// given.
    #[arg(long, value_name = "FILE", env = "LANTERN_FORCE")]
    pub(crate) force: Option<PathBuf>,
    /// Only cases in which section 136 was used, or which began, on this day or later.
    #[arg(long, value_name = "DAY")]
    pub(crate) from: Option<Date>,
    /// Only cases in which section 136 was used, or which began, on this day or earlier.
    #[arg(long, value_name = "DAY")]
    pub(crate) to: Option<Date>,
    /// Write the cases behind every number to this file, as CSV. Replaced on each run.
    #[arg(long, value_name = "FILE.csv")]
    pub(crate) cases: Option<PathBuf>,
    /// Answer in JSON, with the cases.
    #[arg(long)]
    pub(crate) json: bool,
}

/// A day supposed for a provision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Supposition {
    pub(crate) provision: Provision,
    /// None supposes that no day is appointed.
    pub(crate) on: Option<Date>,
}

impl FromStr for Supposition {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, day) = text
            .split_once('=')
            .ok_or("a provision and a day are wanted, such as mha_2025_s48=2026-01-01")?;
        let provision = match name {
            "mha_2025_s48" => Provision::Mha2025S48,
            "mha_2025_s29" => Provision::Mha2025S29,
            _ => {
                return Err(format!(
                    "`{name}` is not a provision whose day is still to be appointed: mha_2025_s48 or mha_2025_s29"
                ));
            }
        };
        let on = match day {
            "never" => None,
            day => Some(
                day.parse()
                    .map_err(|_| format!("`{day}` is not a day such as 2026-01-01, nor `never`"))?,
            ),
        };
        Ok(Self { provision, on })
    }
}

#[derive(Debug, Args)]
pub(crate) struct TellNights {
    #[command(flatten)]
    pub(crate) store: Store,
    /// Make new keys when the key file does not exist yet.
    #[arg(long)]
    pub(crate) create_keys: bool,
    /// Which night. Every seed gives another one.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    /// The first day.
    #[arg(long, value_name = "DAY", default_value = "2026-01-01")]
    pub(crate) begins: Date,
    /// How many days.
    #[arg(long, value_name = "N", default_value_t = 365)]
    pub(crate) days: u16,
    /// Answer in JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct LawTest {
    /// Markdown files with scenario tables, or folders of them.
    #[arg(value_name = "FILE|FOLDER", required = true)]
    pub(crate) paths: Vec<PathBuf>,
    /// Answer in JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Rules {
    /// Only the rules in force on this day, such as 2017-12-10, and those that have no dates.
    #[arg(long, value_name = "DATE")]
    pub(crate) on: Option<Date>,
    /// The force whose own dates and rules count, today when --on is not given.
    #[arg(long, value_name = "FILE")]
    pub(crate) force: Option<PathBuf>,
    /// Only the rules that cite this section, such as 136B.
    #[arg(long, value_name = "N")]
    pub(crate) section: Option<String>,
    /// How the rules are set out.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// A day such as 2017-12-10, or a force's configuration.
    #[arg(long, value_name = "DATE|FORCE")]
    pub(crate) from: String,
    /// A day, or a force's configuration.
    #[arg(long, value_name = "DATE|FORCE")]
    pub(crate) to: String,
    /// The force whose own dates and rules count on the days. The Act alone, when it is not given.
    #[arg(long, value_name = "FILE")]
    pub(crate) force: Option<PathBuf>,
    /// The day on which configurations are compared. Today, when it is not given.
    #[arg(long, value_name = "DATE")]
    pub(crate) on: Option<Date>,
    /// Answer in JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

/// How a list is set out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    #[default]
    Text,
    Markdown,
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// The timeline in JSON; `-` reads standard input.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// The moment asked about, such as 2026-10-23T03:30:00Z. Now, when it is not given.
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Option<Timestamp>,
    /// The force whose own rules speak beside the Act. The Act alone, when it is not given.
    #[arg(long, value_name = "FILE")]
    pub(crate) force: Option<PathBuf>,
    /// Answer in JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ImportCommand {
    /// Read a CSV of detentions through a mapping file, one file of the record for each row.
    Detentions(Detentions),
    /// Read an extract of a control room into the lake, through a map.
    Incidents(Incidents),
}

#[derive(Debug, Args)]
#[command(
    after_help = "Nothing counts until all of the extract is read. A run that was stopped is finished by \
                  running it again; the same extract adds nothing twice. docs/import-incidents.md \
                  describes the map and a layout that a force can export."
)]
pub(crate) struct Incidents {
    /// The extract: CSV with a header, gzip or not.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// The map: which column is what, and what its values mean.
    #[arg(long, value_name = "FILE")]
    pub(crate) map: PathBuf,
    /// The folder of the lake; made when it does not exist.
    #[arg(long, value_name = "FOLDER", env = "LANTERN_LAKE")]
    pub(crate) lake: PathBuf,
    /// The key file of the record, from which the key of pseudonyms follows. For a map that names
    /// persons.
    #[arg(long, value_name = "FILE", env = "LANTERN_KEYS")]
    pub(crate) keys: Option<PathBuf>,
    /// Where refused and repeated rows are listed by line and reason. Beside the extract, with
    /// `.rejects.csv`, when it is not given. Replaced on each run.
    #[arg(long, value_name = "FILE")]
    pub(crate) rejects: Option<PathBuf>,
    /// Answer in JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Detentions {
    /// The extract, as CSV with a header.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// The mapping: which column is what, and what its values mean.
    #[arg(long, value_name = "FILE")]
    pub(crate) map: PathBuf,
    #[command(flatten)]
    pub(crate) store: Store,
    /// Make new keys when the key file does not exist yet.
    #[arg(long)]
    pub(crate) create_keys: bool,
    /// Where refused rows are listed by line and reason. Beside the extract, with `.rejects.csv`,
    /// when it is not given. Replaced on each run.
    #[arg(long, value_name = "FILE")]
    pub(crate) rejects: Option<PathBuf>,
    /// Answer in JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Flag {
    #[command(subcommand)]
    pub(crate) command: Option<FlagCommand>,
    /// The logs: CSV with a header, or JSON lines; gzip or not. `-` is standard input.
    #[arg(value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
    /// The column, or field, that holds the text.
    #[arg(long, value_name = "NAME", default_value = "text")]
    pub(crate) text_column: String,
    /// The column, or field, of an id to carry through. It is written as it is.
    #[arg(long, value_name = "NAME")]
    pub(crate) id_column: Option<String>,
    #[command(flatten)]
    pub(crate) with: FlagWith,
    /// Where the evidence is written. Standard output when not given. A file that is there is
    /// replaced when all is written, unless it is one of those that are read.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Threads that read, 16 at most. The same bytes come out of any number.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=16))]
    pub(crate) threads: u8,
    /// Write the evidence as CSV, a row for each log, and not as JSON lines.
    #[arg(long)]
    pub(crate) csv: bool,
    /// Write the words of each mention as well. They hold names and health data.
    #[arg(long)]
    pub(crate) full: bool,
    /// Tell the totals in JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum FlagCommand {
    /// Show one text with its marks: standard input, or a file of one text.
    Explain(FlagExplain),
    /// Say how often each term is found, what share of flags each makes, and rates by column.
    Audit(FlagAudit),
    /// Make weights from labelled lines (JSON lines with `text` and `mh`).
    Train(FlagTrain),
    /// Measure on labelled logs how often suggestions are right, for estimates of hidden demand.
    Validate(FlagValidate),
}

/// A file of logs, and what they are read with.
#[derive(Debug, Clone, Args)]
pub(crate) struct FlagTexts {
    /// The logs: CSV with a header, or JSON lines; gzip or not. `-` is standard input.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// The column, or field, that holds the text.
    #[arg(long, value_name = "NAME", default_value = "text")]
    pub(crate) text_column: String,
    #[command(flatten)]
    pub(crate) with: FlagWith,
}

/// What texts are read with.
#[derive(Debug, Clone, Args)]
pub(crate) struct FlagWith {
    /// A force's own changes to the lexicon, in TOML.
    #[arg(long, value_name = "FILE")]
    pub(crate) overlay: Option<PathBuf>,
    /// Weights other than those that ship.
    #[arg(long, value_name = "FILE")]
    pub(crate) weights: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct FlagExplain {
    /// A file that holds one text; `-` is standard input.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) with: FlagWith,
    /// Show the text. Without it only the lexicon's own terms and learned words are shown.
    #[arg(long, conflicts_with = "json")]
    pub(crate) full: bool,
    /// Answer in JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct FlagAudit {
    #[command(flatten)]
    pub(crate) texts: FlagTexts,
    /// Flag rates by the values of this column, which are shown. May be given more than once.
    #[arg(long, value_name = "NAME")]
    pub(crate) by: Vec<String>,
    /// Values of a column with fewer logs than this are put together.
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(crate) at_least: u64,
    /// Answer in JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct FlagTrain {
    /// Labelled logs with `text` and `mh`, true or false: JSON lines or CSV; gzip or not.
    #[arg(value_name = "LABELLED")]
    pub(crate) file: PathBuf,
    /// Where the weights are written. It must not exist.
    #[arg(long, value_name = "WEIGHTS")]
    pub(crate) out: PathBuf,
    /// A force's own changes to the lexicon, in TOML.
    #[arg(long, value_name = "FILE")]
    pub(crate) overlay: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Label a sample drawn by chance from the texts that the estimate is wanted of, by \
                  the definition it is wanted by, and by people who do not see what is suggested."
)]
pub(crate) struct FlagValidate {
    #[command(flatten)]
    pub(crate) texts: FlagTexts,
    /// The column, or field, that says what people made of the text: true or false, yes or no, 1
    /// or 0.
    #[arg(long, value_name = "NAME", default_value = "mh")]
    pub(crate) label: String,
    /// Which texts these are, and who labelled them by what. Shown with every estimate.
    #[arg(long, value_name = "WORDS")]
    pub(crate) of: String,
    /// Writes it to this file, for `lantern report` and `lantern serve` as --labelled. It must not
    /// exist.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Answer in JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Verify {
    #[command(flatten)]
    pub(crate) store: Store,
    /// A file of checkpoints kept outside the database: finds a record put back to an older copy.
    #[arg(long, value_name = "FILE")]
    pub(crate) against: Option<PathBuf>,
    /// Answer in JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Backup {
    #[command(flatten)]
    pub(crate) store: Store,
    /// The file to write. It must not exist.
    #[arg(long, value_name = "FILE")]
    pub(crate) to: PathBuf,
    /// Answer in JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Restore {
    #[command(flatten)]
    pub(crate) store: Store,
    /// The backup to read.
    #[arg(long, value_name = "FILE")]
    pub(crate) from: PathBuf,
    /// Answer in JSON.
    #[arg(long)]
    pub(crate) json: bool,
}
