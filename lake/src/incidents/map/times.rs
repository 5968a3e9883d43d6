//! The times of a map: which way they are told, in which format and by which clock.

use super::toml::{Page, Table, table, text};
use super::{Stamp, When, Zone};
use crate::incidents::when;

/// `[when]`: one of five ways to say when.
pub(super) fn when_told(page: &mut Page<'_>, root: &mut Table<'_>) -> Option<When> {
    let Some(mut said) = root.table(page, "when") else {
        page.wrong(&root.at, "there is no section `[when]`");
        return None;
    };
    let at = said.at.clone();
    let mut ways = Vec::new();
    if let Some(column) = said.text(page, "time") {
        let stamp = stamp(page, &mut said);
        ways.extend(stamp.map(|stamp| When::Time { column, stamp }));
    }
    if let Some(column) = said.text(page, "date") {
        let format = format_of(page, &mut said, "format", when::is_day);
        let clock = said.text(page, "clock").map(|column| {
            let format = format_of(page, &mut said, "clock_format", when::is_clock);
            (column, format)
        });
        let zone = if clock.is_some() {
            zone(page, &mut said)
        } else {
            Zone::London
        };
        ways.push(When::Date {
            column,
            format,
            clock,
            zone,
        });
    }
    if let Some(column) = said.text(page, "month") {
        let format = format_of(page, &mut said, "format", when::is_month);
        ways.push(When::Month { column, format });
    }
    if let Some(column) = said.text(page, "year") {
        ways.push(When::Year { column });
    }
    if let Some(found) = said.take("covers")
        && let Some(mut covers) = table(page, "`covers`".to_owned(), found)
    {
        let days = (covers.day(page, "from"), covers.day(page, "to"));
        let at = covers.at.clone();
        // For whoever asks later why these days.
        covers.needed(page, "because");
        covers.end(page);
        if let (Some(from), Some(to)) = days {
            if from > to {
                page.wrong(&at, "`from` of `covers` comes after `to`");
            }
            ways.push(When::Covers { from, to });
        }
    }
    said.end(page);
    if let Ok([way]) = <[When; 1]>::try_from(ways) {
        return Some(way);
    }
    page.wrong(
        &at,
        "`[when]` needs one of `time`, `date`, `month`, `year` and `covers`",
    );
    None
}

pub(super) fn stamp(page: &mut Page<'_>, from: &mut Table<'_>) -> Option<Stamp> {
    let at = from.at.clone();
    let format = format_of(page, from, "format", when::is_time);
    let zone = zone(page, from);
    if zone == Zone::Offset && !format.contains("%z") && !format.contains("%:z") {
        page.wrong(&at, "`zone = \"offset\"` needs `%z` or `%:z` in the format");
        return None;
    }
    Some(Stamp { format, zone })
}

fn zone(page: &mut Page<'_>, from: &mut Table<'_>) -> Zone {
    let name = from.name.clone();
    let Some(found) = from.take("zone") else {
        page.wrong(
            &from.at,
            format!("{name} has no `zone`: `london` for the clock on the wall there, `utc`, or `offset` where each value says"),
        );
        return Zone::London;
    };
    match found.get_ref().as_str() {
        Some("london") => Zone::London,
        Some("utc") => Zone::Utc,
        Some("offset") => Zone::Offset,
        _ => {
            page.wrong(&found.span(), "`zone` is `london`, `utc` or `offset`");
            Zone::London
        }
    }
}

/// A format, tried on a time of its own before any row is read by it.
pub(super) fn format_of(
    page: &mut Page<'_>,
    from: &mut Table<'_>,
    key: &'static str,
    sound: fn(&str) -> Result<(), String>,
) -> String {
    let name = from.name.clone();
    let Some(found) = from.take(key) else {
        page.wrong(
            &from.at,
            format!("{name} has no `{key}`, such as `%d/%m/%Y %H:%M:%S`"),
        );
        return String::new();
    };
    let format = text(page, &format!("`{key}` of {name}"), &found).unwrap_or_default();
    if let Err(why) = sound(&format) {
        page.wrong(&found.span(), format!("`{format}` {why}"));
    }
    format
}
