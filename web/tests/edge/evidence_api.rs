//! Figures for programs: the same as the pages give, with their definitions, for whom the pages
//! give them.

use std::sync::Arc;

use axum::http::{Method, StatusCode};
use figures::evidence::LeftOut;
use record::Seen;
use serde_json::Value;

use crate::small::Small;
use crate::stage::Stage;

const OCTOBER: &str = "from=2026-09-01&to=2026-11-01";
const QUARTER: &str = "from=2026-07-01&to=2026-10-01";

async fn stage() -> (Stage, Arc<Small>) {
    let held = Arc::new(Small::new());
    let stage = Stage::new().await;
    drop(stage.app.clone().with_evidence(Arc::clone(&held) as _));
    (stage, held)
}

async fn ask(stage: &Stage, user: &str, path: &str) -> (StatusCode, Value) {
    stage.api(Method::GET, path, user, None).await
}

#[tokio::test]
async fn the_measures_are_listed_with_their_definitions() {
    let stage = Stage::new().await;
    let (status, none) = ask(&stage, "analyst", "/api/v1/evidence").await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(none["held"], false);
    assert_eq!(none["measures"].as_array().unwrap().len(), 0);

    let (stage, _) = self::stage().await;
    let (_, all) = ask(&stage, "analyst", "/api/v1/evidence").await;
    assert_eq!(all["held"], true);
    let waits = all["measures"]
        .as_array()
        .unwrap()
        .iter()
        .find(|measure| measure["name"] == "waits_by_site")
        .unwrap();
    assert_eq!(
        waits["denominator"],
        "detentions of the site in which both times are known"
    );
    assert_eq!(waits["columns"][3]["holds"], "count of timed");
    let (status, _) = ask(&stage, "pc_4471", "/api/v1/evidence").await;
    assert_eq!(status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn an_answer_has_its_filters_intervals_missing_share_and_what_was_left_out() {
    let (stage, held) = stage().await;
    held.left_out.lock().unwrap().push(LeftOut::NoMonth {
        table: "incident".into(),
        force: "kent".into(),
        month: "2026-09".parse().unwrap(),
    });
    let path = format!("/api/v1/evidence/demand_by_month?{OCTOBER}&definition=npcc");
    let (status, answer) = ask(&stage, "analyst", &path).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    assert_eq!(answer["filters"]["to"], "2026-11-01");
    assert_eq!(answer["filters"]["definition"], "npcc");
    let october = &answer["rows"][1];
    assert_eq!(october[0]["date"], "2026-10");
    assert_eq!(october[2]["count"], 50);
    // An analyst sees figures and not the files behind them.
    assert_eq!(october[2]["records"], Value::Null);
    // Wilson's interval of 50 in 200.
    let interval = &october[3];
    assert_eq!(
        (&interval["is"], &interval["value"]),
        (&"interval".into(), &50.0.into())
    );
    assert!((interval["low"].as_f64().unwrap() - 37.11).abs() < 0.01);
    assert!((interval["high"].as_f64().unwrap() - 65.92).abs() < 0.01);
    let share = &october[7];
    assert_eq!(share["is"], "share");
    assert_eq!(share["value"], 0.25);
    assert!((share["low"].as_f64().unwrap() - 0.195_1).abs() < 1e-3);
    assert!((share["high"].as_f64().unwrap() - 0.314_2).abs() < 1e-3);
    assert_eq!(answer["missing"][0]["what"], "ethnicity, self-defined");
    assert_eq!(answer["missing"][0]["share"]["value"], 0.25);
    assert_eq!(answer["left_out"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&answer["up_to"], &answer["growing"]),
        (&812.into(), &true.into())
    );
    assert_eq!(answer["groups"], Value::Null);
}

#[tokio::test]
async fn a_count_leads_to_its_records_for_those_who_may_open_them() {
    let (stage, held) = stage().await;
    let file = stage.open_for_the_police().await;
    held.behind.lock().unwrap().push(file);
    let path = format!("/api/v1/evidence/fairness_self_defined?{OCTOBER}");
    let (_, answer) = ask(&stage, "mhlo", &path).await;
    let rates = &answer["groups"]["rates"]["columns"][0];
    let black = rates["groups"]
        .as_array()
        .unwrap()
        .iter()
        .find(|group| group["name"] == "Black")
        .unwrap();
    assert_eq!(
        (&black["count"], &black["residents"]),
        (&22.into(), &56_757.into())
    );
    let per = 22.0 / 56_757.0 * 100_000.0;
    assert!((black["rate"]["value"].as_f64().unwrap() - per).abs() < 1e-9);
    let link = black["records"].as_str().unwrap();
    let (status, list) = ask(&stage, "mhlo", link).await;
    assert_eq!(status, StatusCode::OK, "{link}");
    assert_eq!(list["total"], 22);
    assert_eq!(list["listed"][0]["href"], format!("/api/v1/files/{file}"));
    let seen = stage.app.record().accesses(file).await.unwrap();
    assert_eq!(
        seen.last().unwrap().what,
        Seen::Listed {
            figure: "fairness_self_defined detentions ethnicity=B1 or ethnicity=B2".into()
        }
    );
    for user in ["analyst", "sgt_lpt", "amhp_1"] {
        let (status, _) = ask(&stage, user, link).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{user}");
    }
    // 190 incidents of September: three whole pages and forty.
    let path = format!("/api/v1/evidence/demand_by_month?{OCTOBER}");
    let (_, answer) = ask(&stage, "mhlo", &path).await;
    let mut next = answer["rows"][0][1]["records"].as_str().map(str::to_owned);
    let mut pages = Vec::new();
    while let Some(link) = next {
        let (_, page) = ask(&stage, "mhlo", &link).await;
        pages.push(page["listed"].as_array().unwrap().len());
        next = page["next"].as_str().map(str::to_owned);
    }
    assert_eq!(pages, [50, 50, 50, 40]);
}

#[tokio::test]
async fn partners_get_the_protected_figures_that_the_page_gives() {
    let (stage, _) = stage().await;
    let path = format!("/api/v1/evidence/waits_by_site?{QUARTER}");
    let (status, answer) = ask(&stage, "amhp_1", &path).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    assert_eq!(answer["protected"], true);
    let page = format!("/evidence/waits_by_site/json?{QUARTER}");
    let cookie = stage.browser("amhp_1").cookie;
    let page = stage.ask(crate::stage::get(&page, &cookie)).await;
    let page: Value = serde_json::from_str(&crate::stage::text(page).await).unwrap();
    let shown = page["table"]["rows"].as_array().unwrap();
    let mut hidden = 0;
    for (row, theirs) in answer["rows"].as_array().unwrap().iter().zip(shown) {
        for (cell, other) in row
            .as_array()
            .unwrap()
            .iter()
            .zip(theirs.as_array().unwrap())
        {
            assert_eq!(
                cell["is"] == "suppressed",
                *other == "suppressed",
                "{cell} {other}"
            );
            hidden += u8::from(cell["is"] == "suppressed");
            if let Some(count) = other.get("count") {
                assert_eq!(cell["count"], *count);
                assert_eq!(count.as_u64().unwrap() % 5, 0, "{count} is exact");
            }
        }
    }
    assert!(hidden > 3);
    assert_eq!(answer["missing"].as_array().unwrap().len(), 0);

    let path = format!("/api/v1/evidence/fairness_self_defined?{QUARTER}");
    let (_, answer) = ask(&stage, "amhp_1", &path).await;
    assert_eq!(answer["groups"], Value::Null);
    for (path, status) in [
        (
            format!("contact_to_outcome?{QUARTER}"),
            StatusCode::BAD_REQUEST,
        ),
        (format!("waits_by_site?{OCTOBER}"), StatusCode::BAD_REQUEST),
        (format!("waits_by_sight?{QUARTER}"), StatusCode::NOT_FOUND),
    ] {
        let path = format!("/api/v1/evidence/{path}");
        let (answered, problem) = ask(&stage, "amhp_1", &path).await;
        assert_eq!(answered, status, "{path}: {problem}");
    }
}

#[tokio::test]
async fn what_cannot_be_read_of_an_address_is_said() {
    let (stage, _) = stage().await;
    for (query, wanted) in [
        ("from=2026-13-01", "`2026-13-01` is not a day"),
        ("form=2026-10-02", "`form`: is not a filter"),
        ("rollup=six", "`rollup`: is one of census-five/2021"),
        (
            "rollup=nhs-five/1&rollup=nhs-five/1",
            "`rollup`: is there twice",
        ),
    ] {
        let path = format!("/api/v1/evidence/demand_by_month?{query}");
        let (status, problem) = ask(&stage, "analyst", &path).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{query}: {problem}");
        assert!(problem.to_string().contains(wanted), "{query}: {problem}");
    }
}
