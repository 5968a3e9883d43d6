//! Measures of agreement with labelled texts, with their counts and intervals.

/// The four counts of a yes-or-no question asked of labelled texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Said yes, and is.
    pub true_positive: u32,
    /// Said yes, and is not.
    pub false_positive: u32,
    /// Said no, and is.
    pub false_negative: u32,
    /// Said no, and is not.
    pub true_negative: u32,
}

impl Counts {
    /// Counts one text.
    pub const fn add(&mut self, said: bool, is: bool) {
        match (said, is) {
            (true, true) => self.true_positive += 1,
            (true, false) => self.false_positive += 1,
            (false, true) => self.false_negative += 1,
            (false, false) => self.true_negative += 1,
        }
    }

    /// Of those said, how many are. Nothing when none was said.
    pub fn precision(&self) -> Option<f64> {
        share(self.true_positive, self.true_positive + self.false_positive)
    }

    /// Of those that are, how many were said.
    pub fn recall(&self) -> Option<f64> {
        share(self.true_positive, self.true_positive + self.false_negative)
    }

    /// Of those that are not, how many were not said.
    pub fn specificity(&self) -> Option<f64> {
        share(self.true_negative, self.true_negative + self.false_positive)
    }

    /// The harmonic mean of precision and recall.
    pub fn f1(&self) -> Option<f64> {
        share(
            2 * self.true_positive,
            2 * self.true_positive + self.false_positive + self.false_negative,
        )
    }

    /// Matthews' correlation: 0 for guessing, also when one answer is far the commoner.
    pub fn mcc(&self) -> Option<f64> {
        let [tp, fp, fne, tn] = [
            self.true_positive,
            self.false_positive,
            self.false_negative,
            self.true_negative,
        ]
        .map(f64::from);
        let below = (tp + fp) * (tp + fne) * (tn + fp) * (tn + fne);
        (below > 0.0).then(|| (tp * tn - fp * fne) / below.sqrt())
    }
}

fn share(part: u32, whole: u32) -> Option<f64> {
    (whole > 0).then(|| f64::from(part) / f64::from(whole))
}

/// Wilson's interval for a share at 95 %: sound for small counts, where the usual one is not.
/// Nothing when the whole is nought.
pub fn wilson(part: u64, whole: u64) -> Option<(f64, f64)> {
    const Z: f64 = 1.959_963_984_540_054;
    if whole == 0 {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "counts of logs stay below 2^52")]
    let (part, whole) = (part as f64, whole as f64);
    let share = part / whole;
    let spread = Z * Z / whole;
    let centre = share + spread / 2.0;
    let reach = Z * (share * (1.0 - share) / whole + spread / (4.0 * whole)).sqrt();
    let low = (centre - reach) / (1.0 + spread);
    let high = (centre + reach) / (1.0 + spread);
    Some((low.max(0.0), high.min(1.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn always_yes_has_an_f1_and_no_correlation() {
        let counts = Counts {
            true_positive: 34,
            false_positive: 26,
            ..Counts::default()
        };
        assert!((counts.f1().unwrap() - 0.723).abs() < 0.001);
        assert_eq!(counts.mcc(), None);
        assert_eq!(counts.specificity(), Some(0.0));
    }

    #[test]
    fn the_interval_is_wilsons() {
        // Worked by hand: 5 of 10.
        let (low, high) = wilson(5, 10).unwrap();
        assert!((low - 0.2366).abs() < 0.0005 && (high - 0.7634).abs() < 0.0005);
        assert_eq!(wilson(0, 0), None);
        assert!(wilson(0, 7).unwrap().0.abs() < 1e-12);
    }
}
