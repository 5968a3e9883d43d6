//! What may be typed of extracts, by both programs.

use std::path::PathBuf;

use clap::Args;

/// How records are read and weighed.
#[derive(Debug, Clone, Args)]
pub struct How {
    /// What a column holds: forename, surname, name, born, postcode, sex, id, phone, nhs_number,
    /// email, identifier, words or ignore. May be given for several.
    #[arg(long, value_name = "COLUMN=FIELD")]
    pub column: Vec<String>,
    /// Records are linked from this probability.
    #[arg(long, value_name = "PROBABILITY", default_value_t = 0.95)]
    pub threshold: f64,
    /// A model that `train` kept, in place of one learnt from the file.
    #[arg(long, value_name = "FILE")]
    pub model: Option<PathBuf>,
    /// Threads; all there are when not given. The answer does not depend on them.
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
}

impl How {
    /// How many threads work.
    pub fn threads(&self) -> usize {
        let all = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        self.threads.unwrap_or_else(all)
    }
}

/// When and where the person of a record was, to find who was in two places at once.
#[derive(Debug, Clone, Args)]
pub struct Stays {
    /// The column of when somebody came. Counts groups that are in two places at once.
    #[arg(long, value_name = "COLUMN", requires = "until")]
    pub from: Option<String>,
    /// The column of when they left.
    #[arg(long, value_name = "COLUMN", requires = "from")]
    pub until: Option<String>,
    /// The column of where they were; each record is a place of its own when not given.
    #[arg(long, value_name = "COLUMN", requires = "from")]
    pub place: Option<String>,
    /// Writes each two records that one person cannot both have to this file.
    #[arg(long, value_name = "FILE", requires = "from")]
    pub impossible: Option<PathBuf>,
}

/// What is written where.
#[derive(Debug, Clone, Args)]
pub struct Out {
    /// Writes each record with its group to this file.
    #[arg(long, value_name = "FILE")]
    pub groups: Option<PathBuf>,
    /// Writes each pair of at least 0.01 with its weight to this file.
    #[arg(long, value_name = "FILE")]
    pub pairs: Option<PathBuf>,
    /// Writes joinings that were refused, for a person to look at, to this file.
    #[arg(long, value_name = "FILE")]
    pub refused: Option<PathBuf>,
    /// Writes pairs for people to decide to this file, with the values of both records.
    #[arg(long, value_name = "FILE")]
    pub review: Option<PathBuf>,
    /// Pairs to decide from each band of probability.
    #[arg(long, value_name = "N", default_value_t = 25)]
    pub from_each_band: usize,
    /// Whether to look for one person in two places at once.
    #[command(flatten)]
    pub stays: Stays,
    /// One JSON document.
    #[arg(long)]
    pub json: bool,
}
