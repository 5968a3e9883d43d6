//! Reading the texts of extracts on executors: what `lantern flag` reads and writes, from many
//! machines.
//!
//! Narrative is read from the extract by the executor that reads it, and goes nowhere: what it
//! keeps, sends and says is evidence, which names spans, rules and the lexicon's own terms.

mod collect;
mod cut;
mod engine;
mod read;

use std::path::{Path, PathBuf};

use flags::evidence::{Form, Totals};
use flags::logs::{Columns, Head, Place};
use serde::{Deserialize, Serialize};

use crate::piecework::Work;
use crate::{Fault, Machines};

/// What texts are read with, and how the evidence is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Texts {
    /// The column, or field, that holds the text.
    pub text: String,
    /// That of an id to carry through. It is written as it is.
    pub id: Option<String>,
    /// How evidence is written.
    pub form: Form,
    /// A force's own changes to the lexicon: where they were read, and the TOML.
    pub overlay: Option<(String, String)>,
    /// Weights other than those that ship, the same way.
    pub weights: Option<(String, String)>,
}

impl Texts {
    fn columns(&self) -> Columns {
        Columns {
            text: self.text.clone(),
            id: self.id.clone(),
            by: Vec::new(),
        }
    }
}

/// Into how many pieces the extracts of one run may be cut: what is sent of them must fit into one
/// message of Ballista's, 16 MiB, with paths of some hundred letters.
const MOST: usize = 8_000;

/// Texts, and the engine that they are to be read with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Reading {
    /// The hash of the engine of whoever asks. An executor that comes to another refuses.
    engine: String,
    texts: Texts,
}

/// A piece of an extract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Piece {
    /// The extract, with its whole path.
    file: PathBuf,
    /// Its length in bytes when it was cut.
    length: u64,
    part: Part,
}

/// Which part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Part {
    /// All of it, CSV or JSON lines, packed or not.
    Whole,
    /// The rows from one place up to a byte that another begins at.
    Rows { head: Head, from: Place, to: u64 },
    /// One group of rows of Parquet, and how many rows stand before it.
    Group { number: usize, before: u64 },
}

/// What became of one extract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Flagged {
    /// The extract.
    pub file: PathBuf,
    /// Where its evidence was written.
    pub evidence: PathBuf,
    /// What became of its rows.
    pub totals: Totals,
}

/// What became of all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AllFlagged {
    /// The hash of the engine that read them.
    pub engine: String,
    /// What became of the rows of all extracts.
    pub totals: Totals,
    /// Extract by extract, in the order they were given.
    pub files: Vec<Flagged>,
}

/// Extracts that were looked at and cut, for executors to read.
#[derive(Debug)]
pub struct Flagging {
    reading: Reading,
    /// Each extract with its pieces, which are numbered through.
    extracts: Vec<Extract>,
}

#[derive(Debug)]
struct Extract {
    file: PathBuf,
    pieces: Vec<Piece>,
}

impl Flagging {
    /// Looks at each extract, and cuts those that are large: CSV and JSON lines into pieces of
    /// about so many bytes between two rows, for which they are read through once; Parquet into its
    /// groups of rows; what is packed by gzip not at all.
    ///
    /// # Errors
    ///
    /// [`Fault::Given`] for a column that is not there, a lexicon that is none, and for extracts that
    /// come to more pieces than can be sent at once.
    pub fn new(files: &[PathBuf], texts: Texts, piece: u64) -> Result<Self, Fault> {
        let engine = engine::made(&texts).map_err(Fault::Given)?;
        let mut extracts: Vec<Extract> = Vec::new();
        for file in files {
            let same = |other: &&Extract| other.file.file_name() == file.file_name();
            if let Some(other) = extracts.iter().find(same) {
                return Err(Fault::Given(format!(
                    "`{}` and `{}` have one name, and the evidence of each is named for it: flag \
                     them into two folders",
                    other.file.display(),
                    file.display()
                )));
            }
            let pieces = cut::pieces(file, &texts, piece)?;
            extracts.push(Extract {
                file: file.clone(),
                pieces,
            });
        }
        let engine = engine.hash().to_owned();
        let flagging = Self {
            reading: Reading { engine, texts },
            extracts,
        };
        let pieces = flagging.pieces();
        if pieces > MOST {
            return Err(Fault::Given(format!(
                "the extracts come to {pieces} pieces and one run can have {MOST}: make them larger \
                 with `--piece` (Parquet has a piece for each group of rows), or flag them in \
                 several runs"
            )));
        }
        Ok(flagging)
    }

    /// How many pieces there are.
    pub fn pieces(&self) -> usize {
        self.extracts
            .iter()
            .map(|extract| extract.pieces.len())
            .sum()
    }

    /// Has executors read them, and writes the evidence of each extract into a folder: the bytes
    /// that `lantern flag --out` would write. A file of evidence is there whole or not at all.
    pub async fn run(&self, machines: &Machines, to: &Path) -> Result<AllFlagged, Fault> {
        let mut collected = collect::Collected::new(self, to)?;
        let pieces = self.extracts.iter().flat_map(|extract| &extract.pieces);
        let pieces = pieces
            .map(serde_json::to_string)
            .collect::<Result<Vec<String>, _>>()
            .map_err(|error| Fault::Job(format!("a piece has no JSON form: {error}")))?;
        let work = Work::Flag(self.reading.clone());
        machines.pieces(work, &pieces, &mut collected).await?;
        collected.finish(self)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test stops where it finds a fault")]
mod tests {
    use datafusion::physical_plan::common::collect;
    use datafusion::prelude::SessionContext;
    use datafusion_proto::physical_plan::AsExecutionPlan as _;
    use datafusion_proto::protobuf::PhysicalPlanNode;

    use super::*;
    use crate::piecework::{self, Codec};

    fn texts() -> Texts {
        Texts {
            text: "text".to_owned(),
            id: None,
            form: Form::Lines,
            overlay: None,
            weights: None,
        }
    }

    /// What an executor makes of a plan that was sent to it.
    async fn executed(work: Work, piece: &Piece) -> Result<Vec<String>, String> {
        let pieces = [serde_json::to_string(piece).unwrap()];
        let plan = piecework::plan(work, &pieces).unwrap();
        let sent = PhysicalPlanNode::try_from_physical_plan(plan, &Codec::default()).unwrap();
        let here = Codec::of_executor(piecework::Here {
            address: "127.0.0.1:7".to_owned(),
            cores: 1,
        });
        let session = SessionContext::new();
        let plan = sent
            .try_into_physical_plan(&session.task_ctx(), &here)
            .unwrap();
        let answer = plan.execute(0, session.task_ctx()).unwrap();
        let batches = collect(answer).await.map_err(|error| error.to_string())?;
        let mut told = Vec::new();
        for batch in &batches {
            for (piece, bytes, account) in piecework::answered(batch).unwrap() {
                let bytes = String::from_utf8_lossy(bytes);
                told.push(format!("{piece} {bytes}{}", account.unwrap_or_default()));
            }
        }
        Ok(told)
    }

    #[test]
    fn as_many_pieces_as_are_taken_fit_into_one_message() {
        let piece = Piece {
            file: PathBuf::from(format!("/{}", "extract/".repeat(40))),
            length: u64::MAX,
            part: Part::Rows {
                head: Head::Header(u64::MAX),
                from: Place {
                    byte: u64::MAX,
                    row: u64::MAX,
                    line: u64::MAX,
                },
                to: u64::MAX,
            },
        };
        let pieces = vec![serde_json::to_string(&piece).unwrap(); MOST];
        let reading = Reading {
            engine: "0".repeat(64),
            texts: texts(),
        };
        let plan = piecework::plan(Work::Flag(reading), &pieces).unwrap();
        let sent = PhysicalPlanNode::try_from_physical_plan(plan, &Codec::default()).unwrap();
        let mut bytes = Vec::new();
        sent.try_encode(&mut bytes).unwrap();
        // A hundredth is left for what is sent beside it.
        assert!(bytes.len() < (16 << 20) / 100 * 99, "{} bytes", bytes.len());
    }

    #[tokio::test]
    async fn an_executor_whose_engine_is_another_refuses_and_names_itself() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("logs.csv");
        std::fs::write(&file, "text\nwants to die\n").unwrap();
        let flagging = Flagging::new(&[file], texts(), 1).unwrap();
        let piece = flagging.extracts.first().unwrap().pieces.first().unwrap();
        assert!(matches!(piece.part, Part::Rows { .. }), "{piece:?}");

        let told = executed(Work::Flag(flagging.reading.clone()), piece).await;
        let told = told.unwrap();
        let [evidence, account] = told.as_slice() else {
            unreachable!("{told:?}")
        };
        assert!(evidence.starts_with("0 {\"row\":1,"), "{evidence}");
        assert!(account.contains("\"read\":1,\"flag\":1"), "{account}");

        let other = Reading {
            engine: "0".repeat(64),
            ..flagging.reading.clone()
        };
        let why = executed(Work::Flag(other), piece).await.unwrap_err();
        assert!(why.contains("the executor at `127.0.0.1:7`"), "{why}");
        let own = flagging.reading.engine.get(..12).unwrap();
        let both = format!("its engine is {own} and `flag` was started with 000000000000:");
        assert!(why.contains(&both), "{why}");
    }
}
