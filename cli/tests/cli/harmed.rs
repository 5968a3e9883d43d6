//! A lake that came to harm, from the command line and in the browser: the part is named with what
//! to do, and no figure silently lacks it.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::run::{Folder, Server};

const OF_RECORD: &str =
    "--record sqlite:record.db --keys record.keys --force ROOT/forces/kent.toml";

/// Four days of a record, and the lake of it.
fn four_days() -> Folder {
    let folder = Folder::new();
    folder.expect(
        0,
        "night --create-keys --days 4 --record sqlite:record.db --keys record.keys",
    );
    folder.expect(0, &format!("lake build --lake lake {OF_RECORD}"));
    folder
}

fn list(folder: &Folder) -> Value {
    serde_json::from_str(&folder.read("lake/manifest.json")).unwrap()
}

/// The part of January of a table, by its path in the lake.
fn part(folder: &Folder, table: &str) -> String {
    let list = list(folder);
    let parts = list["parts"].as_array().unwrap();
    let found = parts
        .iter()
        .find(|part| part["table"] == table && part["month"] == "2026-01");
    found.unwrap()["path"].as_str().unwrap().to_owned()
}

/// A server on the lake, and a browser that is signed in as the liaison officer.
struct Browser {
    server: Server,
    cookie: String,
}

impl Browser {
    fn on(folder: &Folder) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = free.local_addr().unwrap().to_string();
        drop(free);
        let mut command = folder.lantern(&format!(
            "serve --lake lake {OF_RECORD} --checkpoints marks --listen {address}"
        ));
        command.env("LANTERN_DEMO_PASSWORD", "a password of the test");
        let server = Server::start(command, |line| {
            line.contains("\"serving\"").then(|| address.clone())
        });
        server.wait_for("/ready", 200);
        let shown = ask(&server.address, "GET /sign-in", "", "");
        let token = between(&shown, "form=", ";");
        let csrf = between(&shown, "name=\"csrf\" value=\"", "\"");
        let form = format!("csrf={csrf}&account=mhlo&password=a+password+of+the+test&next=%2F");
        let cookie = format!("lantern-form={token}");
        let answer = ask(&server.address, "POST /sign-in", &cookie, &form);
        let cookie = format!("lantern-session={}", between(&answer, "session=", ";"));
        Self { server, cookie }
    }

    /// A page in its words, tags left out.
    fn page(&self, path: &str) -> String {
        let answer = ask(
            &self.server.address,
            &format!("GET {path}"),
            &self.cookie,
            "",
        );
        assert!(answer.starts_with("HTTP/1.1 200"), "{path}: {answer}");
        let (_, html) = answer.split_once("\r\n\r\n").unwrap();
        let mut words = String::new();
        let mut inside = false;
        for letter in html.chars() {
            match letter {
                '<' => inside = true,
                '>' => {
                    inside = false;
                    words.push(' ');
                }
                other if !inside => words.push(other),
                _ => {}
            }
        }
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

fn between<'a>(text: &'a str, begins: &str, ends: &str) -> &'a str {
    let found = text
        .split_once(begins)
        .and_then(|(_, rest)| rest.split_once(ends));
    found.unwrap_or_else(|| panic!("no {begins} in {text}")).0
}

fn ask(address: &str, request: &str, cookie: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "{request} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nCookie: {cookie}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// Does harm to a file of which this is the path, with an older file of the same kind at hand.
type Harm = fn(&Path, &Path);

const HARMS: &[(&str, Harm)] = &[
    ("cut short", |part, _| {
        let bytes = std::fs::read(part).unwrap();
        std::fs::write(part, &bytes[..bytes.len() / 2]).unwrap();
    }),
    ("gone", |part, _| std::fs::remove_file(part).unwrap()),
    ("another byte", |part, _| {
        let mut bytes = std::fs::read(part).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        std::fs::write(part, bytes).unwrap();
    }),
    ("an older one in its place", |part, older| {
        std::fs::copy(older, part).unwrap();
    }),
    (
        "an older one as long, with its time put back",
        |part, older| {
            let was = std::fs::metadata(part).unwrap();
            let mut bytes = std::fs::read(older).unwrap();
            bytes.resize(usize::try_from(was.len()).unwrap(), 0);
            std::fs::write(part, bytes).unwrap();
            let file = std::fs::File::options().write(true).open(part).unwrap();
            file.set_modified(was.modified().unwrap()).unwrap();
        },
    ),
];

#[test]
fn a_part_that_came_to_harm_is_named_by_report_and_page_with_what_to_do() {
    let folder = four_days();
    let older = Folder::new();
    older.expect(
        0,
        "night --create-keys --days 2 --record sqlite:record.db --keys record.keys",
    );
    older.expect(0, &format!("lake build --lake lake {OF_RECORD}"));
    let named = part(&folder, "detention");
    let path = folder.path("lake").join(&named);
    let whole = std::fs::read(&path).unwrap();
    let older: PathBuf = older.path("lake").join(part(&older, "detention"));
    let browser = Browser::on(&folder);
    let report = "report detentions_by_month --lake lake --from 2026-01-01 --to 2026-01-";
    let page = "/evidence/detentions_by_month?from=2026-01-01&to=2026-01-";

    // The server looks at the part while it is whole, and must look again.
    let complete = browser.page(&format!("{page}31"));
    assert!(!complete.contains("left out"), "{complete}");
    let figures = folder.expect(0, &format!("{report}30 --csv")).out;
    for (number, (name, harm)) in (10..).zip(HARMS) {
        harm(&path, &older);
        let to = format!("{report}{number}");
        let paper = folder.expect(1, &to);
        for text in [&paper.out, &paper.err] {
            assert!(
                text.contains(&named) && text.contains("lantern lake build"),
                "{name}: {text}"
            );
        }
        let at = paper.out.find(&named).unwrap();
        assert!(
            at < paper.out.find("| month").unwrap(),
            "{name}: {}",
            paper.out
        );
        let csv = folder.expect(1, &format!("{to} --csv")).out;
        assert!(
            csv.lines().skip(1).all(|row| row.ends_with(",1")),
            "{name}: {csv}"
        );
        let json = folder.expect(1, &format!("{to} --json")).out;
        let json: Value = serde_json::from_str(&json).unwrap();
        assert_eq!(json["left_out"][0]["unreadable"]["file"], named, "{name}");
        // Another period than any before: no answer of it is kept.
        let told = browser.page(&format!("{page}{number}"));
        let at = told
            .find(&named)
            .unwrap_or_else(|| panic!("{name}: {told}"));
        assert!(
            told.contains("smaller than they should be: 1 left out"),
            "{name}: {told}"
        );
        assert!(told.contains("lantern lake build"), "{name}: {told}");
        assert!(at < told.find("What this rests on").unwrap(), "{name}");
        let leaders = format!("/evidence/leaders?from=2026-01-01&to=2026-01-{number}");
        let leaders = browser.page(&leaders);
        assert!(leaders.contains(&named), "{name}: {leaders}");
        std::fs::write(&path, &whole).unwrap();
    }
    // Whole again, it is read again.
    assert_eq!(folder.expect(0, &format!("{report}30 --csv")).out, figures);
    let told = browser.page(&format!("{page}09"));
    assert!(!told.contains("left out"), "{told}");
}

#[test]
fn the_files_behind_a_figure_are_not_silently_fewer() {
    let folder = four_days();
    let named = part(&folder, "incident");
    let path = folder.path("lake").join(&named);
    let whole = std::fs::read(&path).unwrap();
    let browser = Browser::on(&folder);
    let behind = "/evidence/demand_by_month/records?column=incidents&row.month=2026-01\
                  &from=2026-01-01&to=2026-02-01";
    let complete = browser.page(behind);
    assert!(complete.contains("1 to 50 of"), "{complete}");
    std::fs::remove_file(&path).unwrap();
    let fewer = browser.page(behind);
    assert!(
        fewer.contains("Incidents: 0") && fewer.contains(&named),
        "{fewer}"
    );
    std::fs::write(&path, whole).unwrap();
    assert_eq!(browser.page(behind), complete);
}

#[test]
fn a_server_starts_on_a_harmed_lake_says_so_and_the_lake_is_made_again() {
    let folder = four_days();
    let named = part(&folder, "incident");
    let path = folder.path("lake").join(&named);
    HARMS[0].1(&path, &path);
    let browser = Browser::on(&folder);
    let told = browser.server.told().join("\n");
    assert!(
        told.contains("the lake is not followed") && told.contains(&named),
        "{told}"
    );
    let page = browser.page("/evidence/demand_by_month?from=2026-01-01&to=2026-02-01");
    assert!(page.contains(&named), "{page}");
    drop(browser);
    folder.expect(1, "lake check --lake lake");
    folder.expect(0, &format!("lake build --lake lake {OF_RECORD}"));
    folder.expect(0, "lake check --lake lake");
}

#[test]
fn a_list_that_does_not_read_and_a_part_of_an_older_version_are_told() {
    let folder = four_days();
    let browser = Browser::on(&folder);
    let page = "/evidence/detentions_by_month?from=2026-01-01&to=2026-01-2";
    let list_path = folder.path("lake/manifest.json");
    let was = folder.read("lake/manifest.json");
    folder.write("lake/manifest.json", &was[..was.len() / 2]);
    let broken = folder
        .expect(3, "report detentions_by_month --lake lake")
        .err;
    assert!(
        broken.contains("manifest.json") && broken.contains("lantern lake build"),
        "{broken}"
    );
    let told = browser.page(&format!("{page}0"));
    assert!(
        told.contains("cannot be read") && told.contains("manifest.json"),
        "{told}"
    );
    assert!(!told.contains("Download as CSV"), "{told}");

    // A part of a time when columns were not there: they are not known, and it is said.
    let mut list: Value = serde_json::from_str(&was).unwrap();
    let named = part_of(&list, "detention");
    for part in list["parts"].as_array_mut().unwrap() {
        if part["path"] == named.as_str() {
            part["schema"] = 0.into();
        }
    }
    std::fs::write(&list_path, serde_json::to_vec(&list).unwrap()).unwrap();
    let report = "report detentions_by_month --lake lake --from 2026-01-01 --to 2026-01-21";
    let paper = folder.expect(1, report).out;
    let told = browser.page(&format!("{page}1"));
    for text in [&paper, &told] {
        for wanted in [
            &named,
            "older version (0)",
            "count as not known",
            "lantern lake build",
        ] {
            assert!(text.contains(wanted), "no “{wanted}” in {text}");
        }
    }
    let away = folder.path("lake/away.json");
    std::fs::rename(&list_path, &away).unwrap();
    let told = browser.page(&format!("{page}2"));
    assert!(
        told.contains("cannot be read") && told.contains("manifest.json"),
        "a lake without its list is not an empty one: {told}"
    );
    std::fs::rename(&away, &list_path).unwrap();
    drop(browser);

    // What the message says to do is what helps.
    let build = format!("lake build --lake lake {OF_RECORD}");
    folder.write("lake/manifest.json", "{");
    folder.expect(3, &build);
    let parts = || part_files(&folder.path("lake"));
    let before = parts();
    std::fs::remove_file(&list_path).unwrap();
    let told = folder.expect(3, &build).err;
    assert!(
        told.contains("it is not there, and files of a lake are"),
        "{told}"
    );
    assert!(
        before > 0 && parts() == before,
        "a lake lost its files with its list"
    );
    std::fs::rename(folder.path("lake"), folder.path("harmed")).unwrap();
    folder.expect(0, &build);
    folder.expect(0, report);
}

/// How many files of a lake there are.
fn part_files(root: &Path) -> usize {
    let entries = std::fs::read_dir(root).unwrap().map(Result::unwrap);
    entries
        .map(|entry| match entry.path() {
            path if path.is_dir() => part_files(&path),
            path => usize::from(path.extension().is_some_and(|kind| kind == "parquet")),
        })
        .sum()
}

fn part_of(list: &Value, table: &str) -> String {
    let parts = list["parts"].as_array().unwrap();
    let found = parts.iter().find(|part| part["table"] == table);
    found.unwrap()["path"].as_str().unwrap().to_owned()
}

#[test]
fn a_part_of_an_extract_is_mended_by_importing_it_again() {
    let folder = Folder::new();
    folder.write(
        "map.toml",
        "[extract]\nname = \"trial\"\nforce = \"kent\"\nsource = \"an invented control room\"\n\
         reference = \"ref\"\n[when]\ntime = \"created\"\nformat = \"%d/%m/%Y %H:%M\"\n\
         zone = \"london\"\n[columns.grade]\ncolumn = \"grade\"\n",
    );
    folder.write(
        "rows.csv",
        "ref,created,grade\nK1,05/01/2026 10:00,1\nK2,06/01/2026 11:00,2\n",
    );
    let import = "import incidents rows.csv --map map.toml --lake lake --rejects rejects.csv";
    folder.expect(0, import);
    let asked = "report attention --lake lake --from 2026-01-01 --to 2026-01-31 --csv";
    let whole = folder.expect(0, asked).out;
    for (_, harm) in &HARMS[..3] {
        harm(
            &folder.path("lake").join(part(&folder, "incident")),
            Path::new(""),
        );
        let told = folder.expect(1, asked).err;
        assert!(
            told.contains("import the extract of batch `trial-")
                && told.contains("lantern import incidents"),
            "{told}"
        );
        let checked = folder.expect(1, "lake check --lake lake").out;
        assert!(checked.contains("lantern import incidents"), "{checked}");
        folder.expect(0, import);
        folder.expect(0, "lake check --lake lake");
        assert_eq!(folder.expect(0, asked).out, whole);
    }
}
