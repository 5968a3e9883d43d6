//! One row of an extract: a row of the lake, or refused with its column and reason.

mod slot;

use csv::ByteRecord;
use flags::{Desk, Engine};
use jiff::Timestamp;

use super::map::{Map, Person, When};
use super::when::{self, Began};
use crate::follow::{Pseudonyms, age_band};
use crate::schema::{Incident, Text};

use slot::{Cells, Slot};

/// Why a row was refused. Holds no value of the row: values may be personal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refused {
    /// The line of the extract it begins on.
    pub(super) line: u64,
    /// The column, where one is to blame.
    pub(super) column: String,
    pub(super) reason: String,
}

/// What is wrong with a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wrong {
    column: String,
    reason: String,
}

/// The longest reference that is taken for one.
const REFERENCE: usize = 80;

/// The longest shape of a value that is shown.
const SHAPE: usize = 24;

/// A map held against the header of an extract.
pub(super) struct Reader<'m> {
    map: &'m Map,
    batch: String,
    cells: Cells,
    slots: Slots<'m>,
    pseudonyms: Option<&'m Pseudonyms>,
    engine: Option<&'m Engine>,
    /// The version of the text reader.
    version: Text,
    desk: Desk,
}

/// How each column of the lake is filled.
struct Slots<'m> {
    weekday: Slot<'m>,
    area: Slot<'m>,
    source_agency: Slot<'m>,
    category: Slot<'m>,
    grade: Slot<'m>,
    mh_npcc: Slot<'m>,
    npcc_limb: Slot<'m>,
    mh_force: Slot<'m>,
    sub_type: Slot<'m>,
    rcrp_class: Slot<'m>,
    deployed: Slot<'m>,
    asked_by_health: Slot<'m>,
    voluntary_attendance: Slot<'m>,
    ambulance_asked_for_s136: Slot<'m>,
    detained: Slot<'m>,
    first_arrived_at: Slot<'m>,
    closed_at: Slot<'m>,
    officer_minutes: Slot<'m>,
    officers: Slot<'m>,
    age: Slot<'m>,
    age_band: Slot<'m>,
    sex: Slot<'m>,
    ethnicity_self: Slot<'m>,
    ethnicity_perceived: Slot<'m>,
    place_kind: Slot<'m>,
    apprehended: Slot<'m>,
}

impl<'m> Slots<'m> {
    fn of(map: &'m Map, cells: &Cells) -> Self {
        let slot = |name: &'static str| Slot::of(map, cells, name);
        Self {
            weekday: slot("weekday"),
            area: slot("area"),
            source_agency: slot("source_agency"),
            category: slot("category"),
            grade: slot("grade"),
            mh_npcc: slot("mh_npcc"),
            npcc_limb: slot("npcc_limb"),
            mh_force: slot("mh_force"),
            sub_type: slot("sub_type"),
            rcrp_class: slot("rcrp_class"),
            deployed: slot("deployed"),
            asked_by_health: slot("asked_by_health"),
            voluntary_attendance: slot("voluntary_attendance"),
            ambulance_asked_for_s136: slot("ambulance_asked_for_s136"),
            detained: slot("detained"),
            first_arrived_at: slot("first_arrived_at"),
            closed_at: slot("closed_at"),
            officer_minutes: slot("officer_minutes"),
            officers: slot("officers"),
            age: slot("age"),
            age_band: slot("age_band"),
            sex: slot("sex"),
            ethnicity_self: slot("ethnicity_self"),
            ethnicity_perceived: slot("ethnicity_perceived"),
            place_kind: slot("place_kind"),
            apprehended: slot("apprehended"),
        }
    }
}

impl<'m> Reader<'m> {
    /// Holds a map against the header of an extract.
    ///
    /// # Errors
    ///
    /// Why the two do not fit: a column that is not there, or is there twice.
    pub(super) fn new(
        map: &'m Map,
        header: &ByteRecord,
        batch: String,
        pseudonyms: Option<&'m Pseudonyms>,
        engine: Option<&'m Engine>,
    ) -> Result<Self, String> {
        let cells = Cells::of(map, header)?;
        Ok(Self {
            map,
            batch,
            slots: Slots::of(map, &cells),
            cells,
            pseudonyms,
            engine,
            version: engine.map(Engine::version).unwrap_or_default().into(),
            desk: Desk::default(),
        })
    }

    /// The row of the lake that a row of the extract makes. `number` is the row's, from 1.
    pub(super) fn read(&mut self, number: u64, row: &ByteRecord) -> Result<Incident, Refused> {
        self.cells
            .fit(row)
            .and_then(|()| self.row(number, row))
            .map_err(|wrong| Refused {
                line: row.position().map_or(0, csv::Position::line),
                column: wrong.column,
                reason: wrong.reason,
            })
    }

    /// A row whose reference came before.
    pub(super) fn repeated(&self, row: &ByteRecord) -> Refused {
        Refused {
            line: row.position().map_or(0, csv::Position::line),
            column: self.map.reference.clone().unwrap_or_default(),
            reason: "repeated: its reference came before, in this extract or an earlier one"
                .to_owned(),
        }
    }

    fn row(&mut self, number: u64, row: &ByteRecord) -> Result<Incident, Wrong> {
        let incident_id = self.reference(number, row)?;
        let began = self.began(row)?;
        let person = self.person(row)?;
        let (flag_band, flag_score, flag_version) = self.suggestion(row);
        let slots = &self.slots;
        let weekday = match began.weekday {
            Some(day) => Some(day),
            None => slots.weekday.whole(row)?,
        };
        let first_arrived_at = slots.first_arrived_at.instant(row)?;
        let closed_at = slots.closed_at.instant(row)?;
        let band = match slots.age.whole(row)?.and_then(|age| u8::try_from(age).ok()) {
            Some(age) => Some(age_band(age).into()),
            None => slots.age_band.text(row)?.0,
        };
        let (sex, sex_absent) = slots.sex.text(row)?;
        let (ethnicity_self, ethnicity_self_absent) = slots.ethnicity_self.text(row)?;
        let (ethnicity_perceived, ethnicity_perceived_absent) =
            slots.ethnicity_perceived.text(row)?;
        Ok(Incident {
            incident_id,
            origin: Text::Owned(format!("import:{}", self.batch)),
            record_position: None,
            when_precision: began.precision(),
            occurred_at: began.at,
            local_day: began.day,
            first_day: began.first,
            last_day: began.last,
            hour: began.hour,
            weekday,
            area: slots.area.text(row)?.0,
            source_agency: slots.source_agency.text(row)?.0,
            category: slots.category.text(row)?.0,
            grade: slots.grade.text(row)?.0,
            mh_npcc: slots.mh_npcc.flag(row)?,
            npcc_limb: slots.npcc_limb.text(row)?.0,
            mh_force: slots.mh_force.flag(row)?,
            sub_type: slots.sub_type.text(row)?.0,
            rcrp_class: slots.rcrp_class.text(row)?.0,
            deployed: slots.deployed.flag(row)?,
            asked_by_health: slots.asked_by_health.flag(row)?,
            voluntary_attendance: slots.voluntary_attendance.flag(row)?,
            ambulance_asked_for_s136: slots.ambulance_asked_for_s136.flag(row)?,
            detained: slots.detained.flag(row)?,
            person,
            flag_band,
            flag_score,
            flag_version,
            first_arrived_at,
            closed_at,
            officer_minutes: officer_minutes(
                slots.officer_minutes.whole(row)?,
                slots.officers.whole(row)?,
                first_arrived_at.zip(closed_at),
            ),
            age_band: band,
            sex,
            sex_absent,
            ethnicity_self,
            ethnicity_self_absent,
            ethnicity_perceived,
            ethnicity_perceived_absent,
            place_kind: slots.place_kind.text(row)?.0,
            apprehended: slots.apprehended.flag(row)?,
            person_alone: None,
            linked_to: None,
        })
    }

    /// The reference, or the number of the row where the extract has none.
    fn reference(&self, number: u64, row: &ByteRecord) -> Result<Text, Wrong> {
        let Some(column) = &self.map.reference else {
            return Ok(Text::Owned(format!("{}:{number:09}", self.batch)));
        };
        let text = self.cells.text(column, row)?;
        if text.is_empty() || text.chars().count() > REFERENCE {
            return Err(wrong(column, text, "is no reference of an incident"));
        }
        Ok(Text::Owned(text.to_owned()))
    }

    fn began(&self, row: &ByteRecord) -> Result<Began, Wrong> {
        let cell = |column: &str| self.cells.text(column, row);
        Ok(match &self.map.when {
            When::Time { column, stamp } => {
                let text = cell(column)?;
                let (at, twice) =
                    when::instant(stamp, text).map_err(|why| wrong(column, text, why))?;
                Began::at(at, twice)
            }
            When::Date {
                column,
                format,
                clock,
                zone,
            } => {
                let text = cell(column)?;
                let day = when::day(format, text).map_err(|why| wrong(column, text, why))?;
                let Some((column, format)) = clock else {
                    return Ok(Began::on(day));
                };
                let text = cell(column)?;
                if text.is_empty() {
                    return Ok(Began::on(day));
                }
                let (at, twice) = when::clock(format, text)
                    .and_then(|time| when::on_the_wall(day.to_datetime(time), *zone))
                    .map_err(|why| wrong(column, text, why))?;
                Began::at(at, twice)
            }
            When::Month { column, format } => {
                let text = cell(column)?;
                let (first, last) =
                    when::month(format, text).map_err(|why| wrong(column, text, why))?;
                Began::between("month", first, last)
            }
            When::Year { column } => {
                let text = cell(column)?;
                let (first, last) = when::year(text).map_err(|why| wrong(column, text, why))?;
                Began::between("year", first, last)
            }
            When::Covers { from, to } => Began::between("period", *from, *to),
        })
    }

    /// The key of the person; none where the row does not say who it was about.
    fn person(&self, row: &ByteRecord) -> Result<Option<Text>, Wrong> {
        let (Some(person), Some(pseudonyms)) = (&self.map.person, self.pseudonyms) else {
            return Ok(None);
        };
        match person {
            Person::Reference(column) => {
                let text = self.cells.text(column, row)?;
                Ok((!text.is_empty()).then(|| pseudonyms.of_reference(text)))
            }
            Person::Born {
                names,
                born,
                format,
            } => {
                let mut name = String::new();
                for column in names {
                    let part = self.cells.text(column, row)?;
                    if part.is_empty() {
                        return Ok(None);
                    }
                    name.push_str(part);
                    name.push(' ');
                }
                let text = self.cells.text(born, row)?;
                if text.is_empty() {
                    return Ok(None);
                }
                let day = jiff::civil::Date::strptime(format, text)
                    .map_err(|_| wrong(born, text, "is not a day in the format of the map"))?;
                Ok(Some(pseudonyms.of(&name, day)))
            }
        }
    }

    /// What the text reader suggests of the narrative, which goes no further.
    fn suggestion(&mut self, row: &ByteRecord) -> (Option<Text>, Option<i32>, Option<Text>) {
        let (Some(column), Some(engine)) = (&self.map.narrative, self.engine) else {
            return (None, None, None);
        };
        let text = self.cells.bytes(column, row);
        if text.trim_ascii().is_empty() {
            return (None, None, None);
        }
        let reading = engine.read(text, &mut self.desk);
        (
            Some(reading.band.name().into()),
            Some(reading.score),
            Some(self.version.clone()),
        )
    }
}

/// Minutes of all officers: as the source has them, else their number by the time they were there.
fn officer_minutes(
    told: Option<i32>,
    officers: Option<i32>,
    there: Option<(Timestamp, Timestamp)>,
) -> Option<i32> {
    told.or_else(|| {
        let (from, to) = there?;
        officers?.checked_mul(when::minutes(from, to)?)
    })
}

/// A cell that cannot be taken, with the shape of what is in it.
fn wrong(column: &str, text: &str, why: &str) -> Wrong {
    let what = if text.is_empty() {
        "an empty value".to_owned()
    } else {
        format!("a value like `{}`", shape(text))
    };
    Wrong {
        column: column.to_owned(),
        reason: format!("{what} {why}"),
    }
}

/// A value's shape: letters as `A` and `a`, digits as `9`. Enough to find it by, and nobody's.
pub fn shape(text: &str) -> String {
    let mut shape: String = text
        .chars()
        .take(SHAPE)
        .map(|character| match character {
            _ if character.is_uppercase() => 'A',
            _ if character.is_alphabetic() => 'a',
            _ if character.is_numeric() => '9',
            ' ' | '.' | ',' | ';' | ':' | '-' | '+' | '/' | '(' | ')' | '_' => character,
            _ => '?',
        })
        .collect();
    if text.chars().nth(SHAPE).is_some() {
        shape.push('…');
    }
    shape
}
