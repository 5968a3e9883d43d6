//! The words of a cell as the vocabulary's values.

use crate::table::{Cell, Failure};
use domain::event::PlaceRef;
use domain::{PlaceKind, Profession};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A value of a closed list, by its name on the wire with spaces for `_`.
pub(crate) fn word<T: DeserializeOwned>(cell: Cell<'_>) -> Result<T, Failure> {
    let name = cell.text.replace([' ', '-'], "_").to_lowercase();
    serde_json::from_value(Value::String(name))
        .map_err(|error| cell.failure(format!("not a word of the list: {error}")))
}

/// A profession, with the short names people use.
pub(crate) fn profession(cell: Cell<'_>) -> Result<Profession, Failure> {
    Ok(match cell.text {
        "doctor" => Profession::RegisteredMedicalPractitioner,
        "nurse" => Profession::RegisteredNurse,
        "OT" => Profession::OccupationalTherapist,
        _ => return word(cell),
    })
}

/// A place: `suite`, `ED`, `station` or a kind; with its own name after a colon.
pub(crate) fn place(cell: Cell<'_>) -> Result<PlaceRef, Failure> {
    let (kind, name) = match cell.text.split_once(':') {
        Some((kind, name)) => (cell.part(kind), name.trim()),
        None => (cell, cell.text),
    };
    let kind = match kind.text {
        "suite" => PlaceKind::HealthBasedPlaceOfSafety,
        "ED" => PlaceKind::EmergencyDepartment,
        "ward" => PlaceKind::HospitalWard,
        "station" => PlaceKind::PoliceStation,
        "home" => PlaceKind::PrivateHome,
        "other place" => PlaceKind::OtherSuitablePlace,
        _ => word(kind)?,
    };
    Ok(PlaceRef {
        id: None,
        kind,
        name: name.to_owned(),
    })
}
