//! The same person in two files: confirmed by a person, once, and undone by one.

use casework::link::links;
use casework::{Why, view};
use domain::event::{LinkBasis, LinkConfirmed, LinkSuggested, LinkUndone};
use domain::{Event, EventKind, FileId};

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
