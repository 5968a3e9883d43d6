//! Rows a second of an import beside a plain read of the same file: unpacked and taken apart by
//! the same CSV reader, and nothing else. Both are run in turns, so that a slow moment of the
//! machine falls on both. `LANTERN_ROWS` asks for other than a million rows.

#![allow(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark reports and may stop"
)]

use std::fs::File;
use std::io::{BufReader, BufWriter, Write as _};
use std::path::Path;
use std::time::Instant;

use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use lake::follow::Pseudonyms;
use lake::incidents::{Asked, Map, PIECE, import};

const ROUNDS: usize = 5;
const MAP: &str = include_str!("../maps/generic.toml");
const HEADER: &str = "incident_ref,created,first_arrived,closed,officers,area,source,category,grade,sub_type,rcrp_class,mh_qualifier,mh_limb,mh_local,deployed,asked_by_health,voluntary,s136,ambulance_asked,person_ref,age,sex,ethnicity_self,ethnicity_observed,place,narrative";

/// A year of a control room in the generic layout, in the order of time.
fn write(path: &Path, rows: u32) {
    let file = BufWriter::new(File::create(path).unwrap());
    let mut out = BufWriter::new(GzEncoder::new(file, Compression::new(6)));
    writeln!(out, "{HEADER}").unwrap();
    for row in 0..rows {
        let minute = u64::from(row) * 525_600 / u64::from(rows);
        let (day, clock) = (minute / 1_440, minute % 1_440);
        let created = jiff::civil::date(2025, 1, 1)
            .saturating_add(jiff::Span::new().days(i64::try_from(day).unwrap()));
        let (hour, minute) = (clock / 60, clock % 60);
        let mixed = row.wrapping_mul(2_654_435_761) >> 8;
        writeln!(
            out,
            "KP-{row:08},{created} {hour:02}:{minute:02}:{:02},{created} 23:58:00,{created} 23:59:30,{},B{:03},{},{},{},,,{},,N,{},N,N,N,N,P{:07},{},{},W{},IC{},{},",
            mixed % 60,
            1 + mixed % 4,
            mixed % 130,
            mixed % 9,
            ["concern", "missing", "assault", "traffic", "nuisance"][mixed as usize % 5],
            1 + mixed % 4,
            if mixed % 20 == 0 { "Y" } else { "N" },
            if mixed % 3 == 0 { "Y" } else { "N" },
            mixed % 400_000,
            mixed % 97,
            ["F", "M", "unknown"][mixed as usize % 3],
            1 + mixed % 3,
            1 + mixed % 6,
            ["street", "home", "work", "ed"][mixed as usize % 4],
        )
        .unwrap();
    }
    out.into_inner().map_err(drop).unwrap().finish().unwrap();
}

fn plain(path: &Path) -> u64 {
    let unpacked =
        MultiGzDecoder::new(BufReader::with_capacity(1 << 17, File::open(path).unwrap()));
    let mut csv = csv::ReaderBuilder::new()
        .buffer_capacity(1 << 17)
        .from_reader(unpacked);
    let mut row = csv::ByteRecord::new();
    let mut rows = 0;
    while csv.read_byte_record(&mut row).unwrap() {
        rows += 1;
    }
    rows
}

/// The most memory this process has had, in mebibytes; none where the system does not say.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes / 1_024)
}

fn median(mut seconds: Vec<f64>) -> f64 {
    seconds.sort_by(f64::total_cmp);
    seconds[seconds.len() / 2]
}

fn main() {
    let rows: u32 = std::env::var("LANTERN_ROWS")
        .ok()
        .and_then(|rows| rows.parse().ok())
        .unwrap_or(1_000_000);
    let folder = tempfile::tempdir().unwrap();
    let extract = folder.path().join("extract.csv.gz");
    write(&extract, rows);
    let bytes = std::fs::metadata(&extract).unwrap().len();
    // A narrative is another measure: that of the text reader.
    let map = MAP
        .replace("[narrative]", "[unused]")
        .replace("column = \"narrative\"\n", "");
    let map: String = map
        .lines()
        .filter(|line| *line != "[unused]")
        .fold(String::new(), |text, line| text + line + "\n");
    let map = Map::read("generic.toml", &map, &mut |_| Err("none".to_owned())).unwrap();
    let key = Pseudonyms::new([1; 32]);
    let (mut imported, mut read) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let began = Instant::now();
        assert_eq!(plain(&extract), u64::from(rows));
        read.push(began.elapsed().as_secs_f64());
        let lake = folder.path().join(format!("lake-{round}"));
        let rejects = folder.path().join("rejects.csv");
        let asked = Asked {
            extract: &extract,
            map: &map,
            lake: &lake,
            rejects: &rejects,
            pseudonyms: Some(&key),
            piece: PIECE,
        };
        let began = Instant::now();
        let outcome = import(asked, &mut |_, _| {}).unwrap();
        imported.push(began.elapsed().as_secs_f64());
        // Written without a zone, so some fall into the hour that the spring leaves out.
        let totals = outcome.totals;
        assert_eq!(totals.taken + totals.refused, u64::from(rows), "{totals:?}");
        assert!(totals.refused < u64::from(rows) / 1_000, "{totals:?}");
        std::fs::remove_dir_all(&lake).unwrap();
    }
    let (imported, read) = (median(imported), median(read));
    let a_second = |seconds: f64| f64::from(rows) / seconds;
    println!(
        "| rows | packed | plain read, rows / s | import, rows / s | import / read, time | most memory |"
    );
    println!("|---:|---:|---:|---:|---:|---:|");
    println!(
        "| {rows} | {} MiB | {:.0} | {:.0} | {:.2} | {} MiB |",
        bytes >> 20,
        a_second(read),
        a_second(imported),
        imported / read,
        peak().map_or_else(|| "?".to_owned(), |peak| peak.to_string()),
    );
}
