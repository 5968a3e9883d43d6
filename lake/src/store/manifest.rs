//! The list of the lake's files.

use std::fmt;
use std::path::Path;

use datafusion::arrow::array::RecordBatch;
use domain::{FileId, Month};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::Change;
use crate::error::LakeError;
use crate::schema;

/// The form of the list that this program writes.
const FORM: u32 = 1;

/// What the lake is: its files, and how far into the record they go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The form of this list.
    pub form: u32,
    /// How far the rows of the record go; none where no record was followed.
    pub followed: Option<Followed>,
    /// Files of the record that could not be read, and so count nowhere.
    pub unread: Vec<Unread>,
    /// The extracts that were imported, in order of their batches.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub imports: Vec<Imported>,
    /// The files of the lake, in order.
    pub parts: Vec<Part>,
}

/// An extract that was imported, and what became of its rows.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Imported {
    /// The name of the batch, which its rows bear as their origin.
    pub batch: String,
    /// Whose incidents.
    pub force: String,
    /// The SHA-256 of the extract.
    pub source: String,
    /// What it was read with: the map, the columns, the text reader and the key of pseudonyms, by
    /// one SHA-256. Read with another, it takes the place of what there is.
    pub made_with: String,
    /// What became of its rows.
    pub totals: Totals,
}

/// What became of the rows of an extract. `read = taken + refused + repeated`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Totals {
    /// All of them, without the header.
    pub read: u64,
    /// Those that are in the lake.
    pub taken: u64,
    /// Those that could not be read, each listed with its line and reason.
    pub refused: u64,
    /// Those whose reference came before, in this extract or another, each listed with its line.
    pub repeated: u64,
    /// Of those taken, how many lie in the hour that comes twice when the clocks go back.
    pub hour_twice: u64,
}

/// How far into the record the rows go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Followed {
    /// The force whose record it is.
    pub force: String,
    /// The number of the last line of the whole record that was dealt with.
    pub line: u64,
    /// When that line was recorded.
    pub recorded: Option<Timestamp>,
    /// What the rows were made with. Another makes other rows, so the record is read again.
    pub made_with: MadeWith,
}

/// What rows are made with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MadeWith {
    /// The version of the program.
    pub program: String,
    /// The version of the columns.
    pub schema: u32,
    /// The version of how a file of the record is read into rows.
    #[serde(default)]
    pub rows: u32,
    /// The force's configuration and the law in it, by their SHA-256.
    pub force: String,
    /// Which key the pseudonyms of people were made with.
    pub pseudonyms: String,
}

/// A file of the record that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unread {
    /// Which.
    pub file: FileId,
    /// Why.
    pub why: String,
}

/// Whose rows a part holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Origin {
    /// Of the record.
    Record,
    /// Of an import, by the name of its batch.
    Import(String),
}

/// One file of the lake.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Where it is, inside the lake.
    pub path: String,
    /// The table.
    pub table: String,
    /// The force.
    pub force: String,
    /// The month.
    #[serde(with = "month_key")]
    pub month: Month,
    /// Whose rows.
    pub origin: Origin,
    /// How many.
    pub rows: u64,
    /// Its length.
    pub bytes: u64,
    /// The SHA-256 of all of it, in hexadecimal.
    pub sha256: String,
    /// The version of its columns.
    pub schema: u32,
    /// How many of its rows are of no known day, and so in no figure of days.
    #[serde(default, skip_serializing_if = "is_nought")]
    pub undated: u64,
}

#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference"
)]
const fn is_nought(number: &u64) -> bool {
    *number == 0
}

impl Default for Manifest {
    fn default() -> Self {
        Self {
            form: FORM,
            followed: None,
            unread: Vec::new(),
            imports: Vec::new(),
            parts: Vec::new(),
        }
    }
}

impl Manifest {
    pub(super) fn read(path: &Path, bytes: &[u8]) -> Result<Self, LakeError> {
        let fault = |why: String| LakeError::Manifest {
            path: path.to_owned(),
            why,
        };
        let read: Self = serde_json::from_slice(bytes).map_err(|error| fault(error.to_string()))?;
        if read.form != FORM {
            return Err(fault(format!(
                "its form is {} and this program reads {FORM}",
                read.form
            )));
        }
        Ok(read)
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        // Strings, numbers and lists of them: nothing that JSON cannot hold.
        let mut bytes = serde_json::to_vec_pretty(self).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }

    /// The first and the last day of the months there are parts of; none where there are none.
    pub fn period(&self) -> Option<(Date, Date)> {
        let months = || self.parts.iter().map(|part| part.month);
        let first = months().min()?.first_day()?;
        let last = months().max()?.first_day()?.last_of_month();
        Some((first, last))
    }

    /// The part of these rows.
    pub fn part(&self, table: &str, force: &str, month: Month, origin: &Origin) -> Option<&Part> {
        self.parts
            .iter()
            .find(|part| part.is(table, force, month, origin))
    }

    pub(super) fn take(
        &mut self,
        table: &str,
        force: &str,
        month: Month,
        origin: &Origin,
    ) -> Option<Part> {
        let at = self
            .parts
            .iter()
            .position(|part| part.is(table, force, month, origin))?;
        Some(self.parts.remove(at))
    }
}

impl Part {
    pub(super) fn of(change: &Change, rows: &RecordBatch, bytes: &[u8]) -> Self {
        let days = rows.column_by_name("local_day");
        let undated = days.map_or(0, datafusion::arrow::array::Array::null_count);
        let sha256 = hexadecimal(&Sha256::digest(bytes));
        let short = sha256.get(..16).unwrap_or(&sha256);
        Self {
            path: format!(
                "{}/force={}/month={}/part-{short}.parquet",
                change.table.name,
                change.force,
                change.month.key(),
            ),
            table: change.table.name.to_owned(),
            force: change.force.clone(),
            month: change.month,
            origin: change.origin.clone(),
            rows: u64::try_from(rows.num_rows()).unwrap_or(u64::MAX),
            bytes: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
            sha256,
            schema: schema::VERSION,
            undated: u64::try_from(undated).unwrap_or(u64::MAX),
        }
    }

    fn is(&self, table: &str, force: &str, month: Month, origin: &Origin) -> bool {
        self.table == table && self.force == force && self.month == month && self.origin == *origin
    }

    /// Whether its contents are what the list says, without holding them all in memory.
    pub fn check(&self, root: &Path) -> Result<(), LakeError> {
        let path = root.join(&self.path);
        let read = |error: std::io::Error| match error.kind() {
            std::io::ErrorKind::NotFound => self.damaged("it is not there"),
            _ => LakeError::disk(&path, "read", error),
        };
        let mut file = std::fs::File::open(&path).map_err(read)?;
        let mut hash = Sha256::new();
        let mut piece = vec![0_u8; 1 << 16];
        loop {
            let length = std::io::Read::read(&mut file, &mut piece).map_err(read)?;
            match piece.get(..length) {
                Some(some) if !some.is_empty() => hash.update(some),
                _ => break,
            }
        }
        if hexadecimal(&hash.finalize()) == self.sha256 {
            return Ok(());
        }
        Err(self.damaged("its contents are not the ones listed"))
    }

    /// What to do where it is damaged, or of an older version: words that follow *to mend it*.
    pub fn mend(&self) -> String {
        match &self.origin {
            Origin::Record => "make the lake again with `lantern lake build`, which reads the \
                               record and changes nothing in it"
                .to_owned(),
            Origin::Import(batch) => format!(
                "import the extract of batch `{batch}` again with `lantern import incidents`"
            ),
        }
    }

    /// That it is not what the list says.
    pub(super) fn damaged(&self, why: impl Into<String>) -> LakeError {
        LakeError::Damaged {
            part: self.path.clone(),
            why: why.into(),
            mend: self.mend(),
        }
    }

    /// Its contents, if they are what the list says.
    pub fn bytes_of(&self, root: &Path) -> Result<Vec<u8>, LakeError> {
        let damaged = |why: &str| self.damaged(why);
        let path = root.join(&self.path);
        let bytes = std::fs::read(&path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => damaged("it is not there"),
            _ => LakeError::disk(&path, "read", error),
        })?;
        if u64::try_from(bytes.len()) != Ok(self.bytes) {
            return Err(damaged("its length is not the one listed"));
        }
        if hexadecimal(&Sha256::digest(&bytes)) != self.sha256 {
            return Err(damaged("its contents are not the ones listed"));
        }
        Ok(bytes)
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Record => f.write_str("record"),
            Self::Import(batch) => write!(f, "import:{batch}"),
        }
    }
}

impl From<Origin> for String {
    fn from(origin: Origin) -> Self {
        origin.to_string()
    }
}

impl TryFrom<String> for Origin {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match text.split_once(':') {
            None if text == "record" => Ok(Self::Record),
            Some(("import", batch)) if !batch.is_empty() => Ok(Self::Import(batch.to_owned())),
            _ => Err(format!(
                "`{text}` is no origin of rows: `record` or `import:BATCH`"
            )),
        }
    }
}

/// Bytes in hexadecimal.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A month on the list is written as everywhere, such as `2026-10`.
mod month_key {
    use domain::Month;
    use serde::{Deserialize as _, Deserializer, Serializer};

    #[allow(
        clippy::trivially_copy_pass_by_ref,
        reason = "serde hands over a reference"
    )]
    pub(super) fn serialize<S: Serializer>(month: &Month, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&month.key())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Month, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
