//! Hidden demand: how many texts speak of mental-health need, from how many were flagged and how
//! often flags are right.
//!
//! A flag is sometimes wrong both ways, so the share flagged is not the share that is so. Where
//! it is measured how often (on texts that people have read and labelled), the share can be
//! corrected, with an interval that holds the doubt of the flags' measured error as well as
//! chance. It is an estimate of a number. It says nothing of any one text, and never becomes a
//! mark on a person.

use serde::{Deserialize, Serialize};

use crate::interval::{Interval, Z95, exact, wilson};
use crate::table::Rate;

/// How often flags were right, on texts that people labelled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Validation {
    /// Which texts, labelled by whom, read by which version of the flags. Shown with every
    /// estimate: it holds for texts like these and no others.
    pub of: String,
    /// The version of the reader that read them.
    pub version: String,
    /// So, and flagged.
    pub hits: u64,
    /// So, and not flagged.
    pub misses: u64,
    /// Not so, and flagged.
    pub false_flags: u64,
    /// Not so, and not flagged.
    pub correct_rejections: u64,
}

impl Validation {
    /// Reads what `lantern flag validate` wrote: TOML.
    ///
    /// # Errors
    ///
    /// What is wrong, with its line.
    pub fn read(text: &str) -> Result<Self, String> {
        let read: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        if read.of.trim().is_empty() || read.version.trim().is_empty() {
            return Err(
                "`of` says which texts were labelled by whom, `version` which reader read them; \
                 neither may be empty"
                    .to_owned(),
            );
        }
        Ok(read)
    }

    /// The same as a file.
    ///
    /// # Errors
    ///
    /// None that is known: numbers and words have a form in TOML.
    pub fn written(&self) -> Result<String, String> {
        toml::to_string(self).map_err(|error| error.to_string())
    }

    /// Of the texts that are so, the share that is flagged.
    pub fn sensitivity(&self) -> Option<Rate> {
        proportion(self.hits, self.hits.checked_add(self.misses)?)
    }

    /// Of the texts that are not so, the share that is not flagged.
    pub fn specificity(&self) -> Option<Rate> {
        proportion(
            self.correct_rejections,
            self.correct_rejections.checked_add(self.false_flags)?,
        )
    }
}

fn proportion(part: u64, whole: u64) -> Option<Rate> {
    Some(Rate {
        value: exact(part) / exact(whole),
        interval: wilson(part, whole)?,
    })
}

/// The estimate.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Estimate {
    /// The share that is so, of 1.
    pub share: Rate,
    /// How many texts that is.
    pub count: Rate,
    /// The share that was flagged, uncorrected. Printed beside it.
    pub flagged: Rate,
    /// Fewer were flagged than wrong flags alone would make, so the estimate is nought; the
    /// measured error does not fit these texts, or there is next to nothing.
    pub at_nought: bool,
    /// What the flags' error was measured on.
    pub validation: Validation,
}

/// Why there is no estimate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoEstimate {
    /// There are no texts, or more flagged than there are.
    #[error("nothing can be estimated from {flagged} flagged of {of} texts")]
    NoTexts {
        /// How many were flagged.
        flagged: u64,
        /// Of how many.
        of: u64,
    },
    /// Nobody says what the error was measured on.
    #[error("say which labelled texts the flags' error was measured on")]
    NotSaid,
    /// No labelled texts of one kind, so one kind of error is unknown.
    #[error(
        "the labelled texts must hold some that are so and some that are not: without both, one \
         kind of error is unknown"
    )]
    OneKind,
    /// The labelled texts do not show that flags are better than a coin.
    #[error(
        "the labelled texts do not show that flags are better than chance: at the lower ends of \
         their intervals, sensitivity and specificity come to one or less. Label more texts"
    )]
    NoBetterThanChance,
}

/// Corrects the share of texts that were flagged by the flags' measured error.
///
/// Point: Rogan and Gladen. Interval: Lang and Reiczigel, 95 per cent, cut to what a share can be.
///
/// Sources: W. J. Rogan and B. Gladen, *American Journal of Epidemiology* 107 (1978), 71-76;
/// Z. Lang and J. Reiczigel, *Preventive Veterinary Medicine* 113 (2014), 13-22.
///
/// # Errors
///
/// Where no honest estimate can be made.
pub fn estimate(flagged: u64, of: u64, validation: &Validation) -> Result<Estimate, NoEstimate> {
    let apparent = proportion(flagged, of).ok_or(NoEstimate::NoTexts { flagged, of })?;
    if validation.of.trim().is_empty() {
        return Err(NoEstimate::NotSaid);
    }
    let (Some(sensitivity), Some(specificity)) =
        (validation.sensitivity(), validation.specificity())
    else {
        return Err(NoEstimate::OneKind);
    };
    if sensitivity.interval.low + specificity.interval.low <= 1.0 {
        return Err(NoEstimate::NoBetterThanChance);
    }
    let corrected = |share: f64, se: f64, sp: f64| (share + sp - 1.0) / (se + sp - 1.0);
    let raw = corrected(apparent.value, sensitivity.value, specificity.value);
    let share = Rate {
        value: raw.clamp(0.0, 1.0),
        interval: bounds(flagged, of, validation, corrected),
    };
    let texts = exact(of);
    Ok(Estimate {
        share,
        count: Rate {
            value: share.value * texts,
            interval: share.interval.times(texts),
        },
        flagged: apparent,
        at_nought: raw <= 0.0,
        validation: validation.clone(),
    })
}

/// Lang and Reiczigel's interval: each proportion drawn a little to the middle, the spread of all
/// three carried through the correction, and the middle moved for its skew.
fn bounds(
    flagged: u64,
    of: u64,
    validation: &Validation,
    corrected: impl Fn(f64, f64, f64) -> f64,
) -> Interval {
    let z2 = Z95 * Z95;
    let texts = exact(of) + z2;
    let share = (exact(flagged) + z2 / 2.0) / texts;
    let drawn = |part: u64, other: u64| {
        let whole = exact(part) + exact(other) + 2.0;
        ((exact(part) + 1.0) / whole, whole)
    };
    let (se, so) = drawn(validation.hits, validation.misses);
    let (sp, not) = drawn(validation.correct_rejections, validation.false_flags);
    let middle = corrected(share, se, sp);
    let of_hits = se * (1.0 - se) / so;
    let of_rejections = sp * (1.0 - sp) / not;
    let moved = 2.0 * z2 * (middle * of_hits - (1.0 - middle) * of_rejections);
    let variance = (share * (1.0 - share) / texts
        + middle * middle * of_hits
        + (1.0 - middle) * (1.0 - middle) * of_rejections)
        / (se + sp - 1.0).powi(2);
    let half = Z95 * variance.sqrt();
    Interval {
        low: (middle + moved - half).clamp(0.0, 1.0),
        high: (middle + moved + half).clamp(0.0, 1.0),
    }
}
