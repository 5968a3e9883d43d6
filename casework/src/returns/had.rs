//! Who had the figures of a version, and how.

use domain::time::full_time;
use jiff::Timestamp;

use super::{Hand, Return};
use crate::notice::Reading;

/// Somebody who had the figures of a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Had {
    /// The person, or the body it was sent to.
    pub name: String,
    /// In which role, for a person.
    pub role: Option<domain::Role>,
    /// How: issued it, signed it, was sent it, opened it.
    pub how: String,
    /// When, first.
    pub at: Timestamp,
}

impl Had {
    /// In one line.
    pub fn says(&self) -> String {
        format!("{}: {} {}", self.name, self.how, full_time(self.at))
    }
}

/// Everybody who had the figures of a version while it was the newest: who issued and signed it,
/// to whom it was sent, and who opened it. Each in each way once, in the order of time.
///
/// `readings` are those of the return's own file.
pub fn had(held: &Return, number: u16, readings: &[Reading]) -> Vec<Had> {
    let Some(version) = held.version(number) else {
        return Vec::new();
    };
    let next = held
        .versions
        .iter()
        .find(|other| other.position > version.position);
    let person = |hand: &Hand, how: &str, at| Had {
        name: hand.name.clone(),
        role: Some(hand.role),
        how: how.to_owned(),
        at,
    };
    let mut all = vec![person(&version.by, "issued it", version.at)];
    for (hand, at) in &version.signed {
        all.push(person(hand, "signed it", *at));
    }
    for sent in &version.sent {
        all.push(Had {
            name: sent.name.clone(),
            role: None,
            how: format!("was sent it ({}) by {}", sent.to.label(), sent.by.name),
            at: sent.at,
        });
    }
    let mut opened = Vec::new();
    for reading in readings {
        let saw = reading.position >= version.position
            && next.is_none_or(|next| reading.position < next.position);
        if saw && !opened.contains(&&reading.user) {
            opened.push(&reading.user);
            all.push(Had {
                name: reading.name.clone(),
                role: Some(reading.role),
                how: "first opened it".to_owned(),
                at: reading.at,
            });
        }
    }
    all.sort_by_key(|one| one.at);
    all
}
