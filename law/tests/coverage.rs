//! Every rule of the rule book has code or a reason, and `docs/law-coverage.md` says which.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a test reads files of the project and stops at the first thing that is not as it should be"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use law::rules;

const RULE_BOOK: &str = include_str!("rule_book.tsv");
const WORKED_CASES: &str = include_str!("worked_cases.tsv");

/// Rules of the project's own, that the rule book describes without giving them an id.
const OWN: &[&str] = &[
    "age-unknown",
    "ambulance-thirty-minutes",
    "capacity-age",
    "contested-fact",
    "entry-basis",
    "kent-absent-professionals",
    "kent-allocation",
    "kent-amhp-leads",
    "kent-body-worn-video",
    "kent-command",
    "kent-containment",
    "kent-ed-first",
    "kent-encounter",
    "kent-entry-starts-clock",
    "kent-first-entry",
    "kent-named-professional",
    "kent-no-bed-needed",
    "kent-no-preliminary-visit",
    "kent-police-lead",
    "kent-recheck",
    "kent-requests",
    "kent-safe-entry",
    "kent-search",
    "kent-stay-at-ed",
    "kent-superintendent",
    "kent-unmarked",
    "pace-17-1-d",
    "s55-places-of-safety",
];

/// A line of the checked-in list: the section of the rule book, the id, why it has no code.
struct Line {
    section: u8,
    id: &'static str,
    waits: &'static str,
}

fn rule_book() -> Vec<Line> {
    RULE_BOOK
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            Line {
                section: cells[0].parse().unwrap(),
                id: cells[1],
                waits: cells[2],
            }
        })
        .collect()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}

#[test]
fn every_rule_of_the_book_has_code_or_a_reason() {
    let coded: BTreeSet<&str> = rules::all().map(|rule| rule.id).collect();
    for line in rule_book() {
        assert_eq!(
            coded.contains(line.id),
            line.waits.is_empty(),
            "`{}` must have code or a reason in tests/rule_book.tsv, and not both",
            line.id
        );
    }
    let listed: BTreeSet<&str> = rule_book()
        .iter()
        .map(|line| line.id)
        .chain(OWN.iter().copied())
        .collect();
    let unlisted: Vec<_> = coded.difference(&listed).collect();
    assert!(
        unlisted.is_empty(),
        "rules that no list names: {unlisted:?}"
    );
}

#[test]
fn rule_ids_are_unique_and_every_rule_is_cited() {
    let mut seen = BTreeSet::new();
    for rule in rules::all() {
        assert!(seen.insert(rule.id), "`{}` stands twice", rule.id);
        assert!(!rule.cite.is_empty() && !rule.says.is_empty() && !rule.title.is_empty());
        assert!(rule.says.ends_with('.'), "`{}` is not a sentence", rule.id);
        if let (Some(from), Some(to)) = (rule.from, rule.to) {
            assert!(from <= to, "`{}` ends before it begins", rule.id);
        }
    }
}

/// A rule that no code names decides nothing.
#[test]
fn every_rule_is_relied_on_by_code() {
    let source = root().join("law/src");
    let mut code = String::new();
    let mut table = String::new();
    let mut folders = vec![source];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.parent().unwrap().ends_with("rules") {
                table.push_str(&fs::read_to_string(&path).unwrap());
            } else {
                code.push_str(&fs::read_to_string(&path).unwrap());
            }
        }
    }
    let unused: Vec<&str> = table
        .lines()
        .filter_map(|line| line.trim().split_once(" = \""))
        .map(|(name, _)| name)
        .filter(|name| {
            name.chars()
                .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
        })
        .filter(|name| !names(&code, name))
        .collect();
    assert!(unused.is_empty(), "no code relies on {unused:?}");
}

/// Whether `rules::NAME` stands in the code as a whole word.
fn names(code: &str, name: &str) -> bool {
    let wanted = format!("rules::{name}");
    code.match_indices(&wanted).any(|(at, _)| {
        !code[at + wanted.len()..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
    })
}

#[test]
fn the_checked_in_list_is_the_rule_books_own() {
    let book = root().join("../shared/domain/law.md");
    let Ok(text) = fs::read_to_string(&book) else {
        println!("skipped: the rule book is not beside the project");
        return;
    };
    let listed: BTreeSet<String> = rule_book().iter().map(|line| line.id.to_owned()).collect();
    assert_eq!(ids_of(&text), listed);
}

/// The ids of the rule book: in the first cell of a table's row, or at the head of a paragraph.
fn ids_of(text: &str) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    let mut in_sections = false;
    for line in text.lines() {
        in_sections |= line.starts_with("## 0.");
        if !in_sections {
            continue;
        }
        let head = match line.strip_prefix("| ") {
            Some(row) if row.starts_with('`') => row.split('|').next().unwrap_or_default(),
            Some(_) => continue,
            None => match line.strip_prefix("* ").unwrap_or(line) {
                line if line.starts_with('`') => {
                    &line[..line[1..].find('`').map_or(0, |end| end + 2)]
                }
                _ => continue,
            },
        };
        for quoted in head.split('`').skip(1).step_by(2) {
            let short = quoted
                .strip_prefix('-')
                .map(|rest| format!("awol-limit-{rest}"));
            ids.insert(short.unwrap_or_else(|| quoted.to_owned()));
        }
    }
    ids
}

#[test]
fn the_list_of_worked_cases_is_the_files_own() {
    let file = root().join("../shared/domain/law-cases.md");
    let Ok(text) = fs::read_to_string(&file) else {
        println!("skipped: the worked cases are not beside the project");
        return;
    };
    let told: BTreeSet<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("id: "))
        .collect();
    let listed: BTreeSet<&str> = worked_cases().into_iter().map(|(id, _)| id).collect();
    assert_eq!(told, listed);
}

fn worked_cases() -> Vec<(&'static str, &'static str)> {
    WORKED_CASES
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .collect()
}

#[test]
fn the_page_on_coverage_is_what_the_table_says() {
    let path = root().join("docs/law-coverage.md");
    let page = page();
    if fs::read_to_string(&path).is_ok_and(|text| text == page) {
        return;
    }
    fs::write(&path, page).unwrap();
    panic!(
        "docs/law-coverage.md was out of date and has been written afresh: read it and commit it"
    );
}

fn page() -> String {
    let book = rule_book();
    let coded: BTreeMap<&str, &rules::Rule> = rules::all().map(|rule| (rule.id, rule)).collect();
    let waiting = book.iter().filter(|line| !line.waits.is_empty()).count();
    let mut page = String::new();
    writeln!(
        page,
        "# What of the law is code\n\n\
         Written by `cargo test -p law`; do not edit. The rules are `law/src/rules/`, and what waits\n\
         is `law/tests/rule_book.tsv`.\n\n\
         The rule book has {} ids: {} have code, {waiting} wait. {} more rules are the project's own or\n\
         a force's, which the rule book describes without an id.\n",
        book.len(),
        book.len() - waiting,
        OWN.len(),
    )
    .unwrap();
    page.push_str("## Rules with code\n\n");
    page.push_str("| rule | what | cite | layer | evidence | contested | from | to | set by |\n");
    page.push_str("|---|---|---|---|---|---|---|---|---|\n");
    let ids = book.iter().map(|line| line.id).chain(OWN.iter().copied());
    for rule in ids.filter_map(|id| coded.get(id)) {
        let day =
            |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default();
        writeln!(
            page,
            "| `{}` | {} | {} | {} | {} | {} | {} | {} | {} |",
            rule.id,
            rule.says,
            rule.cite,
            rule.layer.label(),
            rule.evidence.label(),
            if rule.contested { "yes" } else { "" },
            day(rule.from),
            day(rule.to),
            rule.instrument,
        )
        .unwrap();
    }
    page.push_str(
        "\n## Rules that wait\n\n| section of the rule book | rule | why |\n|---:|---|---|\n",
    );
    for line in book.iter().filter(|line| !line.waits.is_empty()) {
        writeln!(
            page,
            "| {} | `{}` | {} |",
            line.section, line.id, line.waits
        )
        .unwrap();
    }
    page.push_str("\n## Worked cases\n\n| case | where |\n|---|---|\n");
    for (id, waits) in worked_cases() {
        let place = if waits.is_empty() {
            "a row of `law/scenarios`"
        } else {
            waits
        };
        writeln!(page, "| {id} | {place} |").unwrap();
    }
    page
}
