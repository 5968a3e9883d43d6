//! Whose time it was: minutes by phase with the officers that somebody wrote down, and with none
//! where nobody did.

use domain::event::{
    HandOverAccepted, JourneyBegan, Mode, OfficersReleased, PresenceAnswered, ReachedSite,
};
use domain::{Event, Known};
use figures::filters::Filters;
use figures::table::Cell;
use jiff::Timestamp;
use jiff::civil::date;
use lake::Lake;

use crate::counted_again::{compare, python};
use crate::evidence::ask;
use crate::follow::{numbers, rows, texts};
use crate::place::Place;
use crate::told::*;

fn left(officers: Option<u8>) -> Event {
    JourneyBegan {
        to: suite(),
        mode: Mode::Ambulance,
        why_police: None,
        escort: Known::is("PC 4471".into()),
        officers,
        containment: String::new(),
        exception: None,
    }
    .into()
}

fn stay(officers: Option<u8>) -> Event {
    PresenceAnswered {
        stay: true,
        reason: "while the risk is as rated".into(),
        until: String::new(),
        officers,
    }
    .into()
}

fn accepted() -> Event {
    HandOverAccepted {
        place: suite(),
        name: "the nurse in charge".into(),
        role: "nurse".into(),
        email: String::new(),
        signature: String::new(),
    }
    .into()
}

/// Met at nine, left at half past, in at ten, accepted at eleven, gone at noon.
fn night(there: Option<u8>, going: Option<u8>, staying: Option<u8>) -> Vec<(Timestamp, Event)> {
    vec![
        (at("03-10T08:40"), opened()),
        (at("03-10T09:00"), met_by(there)),
        (at("03-10T09:10"), detained()),
        (at("03-10T09:30"), left(going)),
        (at("03-10T09:50"), ReachedSite { place: suite() }.into()),
        (at("03-10T10:00"), entered(suite())),
        (at("03-10T10:50"), stay(staying)),
        (at("03-10T11:00"), accepted()),
        (
            at("03-10T12:00"),
            OfficersReleased {
                delay_cause: String::new(),
            }
            .into(),
        ),
    ]
}

async fn followed(told: Vec<Vec<(Timestamp, Event)>>) -> Place {
    let mut place = Place::new().await;
    for (number, lines) in told.into_iter().enumerate() {
        let id = file(u128::try_from(number).unwrap());
        tell(&mut place, id, 0, at("03-11T09:00"), lines).await;
    }
    place.follow("lake").catch_up().await.unwrap();
    place
}

#[tokio::test]
async fn each_phase_has_the_officers_of_its_own_line_and_none_is_guessed() {
    // Phase, whole minutes, officers, by hand from the times above.
    type Phases = [(&'static str, i64, Option<i64>); 7];
    let wanted = |there, going, staying| -> Phases {
        [
            ("attend", 20, there),
            ("convey", 20, going),
            ("decide", 10, there),
            ("hand over", 60, going),
            ("queue", 10, going),
            ("stay", 60, staying),
            ("wait for transport", 20, there),
        ]
    };
    for (there, going, staying) in [
        (Some(4), Some(2), Some(1)),
        (Some(4), None, Some(1)),
        (None, Some(2), None),
        (None, None, None),
    ] {
        let place = followed(vec![night(there, going, staying)]).await;
        let phases = rows(&place, "lake", "phase", "2026-03").unwrap();
        let names = texts(&phases, "phase");
        let minutes = numbers(&phases, "minutes");
        let officers = numbers(&phases, "officers");
        let together = numbers(&phases, "officer_minutes");
        let wide = |number: Option<u8>| number.map(i64::from);
        for (phase, long, how_many) in wanted(wide(there), wide(going), wide(staying)) {
            let at = names
                .iter()
                .position(|name| name.as_deref() == Some(phase))
                .unwrap();
            assert_eq!(minutes[at], Some(long), "{phase}");
            assert_eq!(officers[at], how_many, "{phase}");
            assert_eq!(
                together[at],
                how_many.map(|number| number * long),
                "{phase}"
            );
        }
        // From the meeting to the end of the police part, where every stretch has its number:
        // 4 × (10 + 20) + 2 × (20 + 10 + 60) + 1 × 60.
        let incidents = rows(&place, "lake", "incident", "2026-03").unwrap();
        let all = (there == Some(4) && going.is_some()).then_some(120 + 180 + 60);
        assert_eq!(numbers(&incidents, "officer_minutes"), [all]);
    }
}

#[tokio::test]
async fn where_nobody_set_out_those_who_were_there_hand_over_and_a_gap_gives_no_sum() {
    let mut kept = night(Some(3), None, Some(1));
    kept.retain(|(_, event)| !matches!(event, Event::JourneyBegan(_) | Event::ReachedSite(_)));
    let place = followed(vec![kept]).await;
    let phases = rows(&place, "lake", "phase", "2026-03").unwrap();
    let at = texts(&phases, "phase")
        .iter()
        .position(|name| name.as_deref() == Some("hand over"));
    assert_eq!(numbers(&phases, "officers")[at.unwrap()], Some(3));
    // Between the use of the power and the entry nobody wrote what happened.
    let incidents = rows(&place, "lake", "incident", "2026-03").unwrap();
    assert_eq!(numbers(&incidents, "officer_minutes"), [None]);
}

#[tokio::test]
async fn the_missing_share_stands_beside_the_minutes() {
    let place = followed(vec![
        night(Some(2), Some(2), Some(2)),
        night(None, Some(2), None),
    ])
    .await;
    let lake = Lake::open(&place.lake("lake")).unwrap();
    let march = Filters::over(date(2026, 3, 1), date(2026, 4, 1));
    let table = ask(&lake, "time_by_phase", &march).await.table;
    let decide = (0..table.rows.len())
        .find(|row| table.cell(*row, "phase").unwrap().to_string() == "decide")
        .unwrap();
    assert_eq!(table.cell(decide, "stretches"), Some(&Cell::Count(2)));
    assert_eq!(
        table.cell(decide, "officers_not_known"),
        Some(&Cell::Count(1))
    );
    assert_eq!(table.cell(decide, "minutes").unwrap().to_string(), "20");
    assert_eq!(
        table.cell(decide, "officer_minutes").unwrap().to_string(),
        "20"
    );
    assert!(table.cell(decide, "officers_not_known_share").is_some());
    if let Some(python) = python() {
        compare(&python, &place.lake("lake"), &[march]).await;
    }
}
