//! Suggestions of the same person at the edge: shown to those who may confirm one, of files they
//! may open, in words; confirmed by nobody but them.

use std::path::PathBuf;

use axum::http::StatusCode;
use casework::link::suggested::{Agreement, LAYOUT, Made, Suggestion};
use domain::{Event, FileId, Known, PersonFact};
use record::Seen;
use web::suggestions::Suggestions;

use crate::stage::{Stage, get, met, text};

/// A stage whose server reads suggestions, and where it does.
struct Suggesting {
    stage: Stage,
    path: PathBuf,
}

fn named(name: &str) -> Event {
    PersonFact::Name {
        is: Known::is(name.to_owned()),
    }
    .into()
}

fn agreement(field: &str, level: &str, centibits: i32) -> Agreement {
    Agreement {
        field: field.to_owned(),
        level: level.to_owned(),
        centibits,
    }
}

fn suggestion(one: FileId, other: FileId, weight_centibits: i32) -> Suggestion {
    Suggestion {
        one: one.min(other),
        other: one.max(other),
        probability: 0.973,
        weight_centibits,
        why: vec![
            agreement("surname", "the same", 712),
            agreement(
                "date of birth",
                "one slip: a digit, or day and month swapped",
                240,
            ),
            agreement("postcode", "different", -130),
            agreement("sex", "missing in one or both", 0),
        ],
    }
}

impl Suggesting {
    async fn new() -> Self {
        let stage = Stage::new().await;
        let path = stage.folder.join("suggestions.jsonl");
        let suggestions = Suggestions::at(&path);
        // The server is the same: it holds one file of suggestions from here on.
        drop(stage.app.clone().with_suggestions(suggestions));
        Self { stage, path }
    }

    async fn made(&self, suggestions: &[Suggestion]) -> Made {
        let head = self.stage.app.record().head().await.unwrap();
        Made {
            layout: LAYOUT,
            by: "lantern link 0.1, model 0123456789ab".to_owned(),
            at: self.stage.app.now(),
            record: head.record.to_string(),
            up_to: head.seq,
            least: 0.5,
            suggestions: u64::try_from(suggestions.len()).unwrap(),
        }
    }

    fn write(&self, made: &Made, suggestions: &[Suggestion]) {
        let mut text = serde_json::to_string(made).unwrap();
        for suggestion in suggestions {
            text.push('\n');
            text.push_str(&serde_json::to_string(suggestion).unwrap());
        }
        text.push('\n');
        std::fs::write(&self.path, text).unwrap();
    }

    async fn suggests(&self, suggestions: &[Suggestion]) {
        let made = self.made(suggestions).await;
        self.write(&made, suggestions);
    }

    async fn page(&self, user: &str, file: FileId) -> (StatusCode, String) {
        let path = format!("/cases/{file}/same-person");
        let cookie = self.stage.browser(user).cookie;
        let response = self.stage.ask(get(&path, &cookie)).await;
        (response.status(), text(response).await)
    }

    async fn open(&self, name: &str) -> FileId {
        self.stage.open("pc_4471", vec![met(), named(name)]).await
    }
}

/// Whether the page suggests a file.
fn suggests(page: &str, other: FileId) -> bool {
    page.contains(&format!("?with={}#confirm", other.reference()))
}

#[tokio::test]
async fn they_are_listed_strongest_first_with_reasons_and_a_way_to_the_form() {
    let suggesting = Suggesting::new().await;
    let one = suggesting.open("Anna Example").await;
    let weaker = suggesting.open("Ana Example").await;
    let stronger = suggesting.open("Anna Sample").await;
    suggesting.stage.caught_up().await;
    let all = [suggestion(one, weaker, 500), suggestion(one, stronger, 812)];
    suggesting.suggests(&all).await;
    for user in ["sgt_lpt", "mhlo", "control_room_supervisor"] {
        let (status, page) = suggesting.page(user, one).await;
        assert_eq!(status, StatusCode::OK);
        assert!(
            suggests(&page, weaker) && suggests(&page, stronger),
            "{page}"
        );
        let place = |file: FileId| page.find(&file.reference()).unwrap();
        assert!(place(stronger) < place(weaker), "{page}");
        for says in [
            "97 in 100",
            "Surname: the same (speaks strongly for it)",
            "Date of birth: one slip: a digit, or day and month swapped (speaks for it)",
            "Postcode: different (speaks a little against it)",
            "Sex: missing in one or both</li>",
            "model 0123456789ab",
            "It confirms nothing",
        ] {
            assert!(page.contains(says), "{says} in {page}");
        }
        assert!(!page.contains("Sample"), "a name of the other file");
    }
    let (_, page) = suggesting.page("sgt_lpt", stronger).await;
    assert!(suggests(&page, one) && !suggests(&page, weaker), "{page}");

    // The button opens the form with the other file filled in; nothing was written.
    let path = format!("/cases/{one}/same-person?with={}", stronger.reference());
    let cookie = suggesting.stage.browser("sgt_lpt").cookie;
    let filled = text(suggesting.stage.ask(get(&path, &cookie)).await).await;
    assert!(
        filled.contains(&format!("value=\"{}\"", stronger.reference())),
        "{filled}"
    );
    let held = suggesting
        .stage
        .app
        .record()
        .read(one)
        .await
        .unwrap()
        .unwrap();
    let confirms = |event: &Event| matches!(event, Event::LinkConfirmed(_));
    assert!(!held.lines.iter().any(|line| confirms(&line.event)));

    // Who was shown them is in the log of the other file, as somebody who did not open it.
    let other = suggesting
        .stage
        .app
        .record()
        .read(weaker)
        .await
        .unwrap()
        .unwrap();
    let seen: Vec<&Seen> = other
        .accesses
        .iter()
        .filter(|access| access.by.user.as_str() == "mhlo")
        .map(|access| &access.what)
        .collect();
    let listed = Seen::Listed {
        figure: format!("same_person/{}", one.reference()),
    };
    assert_eq!(seen, [&listed]);
}

#[tokio::test]
async fn nobody_else_is_told_of_them_and_nobody_of_a_file_they_may_not_open() {
    let suggesting = Suggesting::new().await;
    let one = suggesting.stage.open_for_everybody().await;
    let other = suggesting.open("Anna Example").await;
    suggesting.stage.caught_up().await;
    // A return is a file that nobody may open as a case, and one that does not exist is nothing.
    let nowhere = FileId::of("a file that is not there");
    let all = [suggestion(one, other, 812), suggestion(one, nowhere, 900)];
    suggesting.suggests(&all).await;
    for user in [
        "call_taker_1",
        "dispatcher_1",
        "pc_4471",
        "nurse_orchard",
        "nurse_medway_ed",
        "doctor_medway_ed",
        "amhp_1",
        "paramedic_1",
        "analyst",
        "records_manager",
    ] {
        for path in ["same-person", ""] {
            let path = format!("/cases/{one}/{path}");
            let cookie = suggesting.stage.browser(user).cookie;
            let page = suggesting
                .stage
                .ask(get(path.trim_end_matches('/'), &cookie))
                .await;
            let page = text(page).await;
            assert!(!page.contains(&other.reference()), "{user} {path}: {page}");
            assert!(!page.contains("May be the same person"), "{user} {path}");
        }
    }
    let (_, page) = suggesting.page("sgt_lpt", one).await;
    assert!(suggests(&page, other), "{page}");
    assert!(!page.contains(&nowhere.reference()), "{page}");
    let noted = suggesting
        .stage
        .app
        .record()
        .read(other)
        .await
        .unwrap()
        .unwrap();
    let who: Vec<&str> = noted
        .accesses
        .iter()
        .map(|one| one.by.user.as_str())
        .collect();
    assert_eq!(who, ["sgt_lpt"]);
}

#[tokio::test]
async fn what_was_answered_or_has_changed_since_is_not_suggested() {
    let suggesting = Suggesting::new().await;
    let stage = &suggesting.stage;
    let one = suggesting.open("Anna Example").await;
    let changed = suggesting.open("Anna Example").await;
    let linked = suggesting.open("Anna Example").await;
    let here = suggesting.open("Anna Example").await;
    stage.caught_up().await;
    let all = [changed, linked, here].map(|other| suggestion(one, other, 812));
    suggesting.suggests(&all).await;
    stage.later(1);
    stage.tell("pc_4471", changed, named("Bella Other")).await;
    let sergeant = stage.browser("sgt_lpt");
    let confirm = |from: FileId, with: FileId| {
        let fields = format!(
            "with={}&basis=compared_particulars&reason=both+say+so",
            with.reference()
        );
        (format!("/cases/{from}/same-person"), fields)
    };
    // Written in the other file, and found all the same.
    let (path, fields) = confirm(linked, one);
    assert_eq!(
        stage.form(&path, &sergeant, &fields).await.status(),
        StatusCode::SEE_OTHER
    );
    stage.caught_up().await;
    let (_, page) = suggesting.page("sgt_lpt", one).await;
    assert!(suggests(&page, here), "{page}");
    assert!(
        !suggests(&page, linked) && !suggests(&page, changed),
        "{page}"
    );

    // What was suggested is in the line that confirms it, so that mistakes can be counted.
    let held = stage.app.record().read(linked).await.unwrap().unwrap();
    let last = &held.lines.last().unwrap().event;
    let Event::LinkConfirmed(link) = last else {
        panic!("{last:?}");
    };
    let suggested = link.suggested.as_ref().unwrap();
    assert_eq!(suggested.weight_centibits, 812);
    assert_eq!(suggested.by, "lantern link 0.1, model 0123456789ab");

    // Undone, it is not suggested again, in neither of the two.
    let undo = format!("/cases/{linked}/same-person/{}", held.last_position());
    stage.later(1);
    assert_eq!(
        stage
            .form(&undo, &sergeant, "undo_reason=twins")
            .await
            .status(),
        StatusCode::SEE_OTHER
    );
    stage.caught_up().await;
    for (file, other) in [(one, linked), (linked, one)] {
        let (_, page) = suggesting.page("sgt_lpt", file).await;
        assert!(!suggests(&page, other), "{page}");
    }
    // A run that has seen what one of them says now may suggest it again.
    stage.later(1);
    stage
        .tell("pc_4471", linked, named("Anna B. Example"))
        .await;
    suggesting.suggests(&all).await;
    let (_, page) = suggesting.page("sgt_lpt", one).await;
    assert!(suggests(&page, linked), "{page}");
}

#[tokio::test]
async fn one_that_is_rejected_is_told_with_its_reason_and_not_suggested_again() {
    let suggesting = Suggesting::new().await;
    let stage = &suggesting.stage;
    let one = suggesting.open("Anna Example").await;
    let other = suggesting.open("Anna Example").await;
    stage.caught_up().await;
    suggesting.suggests(&[suggestion(one, other, 812)]).await;
    stage.later(1);
    let sergeant = stage.browser("sgt_lpt");
    let path = format!("/cases/{one}/same-person/rejected");
    let fields = |reason: &str| format!("rejected={}&reject_reason={reason}", other.reference());
    let before = stage.app.record().read(one).await.unwrap().unwrap();

    // Without a reason nothing is written, and the page says so.
    let silent = stage.form(&path, &sergeant, &fields("")).await;
    assert_eq!(silent.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = text(silent).await;
    assert!(page.contains("Enter what shows that they are not the same person"));
    // Nor by somebody who may not say it, nor of a file that is not there.
    let officer = stage.browser("pc_4471");
    let refused = stage.form(&path, &officer, &fields("older")).await;
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    let nowhere = "rejected=LN-0000-0000&reject_reason=older";
    let refused = stage.form(&path, &sergeant, nowhere).await;
    assert_eq!(refused.status(), StatusCode::NOT_FOUND);
    let held = stage.app.record().read(one).await.unwrap().unwrap();
    assert_eq!(held.lines.len(), before.lines.len());

    let told = stage
        .form(&path, &sergeant, &fields("seven+years+older"))
        .await;
    assert_eq!(told.status(), StatusCode::SEE_OTHER);
    let held = stage.app.record().read(one).await.unwrap().unwrap();
    let last = &held.lines.last().unwrap().event;
    let Event::LinkRejected(rejected) = last else {
        panic!("{last:?}");
    };
    assert_eq!(rejected.with, other);
    assert_eq!(rejected.suggested.as_ref().unwrap().weight_centibits, 812);
    stage.caught_up().await;
    let (_, page) = suggesting.page("sgt_lpt", one).await;
    assert!(!suggests(&page, other), "{page}");
    assert!(page.contains("seven years older"), "{page}");
    let (_, page) = suggesting.page("sgt_lpt", other).await;
    assert!(!suggests(&page, one), "{page}");

    // A link that stands is undone, and not rejected, from either side.
    let confirm = format!("with={}&basis=document&reason=both+say+so", one.reference());
    let path = format!("/cases/{other}/same-person");
    let confirmed = stage.form(&path, &sergeant, &confirm).await;
    assert_eq!(confirmed.status(), StatusCode::SEE_OTHER);
    stage.caught_up().await;
    let (_, page) = suggesting.page("sgt_lpt", one).await;
    assert!(
        !page.contains("seven years older"),
        "a link is held now: {page}"
    );
    for (file, with) in [(one, other), (other, one)] {
        let path = format!("/cases/{file}/same-person/rejected");
        let fields = format!("rejected={}&reject_reason=older", with.reference());
        let refused = stage.form(&path, &sergeant, &fields).await;
        assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            text(refused)
                .await
                .contains("undo the link in place of this")
        );
    }
}

#[tokio::test]
async fn of_a_file_that_cannot_be_used_the_page_says_no_more_than_that() {
    let suggesting = Suggesting::new().await;
    let one = suggesting.open("Anna Example").await;
    let other = suggesting.open("Anna Example").await;
    suggesting.stage.caught_up().await;
    let all = [suggestion(one, other, 812)];
    let made = suggesting.made(&all).await;
    let of_another = Made {
        record: "00000000-0000-0000-0000-000000000000".to_owned(),
        ..made.clone()
    };
    // Not there yet; of another record; cut short.
    for (made, held) in [
        (None, &all[..]),
        (Some(of_another), &all[..]),
        (Some(made), &[]),
    ] {
        if let Some(made) = made {
            suggesting.write(&made, held);
        }
        let (status, page) = suggesting.page("sgt_lpt", one).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("Suggestions are not available"), "{page}");
        assert!(!suggests(&page, other), "{page}");
    }
    // It is read again as soon as it is another.
    suggesting.suggests(&all).await;
    let (_, page) = suggesting.page("sgt_lpt", one).await;
    assert!(suggests(&page, other), "{page}");
    let (_, page) = suggesting.page("sgt_lpt", other).await;
    assert!(suggests(&page, one), "{page}");
}

#[tokio::test]
async fn a_server_without_suggestions_says_nothing_of_them() {
    let stage = Stage::new().await;
    let one = stage.open("pc_4471", vec![met()]).await;
    stage.caught_up().await;
    let path = format!("/cases/{one}/same-person");
    let cookie = stage.browser("sgt_lpt").cookie;
    let page = text(stage.ask(get(&path, &cookie)).await).await;
    assert!(
        page.contains("Another file about the same person"),
        "{page}"
    );
    assert!(!page.to_lowercase().contains("suggestions"), "{page}");
}
