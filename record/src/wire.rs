//! Wire forms: what is inside a sealed line.
//!
//! A line is a small JSON envelope with its version first. What the columns hold (file, position,
//! id, recorded time) is not repeated inside; sealing binds the two together. A new shape gets a
//! new version number and a struct of its own here; the struct of a retired shape stays, so that
//! every line ever written can be read.

use domain::{Actor, CommandId, Event, EventId, FileId, Position, Recorded, When};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::access::Seen;

/// Why a line that opened could not be understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WireError {
    /// It was written by a newer Lantern.
    #[error(
        "it has wire form {found}, and this version of Lantern reads up to {known}; use the newer version that wrote it"
    )]
    Newer {
        /// The version of the line.
        found: u64,
        /// The newest version known here.
        known: u64,
    },
    /// It has the right version and other contents. The text names the field, never a value.
    #[error("its contents are not in wire form {version}: {why}")]
    Malformed {
        /// The version of the line, 0 where none is given.
        version: u64,
        /// Where it goes wrong.
        why: String,
    },
    /// What would be read back is not what was to be written.
    #[error("what would be read back is not what was to be written")]
    ReadsDifferently,
    /// Its recorded time is outside the calendar.
    #[error("its recorded time is outside the calendar")]
    Time,
}

/// The version written today.
const VERSION: u64 = 1;

/// A line as written today.
#[derive(Serialize)]
struct LineOut<'a> {
    v: u64,
    h: &'a When,
    b: &'a Actor,
    c: CommandId,
    e: &'a Event,
}

/// Version 1 of a line: happened, by, command, event.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line1 {
    v: u64,
    h: When,
    b: Actor,
    c: CommandId,
    e: Event,
}

/// An entry of the access log as written today.
#[derive(Serialize)]
struct AccessOut<'a> {
    v: u64,
    b: &'a Actor,
    p: u64,
    w: &'a Seen,
}

/// Version 1 of an entry of the access log: by, position seen, what.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Access1 {
    v: u64,
    pub(crate) b: Actor,
    pub(crate) p: u64,
    pub(crate) w: Seen,
}

#[derive(Deserialize)]
struct Version {
    v: u64,
}

/// The columns of a line that stand beside its sealed contents.
pub(crate) struct Columns {
    pub(crate) file: FileId,
    pub(crate) position: Position,
    pub(crate) id: EventId,
    pub(crate) recorded_micros: i64,
}

/// What is sealed of a line.
///
/// It is read back before it is used: a line that could be written and not read would be found
/// out when it is too late to ask again.
pub(crate) fn write_line(line: &Recorded) -> Result<Vec<u8>, WireError> {
    let contents = serde_json::to_vec(&LineOut {
        v: VERSION,
        h: &line.happened,
        b: &line.by,
        c: line.command,
        e: &line.event,
    })
    .map_err(|error| malformed(VERSION, &error))?;
    let columns = Columns {
        file: line.file,
        position: line.position,
        id: line.id,
        recorded_micros: line.recorded.as_microsecond(),
    };
    if read_line(&columns, &contents)? != *line {
        return Err(WireError::ReadsDifferently);
    }
    Ok(contents)
}

/// A line from its columns and its opened contents.
pub(crate) fn read_line(columns: &Columns, opened: &[u8]) -> Result<Recorded, WireError> {
    // The newest form first: nearly every line has it. The version is looked at when it fails.
    let line: Line1 = serde_json::from_slice(opened).map_err(|error| version(opened, &error))?;
    if line.v != VERSION {
        return Err(newer(line.v));
    }
    Ok(Recorded {
        file: columns.file,
        position: columns.position,
        id: columns.id,
        happened: line.h,
        recorded: Timestamp::from_microsecond(columns.recorded_micros)
            .map_err(|_| WireError::Time)?,
        by: line.b,
        command: line.c,
        event: line.e,
    })
}

/// What is sealed of an entry of the access log.
pub(crate) fn write_access(by: &Actor, position: u64, what: &Seen) -> Result<Vec<u8>, WireError> {
    serde_json::to_vec(&AccessOut {
        v: VERSION,
        b: by,
        p: position,
        w: what,
    })
    .map_err(|error| malformed(VERSION, &error))
}

/// An entry of the access log from its opened contents.
pub(crate) fn read_access(opened: &[u8]) -> Result<Access1, WireError> {
    let entry: Access1 = serde_json::from_slice(opened).map_err(|error| version(opened, &error))?;
    if entry.v != VERSION {
        return Err(newer(entry.v));
    }
    Ok(entry)
}

fn version(opened: &[u8], error: &serde_json::Error) -> WireError {
    match serde_json::from_slice::<Version>(opened) {
        Ok(Version { v }) if v > VERSION => newer(v),
        Ok(Version { v }) => malformed(v, error),
        Err(_) => malformed(0, error),
    }
}

const fn newer(found: u64) -> WireError {
    WireError::Newer {
        found,
        known: VERSION,
    }
}

/// Keeps where it went wrong and drops what was there: error text carries no personal data.
fn malformed(version: u64, error: &serde_json::Error) -> WireError {
    let kind = match error.classify() {
        serde_json::error::Category::Io => "it could not be written",
        serde_json::error::Category::Syntax => "it is not JSON",
        serde_json::error::Category::Data => "a field is missing, unknown or of another kind",
        serde_json::error::Category::Eof => "it ends too soon",
    };
    WireError::Malformed {
        version,
        why: format!("{kind}, at byte {}", error.column()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::actor::OrganisationKind;
    use domain::event::RestraintEnded;
    use domain::{Organisation, OrganisationId, Role, UserId};
    use uuid::Uuid;

    fn line() -> Recorded {
        let kent = Organisation {
            id: OrganisationId::new("kent").unwrap(),
            kind: OrganisationKind::Police,
        };
        Recorded {
            file: FileId::new(Uuid::from_u128(1)),
            position: Position::FIRST,
            id: EventId::new(Uuid::from_u128(2)),
            happened: When::now(Timestamp::UNIX_EPOCH),
            recorded: Timestamp::UNIX_EPOCH,
            by: Actor::lantern(UserId::new("lantern").unwrap(), kent),
            command: CommandId::new(Uuid::from_u128(3)),
            event: RestraintEnded {
                condition: "calm".into(),
            }
            .into(),
        }
    }

    fn columns() -> Columns {
        let line = line();
        Columns {
            file: line.file,
            position: line.position,
            id: line.id,
            recorded_micros: 0,
        }
    }

    #[test]
    fn version_1_is_read_as_it_was_written_in_2026() {
        // Never to be changed: lines like this one are in the record.
        let written = r#"{"v":1,"h":{"moment":{"precision":"exact","at":"1970-01-01T00:00:00Z"},"source":"lantern"},"b":{"user":"lantern","name":"Lantern","role":"system","organisation":{"id":"kent","kind":"police"}},"c":"00000000-0000-0000-0000-000000000003","e":{"event":"restraint_ended","condition":"calm"}}"#;
        assert_eq!(read_line(&columns(), written.as_bytes()), Ok(line()));
        assert_eq!(write_line(&line()).unwrap(), written.as_bytes());
        assert_eq!(line().by.role, Role::System);
    }

    #[test]
    fn a_newer_line_is_named_as_newer_and_not_as_broken() {
        for newer in [r#"{"v":2,"anything":true}"#, r#"{"when":0,"v":2}"#] {
            assert_eq!(
                read_line(&columns(), newer.as_bytes()),
                Err(WireError::Newer { found: 2, known: 1 })
            );
        }
    }

    #[test]
    fn what_is_wrong_is_said_without_what_was_there() {
        for bad in [
            "",
            "not json",
            r#"{"v":1,"h":"Jane Doe"}"#,
            r#"{"name":"Jane Doe"}"#,
        ] {
            let error = read_line(&columns(), bad.as_bytes())
                .unwrap_err()
                .to_string();
            assert!(error.contains("wire form"), "{error}");
            assert!(!error.contains("Jane"), "{error}");
        }
    }

    #[test]
    fn a_time_finer_than_the_record_keeps_is_not_written() {
        let mut fine = line();
        fine.recorded = Timestamp::new(0, 1).unwrap();
        assert_eq!(write_line(&fine), Err(WireError::ReadsDifferently));
    }
}
