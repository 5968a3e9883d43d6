//! Section 135 in the figures of a month: counted apart, with its power, and never with section 136.

use casework::File;
use casework::monthly::{self, Absent, Entry, Period, Power, Set};
use domain::event::*;
use domain::{Known, PlaceKind};
use proptest::prelude::*;

use crate::returns::october;
use crate::seeds::*;
use crate::story::*;

fn home() -> PlaceRef {
    PlaceRef {
        id: None,
        kind: PlaceKind::PrivateHome,
        name: "3 Street C".into(),
    }
}

fn used(kind: WarrantKind, manner: Manner) -> WarrantUsed {
    WarrantUsed {
        kind,
        ..crate::warrants::used(manner)
    }
}

fn entry_of(lines: &Lines) -> Option<Entry> {
    let written = lines.written(1);
    let file = File::fold(written[0].file, &written);
    monthly::entry(&file, &Desk::new(USED).profile)
}

#[test]
fn a_warrant_without_a_fault_has_none() {
    assert_eq!(Lines::warrant(WarrantKind::Assess).found(), []);
    assert_eq!(Lines::warrant(WarrantKind::Retake).found(), []);
    let kept = Lines::warrant(WarrantKind::Assess)
        .without(|event| matches!(event.kind(), EventKind::Entered | EventKind::JourneyBegan))
        .set(
            EventKind::WarrantUsed,
            USED,
            used(WarrantKind::Assess, Manner::Keep { at: home() }),
        );
    assert_eq!(kept.found(), []);
}

#[test]
fn an_entry_alone_is_no_detention() {
    let nobody =
        Lines::warrant(WarrantKind::Assess).without(|event| event.kind() == EventKind::WarrantUsed);
    assert_eq!(entry_of(&nobody), None);
}

#[test]
fn kept_at_home_the_length_runs_from_the_entry_and_the_first_place_is_the_home() {
    let mut lines = Lines::warrant(WarrantKind::Assess)
        .without(|event| matches!(event.kind(), EventKind::Entered | EventKind::JourneyBegan));
    lines.put(
        EventKind::WarrantExecuted,
        "2026-10-08 02:00",
        crate::warrants::entry(),
    );
    lines.put(
        EventKind::WarrantUsed,
        USED,
        used(WarrantKind::Assess, Manner::Keep { at: home() }),
    );
    let entry = entry_of(&lines).unwrap();
    assert_eq!(entry.power, Ok(Power::Section135Assess));
    assert_eq!(entry.first_place, Ok(PlaceKind::PrivateHome));
    assert_eq!(entry.started, Some(at("2026-10-08 02:00")));
    // 02:00 to 01:00 the day after.
    assert_eq!(entry.length, Ok(23 * 60));
    assert_eq!(entry.national.of("transport"), Some(Ok("none")));
    assert_eq!(entry.national.of("power"), Some(Ok("135-1")));
}

#[test]
fn a_patient_who_is_taken_back_has_no_period_and_no_length() {
    let entry = entry_of(&Lines::warrant(WarrantKind::Retake)).unwrap();
    assert_eq!(entry.power, Ok(Power::Section135Retake));
    assert_eq!((entry.started, entry.period), (None, Period::NotApplicable));
    assert_eq!(entry.length, Err(Absent::NotApplicable));
    assert_eq!(entry.ended_at, Some(at(ENTERED)));
    assert_eq!(entry.first_place, Ok(PlaceKind::HealthBasedPlaceOfSafety));
    // Nobody is asked of an ambulance when a warrant is executed: no line is not a no.
    assert_eq!(
        entry.national.of("ambulance"),
        Some(Err(Absent::NotRecorded))
    );
}

#[test]
fn who_escapes_and_is_retaken_on_a_warrant_stands_where_the_detention_began() {
    let retaken = Lines::whole().with(
        "2026-10-08 09:00",
        used(WarrantKind::Retake, Manner::Remove),
    );
    let entry = entry_of(&retaken).unwrap();
    assert_eq!(entry.power, Ok(Power::Section136));
    assert_eq!(entry.length, Ok(21 * 60 + 55));
    // The other way round: removed on a warrant, and held under section 136 a day later.
    let again = Lines::warrant(WarrantKind::Assess).with("2026-10-08 22:00", detained());
    assert_eq!(entry_of(&again).unwrap().power, Ok(Power::Section135Assess));
}

#[test]
fn an_extract_that_names_a_subsection_or_none_counts_so() {
    for (words, power) in [
        ("s136", Ok(Power::Section136)),
        ("Section 135 (1)", Ok(Power::Section135Assess)),
        ("135(2) warrant", Ok(Power::Section135Retake)),
        ("s.135", Ok(Power::Section135)),
        ("MHA", Err(Absent::Unknown)),
    ] {
        let lines = Lines::imported(|row| row.power = Known::is(words.into()));
        assert_eq!(entry_of(&lines).unwrap().power, power, "{words}");
    }
}

/// What happened in a file, as far as powers go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    Section136,
    Removed,
    Back,
    EntryOnly,
    Escaped,
    Imported135,
}

fn told() -> impl Strategy<Value = Told> {
    prop_oneof![
        Just(Told::Section136),
        Just(Told::Removed),
        Just(Told::Back),
        Just(Told::EntryOnly),
        Just(Told::Escaped),
        Just(Told::Imported135),
    ]
}

fn lines(told: Told) -> Lines {
    match told {
        Told::Section136 => Lines::whole(),
        Told::Removed => Lines::warrant(WarrantKind::Assess),
        Told::Back => Lines::warrant(WarrantKind::Retake),
        Told::EntryOnly => Lines::warrant(WarrantKind::Assess)
            .without(|event| event.kind() == EventKind::WarrantUsed),
        Told::Escaped => Lines::whole().with(
            "2026-10-08 09:00",
            used(WarrantKind::Retake, Manner::Remove),
        ),
        Told::Imported135 => Lines::imported(|row| row.power = Known::is("s135".into())),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Against a count that knows what was told and nothing of files: each power in its own
    /// figures, and every breakdown of each makes up its own whole.
    #[test]
    fn each_power_is_counted_in_its_own_figures(all in proptest::collection::vec(told(), 0..12)) {
        let profile = Desk::new(USED).profile;
        let entries: Vec<Entry> = all.iter().zip(1..)
            .filter_map(|(told, number)| {
                let written = lines(*told).written(number);
                monthly::entry(&File::fold(written[0].file, &written), &profile)
            })
            .collect();
        let figures = monthly::figures(&entries, october());
        let of = |id: &str| *figures.iter().find(|one| one.definition == id).unwrap().value.value().unwrap();
        let count = |wanted: &[Told]| all.iter().filter(|one| wanted.contains(one)).count() as u64;
        prop_assert_eq!(of("s136m-begun"), count(&[Told::Section136, Told::Escaped]));
        prop_assert_eq!(of("s135m-begun"), count(&[Told::Removed, Told::Back, Told::Imported135]));
        prop_assert_eq!(of("s135m-nr-power-135-1"), count(&[Told::Removed]));
        prop_assert_eq!(of("s135m-nr-power-135-2"), count(&[Told::Back]));
        prop_assert_eq!(of("s135m-nr-power-135"), count(&[Told::Imported135]));
        prop_assert_eq!(of("s135m-length-none-not-applicable"), count(&[Told::Back]));
        for set in Set::ALL {
            for breakdown in ["place-", "nr-power-", "nr-sex-", "nr-transport-", "nr-ambulance-"] {
                let begins = format!("{}{breakdown}", set.prefix());
                let sum: u64 = figures.iter().filter(|one| one.definition.starts_with(&begins))
                    .filter_map(|one| one.value.value()).sum();
                prop_assert_eq!(sum, of(&format!("{}begun", set.prefix())), "{}", begins);
            }
        }
    }
}
