//! A month's return at the edge: counted by the server, signed by two, corrected, and listed.

use axum::http::{Method, StatusCode};
use domain::event::{Corrected, EndReason, Ended, Entered, OutcomeCategory};
use domain::{Answer, EventId, FileId, Known, PersonFact, PlaceKind, TimeSource, When};
use http_body_util::BodyExt as _;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::stage::{Stage, actor, detained, get, met, place, text};

const OCTOBER: &str = "/api/v1/returns/2026-10";

/// A detention of 23 h 55 min on 23 October, and the line of its end; then 9 November.
async fn ended(stage: &Stage) -> (FileId, EventId) {
    let file = stage.open("pc_4471", vec![met(), detained()]).await;
    let entered = Entered {
        place: place("medway_ed", PlaceKind::EmergencyDepartment),
    };
    stage.tell("pc_4471", file, entered.into()).await;
    stage.later(23 * 60 + 55);
    let end = Ended {
        reason: EndReason::ArrangementsComplete,
        outcome: OutcomeCategory::CommunityPlan,
        person_told: Answer::Yes,
        care_now_with: String::new(),
    };
    let told = stage.tell("nurse_medway_ed", file, end.into()).await;
    stage.later(16 * 24 * 60);
    (file, told.lines[0].id)
}

async fn correct(stage: &Stage, file: FileId, line: EventId, later: i64) {
    let held = stage.app.record().read(file).await.unwrap().unwrap();
    let old = held.lines.iter().find(|held| held.id == line).unwrap();
    let at: Timestamp = old.happened.moment.instant().unwrap();
    let at = at.checked_add(SignedDuration::from_mins(later)).unwrap();
    let correction = Corrected {
        line,
        happened: Some(When::exact(at, TimeSource::SiteLog)),
        event: None,
        reason: "the ward book shows twenty minutes more".into(),
        evidence: "ward book".into(),
    };
    stage.tell("sgt_lpt", file, correction.into()).await;
    stage.caught_up().await;
}

async fn post(stage: &Stage, user: &str, what: &str, body: Value) -> StatusCode {
    let path = format!("{OCTOBER}/{what}");
    stage.api(Method::POST, &path, user, Some(&body)).await.0
}

async fn month(stage: &Stage, user: &str) -> Value {
    let (status, month) = stage.api(Method::GET, OCTOBER, user, None).await;
    assert_eq!(status, StatusCode::OK);
    month
}

fn figure(figures: &Value, id: &str) -> Value {
    let id = format!("s136m-{id}");
    let all = figures.as_array().unwrap();
    let found = all.iter().find(|one| one["definition"] == json!(id));
    found.unwrap()["value"]["value"].clone()
}

/// What issues the first version: nobody wrote down the person's sex, nor how they travelled.
fn first() -> Value {
    json!({ "explained": "the form is lost" })
}

fn signature(version: u16) -> Value {
    json!({ "version": version, "signature": "A. Name" })
}

/// The first version, signed by two and sent.
async fn sent(stage: &Stage) {
    assert_eq!(post(stage, "analyst", "issue", first()).await, 201);
    assert_eq!(post(stage, "analyst", "sign", signature(1)).await, 201);
    assert_eq!(post(stage, "mhlo", "sign", signature(1)).await, 201);
    let to = json!({ "version": 1, "to": "home_office", "name": "Home Office", "receipt": "HO-1" });
    assert_eq!(post(stage, "analyst", "send", to).await, 201);
}

#[tokio::test]
async fn a_correction_after_a_version_was_sent_calls_for_another() {
    let stage = Stage::new().await;
    let (file, end) = ended(&stage).await;
    sent(&stage).await;
    let before = month(&stage, "records_manager").await;
    assert_eq!(before["called_for"], Value::Null);
    assert_eq!(figure(&before["versions"][0]["figures"], "exceeded"), 0);

    correct(&stage, file, end, 20).await;
    let after = month(&stage, "mhlo").await;
    let offer = &after["called_for"];
    assert_eq!(offer["version"], 2);
    let difference = offer["difference"].as_str().unwrap();
    assert!(
        difference.starts_with("Periods exceeded: 0 → 1;"),
        "{difference}"
    );
    assert_eq!(offer["causes"].as_array().unwrap().len(), 1);
    assert_eq!(
        offer["causes"][0]["reason"],
        "the ward book shows twenty minutes more"
    );
    // An analyst works with coded figures: the words of the file are not theirs to read.
    let coded = month(&stage, "analyst").await;
    assert_eq!(coded["called_for"]["difference"], difference);
    assert_eq!(coded["called_for"]["causes"][0]["reason"], Value::Null);
    assert_eq!(coded["versions"][0]["counted"], Value::Null);

    assert_eq!(
        post(&stage, "analyst", "issue", first()).await,
        422,
        "no reason"
    );
    let reason = json!({ "reason": "the ward book", "explained": "the form is lost" });
    assert_eq!(post(&stage, "analyst", "issue", reason.clone()).await, 201);
    assert_eq!(
        post(&stage, "analyst", "issue", reason).await,
        422,
        "nothing has changed"
    );
    let both = month(&stage, "records_manager").await;
    assert_eq!(both["called_for"], Value::Null, "it has been answered");
    let versions = both["versions"].as_array().unwrap();
    assert_eq!(versions.len(), 2);
    assert_eq!(
        figure(&versions[0]["figures"], "exceeded"),
        0,
        "the first is kept"
    );
    assert_eq!(figure(&versions[1]["figures"], "exceeded"), 1);
    assert_eq!(versions[1]["difference"], difference);
    let had: Vec<String> = versions[0]["had"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            format!(
                "{}: {}",
                one["name"].as_str().unwrap(),
                one["how"].as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(
        had,
        [
            "Analyst: issued it",
            "Analyst: signed it",
            "Mental health liaison officer: signed it",
            "Home Office: was sent it (Home Office) by Analyst",
            "Records manager: first opened it",
            "Mental health liaison officer: first opened it",
            "Analyst: first opened it",
        ]
    );
}

#[tokio::test]
async fn a_server_that_starts_again_finds_what_calls_for_another_version() {
    let stage = Stage::new().await;
    let (file, end) = ended(&stage).await;
    sent(&stage).await;
    correct(&stage, file, end, 20).await;
    let before = web::desk::returns::list(&stage.app, &actor("mhlo")).await;
    let app = stage.restarted().await;
    let after = web::desk::returns::list(&app, &actor("mhlo")).await;
    let (before, after) = (before.unwrap(), after.unwrap());
    assert!(after[0].1.is_some());
    assert_eq!(before, after);
    app.stop();
}

#[tokio::test]
async fn a_correction_and_its_opposite_call_for_nothing() {
    let stage = Stage::new().await;
    let (file, end) = ended(&stage).await;
    sent(&stage).await;
    correct(&stage, file, end, 20).await;
    assert_ne!(month(&stage, "mhlo").await["called_for"], Value::Null);
    correct(&stage, file, end, 0).await;
    assert_eq!(month(&stage, "mhlo").await["called_for"], Value::Null);
}

#[tokio::test]
async fn figures_cannot_be_sent_in_and_a_return_is_no_file_of_a_person() {
    let stage = Stage::new().await;
    let (file, _) = ended(&stage).await;
    sent(&stage).await;
    let force = stage.app.force();
    let kind = web::desk::returns::KIND;
    let own = casework::returns::file_of(&force, kind, "2026-10".parse().unwrap());
    let now =
        json!({ "moment": { "precision": "exact", "at": stage.app.now() }, "source": "lantern" });
    let made_up = json!({ "happened": now, "event": { "event": "return_issued",
        "which": "section136_monthly", "period": { "year": 2026, "month": 10 }, "version": 2,
        "figures": [], "counted": [], "up_to": 1, "difference": "", "reason": "to look better" } });
    for user in ["analyst", "mhlo", "records_manager", "insp_duty"] {
        for file in [own, file] {
            let path = format!("/api/v1/files/{file}/commands");
            let (status, _) = stage.api(Method::POST, &path, user, Some(&made_up)).await;
            assert!(status.is_client_error(), "{user}: {status}");
        }
        let (status, _) = stage
            .api(Method::GET, &format!("/api/v1/files/{own}"), user, None)
            .await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{user}");
    }
    assert_eq!(
        month(&stage, "analyst").await["versions"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn a_version_asked_for_twice_is_issued_once() {
    let stage = Stage::new().await;
    ended(&stage).await;
    let key = uuid::Uuid::now_v7().to_string();
    for (status, repeated) in [(StatusCode::CREATED, false), (StatusCode::OK, true)] {
        let path = format!("{OCTOBER}/issue");
        let mut request = stage.api_request(Method::POST, &path, "analyst", Some(&first()));
        request
            .headers_mut()
            .insert("idempotency-key", key.parse().unwrap());
        let (answer, body) = crate::stage::json(stage.ask(request).await).await;
        assert_eq!((answer, &body["repeated"]), (status, &json!(repeated)));
    }
}

#[tokio::test]
async fn what_is_missing_is_explained_before_a_month_is_issued_and_has_an_owner() {
    let stage = Stage::new().await;
    ended(&stage).await;
    let now = month(&stage, "analyst").await;
    let faults = now["faults"].as_array().unwrap();
    let says: Vec<&str> = faults
        .iter()
        .map(|one| one["says"].as_str().unwrap())
        .collect();
    for wanted in ["sex not recorded", "method of transport not recorded"] {
        assert!(says.contains(&wanted), "{says:?}");
    }
    assert!(
        faults
            .iter()
            .all(|one| one["owner"] == "PC 4471" && one["error"] == json!(false))
    );
    assert_eq!(post(&stage, "analyst", "issue", json!({})).await, 422);
    let page = stage
        .ask(get("/returns/2026-10", &stage.browser("analyst").cookie))
        .await;
    let page = text(page).await;
    assert!(page.contains("Why may the warnings stand?") && page.contains("With PC 4471"));
    assert_eq!(post(&stage, "analyst", "issue", first()).await, 201);
}

#[tokio::test]
async fn a_contradiction_stands_in_the_way_until_it_is_put_right() {
    let stage = Stage::new().await;
    let (file, _) = ended(&stage).await;
    let perceived = PersonFact::EthnicityPerceived {
        is: Known::is("IC8".into()),
    };
    let told = stage.tell("pc_4471", file, perceived.into()).await;
    stage.caught_up().await;
    let (status, body) = stage
        .api(
            Method::POST,
            &format!("{OCTOBER}/issue"),
            "analyst",
            Some(&first()),
        )
        .await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        body.to_string().contains("ne error stands in the way"),
        "{body}"
    );
    let corrected = Corrected {
        line: told.lines[0].id,
        happened: None,
        event: Some(Box::new(
            PersonFact::EthnicityPerceived {
                is: Known::is("IC3".into()),
            }
            .into(),
        )),
        reason: "the code was mistyped".into(),
        evidence: "the officer".into(),
    };
    stage.tell("sgt_lpt", file, corrected.into()).await;
    stage.caught_up().await;
    assert_eq!(post(&stage, "analyst", "issue", first()).await, 201);
}

#[tokio::test]
async fn a_signed_version_leaves_as_a_file_and_each_number_opens_to_its_files() {
    let stage = Stage::new().await;
    let (file, _) = ended(&stage).await;
    let page =
        async |user: &str, path: &str| stage.ask(get(path, &stage.browser(user).cookie)).await;
    assert_eq!(post(&stage, "analyst", "issue", first()).await, 201);
    let early = page("analyst", "/returns/2026-10/versions/1/ods").await;
    assert_eq!(
        early.status(),
        StatusCode::UNPROCESSABLE_ENTITY,
        "nobody has signed it"
    );
    for user in ["analyst", "mhlo"] {
        assert_eq!(post(&stage, user, "sign", signature(1)).await, 201);
    }
    let csv = text(page("analyst", "/returns/2026-10/versions/1/csv").await).await;
    let place = "6,Place of safety (first used),A&E / Emergency Department,1,1\r\n";
    assert!(csv.contains(place), "{csv}");
    let ods = page("analyst", "/returns/2026-10/versions/1/ods").await;
    assert_eq!(ods.headers()["content-type"], web::export::ODS);
    let bytes = ods.into_body().collect().await.unwrap().to_bytes().to_vec();
    let mut book: calamine::Ods<_> =
        calamine::open_workbook_from_rs(std::io::Cursor::new(bytes)).unwrap();
    let sheet = calamine::Reader::worksheet_range(&mut book, "Detentions").unwrap();
    // The spreadsheet and the CSV are the same numbers.
    let of_sheet: Vec<String> = sheet
        .rows()
        .map(|row| {
            row.iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(",")
        })
        .collect();
    let of_csv: Vec<String> = csv.lines().map(|line| line.replace('"', "")).collect();
    assert_eq!(of_sheet, of_csv);

    let national = text(page("mhlo", "/returns/2026-10/national").await).await;
    assert!(national.contains("Not established of the real template: 8"));
    // Each power under its own heading, section 136 first.
    let of = |power: &str| national.find(&format!("<h2 class=\"govuk-heading-m\">{power}</h2>"));
    assert!(of("Section 136").unwrap() < of("Section 135").unwrap());
    let at = national.find("/returns/2026-10/national/files?").unwrap();
    let link = national[at..]
        .split('"')
        .next()
        .unwrap()
        .replace("&#38;", "&");
    let files = text(page("mhlo", &link).await).await;
    assert!(
        files.contains(&format!("href=\"/cases/{file}\"")),
        "{files}"
    );
    let seen = stage.app.record().accesses(file).await.unwrap();
    let record::Seen::Listed { figure } = &seen.last().unwrap().what else {
        panic!("the list is not in the file's log");
    };
    assert_eq!(figure, "return 2026-10: Section 136, Power, Section 136");
    assert_eq!(page("analyst", &link).await.status(), StatusCode::FORBIDDEN);
    let coded = text(page("analyst", "/returns/2026-10/national").await).await;
    assert!(!coded.contains("/national/files?"));
}

#[tokio::test]
async fn the_pages_show_the_call_the_versions_and_what_a_partner_is_sent() {
    let stage = Stage::new().await;
    let (file, end) = ended(&stage).await;
    sent(&stage).await;
    correct(&stage, file, end, 20).await;
    let page = async |user: &str, path: &str| {
        let response = stage.ask(get(path, &stage.browser(user).cookie)).await;
        (response.status(), text(response).await)
    };
    let (_, review) = page("mhlo", "/decisions").await;
    assert!(review.contains("October 2026: version 2"));
    let (_, inspectors) = page("insp_duty", "/decisions").await;
    assert!(!inspectors.contains("October 2026"));
    let (_, own) = page("mhlo", "/returns/2026-10").await;
    assert!(own.contains("Version 2 is called for"));
    assert!(own.contains("the ward book shows twenty minutes more"));
    let (_, coded) = page("analyst", "/returns/2026-10").await;
    assert!(!coded.contains("the ward book shows"));
    let (_, partner) = page("analyst", "/returns/2026-10/versions/1/to/partner").await;
    assert!(partner.contains("[c]") && partner.contains("Hidden: fewer than five"));
    let (_, exact) = page("analyst", "/returns/2026-10/versions/1/to/home_office").await;
    assert!(!exact.contains("[c]"));
    for (path, status) in [
        ("/returns/2026-13", StatusCode::NOT_FOUND),
        (
            "/returns/2026-10/versions/2/to/partner",
            StatusCode::NOT_FOUND,
        ),
        (
            "/returns/2026-10/versions/1/to/nobody",
            StatusCode::NOT_FOUND,
        ),
        ("/returns/2026-11", StatusCode::OK),
    ] {
        assert_eq!(page("analyst", path).await.0, status, "{path}");
    }
    let analyst = stage.browser("analyst");
    let unsigned = stage
        .form(
            "/returns/2026-10/sign",
            &analyst,
            "version=1&signature=Again",
        )
        .await;
    assert_eq!(unsigned.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text(unsigned).await.contains("You have signed it"));
}
