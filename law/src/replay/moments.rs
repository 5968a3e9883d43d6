//! The moments of an episode at which an answer can change.

use domain::event::Manner;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::acts::mha_1983::s136_clock::{PROMPT_SECONDS, QUEUE_SECONDS};
use crate::answer::{ClockState, Position, Standing};
use crate::facts::{Act, Facts, What};
use crate::profile::Profile;
use crate::wording::later;

/// Moments in order: every act, every time that an answer named, and the days that an instrument
/// or a birthday sets while something is still to come.
pub(super) struct Moments {
    /// Every time of an act, in order, each once.
    acts: Vec<Timestamp>,
    /// How many of them are past.
    past: usize,
    /// Days on which the law, the policy or the person's age changes, and waits that turn a
    /// reading of the clock, in order.
    fixed: Vec<Timestamp>,
    /// The next time that the latest answers named.
    named: Option<Timestamp>,
    /// How many more of those are looked at before the next act.
    patience: u32,
    now: Option<Timestamp>,
}

/// Times named by answers that are looked at between two acts. A detention names fewer than ten;
/// the limit is there so that no answer whatever can make this go on for ever.
const PATIENCE: u32 = 100;

impl Moments {
    pub(super) fn of(facts: &Facts, profiles: &[&Profile]) -> Self {
        let mut acts: Vec<Timestamp> = facts.acts.iter().flat_map(times).collect();
        if acts.is_empty() {
            // Nothing has a time: what is known stands outside all order.
            acts.push(Timestamp::UNIX_EPOCH);
        }
        acts.sort_unstable();
        acts.dedup();
        let mut fixed = Vec::new();
        let days = profiles.iter().flat_map(|profile| days(profile));
        fixed.extend(days.chain(birthday(facts)).filter_map(midnight));
        for act in &facts.acts {
            fixed.extend(waits(act));
        }
        fixed.sort_unstable();
        fixed.dedup();
        Self {
            acts,
            past: 0,
            fixed,
            named: None,
            patience: PATIENCE,
            now: None,
        }
    }

    /// The next moment, if anything is still to come.
    pub(super) fn next(&mut self) -> Option<Timestamp> {
        let act = self.acts.get(self.past).copied();
        let ahead = act.into_iter().chain(self.named);
        let next = ahead.clone().min()?;
        // A day or a wait that passes before the last thing still to come.
        let fixed = self.now.and_then(|now| {
            let after = self.fixed.partition_point(|at| *at <= now);
            self.fixed.get(after).copied().filter(|at| *at < next)
        });
        let next = fixed.unwrap_or(next);
        if act == Some(next) {
            self.past += 1;
            self.patience = PATIENCE;
        } else {
            self.patience = self.patience.checked_sub(1)?;
        }
        self.now = Some(next);
        self.named = None;
        Some(next)
    }

    /// Takes up the times that an answer about this moment named.
    pub(super) fn note(&mut self, position: &Position) {
        let Some(now) = self.now.filter(|_| self.patience > 0) else {
            return;
        };
        let mut earliest = self.named;
        let mut name = |at: Timestamp| {
            if at > now && earliest.is_none_or(|known| at < known) {
                earliest = Some(at);
            }
        };
        if let Some(clock) = &position.clock
            && clock.state != ClockState::Ended
        {
            name(clock.expiry);
            name(clock.earliest_expiry);
            clock.rivals.iter().for_each(|rival| name(rival.expiry));
        }
        if let Standing::EscapedMayBeRetaken { until, .. } = position.standing.answer {
            name(until);
        }
        let liability = position.liability.iter().map(|finding| &finding.answer);
        liability
            .flat_map(|it| [it.take_until, it.authority_until])
            .filter_map(|until| until.and_then(|until| until.ends()))
            .for_each(&mut name);
        position
            .powers
            .iter()
            .filter_map(|power| power.until)
            .for_each(&mut name);
        for due in position.duties.iter().filter_map(|duty| duty.due) {
            // What is due at an instant is late only after it.
            name(due);
            name(later(due, 1));
        }
        self.named = earliest;
    }
}

/// Every time recorded for an act: its own, its bounds, and other live values.
fn times(act: &Act) -> impl Iterator<Item = Timestamp> {
    let moments = std::iter::once(&act.at).chain(act.rivals.iter().map(|rival| &rival.at));
    moments.flat_map(|moment| [moment.sort_key(), moment.earliest()].into_iter().flatten())
}

/// How long a wait must be before the clock is read otherwise: outside a place, or at the place
/// where the person was found.
fn waits(act: &Act) -> Option<Timestamp> {
    let at = act.at.sort_key()?;
    let seconds = match &act.what {
        What::PowerUsed {
            manner: Manner::Remove,
            ..
        } => PROMPT_SECONDS,
        What::ReachedSite { .. } => QUEUE_SECONDS,
        _ => return None,
    };
    Some(later(at, seconds.saturating_add(1)))
}

/// Days on which a profile changes.
fn days(profile: &Profile) -> impl Iterator<Item = Date> {
    let appointed = [&profile.mha_2025_s48, &profile.mha_2025_s29];
    let appointed = appointed.into_iter().flatten().map(|day| day.on);
    let policies = profile.policies.iter().flat_map(|policy| {
        let ended = policy.to.and_then(|to| to.tomorrow().ok());
        std::iter::once(policy.from).chain(ended)
    });
    appointed.chain(policies)
}

/// The eighteenth birthday, where the date of birth is known.
///
/// Somebody born on 29 February turns 18 on a day that two rules of counting place differently,
/// so the day after is looked at too.
fn birthday(facts: &Facts) -> impl Iterator<Item = Date> {
    let years = jiff::Span::new().years(18);
    let day = facts
        .person
        .born
        .and_then(|born| born.checked_add(years).ok());
    day.into_iter()
        .chain(day.and_then(|day| day.tomorrow().ok()))
}

/// The first instant of a day in Europe/London.
pub(super) fn midnight(day: Date) -> Option<Timestamp> {
    let zoned = day.to_zoned(domain::time::london()).ok()?;
    Some(zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use domain::{Answer, Profession};

    use super::*;
    use crate::facts::Person;

    fn act(at: &str, what: What) -> Act {
        Act {
            id: at.to_owned(),
            at: domain::Moment::Exact {
                at: at.parse().unwrap(),
            },
            rivals: Vec::new(),
            what,
        }
    }

    fn removed() -> What {
        What::PowerUsed {
            manner: Manner::Remove,
            by: Profession::Constable,
            rank: None,
            brought_out_by_force: Answer::No,
            fresh_facts: Answer::NotKnown,
        }
    }

    fn facts(acts: Vec<Act>) -> Facts {
        Facts {
            person: Person::default(),
            acts,
        }
    }

    fn place() -> domain::event::PlaceRef {
        domain::event::PlaceRef {
            id: None,
            kind: domain::PlaceKind::EmergencyDepartment,
            name: "the department".to_owned(),
        }
    }

    /// The clock of a removal is in doubt past an hour, and that of a queue past fifteen minutes:
    /// each is looked at a second after.
    #[test]
    fn the_end_of_a_wait_is_looked_at() {
        let facts = facts(vec![
            act("2026-03-01T10:00:00Z", removed()),
            act("2026-03-01T10:30:00Z", What::ReachedSite { place: place() }),
            act("2026-03-02T10:00:00Z", What::Voluntary),
        ]);
        let mut moments = Moments::of(&facts, &[]);
        let looked: Vec<String> =
            std::iter::from_fn(|| moments.next().map(|at| at.to_string())).collect();

        assert_eq!(
            looked,
            [
                "2026-03-01T10:00:00Z",
                "2026-03-01T10:30:00Z",
                "2026-03-01T10:45:01Z",
                "2026-03-01T11:00:01Z",
                "2026-03-02T10:00:00Z",
            ]
        );
    }

    #[test]
    fn the_end_of_a_running_clock_is_looked_at_and_nothing_is_left_out_for_want_of_patience() {
        let facts = facts(vec![
            act("2026-03-01T10:00:00Z", removed()),
            act("2026-03-01T11:30:00Z", What::Entered { place: place() }),
            act("2026-03-09T10:00:00Z", What::Voluntary),
        ]);
        let profile = Profile::statute();
        let at = "2026-03-01T11:30:00Z".parse().unwrap();
        let mut position = crate::position(&facts, at, &profile);
        position.powers.clear();
        position.duties.clear();
        let mut moments = Moments::of(&facts, &[]);
        while moments.next() != Some(at) {}
        moments.note(&position);
        let mut now = moments.next();
        assert_eq!(now, "2026-03-02T11:30:00Z".parse().ok());

        // Answers that go on naming a next second do not keep the last act from its turn.
        let mut last = None;
        for _ in 0..10_000 {
            let Some(at) = now else { break };
            last = Some(at);
            if let Some(clock) = position.clock.as_mut() {
                clock.expiry = later(at, 1);
            }
            moments.note(&position);
            now = moments.next();
        }
        assert_eq!(
            last,
            "2026-03-09T10:00:00Z"
                .parse()
                .ok()
                .map(|at| later(at, i64::from(PATIENCE)))
        );
    }
}
