//! An invented detention, and where the officers' time went.

use jiff::Timestamp;

use super::incident::{BANDS, Begun, PERCEIVED, SELF_DEFINED, SEXES, after};
use super::{Piece, Rows};
use crate::schema::{Detention, Phase, Text};

/// First place of safety (data.md section 2.1, 2024/25).
const PLACES: &[(&str, u32)] = &[
    ("emergency department", 15_171),
    ("health-based place of safety", 14_000),
    ("police station", 354),
    ("", 2_194),
    ("other suitable place", 60),
];
/// Transport (data.md section 2.1, 2024/25).
const TRANSPORT: &[(&str, u32)] = &[
    ("ambulance", 12_330),
    ("police vehicle", 15_506),
    ("", 2_392),
    ("other health vehicle", 700),
    ("on foot or already there", 851),
];
/// Why a police vehicle (data.md section 2.1, 2016/17; the last two share "everything else").
const WHY_POLICE: &[(&str, u32)] = &[
    ("no ambulance within 30 minutes", 3_436),
    ("ambulance not asked for", 2_516),
    ("ambulance re-tasked to a higher priority", 171),
    ("crew declined to convey", 77),
    ("risk or behaviour", 3_400),
    ("", 1_246),
];
// All that follows is invented for trials.
const WHY_ED: &[(&str, u32)] = &[
    ("red flag", 400),
    ("no health-based place: full", 280),
    ("no health-based place: staffing", 120),
    ("was there already", 80),
    ("", 120),
];
const CAUSES: &[(&str, u32)] = &[
    ("not enough staff", 400),
    ("immediate risk to life or of serious harm", 250),
    ("needs transfer to another place of safety", 150),
    ("another reason", 100),
    ("", 100),
];
const OUTCOMES: &[(&str, u32)] = &[
    ("detained under section 2", 180),
    ("admitted informally", 120),
    ("community plan", 410),
    ("discharged, no follow-up needed", 180),
    ("not known", 110),
];
/// Imported rows do not all say.
const POWERS: &[(Option<&str>, u32)] = &[
    (Some("136"), 950),
    (Some("135(1)"), 25),
    (Some("135(2)"), 10),
    (Some("135"), 8),
    (None, 7),
];
const ED_SITES: [&str; 4] = ["ED A", "ED B", "ED C", "ED D"];
const SUITES: [&str; 3] = ["Suite A", "Suite B", "Suite C"];

impl Piece<'_> {
    /// The time of officers at an incident without a detention.
    pub(super) fn attend(&mut self, begun: &Begun, rows: &mut Rows) {
        let arrives = self.dice.long_tail(3, 180);
        let decides = self.dice.long_tail(10, 240);
        self.phase(rows, begun, ("attend", 0, arrives), None, false);
        self.phase(rows, begun, ("decide", arrives, decides), None, false);
    }

    /// A detention; under which power.
    pub(super) fn detain(&mut self, begun: &Begun, rows: &mut Rows) -> Option<&'static str> {
        let dice = &mut self.dice;
        let place = word(dice.pick(PLACES, ""));
        let transport = word(dice.pick(TRANSPORT, ""));
        let is_ed = place.as_deref() == Some("emergency department");
        let is_station = place.as_deref() == Some("police station");
        let site = if is_ed {
            ED_SITES.get(dice.weighted(&[4, 3, 2, 1])).copied()
        } else if place.as_deref() == Some("health-based place of safety") {
            SUITES.get(dice.weighted(&[3, 2, 2])).copied()
        } else {
            None
        };
        let waits = dice.long_tail(5, 180);
        let rides = dice.long_tail(6, 70);
        let queues = if is_ed { dice.long_tail(1, 120) } else { 0 };
        let holds = if is_ed {
            dice.long_tail(25, 1_250)
        } else {
            dice.long_tail(12, 420)
        };
        let stays = dice.long_tail(180, 1_700);
        let entered_after = waits + rides + queues;
        let times_known = !dice.in_1000(70);
        let at = |minutes: i32| -> Option<Timestamp> {
            after(begun.at, i64::from(minutes)).filter(|_| times_known)
        };
        let asked = dice.in_1000(760);
        let cause = (holds > 60).then(|| word(dice.pick(CAUSES, ""))).flatten();
        let adult = dice.pick(BANDS, "18 to 34");
        let minutes_after = stays - 24 * 60;
        let local = domain::time::in_london(begun.at);
        let power = dice.pick(POWERS, None);
        let detention = Detention {
            detention_id: begun.id.clone(),
            record_position: None,
            origin: self.origin.clone().into(),
            power: power.map(Into::into),
            power_absent: power.is_none().then(|| "unknown".into()),
            local_day: begun.day,
            hour: Some(i32::from(local.hour())),
            weekday: i32::from(local.weekday().to_monday_one_offset()),
            detained_at: Some(begun.at),
            left_scene_at: at(waits),
            reached_site_at: at(waits + rides),
            entered_at: at(entered_after),
            clock_started_at: at(entered_after),
            accepted_at: at(entered_after + holds),
            officers_released_at: at(entered_after + holds),
            ended_at: at(entered_after + stays),
            open: !times_known,
            stay_minutes: times_known.then_some(stays),
            stay_absent: (!times_known).then(|| "unknown".into()),
            period: if power == Some("135(2)") {
                "none".into()
            } else if times_known && minutes_after > 0 {
                "exceeded".into()
            } else {
                "kept".into()
            },
            exceeded_minutes: (times_known && minutes_after > 0 && power != Some("135(2)"))
                .then_some(minutes_after),
            first_place_absent: place.is_none().then(|| "nothing recorded".into()),
            first_place: place,
            site: site.map(Into::into),
            ed_reason: is_ed.then(|| word(dice.pick(WHY_ED, ""))).flatten(),
            station_reason: is_station
                .then(|| "conditions of the Regulations recorded as met".into()),
            station_minutes: (is_station && times_known).then_some(stays),
            offence_suspected: (!dice.in_1000(300)).then(|| dice.in_1000(60)),
            police_vehicle_reason: (transport.as_deref() == Some("police vehicle"))
                .then(|| word(dice.pick(WHY_POLICE, "")))
                .flatten(),
            transport_absent: transport.is_none().then(|| "nothing recorded".into()),
            transport,
            ambulance_asked: asked,
            ambulance_asked_at: after(begun.at, 2).filter(|_| asked),
            ambulance_arrived_at: at(waits).filter(|_| asked),
            delay_cause: cause.clone(),
            age: None,
            age_band: (!dice.in_1000(15)).then(|| adult.into()),
            child: Some(adult.starts_with("under") || adult.starts_with("16")),
            sex: (!dice.in_1000(5)).then(|| dice.pick(SEXES, "male").into()),
            sex_absent: None,
            ethnicity_self: (!dice.in_1000(400)).then(|| dice.pick(SELF_DEFINED, "W1").into()),
            ethnicity_self_absent: None,
            ethnicity_perceived: (!dice.in_1000(32)).then(|| dice.pick(PERCEIVED, "IC1").into()),
            ethnicity_perceived_absent: None,
            consultation: Some(if dice.in_1000(680) {
                "consulted".into()
            } else {
                "not practicable".into()
            }),
            force_used: dice.in_1000(160),
            searched: dice.in_1000(280),
            extended: dice.in_1000(40),
            transfers: i32::from(dice.in_1000(150)),
            outcome: Some(dice.pick(OUTCOMES, "not known").into()),
            person: begun.person.clone(),
            area: Some(begun.area.clone()),
        };
        let vehicle = detention.transport.clone();
        if times_known {
            let site = detention.site.clone();
            self.phase(rows, begun, ("wait for transport", 0, waits), None, true);
            self.phase(rows, begun, ("convey", waits, rides), None, true);
            if let Some(phase) = rows.phases.last_mut() {
                phase.vehicle = vehicle;
            }
            if queues > 0 {
                self.phase(
                    rows,
                    begun,
                    ("queue", waits + rides, queues),
                    site.clone(),
                    true,
                );
            }
            self.phase(rows, begun, ("hand over", entered_after, holds), site, true);
            if let Some(phase) = rows.phases.last_mut() {
                phase.cause = cause;
            }
        }
        rows.detentions.push(detention);
        power
    }

    fn phase(
        &mut self,
        rows: &mut Rows,
        begun: &Begun,
        (phase, from, minutes): (&'static str, i32, i32),
        site: Option<Text>,
        detained: bool,
    ) {
        let Some(started_at) = after(begun.at, i64::from(from)) else {
            return;
        };
        let officers = (!self.dice.in_1000(80)).then_some(2);
        rows.phases.push(Phase {
            file_id: begun.id.clone(),
            record_position: None,
            origin: self.origin.clone().into(),
            local_day: begun.day,
            phase: phase.into(),
            started_at,
            minutes,
            officers,
            officer_minutes: officers.map(|officers| officers * minutes),
            rank: officers.map(|_| "constable".into()),
            site,
            cause: None,
            vehicle: None,
            detained,
            area: Some(begun.area.clone()),
        });
    }
}

fn word(text: &'static str) -> Option<Text> {
    (!text.is_empty()).then_some(text.into())
}
