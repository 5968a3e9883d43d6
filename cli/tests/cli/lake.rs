//! `lantern lake` and `lantern report`: from an invented record to a figure, and what is told when
//! a file is damaged.

use serde_json::Value;

use crate::run::Folder;

const OF_RECORD: &str =
    "--lake lake --record sqlite:record.db --keys record.keys --force ROOT/forces/kent.toml";

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn a_record_becomes_figures_and_a_damaged_file_is_named() {
    let folder = Folder::new();
    folder.expect(
        0,
        "night --create-keys --days 4 --record sqlite:record.db --keys record.keys",
    );
    let missing = folder.expect(2, "report attention --lake lake");
    assert!(
        missing.err.contains("lantern lake build"),
        "{}",
        missing.err
    );

    let built = json(
        &folder
            .expect(0, &format!("lake build --json {OF_RECORD}"))
            .out,
    );
    assert!(built["lines"].as_u64().unwrap() > 500, "{built}");
    let again = folder.expect(0, &format!("lake follow --once {OF_RECORD}"));
    assert!(
        again.out.starts_with("0 lines of the record"),
        "{}",
        again.out
    );
    folder.expect(0, "lake check --lake lake");

    assert!(folder.expect(0, "report").out.contains("attention"));
    let asked = json(&folder.expect(0, "report attention --lake lake --json").out);
    assert_eq!(asked["up_to"]["record"], built["up_to"]);
    let incidents = asked["table"]["rows"][0][0]["count"].as_u64().unwrap();
    assert!(incidents > 100, "{incidents}");
    let csv = folder.expect(0, "report attention --lake lake --csv").out;
    assert!(csv.starts_with("incidents,section_136,"), "{csv}");
    assert_eq!(csv.lines().count(), 2);
    let day = "report attention --lake lake --from 2026-01-02 --to 2026-01-02";
    let markdown = folder.expect(0, day).out;
    assert!(markdown.starts_with("# Four numbers"), "{markdown}");
    assert!(
        markdown.contains("From 2026-01-02 to 2026-01-02, both counted"),
        "{markdown}"
    );
    let misspelt = folder.expect(2, "report attentions --lake lake").err;
    assert!(misspelt.contains("did you mean `attention`"), "{misspelt}");
    let summer = "report attention --lake lake --from 2025-12-01 --to 2026-01-02";
    let summer = folder.expect(1, summer).err;
    assert!(
        summer.contains("left out: nothing is held of December 2025"),
        "{summer}"
    );

    // One byte of one file.
    let list = json(&folder.read("lake/manifest.json"));
    let part = list["parts"][0]["path"].as_str().unwrap();
    let path = folder.path("lake").join(part);
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    let checked = folder.expect(1, "lake check --lake lake").out;
    assert!(checked.contains(part), "{checked}");
    folder.expect(0, &format!("lake build {OF_RECORD}"));
    folder.expect(0, "lake check --lake lake");
}

#[test]
fn an_invented_month_is_the_same_for_the_same_seed() {
    let folder = Folder::new();
    let made = |lake: &str, seed: u8| {
        folder.expect(
            0,
            &format!(
                "lake invent --lake {lake} --force-name kent --residents 20000 --from 2026-02 \
                 --months 1 --seed {seed}"
            ),
        );
        folder.read(&format!("{lake}/manifest.json"))
    };
    let (one, two, three) = (made("one", 5), made("two", 5), made("three", 6));
    assert_eq!(one, two);
    assert_ne!(one, three);
    folder.expect(2, "lake invent --lake four --force-name Kent");
}
