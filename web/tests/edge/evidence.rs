//! Figures at the edge: definition and base beside them, filters in the address, small numbers
//! protected outside the force, and each number opened to its files by those who may.

use std::sync::Arc;

use axum::http::{StatusCode, header};
use figures::evidence::LeftOut;
use record::Seen;
use serde_json::Value;

use crate::small::Small;
use crate::stage::{Stage, get, text};

async fn stage() -> (Stage, Arc<Small>) {
    let held = Arc::new(Small::new());
    let stage = Stage::new().await;
    let app = stage.app.clone().with_evidence(Arc::clone(&held) as _);
    drop(app);
    (stage, held)
}

async fn page(stage: &Stage, user: &str, path: &str) -> (StatusCode, String) {
    let browser = stage.browser(user);
    let answer = stage.ask(get(path, &browser.cookie)).await;
    (answer.status(), text(answer).await)
}

const OCTOBER: &str = "from=2026-09-01&to=2026-11-01&definition=npcc";

/// What stands between tags, each run of blanks as one.
fn words(page: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for letter in page.chars() {
        match letter {
            '<' => {
                inside = true;
                text.push(' ');
            }
            '>' => inside = false,
            other if !inside => text.push(other),
            _ => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn without_an_evidence_base_the_page_says_how_to_make_one() {
    let stage = Stage::new().await;
    let (status, page) = page(&stage, "analyst", "/evidence").await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("lantern serve --lake FOLDER"), "{page}");
}

#[tokio::test]
async fn a_measure_stands_with_its_definition_base_interval_and_what_was_not_known() {
    let (stage, _) = stage().await;
    let (status, list) = page(&stage, "analyst", "/evidence").await;
    assert_eq!(status, StatusCode::OK);
    assert!(list.contains("href=\"/evidence/demand_by_month\""));
    let path = format!("/evidence/demand_by_month?{OCTOBER}");
    let (status, page) = page(&stage, "analyst", &path).await;
    assert_eq!(status, StatusCode::OK);
    let words = words(&page);
    // October is the tenth month: 200 incidents, 50 of the national definition. Wilson's interval
    // of 50 in 200, by hand: centre (0.25 + 1.9207/200)/(1 + 3.8415/200), 19.5 to 31.4 per cent.
    for wanted in [
        "Incidents by the month they began in",
        "All incidents of the month",
        "The newest months still grow.",
        "1 September 2026 to 31 October 2026. Every area. National definition first",
        // Byar's interval of 50, by hand: 50(1 - 1/450 - 1.96/(3 * 7.0711))^3 and
        // 51(1 - 1/459 + 1.96/(3 * 7.1414))^3.
        "October 2026 200 50 37.1 to 65.9 20 3 4 25.0 % (19.5 to 31.4)",
        "National definition, October 2026: 50 (37.1 to 65.9)",
        "Ethnicity, self-defined 30 120 25.0 %",
        "The record up to its line 812",
        "The last month is not over",
    ] {
        assert!(words.contains(wanted), "no “{wanted}” in {words}");
    }
    // An analyst works with coded figures: no number leads to a file.
    assert!(!page.contains("/records?"));
}

#[tokio::test]
async fn a_filter_that_cannot_be_read_is_named_and_no_figure_is_shown() {
    let (stage, _) = stage().await;
    for (query, wanted) in [
        ("from=2026-13-01", "The first day"),
        ("from=2026-10-02&to=2026-10-02", "The day after the last"),
        ("form=2026-10-02", "is not a filter"),
    ] {
        let path = format!("/evidence/demand_by_month?{query}");
        let (status, page) = page(&stage, "analyst", &path).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        assert!(words(&page).contains(wanted), "{query}: {}", words(&page));
        assert!(!page.contains("<table"), "{query}");
    }
}

#[tokio::test]
async fn what_was_left_out_stands_before_the_figures_and_in_every_file_of_them() {
    let (stage, held) = stage().await;
    held.left_out.lock().unwrap().push(LeftOut::NoMonth {
        table: "incident".into(),
        force: "kent".into(),
        month: "2026-09".parse().unwrap(),
    });
    let path = format!("/evidence/demand_by_month?{OCTOBER}");
    let (_, html) = page(&stage, "mhlo", &path).await;
    let warned = html.find("smaller than they should be").unwrap();
    assert!(warned < html.find("<table").unwrap());
    let csv = format!("/evidence/demand_by_month/csv?{OCTOBER}");
    let answer = stage.ask(get(&csv, &stage.browser("analyst").cookie)).await;
    let named = answer.headers()[header::CONTENT_DISPOSITION]
        .to_str()
        .unwrap();
    assert!(
        named.contains("demand_by_month-2026-09-01-2026-10-31.csv"),
        "{named}"
    );
    let text = text(answer).await;
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(
        lines[0],
        "month,incidents,npcc,npcc_low,npcc_high,force_definition,npcc_not_known,force_not_known,\
         npcc_share,npcc_share_low,npcc_share_high,left_out"
    );
    assert!(
        lines[2].starts_with("2026-10,200,50,37.1")
            && lines[2].contains(",20,3,4,0.25,")
            && lines[2].ends_with(",1")
    );
    let json = format!("/evidence/demand_by_month/json?{OCTOBER}");
    let (_, json) = page(&stage, "analyst", &json).await;
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["left_out"].as_array().unwrap().len(), 1);
    assert_eq!(json["measure"]["denominator"], "all incidents of the month");
}

#[tokio::test]
async fn a_number_opens_to_its_files_and_each_files_log_says_so() {
    let (stage, held) = stage().await;
    let file = stage.open_for_the_police().await;
    held.behind.lock().unwrap().push(file);
    let path = format!("/evidence/demand_by_month?{OCTOBER}");
    let (_, shown) = page(&stage, "mhlo", &path).await;
    let at = shown.find("/evidence/demand_by_month/records?").unwrap();
    let link = shown[at..].split('"').next().unwrap().replace("&#38;", "&");
    let (status, list) = page(&stage, "mhlo", &link).await;
    assert_eq!(status, StatusCode::OK, "{link}");
    assert!(list.contains(&format!("href=\"/cases/{file}\"")), "{list}");
    let accesses = stage.app.record().accesses(file).await.unwrap();
    let seen = accesses.last().unwrap();
    assert_eq!(seen.by.user.to_string(), "mhlo");
    assert_eq!(
        seen.what,
        Seen::Listed {
            figure: "demand_by_month incidents month=2026-09".into()
        }
    );
    // 190 incidents of September, fifty at a time.
    assert!(words(&list).contains("Incidents: 190"), "{}", words(&list));
    let (_, second) = page(&stage, "mhlo", &format!("{link}&page=3")).await;
    assert!(
        words(&second).contains("151 to 190 of 190"),
        "{}",
        words(&second)
    );

    for user in ["analyst", "sgt_lpt", "amhp_1"] {
        let (status, _) = page(&stage, user, &link).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{user}");
    }
    let nowhere = link.replace("2026-09&", "1999-01&");
    let (status, _) = page(&stage, "mhlo", &nowhere).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_middle_wait_opens_to_those_around_it_and_to_all_for_those_who_may() {
    let (stage, held) = stage().await;
    let file = stage.open_for_the_police().await;
    held.behind.lock().unwrap().push(file);
    let path = format!("/evidence/waits_by_site?{OCTOBER}");
    let (_, shown) = page(&stage, "mhlo", &path).await;
    let links: Vec<String> = shown
        .split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|link| link.contains("column=median_minutes"))
        .map(|link| link.replace("&#38;", "&"))
        .collect();
    assert_eq!(links.len(), 4, "one for each site");
    // Orchard Suite has 22 waits, of nought to 21 minutes: 8 to 13 stand around the middle.
    let link = links.iter().find(|link| link.contains("Orchard")).unwrap();
    let (status, html) = page(&stage, "mhlo", link).await;
    assert_eq!(status, StatusCode::OK, "{link}");
    let text = words(&html);
    let (around, all) = text
        .split_once("All 22, from the least to the most")
        .unwrap();
    let around = around.split_once("Around it").unwrap().1;
    for minutes in 0..22 {
        let told = format!(": {minutes} minutes");
        assert_eq!(
            around.contains(&told),
            (8..=13).contains(&minutes),
            "{around}"
        );
        assert!(all.contains(&told), "{all}");
    }
    assert!(html.contains(&format!("href=\"/cases/{file}\"")));
    let seen = stage.app.record().accesses(file).await.unwrap();
    let listed: Vec<&Seen> = seen.iter().map(|one| &one.what).collect();
    let figure = "waits_by_site median_minutes site=Orchard Suite, Maidstone".to_owned();
    assert_eq!(listed.last(), Some(&&Seen::Listed { figure }));

    for user in ["analyst", "sgt_lpt", "amhp_1"] {
        let (status, _) = page(&stage, user, link).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{user}");
    }
    let (_, shown) = page(&stage, "analyst", &path).await;
    assert!(!shown.contains("/records?"));
    let quarter = "/evidence/waits_by_site?from=2026-07-01&to=2026-10-01";
    let (_, shown) = page(&stage, "amhp_1", quarter).await;
    assert!(!shown.contains("/records?"));
    // The middle of two sites together is no figure of the page.
    let both = link.replace("&from=", "&row.site=Medway+ED&from=");
    let (status, _) = page(&stage, "mhlo", &both).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_leaders_page_adds_rows_up_and_every_tile_leads_to_its_measure() {
    let (stage, _) = stage().await;
    let path = format!("/evidence/leaders?{OCTOBER}");
    let (status, html) = page(&stage, "supt_oncall", &path).await;
    assert_eq!(status, StatusCode::OK);
    let words = words(&html);
    // September and October: 45 + 50 of 190 + 200. Within the hour: 27 + 6 + 18 + 1 of 91.
    for wanted in [
        "Mental-health incidents 95 24.4 % of them all.",
        "95 of 390 all incidents held",
        "Handed over within the hour 57.1 %",
        "52 of 91 detentions with both times known Not known: 5",
        "Admitted to hospital 37.0 %",
        "37 of 100 detentions",
        "Detentions Not held",
        "Open now 0",
    ] {
        assert!(words.contains(wanted), "no “{wanted}” in {words}");
    }
    for tile in html.split("lantern-tile__title").skip(1) {
        assert!(tile.contains("href=\"/"), "a tile leads nowhere");
    }
}

#[tokio::test]
async fn outside_the_force_small_numbers_are_hidden_and_periods_do_not_overlap() {
    let (stage, _) = stage().await;
    let quarter = "from=2026-07-01&to=2026-10-01";
    let path = format!("/evidence/waits_by_site?{quarter}");
    let (status, html) = page(&stage, "amhp_1", &path).await;
    assert_eq!(status, StatusCode::OK);
    let words = words(&html);
    // Willow Suite had three: none of its numbers may be seen, and 22 of 22 is not 22.
    assert!(words.contains("Willow Suite, Dartford [c]"), "{words}");
    assert!(words.contains("those under 5 are hidden"), "{words}");
    assert!(!words.contains(" 22 "), "a number is exact: {words}");
    assert!(!words.contains("What was not known"), "{words}");
    assert!(!html.contains("/records?"));
    let (_, json) = page(
        &stage,
        "amhp_1",
        &format!("/evidence/waits_by_site/json?{quarter}"),
    )
    .await;
    assert!(
        json.contains("suppressed") && !json.contains("\"count\":22"),
        "{json}"
    );

    for (query, wanted) in [
        ("from=2026-07-01&to=2026-09-30", "of one whole quarter"),
        ("from=2026-06-01&to=2026-09-01", "of one whole quarter"),
        ("from=2026-10-01&to=2027-01-01", "not over yet"),
        (
            "from=2026-07-01&to=2026-10-01&area=thanet",
            "of the whole force",
        ),
    ] {
        let path = format!("/evidence/waits_by_site?{query}");
        let (status, html) = page(&stage, "amhp_1", &path).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        assert!(html.contains(wanted), "{query}: {html}");
    }
    let (status, _) = page(&stage, "amhp_1", "/evidence/leaders").await;
    assert_eq!(status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn hidden_demand_is_estimated_from_labelled_texts_and_shown_to_nobody_outside() {
    let (stage, _) = stage().await;
    let path = format!("/evidence/hidden_demand?{OCTOBER}");
    let (status, html) = page(&stage, "analyst", &path).await;
    assert_eq!(status, StatusCode::OK);
    let told = words(&html);
    assert!(
        told.contains("Hidden demand There is no estimate: nobody has measured"),
        "{told}"
    );

    let measured = "of = \"300 logs of May\"\nversion = \"4-abc\"\nhits = 90\nmisses = 10\n\
                    false_flags = 4\ncorrect_rejections = 196\n";
    let measured = figures::estimate::Validation::read(measured).unwrap();
    drop(stage.app.clone().with_validation(measured));
    let (_, html) = page(&stage, "analyst", &path).await;
    let told = words(&html);
    // 216 of 1,800 suggested: (0.12 - 0.02) / (0.9 - 0.02) of 1,800 is 204.5.
    for said in [
        "Of 1,800 texts, 205 (",
        "People marked 120 of them",
        "So 85 (",
        "measured on: 300 logs of May",
        "marks nobody",
    ] {
        assert!(told.contains(said), "no “{said}” in {told}");
    }
    let json = format!("/api/v1/evidence/hidden_demand?{OCTOBER}");
    let (_, json) = page(&stage, "analyst", &json).await;
    let json: Value = serde_json::from_str(&json).unwrap();
    let estimate = &json["hidden_demand"]["estimate"];
    assert_eq!(
        (&estimate["texts"], &estimate["marked"]),
        (&1_800.into(), &120.into())
    );
    let beyond = estimate["beyond"]["value"].as_f64().unwrap();
    assert!(
        (beyond - (0.1 / 0.88 * 1_800.0 - 120.0)).abs() < 1e-9,
        "{json}"
    );

    let quarter = "from=2026-07-01&to=2026-10-01&definition=npcc";
    let path = format!("/evidence/hidden_demand?{quarter}");
    let (status, html) = page(&stage, "nurse_orchard", &path).await;
    assert_eq!(status, StatusCode::OK, "{html}");
    assert!(!words(&html).contains("People marked"), "{html}");
    let json = format!("/api/v1/evidence/hidden_demand?{quarter}");
    let (_, json) = page(&stage, "nurse_orchard", &json).await;
    let json: Value = serde_json::from_str(&json).unwrap();
    assert!(json["hidden_demand"].is_null(), "{json}");
}

#[tokio::test]
async fn groups_stand_with_rates_of_residents_ratios_bounds_and_the_roll_up() {
    let (stage, held) = stage().await;
    let path = format!("/evidence/fairness_self_defined?{OCTOBER}");
    let (status, html) = page(&stage, "mhlo", &path).await;
    assert_eq!(status, StatusCode::OK);
    let text = words(&html);
    // Kent, Census 2021. Byar's interval of 22, by hand: 22(1 - 1/198 - 1.96/(3 * 4.6904))^3 =
    // 13.784 and 23(1 - 1/207 + 1.96/(3 * 4.7958))^3 = 33.310, over 56,757 residents.
    for wanted in [
        "Black 22 56,757 38.8 (24.3 to 58.7) 38.8 to 63.4",
        "White 200 1,644,756 12.2 (10.5 to 14.0) 12.2 to 13.0 1",
        "no clear difference no",
        // Three are too few for a rate; the count stands.
        "Mixed 3 44,627 [few]",
        "[few]: fewer than the minimum were counted",
        "14 (5.4 % (3.3 to 8.9)) of 257 are in no group",
        "Persons for each 100,000 residents (persons)",
        "roll-up, census-five/2021",
        "over the 61 days of the period",
        "Black 10 22 45.5 % (26.9 to 65.3) 1.72",
        "in no group 5 14 35.7 % (16.3 to 61.2)",
    ] {
        assert!(text.contains(wanted), "no “{wanted}” in {text}");
    }
    // A group's count opens to the files of all of its codes.
    assert!(
        html.contains("column=detentions&#38;row.ethnicity=B1&#38;row.ethnicity=B2&#38;from="),
        "{html}"
    );

    let nhs = format!("{path}&rollup=nhs-five/1");
    let (_, html) = page(&stage, "mhlo", &nhs).await;
    assert!(words(&html).contains("Other 9 "), "{}", words(&html));
    let wrong = format!("{path}&rollup=six");
    let (status, html) = page(&stage, "mhlo", &wrong).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(words(&html).contains("is one of census-five/2021, nhs-five/1"));
    assert!(!html.contains("<table"));

    // Of two forces counted together nobody's residents are the right ones.
    held.others.lock().unwrap().push("wales".to_owned());
    let (_, html) = page(&stage, "mhlo", &path).await;
    let text = words(&html);
    assert!(
        text.contains("everal forces are counted together"),
        "{text}"
    );
    assert!(!text.contains("for each 100,000"), "{text}");
}

#[tokio::test]
async fn a_group_opens_to_the_files_of_every_code_in_it() {
    let (stage, held) = stage().await;
    let file = stage.open_for_the_police().await;
    held.behind.lock().unwrap().push(file);
    let path = format!(
        "/evidence/fairness_self_defined/records?column=detentions&row.ethnicity=B1\
         &row.ethnicity=B2&{OCTOBER}"
    );
    let (status, list) = page(&stage, "mhlo", &path).await;
    assert_eq!(status, StatusCode::OK);
    assert!(words(&list).contains("Detentions: 22"), "{}", words(&list));
    assert!(
        words(&list).contains("Ethnicity B1, B2"),
        "{}",
        words(&list)
    );
    let seen = stage.app.record().accesses(file).await.unwrap();
    assert_eq!(
        seen.last().unwrap().what,
        Seen::Listed {
            figure: "fairness_self_defined detentions ethnicity=B1 or ethnicity=B2".into()
        }
    );
    let many: Vec<String> = (0..41)
        .map(|code| format!("row.ethnicity=X{code}"))
        .collect();
    let many = many.join("&");
    let path =
        format!("/evidence/fairness_self_defined/records?column=detentions&{many}&{OCTOBER}");
    let (status, _) = page(&stage, "mhlo", &path).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn where_no_residents_are_held_there_is_no_rate_and_a_reason() {
    let (stage, _) = stage().await;
    let path = format!("/evidence/fairness_perceived?{OCTOBER}");
    let (_, html) = page(&stage, "mhlo", &path).await;
    let text = words(&html);
    assert!(
        text.contains("There are none. No census asks how somebody looks to an officer."),
        "{text}"
    );
    assert!(
        text.contains("IC3 6 12 50.0 % (25.4 to 74.6) 1.83"),
        "{text}"
    );
    assert!(!text.contains("for each 100,000"), "{text}");
    // A perceived group goes through no roll-up.
    let (status, _) = page(&stage, "mhlo", &format!("{path}&rollup=census-five/2021")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);

    let district = format!("/evidence/fairness_self_defined?{OCTOBER}&area=thanet");
    let (_, html) = page(&stage, "mhlo", &district).await;
    assert!(words(&html).contains("residents of a single district are not held"));
}

#[tokio::test]
async fn outside_the_force_there_are_no_rates_and_no_ways() {
    let (stage, _) = stage().await;
    let quarter = "from=2026-07-01&to=2026-10-01";
    let path = format!("/evidence/fairness_self_defined?{quarter}");
    let (status, html) = page(&stage, "amhp_1", &path).await;
    assert_eq!(status, StatusCode::OK);
    assert!(!html.contains("Rates of residents") && !html.contains("56,757"));
    let path = format!("/evidence/contact_to_outcome?{quarter}");
    let (_, html) = page(&stage, "amhp_1", &path).await;
    assert!(html.contains("not shown outside the force"), "{html}");
    assert!(!html.contains("<table"));
}

#[tokio::test]
async fn waits_ways_and_places_are_drawn_with_their_tables_beside_them() {
    let (stage, _) = stage().await;
    let (_, html) = page(
        &stage,
        "mhlo",
        &format!("/evidence/waits_by_site?{OCTOBER}"),
    )
    .await;
    for chart in [
        "chart-waits-wide",
        "chart-shares-narrow",
        "chart-funnel-wide",
    ] {
        assert!(html.contains(chart), "no {chart}");
    }
    // Three waits make no box.
    assert!(html.contains("not shown: fewer than five"));
    // 6 of 30 at Medway ED, where all together are 52 of 91: far outside.
    assert!(
        html.contains("Medway ED 20.0 %, below the 99.8 % limits"),
        "{html}"
    );
    let text = words(&html);
    assert!(
        text.contains("Medway ED 31 30 6 1 20.0 % (9.5 to 37.3) 95.5 184.0 240.0 312.5"),
        "{text}"
    );

    let (_, html) = page(
        &stage,
        "mhlo",
        &format!("/evidence/contact_to_outcome?{OCTOBER}"),
    )
    .await;
    assert!(html.contains("chart-ways-wide"));
    assert!(
        html.contains("From detained to health-based place of safety, 27")
            || html.contains("from detained to health-based place of safety, 27"),
        "{html}"
    );
    let (_, html) = page(
        &stage,
        "mhlo",
        &format!("/evidence/demand_by_month?{OCTOBER}"),
    )
    .await;
    // What was not known opens too, where a column counts it.
    assert!(!html.contains("row.month=&"));
}
