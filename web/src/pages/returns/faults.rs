//! What stands in the way of a month, and what is missing with whom to ask: the chase list.

use std::collections::BTreeMap;

use casework::returns::{Fault, Weight};

use crate::desk::returns::Computed;
use crate::forms::sentence;
use crate::pages::reason::line_address;

/// The faults of a month.
pub(super) struct FaultsView {
    pub(super) errors: Vec<FaultView>,
    pub(super) warnings: Vec<FaultView>,
}

pub(super) struct FaultView {
    pub(super) says: String,
    pub(super) reference: String,
    /// Where it is put right, for those who may open the file.
    pub(super) href: Option<String>,
    pub(super) owner: String,
}

impl FaultsView {
    pub(super) fn new(now: &Computed, opens: bool) -> Self {
        let of = |weight: Weight| {
            let faults = now.faults.iter().filter(|fault| fault.weight == weight);
            faults.map(|fault| view(fault, opens)).collect()
        };
        Self {
            errors: of(Weight::Error),
            warnings: of(Weight::Warning),
        }
    }

    /// The warnings by who can put them right.
    pub(super) fn by_owner(&self) -> Vec<(&str, Vec<&FaultView>)> {
        let mut owners: BTreeMap<&str, Vec<&FaultView>> = BTreeMap::new();
        for one in &self.warnings {
            owners.entry(&one.owner).or_default().push(one);
        }
        owners.into_iter().collect()
    }
}

fn view(fault: &Fault, opens: bool) -> FaultView {
    let file = fault.file;
    FaultView {
        says: sentence(fault.rule.label())
            .trim_end_matches('.')
            .to_owned(),
        reference: file.reference(),
        href: opens.then(|| {
            fault
                .line
                .map_or_else(|| format!("/cases/{file}"), |line| line_address(file, line))
        }),
        owner: fault.owner.clone(),
    }
}
