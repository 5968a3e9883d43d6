//! The weights: whole thousandths of log-odds, so that reading adds whole numbers.

use serde::{Deserialize, Serialize};

use crate::features::{self, COUNT, Features};
use crate::lexicon::{self, LexiconError};
use crate::reading::Band;

const SHIPPED: &str = include_str!("../data/weights.toml");

/// What training wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weights {
    /// Thousandths of log-odds of a text in which nothing is found.
    pub bias: i32,
    /// From this score on the band is `flag`.
    pub flag_from: i32,
    /// From this score on, below `flag_from`, the band is `review`.
    pub review_from: i32,
    /// One for each feature, in their order.
    pub by_feature: [i32; COUNT],
    /// How many labelled texts made them, and by which file, for the reader.
    pub trained_on: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    trained_on: String,
    bias: i32,
    flag_from: i32,
    review_from: i32,
    weights: std::collections::BTreeMap<String, i32>,
}

impl Weights {
    /// The weights that ship with the lexicon.
    pub fn shipped() -> Result<Self, LexiconError> {
        Self::read("weights.toml", SHIPPED)
    }

    /// Reads a weights file. Every feature must be there and nothing else.
    pub fn read(name: &str, text: &str) -> Result<Self, LexiconError> {
        let file: File = lexicon::read(name, text)?;
        let mut by_feature = [0; COUNT];
        for (index, weight) in by_feature.iter_mut().enumerate() {
            let feature = features::name(index);
            *weight = *file
                .weights
                .get(&feature)
                .ok_or_else(|| LexiconError::Content {
                    file: name.to_owned(),
                    id: feature.clone(),
                    says: "has no weight".into(),
                })?;
            let (least, most) = features::bounds(index);
            let value = f64::from(*weight) / 1000.0;
            if value < least || value > most {
                return Err(LexiconError::Content {
                    file: name.to_owned(),
                    id: feature,
                    says: format!("weighs {weight}, outside what it may"),
                });
            }
        }
        if file.weights.len() != COUNT {
            return Err(LexiconError::Content {
                file: name.to_owned(),
                id: "weights".into(),
                says: format!("has {} features, not {COUNT}", file.weights.len()),
            });
        }
        if file.review_from > file.flag_from {
            return Err(LexiconError::Content {
                file: name.to_owned(),
                id: "review_from".into(),
                says: format!(
                    "is {}, above `flag_from`, {}: nothing would be for review",
                    file.review_from, file.flag_from
                ),
            });
        }
        Ok(Self {
            bias: file.bias,
            flag_from: file.flag_from,
            review_from: file.review_from,
            by_feature,
            trained_on: file.trained_on,
        })
    }

    /// The file of these weights.
    pub fn written(&self) -> String {
        use std::fmt::Write as _;
        let mut text = format!(
            "# Thousandths of log-odds. Written by `lantern flag train`; not edited by hand.\n\
             trained_on = {:?}\nbias = {}\nflag_from = {}\nreview_from = {}\n\n[weights]\n",
            self.trained_on, self.bias, self.flag_from, self.review_from
        );
        for (index, weight) in self.by_feature.iter().enumerate() {
            // Writing to a string does not fail.
            let _never = writeln!(text, "{} = {weight}", features::name(index));
        }
        text
    }

    /// The text of the shipped file, for the hash.
    pub(crate) fn hash_text(&self) -> String {
        self.written()
    }

    /// The score of a text, in thousandths of log-odds.
    pub fn score(&self, features: &Features) -> i32 {
        self.by_feature
            .iter()
            .zip(&features.0)
            .fold(self.bias, |score, (weight, count)| {
                score.saturating_add(weight.saturating_mul(*count))
            })
    }

    /// The band of a score.
    pub const fn band(&self, score: i32) -> Band {
        if score >= self.flag_from {
            Band::Flag
        } else if score >= self.review_from {
            Band::Review
        } else {
            Band::None
        }
    }

    pub(crate) fn weight(&self, feature: usize) -> i32 {
        self.by_feature.get(feature).copied().unwrap_or_default()
    }
}
