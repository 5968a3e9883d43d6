//! When and where somebody was, as records say it: who was in two places at once, or somewhere
//! before they were born.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write as _;

use domain::time::london;
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use linkage::date::{day_of_named_month, names_month};
use linkage::run::Linked;
use linkage::stays::{BeforeBirth, Clashes, Stay, before_birth, clashes};
use linkage::table::{Field, Table};
use serde::Serialize;

use crate::read::Records;
use crate::told::{counted, number};
use crate::{Problem, Result, Stays, told, write};

/// What the check came to, and of which records it could not be made.
#[derive(Debug, Serialize)]
pub struct Checked {
    #[serde(flatten)]
    clashes: Clashes,
    /// Records that say no beginning, no end, or no place where one is asked for.
    not_said: u64,
    /// Records whose beginning or end is no time.
    unreadable: u64,
    /// Records that end before they begin.
    reversed: u64,
    /// Records whose stay began before their own date of birth.
    before_own_birth: u64,
    /// Groups in which a stay began before the date of birth of another record.
    groups_before_birth: u64,
}

impl Stays {
    /// The columns that are needed, in order.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        let columns = [&self.from, &self.until, &self.place];
        columns.into_iter().flatten().map(String::as_str)
    }

    /// Looks through the groups, where somebody asks. The columns stand beside each record from
    /// the place `first` on.
    pub fn check(
        &self,
        records: &Records,
        linked: &Linked,
        first: usize,
    ) -> Result<Option<Checked>> {
        if self.from.is_none() {
            return Ok(None);
        }
        let mut checked = Checked {
            clashes: clashes(&[], &[]),
            not_said: 0,
            unreadable: 0,
            reversed: 0,
            before_own_birth: 0,
            groups_before_birth: 0,
        };
        let mut places: HashMap<String, u32> = HashMap::new();
        let mut own = 0_u32;
        let mut stays = Vec::with_capacity(records.beside.len());
        for values in &records.beside {
            let value = |nth: usize| values.get(first + nth).map_or("", |value| value.trim());
            let place = if self.place.is_some() {
                let next = u32::try_from(places.len()).unwrap_or(u32::MAX);
                *places.entry(value(2).to_uppercase()).or_insert(next)
            } else {
                own += 1;
                own
            };
            let said = !value(0).is_empty()
                && !value(1).is_empty()
                && (self.place.is_none() || !value(2).is_empty());
            stays.push(if said {
                checked.stay(value(0), value(1), place)
            } else {
                checked.not_said += 1;
                None
            });
        }
        if stays.iter().all(Option::is_none) {
            return Err(Problem::given(format!(
                "no record says when a stay began and ended: {} without one, {} that cannot be \
                 read, {} that end before they begin; a time is `2026-03-01`, `2026-03-01 14:30` \
                 or `01/03/2026 14:30` in London, or one with its offset, such as \
                 `2026-03-01T14:30Z`",
                checked.not_said, checked.unreadable, checked.reversed
            )));
        }
        let groups = &linked.clusters.label;
        checked.clashes = clashes(groups, &stays);
        let before = before_birth(groups, &stays, &born(&records.table));
        checked.count(&before, groups);
        if let Some(path) = &self.impossible {
            write::impossible(path, &records.table, linked, &checked.clashes.all, &before)?;
        }
        Ok(Some(checked))
    }
}

/// The beginning in London of each record's day of birth, in seconds.
fn born(table: &Table) -> Vec<Option<i64>> {
    let rows = table.rows.iter();
    rows.map(|row| {
        let day = table.value(row, Field::Born);
        Some(moment(&day)?.earliest).filter(|_| !day.is_empty())
    })
    .collect()
}

impl Checked {
    fn count(&mut self, before: &[BeforeBirth], groups: &[u32]) {
        let group = |found: &BeforeBirth| groups.get(found.stay as usize).copied();
        let (own, of_others): (Vec<&BeforeBirth>, Vec<&BeforeBirth>) =
            before.iter().partition(|found| found.stay == found.born);
        let of_others: BTreeSet<Option<u32>> = of_others.into_iter().map(group).collect();
        let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        self.before_own_birth = count(own.len());
        self.groups_before_birth = count(of_others.len());
    }

    fn stay(&mut self, from: &str, until: &str, place: u32) -> Option<Stay> {
        let (Some(from), Some(until)) = (moment(from), moment(until)) else {
            self.unreadable += 1;
            return None;
        };
        if from.earliest > until.latest {
            self.reversed += 1;
            return None;
        }
        Some(Stay {
            from: from.latest,
            until: until.earliest,
            place,
        })
    }

    /// In sentences.
    pub fn text(&self) -> String {
        let found = &self.clashes;
        let mut text = format!(
            "In two places at once: {} of {} pairs of stays in one group, in {}: {}.\n",
            number(u64::try_from(found.all.len()).unwrap_or(u64::MAX)),
            number(found.pairs),
            counted(found.groups, "group"),
            told::share(&found.clashing),
        );
        let _ = writeln!(
            text,
            "If every one of these pairs were two people, {:.1} would be expected.",
            found.expected_if_false
        );
        let _ = match &found.false_links {
            Some(share) => writeln!(
                text,
                "So at most {} of the pairs are two people; fewer where a stay is recorded twice \
                 or with a wrong time.",
                told::share(share)
            ),
            None => writeln!(
                text,
                "That is too few to say what share of them is; each is a group to look at."
            ),
        };
        if self.groups_before_birth > 0 {
            let _ = writeln!(
                text,
                "Before birth: in {} a stay began before the date of birth of another record; one \
                 of the dates is wrong, or they are two people.",
                counted(self.groups_before_birth, "group")
            );
        }
        if self.before_own_birth > 0 {
            let _ = writeln!(
                text,
                "{} of a stay that began before their own date of birth.",
                counted(self.before_own_birth, "record")
            );
        }
        for (count, why) in [
            (self.not_said, "without a beginning, an end or a place"),
            (self.unreadable, "whose times cannot be read"),
            (self.reversed, "that end before they begin"),
        ] {
            if count > 0 {
                let _ = writeln!(text, "Not looked at: {} {why}.", counted(count, "record"));
            }
        }
        text
    }
}

/// What a time leaves open: a day without an hour is all of that day. In seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Moment {
    earliest: i64,
    latest: i64,
}

/// A day, `2026-03-01`, `01/03/2026` or `1 Mar 2026`, with an hour in London or without, or a time with its
/// offset.
fn moment(text: &str) -> Option<Moment> {
    if let Ok(at) = text.parse::<Timestamp>() {
        let at = at.as_second();
        return Some(Moment {
            earliest: at,
            latest: at,
        });
    }
    let (day, time) = if names_month(text) {
        let in_parts = text.rsplit_once(' ').filter(|(_, time)| time.contains(':'));
        in_parts.map_or((text, None), |(day, time)| (day, Some(time)))
    } else {
        let in_parts = text.split_once([' ', 'T']);
        in_parts.map_or((text, None), |(day, time)| (day, Some(time.trim())))
    };
    let day = day_of(day)?;
    let at = |day: Date, time: Time| {
        let there = day.to_datetime(time).to_zoned(london()).ok()?;
        Some(there.timestamp().as_second())
    };
    if let Some(time) = time {
        let at = at(day, time.parse().ok()?)?;
        return Some(Moment {
            earliest: at,
            latest: at,
        });
    }
    Some(Moment {
        earliest: at(day, Time::midnight())?,
        latest: at(day.tomorrow().ok()?, Time::midnight())?,
    })
}

fn day_of(text: &str) -> Option<Date> {
    if let Some((year, month, day)) = day_of_named_month(text) {
        return Date::new(
            year.try_into().ok()?,
            month.try_into().ok()?,
            day.try_into().ok()?,
        )
        .ok();
    }
    let mut parts = text.split('/');
    if let (Some(day), Some(month), Some(year), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    {
        return Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok();
    }
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_as_it_is_usually_written() {
        let at = |text| moment(text).unwrap();
        let noon = at("2026-03-01T12:30:00Z");
        for same in [
            "2026-03-01 12:30",
            "2026-03-01T12:30",
            "01/03/2026 12:30:00",
            "01-MAR-2026 12:30",
            "1 March 2026 12:30:00",
            "2026-03-01T13:30+01:00",
        ] {
            assert_eq!(at(same), noon, "{same}");
        }
        // In summer London is an hour ahead.
        assert_eq!(at("2026-07-01 12:30"), at("2026-07-01T11:30:00Z"));
        let day = at("2026-03-01");
        assert_eq!(at("01/03/2026"), day);
        assert_eq!(at("1 Mar 2026"), day);
        assert_eq!(day.latest - day.earliest, 24 * 3_600);
        assert!(day.earliest < noon.earliest && noon.latest < day.latest);
        for none in [
            "",
            "soon",
            "31 Feb 2026",
            "31/02/2026",
            "2026-03-01 25:00",
            "1/2",
            "12:30",
        ] {
            assert_eq!(moment(none), None, "{none}");
        }
    }
}
