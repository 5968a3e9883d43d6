//! Asking who somebody is, at the edge: answered to police alone, with files they may open, and
//! with a line in the log of each file that was shown.

use std::sync::Arc;

use axum::http::{Method, StatusCode};
use casework::link::Particulars;
use domain::{Event, FileId, Known, PersonFact};
use record::Seen;
use serde_json::json;
use web::recognises::{Answer, Recognises as _};

use crate::names::ByName;
use crate::stage::{Stage, actor, get, met, text};

/// A stage whose server recognises people.
struct Asking {
    stage: Stage,
    names: Arc<ByName>,
}

fn named(name: &str) -> Event {
    PersonFact::Name {
        is: Known::is(name.to_owned()),
    }
    .into()
}

fn about(name: &str) -> Particulars {
    Particulars {
        name: Some(name.to_owned()),
        ..Particulars::default()
    }
}

impl Asking {
    async fn new() -> Self {
        let stage = Stage::new().await;
        let names = Arc::new(ByName::default());
        // The server is the same: it recognises people from here on.
        drop(stage.app.clone().with_recognises(Arc::clone(&names) as _));
        Self { stage, names }
    }

    async fn open(&self, name: &str) -> FileId {
        let file = self.stage.open("pc_4471", vec![met(), named(name)]).await;
        self.stage.caught_up().await;
        file
    }

    async fn ask(&self, user: &str, fields: &str) -> (StatusCode, String) {
        let browser = self.stage.browser(user);
        let response = self.stage.form("/who", &browser, fields).await;
        (response.status(), text(response).await)
    }

    fn known(&self, name: &str) -> Vec<FileId> {
        match self.names.ask(&about(name)) {
            Answer::Found(found) => found.likely.into_iter().map(|one| one.file).collect(),
            _ => Vec::new(),
        }
    }

    async fn seen(&self, file: FileId, user: &str) -> Vec<Seen> {
        let held = self.stage.app.record().read(file).await.unwrap().unwrap();
        let theirs = held
            .accesses
            .iter()
            .filter(|one| one.by.user.as_str() == user);
        theirs.map(|one| one.what.clone()).collect()
    }
}

#[tokio::test]
async fn the_likeliest_file_comes_first_with_reasons_and_who_was_shown_it_is_kept() {
    let asking = Asking::new().await;
    let one = asking.open("Anna Example").await;
    let other = asking.open("Berta Example").await;
    let nobody = asking.open("Carla Muster").await;
    let before = asking.stage.app.record().head().await.unwrap().seq;
    let (status, page) = asking.ask("call_taker_1", "name=Anna+Example").await;
    assert_eq!(status, StatusCode::OK);
    let place = |file: FileId| page.find(&format!("/cases/{file}"));
    assert!(place(one).unwrap() < place(other).unwrap(), "{page}");
    assert_eq!(place(nobody), None);
    for says in [
        "2 files may be about them",
        "97 in 100",
        "41 in 100",
        "Surname: the same (speaks strongly for it)",
        "It does not say who they are: you do",
        "It is never one to do less",
        "value=\"Anna Example\"",
    ] {
        assert!(page.contains(says), "{says} in {page}");
    }
    let listed = Seen::Listed {
        figure: "who".to_owned(),
    };
    for file in [one, other] {
        let seen = asking.seen(file, "call_taker_1").await;
        assert_eq!(seen, std::slice::from_ref(&listed));
    }
    assert!(asking.seen(nobody, "call_taker_1").await.is_empty());
    // What was asked is in no line of the record.
    assert_eq!(asking.stage.app.record().head().await.unwrap().seq, before);
}

#[tokio::test]
async fn partners_and_those_who_count_do_not_ask_and_are_not_offered_it() {
    let asking = Asking::new().await;
    let file = asking.open("Anna Example").await;
    for user in [
        "nurse_orchard",
        "doctor_1",
        "amhp_1",
        "paramedic_1",
        "custody_hcp",
        "analyst",
        "records_manager",
    ] {
        let (status, page) = asking.ask(user, "name=Anna+Example").await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{user}");
        assert!(!page.contains(&file.reference()), "{user}");
        let question = json!({ "name": "Anna Example" });
        let path = "/api/v1/who";
        let (status, _) = asking
            .stage
            .api(Method::POST, path, user, Some(&question))
            .await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{user}");
        let cookie = asking.stage.browser(user).cookie;
        let page = text(asking.stage.ask(get("/places", &cookie)).await).await;
        assert!(!page.contains("href=\"/who\""), "{user}");
    }
    let cookie = asking.stage.browser("call_taker_1").cookie;
    let page = text(asking.stage.ask(get("/places", &cookie)).await).await;
    assert!(page.contains("href=\"/who\""), "{page}");
}

#[tokio::test]
async fn a_server_that_recognises_nobody_says_so_and_offers_nothing() {
    let stage = Stage::new().await;
    let browser = stage.browser("call_taker_1");
    let board = text(stage.ask(get("/board", &browser.cookie)).await).await;
    assert!(!board.contains("href=\"/who\""));
    let says = "was not given what recognises people";
    let page = text(stage.ask(get("/who", &browser.cookie)).await).await;
    assert!(page.contains(says), "{page}");
    let page = text(stage.form("/who", &browser, "name=Anna+Example").await).await;
    assert!(page.contains(says), "{page}");
    let question = json!({ "name": "Anna Example" });
    let asked = stage.api(Method::POST, "/api/v1/who", "call_taker_1", Some(&question));
    let (status, answer) = asked.await;
    assert_eq!(
        (status, &answer["state"]),
        (StatusCode::OK, &json!("not_available"))
    );
}

#[tokio::test]
async fn what_is_wrong_is_said_at_its_box_and_what_was_typed_stays() {
    let asking = Asking::new().await;
    for (fields, says, href) in [
        ("", "Enter a name or a date of birth", "#f-name"),
        (
            "address=TN24+8AB",
            "Enter a name or a date of birth",
            "#f-name",
        ),
        (
            "name=Anna&born-day=31&born-month=6&born-year=1985",
            "`31 6 1985` is not a day in the calendar",
            "#f-born-day",
        ),
        (
            "name=Anna&born-day=1&born-month=6&born-year=2085",
            "The date of birth is in the future",
            "#f-born-day",
        ),
        (
            "name=+&sex=female",
            "Enter a name or a date of birth",
            "#f-name",
        ),
    ] {
        let (status, page) = asking.ask("call_taker_1", fields).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{fields}");
        assert!(
            page.contains(says) && page.contains(href),
            "{fields}: {page}"
        );
        if fields.contains("1985") {
            assert!(page.contains("value=\"1985\""), "{page}");
        }
    }
    let long = format!("name={}", "A".repeat(201));
    let (status, page) = asking.ask("call_taker_1", &long).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("no more than 200 characters"), "{page}");
}

#[tokio::test]
async fn a_name_that_changes_is_known_at_once_and_by_a_server_that_starts_anew() {
    let asking = Asking::new().await;
    let file = asking.open("Anna Example").await;
    assert_eq!(asking.known("Anna Example"), [file]);
    let browser = asking.stage.browser("pc_4471");
    let path = format!("/cases/{file}/do/name");
    let sent = asking.stage.form(&path, &browser, "is=Berta+Muster").await;
    assert_eq!(sent.status(), StatusCode::SEE_OTHER);
    asking.stage.caught_up().await;
    assert!(asking.known("Anna Example").is_empty());
    assert_eq!(asking.known("Berta Muster"), [file]);

    let again = Arc::new(ByName::default());
    let _later = asking.stage.restarted_with(Arc::clone(&again) as _).await;
    match again.ask(&about("Berta Muster")) {
        Answer::Found(found) => assert_eq!(found.likely[0].file, file),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_file_that_was_disposed_of_is_shown_to_nobody_and_forgotten() {
    let asking = Asking::new().await;
    let file = asking.open("Anna Example").await;
    let record = asking.stage.app.record();
    let now = asking.stage.app.now();
    let by = actor("records_manager");
    record
        .dispose(file, &by, "six years passed", now)
        .await
        .unwrap();
    let (status, page) = asking.ask("call_taker_1", "name=Anna+Example").await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        page.contains("No file that you may open is like this"),
        "{page}"
    );
    assert!(!page.contains(&file.reference()), "{page}");
    assert!(asking.known("Anna Example").is_empty());
}

#[tokio::test]
async fn the_page_of_the_same_person_suggests_as_the_record_stands_now() {
    let asking = Asking::new().await;
    let one = asking.open("Anna Example").await;
    let cookie = asking.stage.browser("sgt_lpt").cookie;
    let path = format!("/cases/{one}/same-person");
    let page = text(asking.stage.ask(get(&path, &cookie)).await).await;
    assert!(page.contains("It suggests no other file"), "{page}");
    let other = asking.open("Anna Example").await;
    let weaker = asking.open("Berta Example").await;
    let page = text(asking.stage.ask(get(&path, &cookie)).await).await;
    assert!(
        page.contains(&other.reference()) && page.contains("a rehearsal"),
        "{page}"
    );
    assert!(
        !page.contains(&weaker.reference()),
        "less likely than not: {page}"
    );

    // Who confirms it keeps what was suggested beside it.
    let browser = asking.stage.browser("sgt_lpt");
    let fields = format!("with={}&basis=document&reason=passport", other.reference());
    let sent = asking.stage.form(&path, &browser, &fields).await;
    assert_eq!(sent.status(), StatusCode::SEE_OTHER, "{}", text(sent).await);
    let held = asking.stage.app.record().read(one).await.unwrap().unwrap();
    let confirmed = held.lines.iter().find_map(|line| match &line.event {
        Event::LinkConfirmed(link) => link.suggested.clone(),
        _ => None,
    });
    let confirmed = confirmed.unwrap();
    assert_eq!(
        (confirmed.weight_centibits, confirmed.by.as_str()),
        (517, "a rehearsal")
    );

    // The call taker sees on their page that the two were confirmed.
    let (_, page) = asking.ask("call_taker_1", "name=Anna+Example").await;
    assert!(page.contains("Confirmed as the same person"), "{page}");
}

#[tokio::test]
async fn a_program_is_answered_as_the_page_is() {
    let asking = Asking::new().await;
    let file = asking.open("Anna Example").await;
    let ask = |question: serde_json::Value| {
        let stage = &asking.stage;
        async move {
            stage
                .api(Method::POST, "/api/v1/who", "call_taker_1", Some(&question))
                .await
        }
    };
    let (status, answer) = ask(json!({ "name": "Anna Example", "born": "1985-03-27" })).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(answer["state"], "compared");
    assert_eq!(answer["likely"][0]["file"], json!(file));
    assert_eq!(answer["likely"][0]["why"][1]["level"], "the same");
    assert_eq!(asking.seen(file, "call_taker_1").await.len(), 1);
    let (status, problem) = ask(json!({ "address": "CT1 1AA" })).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(problem["errors"][0]["pointer"], "/name");
    for field in ["name", "address"] {
        let (status, problem) = ask(json!({ field: "A".repeat(201) })).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(problem["errors"][0]["pointer"], format!("/{field}"));
    }
    let (status, _) = ask(json!({ "surname": "Example" })).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
}
