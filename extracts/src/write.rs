//! Files that linking writes.

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use csv::{StringRecord, Writer};
use linkage::cluster::Link;
use linkage::run::Linked;
use linkage::stays::{BeforeBirth, Clash};
use linkage::table::Table;

use crate::{Problem, Result, parquet};

pub(crate) fn failed(path: &Path, error: &impl std::fmt::Display) -> Problem {
    Problem::could_not(format!("`{}` cannot be written: {error}", path.display()))
}

/// A file in one go.
pub fn whole(path: &Path, text: &str) -> Result<()> {
    std::fs::write(path, text).map_err(|error| failed(path, &error))
}

/// A file that only its owner can read, there whole or as it was: whoever reads it meanwhile never
/// sees a half.
pub fn private(path: &Path, text: &str) -> Result<()> {
    let mut unfinished = path.as_os_str().to_owned();
    unfinished.push(".unfinished");
    let unfinished = Path::new(&unfinished);
    let written = (|| {
        // What a run that was killed left behind may have been made with other rights.
        match std::fs::remove_file(unfinished) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(unfinished)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        std::fs::rename(unfinished, path)
    })();
    written.map_err(|error| {
        // Ours, and worth nothing: it has no end.
        let _left_behind = std::fs::remove_file(unfinished);
        failed(path, &error)
    })
}

/// The record of an id.
pub fn record(table: &Table, id: &str) -> Result<u32> {
    table
        .find(id)
        .ok_or_else(|| Problem::given(format!("no record has the id `{id}`")))
}

/// A CSV under a header, or a Parquet file of such columns, written row by row.
pub(crate) struct Rows<'a> {
    path: &'a Path,
    to: To,
}

enum To {
    Csv(Writer<BufWriter<File>>),
    Parquet(parquet::Sink),
}

impl<'a> Rows<'a> {
    /// The same in a file that only its owner can read. One that is there is taken away first: it
    /// may have other rights.
    pub(crate) fn create_private(path: &'a Path, header: &[&str]) -> Result<Self> {
        let is_file = std::fs::symlink_metadata(path).map(|found| !found.is_dir());
        if path.is_file() || is_file.is_ok_and(|is_file| is_file && !path.exists()) {
            std::fs::remove_file(path).map_err(|error| failed(path, &error))?;
        }
        if !path.exists() {
            let mut made = OpenOptions::new();
            made.write(true).create_new(true).mode(0o600);
            made.open(path).map_err(|error| failed(path, &error))?;
        }
        Self::create(path, header)
    }

    pub(crate) fn create(path: &'a Path, header: &[&str]) -> Result<Self> {
        if parquet::is_parquet(path) {
            let to = To::Parquet(parquet::Sink::create(path, header)?);
            return Ok(Self { path, to });
        }
        let file = File::create(path).map_err(|error| failed(path, &error))?;
        let csv = Writer::from_writer(BufWriter::with_capacity(1 << 18, file));
        let mut rows = Self {
            path,
            to: To::Csv(csv),
        };
        rows.row(header)?;
        Ok(rows)
    }

    pub(crate) fn row<T: AsRef<str>>(&mut self, row: impl IntoIterator<Item = T>) -> Result<()> {
        match &mut self.to {
            To::Csv(csv) => csv
                .write_record(row.into_iter().map(AsText))
                .map_err(|error| failed(self.path, &error)),
            To::Parquet(sink) => {
                let mut record = StringRecord::new();
                row.into_iter()
                    .for_each(|value| record.push_field(value.as_ref()));
                sink.row(self.path, record)
            }
        }
    }

    pub(crate) fn finish(self) -> Result<()> {
        match self.to {
            To::Csv(mut csv) => csv.flush().map_err(|error| failed(self.path, &error)),
            To::Parquet(sink) => sink.finish(self.path),
        }
    }
}

/// A text as the writer of CSV takes it.
struct AsText<T>(T);

impl<T: AsRef<str>> AsRef<[u8]> for AsText<T> {
    fn as_ref(&self) -> &[u8] {
        self.0.as_ref().as_bytes()
    }
}

/// Every record with its group, in the order of ids. A group is called by the first id in it.
pub(crate) fn groups(path: &Path, table: &Table, linked: &Linked) -> Result<()> {
    let across = table.across_only;
    let header: &[&str] = if across {
        &["file", "id", "group"]
    } else {
        &["id", "group"]
    };
    let mut rows = Rows::create(path, header)?;
    let called = linked.clusters.called(table);
    for (record, own) in table.by_id() {
        let group = called.get(record as usize).map_or(own, |of| table.id(*of));
        if across {
            let file = table.rows.get(record as usize).map_or(0, |row| row.file);
            rows.row([&(file + 1).to_string(), own, group])?;
        } else {
            rows.row([own, group])?;
        }
    }
    rows.finish()
}

/// A weight as it is written: enough digits that no two differ by rounding alone.
fn of_weight(link: &Link, linked: &Linked) -> [String; 2] {
    [
        format!("{:.6}", link.weight),
        format!("{:.6}", linked.calibration.probability(link.weight)),
    ]
}

/// Every pair that was kept, strongest first.
pub(crate) fn pairs(path: &Path, table: &Table, linked: &Linked) -> Result<()> {
    let mut rows = Rows::create(path, &["one", "other", "weight", "probability"])?;
    for pair in &linked.pairs {
        let [weight, probability] = of_weight(&pair.link, linked);
        let (one, other) = (table.id(pair.link.one), table.id(pair.link.other));
        rows.row([one, other, &weight, &probability])?;
    }
    rows.finish()
}

/// Joinings that were refused, each with the link that would have made it.
pub(crate) fn refused(path: &Path, table: &Table, linked: &Linked) -> Result<()> {
    let mut rows = Rows::create(
        path,
        &[
            "one",
            "other",
            "weight",
            "probability",
            "records_of_one",
            "records_of_other",
            "bits_between",
        ],
    )?;
    for refused in &linked.clusters.refused {
        let [weight, probability] = of_weight(&refused.link, linked);
        rows.row([
            table.id(refused.link.one),
            table.id(refused.link.other),
            &weight,
            &probability,
            &refused.sizes.0.to_string(),
            &refused.sizes.1.to_string(),
            &format!("{:.3}", refused.agreement),
        ])?;
    }
    rows.finish()
}

/// Each two records of one group that one person cannot both have: with the hours for which they
/// would be in two places, or because the stay of the one began before the other's date of birth.
pub(crate) fn impossible(
    path: &Path,
    table: &Table,
    linked: &Linked,
    clashes: &[Clash],
    before: &[BeforeBirth],
) -> Result<()> {
    let mut rows = Rows::create(path, &["group", "one", "other", "hours", "why"])?;
    let called = linked.clusters.called(table);
    let group = |record: u32| {
        let group = called.get(record as usize).copied();
        group.map_or("", |group| table.id(group))
    };
    for clash in clashes {
        #[allow(clippy::cast_precision_loss, reason = "seconds of a stay")]
        let hours = clash.seconds as f64 / 3_600.0;
        rows.row([
            group(clash.one),
            table.id(clash.one),
            table.id(clash.other),
            &format!("{hours:.2}"),
            "in two places",
        ])?;
    }
    for found in before {
        let (stay, born) = (table.id(found.stay), table.id(found.born));
        rows.row([group(found.stay), stay, born, "", "before birth"])?;
    }
    rows.finish()
}
