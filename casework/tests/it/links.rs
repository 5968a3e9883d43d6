//! The same person in two files: confirmed by a person, once, and undone by one.

use casework::link::{Particulars, links, rejected, set_apart, stays_apart};
use casework::{Why, view};
use domain::event::{
    Corrected, LinkBasis, LinkConfirmed, LinkRejected, LinkSuggested, LinkUndone, Withdrawn,
};
use domain::person::AgeBasis;
use domain::{Event, EventKind, FileId, Known, PersonFact};

use crate::story::*;

fn other() -> FileId {
    FileId::of("another file of the tests")
}

fn confirmed(with: FileId) -> LinkConfirmed {
    LinkConfirmed {
        with,
        basis: LinkBasis::ComparedParticulars,
        suggested: Some(LinkSuggested {
            weight_centibits: 1_250,
            by: "lantern link 0.1".into(),
        }),
        reason: "same name, date of birth and street".into(),
    }
}

fn undone(confirmed: domain::EventId) -> LinkUndone {
    LinkUndone {
        confirmed,
        reason: "twins: the other's custody photograph".into(),
    }
}

#[test]
fn a_link_stands_until_it_is_undone_and_can_then_be_made_again() {
    let mut desk = Desk::met("2026-10-23 02:20");
    assert_eq!(links(&desk.file()), []);
    let line = desk.says(&sergeant(), confirmed(other()));
    let stand = links(&desk.file());
    assert_eq!(stand.len(), 1);
    assert_eq!((stand[0].line, stand[0].with), (line, other()));

    let again = desk.tries(&inspector(), confirmed(other())).unwrap_err();
    assert_eq!(again.why, Why::AlreadyRecorded);
    desk.says(&inspector(), confirmed(FileId::of("a third file")));
    assert_eq!(links(&desk.file()).len(), 2);

    desk.says(&inspector(), undone(line));
    let left: Vec<FileId> = links(&desk.file()).iter().map(|link| link.with).collect();
    assert_eq!(left, [FileId::of("a third file")]);
    desk.says(&sergeant(), confirmed(other()));
    assert_eq!(links(&desk.file()).len(), 2);
}

#[test]
fn a_link_is_to_another_file_and_says_what_was_compared() {
    let mut desk = Desk::met("2026-10-23 02:20");
    let own = desk.file().id();
    let itself = desk.tries(&sergeant(), confirmed(own)).unwrap_err();
    assert_eq!(itself.fields[0].field, "with");
    let silent = LinkConfirmed {
        reason: "  ".into(),
        ..confirmed(other())
    };
    let silent = desk.tries(&sergeant(), silent).unwrap_err();
    assert_eq!(silent.fields[0].field, "reason");

    let line = desk.says(&sergeant(), confirmed(other()));
    let silent = LinkUndone {
        reason: String::new(),
        ..undone(line)
    };
    let silent = desk.tries(&sergeant(), silent).unwrap_err();
    assert_eq!(silent.fields[0].field, "reason");
}

#[test]
fn only_a_link_that_stands_is_undone() {
    let mut desk = Desk::met("2026-10-23 02:20");
    let file = desk.file();
    let no_link = file.latest(EventKind::EncounterBegan).unwrap().written.id;
    let refused = desk.tries(&sergeant(), undone(no_link)).unwrap_err();
    assert_eq!(refused.fields[0].field, "confirmed");
    let line = desk.says(&sergeant(), confirmed(other()));
    desk.says(&sergeant(), undone(line));
    let refused = desk.tries(&sergeant(), undone(line)).unwrap_err();
    assert_eq!(refused.fields[0].field, "confirmed");
}

#[test]
fn a_link_moves_no_clock_and_no_stage() {
    let mut desk = Desk::met("2026-10-23 02:20");
    let before = (view::stage(&desk.file()), desk.position());
    desk.says(&sergeant(), confirmed(other()));
    assert_eq!((view::stage(&desk.file()), desk.position()), before);
    assert!(matches!(
        desk.file().live().last().unwrap().event,
        Event::LinkConfirmed(_)
    ));
}

fn back(desk: &Desk) -> Vec<(FileId, String)> {
    let found = set_apart(&desk.file()).into_iter();
    found.map(|(with, at)| (with, at.to_string())).collect()
}

#[test]
fn a_link_is_taken_back_by_undoing_withdrawing_or_naming_another_file() {
    let mut desk = Desk::met("2026-10-23 02:20");
    let third = FileId::of("a third file");
    let line = desk.says(&sergeant(), confirmed(other()));
    let wrong = desk.says(&sergeant(), confirmed(third));
    assert_eq!(back(&desk), []);
    desk.at("2026-10-23 02:30").says(&inspector(), undone(line));
    assert_eq!(back(&desk), [(other(), "2026-10-23T01:30:00Z".to_owned())]);

    let meant = FileId::of("the file that was meant");
    let correction = Corrected {
        line: wrong,
        happened: None,
        event: Some(Box::new(confirmed(meant).into())),
        reason: "read the wrong line of the board".into(),
        evidence: "the board".into(),
    };
    desk.at("2026-10-23 02:40").says(&sergeant(), correction);
    let first = (other(), "2026-10-23T01:30:00Z".to_owned());
    let second = (third, "2026-10-23T01:40:00Z".to_owned());
    assert_eq!(back(&desk), [first.clone(), second.clone()]);

    let slip = FileId::of("a slip of the finger");
    let line = desk
        .at("2026-10-23 02:50")
        .says(&sergeant(), confirmed(slip));
    let withdrawn = Withdrawn {
        line,
        reason: "not this file".into(),
    };
    desk.says(&sergeant(), withdrawn);
    let last = (slip, "2026-10-23T01:50:00Z".to_owned());
    assert_eq!(back(&desk), [first, second, last]);

    // Confirmed again, it stands; that it was once taken back is not forgotten.
    desk.at("2026-10-23 03:00")
        .says(&sergeant(), confirmed(other()));
    assert_eq!(back(&desk).len(), 3);
    let stand: Vec<FileId> = links(&desk.file()).iter().map(|link| link.with).collect();
    assert_eq!(stand, [meant, other()]);
}

fn not(with: FileId) -> LinkRejected {
    LinkRejected {
        with,
        suggested: None,
        reason: "another man: he is seven years older".into(),
    }
}

#[test]
fn two_people_who_were_compared_are_apart_until_that_is_withdrawn_or_a_link_is_confirmed() {
    let mut desk = Desk::met("2026-10-23 02:20");
    desk.at("2026-10-23 02:30").says(&sergeant(), not(other()));
    let apart = [(other(), "2026-10-23T01:30:00Z".to_owned())];
    assert_eq!(back(&desk), apart);
    assert_eq!(links(&desk.file()), []);
    let found = rejected(&desk.file());
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].with, other());
    assert!(found[0].by.ends_with("sergeant"), "{}", found[0].by);

    // It is no bar to who knows better.
    let confirmed = desk
        .at("2026-10-23 02:40")
        .says(&inspector(), confirmed(other()));
    assert_eq!(links(&desk.file()).len(), 1);
    let refused = desk.tries(&sergeant(), not(other())).unwrap_err();
    assert_eq!(refused.why, Why::AlreadyRecorded);
    assert!(refused.says.contains("undo the link"), "{}", refused.says);
    desk.says(&inspector(), undone(confirmed));
    desk.says(&sergeant(), not(other()));
    assert_eq!(rejected(&desk.file()).len(), 2);

    let mut desk = Desk::met("2026-10-23 02:20");
    let line = desk.says(&sergeant(), not(other()));
    let withdrawn = Withdrawn {
        line,
        reason: "read the wrong file".into(),
    };
    desk.says(&sergeant(), withdrawn);
    assert_eq!((back(&desk), rejected(&desk.file())), (vec![], vec![]));
}

#[test]
fn nobody_is_another_person_than_themselves_and_a_reason_is_given() {
    let mut desk = Desk::met("2026-10-23 02:20");
    let own = desk.file().id();
    let itself = desk.tries(&sergeant(), not(own)).unwrap_err();
    assert_eq!(itself.fields[0].field, "with");
    let silent = LinkRejected {
        reason: " ".into(),
        ..not(other())
    };
    let silent = desk.tries(&sergeant(), silent).unwrap_err();
    assert_eq!(silent.fields[0].field, "reason");
}

#[test]
fn who_a_file_is_about_changes_with_what_is_compared_and_with_nothing_else() {
    let mut desk = Desk::met("2026-10-23 02:20");
    let since = |desk: &Desk| {
        let since = Particulars::since(desk.file().id(), &desk.lines);
        since.map(|since| since.to_string())
    };
    assert_eq!(since(&desk), None);
    let name = |is: &str| PersonFact::Name {
        is: Known::is(is.into()),
    };
    let first = desk
        .at("2026-10-23 02:21")
        .says(&officer(), name("Anna Example"));
    let named = Some("2026-10-23T01:21:00Z".to_owned());
    assert_eq!(since(&desk), named);
    // The same again, and things that are not compared.
    desk.at("2026-10-23 02:30")
        .says(&officer(), name("Anna Example"));
    desk.says(&sergeant(), confirmed(other()));
    desk.says(
        &officer(),
        PersonFact::Language {
            is: Known::is("Polish".into()),
        },
    );
    assert_eq!(since(&desk), named);
    let correction = Corrected {
        line: first,
        happened: None,
        event: Some(Box::new(name("Bella Other").into())),
        reason: "misheard".into(),
        evidence: "passport".into(),
    };
    desk.at("2026-10-23 02:31").says(&officer(), correction);
    assert_eq!(since(&desk), named, "the second line says it still");
    desk.at("2026-10-23 02:40").says(
        &officer(),
        PersonFact::DateOfBirth {
            is: Known::is(jiff::civil::date(1988, 3, 4)),
            basis: AgeBasis::Document,
        },
    );
    let grown = Some("2026-10-23T01:40:00Z".to_owned());
    assert_eq!(since(&desk), grown);
    let known = Particulars::of(&desk.file());
    assert_eq!(known.name.as_deref(), Some("Anna Example"));
    assert_eq!(known.born, Some(jiff::civil::date(1988, 3, 4)));
    assert_eq!((known.sex, known.address), (None, None));
}

#[test]
fn what_was_taken_back_stays_apart_until_one_file_says_more() {
    let at = |minute: u32| format!("2026-10-23T01:{minute:02}:00Z").parse().unwrap();
    for (since, apart) in [
        ([None, None], true),
        ([Some(at(10)), Some(at(20))], true),
        ([Some(at(20)), None], true),
        ([Some(at(21)), None], false),
        ([Some(at(1)), Some(at(30))], false),
    ] {
        assert_eq!(stays_apart(at(20), since), apart, "{since:?}");
    }
}
