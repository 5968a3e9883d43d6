//! `lantern link`: groups, reasons, decisions of people, and one new record.

use std::fmt::Write as _;

use crate::run::Folder;

/// Forty people with two records each, and the mistakes people make.
fn town() -> String {
    let forenames = [
        "Ada", "Bram", "Cleo", "Dara", "Ezra", "Faye", "Gwen", "Hugo",
    ];
    let surnames = ["Archer", "Bolton", "Carver", "Draper", "Ellwood"];
    let mut text = "record_id,person,first_name,surname,dob,postcode,sex,force\n".to_owned();
    for nth in 0..40_usize {
        let (forename, surname) = (forenames[nth % 8], surnames[nth / 8]);
        let born = format!("19{}-{:02}-{:02}", 40 + nth, nth % 12 + 1, nth % 28 + 1);
        let postcode = format!("CT{} {}AB", nth % 20 + 1, nth % 9 + 1);
        let sex = if nth % 2 == 0 { "F" } else { "M" };
        let _ = writeln!(
            text,
            "a{nth:02},{nth},{forename},{surname},{born},{postcode},{sex},kent"
        );
        let (forename, born, postcode) = match nth % 4 {
            0 => (forename, born, String::new()),
            1 => (&forename[..1], born, postcode),
            2 => (forename, String::new(), postcode),
            _ => (forename, born, "ME9 9ZZ".to_owned()),
        };
        let _ = writeln!(
            text,
            "b{nth:02},{nth},{forename},{surname},{born},{postcode},{sex},essex"
        );
    }
    text
}

const HOW: &str = "--column person=ignore --column force=ignore";

#[test]
fn records_are_grouped_and_the_same_whatever_their_order_and_the_threads() {
    let folder = Folder::new();
    folder.write("town.csv", town());
    let mut lines: Vec<String> = town().lines().map(str::to_owned).collect();
    lines[1..].reverse();
    folder.write("reversed.csv", lines.join("\n"));
    let ran = folder.expect(
        0,
        &format!("link dedupe town.csv {HOW} --groups one.csv --pairs one-pairs.csv --threads 1"),
    );
    assert!(ran.out.starts_with("80 records; "), "{}", ran.out);
    assert!(ran.out.contains("Only a person says"), "{}", ran.out);
    folder.expect(
        0,
        &format!(
            "link dedupe reversed.csv {HOW} --groups two.csv --pairs two-pairs.csv --threads 3"
        ),
    );
    assert_eq!(folder.read("one.csv"), folder.read("two.csv"));
    assert_eq!(folder.read("one-pairs.csv"), folder.read("two-pairs.csv"));
    let together = (0..40)
        .filter(|nth| {
            folder
                .read("one.csv")
                .contains(&format!("\nb{nth:02},a{nth:02}\n"))
        })
        .count();
    assert!(together >= 28, "{together} of 40");
}

#[test]
fn the_truth_is_held_against_it_and_told_for_whom() {
    let folder = Folder::new();
    folder.write("town.csv", town());
    let ran = folder.expect(
        0,
        "link evaluate town.csv --truth person --by sex --column force=ignore --json",
    );
    let told: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert!(told["measured"]["group_pairs"]["f1"].as_f64().unwrap() > 0.8);
    let by = told["by"].as_array().unwrap();
    assert_eq!(by.len(), 2);
    for of in by {
        assert_eq!((&of["column"], &of["records"]), (&"sex".into(), &40.into()));
        // Twenty people with one pair each, counted once for either record.
        assert_eq!(of["recall"]["of"], 40);
        assert!(of["false_links"]["value"].as_f64().unwrap() < 0.1);
    }
}

#[test]
fn a_pair_is_explained_without_its_values_unless_they_are_asked_for() {
    let folder = Folder::new();
    folder.write("town.csv", town());
    let ran = folder.expect(
        0,
        &format!("link explain town.csv a01 b01 {HOW} --svg why.svg"),
    );
    assert!(ran.out.starts_with("May be the same person"), "{}", ran.out);
    assert!(ran.out.contains("a short form, an initial or a part"));
    assert!(
        ran.out
            .contains("The weakest of the links that joined it is between"),
        "{}",
        ran.out
    );
    assert!(!ran.out.contains("BRAM") && !folder.read("why.svg").contains("BRAM"));
    let ran = folder.expect(0, &format!("link explain town.csv a01 b01 {HOW} --values"));
    assert!(ran.out.contains("BRAM | B"), "{}", ran.out);
    let ran = folder.expect(2, &format!("link explain town.csv a01 nobody {HOW}"));
    assert_eq!(
        ran.err.lines().last(),
        Some("lantern: no record has the id `nobody`")
    );
}

#[test]
fn people_decide_and_the_model_learns_from_it() {
    let folder = Folder::new();
    folder.write("town.csv", town());
    folder.expect(
        0,
        &format!("link dedupe town.csv {HOW} --review review.csv"),
    );
    let decided: String = folder
        .read("review.csv")
        .lines()
        .enumerate()
        .map(
            |(nth, line)| match (nth, line.split(',').collect::<Vec<_>>().as_slice()) {
                (0, _) => format!("{line}\n"),
                (_, [_, one, other, ..]) => {
                    let same = one[1..] == other[1..];
                    format!("{}{line}\n", if same { "yes" } else { "no" })
                }
                _ => panic!("{line}"),
            },
        )
        .collect();
    folder.write("decided.csv", decided);
    let ran = folder.expect(
        0,
        &format!("link evaluate town.csv --decided decided.csv {HOW} --json"),
    );
    let told: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert!(told["precision"]["value"].as_f64().unwrap() > 0.9);
    folder.expect(
        0,
        &format!("link train town.csv --to model.json --decided decided.csv {HOW}"),
    );
    let ran = folder.expect(
        0,
        &format!("link dedupe town.csv --model model.json {HOW} --json"),
    );
    let told: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(told["records"], 80);
    folder.write("decided.csv", "decision,one\nperhaps,a01\n");
    folder.expect(
        2,
        &format!("link evaluate town.csv --decided decided.csv {HOW}"),
    );
}

#[test]
fn one_new_record_is_suggested_a_person_or_nobody() {
    let folder = Folder::new();
    folder.write("town.csv", town());
    let ran = folder.expect(
        0,
        &format!(
            "link find town.csv --with surname=Bolton --with forename=Bram --with dob=1949-10-10 \
             {HOW} --json"
        ),
    );
    let told: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(told[0]["decision"], "link", "{told}");
    assert_eq!(told[0]["group"], "a09");
    let ran = folder.expect(0, &format!("link find town.csv --with surname=Zzyzx {HOW}"));
    assert!(ran.out.contains("nobody who is there"), "{}", ran.out);
    // Somebody is there, and not likely enough.
    let below = format!(
        "link find town.csv --with surname=Bolton --with forename=Bram --threshold 0.99 {HOW}"
    );
    let ran = folder.expect(0, &below);
    let says = "nobody from 0.99 on; the nearest is below.\n  group a09 (2 records), nearest";
    assert!(ran.out.contains(says), "{}", ran.out);
    assert!(!ran.out.contains("nobody who is there"), "{}", ran.out);
    let ran = folder.expect(0, &format!("{below} --json"));
    let told: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(told[0]["decision"], "new", "{told}");
    assert_eq!(told[0]["groups"][0]["group"], "a09", "{told}");
}

/// The town in two files, each with one of a person's records.
fn two_files(folder: &Folder) {
    let (mut one, mut other) = (String::new(), String::new());
    for line in town().lines() {
        if !line.starts_with('b') {
            let _ = writeln!(one, "{line}");
        }
        if !line.starts_with('a') {
            let _ = writeln!(other, "{line}");
        }
    }
    folder.write("one.csv", one);
    folder.write("other.csv", other);
}

#[test]
fn of_two_files_the_pairs_across_them_are_judged() {
    let folder = Folder::new();
    two_files(&folder);
    let asked = "link evaluate one.csv other.csv --truth person --by sex --column force=ignore";
    let ran = folder.expect(0, &format!("{asked} --json"));
    let told: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(told["across_files"], true);
    assert_eq!(told["measured"]["pairs"]["recall"]["of"], 40);
    assert!(told["measured"]["group_pairs"]["f1"].as_f64().unwrap() > 0.8);
    let ran = folder.expect(0, asked);
    assert!(
        ran.out.contains("only pairs across them count"),
        "{}",
        ran.out
    );
    // Without ids of their own, what people decided of one file cannot be told from the other's.
    folder.write("one.csv", "surname\nBolton\n");
    folder.write("other.csv", "surname\nBolton\n");
    folder.write("decided.csv", "");
    let ran = folder.expect(2, "link evaluate one.csv other.csv --decided decided.csv");
    assert!(ran.err.contains("share ids"), "{}", ran.err);
}

#[test]
fn two_files_are_linked_to_one_another() {
    let folder = Folder::new();
    two_files(&folder);
    folder.expect(
        0,
        &format!("link one.csv other.csv {HOW} --pairs pairs.csv"),
    );
    for line in folder.read("pairs.csv").lines().skip(1) {
        let (one, rest) = line.split_once(',').unwrap();
        assert_ne!(one.starts_with('a'), rest.starts_with('a'), "{line}");
    }
}

#[test]
fn somebody_in_two_places_at_once_is_counted_and_written() {
    let folder = Folder::new();
    // Everybody has two records of one person. Those of every tenth are at once, in two places.
    let mut text = String::new();
    for (nth, line) in town().lines().enumerate() {
        let person = nth.saturating_sub(1) / 2;
        let day = format!("2026-{:02}-{:02}", person / 28 + 1, person % 28 + 1);
        let stay = match (nth, nth % 2) {
            (0, _) => "came,left,where".to_owned(),
            (_, 1) => format!("{day} 08:00,{day} 20:00,St Martin's"),
            _ if person % 10 == 0 => format!("{day} 18:30,{day} 23:00,Custody Suite"),
            _ if person == 1 => format!("{day} 18:30,{day} 23:00,st martin's"),
            _ if person == 2 => "?,?,Custody suite".to_owned(),
            _ if person == 3 => "1890-05-01 20:00,1890-05-01 23:00,Custody suite".to_owned(),
            _ => format!("{day} 20:00,{day} 23:00,Custody suite"),
        };
        let _ = writeln!(text, "{line},{stay}");
    }
    folder.write("stays.csv", text);
    let asked = "--from came --until left --place where --impossible both.csv";
    let ran = folder.expect(0, &format!("link dedupe stays.csv {HOW} {asked} --json"));
    let told: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let found = folder.read("both.csv");
    let (before, lines): (Vec<&str>, Vec<&str>) = found
        .lines()
        .partition(|line| line.ends_with(",before birth"));
    assert_eq!(lines.first(), Some(&"group,one,other,hours,why"));
    let written = lines.len() - 1;
    assert!((1..=4).contains(&written), "{found}");
    for line in &lines[1..] {
        let (line, why) = line.rsplit_once(',').unwrap();
        assert_eq!(why, "in two places");
        let (people, hours) = line.rsplit_once(',').unwrap();
        let ids: Vec<&str> = people.split(',').collect();
        assert_eq!(hours, "1.50");
        assert!(
            ids[1][1..] == ids[2][1..] && ids[1].ends_with('0'),
            "{line}"
        );
    }
    let told = &told["impossible"];
    // One stay is of 1890: against the record's own date of birth and, in one group, the other's.
    assert_eq!(told["before_own_birth"], 1, "{told}");
    assert_eq!(told["groups_before_birth"], 0, "{told}");
    assert_eq!(before.len(), 1, "{found}");
    assert_eq!(
        (&told["groups"], &told["unreadable"]),
        (&written.into(), &1.into())
    );
    // In a file so small, every clash may be a stay that is recorded twice.
    assert!(told["expected_if_false"].as_f64().unwrap() < 30.0, "{told}");
    assert!(told["false_links"].is_null(), "{told}");
    let ran = folder.expect(
        0,
        &format!("link evaluate stays.csv --truth person --column force=ignore {asked}"),
    );
    assert!(ran.out.contains("In two places at once: "), "{}", ran.out);
    let ran = folder.expect(
        2,
        &format!("link dedupe stays.csv {HOW} --from where --until where"),
    );
    assert!(ran.err.contains("no record says when"), "{}", ran.err);
    folder.expect(2, &format!("link dedupe stays.csv {HOW} --from came"));
}

#[test]
fn mistakes_are_told_without_a_value() {
    let folder = Folder::new();
    folder.write("none.csv", "a,b\nSecret,Person\n");
    folder.write("twice.csv", "id,surname\n1,Secret\n1,Person\n");
    for arguments in [
        "link dedupe none.csv",
        "link dedupe twice.csv",
        "link dedupe twice.csv --threshold 2",
        "link dedupe twice.csv --column nowhere=surname",
        "link find twice.csv",
        "link",
    ] {
        let ran = folder.expect(2, arguments);
        assert!(!ran.err.contains("Secret"), "{}", ran.err);
    }
    folder.expect(3, "link dedupe nothing.csv");
}

/// The keys that docs/cli.md names for an answer, in order of their letters.
fn documented(command: &str) -> Vec<String> {
    let text = std::fs::read_to_string(crate::run::root().join("docs/cli.md")).unwrap();
    let row = text
        .lines()
        .find(|line| line.starts_with(&format!("| {command} | `")))
        .unwrap_or_else(|| panic!("docs/cli.md says no keys of {command}"));
    let keys = row.rsplit_once(" | ").unwrap().1.split('`').skip(1);
    let mut keys: Vec<String> = keys.step_by(2).map(str::to_owned).collect();
    keys.sort();
    keys
}

#[test]
fn every_answer_has_the_keys_that_the_documentation_names() {
    let folder = Folder::new();

    let mut stays = String::new();
    for (nth, line) in town().lines().enumerate() {
        let stay = if nth == 0 {
            "came,left"
        } else {
            "2026-01-01 08:00,2026-01-01 09:00"
        };
        let _ = writeln!(stays, "{line},{stay}");
    }
    folder.write("town.csv", stays);
    folder.expect(
        0,
        &format!("link dedupe town.csv {HOW} --review decided.csv"),
    );
    let asked = "--from came --until left";
    for (command, arguments) in [
        (
            "`dedupe`, `FILE FILE`",
            format!("dedupe town.csv {HOW} {asked}"),
        ),
        (
            "`find`",
            format!("find town.csv --with surname=Bolton {HOW}"),
        ),
        ("`train`", format!("train town.csv --to model.json {HOW}")),
        (
            "`evaluate --truth`",
            format!("evaluate town.csv --truth person --column force=ignore {asked}"),
        ),
        (
            "`evaluate --decided`",
            format!("evaluate town.csv --decided decided.csv {HOW}"),
        ),
        ("`explain`", format!("explain town.csv a01 b01 {HOW}")),
    ] {
        let ran = folder.expect(0, &format!("link {arguments} --json"));
        let told: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        let answer = told.get(0).unwrap_or(&told).as_object().unwrap();
        let mut keys: Vec<String> = answer.keys().cloned().collect();
        keys.sort();
        assert_eq!(keys, documented(command), "{command}");
        if command.starts_with("`dedupe") {
            for counts in ["with_at_least", "expected_with_at_least"] {
                let mut least: Vec<&String> = answer[counts].as_object().unwrap().keys().collect();
                least.sort_by_key(|least| least.parse::<u32>().unwrap());
                assert_eq!(least, ["2", "3", "5", "10", "20"], "{counts}");
            }
        }
    }
}

/// A file that is too small to be learnt from, as anybody would try the program with.
#[test]
fn a_file_of_eight_records_finds_its_people() {
    let folder = Folder::new();
    folder.write(
        "few.csv",
        "id,forename,surname,dob,sex,postcode\n\
         1,Katarzyna,Kowalska,1984-03-12,F,ME14 2AB\n2,Kasia,Kowalska,1984-03-12,F,ME14 2AB\n\
         3,John,Smith,1971-07-01,M,CT1 2XY\n4,Jon,Smith,1971-07-01,M,CT1 2XZ\n\
         5,Mohammed,Ali,1990-11-23,M,DA1 1AA\n6,Muhammad,Ali,1990-11-23,M,DA1 1AA\n\
         7,Sarah,Jones,1965-05-05,F,TN1 1AA\n8,Peter,Brown,1950-02-28,M,TN2 3BB\n",
    );
    let ran = folder.expect(0, "link dedupe few.csv --groups groups.csv");
    assert!(
        ran.err
            .contains("a model learnt from invented people is lent")
    );
    assert!(!ran.out.contains("the model expects"), "{}", ran.out);
    let groups = folder.read("groups.csv");
    assert_eq!(groups, "id,group\n1,1\n2,1\n3,3\n4,3\n5,5\n6,5\n7,7\n8,8\n");
    let ran = folder.expect(
        0,
        "link find few.csv --with forename=Kasia --with surname=Kowalska --with dob=1984-03-12",
    );
    assert!(
        ran.out
            .starts_with("the new record: may be the person of group 1."),
        "{}",
        ran.out
    );
    // Nor is a further column, of which nothing was learnt, passed over: a telephone tells a
    // sister from a spelling.
    folder.write(
        "more.csv",
        "id,forename,surname,dob,phone\n1,Ada,Byron,1980-04-03,07700900123\n\
         2,Adah,Byron,,07700900123\n3,Ida,Byron,1979-11-30,07700900456\n",
    );
    let ran = folder.expect(0, "link dedupe more.csv --groups groups.csv");
    assert!(ran.err.contains("lent"), "{}", ran.err);
    assert_eq!(folder.read("groups.csv"), "id,group\n1,1\n2,1\n3,3\n");
}
