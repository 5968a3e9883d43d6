//! What an append costs beside a bare insert of the same bytes.
//!
//! For each database and each number of writers, rounds of appends and rounds of bare inserts
//! take turns, so that a slow moment of the machine falls on both. The bare insert writes a row of
//! the same size, one statement and one commit each, with the same durability, over as many
//! connections as there are writers. The medians and their ratio are printed as a table.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark reports and may stop"
)]

use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::actor::OrganisationKind;
use domain::event::DetentionImported;
use domain::{
    Actor, CommandId, Event, EventId, FileId, Known, NewEvent, Organisation, OrganisationId, Rank,
    Role, UserId, When,
};
use jiff::Timestamp;
use record::{FileKeys, Held, NewFile, Options, Record, Request};
use sqlx::{AnyConnection, Connection as _, Executor as _};
use testkit::postgres::Server;
use uuid::Uuid;

/// One round of one side.
const ROUND: Duration = Duration::from_millis(400);
const ROUNDS: usize = 15;
/// Lines a file gets before the next file is begun.
const LINES_A_FILE: usize = 60;
const IMPORT_ROWS: u32 = 100_000;

fn main() {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(run());
}

async fn run() {
    sqlx::any::install_default_drivers();
    let folder = tempfile::tempdir().unwrap();
    FileKeys::create(folder.path().join("keys")).unwrap();
    let sqlite = |name: &str| format!("sqlite:{}", folder.path().join(name).display());
    // `LANTERN_BENCH=import` measures the import alone.
    let everything = std::env::var_os("LANTERN_BENCH").is_none_or(|only| only != "import");
    if everything {
        println!("| database | writers | bare inserts / s | appends / s | appends / bare |");
        println!("|---|---:|---:|---:|---:|");
    }
    if everything {
        appends(
            "SQLite",
            &sqlite("bench.db"),
            &format!("{}?mode=rwc", sqlite("bare.db")),
            &folder,
        )
        .await;
    }
    let server = Server::start(true);
    match &server {
        Ok(server) => {
            let (ours, bare) = (server.database().unwrap(), server.database().unwrap());
            if everything {
                appends("PostgreSQL", &ours, &bare, &folder).await;
            }
        }
        Err(why) => println!("\nPostgreSQL was not measured: {why}\n"),
    }
    println!("\n| database | rows imported | rows / s |");
    println!("|---|---:|---:|");
    imports("SQLite", &sqlite("import.db"), &folder).await;
    if let Ok(server) = &server {
        imports("PostgreSQL", &server.database().unwrap(), &folder).await;
    }
    if !everything {
        return;
    }
    println!("\n| one file of {LINES_A_FILE} lines, SQLite | microseconds |");
    println!("|---|---:|");
    reads(&sqlite("bench.db"), &folder).await;
}

async fn open(address: &str, folder: &tempfile::TempDir) -> Record {
    let keys = Arc::new(FileKeys::open(folder.path().join("keys")).unwrap());
    Record::open(address, keys, Options::default())
        .await
        .unwrap()
}

async fn appends(name: &str, ours: &str, bare: &str, folder: &tempfile::TempDir) {
    let record = open(ours, folder).await;
    // What a line comes to in the database: ids, times, sealed contents and two hashes.
    let bytes = {
        let file = FileId::new(Uuid::new_v4());
        append(&record, file).await;
        stored_bytes(ours).await
    };
    for writers in [1, 16] {
        let mut connections = Vec::new();
        for _ in 0..writers {
            connections.push(bare_connection(bare).await);
        }
        let (mut bare_rates, mut our_rates) = (Vec::new(), Vec::new());
        for round in 0..=ROUNDS {
            let bare_rate = bare_round(&mut connections, bytes).await;
            let our_rate = our_round(&record, writers).await;
            // The first warms both up.
            if round > 0 {
                bare_rates.push(bare_rate);
                our_rates.push(our_rate);
            }
        }
        let mut ratios: Vec<f64> = our_rates
            .iter()
            .zip(&bare_rates)
            .map(|(our, bare)| our / bare)
            .collect();
        println!(
            "| {name} | {writers} | {:.0} | {:.0} | {:.2} |",
            median(&mut bare_rates),
            median(&mut our_rates),
            median(&mut ratios)
        );
    }
    record.close().await.unwrap();
}

async fn bare_connection(address: &str) -> AnyConnection {
    let mut connection = AnyConnection::connect(address).await.unwrap();
    if address.starts_with("sqlite:") {
        let sql =
            "PRAGMA busy_timeout = 60000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
             CREATE TABLE IF NOT EXISTS bare (id INTEGER PRIMARY KEY, contents BLOB NOT NULL)";
        connection.execute(sqlx::raw_sql(sql)).await.unwrap();
    } else {
        let sql =
            "CREATE TABLE IF NOT EXISTS bare (id BIGSERIAL PRIMARY KEY, contents BYTEA NOT NULL)";
        connection.execute(sqlx::raw_sql(sql)).await.unwrap();
    }
    connection
}

async fn stored_bytes(address: &str) -> usize {
    let mut connection = AnyConnection::connect(address).await.unwrap();
    let sealed: i64 = sqlx::query_scalar(
        "SELECT CAST(LENGTH(sealed) AS BIGINT) FROM line ORDER BY seq DESC LIMIT 1",
    )
    .fetch_one(&mut connection)
    .await
    .unwrap();
    usize::try_from(sealed).unwrap() + 3 * 8 + 2 * 16 + 2 * 32
}

/// Inserts a second, each in a transaction of its own.
async fn bare_round(connections: &mut Vec<AnyConnection>, bytes: usize) -> f64 {
    let began = Instant::now();
    let mut tasks = Vec::new();
    for mut connection in connections.drain(..) {
        tasks.push(tokio::spawn(async move {
            let mut count = 0_u32;
            while began.elapsed() < ROUND {
                sqlx::query("INSERT INTO bare (contents) VALUES ($1)")
                    .bind(vec![0x5a_u8; bytes])
                    .execute(&mut connection)
                    .await
                    .unwrap();
                count += 1;
            }
            (connection, count)
        }));
    }
    let mut total = 0;
    for task in tasks {
        let (connection, count) = task.await.unwrap();
        connections.push(connection);
        total += count;
    }
    f64::from(total) / began.elapsed().as_secs_f64()
}

/// Appends a second, each an amendment of one line that is durable when it returns.
async fn our_round(record: &Record, writers: usize) -> f64 {
    let began = Instant::now();
    let mut tasks = Vec::new();
    for _ in 0..writers {
        let record = record.clone();
        tasks.push(tokio::spawn(async move {
            let mut count = 0_u32;
            'round: loop {
                let file = FileId::new(Uuid::new_v4());
                for _ in 0..LINES_A_FILE {
                    if began.elapsed() >= ROUND {
                        break 'round count;
                    }
                    append(&record, file).await;
                    count += 1;
                }
            }
        }));
    }
    let mut total = 0;
    for task in tasks {
        total += task.await.unwrap();
    }
    f64::from(total) / began.elapsed().as_secs_f64()
}

async fn append(record: &Record, file: FileId) {
    let request = Request {
        id: CommandId::new(Uuid::new_v4()),
        by: officer(),
        now: Timestamp::now(),
        digest: [0; 32],
    };
    let decide = |_: &Held| Ok::<_, ()>(vec![event(0)]);
    record.amend(file, request, decide).await.unwrap();
}

async fn imports(name: &str, address: &str, folder: &tempfile::TempDir) {
    let mut rates = Vec::new();
    let record = open(address, folder).await;
    for _ in 0..3 {
        let files: Vec<NewFile> = (0..IMPORT_ROWS)
            .map(|row| NewFile {
                // As an importer makes them: rows that follow one another have ids that do too.
                file: FileId::new(Uuid::now_v7()),
                command: CommandId::new(Uuid::new_v4()),
                by: officer(),
                lines: vec![NewEvent {
                    id: EventId::new(Uuid::now_v7()),
                    ..event(row)
                }],
            })
            .collect();
        let began = Instant::now();
        let imported = record.append_new(files, Timestamp::now()).await.unwrap();
        assert_eq!(imported.lines, u64::from(IMPORT_ROWS));
        rates.push(f64::from(IMPORT_ROWS) / began.elapsed().as_secs_f64());
    }
    record.close().await.unwrap();
    println!("| {name} | {IMPORT_ROWS} | {:.0} |", median(&mut rates));
}

async fn reads(address: &str, folder: &tempfile::TempDir) {
    let file = FileId::new(Uuid::new_v4());
    let record = open(address, folder).await;
    for _ in 0..LINES_A_FILE {
        append(&record, file).await;
    }
    for (name, fresh) in [("not in memory", true), ("in memory", false)] {
        let mut times = Vec::new();
        for _ in 0..50 {
            let record = if fresh {
                open(address, folder).await
            } else {
                record.clone()
            };
            if fresh {
                // The connection is there and the statements are not.
                record.head().await.unwrap();
            }
            let began = Instant::now();
            let held = record.read(file).await.unwrap().unwrap();
            times.push(began.elapsed().as_secs_f64() * 1e6);
            assert_eq!(held.lines.len(), LINES_A_FILE);
        }
        println!("| {name} | {:.0} |", median(&mut times));
    }
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

fn officer() -> Actor {
    Actor {
        user: UserId::new("pc_4471").unwrap(),
        name: "PC 4471".into(),
        role: Role::ResponseOfficer,
        rank: Some(Rank::Constable),
        organisation: Organisation {
            id: OrganisationId::new("kent").unwrap(),
            kind: OrganisationKind::Police,
        },
        place: None,
    }
}

fn event(row: u32) -> NewEvent {
    NewEvent {
        id: EventId::new(Uuid::new_v4()),
        happened: When::now(Timestamp::now()),
        event: Event::DetentionImported(DetentionImported {
            extract: "benchmark".into(),
            row: u64::from(row),
            power: Known::is("Mha Sec 17 (Power of Apprehension)".into()),
            sex: Known::UNKNOWN,
            age: Known::UNKNOWN,
            ethnicity: Known::UNKNOWN,
            found_at: Known::UNKNOWN,
            first_place: Known::UNKNOWN,
            kept: [("Neighbourhood".to_owned(), "Moss Park".to_owned())].into(),
        }),
    }
}
