//! A model that was kept, for a file that did not teach it.

use super::{Learning, ROUNDS, STILL};
use crate::model::{Blocked, Model, Role, real};
use crate::table::Table;

/// How far the shares that a file shows may lie from those that its records alone would have it.
const FAR: f64 = 100.0;

/// A model with the shares of the kinds as a file has them. They begin where as many records of
/// each person would have them, and the file says the rest.
pub(in crate::model) fn shares_of(model: &Model, table: &Table, blocked: &Blocked<'_>) -> Model {
    let Some(strangers) = model.strangers() else {
        return model.clone();
    };
    let mut learning = Learning::new(table, blocked, (strangers.clone(), model.near));
    let times = real(model.records) / real(table.rows.len() as u64).max(1.0);
    learning.model = model.clone();
    for kind in learning.model.kinds.iter_mut().rev().skip(1) {
        kind.share = (kind.share * times).min(0.15);
    }
    let first: Vec<f64> = learning.model.kinds.iter().map(|kind| kind.share).collect();
    for _ in 0..ROUNDS {
        let before: Vec<f64> = learning.model.kinds.iter().map(|kind| kind.share).collect();
        let sums = learning.expected();
        learning.settle_shares(&sums);
        let mut moved = 0.0;
        for ((kind, before), first) in learning.model.kinds.iter_mut().zip(before).zip(&first) {
            if kind.role != Role::Strangers {
                kind.share = kind.share.clamp(first / FAR, first * FAR);
            }
            moved = f64::max(moved, (kind.share / before - 1.0).abs());
        }
        if moved < STILL {
            break;
        }
    }
    learning.model
}
