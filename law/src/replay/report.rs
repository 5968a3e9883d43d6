//! A tally as a report: numbers, what they are numbers of, and the cases behind them.

use std::collections::BTreeMap;

use domain::Answer;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::kind::{Kind, Weight};
use super::occupancy::{self, Occupancy, Span};
use super::stations::StayReading;
use super::tally::{AgeBand, CaseStay, PlaceName, Slot, Tally};

/// A number with the cases behind it, in order, each once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Count<C> {
    /// How many.
    pub number: u64,
    /// Which.
    pub cases: Vec<C>,
}

/// A number and the place it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PlaceNumber {
    /// The first place of safety. None where it is not recorded.
    pub place: Option<PlaceName>,
    /// How many cases.
    pub number: u64,
    /// Of how many detentions that had it as their first place.
    pub of: u64,
}

/// One kind of difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ChangeCount<C> {
    /// What differs.
    pub kind: Kind,
    /// The same in words.
    pub says: String,
    /// How near to the person it comes.
    pub weight: Weight,
    /// Whether it rests on the transitional question that nothing settles.
    pub contested: bool,
    /// How many cases, and which: detentions, and encounters in which section 136 was not used.
    pub cases: Count<C>,
    /// How many of these are detentions. The rows that follow add up to it.
    pub detentions: u64,
    /// By the first place of safety.
    pub by_place: Vec<PlaceNumber>,
    /// By the hour in Europe/London at which section 136 was first used: hours 0 to 23, then the
    /// cases whose hour is not known.
    pub by_hour: [u64; 25],
    /// By age on the day section 136 was first used: under 18, 18 or over, not known.
    pub by_age: [u64; 3],
}

/// The stays at one police station that the law supposed judges otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StayRow<C> {
    /// What the law supposed says of them.
    pub reading: StayReading,
    /// The station. None for all stations together.
    pub place: Option<PlaceName>,
    /// Of how many stays at this station.
    pub of: u64,
    /// By age on the day of entry: under 18, 18 or over, not known.
    pub by_age: [u64; 3],
    /// When people were there.
    pub occupancy: Occupancy,
    /// Which.
    pub cases: Count<C>,
}

/// What would have been different, in numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Report<C> {
    /// Episodes read: the base of everything.
    pub read: u64,
    /// Episodes that could not be read, and which. They are in no other number.
    pub unreadable: Count<C>,
    /// Episodes in which section 136 was used.
    pub detained: u64,
    /// Of those detained, how many whose first place of safety is not recorded.
    pub place_not_recorded: u64,
    /// Of those detained, how many for whom the hour section 136 was used is not recorded.
    pub hour_not_recorded: u64,
    /// Of those detained, how many of whom nobody could say whether they were 18.
    pub age_not_known: u64,
    /// Detentions whose standing, clock, duties or breaches would have differed.
    pub differ_for_the_person: Count<C>,
    /// Detentions in which anything would have differed, the wording alone included.
    pub differ_at_all: Count<C>,
    /// Detentions in which something differs on one reading of a question that nothing settles.
    /// What is contested is in neither number above.
    pub contested: Count<C>,
    /// Encounters in which section 136 was not used and something would have differed.
    pub encounters: Count<C>,
    /// Each kind of difference.
    pub changes: Vec<ChangeCount<C>>,
    /// Stays at a police station in all.
    pub station_stays: u64,
    /// For each reading that differs: all stations together, and then each.
    pub stations: Vec<StayRow<C>>,
}

impl<C: Ord + Clone> Tally<C> {
    /// The report: the same for the same episodes, in whatever order and parts they were taken.
    pub fn report(&self) -> Report<C> {
        let missing = |wanted: fn(&Slot) -> bool| -> u64 {
            let slots = self.detained.iter().filter(|(slot, _)| wanted(slot));
            slots.map(|(_, number)| number).sum()
        };
        let of_kinds = |used: bool, wanted: &dyn Fn(&Kind, bool) -> bool| {
            let kinds = self.numbers.iter();
            let cells = kinds.filter(|((kind, contested), _)| wanted(kind, *contested));
            let slots = cells.flat_map(|(_, cells)| cells);
            counted(
                slots
                    .filter(|(slot, _)| slot.used == used)
                    .flat_map(|(_, cases)| cases),
            )
        };
        Report {
            read: self.read,
            unreadable: counted(self.unreadable.iter()),
            detained: self.detained.values().sum(),
            place_not_recorded: missing(|slot| slot.place.is_none()),
            hour_not_recorded: missing(|slot| slot.hour.is_none()),
            age_not_known: missing(|slot| slot.age == AgeBand::NotKnown),
            differ_for_the_person: of_kinds(true, &|kind, contested| {
                !contested && kind.weight() == Weight::Person
            }),
            differ_at_all: of_kinds(true, &|_, contested| !contested),
            contested: of_kinds(true, &|_, contested| contested),
            encounters: of_kinds(false, &|_, _| true),
            changes: self
                .numbers
                .iter()
                .map(|((kind, contested), cells)| self.change(*kind, *contested, cells))
                .collect(),
            station_stays: u64::try_from(self.stays.len()).unwrap_or(u64::MAX),
            stations: self.stations(),
        }
    }

    fn change(
        &self,
        kind: Kind,
        contested: bool,
        cells: &BTreeMap<Slot, Vec<C>>,
    ) -> ChangeCount<C> {
        let mut places: BTreeMap<Option<&PlaceName>, u64> = BTreeMap::new();
        let mut by_hour = [0; 25];
        let mut by_age = [0; 3];
        let mut detentions = 0;
        for (slot, cases) in cells.iter().filter(|(slot, _)| slot.used) {
            let number = u64::try_from(cases.len()).unwrap_or(u64::MAX);
            detentions += number;
            *places.entry(slot.place.as_ref()).or_default() += number;
            let hour = slot.hour.map_or(24, usize::from);
            add(&mut by_hour, hour, number);
            add(&mut by_age, age_index(slot.age), number);
        }
        let of = |place: Option<&PlaceName>| {
            let slots = self.detained.iter();
            let here = slots.filter(|(slot, _)| slot.place.as_ref() == place);
            here.map(|(_, number)| number).sum()
        };
        ChangeCount {
            kind,
            says: kind.says(),
            weight: kind.weight(),
            contested,
            cases: counted(cells.values().flatten()),
            detentions,
            by_place: places
                .into_iter()
                .map(|(place, number)| PlaceNumber {
                    place: place.cloned(),
                    number,
                    of: of(place),
                })
                .collect(),
            by_hour,
            by_age,
        }
    }

    fn stations(&self) -> Vec<StayRow<C>> {
        let mut stays: Vec<(&CaseStay<C>, PlaceName)> = self
            .stays
            .iter()
            .map(|stay| (stay, PlaceName::from(&stay.stay.place)))
            .collect();
        stays.sort_by(|(a, here), (b, there)| {
            (here, a.stay.from, &a.case).cmp(&(there, b.stay.from, &b.case))
        });
        let mut rows = Vec::new();
        for reading in StayReading::ALL {
            if reading.is_unchanged() {
                continue;
            }
            let all: Vec<&CaseStay<C>> = stays.iter().map(|(stay, _)| *stay).collect();
            rows.extend(row(*reading, None, &all));
            for here in stays.chunk_by(|(_, one), (_, other)| one == other) {
                let place = here.first().map(|(_, place)| place.clone());
                let here: Vec<&CaseStay<C>> = here.iter().map(|(stay, _)| *stay).collect();
                rows.extend(row(*reading, place, &here));
            }
        }
        rows
    }
}

/// The stays of a reading among these; none where there are none.
fn row<C: Ord + Clone>(
    reading: StayReading,
    place: Option<PlaceName>,
    among: &[&CaseStay<C>],
) -> Option<StayRow<C>> {
    let of = u64::try_from(among.len()).unwrap_or(u64::MAX);
    let read = || among.iter().filter(|stay| stay.stay.reading == reading);
    read().next()?;
    let mut by_age = [0; 3];
    for stay in read() {
        add(&mut by_age, age_index(stay.stay.child.into()), 1);
    }
    Some(StayRow {
        reading,
        place,
        of,
        by_age,
        occupancy: occupancy::of(read().map(|stay| Span {
            from: stay.stay.from,
            until: stay.stay.until,
            timed: stay.stay.timed,
        })),
        cases: counted(read().map(|stay| &stay.case)),
    })
}

/// Each case once, in order.
fn counted<'c, C: Ord + Clone + 'c>(cases: impl Iterator<Item = &'c C>) -> Count<C> {
    let mut cases: Vec<&C> = cases.collect();
    cases.sort_unstable();
    cases.dedup();
    Count {
        number: u64::try_from(cases.len()).unwrap_or(u64::MAX),
        cases: cases.into_iter().cloned().collect(),
    }
}

fn add(numbers: &mut [u64], index: usize, number: u64) {
    if let Some(here) = numbers.get_mut(index) {
        *here += number;
    }
}

const fn age_index(age: AgeBand) -> usize {
    match age {
        AgeBand::Child => 0,
        AgeBand::Adult => 1,
        AgeBand::NotKnown => 2,
    }
}

/// One row of the list of cases: a number of the report, and a case behind it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct CaseRow<C> {
    /// The number, in the words of the report.
    pub number: String,
    /// Whether it is counted apart as contested.
    pub contested: bool,
    /// The station, or the first place of safety, in words.
    pub place: String,
    /// The hour in Europe/London; none where it is not recorded.
    pub hour: Option<u8>,
    /// The age band.
    pub age: AgeBand,
    /// For a stay at a station: when it began, in UTC.
    pub from: Option<Timestamp>,
    /// And when it ended, where that is known.
    pub until: Option<Timestamp>,
    /// The case.
    pub case: C,
}

impl<C: Ord + Clone> Tally<C> {
    /// The cases behind every number, a row for each number and case.
    pub fn cases(&self) -> Vec<CaseRow<C>> {
        let mut rows = Vec::new();
        for ((kind, contested), cells) in &self.numbers {
            let number = kind.says();
            for (slot, cases) in cells {
                rows.extend(cases.iter().map(|case| {
                    CaseRow {
                        number: number.clone(),
                        contested: *contested,
                        place: slot
                            .place
                            .as_ref()
                            .map_or("not recorded", PlaceName::label)
                            .to_owned(),
                        hour: slot.hour,
                        age: slot.age,
                        from: None,
                        until: None,
                        case: case.clone(),
                    }
                }));
            }
        }
        let otherwise = |stay: &&CaseStay<C>| !stay.stay.reading.is_unchanged();
        for CaseStay { case, stay } in self.stays.iter().filter(otherwise) {
            let age: Answer = stay.child;
            rows.push(CaseRow {
                number: format!("stay at a police station: {}", stay.reading.label()),
                contested: stay.reading == StayReading::Contested,
                place: PlaceName::from(&stay.place).label().to_owned(),
                hour: Some(super::tally::hour(stay.from)).filter(|_| stay.timed),
                age: age.into(),
                from: Some(stay.from),
                until: stay.until,
                case: case.clone(),
            });
        }
        rows.sort();
        rows
    }
}
