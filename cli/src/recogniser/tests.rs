//! Recognising people as files come, change and go.

use domain::person::Sex;
use jiff::civil::date;
use linkage::table::Field;
use proptest::prelude::*;

use super::*;

fn says(name: &str, born: Option<(i16, i8, i8)>, address: &str) -> Particulars {
    Particulars {
        name: (!name.is_empty()).then(|| name.to_owned()),
        born: born.map(|(year, month, day)| date(year, month, day)),
        sex: Some(Sex::Female),
        address: (!address.is_empty()).then(|| address.to_owned()),
    }
}

fn file(number: u32) -> FileId {
    FileId::of(&number.to_string())
}

/// One that has read these files, in their order.
fn reading(files: &[Particulars]) -> Arc<Recogniser> {
    let recogniser = Recogniser::new(None);
    for (number, says) in (1..).zip(files) {
        recogniser.note(file(number), says);
    }
    recogniser.caught_up();
    settled(&recogniser);
    recogniser
}

/// Waits until no index is being made.
fn settled(recogniser: &Recogniser) {
    while recogniser.inner().meanwhile.is_some() {
        std::thread::yield_now();
    }
}

fn found(recogniser: &Recogniser, about: &Particulars) -> Vec<FileId> {
    match recogniser.ask(about) {
        Answer::Found(found) => found.likely.iter().map(|one| one.file).collect(),
        other => panic!("{other:?}"),
    }
}

fn town() -> Vec<Particulars> {
    vec![
        says("Anna Example", Some((1985, 3, 27)), "4 Mill Lane, TN24 8AB"),
        says("Adebayo Okafor", Some((1990, 7, 1)), "M1 1AE"),
        says("Maria Kowalska", Some((1971, 11, 30)), "CT1 1AA"),
        says("woman in a green coat", None, "TN24 8AB"),
    ]
}

#[test]
fn nobody_is_recognised_before_the_record_is_read_and_no_description_ever() {
    let recogniser = Recogniser::new(None);
    recogniser.note(file(1), &town()[0]);
    assert_eq!(recogniser.ask(&town()[0]), Answer::NotYet);
    recogniser.caught_up();
    settled(&recogniser);
    assert_eq!(
        recogniser.ask(&says("man, about 30", None, "CT1 1AA")),
        Answer::TooLittle
    );
    assert_eq!(found(&recogniser, &town()[0]), [file(1)]);
}

#[test]
fn a_name_and_half_an_address_are_enough_and_slips_are_forgiven() {
    let recogniser = reading(&town());
    for (asked, is) in [
        (says("Anna Example", None, "tn24"), 1),
        (says("Ana Exampla", Some((1985, 3, 27)), ""), 1),
        (says("Example, Anna", Some((1985, 3, 26)), ""), 1),
        (says("Kowalska Maria", Some((1971, 11, 30)), ""), 3),
        (says("Ade Okafor", Some((1990, 1, 7)), "M1"), 2),
        // One name alone may be either.
        (says("Kowalska", None, "CT1 1AA"), 3),
        (says("Maria", None, "CT1 1AA"), 3),
        (says("Mrs Kowalska", None, "CT1 1AA"), 3),
        (says("Okafor", Some((1990, 1, 7)), ""), 2),
    ] {
        assert_eq!(
            found(&recogniser, &asked).first(),
            Some(&file(is)),
            "{asked:?}"
        );
    }
    let nobody = says("Bronwen Pugh", Some((1950, 1, 2)), "SA1 1AA");
    assert!(found(&recogniser, &nobody).is_empty());
}

#[test]
fn it_says_how_sure_it_is_and_why_without_a_value() {
    let recogniser = reading(&town());
    let Answer::Found(answer) =
        recogniser.ask(&says("Anna Exampla", Some((1985, 3, 27)), "TN24 8AB"))
    else {
        panic!("nothing was found");
    };
    assert_eq!(answer.files, 3, "a description is nobody to compare with");
    assert!(answer.by.contains("invented people"), "{}", answer.by);
    let one = &answer.likely[0];
    assert!(one.probability > 0.9, "{one:?}");
    let words = format!("{:?}", one.why);
    assert!(
        words.contains("surname") && !words.contains("Exam"),
        "{words}"
    );
    let sum: i32 = one.why.iter().map(|why| why.centibits).sum();
    assert!(
        sum > one.weight_centibits,
        "what is known beforehand speaks against any one file"
    );
}

#[test]
fn what_a_file_no_longer_says_is_not_found_by() {
    let recogniser = reading(&town());
    recogniser.note(
        file(1),
        &says("Berta Muster", Some((1985, 3, 27)), "TN24 8AB"),
    );
    assert_eq!(
        found(&recogniser, &says("Berta Muster", None, "TN24 8AB")),
        [file(1)]
    );
    let before = says("Anna Example", None, "TN24 8AB");
    assert!(found(&recogniser, &before).is_empty());
    // And a file that no longer says who it is about is found by nothing.
    recogniser.note(file(1), &Particulars::default());
    assert!(found(&recogniser, &says("Berta Muster", None, "TN24 8AB")).is_empty());
}

/// The surnames that the index holds, whether anybody is found by them or not.
fn surnames(recogniser: &Recogniser) -> Vec<String> {
    let inner = recogniser.inner();
    let table = inner.ready.as_ref().unwrap().index.table();
    let surnames = table.rows.iter();
    let surnames = surnames.map(|row| table.value(row, Field::Surname));
    let mut surnames: Vec<String> = surnames.collect();
    surnames.sort();
    surnames
}

#[test]
fn of_what_was_disposed_of_nothing_is_kept() {
    let recogniser = reading(&town());
    recogniser.forget(file(1));
    assert!(found(&recogniser, &town()[0]).is_empty());
    settled(&recogniser);
    assert!(found(&recogniser, &town()[0]).is_empty());
    assert_eq!(surnames(&recogniser), ["KOWALSKA", "OKAFOR"]);
}

#[test]
fn nor_of_what_was_disposed_of_while_an_index_is_made_that_holds_it() {
    let recogniser = reading(&town());
    {
        // As while the thread is at work on what was there before.
        let mut inner = recogniser.inner();
        make(&recogniser.0, &mut inner);
        inner.people.remove(&file(1));
        inner.people.remove(&file(2));
        inner.again = true;
    }
    settled(&recogniser);
    assert_eq!(surnames(&recogniser), ["KOWALSKA"]);
    // The same through the front, whether the thread is done by then or not.
    let recogniser = Recogniser::new(None);
    for (number, says) in (1..).zip(&town()) {
        recogniser.note(file(number), says);
    }
    recogniser.caught_up();
    recogniser.forget(file(3));
    settled(&recogniser);
    assert_eq!(surnames(&recogniser), ["EXAMPLE", "OKAFOR"]);
}

#[test]
fn many_changes_make_the_index_anew() {
    let recogniser = reading(&town());
    for number in 0..150_u16 {
        let who = says(
            &format!("Person{number} Other"),
            Some((1960, 1, 2)),
            "CT1 1AA",
        );
        recogniser.note(file(u32::from(number) + 100), &who);
        settled(&recogniser);
    }
    let inner = recogniser.inner();
    let ready = inner.ready.as_ref().unwrap();
    assert!(ready.changed <= LEAST_CHANGED, "{}", ready.changed);
    assert_eq!(ready.newest.len(), inner.people.len());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// However files came to say what they say, whoever is asked about is found in the same ones.
    #[test]
    fn it_does_not_matter_when_a_file_said_it(
        told in proptest::collection::vec((1_u32..6, 0_usize..4), 1..12),
        early in 0_usize..12,
    ) {
        let town = town();
        let late = Recogniser::new(None);
        for (number, (which, who)) in told.iter().enumerate() {
            if number == early {
                late.caught_up();
            }
            late.note(file(*which), &town[*who]);
        }
        late.caught_up();
        settled(&late);
        let mut last = BTreeMap::new();
        for (which, who) in &told {
            last.insert(*which, *who);
        }
        for (number, who) in town.iter().enumerate().take(3) {
            let mut is: Vec<FileId> = last
                .iter()
                .filter(|(_, says)| **says == number)
                .map(|(which, _)| file(*which))
                .collect();
            is.sort_unstable();
            let mut said = found(&late, who);
            said.sort_unstable();
            prop_assert_eq!(said, is);
        }
    }
}
