//! Reading the parts from the disk of this machine.
//!
//! A part is small, and a nation has thousands. Through an object store each step of each of them is
//! handed to another thread and back, and that took more processor time than what was read. So they
//! are read where the question is worked out: what the system keeps in memory is there at once, and a
//! disk keeps a core of a question waiting that would have waited anyway.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::ops::Range;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use datafusion::common::DataFusionError;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::ParquetFileReaderFactory;
use datafusion::physical_plan::metrics::ExecutionPlanMetricsSet;
use parquet::arrow::arrow_reader::ArrowReaderOptions;
use parquet::arrow::async_reader::AsyncFileReader;
use parquet::errors::ParquetError;
use parquet::file::metadata::{
    ParquetMetaData, ParquetMetaDataOptions, ParquetMetaDataReader, ParquetStatisticsPolicy,
};

/// Files up to this many bytes are read in one go; of a longer one only what is asked for.
const WHOLE: u64 = 64 << 10;

/// Bytes of a file's end that are read at once: what stands there of forty columns is some ten
/// thousand.
pub(super) const END: usize = 16 << 10;

/// Where a part lies, for whoever reads it.
#[derive(Debug)]
pub(super) struct Lies(pub(super) PathBuf);

/// Reads parts here, without handing them about.
#[derive(Debug)]
pub(super) struct Here;

impl ParquetFileReaderFactory for Here {
    fn create_reader(
        &self,
        _partition: usize,
        file: PartitionedFile,
        _hint: Option<usize>,
        _metrics: &ExecutionPlanMetricsSet,
    ) -> datafusion::error::Result<Box<dyn AsyncFileReader + Send>> {
        let Some(lies) = file.extensions.get::<Lies>() else {
            let why = format!("{} is not a part", file.object_meta.location);
            return Err(DataFusionError::Internal(why));
        };
        Ok(Box::new(Reading {
            path: lies.0.clone(),
            length: file.object_meta.size,
            so_far: None,
        }))
    }
}

/// A part that is being read.
struct Reading {
    path: PathBuf,
    length: u64,
    so_far: Option<Read>,
}

enum Read {
    All(Bytes),
    Open(File),
}

type Told<'a, T> = Pin<Box<dyn Future<Output = parquet::errors::Result<T>> + Send + 'a>>;

fn at_once<'a, T: Send + 'a>(told: parquet::errors::Result<T>) -> Told<'a, T> {
    Box::pin(std::future::ready(told))
}

impl Reading {
    fn bytes(&mut self, range: &Range<u64>) -> parquet::errors::Result<Bytes> {
        let so_far = match self.so_far.take() {
            Some(so_far) => so_far,
            None => self.open().map_err(|error| self.fault(&error))?,
        };
        let bytes = match &so_far {
            Read::All(bytes) => within(bytes, range),
            Read::Open(file) => some(file, range),
        };
        self.so_far = Some(so_far);
        bytes.map_err(|error| self.fault(&error))
    }

    fn open(&self) -> std::io::Result<Read> {
        let mut file = File::open(&self.path)?;
        if self.length > WHOLE {
            return Ok(Read::Open(file));
        }
        // One more, to see a file that has grown.
        let mut bytes = Vec::with_capacity(usize::try_from(self.length).unwrap_or(0) + 1);
        file.read_to_end(&mut bytes)?;
        Ok(Read::All(bytes.into()))
    }

    /// What kept a part from being read, by its name.
    fn fault(&self, error: &std::io::Error) -> ParquetError {
        let kind = error.kind();
        let told = format!("{}: {error}", self.path.display());
        ParquetError::External(Box::new(std::io::Error::new(kind, told)))
    }
}

fn within(bytes: &Bytes, range: &Range<u64>) -> std::io::Result<Bytes> {
    let (Ok(start), Ok(end)) = (usize::try_from(range.start), usize::try_from(range.end)) else {
        return Err(std::io::ErrorKind::UnexpectedEof.into());
    };
    if start > end || end > bytes.len() {
        return Err(std::io::ErrorKind::UnexpectedEof.into());
    }
    Ok(bytes.slice(start..end))
}

fn some(mut file: &File, range: &Range<u64>) -> std::io::Result<Bytes> {
    let length = range.end.saturating_sub(range.start);
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
    file.seek(SeekFrom::Start(range.start))?;
    file.take(length).read_to_end(&mut bytes)?;
    if u64::try_from(bytes.len()) != Ok(length) {
        return Err(std::io::ErrorKind::UnexpectedEof.into());
    }
    Ok(bytes.into())
}

/// The end of a file without what it says of its values: nobody asks.
fn without_statistics() -> ParquetMetaDataOptions {
    ParquetMetaDataOptions::new()
        .with_column_stats_policy(ParquetStatisticsPolicy::SkipAll)
        .with_encoding_stats_policy(ParquetStatisticsPolicy::SkipAll)
        .with_size_stats_policy(ParquetStatisticsPolicy::SkipAll)
}

impl AsyncFileReader for Reading {
    fn get_bytes(&mut self, range: Range<u64>) -> Told<'_, Bytes> {
        at_once(self.bytes(&range))
    }

    fn get_byte_ranges(&mut self, ranges: Vec<Range<u64>>) -> Told<'_, Vec<Bytes>> {
        at_once(ranges.iter().map(|range| self.bytes(range)).collect())
    }

    fn get_metadata<'a>(
        &'a mut self,
        options: Option<&'a ArrowReaderOptions>,
    ) -> Told<'a, Arc<ParquetMetaData>> {
        Box::pin(async move {
            let length = self.length;
            let end = ParquetMetaDataReader::new()
                .with_arrow_reader_options(options)
                .with_metadata_options(Some(without_statistics()))
                .with_prefetch_hint(Some(END))
                .load_and_finish(self, length)
                .await?;
            Ok(Arc::new(end))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file of so many bytes, no two neighbours alike.
    fn lies(length: u64) -> (tempfile::TempDir, Reading, Vec<u8>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("part.parquet");
        let bytes: Vec<u8> = (0..length)
            .map(|at| u8::try_from(at % 251).unwrap())
            .collect();
        std::fs::write(&path, &bytes).unwrap();
        let reading = Reading {
            path,
            length,
            so_far: None,
        };
        (folder, reading, bytes)
    }

    #[test]
    fn what_is_asked_for_is_what_lies_there_in_short_files_and_long() {
        for length in [1, 4_096, WHOLE, WHOLE + 1, 3 * WHOLE] {
            let (_folder, mut reading, bytes) = lies(length);
            for range in [
                0..1,
                length - 1..length,
                length / 3..length / 2 + 1,
                0..length,
                0..0,
            ] {
                let there =
                    usize::try_from(range.start).unwrap()..usize::try_from(range.end).unwrap();
                assert_eq!(
                    reading.bytes(&range).unwrap(),
                    bytes[there],
                    "{range:?} of {length}"
                );
            }
        }
    }

    #[test]
    fn a_file_that_ends_too_soon_or_is_gone_is_an_error_with_its_name() {
        for length in [4_096, 2 * WHOLE] {
            let (_folder, mut reading, _) = lies(length);
            let beyond = reading
                .bytes(&(length - 10..length + 1))
                .unwrap_err()
                .to_string();
            assert!(beyond.contains("part.parquet"), "{beyond}");
            assert!(
                reading.bytes(&(0..10)).is_ok(),
                "what is there is still read"
            );
        }
        let (folder, mut reading, _) = lies(10);
        drop(folder);
        let gone = reading.bytes(&(0..1)).unwrap_err().to_string();
        assert!(gone.contains("part.parquet"), "{gone}");
    }
}
