//! What may be typed after `lantern link`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use extracts::{How, Out, Stays};

use crate::arguments::Store;

/// Suggest which records may be of one person.
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    disable_help_subcommand = true
)]
pub(crate) struct Link {
    #[command(subcommand)]
    pub(crate) command: Option<LinkCommand>,
    /// Two files whose records are linked to one another, and not within a file.
    #[arg(value_name = "FILE", num_args = 2, required = true)]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) how: How,
    #[command(flatten)]
    pub(crate) out: Out,
}

#[derive(Debug, Subcommand)]
pub(crate) enum LinkCommand {
    /// Groups the records of one file that may be of one person.
    Dedupe(Dedupe),
    /// Asks about one new record, or each of a file of them.
    Find(Find),
    /// Learns a model from a file and from what people decided, and keeps it.
    Train(Train),
    /// Holds the answer against a known truth.
    Evaluate(Evaluate),
    /// Says why two records may be of one person, field by field.
    Explain(Explain),
    /// Suggests which files of the record may be about one person, in a file without names.
    Record(OfRecord),
}

#[derive(Debug, Args)]
pub(crate) struct Dedupe {
    /// The records: CSV with a header, packed or not, or Parquet by its name.
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) how: How,
    #[command(flatten)]
    pub(crate) out: Out,
}

#[derive(Debug, Args)]
pub(crate) struct Find {
    /// The records that are there.
    pub(crate) file: PathBuf,
    /// A field of the new record, such as `surname=Kowalska`. Give what is known.
    #[arg(long, value_name = "FIELD=VALUE", conflicts_with = "records")]
    pub(crate) with: Vec<String>,
    /// New records, in the columns of the file.
    #[arg(long, value_name = "FILE", required_unless_present = "with")]
    pub(crate) records: Option<PathBuf>,
    /// The best group must lead the next by so many bits.
    #[arg(long, value_name = "BITS", default_value_t = 3.0)]
    pub(crate) lead: f64,
    #[command(flatten)]
    pub(crate) how: How,
    /// One JSON document.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Train {
    /// The records.
    pub(crate) file: PathBuf,
    /// Keeps the model in this file.
    #[arg(long, value_name = "FILE")]
    pub(crate) to: PathBuf,
    /// A review file in which people decided.
    #[arg(long, value_name = "FILE")]
    pub(crate) decided: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) how: How,
    /// One JSON document.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Evaluate {
    /// The records; of two files, only pairs across them are judged.
    #[arg(value_name = "FILE", num_args = 1..=2, required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// The column that says who each record is in truth.
    #[arg(long, value_name = "COLUMN", required_unless_present = "decided")]
    pub(crate) truth: Option<String>,
    /// A review file in which people decided, where no truth is known.
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with_all = ["truth", "by", "from", "until", "place", "impossible"]
    )]
    pub(crate) decided: Option<PathBuf>,
    /// Recall and false links for each value of this column, to see whom the linking fails.
    #[arg(long, value_name = "COLUMN", requires = "truth")]
    pub(crate) by: Vec<String>,
    #[command(flatten)]
    pub(crate) stays: Stays,
    #[command(flatten)]
    pub(crate) how: How,
    /// One JSON document.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// The records.
    pub(crate) file: PathBuf,
    /// The id of one record.
    pub(crate) one: String,
    /// The id of the other.
    pub(crate) other: String,
    /// Tells the values of both records too.
    #[arg(long)]
    pub(crate) values: bool,
    /// Draws the weights as a picture in this file.
    #[arg(long, value_name = "FILE")]
    pub(crate) svg: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) how: How,
    /// One JSON document.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Only a person says that two files are about one person. What is written holds no \
                  name and no other value of the record, and says which files may go together: \
                  keep it as you keep the record."
)]
pub(crate) struct OfRecord {
    #[command(flatten)]
    pub(crate) store: Store,
    /// Writes the suggestions to this file, which `lantern serve --suggestions` shows. What it
    /// held is replaced in one step.
    #[arg(long, value_name = "FILE")]
    pub(crate) to: PathBuf,
    /// Pairs of at least this probability are suggested.
    #[arg(long, value_name = "PROBABILITY", default_value_t = 0.3)]
    pub(crate) least: f64,
    /// A model that `train` kept, in place of one learnt from the record.
    #[arg(long, value_name = "FILE")]
    pub(crate) model: Option<PathBuf>,
    /// Let what people made of suggestions move the weights, once there are 20 answers.
    #[arg(long, conflicts_with = "model")]
    pub(crate) learn: bool,
    /// Threads; all there are when not given. The answer does not depend on them.
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<usize>,
    /// One JSON document.
    #[arg(long)]
    pub(crate) json: bool,
}

impl OfRecord {
    /// How records are weighed: as everywhere.
    pub(crate) fn how(&self) -> How {
        How {
            column: Vec::new(),
            threshold: 0.95,
            model: self.model.clone(),
            threads: self.threads,
        }
    }
}
