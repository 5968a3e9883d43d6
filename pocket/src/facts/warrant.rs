//! Warrants, and patients of a hospital: what the answers say of them.

use domain::{Answer, Moment, NoValue, Profession};
use jiff::civil::Date;
use jiff::{Span, Timestamp};
use law::What;
use law::facts::{
    AbsentFrom, Admitted, Authority, CommunityOrderMade, LeaveGranted, Presence, RecallNotice,
    RecalledByWarrant, Recommended, Service, WarrantIssued, WarrantKind, WentAbsent,
};
use law::warrant::ProposedEntry;

use super::{Timeline, yes_no};
use crate::answers::Answers;

/// Which warrant there is, if any.
fn kind(answers: &Answers) -> Option<WarrantKind> {
    match answers.one("warrant") {
        Some("assess") => Some(WarrantKind::Assess),
        Some("retake") => Some(WarrantKind::Retake),
        _ => None,
    }
}

/// Whoever would go in now on the warrant; nothing where there is none.
pub(crate) fn going_in(answers: &Answers) -> Option<ProposedEntry> {
    let kind = kind(answers)?;
    let here = |question| match answers.one(question) {
        Some("in_person") => Presence::InPerson,
        Some("remotely") => Presence::Remotely,
        Some("absent") => Presence::Absent,
        _ => Presence::NotRecorded,
    };
    Some(ProposedEntry {
        kind,
        by: Profession::Constable,
        amhp: here("warrant_amhp"),
        doctor: here("warrant_doctor"),
        named_professionals_there: Answer::NotKnown,
        at_specified_premises: yes_no(answers.one("warrant_here")),
        further_entry_allowed_by: None,
    })
}

impl Timeline {
    /// The warrant as its face was read out. What it specifies is known once it was held against
    /// the address.
    pub(super) fn warrant(&mut self, answers: &Answers) {
        let Some(kind) = kind(answers) else { return };
        let today = domain::time::day_in_london(self.at);
        let last_day = match answers.one("warrant_face") {
            Some("passed") => today.yesterday().ok(),
            _ => None,
        };
        let compared = yes_no(answers.one("warrant_here")) != Answer::NotKnown;
        let issued = WarrantIssued {
            kind,
            premises_specified: if compared {
                Answer::Yes
            } else {
                Answer::NotKnown
            },
            person_named: Answer::NotKnown,
            professionals_named: Answer::NotKnown,
            last_day,
            entries: None,
        };
        let when = issued_when(answers.one("warrant_age"), today, self.at);
        self.add_at("warrant", when, What::WarrantIssued(issued));
    }

    /// A status that is neither detention here nor absence. What the hospital has not said stays
    /// unsaid: the law then says what is missing.
    pub(super) fn other_status(&mut self, answers: &Answers) {
        match answers.one("other_status") {
            Some("leave") => {
                self.add_at("admitted", unknown(), What::Admitted(admitted()));
                self.add_at(
                    "leave",
                    self.before_now(),
                    What::LeaveGranted(LeaveGranted { until: None }),
                );
            }
            Some("cto") => self.community_order(),
            Some("recalled") => self.recalled(answers),
            Some("conditional") => {
                self.add_at("conditional", unknown(), What::ConditionallyDischarged);
            }
            Some("recalled_by_warrant") => {
                self.add_at("conditional", unknown(), What::ConditionallyDischarged);
                let recalled = RecalledByWarrant { hospital: None };
                self.add_at(
                    "recalled",
                    self.before_now(),
                    What::RecalledByWarrant(recalled),
                );
            }
            Some("bed") => {
                let recommended = Recommended { recommendations: 2 };
                self.add_at(
                    "recommended",
                    self.before_now(),
                    What::Recommended(recommended),
                );
            }
            Some("inpatient") => self.other("in-patient"),
            _ => self.other("a hospital order or status not named"),
        }
    }

    fn community_order(&mut self) {
        let order = CommunityOrderMade { until: None };
        self.add_at(
            "community-order",
            unknown(),
            What::CommunityOrderMade(order),
        );
    }

    /// A recall. How long the power to take lasts is counted from the day the notice was served:
    /// where nobody said which, no date is made up, and the law says to ask the hospital.
    fn recalled(&mut self, answers: &Answers) {
        let today = domain::time::day_in_london(self.at);
        let on = |date| Moment::On { date };
        let day = match answers.one("recall_day") {
            Some("today") => Some(on(today)),
            Some("yesterday") => today.yesterday().ok().map(on),
            _ => None,
        };
        let (how, when) = match (answers.one("recall_how"), day) {
            (Some("in_hand"), Some(day)) => (Service::InHand, day),
            (Some("left_at_address"), Some(day)) => (Service::LeftAtAddress, day),
            (Some("in_hand" | "left_at_address"), None) => return self.recalled_some_day(),
            (Some("not_in_writing"), _) => (Service::NotInWriting, self.before_now()),
            _ => (Service::NotRecorded, self.before_now()),
        };
        self.community_order();
        let notice = RecallNotice {
            how,
            hospital: None,
            attend_by: None,
        };
        self.add_at("recall", when, What::RecallNotice(notice));
    }

    /// Recalled by a notice in force, and not there: absent, from a day the hospital knows.
    fn recalled_some_day(&mut self) {
        let under = Authority::CommunityOrder;
        let order = Admitted {
            under,
            ..admitted()
        };
        self.add_at("community-order", unknown(), What::Admitted(order));
        let from = AbsentFrom::Hospital;
        self.add_at(
            "went-absent",
            unknown(),
            What::WentAbsent(WentAbsent { from }),
        );
    }

    /// Some time before the moment asked about.
    fn before_now(&self) -> Moment {
        Moment::About { at: self.at }
    }
}

/// The days between which a warrant of this age was issued.
fn issued_when(age: Option<&str>, today: Date, now: Timestamp) -> Moment {
    let months_ago = |months: i8| today.checked_sub(Span::new().months(months)).ok();
    let between = |first: Option<Date>, last: Option<Date>| {
        first
            .zip(last)
            .map(|(first, last)| Moment::Between { first, last })
    };
    let moment = match age {
        Some("month") => between(months_ago(1), Some(today)),
        Some("three_months") => between(months_ago(3), months_ago(1)),
        Some("longer") => months_ago(3)
            .and_then(|day| day.yesterday().ok())
            .and_then(|day| day.at(12, 0, 0, 0).to_zoned(domain::time::london()).ok())
            .map(|noon| Moment::Before {
                at: noon.timestamp(),
            }),
        _ => None,
    };
    moment.unwrap_or(Moment::Before { at: now })
}

fn admitted() -> Admitted {
    Admitted {
        under: Authority::NotRecorded,
        hospital: None,
        from: None,
        until: None,
    }
}

const fn unknown() -> Moment {
    Moment::Unknown {
        why: NoValue::Unknown,
    }
}
