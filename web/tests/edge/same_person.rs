//! The same person in two files at the edge: confirmed by one entitled, shown in both, undone.

use axum::http::StatusCode;
use domain::FileId;

use crate::stage::{Stage, get, met, text};

async fn page(stage: &Stage, user: &str, file: FileId) -> (StatusCode, String) {
    let path = format!("/cases/{file}/same-person");
    let response = stage.ask(get(&path, &stage.browser(user).cookie)).await;
    let status = response.status();
    (status, text(response).await)
}

async fn two_files(stage: &Stage) -> (FileId, FileId) {
    let one = stage.open("pc_4471", vec![met()]).await;
    let other = stage.open("pc_4471", vec![met()]).await;
    stage.caught_up().await;
    (one, other)
}

fn filled(with: &str) -> String {
    format!("with={with}&basis=compared_particulars&reason=name+and+birth+date")
}

#[tokio::test]
async fn a_confirmed_link_is_shown_in_both_files_until_it_is_undone() {
    let stage = Stage::new().await;
    let (one, other) = two_files(&stage).await;
    let sergeant = stage.browser("sgt_lpt");
    let path = format!("/cases/{one}/same-person");
    // However it is typed.
    let typed = other.reference().to_lowercase().replace('-', "+");
    let sent = stage.form(&path, &sergeant, &filled(&typed)).await;
    assert_eq!(sent.status(), StatusCode::SEE_OTHER);
    stage.caught_up().await;
    for (file, shows) in [(one, other), (other, one)] {
        let (status, shown) = page(&stage, "mhlo", file).await;
        assert_eq!(status, StatusCode::OK);
        assert!(shown.contains(&format!("/cases/{shows}\"")), "{shown}");
        assert!(shown.contains("name and birth date"));
        let case = stage
            .ask(get(&format!("/cases/{file}"), &sergeant.cookie))
            .await;
        assert!(
            text(case)
                .await
                .contains(&format!("/cases/{file}/same-person"))
        );
    }
    let again = stage
        .form(&path, &sergeant, &filled(&other.reference()))
        .await;
    assert_eq!(again.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text(again).await.contains("linked already"));

    let (_, shown) = page(&stage, "sgt_lpt", other).await;
    let undo = shown
        .split("action=\"")
        .filter_map(|rest| rest.split('"').next())
        .find(|action| action.starts_with(&format!("{path}/")))
        .unwrap()
        .to_owned();
    let silent = stage.form(&undo, &sergeant, "undo_reason=").await;
    assert_eq!(silent.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let undone = stage.form(&undo, &sergeant, "undo_reason=twins").await;
    assert_eq!(undone.status(), StatusCode::SEE_OTHER);
    stage.caught_up().await;
    for file in [one, other] {
        let (_, shown) = page(&stage, "sgt_lpt", file).await;
        assert!(
            shown.contains("No other file has been confirmed"),
            "{shown}"
        );
    }
    // A program that starts again finds the same.
    assert_eq!(
        stage
            .form(&undo, &sergeant, "undo_reason=twins")
            .await
            .status(),
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn what_is_wrong_with_a_link_is_said_at_its_field_and_nothing_is_written() {
    let stage = Stage::new().await;
    let (one, other) = two_files(&stage).await;
    let sergeant = stage.browser("sgt_lpt");
    let path = format!("/cases/{one}/same-person");
    for (with, says) in [
        ("LN-0000-0000", "Enter the reference of another file"),
        ("", "Enter the reference of another file"),
        (one.reference().as_str(), "this is the file itself"),
    ] {
        let sent = stage.form(&path, &sergeant, &filled(with)).await;
        assert_eq!(sent.status(), StatusCode::UNPROCESSABLE_ENTITY, "{with}");
        assert!(text(sent).await.contains(says), "{with}");
    }
    let silent = format!("with={}", other.reference());
    let sent = text(stage.form(&path, &sergeant, &silent).await).await;
    assert!(sent.contains("Select how it is known") && sent.contains("Enter what was compared"));
    let held = stage.app.record().read(one).await.unwrap().unwrap();
    assert!(
        !held
            .lines
            .iter()
            .any(|line| matches!(line.event, domain::Event::LinkConfirmed(_)))
    );
}

#[tokio::test]
async fn a_constable_is_told_who_confirms_and_a_nurse_elsewhere_sees_no_file() {
    let stage = Stage::new().await;
    let (one, _) = two_files(&stage).await;
    let (status, _) = page(&stage, "pc_4471", one).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let (status, _) = page(&stage, "nurse_willow", one).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}
