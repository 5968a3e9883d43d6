//! The argument from facts to answer, in numbered sentences.

use crate::answer::{Certainty, Position, Reason, Standing};
use crate::position::time;

/// Sets out a position as an argument a person can follow line by line.
pub fn explain(position: &Position) -> Vec<String> {
    let mut lines = Lines { lines: Vec::new() };
    lines.say(format!("As at {}.", time(position.at)));
    lines.finding(
        "The wording that applies is",
        position.regime.answer.label(),
        position.regime.certainty,
        &position.regime.because,
        position.regime.rival.as_deref(),
    );
    lines.finding(
        "The power in force:",
        &standing(&position.standing.answer),
        position.standing.certainty,
        &position.standing.because,
        position.standing.rival.as_deref(),
    );
    if let Some(clock) = &position.clock {
        lines.finding(
            "The clock:",
            &format!(
                "from {} to {} ({})",
                time(clock.start),
                time(clock.expiry),
                clock.state.label()
            ),
            clock.certainty,
            &clock.because,
            None,
        );
        for rival in &clock.rivals {
            lines.say(format!(
                "Rival reading: from {} to {}.",
                time(rival.start),
                time(rival.expiry)
            ));
            lines.because(std::slice::from_ref(&rival.because));
        }
        if clock.earliest_expiry < clock.expiry {
            lines.say(format!(
                "Act on the earliest: {}.",
                time(clock.earliest_expiry)
            ));
        }
    }
    for power in &position.powers {
        lines.finding(
            &format!("To {}:", power.power.label()),
            power.availability.label(),
            power.certainty,
            &power.because,
            power.rival.as_deref(),
        );
        for first in &power.first {
            lines.under(format!("first: {first}"));
        }
        for instead in &power.instead {
            lines.under(format!("instead: {instead}"));
        }
    }
    for duty in &position.duties {
        let due = duty
            .due
            .map(|due| format!(", by {}", time(due)))
            .unwrap_or_default();
        lines.say(format!(
            "Owed by {}: {}{due}.",
            duty.owner.label(),
            duty.kind.label()
        ));
        lines.because(&duty.because);
    }
    for breach in &position.breaches {
        let at = breach
            .at
            .map(|at| format!("{}: ", time(at)))
            .unwrap_or_default();
        lines.finding(
            "Breach:",
            &format!("{at}{}", breach.what),
            breach.certainty,
            &breach.because,
            None,
        );
        lines.under(format!("consequence: {}", breach.consequence));
    }
    for advisory in &position.advisories {
        lines.say(format!("Advice: {}", advisory.says));
        lines.because(&advisory.because);
    }
    for missing in &position.missing {
        lines.say(format!(
            "Not recorded: {}. It would settle {}.",
            missing.fact, missing.settles
        ));
        lines.under(format!("[{}] {}", missing.rule.id, missing.rule.cite));
    }
    lines.lines
}

struct Lines {
    lines: Vec<String>,
}

impl Lines {
    /// A numbered sentence.
    fn say(&mut self, text: impl AsRef<str>) {
        let number = self
            .lines
            .iter()
            .filter(|line| !line.starts_with(' '))
            .count()
            + 1;
        self.lines.push(format!("{number}. {}", text.as_ref()));
    }

    fn under(&mut self, text: impl AsRef<str>) {
        self.lines.push(format!("   - {}", text.as_ref()));
    }

    fn finding(
        &mut self,
        what: &str,
        answer: &str,
        certainty: Certainty,
        because: &[Reason],
        rival: Option<&str>,
    ) {
        let doubt = match certainty {
            Certainty::Settled => String::new(),
            other => format!(" ({})", other.label()),
        };
        self.say(format!("{what} {answer}{doubt}."));
        self.because(because);
        if let Some(rival) = rival {
            self.under(format!("the other reading: {rival}"));
        }
    }

    fn because(&mut self, because: &[Reason]) {
        for reason in because {
            let facts = if reason.facts.is_empty() {
                String::new()
            } else {
                format!(" From: {}.", reason.facts.join(", "))
            };
            self.under(format!(
                "{} [{}; {}; {}]{facts}",
                reason.says,
                reason.rule.id,
                reason.rule.cite,
                reason.rule.layer.label()
            ));
        }
    }
}

/// A standing in words.
fn standing(standing: &Standing) -> String {
    match standing {
        Standing::NoPower => "none; the person is free to leave".to_owned(),
        Standing::Voluntary => "none; the person is here voluntarily and free to leave".to_owned(),
        Standing::BeingRemoved { since } => {
            format!(
                "removal under section 136(1) since {}; no clock yet",
                time(*since)
            )
        }
        Standing::Detained {
            since,
            place,
            in_transfer,
        } => {
            let place = place
                .as_ref()
                .map(|place| format!(" at {}", place.name))
                .unwrap_or_default();
            let moving = if *in_transfer {
                ", now between places of safety"
            } else {
                ""
            };
            format!(
                "detention under section 136{place}, since {}{moving}",
                time(*since)
            )
        }
        Standing::EscapedMayBeRetaken { since, until } => {
            format!(
                "escaped {}; may be retaken until {}",
                time(*since),
                time(*until)
            )
        }
        Standing::EscapedPowerEnded { ended } => {
            format!("escaped; the power to retake ended {}", time(*ended))
        }
        Standing::OtherAuthority { since, what } => format!("{what}, since {}", time(*since)),
        Standing::Ended { at } => format!("none; the detention ended {}", time(*at)),
        Standing::Expired { at } => {
            format!(
                "none; the permitted period ended {} and the person may leave",
                time(*at)
            )
        }
    }
}
