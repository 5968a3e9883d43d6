//! Times as extracts write them.

use domain::time::{in_london, london};
use jiff::civil::{Date, DateTime, Time, date};
use jiff::fmt::strtime::{self, BrokenDownTime};
use jiff::tz::AmbiguousOffset;
use jiff::{Timestamp, ToSpan as _};

use super::map::{Stamp, Zone};
use crate::schema::Text;

/// Years in which an extract can lie.
const YEARS: std::ops::RangeInclusive<i16> = 1970..=2100;

/// When a row began, as far as its source says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Began {
    pub(super) precision: &'static str,
    pub(super) at: Option<Timestamp>,
    pub(super) day: Option<Date>,
    pub(super) first: Date,
    pub(super) last: Date,
    pub(super) hour: Option<i32>,
    pub(super) weekday: Option<i32>,
}

/// The precision of a time in the hour that comes twice.
pub(super) const TWICE: &str = "one of two hours";

impl Began {
    /// At an instant. `twice` where the clock on the wall showed it twice.
    pub(super) fn at(at: Timestamp, twice: bool) -> Self {
        let local = in_london(at);
        Self {
            at: Some(at),
            hour: Some(i32::from(local.hour())),
            precision: if twice { TWICE } else { "instant" },
            ..Self::on(local.date())
        }
    }

    /// On a day, at a time of day that is not known.
    pub(super) fn on(day: Date) -> Self {
        Self {
            precision: "day",
            at: None,
            day: Some(day),
            first: day,
            last: day,
            hour: None,
            weekday: Some(i32::from(day.weekday().to_monday_one_offset())),
        }
    }

    /// On some day from one to another.
    pub(super) const fn between(precision: &'static str, first: Date, last: Date) -> Self {
        Self {
            precision,
            at: None,
            day: None,
            first,
            last,
            hour: None,
            weekday: None,
        }
    }

    /// The words for its precision.
    pub(super) const fn precision(&self) -> Text {
        Text::Borrowed(self.precision)
    }
}

/// An instant from what is written, and whether the clock on the wall showed it twice: then it is
/// read as the first of the two.
pub(super) fn instant(stamp: &Stamp, text: &str) -> Result<(Timestamp, bool), &'static str> {
    const NOT_IN_FORMAT: &str = "is not a time in the format of the map";
    let parts = BrokenDownTime::parse(&stamp.format, text).map_err(|_| NOT_IN_FORMAT)?;
    if stamp.zone == Zone::Offset {
        let at = parts.to_timestamp().map_err(|_| NOT_IN_FORMAT)?;
        within(in_london(at).date())?;
        return Ok((at, false));
    }
    let civil = parts.to_datetime().map_err(|_| NOT_IN_FORMAT)?;
    on_the_wall(civil, stamp.zone)
}

/// An instant from a day and a time of day.
pub(super) fn on_the_wall(civil: DateTime, zone: Zone) -> Result<(Timestamp, bool), &'static str> {
    const NEVER: &str = "never was on a clock in London: the clocks went forward over it";
    within(civil.date())?;
    let outside = "is outside of the calendar";
    if zone == Zone::Utc {
        let at = jiff::tz::Offset::UTC.to_timestamp(civil);
        return at.map(|at| (at, false)).map_err(|_| outside);
    }
    let either = london().to_ambiguous_timestamp(civil);
    let twice = match either.offset() {
        AmbiguousOffset::Unambiguous { .. } => false,
        AmbiguousOffset::Fold { .. } => true,
        AmbiguousOffset::Gap { .. } => return Err(NEVER),
    };
    either.earlier().map(|at| (at, twice)).map_err(|_| outside)
}

/// A day.
pub(super) fn day(format: &str, text: &str) -> Result<Date, &'static str> {
    let day = Date::strptime(format, text).map_err(|_| "is not a day in the format of the map")?;
    within(day)?;
    Ok(day)
}

/// A time of day.
pub(super) fn clock(format: &str, text: &str) -> Result<Time, &'static str> {
    Time::strptime(format, text).map_err(|_| "is not a time of day in the format of the map")
}

/// The first and the last day of a month.
pub(super) fn month(format: &str, text: &str) -> Result<(Date, Date), &'static str> {
    let wrong = "is not a month in the format of the map";
    let parts = BrokenDownTime::parse(format, text).map_err(|_| wrong)?;
    let (Some(year), Some(month)) = (parts.year(), parts.month()) else {
        return Err(wrong);
    };
    let first = Date::new(year, month, 1).map_err(|_| wrong)?;
    within(first)?;
    Ok((first, first.last_of_month()))
}

/// The first and the last day of a year.
pub(super) fn year(text: &str) -> Result<(Date, Date), &'static str> {
    let year: i16 = text.parse().map_err(|_| "is not a year")?;
    let first = Date::new(year, 1, 1).map_err(|_| "is not a year")?;
    within(first)?;
    Ok((first, first.last_of_year()))
}

/// A day on which an extract can lie: a row of the year 1900 or 9999 is a blank of its source.
fn within(day: Date) -> Result<(), &'static str> {
    if YEARS.contains(&day.year()) {
        Ok(())
    } else {
        Err("is not between 1970 and 2100")
    }
}

/// Whole minutes between two instants; none where the second comes first.
pub(super) fn minutes(from: Timestamp, to: Timestamp) -> Option<i32> {
    let seconds = to.as_second().checked_sub(from.as_second())?;
    (seconds >= 0)
        .then(|| i32::try_from(seconds / 60).ok())
        .flatten()
}

/// A time that every format is tried on: no two of its parts are alike.
fn sample() -> DateTime {
    date(2026, 10, 23).at(14, 5, 59, 0)
}

/// The sample as a format writes it.
fn written(format: &str) -> Result<String, String> {
    let zoned = sample()
        .to_zoned(london())
        .map_err(|error| error.to_string())?;
    strtime::format(format, &zoned).map_err(|error| format!("is not a format of times: {error}"))
}

/// Whether a format tells day and time, to the minute at least.
pub(super) fn is_time(format: &str) -> Result<(), String> {
    let text = written(format)?;
    let read = BrokenDownTime::parse(format, &text).and_then(|parts| parts.to_datetime());
    match read {
        Ok(read) if read >= sample() - 59.seconds() && read <= sample() => Ok(()),
        _ => Err("does not tell a day and a time of day, such as `%d/%m/%Y %H:%M`".to_owned()),
    }
}

/// Whether a format tells a day.
pub(super) fn is_day(format: &str) -> Result<(), String> {
    match Date::strptime(format, written(format)?) {
        Ok(read) if read == sample().date() => Ok(()),
        _ => Err("does not tell a day, such as `%d/%m/%Y`".to_owned()),
    }
}

/// Whether a format tells a time of day, to the minute at least.
pub(super) fn is_clock(format: &str) -> Result<(), String> {
    match Time::strptime(format, written(format)?) {
        Ok(read) if read.hour() == 14 && read.minute() == 5 => Ok(()),
        _ => Err("does not tell a time of day, such as `%H:%M`".to_owned()),
    }
}

/// Whether a format tells a month.
pub(super) fn is_month(format: &str) -> Result<(), String> {
    match month(format, &written(format)?) {
        Ok((first, _)) if first == date(2026, 10, 1) => Ok(()),
        _ => Err("does not tell a month, such as `%Y-%m`".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn london_stamp() -> Stamp {
        Stamp {
            format: "%d/%m/%Y %H:%M".to_owned(),
            zone: Zone::London,
        }
    }

    #[test]
    fn the_clock_on_the_wall_is_read_in_summer_winter_and_on_both_nights_between() {
        for (text, at, twice) in [
            ("23/07/2026 14:05", "2026-07-23T13:05:00Z", false),
            ("23/01/2026 14:05", "2026-01-23T14:05:00Z", false),
            ("29/03/2026 00:59", "2026-03-29T00:59:00Z", false),
            ("29/03/2026 02:00", "2026-03-29T01:00:00Z", false),
            ("25/10/2026 00:59", "2026-10-24T23:59:00Z", false),
            ("25/10/2026 01:00", "2026-10-25T00:00:00Z", true),
            ("25/10/2026 01:59", "2026-10-25T00:59:00Z", true),
            ("25/10/2026 02:00", "2026-10-25T02:00:00Z", false),
        ] {
            let read = instant(&london_stamp(), text).unwrap();
            assert_eq!(read, (at.parse().unwrap(), twice), "{text}");
        }
        for never in ["29/03/2026 01:00", "29/03/2026 01:59"] {
            let why = instant(&london_stamp(), never).unwrap_err();
            assert!(why.contains("never was"), "{never}: {why}");
        }
    }

    #[test]
    fn a_time_in_the_hour_that_comes_twice_says_so_and_keeps_its_hour() {
        let (at, twice) = instant(&london_stamp(), "25/10/2026 01:30").unwrap();
        let began = Began::at(at, twice);
        assert_eq!(began.precision, TWICE);
        assert_eq!((began.hour, began.weekday), (Some(1), Some(7)));
        assert_eq!(began.day, Some(date(2026, 10, 25)));
    }

    #[test]
    fn the_day_of_an_instant_is_the_day_in_london() {
        let stamp = Stamp {
            format: "%Y-%m-%dT%H:%M:%S%z".to_owned(),
            zone: Zone::Offset,
        };
        let (at, twice) = instant(&stamp, "2026-07-31T23:30:00+0000").unwrap();
        let began = Began::at(at, twice);
        assert_eq!(began.day, Some(date(2026, 8, 1)));
        assert_eq!(began.hour, Some(0));
    }

    #[test]
    fn blanks_of_a_source_that_look_like_times_are_none() {
        for blank in [
            "01/01/1900 00:00",
            "31/12/9999 23:59",
            "30/02/2026 10:00",
            "23/10/2026",
        ] {
            assert!(instant(&london_stamp(), blank).is_err(), "{blank}");
        }
        assert!(year("0").is_err() && year("20144").is_err() && year("").is_err());
        assert_eq!(
            year("2014").unwrap(),
            (date(2014, 1, 1), date(2014, 12, 31))
        );
        assert_eq!(month("%m/%Y", "02/2024").unwrap().1, date(2024, 2, 29));
    }

    #[test]
    fn formats_are_tried_before_any_row_is() {
        assert!(is_time("%d/%m/%Y %H:%M").is_ok());
        assert!(is_time("%d/%m/%y %I:%M:%S %p").is_ok());
        assert!(is_time("%Y-%m-%dT%H:%M:%S%:z").is_ok());
        for bad in ["%d/%m %H:%M", "%d/%m/%Y", "%Q", "%d/%m/%Y %I:%M", "plain"] {
            assert!(is_time(bad).is_err(), "{bad}");
        }
        assert!(is_day("%d %b %Y").is_ok() && is_day("%m/%Y").is_err());
        assert!(is_clock("%H%M").is_ok() && is_clock("%H").is_err());
        assert!(is_month("%Y-%m").is_ok() && is_month("%Y").is_err());
    }
}
