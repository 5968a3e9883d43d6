//! A warrant over pages and API alike: the same commands, the same refusals, and the law's answer
//! on the page of the file.

use axum::http::{Method, StatusCode};
use serde_json::json;

use crate::stage::{Stage, get, text};

async fn page(stage: &Stage, user: &str, path: &str) -> (StatusCode, String) {
    let response = stage.ask(get(path, &stage.browser(user).cookie)).await;
    let status = response.status();
    (status, text(response).await)
}

const APPLIED: &str = "applicant=amhp&name=the+AMHP+on+duty&premises=3+Street+C\
    &concern.believed_disordered=yes&concern.ill_treated_or_neglected=yes\
    &concern.unable_to_care=yes&concern.living_alone=no&on_oath_to_justice=yes\
    &in_jurisdiction=yes";
const ISSUED: &str = "kind=assess&court=Medway&premises=3+Street+C&premises_specified=yes\
    &last_day-absent=not_applicable";
const ENTRY: &str = "amhp=in_person&amhp_name=the+AMHP+on+duty&doctor_name-absent=not_applicable\
    &at_specified_premises=yes&force_used=no&person_found=yes&lead=PC+2203";

#[tokio::test]
async fn a_warrant_is_recorded_by_its_forms_and_both_sides_read_what_the_law_says_of_it() {
    let stage = Stage::new().await;
    let file = stage.open_for_the_police().await;
    let officer = stage.browser("pc_2203");
    let send = async |slug: &str, body: &str| {
        let path = format!("/cases/{file}/do/{slug}");
        stage.form(&path, &officer, body).await
    };

    assert_eq!(
        page(&stage, "amhp_1", &format!("/cases/{file}")).await.0,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        send("apply-135-1", APPLIED).await.status(),
        StatusCode::SEE_OTHER
    );
    assert_eq!(
        send("warrant-issued", ISSUED).await.status(),
        StatusCode::SEE_OTHER
    );
    for who in ["amhp_1", "insp_duty"] {
        let (status, shown) = page(&stage, who, &format!("/cases/{file}")).await;
        assert_eq!(status, StatusCode::OK, "{who}");
        assert!(
            shown.contains("Enter under a section 135(1) warrant")
                || shown.contains("enter under a section 135(1) warrant"),
            "{who}"
        );
        assert!(
            shown.contains("/law/w1-validity"),
            "{who}: no rule for how long it lasts"
        );
        assert!(shown.contains("registered medical practitioner"), "{who}");
    }

    // B3: with no doctor it is refused with its rule, and nothing is written.
    let refused = send("execute-135-1", &format!("{ENTRY}&doctor=absent")).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let refused = text(refused).await;
    assert!(refused.contains("/law/w1-accompanied"));
    assert!(refused.contains("name=\"despite\""));
    let went = send("execute-135-1", &format!("{ENTRY}&doctor=in_person")).await;
    assert_eq!(went.status(), StatusCode::SEE_OTHER);
    let (_, shown) = page(&stage, "amhp_1", &format!("/cases/{file}")).await;
    assert!(shown.contains("Section 135(1) warrant: officers are in"));
}

#[tokio::test]
async fn the_api_takes_the_same_command_and_refuses_it_for_the_same_reason() {
    let stage = Stage::new().await;
    let file = stage.open_for_the_police().await;
    let path = format!("/api/v1/files/{file}/commands");
    let applied = |applicant: &str| {
        json!({ "happened": { "moment": { "precision": "exact", "at": "2026-10-23T01:14:00Z" },
            "source": "lantern" }, "event": {
            "event": "warrant_applied", "kind": "assess", "applicant": applicant,
            "name": { "no_value": "unknown" }, "premises": "3 Street C",
            "concern": { "believed_disordered": "yes", "ill_treated_or_neglected": "yes" },
        } })
    };
    let (status, answer) = stage
        .api(Method::POST, &path, "pc_2203", Some(&applied("constable")))
        .await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
    assert!(answer.to_string().contains("w1-applicant"), "{answer}");
    let (status, answer) = stage
        .api(Method::POST, &path, "pc_2203", Some(&applied("amhp")))
        .await;
    assert_eq!(status, StatusCode::CREATED, "{answer}");
    let (status, answer) = stage
        .api(
            Method::GET,
            &format!("/api/v1/files/{file}/position"),
            "pc_2203",
            None,
        )
        .await;
    assert_eq!(status, StatusCode::OK);
    assert!(answer.to_string().contains("w1-grounds"), "{answer}");
}
