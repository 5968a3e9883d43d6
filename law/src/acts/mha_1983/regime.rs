//! Which wording of sections 135 and 136 applies.
//!
//! The wording is chosen by the day section 136 was used, or by the day the section 135(1) warrant
//! was issued, and stays with the person throughout: a removal in train at the change of 2017, and
//! a warrant issued before it, keep the earlier wording (SI 2017/1017 reg 4).

use domain::Moment;
use jiff::Timestamp;
use jiff::civil::{Date, date};

use crate::acts::mha_1983::s135;
use crate::answer::{Certainty, Finding, Reason, Regime};
use crate::profile::Profile;
use crate::rules::{self, Rule};
use crate::story::Stay;
use crate::wording::{Timeline, Version};

/// What the wording of a day comes to.
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is one question of the wording, and none implies another"
)]
#[derive(Clone, Copy)]
pub(crate) struct Wording {
    pub(crate) regime: Regime,
    /// The first period, in hours.
    pub(crate) hours: i64,
    /// The rule that gives those hours.
    pub(crate) hours_rule: &'static Rule,
    /// Whether a person already at a place of safety can be kept there.
    pub(crate) may_keep: bool,
    /// Whether a doctor can authorise a further period.
    pub(crate) may_extend: bool,
    /// Whether the power was used before section 48 began, and section 48 has begun since.
    pub(crate) in_transition: bool,
    /// Whether the day that chooses the wording is settled enough to choose it.
    pub(crate) day_is_known: bool,
    /// That day: of the use of section 136, or of the issue of the warrant.
    day: Date,
}

/// How long, and what may be added.
struct Permitted {
    hours: i64,
    rule: &'static Rule,
    may_keep: bool,
    may_extend: bool,
    regime: Regime,
}

/// The permitted period of section 136(2), by the day the power was used.
static PERMITTED_PERIOD: Timeline<Permitted> = Timeline::new(&[
    Version {
        from: date(1983, 9, 30),
        by: "Mental Health Act 1983",
        rule: Permitted {
            hours: 72,
            rule: &rules::CLOCK_72,
            may_keep: false,
            may_extend: false,
            regime: Regime::SeventyTwoHours,
        },
    },
    Version {
        from: CHANGE_OF_2017,
        by: "Policing and Crime Act 2017 s82(3), SI 2017/1017 reg 3",
        rule: Permitted {
            hours: 24,
            rule: &rules::CLOCK_24,
            may_keep: true,
            may_extend: true,
            regime: Regime::TwentyFourHours,
        },
    },
]);

/// The day the Policing and Crime Act's amendments began.
pub(crate) const CHANGE_OF_2017: Date = date(2017, 12, 11);

/// The last day a warrant issued before the change could be executed, three months from its issue
/// (`w1-validity`). Later, a warrant whose day of issue nobody recorded is taken to be a new one.
const OLD_WARRANTS_OVER: Date = date(2018, 3, 10);

/// The day the Mental Health Act 2025 had Royal Assent.
const ASSENT_OF_2025: Date = date(2025, 12, 18);

/// The wording for a use of the power.
pub(crate) fn wording(stay: &Stay<'_, '_>, profile: &Profile) -> Wording {
    let today = profile
        .mha_2025_s48
        .as_ref()
        .map(|_| crate::position::day_of(stay.at()));
    let (day, known) = deciding_day(stay);
    let mut wording = chosen_by(day, stay.day, today, profile);
    wording.day_is_known &= known;
    wording
}

/// The day that chooses the wording, and whether it is settled enough to.
fn deciding_day(stay: &Stay<'_, '_>) -> (Date, bool) {
    let used = (
        stay.day,
        stay.power.timed || same_side_of_the_change(&stay.power.act.at),
    );
    if !stay.by_warrant() {
        return used;
    }
    let issued = s135::warrant_of(stay).and_then(|act| {
        let at = act.at.sort_key()?;
        let known = act.at.instant().is_some() || same_side_of_the_change(&act.at);
        Some((crate::position::day_of(at), known))
    });
    // A warrant is issued before it is executed.
    match issued {
        Some(issued) => issued,
        None if stay.day < CHANGE_OF_2017 => used,
        None => (stay.day, stay.day > OLD_WARRANTS_OVER),
    }
}

/// The wording for a power that would be used on a day.
pub(crate) fn on_day(day: Date, today: Option<Date>, profile: &Profile) -> Wording {
    chosen_by(day, day, today, profile)
}

/// The wording chosen by one day, for a power used on another. Section 48 of the 2025 Act saves
/// nothing for warrants, so it is asked about the day of use.
fn chosen_by(day: Date, used: Date, today: Option<Date>, profile: &Profile) -> Wording {
    // Before the Act began there is no wording; the earliest is shown, and said not to be settled.
    let (permitted, known) = match PERMITTED_PERIOD.on(day) {
        Some(version) => (&version.rule, true),
        None => (&EARLIEST, false),
    };
    let s48 = profile
        .mha_2025_s48
        .as_ref()
        .map(|commencement| commencement.on);
    let after_s48 = permitted.may_keep && s48.is_some_and(|from| used >= from);
    let in_transition = s48
        .zip(today)
        .is_some_and(|(from, today)| used < from && today >= from);
    Wording {
        regime: if after_s48 {
            Regime::NoPoliceStations
        } else {
            permitted.regime
        },
        hours: permitted.hours,
        hours_rule: permitted.rule,
        may_keep: permitted.may_keep,
        may_extend: permitted.may_extend,
        in_transition,
        day_is_known: known,
        day,
    }
}

static EARLIEST: Permitted = Permitted {
    hours: 72,
    rule: &rules::CLOCK_72,
    may_keep: false,
    may_extend: false,
    regime: Regime::SeventyTwoHours,
};

/// Whether a moment known only by bounds falls wholly before or wholly after the change of 2017.
fn same_side_of_the_change(moment: &Moment) -> bool {
    let before = match moment {
        // The latest instant of a day is the first of the next.
        Moment::On { date: last } | Moment::Between { last, .. } => *last < CHANGE_OF_2017,
        other => other
            .latest()
            .is_some_and(|at| crate::position::day_of(at) < CHANGE_OF_2017),
    };
    let after = moment
        .earliest()
        .is_some_and(|at| crate::position::day_of(at) >= CHANGE_OF_2017);
    before || after
}

impl Wording {
    /// Whether the earlier wording applies.
    pub(crate) fn is_old(&self) -> bool {
        self.regime == Regime::SeventyTwoHours
    }

    /// The finding a reader sees.
    pub(crate) fn finding(
        &self,
        stay: Option<&Stay<'_, '_>>,
        profile: &Profile,
    ) -> Finding<Regime> {
        let mut because = Vec::with_capacity(2);
        let mut certainty = Certainty::Settled;
        let mut rival = None;
        because.push(self.reason(stay, profile));
        if let Some(stay) = stay.filter(|stay| stay.by_warrant()) {
            because.extend(self.by_issue(stay));
        }
        if self.regime == Regime::TwentyFourHours
            && profile.mha_2025_s48.is_none()
            && stay.is_some_and(|stay| stay.day >= ASSENT_OF_2025)
        {
            because.push(rules::MHA25_STATUS.applies(
                "No day is set for section 48 of the 2025 Act, so police stations are still on the list.",
            ));
        }
        if self.regime == Regime::NoPoliceStations {
            because.push(rules::MHA25_REGS.applies(
                "The station regulations have lost their footing; occupational therapists and paramedics may still be consulted.",
            ));
        }
        if self.is_old()
            && stay.is_some_and(|stay| !stay.by_warrant() && arrived_after_the_change(stay))
        {
            because.push(rules::SAVING_S136.applies(
                "The removal began before 11 December 2017, so the earlier wording stays with this person though they arrived later.",
            ));
        }
        if self.in_transition {
            because.push(rules::MHA25_TRANSITION.applies(
                "This detention began before section 48 and nothing found says how section 48 treats it.",
            ));
            certainty = Certainty::Contested;
            rival = Some(
                "Section 48 may reach detentions already under way. Transitional position: ask the force's lawyers."
                    .to_owned(),
            );
        } else if !self.day_is_known {
            certainty = if PERMITTED_PERIOD.on(self.day).is_none() {
                Certainty::NotEstablished
            } else {
                Certainty::NeedsFacts
            };
            if stay.is_some_and(Stay::by_warrant) {
                rival = Some(
                    "The day of issue decides: before 11 December 2017 the 72-hour wording applies, and from that day the 24-hour wording."
                        .to_owned(),
                );
            }
        }
        Finding {
            answer: self.regime,
            certainty,
            because,
            rival,
        }
    }

    /// Under a warrant the day of issue decides, and not that of execution.
    fn by_issue(&self, stay: &Stay<'_, '_>) -> Option<Reason> {
        let says = match (self.is_old(), stay.day) {
            (true, used) if used >= CHANGE_OF_2017 => {
                "The warrant was issued before 11 December 2017, so the earlier wording stays with this person though it was executed later."
            }
            (false, used) if used <= OLD_WARRANTS_OVER => {
                "The warrant's day of issue decides, and it is not before 11 December 2017."
            }
            _ => return None,
        };
        let acts: Vec<_> = s135::warrant_of(stay).into_iter().collect();
        Some(rules::SAVING_S135.applies_to(says, &acts))
    }

    fn reason(&self, stay: Option<&Stay<'_, '_>>, profile: &Profile) -> Reason {
        let by = instrument_on(self.day).unwrap_or("no wording is known for that day");
        let by_warrant = stay.is_some_and(Stay::by_warrant);
        let (rule, says): (&'static Rule, String) = match self.regime {
            Regime::SeventyTwoHours => (
                &rules::REGIME_72H,
                format!("Before 11 December 2017 the earlier wording applies ({by})."),
            ),
            Regime::TwentyFourHours => (
                &rules::REGIME_24H,
                if by_warrant {
                    format!("The warrant was issued on or after 11 December 2017 ({by}).")
                } else if stay.is_some() {
                    format!("The power was used on or after 11 December 2017 ({by}).")
                } else {
                    format!("A use of the power now would come after 11 December 2017 ({by}).")
                },
            ),
            Regime::NoPoliceStations => {
                let by = profile
                    .mha_2025_s48
                    .as_ref()
                    .map_or("", |day| day.instrument.as_str());
                (
                    &rules::REGIME_2025,
                    format!(
                        "Section 48 of the 2025 Act was in force when the power was used ({by})."
                    ),
                )
            }
        };
        match stay {
            Some(stay) => rule.applies_to(says, &[stay.power.act]),
            None => rule.applies(says),
        }
    }
}

fn arrived_after_the_change(stay: &Stay<'_, '_>) -> bool {
    // Midnight at the start of 11 December 2017; London was on GMT.
    const CHANGE: Timestamp = Timestamp::constant(1_512_950_400, 0);
    stay.first_arrival()
        .is_some_and(|arrival| arrival.at >= CHANGE)
}

/// Which instrument made the wording of a day.
fn instrument_on(day: Date) -> Option<&'static str> {
    PERMITTED_PERIOD.on(day).map(|version| version.by)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_wording_names_its_instrument() {
        assert_eq!(instrument_on(date(1983, 9, 29)), None);
        assert_eq!(
            instrument_on(date(2017, 12, 10)),
            Some("Mental Health Act 1983")
        );
        assert!(instrument_on(CHANGE_OF_2017).is_some_and(|by| by.contains("2017")));
    }
}
