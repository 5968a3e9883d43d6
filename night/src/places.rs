//! The places of a force, by what they are to a story.

use domain::{DistrictId, Force, Place, PlaceKind};

use crate::dice::Dice;

/// The directory has nowhere to take anybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the force has no emergency department or no health-based place of safety in its directory; a \
     night needs at least one `[[place]]` of each kind"
)]
pub struct NoPlaces;

/// The places of a force.
#[derive(Debug, Clone)]
pub(crate) struct Places {
    pub(crate) departments: Vec<Place>,
    pub(crate) suites: Vec<Place>,
    pub(crate) stations: Vec<Place>,
    pub(crate) districts: Vec<DistrictId>,
}

impl Places {
    pub(crate) fn of(force: &Force) -> Result<Self, NoPlaces> {
        let of_kind = |kind| -> Vec<Place> {
            force
                .places
                .iter()
                .filter(|place| place.kind == kind)
                .cloned()
                .collect()
        };
        let places = Self {
            departments: of_kind(PlaceKind::EmergencyDepartment),
            suites: of_kind(PlaceKind::HealthBasedPlaceOfSafety),
            stations: of_kind(PlaceKind::PoliceStation),
            districts: force.districts.iter().map(|one| one.id.clone()).collect(),
        };
        if places.departments.is_empty() || places.suites.is_empty() {
            return Err(NoPlaces);
        }
        Ok(places)
    }

    /// An emergency department: the one of the district where there is one, else any.
    pub(crate) fn department(
        &self,
        dice: &mut Dice,
        district: Option<&DistrictId>,
    ) -> Option<&Place> {
        self.departments
            .iter()
            .find(|place| Some(&place.district) == district)
            .or_else(|| one_of(dice, &self.departments))
    }

    /// A suite that takes the person: any for an adult, one that takes children for a child.
    pub(crate) fn suite(&self, dice: &mut Dice, child: bool) -> Option<&Place> {
        let fitting: Vec<&Place> = self
            .suites
            .iter()
            .filter(|place| !child || place.accepts_children)
            .collect();
        one_of(dice, &fitting).copied()
    }

    /// A place by its name in configuration, where the force has it.
    pub(crate) fn named(&self, id: &str) -> Option<&Place> {
        self.departments
            .iter()
            .chain(&self.suites)
            .chain(&self.stations)
            .find(|place| place.id.as_str() == id)
    }

    pub(crate) fn station(&self, dice: &mut Dice) -> Option<&Place> {
        one_of(dice, &self.stations)
    }

    pub(crate) fn district(&self, dice: &mut Dice) -> Option<DistrictId> {
        one_of(dice, &self.districts).cloned()
    }
}

fn one_of<'a, T>(dice: &mut Dice, list: &'a [T]) -> Option<&'a T> {
    let count = u32::try_from(list.len()).unwrap_or(u32::MAX);
    list.get(usize::try_from(dice.below(count)).unwrap_or(0))
}
