//! The measures that are shipped: the files of `lake/measures`.

use figures::measure::{Measure, Problem};

macro_rules! measures {
    ($($name:literal,)+) => {
        /// Each measure's file and its text, in the order they are offered.
        const SHIPPED: &[(&str, &str)] = &[$((
            concat!("lake/measures/", $name, ".sql"),
            include_str!(concat!("../../measures/", $name, ".sql")),
        ),)+];
    };
}

measures! {
    "attention",
    "demand_by_month",
    "demand_by_day",
    "demand_by_hour",
    "demand_by_area",
    "demand_by_agency",
    "demand_by_sub_type",
    "snapshot_24_hours",
    "hidden_demand",
    "contact_to_outcome",
    "detentions_by_month",
    "first_place",
    "emergency_department_reasons",
    "transport",
    "police_vehicle_reasons",
    "waits_by_site",
    "wait_causes",
    "time_by_phase",
    "time_by_site",
    "fairness_self_defined",
    "fairness_perceived",
    "fairness_age",
    "fairness_sex",
    "repeat_contact",
    "most_frequent",
    "return_categories",
    "quality_completeness",
    "quality_impossible",
    "quality_drift",
}

/// Reads every shipped measure.
///
/// # Errors
///
/// Every problem of every header, each with its file and line.
pub fn shipped() -> Result<Vec<Measure>, Vec<Problem>> {
    let mut measures = Vec::new();
    let mut problems = Vec::new();
    for (file, text) in SHIPPED {
        match Measure::read(file, text) {
            Ok(measure) => measures.push(measure),
            Err(found) => problems.extend(found),
        }
    }
    if problems.is_empty() {
        Ok(measures)
    } else {
        Err(problems)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_measure_in_the_folder_is_shipped_and_reads() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("measures");
        let mut there: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| format!("lake/measures/{}", entry.unwrap().file_name().display()))
            .collect();
        there.sort();
        let mut shipped: Vec<String> = SHIPPED.iter().map(|(file, _)| (*file).to_owned()).collect();
        shipped.sort();
        assert_eq!(there, shipped);
        if let Err(problems) = super::shipped() {
            let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
            panic!("{}", lines.join("\n"));
        }
    }
}
