//! The stream: who arrives when, and every story's lines put in the order they are recorded.

use std::collections::{BTreeMap, VecDeque};

use domain::{FileId, Force};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::cast::Cast;
use crate::course::Course;
use crate::dice::Dice;
use crate::person::Person;
use crate::places::{NoPlaces, Places};
use crate::story::Story;
use crate::{Happening, detention, encounter, figures, opening};

/// The chance of an arrival is asked once in this many seconds.
const SLOT_SECONDS: i64 = 10;
const SLOTS_AN_HOUR: u64 = 360;

/// How long somebody counts as seen before (data.md section 2.1: another within four weeks).
const SEEN_BEFORE: SignedDuration = SignedDuration::from_hours(28 * 24);

/// Before the opening of a busy night: how far back the ordinary night begins.
const LEAD: SignedDuration = SignedDuration::from_hours(48);

/// The wall clock in London at the opening of a busy night: a Friday, 23:30.
const OPENING_MINUTE: i64 = 23 * 60 + 30;

/// Streams of dice: arrivals, then one for each file, then one for each file of the opening.
const ARRIVALS: u64 = 0;
const FIRST_OF_OPENING: u64 = 1 << 48;

/// Which night.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Everything follows from it.
    pub seed: u64,
    /// The first moment at which anything can happen.
    pub begins: Timestamp,
    /// How many forces of Kent's size to generate: 1 for one, 20 for twenty times the load.
    pub scale: u32,
    /// What is added to an instant before the hour of the day is read from it. Nought, except for
    /// a busy night that must open at a given instant whatever the wall clock says.
    pub clock_shift: SignedDuration,
    /// The instant at which the busy night stands ready to be looked at, if it is one.
    pub opening: Option<Timestamp>,
}

impl Plan {
    /// An ordinary stream from a moment on.
    pub const fn ordinary(seed: u64, begins: Timestamp) -> Self {
        Self {
            seed,
            begins,
            scale: 1,
            clock_shift: SignedDuration::ZERO,
            opening: None,
        }
    }

    /// A busy Friday night as it stands at 23:30, moved so that it stands so at `opening`. The
    /// wall clock of its events is moved with it: what the figures call evening is read from the
    /// night's own clock.
    pub fn busy_night(seed: u64, opening: Timestamp) -> Self {
        let begins = opening.checked_sub(LEAD).unwrap_or(opening);
        let local = domain::time::in_london(opening);
        let minute = i64::from(local.hour()) * 60 + i64::from(local.minute());
        Self {
            seed,
            begins,
            scale: 1,
            clock_shift: SignedDuration::from_mins(OPENING_MINUTE - minute),
            opening: Some(opening),
        }
    }

    /// The same for a larger force.
    #[must_use]
    pub const fn times(mut self, scale: u32) -> Self {
        self.scale = scale;
        self
    }
}

/// An hour of the night's clock: until when, and the chance of an arrival in each of its slots,
/// of 2 to the power of 32.
#[derive(Debug, Clone, Copy)]
struct Hour {
    ends: Timestamp,
    detentions: u64,
    others: u64,
}

/// The stream of a night: an iterator without end.
pub struct Night {
    plan: Plan,
    cast: Cast,
    places: Places,
    arrivals: Dice,
    /// Nothing that has not been generated yet is recorded before this.
    until: Timestamp,
    hour: Hour,
    files: u64,
    recent: VecDeque<(Timestamp, Person)>,
    waiting: BTreeMap<(Timestamp, u64), Happening>,
    order: u64,
}

impl Night {
    /// The night of a plan in a force. Fails when the force has nowhere to take anybody.
    pub fn new(force: &Force, plan: Plan) -> Result<Self, NoPlaces> {
        let mut night = Self {
            cast: Cast::new(force).map_err(|_| NoPlaces)?,
            places: Places::of(force)?,
            arrivals: Dice::new(plan.seed, ARRIVALS),
            until: plan.begins,
            hour: Hour {
                ends: plan.begins,
                detentions: 0,
                others: 0,
            },
            files: 0,
            recent: VecDeque::new(),
            waiting: BTreeMap::new(),
            order: 0,
            plan,
        };
        if let Some(opening) = night.plan.opening {
            night.open(opening);
        }
        Ok(night)
    }

    /// The files that stand open when a busy night is first looked at.
    fn open(&mut self, opening: Timestamp) {
        for index in 0..opening::FILES {
            // Told once to learn how long it takes to its moment, and once more so that the moment
            // falls where it should: the dice are the same both times.
            let rehearsed = self.opening(index, opening);
            let begins = opening::begins(index, opening, &rehearsed);
            let told = self.opening(index, begins);
            self.take(told);
        }
    }

    fn opening(&self, index: u64, begins: Timestamp) -> Vec<Happening> {
        let dice = Dice::new(self.plan.seed, FIRST_OF_OPENING + index);
        let file = self.file_id("opening", index);
        let mut story = Story::new(dice, &self.cast, &self.places, file, begins);
        opening::tell(&mut story, index);
        story.finish()
    }

    fn file_id(&self, kind: &str, number: u64) -> FileId {
        let name = format!("lantern night {} {kind} {number}", self.plan.seed);
        let begins = self.plan.begins.to_string();
        FileId::new(Uuid::new_v5(
            &Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes()),
            begins.as_bytes(),
        ))
    }

    fn take(&mut self, told: Vec<Happening>) {
        for happening in told {
            self.waiting.insert((happening.at, self.order), happening);
            self.order += 1;
        }
    }

    /// Asks for the arrivals of one slot, and tells their stories.
    fn slot(&mut self) -> Option<()> {
        if self.until >= self.hour.ends {
            self.hour = self.hour()?;
        }
        if u64::from(self.arrivals.bits()) < self.hour.detentions {
            self.arrive(true);
        }
        if u64::from(self.arrivals.bits()) < self.hour.others {
            self.arrive(false);
        }
        self.until = self
            .until
            .checked_add(SignedDuration::from_secs(SLOT_SECONDS))
            .ok()?;
        Some(())
    }

    /// The chances of the hour that the night's clock shows.
    fn hour(&self) -> Option<Hour> {
        let clock = self.until.checked_add(self.plan.clock_shift).ok()?;
        let clock = domain::time::in_london(clock);
        let hour = usize::try_from(clock.hour()).unwrap_or(0);
        let share = figures::BY_HOUR.get(hour).copied().unwrap_or(0);
        let gone = i64::from(clock.minute()) * 60 + i64::from(clock.second());
        let left = SignedDuration::from_secs(3_600 - gone);
        let all = figures::INCIDENTS_A_DAY * 365;
        Some(Hour {
            ends: self.until.checked_add(left).ok()?,
            detentions: self.chance(figures::DETENTIONS_A_YEAR, share),
            others: self.chance(all - figures::DETENTIONS_A_YEAR, share),
        })
    }

    /// The chance of one arrival in one slot, of 2 to the power of 32, from a number a year and
    /// the hour's share in thousandths of the day.
    fn chance(&self, a_year: u64, share: u32) -> u64 {
        let whole = a_year * u64::from(self.plan.scale) * u64::from(share);
        (whole << 32) / (365 * 1_000 * SLOTS_AN_HOUR)
    }

    fn arrive(&mut self, detained: bool) {
        let number = self.files;
        self.files += 1;
        let mut dice = Dice::new(self.plan.seed, number + 1);
        let file = self.file_id("file", number);
        if detained {
            let known = self.seen_before(&mut dice);
            let course = Course::draw(&mut dice, &self.cast, known);
            self.recent.push_back((self.until, course.person.clone()));
            let mut story = Story::new(dice, &self.cast, &self.places, file, self.until);
            detention::tell(&mut story, &course);
            let told = story.finish();
            self.take(told);
        } else {
            let mut story = Story::new(dice, &self.cast, &self.places, file, self.until);
            encounter::tell(&mut story);
            let told = story.finish();
            self.take(told);
        }
    }

    /// Somebody detained in the four weeks before, now and then.
    fn seen_before(&mut self, dice: &mut Dice) -> Option<Person> {
        let now = self.until;
        while self
            .recent
            .front()
            .is_some_and(|(at, _)| now.duration_since(*at) > SEEN_BEFORE)
        {
            self.recent.pop_front();
        }
        let again = dice.in_100(figures::SEEN_BEFORE_IN_100);
        let count = u32::try_from(self.recent.len()).unwrap_or(0);
        let index = usize::try_from(dice.below(count)).unwrap_or(0);
        self.recent
            .get(index)
            .map(|(_, person)| person.clone())
            .filter(|_| again)
    }
}

impl Iterator for Night {
    type Item = Happening;

    fn next(&mut self) -> Option<Happening> {
        loop {
            if let Some(entry) = self.waiting.first_entry()
                && entry.key().0 < self.until
            {
                return Some(entry.remove());
            }
            self.slot()?;
        }
    }
}
