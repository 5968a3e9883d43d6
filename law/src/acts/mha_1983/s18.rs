//! Section 18: absence without leave, until when the patient may be taken, and by whom.

use jiff::civil::Date;

use super::s17e;
use crate::answer::Reason;
use crate::facts::{AbsentFrom, Authority, Taker, What};
use crate::liability::{Destination, Until};
use crate::patient::{Absence, Held, How, Patient, Renewal};
use crate::period::{self, LastDay};
use crate::profile::Profile;
use crate::rules;
use crate::wording::{HOUR, later};

/// Months of the first period of the authority, of the first renewal, and of each after that.
/// Section 20 and its like for guardianship, hospital orders and community orders.
const MONTHS: [u16; 3] = [6, 6, 12];
/// The same under section 3 once section 29 of the 2025 Act is in force.
const MONTHS_2025: [u16; 4] = [3, 3, 6, 12];

/// Until when a patient may be taken, and why.
pub(crate) struct Limit {
    pub(crate) until: Until,
    pub(crate) because: Vec<Reason>,
    /// Whether what it is counted from is known to the day, or to the instant for hours.
    pub(crate) is_known: bool,
    /// What a rival source says, where it conflicts with the Act.
    pub(crate) conflict: Option<(&'static str, Until)>,
    /// A point on which the law itself gives no answer yet.
    pub(crate) not_established: Option<&'static str>,
}

/// Whether an authority is a remand or an interim order, which section 18 does not reach.
pub(crate) fn is_court_order(under: Authority) -> bool {
    matches!(
        under,
        Authority::Section35 | Authority::Section36 | Authority::Section38
    )
}

/// Whether an authority carries restrictions.
pub(crate) fn is_restricted(under: Authority) -> bool {
    matches!(
        under,
        Authority::Section37With41 | Authority::Section47With49 | Authority::Section48With49
    )
}

/// Whether an authority is guardianship.
pub(crate) fn is_guardianship(under: Authority) -> bool {
    matches!(
        under,
        Authority::Guardianship | Authority::Section37Guardianship
    )
}

/// When an authority ends, without what section 21 adds.
///
/// For an absence, `absent_from` is its first day: a renewal reported before it counts only if
/// the renewed period had begun by then, and one reported during it not at all (18(4A)).
pub(crate) fn authority_end(
    held: &Held<'_>,
    absent_from: Option<Date>,
    profile: &Profile,
) -> Until {
    let hours = |hours: i64| {
        held.from.map_or(Until::NotRecorded, |_| Until::Instant {
            ends: later(held.act.at, hours * HOUR),
        })
    };
    match held.under {
        under if is_restricted(under) => Until::NoLimit,
        Authority::Section4 | Authority::Section5Doctor => hours(72),
        Authority::Section5Nurse => hours(6),
        Authority::Section2 => last_day(held, |from| period::days_beginning_with(from, 28)),
        under if is_court_order(under) || under == Authority::NotRecorded => held
            .stated
            .map_or(Until::NotRecorded, |day| Until::day(LastDay::new(day))),
        _ => renewable_end(held, absent_from, profile),
    }
}

fn last_day(held: &Held<'_>, counted: impl Fn(Date) -> LastDay) -> Until {
    held.stated
        .map(LastDay::new)
        .or_else(|| held.from.map(counted))
        .map_or(Until::NotRecorded, Until::day)
}

/// Section 3, guardianship, unrestricted orders and directions, community orders.
fn renewable_end(held: &Held<'_>, absent_from: Option<Date>, profile: &Profile) -> Until {
    let months = months(held, profile);
    let mut lengths = months.iter().copied();
    let mut length = lengths.next().unwrap_or(6);
    let first = last_day(held, |from| period::months_beginning_with(from, length));
    let Some(mut last) = first.last_day() else {
        return first;
    };
    let mut renewals: Vec<Renewal> = held.renewals.clone();
    renewals.sort_by_key(|renewal| renewal.furnished);
    for renewal in renewals {
        let begins = last.tomorrow().unwrap_or(last);
        if absent_from.is_some_and(|day| renewal.furnished >= day || begins >= day) {
            break;
        }
        length = lengths.next().unwrap_or(length);
        let counted = period::months_beginning_with(begins, length).day();
        last = renewal.stated.unwrap_or(counted).max(last);
    }
    Until::day(LastDay::new(last))
}

fn months(held: &Held<'_>, profile: &Profile) -> &'static [u16] {
    let shorter = held.under == Authority::Section3
        && profile
            .mha_2025_s29
            .as_ref()
            .is_some_and(|begun| held.from.is_some_and(|from| begun.on <= from));
    if shorter { &MONTHS_2025 } else { &MONTHS }
}

/// Until when an absent patient may be taken. `None` where section 18 does not reach: a remand or
/// an interim order.
pub(crate) fn limit(patient: &Patient<'_>, absence: &Absence<'_>) -> Option<Limit> {
    let counted = |until: Until, because: Vec<Reason>| Limit {
        until,
        because,
        is_known: true,
        conflict: None,
        not_established: None,
    };
    match absence.how {
        // Treated as absent from the Secretary of State's warrant: 42(4).
        How::RecalledByWarrant => {
            return Some(counted(
                Until::NoLimit,
                vec![rules::S42_RECALL.applies_to(
                    "The Secretary of State recalled the patient, who is treated as absent, and no time limits the taking.",
                    &absence.acts,
                )],
            ));
        }
        // Treated as absent from release: 22(6), (7).
        How::ReleasedFromPrison => {
            let last = absence.day.map(|day| period::days_beginning_with(day, 28));
            let mut because = vec![rules::AWOL_LIMIT_S22.applies_to(
                "The patient is treated as absent from the day of release.",
                &absence.acts,
            )];
            because.extend(last.map(|last| last.because("28 days beginning with that day")));
            return Some(Limit {
                is_known: absence.day_is_known,
                ..counted(last.map_or(Until::NotRecorded, Until::day), because)
            });
        }
        _ => {}
    }
    let held = patient.current()?;
    let from = [held.act.act];
    let end = authority_end(held, absence.day, patient.profile);
    let from_instant = held.act.timed;
    let hours = |rule: &'static rules::Rule, says: &'static str| Limit {
        is_known: from_instant,
        ..counted(end, vec![rule.applies_to(says, &from)])
    };
    Some(match held.under {
        under if is_court_order(under) => return None,
        under if is_restricted(under) => counted(
            Until::NoLimit,
            vec![rules::AWOL_LIMIT_RESTRICTED.applies_to(
                "The patient is restricted, and no time limits the taking.",
                &from,
            )],
        ),
        Authority::Section4 => hours(
            &rules::AWOL_LIMIT_S4,
            "72 hours run from admission under section 4.",
        ),
        Authority::Section5Doctor => hours(
            &rules::AWOL_LIMIT_S5_2,
            "72 hours run from the report under section 5(2).",
        ),
        Authority::Section5Nurse => hours(
            &rules::AWOL_LIMIT_S5_4,
            "Six hours run from the record under section 5(4).",
        ),
        Authority::Section2 => Limit {
            is_known: held.from_is_known || held.stated.is_some(),
            ..counted(
                end,
                section_2(held, end),
            )
        },
        Authority::NotRecorded => Limit {
            is_known: false,
            ..counted(
                Until::NotRecorded,
                vec![rules::AWOL_DEF.applies_to(
                    "The patient is absent, but under what they are detained is not recorded, and the limit turns on it.",
                    &from,
                )],
            )
        },
        under => six_months(under, held, absence, end, patient.profile),
    })
}

fn section_2(held: &Held<'_>, end: Until) -> Vec<Reason> {
    let mut because = vec![rules::AWOL_LIMIT_S2.applies_to(
        "A section 2 patient may be taken until the 28 days end, and not after.",
        &[held.act.act],
    )];
    if let (Until::EndOfDay { last_day, .. }, Some(from)) = (end, held.from) {
        because.push(if held.stated.is_some() {
            last_day.because("The period as the document states it")
        } else {
            last_day.because(&format!(
                "28 days beginning with {}",
                domain::time::day(from)
            ))
        });
    }
    because
}

/// The later of six months from the first day of absence and the end of the authority: 18(4).
fn six_months(
    under: Authority,
    held: &Held<'_>,
    absence: &Absence<'_>,
    end: Until,
    profile: &Profile,
) -> Limit {
    let rule: &'static rules::Rule = match under {
        Authority::CommunityOrder => &rules::AWOL_LIMIT_CTO,
        Authority::Section37 | Authority::Section47 | Authority::Section37Guardianship => {
            &rules::AWOL_LIMIT_S37
        }
        _ => &rules::AWOL_LIMIT_S3,
    };
    let six = absence
        .day
        .map(|day| (day, period::months_beginning_with(day, 6)));
    let until = six
        .map_or(Until::NotRecorded, |(_, last)| Until::day(last))
        .later(end);
    let mut acts = vec![held.act.act];
    acts.extend(&absence.acts);
    let mut because = vec![rule.applies_to(
        format!(
            "The later of six months from the first day of absence and the end of {}, which runs {}.",
            under.label(),
            end.words()
        ),
        &acts,
    )];
    because.extend(six.map(|(day, last)| {
        last.because(&format!(
            "Six months beginning with {}",
            domain::time::day(day)
        ))
    }));
    if let Some(begun) = &profile.mha_2025_s29
        && under == Authority::Section3
    {
        because.push(rules::MHA25_S29.applies(format!(
            "Section 29 of the 2025 Act, commenced {}, bears on the end of the authority and not on the six months.",
            domain::time::day(begun.on)
        )));
    }
    // A patient detained before section 29 began: how their periods run on is not said.
    let straddles = under == Authority::Section3
        && profile.mha_2025_s29.as_ref().is_some_and(|begun| {
            held.from.is_some_and(|from| from < begun.on)
                && absence.day.is_some_and(|day| day >= begun.on)
        });
    let known = absence.day_is_known && (held.from_is_known || held.stated.is_some());
    let abstract_says = (under == Authority::Section37)
        .then_some(absence.day)
        .flatten()
        .map(|day| Until::day(period::days_beginning_with(day, 28)));
    Limit {
        until,
        because,
        // The end of an authority nobody dated can only make it later.
        is_known: known,
        conflict: abstract_says.map(|other| {
            (
                "A published abstract (Andoh 2017) says 28 days; it is not the current Act.",
                other,
            )
        }),
        not_established: (straddles && until == end).then_some(
            "How periods under way when section 29 of the 2025 Act begins run on is not established.",
        ),
    }
}

/// Who may take an absent patient.
pub(crate) fn who(patient: &Patient<'_>, absence: &Absence<'_>) -> (Vec<Taker>, Reason) {
    let under = patient.current().map(|held| held.under);
    if under.is_some_and(is_guardianship) {
        return (
            vec![
                Taker::LocalAuthorityOfficer,
                Taker::Constable,
                Taker::AuthorisedByGuardian,
            ],
            rules::AWOL_GUARDIANSHIP.applies_to(
                "The person left the place where guardianship requires them to live.",
                &absence.acts,
            ),
        );
    }
    let mut takers = vec![
        Taker::Constable,
        Taker::Amhp,
        Taker::HospitalOfficer,
        Taker::AuthorisedByManagers,
    ];
    let says = if under == Some(Authority::CommunityOrder) {
        takers.push(Taker::AuthorisedByResponsibleClinician);
        "Any constable, an AMHP, an officer of the hospital, or anybody the managers or the responsible clinician authorised in writing."
    } else {
        "Any constable, an AMHP, an officer of the hospital, or anybody the managers authorised in writing."
    };
    if absence.how == How::Escaped || escaped_since(absence) {
        takers.push(Taker::HadCustody);
    }
    (takers, rules::AWOL_WHO.applies_to(says, &absence.acts))
}

/// Whether the absent patient has since escaped from somebody who was returning them.
pub(crate) fn escaped_since(absence: &Absence<'_>) -> bool {
    absence.acts.iter().any(|act| match &act.what {
        What::WentAbsent(went) => went.from == AbsentFrom::Custody,
        What::Escaped { .. } => true,
        _ => false,
    })
}

/// Where an absent patient is to be taken.
pub(crate) fn destination(patient: &Patient<'_>) -> Destination {
    let name = |name: Option<&str>| name.map(str::to_owned);
    if let Some((_, notice)) = patient.recall.filter(|_| patient.is_recalled()) {
        return Destination::Hospital {
            name: notice.hospital.clone(),
        };
    }
    match patient.current() {
        Some(held) if is_court_order(held.under) => Destination::Court,
        Some(held) if is_guardianship(held.under) => Destination::Residence {
            name: name(held.hospital),
        },
        held => Destination::Hospital {
            name: name(
                patient
                    .warrant_hospital
                    .or_else(|| held.and_then(|held| held.hospital)),
            ),
        },
    }
}

/// Why a patient is absent without leave: the limb of 18(1), or what treats them so.
pub(crate) fn why_absent(patient: &Patient<'_>, absence: &Absence<'_>) -> Vec<Reason> {
    let acts = &absence.acts;
    match absence.how {
        How::Left => {
            vec![rules::AWOL_DEF.applies_to("The patient left the hospital without leave.", acts)]
        }
        How::LeftResidence => vec![rules::AWOL_DEF.applies_to(
            "The patient left the place where they were required to be.",
            acts,
        )],
        How::Escaped => {
            let restricted = patient
                .current()
                .is_some_and(|held| is_restricted(held.under));
            let mut because = vec![rules::AWOL_DEF.applies_to(
                "The patient escaped from custody, and is away from the hospital without leave.",
                acts,
            )];
            if restricted {
                because.push(rules::S138_RESTRICTED.applies_to(
                    "A restricted patient who escaped may be retaken without limit of time.",
                    acts,
                ));
            }
            because
        }
        How::Overstayed => vec![rules::LEAVE_OVERSTAY.applies_to(
            "Leave ran out and the patient is not back; no notice is needed.",
            acts,
        )],
        How::LeaveRevoked => vec![rules::LEAVE_REVOKE.applies_to(
            "Leave was revoked by notice in writing, and the patient is not back.",
            acts,
        )],
        How::Recalled => patient
            .recall
            .iter()
            .map(|(act, notice)| s17e::service(act, notice, absence.since))
            .chain([
                rules::AWOL_DEF.applies_to("The patient was recalled and has not attended.", acts)
            ])
            .collect(),
        // The limit says it.
        How::RecalledByWarrant | How::ReleasedFromPrison => Vec::new(),
    }
}
