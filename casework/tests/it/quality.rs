//! What is to be put right before a month is issued: every seeded fault is found, and a file
//! without fault has none; and the layout of the national return takes every figure once.

use crate::returns::october;
use crate::seeds::*;
use crate::story::*;
use casework::monthly::{self, Entry};
use casework::returns::{NotLaidOut, Rule, Template, Weight, csv, twice};
use domain::event::*;
use domain::person::AgeBasis;
use domain::{Known, Role};

#[test]
fn every_seeded_fault_is_found_and_a_file_without_one_has_none() {
    assert_eq!(Lines::whole().found(), []);
    assert_eq!(Lines::at_station().found(), []);
    assert_eq!(
        Lines::imported(|_| ()).found().len(),
        1,
        "no self-defined ethnicity"
    );
    let seeded = seeded();
    assert!(seeded.len() >= 30);
    for (what, lines, rule) in &seeded {
        let found = lines.found();
        assert!(
            found.iter().any(|fault| fault.rule == *rule),
            "{what}: {:?}",
            found.iter().map(|fault| fault.rule).collect::<Vec<_>>()
        );
        assert!(found.iter().all(|fault| !fault.owner.is_empty()), "{what}");
    }
    let tried: Vec<Rule> = seeded.iter().map(|(_, _, rule)| *rule).collect();
    for rule in Rule::ALL.iter().filter(|rule| **rule != Rule::CountedTwice) {
        assert!(tried.contains(rule), "no file is seeded with {rule:?}");
    }
}

#[test]
fn two_files_of_one_detention_are_named_and_two_detentions_are_not() {
    let entry = |lines: Lines, number| lines.read(number).1;
    let same = [entry(Lines::whole(), 1), entry(Lines::whole(), 2)];
    let rules: Vec<Rule> = twice(&same).iter().map(|fault| fault.rule).collect();
    assert_eq!(rules, [Rule::CountedTwice; 2]);
    let later = Entered {
        place: place("orchard_suite"),
    };
    let later = Lines::whole().set(EventKind::Entered, "2026-10-08 03:06", later);
    assert_eq!(twice(&[entry(Lines::whole(), 1), entry(later, 2)]), []);
}

#[test]
fn what_is_recorded_as_having_happened_is_explained_and_does_not_stand_in_the_way() {
    let child = Lines::at_station().with(USED, age(17, AgeBasis::Document));
    let weigh = |lines: &Lines| {
        let found = lines.found();
        let fault = found
            .iter()
            .find(|fault| fault.rule == Rule::ChildAtStation);
        fault.unwrap().weight
    };
    assert_eq!(weigh(&child), Weight::Error);
    let exception = ExceptionRecorded {
        block: Some(Block::ChildAtStation),
        what_happened: "the crew drove there before they could be told".into(),
    };
    assert_eq!(weigh(&child.with(ENTERED, exception)), Weight::Warning);
}

fn figures(lines: &[Lines]) -> Vec<Figure> {
    let numbered = lines.iter().zip(1..);
    let entries: Vec<Entry> = numbered
        .map(|(lines, number)| lines.read(number).1)
        .collect();
    monthly::figures(&entries, october())
}

#[test]
fn the_layout_takes_every_detention_once_and_opens_to_it() {
    let template = Template::shipped().unwrap();
    let mut lines: Vec<Lines> = seeded().into_iter().map(|(_, lines, _)| lines).collect();
    lines.extend([Lines::whole(), Lines::at_station()]);
    lines.extend([
        Lines::warrant(WarrantKind::Assess),
        Lines::warrant(WarrantKind::Retake),
    ]);
    let all = lines.len() as u64;
    let figures = figures(&lines);
    let rows = template.rows(&figures).unwrap();
    let of = |variable: &str, category: &str| {
        let found: Vec<u64> = rows
            .iter()
            .filter(|row| row.variable == variable && row.category == category)
            .map(|row| row.detentions)
            .collect();
        assert!(!found.is_empty(), "{variable}: {category}");
        found.iter().sum::<u64>()
    };
    for name in [
        "Power",
        "Sex",
        "Age",
        "Ethnicity (self-defined)",
        "Method of transport",
    ] {
        let sum: u64 = rows
            .iter()
            .filter(|row| row.variable == name)
            .map(|row| row.detentions)
            .sum();
        assert_eq!(sum, all, "{name}");
    }
    // Four imported rows, of which two name no power that is known.
    assert_eq!(of("Power", "Not known"), 2);
    // Section 135 is laid out apart, and stands once under the powers: two here, two in the seeds.
    assert_eq!(of("Power", "Section 135"), 4);
    let apart = rows.iter().filter(|row| row.power == "Section 135");
    assert!(apart.clone().all(|row| row.of <= 4));
    assert_eq!(apart.filter(|row| row.number == 2).count(), 1);
    // Three wrote no reason beside the vehicle they used; one used a police vehicle without one.
    assert_eq!(of("Method of transport", "Police vehicle"), 1);
    assert_eq!(of("Reason police vehicle used", "Not known"), 1);
    let stations: u64 = rows
        .iter()
        .filter(|row| row.number == 7)
        .map(|row| row.detentions)
        .sum();
    assert_eq!(
        stations,
        of("Place of safety (first used)", "Police station")
    );
    // Every number is what the files behind it are.
    for row in &rows {
        let behind = lines.iter().zip(1..).filter(|(lines, number)| {
            let entry = lines.read(*number).1;
            row.figures
                .iter()
                .any(|id| monthly::is_counted_in(&entry, id, october()) == Some(true))
        });
        assert_eq!(behind.count() as u64, row.detentions, "{row:?}");
    }
    let text = csv("kent", "2026-10", &template, &rows);
    assert!(
        text.contains("adr125-2026,kent,2026-10,Section 136,2,Power,Not known,2,"),
        "{text}"
    );
}

#[test]
fn figures_from_before_are_told_apart_and_those_that_do_not_add_up_are_refused() {
    let template = Template::shipped().unwrap();
    let all = figures(&[Lines::whole(), Lines::whole()]);
    let before: Vec<Figure> = all
        .iter()
        .filter(|figure| !figure.definition.starts_with("s136m-nr-"))
        .cloned()
        .collect();
    assert!(matches!(
        template.rows(&before),
        Err(NotLaidOut::NotCounted(_))
    ));
    // A version from before section 135 was counted apart is not laid out as if there were none.
    let before: Vec<Figure> = all
        .iter()
        .filter(|figure| figure.definition.starts_with("s136m-"))
        .cloned()
        .collect();
    assert_eq!(
        template.rows(&before).unwrap_err().to_string(),
        "this version was issued before section 135 was counted; another version has it"
    );
    let mut wrong = all.clone();
    let sex = wrong
        .iter_mut()
        .find(|figure| figure.definition == "s136m-nr-sex-female")
        .unwrap();
    sex.value = Known::is(3);
    let fault = template.rows(&wrong).unwrap_err().to_string();
    assert_eq!(
        fault,
        "Sex: its categories add up to 3, and 2 detentions were counted"
    );
}

#[test]
fn a_layout_that_leaves_something_out_is_refused_with_its_place() {
    let text = include_str!("../../../forces/returns/adr125-2026.toml");
    let faults = |text: &str| Template::read("mine.toml", text).unwrap_err().join("\n");
    let once = text.replacen("from = [\"female\"]", "from = [\"male\"]", 1);
    let told = faults(&once);
    assert!(
        told.contains("variable 3: `female` must stand in one category"),
        "{told}"
    );
    assert!(
        told.contains("variable 3: `male` must stand in one category"),
        "{told}"
    );
    let told = faults(&text.replacen("from = [\"other\"]", "from = [\"others\"]", 1));
    assert!(
        told.contains("`others` is no category of `sex`: they are female, male, other"),
        "{told}"
    );
    let told = faults(&text.replacen("of = \"sex\"", "of = \"gender\"", 1));
    assert!(
        told.contains("variable 3: `gender` is none of Lantern’s"),
        "{told}"
    );
    let told = faults(&text.replacen("from = \"2026-04\"", "from = \"April\"", 1));
    assert!(
        told.contains("mine.toml: from: `April` is not a month"),
        "{told}"
    );
    assert!(faults("id = 3").contains("mine.toml: TOML parse error at line 1"));
}

#[test]
fn warnings_are_explained_by_whoever_issues() {
    let analyst = actor("analyst", Role::Analyst, None, None);
    let mut desk = crate::returns::desk_of_return("2026-11-09 09:00");
    let issued = |explained: &str| ReturnIssued {
        which: ReturnKind::Section136Monthly,
        period: october(),
        version: 1,
        figures: figures(&[Lines::whole()]),
        counted: Vec::new(),
        up_to: 1,
        difference: String::new(),
        reason: String::new(),
        warnings: 2,
        explained: explained.into(),
    };
    let refused = desk.tries(&analyst, issued(" ")).unwrap_err();
    assert_eq!(refused.fields[0].field, "explained");
    assert!(
        refused.says.starts_with("enter why 2 warnings may stand"),
        "{}",
        refused.says
    );
    desk.says(&analyst, issued("two forms were lost in the flood"));
    let held = casework::returns::Return::of(&desk.file()).unwrap();
    assert_eq!(held.versions[0].warnings, 2);
    assert_eq!(
        held.versions[0].explained,
        "two forms were lost in the flood"
    );
}
