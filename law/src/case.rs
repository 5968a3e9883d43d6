//! One stay with what has been worked out about it, and the answers gathered so far.

use domain::Answer;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::acts::mha_1983::regime::Wording;
use crate::acts::mha_1983::s136_clock::Start;
use crate::acts::mha_1983::s136b::Judged;
use crate::acts::mha_1983::{regime, s136_clock, s136b};
use crate::answer::{
    Advisory, Breach, Certainty, Duty, DutyKind, Missing, Owner, PowerFinding, Reason,
};
use crate::facts::What;
use crate::person;
use crate::profile::Profile;
use crate::rules::Rule;
use crate::story::{Placed, Stay};
use crate::wording::{HOUR, MINUTE, later};

/// A stay, the wording that governs it, its clock and its further periods.
pub(crate) struct Case<'s, 'a> {
    pub(crate) stay: Stay<'s, 'a>,
    pub(crate) profile: &'s Profile,
    pub(crate) wording: Wording,
    /// Where the clock began, if it did.
    pub(crate) start: Option<Start>,
    /// Every further period that was signed, judged, in the order of signing.
    pub(crate) further: Vec<Judged<'a>>,
}

impl<'s, 'a> Case<'s, 'a> {
    /// Works out the wording, the start of the clock and the further periods.
    pub(crate) fn of(stay: Stay<'s, 'a>, profile: &'s Profile) -> Self {
        let wording = regime::wording(&stay, profile);
        let start = s136_clock::start(&stay, &wording);
        let further = s136b::further_periods(&stay, &wording, start.as_ref());
        Self {
            stay,
            profile,
            wording,
            start,
            further,
        }
    }

    /// The moment asked about.
    pub(crate) fn at(&self) -> Timestamp {
        self.stay.at()
    }

    /// The end of the first period: 24 hours, or 72.
    pub(crate) fn first_end(&self) -> Option<Timestamp> {
        self.start
            .as_ref()
            .map(|start| later(start.at, self.wording.hours * HOUR))
    }

    /// When the permitted period ends, with the further periods that count.
    pub(crate) fn expiry(&self) -> Option<Timestamp> {
        self.expiry_with(|_| true)
    }

    /// When it ends, counting only some of the valid further periods.
    pub(crate) fn expiry_with(&self, counts: impl Fn(&Judged<'a>) -> bool) -> Option<Timestamp> {
        let minutes: i64 = self
            .further
            .iter()
            .filter(|judged| judged.is_valid() && counts(judged))
            .map(|judged| i64::from(judged.minutes))
            .sum();
        self.first_end().map(|end| later(end, minutes * MINUTE))
    }

    /// Whether the person is, or must be taken to be, under 18 on a day.
    pub(crate) fn child_on(&self, day: Date) -> Answer {
        person::is_child(self.stay.story.person, day)
    }

    /// The last act of a kind at or before an instant.
    pub(crate) fn last_before(
        &self,
        when: Timestamp,
        wanted: impl Fn(&What) -> bool,
    ) -> Option<&'s Placed<'a>> {
        self.stay
            .acts
            .iter()
            .rev()
            .find(|act| act.at <= when && wanted(act.what()))
    }
}

/// Answers as they are gathered.
#[derive(Default)]
pub(crate) struct Ledger {
    pub(crate) powers: Vec<PowerFinding>,
    pub(crate) duties: Vec<Duty>,
    pub(crate) breaches: Vec<Breach>,
    pub(crate) advisories: Vec<Advisory>,
    pub(crate) missing: Vec<Missing>,
}

impl Ledger {
    pub(crate) fn owes(
        &mut self,
        kind: DutyKind,
        owner: Owner,
        since: Option<Timestamp>,
        due: Option<Timestamp>,
        because: Reason,
    ) {
        self.duties.push(Duty {
            kind,
            owner,
            since,
            due,
            because: vec![because],
        });
    }

    pub(crate) fn breach(
        &mut self,
        at: Option<Timestamp>,
        what: impl Into<String>,
        certainty: Certainty,
        because: Reason,
        consequence: impl Into<String>,
    ) {
        self.breaches.push(Breach {
            at,
            what: what.into(),
            certainty,
            because: vec![because],
            consequence: consequence.into(),
        });
    }

    pub(crate) fn advise(&mut self, says: impl Into<String>, because: Reason) {
        self.advisories.push(Advisory {
            says: says.into(),
            because: vec![because],
        });
    }

    pub(crate) fn missing(
        &mut self,
        fact: impl Into<String>,
        settles: impl Into<String>,
        rule: &'static Rule,
    ) {
        self.missing.push(Missing {
            fact: fact.into(),
            settles: settles.into(),
            rule,
        });
    }
}
