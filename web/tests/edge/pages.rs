//! Pages as a browser without scripts meets them: what is sent, shown again, escaped, withheld.

use axum::http::{StatusCode, header};
use domain::event::{DecisionAsked, Question};
use domain::{FileId, Position, Rank};

use crate::stage::{Stage, get, text};

async fn page(stage: &Stage, user: &str, path: &str) -> (StatusCode, String) {
    let response = stage.ask(get(path, &stage.browser(user).cookie)).await;
    let status = response.status();
    (status, text(response).await)
}

async fn lines(stage: &Stage, file: FileId) -> usize {
    stage
        .app
        .record()
        .read(file)
        .await
        .unwrap()
        .unwrap()
        .lines
        .len()
}

const AMBULANCE: &str = "via=phone&told=&when=now&command=0192f0c1-2a3b-7c4d-8e5f-0123456789ab";

#[tokio::test]
async fn a_form_sent_twice_writes_once_and_both_end_at_the_file() {
    let stage = Stage::new().await;
    let file = stage.open_for_the_police().await;
    let officer = stage.browser("pc_2203");
    let before = lines(&stage, file).await;
    for _ in 0..2 {
        let path = format!("/cases/{file}/do/ambulance");
        let answer = stage.form(&path, &officer, AMBULANCE).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
        assert_eq!(answer.headers()[header::LOCATION], format!("/cases/{file}"));
    }
    assert_eq!(lines(&stage, file).await, before + 1);
}

#[tokio::test]
async fn a_form_with_a_fault_writes_nothing_and_comes_back_with_what_was_typed() {
    let stage = Stage::new().await;
    let file = stage.open_for_the_police().await;
    let officer = stage.browser("pc_2203");
    let before = lines(&stage, file).await;
    let typed = "seen=%3Cscript%3Ealert(1)%3C%2Fscript%3E+caf%C3%A9&when=other&when_day=31\
                 &when_month=2&when_year=2026&when_time=03%3A05&when_source=cctv";
    let answer = stage
        .form(&format!("/cases/{file}/do/grounds"), &officer, typed)
        .await;
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = text(answer).await;
    assert!(page.contains("<title>Error: "));
    assert!(page.contains("There is a problem"));
    assert!(page.contains("31 2 2026"));
    assert!(page.contains("caf\u{e9}"));
    assert!(!page.contains("<script>alert"), "what was typed is run");
    assert!(page.contains("value=\"03:05\""));
    assert_eq!(lines(&stage, file).await, before);
}

#[tokio::test]
async fn what_people_type_is_text_on_every_page_that_shows_it() {
    let stage = Stage::new().await;
    let file = stage.open_for_the_police().await;
    let officer = stage.browser("pc_2203");
    let nasty = "is=%22%3E%3Cimg+src%3Dx+onerror%3Dalert(1)%3E";
    let answer = stage
        .form(&format!("/cases/{file}/do/name"), &officer, nasty)
        .await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    for path in [
        format!("/cases/{file}"),
        format!("/cases/{file}/print"),
        format!("/cases/{file}/do/age"),
        format!("/cases/{file}/lines/3"),
        format!("/cases/{file}/hand-over"),
        "/board".to_owned(),
        "/my-jobs".to_owned(),
    ] {
        let (status, page) = page(&stage, "pc_2203", &path).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        assert!(!page.contains("<img"), "{path}");
        assert!(page.contains("onerror"), "{path} does not show the name");
    }
}

#[tokio::test]
async fn a_block_shows_the_law_and_is_passed_by_saying_what_happened() {
    let stage = Stage::new().await;
    let file = stage.open_for_the_police().await;
    let officer = stage.browser("pc_2203");
    let path = format!("/cases/{file}/do/entered");
    let station = "place=medway_police_station";
    let before = lines(&stage, file).await;
    let answer = stage.form(&path, &officer, station).await;
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let shown = text(answer).await;
    assert!(shown.contains("name=\"despite\""));
    assert!(shown.contains("href=\"/law/"), "no rule is named");
    assert_eq!(lines(&stage, file).await, before);

    let despite = format!("{station}&despite=Another+crew+brought+them+in");
    let answer = stage.form(&path, &officer, &despite).await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    let (_, shown) = page(&stage, "insp_duty", "/decisions").await;
    assert!(shown.contains("Another crew brought them in"));
    assert!(lines(&stage, file).await > before + 1);
}

#[tokio::test]
async fn what_was_said_of_a_command_is_said_once() {
    let stage = Stage::new().await;
    let file = stage.open_for_the_police().await;
    let officer = stage.browser("pc_2203");
    let flags = "unsure=deep_cuts";
    let answer = stage
        .form(&format!("/cases/{file}/do/red-flags"), &officer, flags)
        .await;
    let said = answer.headers()[header::SET_COOKIE].to_str().unwrap();
    assert!(
        said.contains("HttpOnly") && said.contains("Max-Age=60"),
        "{said}"
    );
    let said = said.split(';').next().unwrap();
    let cookie = format!("{}; {said}", officer.cookie);
    let answer = stage.ask(get(&format!("/cases/{file}"), &cookie)).await;
    let forgotten = answer.headers()[header::SET_COOKIE]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(forgotten.contains("Max-Age=0"), "{forgotten}");
    assert!(
        text(answer)
            .await
            .contains("ambulance and emergency department")
    );
    let (_, again) = page(&stage, "pc_2203", &format!("/cases/{file}")).await;
    assert!(!again.contains("ambulance and emergency department"));
}

#[tokio::test]
async fn a_partner_is_not_shown_the_officers_own_exchanges_nor_their_lines() {
    let stage = Stage::new().await;
    let file = stage.open_for_everybody().await;
    let question = DecisionAsked {
        question: Question::StayOrLeave,
        of: Rank::Inspector,
        facts: "between ourselves".into(),
        other_view: String::new(),
    };
    let told = stage.tell("pc_4471", file, question.into()).await;
    let position: Position = told.lines[0].position;
    for path in [
        format!("/cases/{file}"),
        format!("/cases/{file}/print"),
        format!("/cases/{file}/hand-over"),
    ] {
        let (status, page) = page(&stage, "nurse_orchard", &path).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        assert!(!page.contains("between ourselves"), "{path}");
    }
    for path in [
        format!("/cases/{file}/lines/{position}"),
        format!("/decisions/{file}/{position}"),
        format!("/cases/{file}/lines/999"),
    ] {
        let (status, _) = page(&stage, "nurse_orchard", &path).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
    }
    let (_, page) = page(&stage, "insp_duty", "/decisions").await;
    assert!(page.contains("Should the officers stay or leave?"));
}

#[tokio::test]
async fn every_page_says_whose_it_is_and_that_it_is_no_legal_advice() {
    let stage = Stage::new().await;
    for path in [
        "/board",
        "/my-jobs",
        "/decisions",
        "/places",
        "/about",
        "/notices",
    ] {
        let (status, page) = page(&stage, "insp_duty", path).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        for words in [
            "<html lang=\"en-GB\"",
            "Duty inspector",
            "not legal advice",
            "Skip to main",
        ] {
            assert!(page.contains(words), "{path} lacks {words}");
        }
        assert_eq!(page.matches("<h1").count(), 1, "{path}");
        assert_eq!(page.matches("<main").count(), 1, "{path}");
    }
}
