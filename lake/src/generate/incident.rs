//! An invented incident.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use super::dice::Dice;
use super::{Piece, Rows, month_number};
use crate::schema::{Incident, Text};

/// Mental-health incidents in a thousand (data.md section 2.2: 5.1 %).
const MENTAL_HEALTH_IN_1000: u32 = 51;
/// Uses of section 136 in a thousand mental-health incidents (data.md sections 2.1 and 2.2:
/// 31,779 a year beside 473,040).
const DETAINED_IN_1000: u32 = 67;

/// Incidents by hour in London, in thousandths (data.md section 10, as in `night`).
const HOURS: [u32; 24] = [
    44, 36, 30, 23, 17, 13, 15, 20, 27, 33, 39, 43, 50, 52, 53, 54, 56, 57, 57, 57, 57, 57, 56, 54,
];

// All that follows is invented for trials.
const CATEGORIES: &[(&str, u32)] = &[
    ("concern for safety", 170),
    ("violence", 150),
    ("theft", 140),
    ("road related", 150),
    ("anti-social behaviour", 130),
    ("domestic incident", 90),
    ("missing person", 40),
    ("suspicious circumstances", 80),
    ("administration", 50),
];
const MENTAL_HEALTH_CATEGORIES: &[(&str, u32)] = &[
    ("concern for safety", 600),
    ("missing person", 120),
    ("violence", 80),
    ("anti-social behaviour", 100),
    ("domestic incident", 60),
    ("suspicious circumstances", 40),
];
const GRADES: &[(&str, u32)] = &[
    ("immediate", 180),
    ("priority", 420),
    ("scheduled", 250),
    ("resolved without deployment", 150),
];
const AGENCIES: &[(&str, u32)] = &[
    ("public", 700),
    ("ambulance service", 90),
    ("mental health service", 70),
    ("hospital", 60),
    ("council", 40),
    ("on sight", 40),
];
const SUB_TYPES: &[(&str, u32)] = &[
    ("crisis", 380),
    ("concern", 330),
    ("walk-out", 60),
    ("AWOL", 40),
    ("victim", 80),
    ("suspect", 70),
    ("witness", 40),
];
const CLASSES: &[(&str, u32)] = &[
    ("concern for welfare", 500),
    ("walk-out from healthcare", 90),
    ("AWOL from mental health establishment", 60),
    ("transport of patients", 30),
    ("section 136", 120),
    ("voluntary patient", 60),
];
pub(super) const SEXES: &[(&str, u32)] = &[("male", 515), ("female", 475), ("other", 10)];
pub(super) const BANDS: &[(&str, u32)] = &[
    ("under 16", 30),
    ("16 to 17", 35),
    ("18 to 34", 420),
    ("35 to 49", 280),
    ("50 to 64", 160),
    ("65 and over", 75),
];
pub(super) const SELF_DEFINED: &[(&str, u32)] = &[
    ("W1", 780),
    ("W9", 60),
    ("B2", 30),
    ("B1", 15),
    ("A1", 25),
    ("A9", 20),
    ("M9", 25),
    ("O9", 25),
    ("NS", 20),
];
pub(super) const PERCEIVED: &[(&str, u32)] = &[
    ("IC1", 800),
    ("IC2", 30),
    ("IC3", 70),
    ("IC4", 60),
    ("IC5", 15),
    ("IC6", 25),
];
const PLACES: &[(&str, u32)] = &[
    ("dwelling", 560),
    ("street", 260),
    ("hospital", 70),
    ("shop", 60),
    ("other", 50),
];

/// What later rows of the same incident need of it.
pub(super) struct Begun {
    pub(super) id: Text,
    pub(super) at: Timestamp,
    pub(super) day: Date,
    pub(super) area: Text,
    pub(super) person: Option<Text>,
}

impl Piece<'_> {
    pub(super) fn rows(&mut self) -> Rows {
        let mut rows = Rows::default();
        for index in 0..self.incidents() {
            let begun = self.begin(index);
            if !self.dice.in_1000(MENTAL_HEALTH_IN_1000) {
                let mut incident = self.other(&begun);
                blur(&mut self.dice, &mut incident);
                rows.incidents.push(incident);
                continue;
            }
            let begun = Begun {
                person: self.person(),
                ..begun
            };
            let detained = self.dice.in_1000(DETAINED_IN_1000);
            let power = if detained {
                self.detain(&begun, &mut rows)
            } else {
                self.attend(&begun, &mut rows);
                None
            };
            let mut incident = self.mental_health(&begun, detained);
            if detained {
                under(power, &mut incident);
            }
            blur(&mut self.dice, &mut incident);
            rows.incidents.push(incident);
        }
        rows
    }

    fn begin(&mut self, index: u32) -> Begun {
        let dice = &mut self.dice;
        let first = self.month.first_day().unwrap_or(Date::MIN);
        let days = i32::from(first.days_in_month());
        let day = i8::try_from(dice.between(1, days)).unwrap_or(1);
        let day = first.with().day(day).build().unwrap_or(first);
        let hour = i8::try_from(dice.weighted(&HOURS)).unwrap_or(0);
        let minute = i8::try_from(dice.below(60)).unwrap_or(0);
        let second = i8::try_from(dice.below(60)).unwrap_or(0);
        let local = day.at(hour, minute, second, 0);
        // An hour that the clocks jump over becomes the one after.
        let zoned = local.to_zoned(domain::time::london());
        let at = zoned.map_or(Timestamp::UNIX_EPOCH, |zoned| zoned.timestamp());
        let id = format!(
            "{:02}{:05}{index:07}",
            self.force_index,
            month_number(self.month)
        );
        Begun {
            id: id.into(),
            at,
            day: domain::time::in_london(at).date(),
            area: AREAS
                .get(dice.weighted(&[18, 15, 13, 11, 9, 8, 7, 6, 5, 4, 3, 1]))
                .copied()
                .unwrap_or("area_01")
                .into(),
            person: None,
        }
    }

    /// Somebody of the force's people, a few of them far more often than the rest.
    fn person(&mut self) -> Option<Text> {
        if !self.dice.in_1000(820) {
            return None;
        }
        let people = (self.residents / 60).max(1);
        let place = u64::from(self.dice.below(1 << 16));
        let cubed = place * place * place;
        let which = (u64::from(people) * (cubed >> 16)) >> 32;
        let key = Dice::of(self.seed, [self.force_index, which, 2]).next();
        Some(format!("{key:016x}").into())
    }

    fn other(&mut self, begun: &Begun) -> Incident {
        let dice = &mut self.dice;
        let deployed = dice.in_1000(620);
        let arrives = i64::from(dice.long_tail(3, 240));
        let closes = arrives + i64::from(dice.long_tail(5, 300));
        let officers = dice.between(1, 2);
        let agency = dice.pick(AGENCIES, "public");
        let mut row = empty(begun, &self.origin);
        row.category = Some(dice.pick(CATEGORIES, "administration").into());
        row.grade = Some(dice.pick(GRADES, "scheduled").into());
        row.source_agency = Some(agency.into());
        row.mh_npcc = (!dice.in_1000(20)).then_some(false);
        row.mh_force = row.mh_npcc;
        row.deployed = Some(deployed);
        row.asked_by_health = Some(agency == "mental health service" && deployed);
        row.voluntary_attendance = Some(false);
        row.ambulance_asked_for_s136 = Some(false);
        row.detained = Some(false);
        row.place_kind = Some(dice.pick(PLACES, "other").into());
        row.flag_band = Some(
            dice.pick(&[("none", 975), ("review", 15), ("flag", 10)], "none")
                .into(),
        );
        row.flag_version = Some("trial".into());
        if deployed {
            row.first_arrived_at = after(begun.at, arrives);
            row.closed_at = after(begun.at, closes);
            row.officer_minutes = i32::try_from(closes - arrives)
                .ok()
                .map(|minutes| minutes * officers);
        }
        row
    }

    fn mental_health(&mut self, begun: &Begun, detained: bool) -> Incident {
        let dice = &mut self.dice;
        let arrives = i64::from(dice.long_tail(3, 180));
        let closes = arrives + i64::from(dice.long_tail(20, 900));
        let deployed = detained || dice.in_1000(760);
        let agency = dice.pick(AGENCIES, "public");
        let mut row = empty(begun, &self.origin);
        row.category = Some(
            dice.pick(MENTAL_HEALTH_CATEGORIES, "concern for safety")
                .into(),
        );
        row.grade = Some(dice.pick(GRADES, "priority").into());
        row.source_agency = Some(agency.into());
        row.mh_npcc = (!dice.in_1000(30)).then_some(true);
        row.npcc_limb = row.mh_npcc.map(|_| {
            let limbs = [("vulnerability central", 7), ("did more or different", 3)];
            dice.pick(&limbs, "vulnerability central").into()
        });
        row.mh_force = (!dice.in_1000(60)).then(|| detained || dice.in_1000(350));
        row.sub_type = Some(if detained {
            "section 136".into()
        } else {
            dice.pick(SUB_TYPES, "concern").into()
        });
        row.rcrp_class =
            (!dice.in_1000(250)).then(|| dice.pick(CLASSES, "concern for welfare").into());
        row.deployed = Some(deployed);
        row.asked_by_health =
            (!dice.in_1000(40)).then_some(agency == "mental health service" && deployed);
        row.voluntary_attendance = Some(!detained && dice.in_1000(130));
        row.ambulance_asked_for_s136 = Some(detained && dice.in_1000(700));
        row.detained = Some(detained);
        row.person.clone_from(&begun.person);
        row.flag_band = Some(
            dice.pick(&[("flag", 800), ("review", 120), ("none", 80)], "flag")
                .into(),
        );
        row.flag_score = Some(dice.between(100, 999));
        row.flag_version = Some("trial".into());
        row.age_band = (!dice.in_1000(80)).then(|| dice.pick(BANDS, "18 to 34").into());
        row.sex = (!dice.in_1000(20)).then(|| dice.pick(SEXES, "male").into());
        row.ethnicity_self = (!dice.in_1000(420)).then(|| dice.pick(SELF_DEFINED, "W1").into());
        row.ethnicity_perceived = (!dice.in_1000(35)).then(|| dice.pick(PERCEIVED, "IC1").into());
        row.place_kind = Some(dice.pick(PLACES, "other").into());
        if deployed {
            row.first_arrived_at = after(begun.at, arrives);
            row.closed_at = after(begun.at, closes);
            row.officer_minutes = i32::try_from(closes - arrives)
                .ok()
                .map(|minutes| minutes * 2);
        }
        row
    }
}

const AREAS: [&str; 12] = [
    "area_01", "area_02", "area_03", "area_04", "area_05", "area_06", "area_07", "area_08",
    "area_09", "area_10", "area_11", "area_12",
];

pub(super) fn after(at: Timestamp, minutes: i64) -> Option<Timestamp> {
    at.checked_add(SignedDuration::from_mins(minutes)).ok()
}

/// A few rows say less of when than the rest, as extracts do.
fn blur(dice: &mut Dice, row: &mut Incident) {
    let roll = dice.below(1_000);
    if roll >= 4 {
        return;
    }
    row.occurred_at = None;
    row.hour = None;
    row.first_arrived_at = None;
    row.closed_at = None;
    row.when_precision = "day".into();
    if roll == 0 {
        row.when_precision = "month".into();
        row.local_day = None;
        row.weekday = None;
        row.first_day = row.first_day.first_of_month();
        row.last_day = row.last_day.last_of_month();
    }
}

fn empty(begun: &Begun, origin: &str) -> Incident {
    let local = domain::time::in_london(begun.at);
    Incident {
        incident_id: begun.id.clone(),
        origin: origin.to_owned().into(),
        record_position: None,
        when_precision: "instant".into(),
        occurred_at: Some(begun.at),
        local_day: Some(begun.day),
        first_day: begun.day,
        last_day: begun.day,
        hour: Some(i32::from(local.hour())),
        weekday: Some(i32::from(local.weekday().to_monday_one_offset())),
        area: Some(begun.area.clone()),
        source_agency: None,
        category: None,
        grade: None,
        mh_npcc: None,
        npcc_limb: None,
        mh_force: None,
        sub_type: None,
        rcrp_class: None,
        deployed: None,
        asked_by_health: None,
        voluntary_attendance: None,
        ambulance_asked_for_s136: None,
        detained: None,
        person: None,
        flag_band: None,
        flag_score: None,
        flag_version: None,
        first_arrived_at: None,
        closed_at: None,
        officer_minutes: None,
        age_band: None,
        sex: None,
        sex_absent: None,
        ethnicity_self: None,
        ethnicity_self_absent: None,
        ethnicity_perceived: None,
        ethnicity_perceived_absent: None,
        place_kind: None,
        apprehended: None,
        person_alone: None,
        linked_to: None,
    }
}

/// What an incident says of the power, as a file of the record that was followed does.
fn under(power: Option<&str>, incident: &mut Incident) {
    let section_136 = power.map(|power| power == "136");
    incident.sub_type = power.map(|power| format!("section {power}").into());
    incident.detained = section_136;
    if incident.ambulance_asked_for_s136 == Some(true) {
        incident.ambulance_asked_for_s136 = section_136;
    }
}
