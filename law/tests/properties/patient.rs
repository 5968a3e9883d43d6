//! Any patient at all, and what must hold of absence, return and renewal.

use domain::{Answer, Moment};
use jiff::civil::{Date, date};
use jiff::{Span, Timestamp};
use law::facts::{
    AbsentFrom, Admitted, Authority, CommunityOrderMade, DestinationAsked, LeaveGranted,
    LeaveRevoked, NoticeTo, RecallEnded, RecallNotice, RecallOutcome, RecalledByWarrant,
    Recommended, Renewed, Returned, Service, TakenIntoCustody, Taker, WentAbsent,
};
use law::{Act, Availability, Facts, Liability, LiabilityState, Position, Power, Profile, What};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use crate::arbitrary::{answer, day, moment, person, place};

pub(crate) fn patient() -> impl Strategy<Value = What> {
    let name = || option::of(select(vec!["X".to_owned(), "Y".to_owned()]));
    let what = prop_oneof![
        Just(What::InformalPatient),
        Just(What::ConditionallyDischarged),
        Just(What::ReleasedFromPrison),
        Just(What::PatientDischarged),
        option::of(day()).prop_map(|until| What::Renewed(Renewed { until })),
        option::of(moment()).prop_map(|until| What::LeaveGranted(LeaveGranted { until })),
        (
            answer(),
            select(NoticeTo::ALL.to_vec()),
            option::of(moment())
        )
            .prop_map(
                |(in_writing, to, back_by)| What::LeaveRevoked(LeaveRevoked {
                    in_writing,
                    to,
                    back_by
                })
            ),
        option::of(day()).prop_map(|until| What::CommunityOrderMade(CommunityOrderMade { until })),
        select(RecallOutcome::ALL.to_vec())
            .prop_map(|outcome| What::RecallEnded(RecallEnded { outcome })),
    ];
    let more = prop_oneof![
        (select(Service::ALL.to_vec()), name(), option::of(moment())).prop_map(
            |(how, hospital, attend_by)| What::RecallNotice(RecallNotice {
                how,
                hospital,
                attend_by
            })
        ),
        name().prop_map(|hospital| What::RecalledByWarrant(RecalledByWarrant { hospital })),
        (select(Taker::ALL.to_vec()), answer()).prop_map(|(by, authority_given)| {
            What::TakenIntoCustody(TakenIntoCustody {
                by,
                authority_given,
            })
        }),
        (option::of(place()), answer()).prop_map(|(place, in_named_hospital)| {
            What::Returned(Returned {
                place,
                in_named_hospital,
            })
        }),
        (place(), answer()).prop_map(|(place, in_named_hospital)| {
            What::DestinationAsked(DestinationAsked {
                place,
                in_named_hospital,
            })
        }),
        any::<u8>().prop_map(|recommendations| What::Recommended(Recommended { recommendations })),
    ];
    // Admission and absence often, so that most courses have something to answer.
    let admitted = (
        select(Authority::ALL.to_vec()),
        name(),
        option::of(day()),
        option::of(day()),
    )
        .prop_map(|(under, hospital, from, until)| {
            What::Admitted(Admitted {
                under,
                hospital,
                from,
                until,
            })
        });
    let absent =
        select(AbsentFrom::ALL.to_vec()).prop_map(|from| What::WentAbsent(WentAbsent { from }));
    prop_oneof![3 => what, 2 => more, 2 => admitted, 2 => absent]
}

/// A patient's course with nothing of section 136 in it.
fn course() -> impl Strategy<Value = Facts> {
    let act = (moment(), patient()).prop_map(|(at, what)| Act {
        id: "act".to_owned(),
        at,
        rivals: Vec::new(),
        what,
    });
    (person(), proptest::collection::vec(act, 1..10)).prop_map(|(person, mut acts)| {
        for (nth, act) in acts.iter_mut().enumerate() {
            act.id = format!("act {nth}");
        }
        Facts { person, acts }
    })
}

fn on(id: &str, date: Date, what: What) -> Act {
    Act {
        id: id.to_owned(),
        at: Moment::On { date },
        rivals: Vec::new(),
        what,
    }
}

fn after(day: Date, days: i64) -> Date {
    day + Span::new().days(days)
}

fn noon(day: Date) -> Timestamp {
    day.at(12, 0, 0, 0)
        .to_zoned(domain::time::london())
        .unwrap()
        .timestamp()
}

fn admission() -> Date {
    date(2023, 1, 10)
}

fn admitted(under: Authority) -> Act {
    let what = Admitted {
        under,
        hospital: None,
        from: None,
        until: None,
    };
    on("admitted", admission(), What::Admitted(what))
}

fn absent(days: i64) -> Act {
    let from = AbsentFrom::Hospital;
    on(
        "absent",
        after(admission(), days),
        What::WentAbsent(WentAbsent { from }),
    )
}

fn counted_in_days() -> impl Strategy<Value = Authority> {
    select(vec![
        Authority::Section2,
        Authority::Section3,
        Authority::Guardianship,
        Authority::Section37,
        Authority::Section47,
    ])
}

fn position(acts: &[Act], at: Timestamp) -> Position {
    let facts = Facts {
        acts: acts.to_vec(),
        ..Facts::default()
    };
    law::position(&facts, at, &Profile::statute())
}

fn liability(acts: &[Act], at: Timestamp) -> Option<Liability> {
    position(acts, at).liability.map(|finding| finding.answer)
}

fn take_until(acts: &[Act], at: Timestamp) -> Option<Date> {
    liability(acts, at)?.take_until?.last_day()
}

fn authority_until(acts: &[Act], at: Timestamp) -> Option<Date> {
    liability(acts, at)?.authority_until?.last_day()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn somebody_may_take_an_absent_patient_only_while_the_limit_lasts(
        facts in course(),
        at in crate::arbitrary::instant(),
    ) {
        let position = law::position(&facts, at, &Profile::statute());
        let take = position.powers.iter().find(|finding| finding.power == Power::TakeAndReturn);
        let Some(finding) = &position.liability else { return Ok(()) };
        let liability = &finding.answer;

        let available = take.is_some_and(|take| take.availability == Availability::Available);
        let absent = liability.state == LiabilityState::Absent;
        prop_assert_eq!(available, absent && !liability.who.is_empty());
        if !liability.who.is_empty() {
            prop_assert!(liability.take_until.is_some_and(|until| !until.has_passed(at)));
        }
        let at_large = law::absence::unlawfully_at_large(&facts, at, &Profile::statute());
        prop_assert_eq!(at_large.answer.is_yes(), absent);
        prop_assert!(!at_large.because.is_empty());
    }

    #[test]
    fn return_adds_at_most_the_week_of_section_21(
        under in counted_in_days(),
        left in 0_i64..200,
        away in 0_i64..250,
    ) {
        let back = after(admission(), left + away);
        let plain = authority_until(&[admitted(under)], noon(admission())).unwrap();
        let returned = on("returned", back, What::Returned(Returned::default()));
        let acts = [admitted(under), absent(left), returned];
        let week = after(back, 6);

        // Asked at the end of the day of return, when the authority may have run out.
        if let Some(until) = authority_until(&acts, noon(back)) {
            prop_assert!(until == plain || until == week, "{until} is neither {plain} nor {week}");
            prop_assert!(until >= plain);
            let in_last_week = back >= after(plain, -6);
            prop_assert_eq!(until > plain, in_last_week && week > plain);
        }
    }

    #[test]
    fn a_further_report_of_renewal_never_shortens_anything(
        under in select(vec![Authority::Section3, Authority::Guardianship, Authority::Section37]),
        reports in proptest::collection::vec(0_i64..900, 0..4),
        one_more in 0_i64..900,
        left in 0_i64..900,
        asked in 0_i64..1_000,
    ) {
        let report = |days| on("renewed", after(admission(), days), What::Renewed(Renewed::default()));
        let mut acts = vec![admitted(under), absent(left)];
        acts.extend(reports.into_iter().map(report));
        let mut more = acts.clone();
        more.push(report(one_more));
        let at = noon(after(admission(), asked));

        for until in [take_until, authority_until] {
            if let Some(plain) = until(&acts, at) {
                let renewed = until(&more, at);
                prop_assert!(renewed >= Some(plain), "{plain} became {renewed:?}");
            }
        }
    }

    #[test]
    fn taking_is_lawful_to_the_last_instant_of_the_last_day(
        under in counted_in_days(),
        left in 0_i64..27,
        before in 1_i64..100_000,
    ) {
        let acts = vec![admitted(under), absent(left)];
        let last = take_until(&acts, noon(after(admission(), left))).unwrap();
        let ends = after(last, 1).to_zoned(domain::time::london()).unwrap().timestamp();
        let taken = |at: Timestamp| {
            let what = TakenIntoCustody { by: Taker::Constable, authority_given: Answer::NotKnown };
            let mut acts = acts.clone();
            acts.push(Act {
                id: "taken".to_owned(),
                at: Moment::Exact { at },
                rivals: Vec::new(),
                what: What::TakenIntoCustody(what),
            });
            position(&acts, at).breaches.len()
        };
        let first = noon(after(admission(), left));
        let in_time = (ends - jiff::SignedDuration::from_secs(before)).max(first);

        prop_assert_eq!(taken(in_time), 0);
        prop_assert_eq!(taken(ends), 1);
    }

    #[test]
    fn the_acts_of_a_patient_survive_their_own_json(facts in course()) {
        let json = serde_json::to_string(&facts).unwrap();
        let again: Facts = serde_json::from_str(&json).unwrap();

        prop_assert_eq!(facts, again);
    }
}
