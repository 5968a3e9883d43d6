//! Axes: where a value stands, and at which values lines are drawn.

use super::svg::{Hang, Ink, SMALL, Sheet};

/// A scale from nought or the least to a round number above the most.
#[derive(Debug, Clone)]
pub(super) struct Scale {
    low: f64,
    high: f64,
    step: f64,
    /// In pixels, where `low` and `high` stand.
    from: f64,
    to: f64,
}

impl Scale {
    /// From nought to a round number no less than `most`, with about `ticks` lines.
    pub(super) fn from_nought(most: f64, ticks: f64, from: f64, to: f64) -> Self {
        let most = if most.is_finite() && most > 0.0 {
            most
        } else {
            1.0
        };
        let rough = most / ticks;
        let power = 10_f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0]
            .into_iter()
            .map(|times| times * power)
            .find(|step| *step >= rough - power * 1e-9)
            .unwrap_or(power * 10.0);
        Self {
            low: 0.0,
            high: (most / step - 1e-9).ceil() * step,
            step,
            from,
            to,
        }
    }

    /// Between round numbers about `least` and `most`: for points, where nought tells nothing. Not
    /// for bars.
    pub(super) fn between(least: f64, most: f64, ticks: f64, from: f64, to: f64) -> Self {
        let least = if least.is_finite() {
            least.max(0.0)
        } else {
            0.0
        };
        let mut scale = Self::from_nought(most - least, ticks, from, to);
        scale.low = (least / scale.step + 1e-9).floor() * scale.step;
        scale.high = (most / scale.step - 1e-9).ceil() * scale.step;
        if scale.high.is_nan() || scale.high <= scale.low {
            scale.high = scale.low + scale.step;
        }
        scale
    }

    /// From nought with lines at every `step`, to the first no less than `most`.
    pub(super) fn by(step: f64, most: f64, from: f64, to: f64) -> Self {
        Self {
            low: 0.0,
            high: (most / step).ceil().max(1.0) * step,
            step,
            from,
            to,
        }
    }

    /// In pixels. What is off the scale stands at its end.
    pub(super) fn at(&self, value: f64) -> f64 {
        let share = ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0);
        self.from + share * (self.to - self.from)
    }

    /// The values at which lines are drawn.
    pub(super) fn ticks(&self) -> Vec<f64> {
        let mut ticks = Vec::new();
        let mut at = 0_u32;
        loop {
            let value = self.low + f64::from(at) * self.step;
            if value > self.high + self.step * 1e-6 || at > 50 {
                return ticks;
            }
            ticks.push(value);
            at += 1;
        }
    }

    /// The lines and figures of an axis that stands upright, over a width.
    pub(super) fn upright(&self, sheet: &mut Sheet, left: f64, right: f64, written: Written) {
        for tick in self.ticks() {
            let y = self.at(tick);
            sheet.line((left, y), (right, y), Ink::Grid, 1.0);
            sheet.text(
                (left - 6.0, y + 4.0),
                &written.of(tick),
                SMALL,
                Hang::End,
                Ink::Quiet,
            );
        }
    }

    /// The lines and figures of an axis that lies, over a height.
    pub(super) fn lying(&self, sheet: &mut Sheet, top: f64, bottom: f64, written: Written) {
        for tick in self.ticks() {
            let x = self.at(tick);
            sheet.line((x, top), (x, bottom), Ink::Grid, 1.0);
            sheet.text(
                (x, bottom + 16.0),
                &written.of(tick),
                SMALL,
                Hang::Middle,
                Ink::Quiet,
            );
        }
    }
}

/// How the figures of an axis are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    Number,
    PerCent,
    Minutes,
}

impl Written {
    /// A value in words short enough for an axis.
    pub(super) fn of(self, value: f64) -> String {
        match self {
            Self::Number => number(value),
            Self::PerCent => format!("{} %", number(value * 100.0)),
            Self::Minutes => minutes(value),
        }
    }
}

/// A number without needless places, its thousands parted.
pub(super) fn number(value: f64) -> String {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked to be a whole number within range"
    )]
    if (0.0..1e15).contains(&value) && (value - value.round()).abs() < 1e-6 {
        return crate::print::thousands(value.round() as u64);
    }
    let text = if value.abs() < 1.0 {
        format!("{value:.3}")
    } else {
        format!("{value:.1}")
    };
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Minutes as hours where they are whole ones.
pub(super) fn minutes(value: f64) -> String {
    let hours = value / 60.0;
    if value >= 60.0 && (hours - hours.round()).abs() < 1e-6 {
        format!("{} h", number(hours))
    } else {
        format!("{} min", number(value.round()))
    }
}
