//! Whether a warrant is good at an instant, and whether these people may go in on it.

use domain::{Answer, Moment, Profession, Rank};
use jiff::Timestamp;
use jiff::civil::{Date, date};

use super::application::{amhp_applies, liable, may_apply, on_oath};
use super::{PACE_MAY_NOT_GOVERN, Papers, ProposedEntry, Tested, WarrantLife, earliest_day, say};
use crate::answer::Limb;
use crate::facts::{Entries, Presence, WarrantIssued, WarrantKind};
use crate::period::{self, LastDay};
use crate::profile::Profile;
use crate::rules;
use crate::story::Story;
use crate::wording::{Timeline, Version};

/// PACE section 16(3): months within which a warrant is executed, by the day of its issue.
static MONTHS: Timeline<u16> = Timeline::new(&[
    Version {
        from: date(1986, 1, 1),
        by: "Police and Criminal Evidence Act 1984 s16(3)",
        rule: 1,
    },
    Version {
        from: date(2006, 1, 1),
        by: "Police and Criminal Evidence Act 1984 s16(3), as amended from 1 January 2006",
        rule: 3,
    },
]);

/// How long a warrant lasts, where the day of its issue is known.
pub(super) fn life(papers: &Papers<'_, '_>) -> Option<WarrantLife> {
    let (act, issued) = papers.issued?;
    let day = earliest_day(&act.at)?;
    let months = months_of(day)?;
    let last_day = issued
        .last_day
        .map_or(months, |face| months.min(LastDay::new(face)));
    Some(WarrantLife {
        last_day,
        stops: last_day.ends(),
        warn_from: period::months_from(day, 1).ends(),
        entries_made: u16::try_from(papers.entries.len()).unwrap_or(u16::MAX),
    })
}

/// The last day that PACE gives a warrant issued on a day: that day itself does not count.
fn months_of(day: Date) -> Option<LastDay> {
    MONTHS
        .on(day)
        .map(|version| period::months_from(day, version.rule))
}

/// What the warrant must be, whoever executes it.
pub(super) fn limbs(papers: &Papers<'_, '_>, at: Timestamp) -> Vec<Tested> {
    let Some((act, issued)) = papers.issued else {
        return vec![
            Limb::new(
                papers.validity_rule(),
                "a warrant was issued",
                Answer::NotKnown,
                "No warrant is recorded as issued.",
            )
            .into(),
        ];
    };
    let mut tested: Vec<Tested> = Vec::with_capacity(8);
    tested.extend(as_applied_for(papers).map(Tested::from));
    tested.push(premises(issued).into());
    // 135(5) speaks of subsection (1) alone.
    if papers.kind == WarrantKind::Assess {
        tested.push(name(issued).into());
    }
    if let Some(face) = issued.last_day {
        tested.push(by_its_face(papers, face, at).into());
    }
    tested.push(by_pace(papers, &act.at, at));
    tested
}

/// What an application that is recorded shows to be wrong. What it leaves open the justice decided.
fn as_applied_for(papers: &Papers<'_, '_>) -> impl Iterator<Item = Limb> {
    let sought = papers.sought.map(|(_, sought)| sought);
    let limbs = sought.map(|sought| match papers.kind {
        WarrantKind::Assess => [
            amhp_applies(sought.applicant),
            on_oath(&rules::W1_APPLICANT, sought.on_oath_to_justice),
        ],
        WarrantKind::Retake => [
            may_apply(sought),
            on_oath(&rules::W2_APPLICANT, sought.on_oath_to_justice),
        ],
    });
    limbs
        .into_iter()
        .flatten()
        .filter(|limb| limb.met != Answer::NotKnown)
}

/// 135(1): the premises are specified.
fn premises(issued: &WarrantIssued) -> Limb {
    let met = issued.premises_specified;
    Limb::new(
        &rules::W1_CONTENT,
        "the warrant specifies the premises",
        met,
        say(
            met,
            "The warrant specifies the premises.",
            "The warrant does not specify the premises.",
            "Nobody has recorded whether the warrant specifies the premises.",
        ),
    )
}

/// 135(5): the person need not be named.
fn name(issued: &WarrantIssued) -> Limb {
    Limb::new(
        &rules::W1_CONTENT,
        "the person need not be named",
        Answer::Yes,
        if issued.person_named.is_no() {
            "The warrant does not name the person, and need not."
        } else {
            "Naming the person is not asked for."
        },
    )
}

/// The date on its face: that is the justice's own limit, whatever PACE says.
fn by_its_face(papers: &Papers<'_, '_>, face: Date, at: Timestamp) -> Limb {
    let met = LastDay::new(face).has_not_passed(at);
    let day = domain::time::day(face);
    Limb::new(
        papers.validity_rule(),
        "the date on its face has not passed",
        met.into(),
        if met {
            format!("The warrant may be executed to the end of {day}, the date on its face.")
        } else {
            format!("The date on its face, {day}, has passed.")
        },
    )
}

/// PACE section 16(3): within three months from the date of issue, if PACE governs.
fn by_pace(papers: &Papers<'_, '_>, issued: &Moment, at: Timestamp) -> Tested {
    const ASKS: &str = "within three months from the date of issue (one month before 2006)";
    let last = |day: Option<Date>| day.and_then(months_of);
    let earliest = last(earliest_day(issued));
    let latest = last(latest_day(issued));
    let (met, says) = match (earliest, latest) {
        (Some(last), latest) if last.has_not_passed(at) => {
            let runs = if latest == Some(last) {
                "The day of issue not counted, the period runs to the end of"
            } else {
                "The day of issue is not known exactly; not counted, and at its earliest, the period runs at least to the end of"
            };
            (
                Answer::Yes,
                format!("{runs} {}.", domain::time::day(last.day())),
            )
        }
        (_, Some(last)) if !last.has_not_passed(at) => (
            Answer::No,
            format!(
                "The day of issue not counted, the period ended with {}.",
                domain::time::day(last.day())
            ),
        ),
        (None, None) if earliest_day(issued).is_some() => (
            Answer::Yes,
            "PACE had not begun when the warrant was issued.".to_owned(),
        ),
        _ => (
            Answer::NotKnown,
            "The day of issue is not known well enough.".to_owned(),
        ),
    };
    Tested::contested(
        Limb::new(papers.validity_rule(), ASKS, met, says),
        PACE_MAY_NOT_GOVERN,
    )
}

/// The latest day a moment can fall on.
fn latest_day(moment: &Moment) -> Option<Date> {
    match moment {
        Moment::On { date: last } | Moment::Between { last, .. } => Some(*last),
        other => other.latest().map(crate::position::day_of),
    }
}

/// Whether these people may go in at an instant.
pub(super) fn entry_limbs(
    story: &Story<'_>,
    profile: &Profile,
    papers: &Papers<'_, '_>,
    entry: ProposedEntry,
    at: Timestamp,
) -> Vec<Tested> {
    let mut tested = limbs(papers, at);
    if papers.issued.is_some() {
        tested.push(right_premises(entry.at_specified_premises).into());
        tested.push(entries(papers, entry.further_entry_allowed_by));
    }
    tested.push(constable(entry).into());
    match entry.kind {
        WarrantKind::Assess => {
            tested.push(accompanied(
                "an AMHP is there in person",
                "AMHP",
                entry.amhp,
            ));
            tested.push(accompanied(
                "a registered medical practitioner is there in person",
                "registered medical practitioner",
                entry.doctor,
            ));
            tested.extend(named(papers, entry).map(Tested::from));
            tested.push(
                Limb::new(
                    &rules::W1_BED,
                    "no bed need have been found",
                    Answer::Yes,
                    "Whether a bed has been found is not asked about.",
                )
                .into(),
            );
        }
        WarrantKind::Retake => {
            let sought = papers.sought.map(|(_, sought)| sought);
            tested.push(liable(story, profile, sought, at).into());
            tested.push(
                Limb::new(
                    &rules::W2_ACCOMPANY,
                    "nobody need accompany the constable",
                    Answer::Yes,
                    "A doctor, or somebody authorised to take the patient, may come and need not.",
                )
                .into(),
            );
        }
    }
    tested
}

/// 135(1): the premises that the warrant specifies, and no others.
fn right_premises(met: Answer) -> Limb {
    Limb::new(
        &rules::W1_CONTENT,
        "the premises are those the warrant specifies",
        met,
        say(
            met,
            "The premises are those the warrant specifies.",
            "The premises are not those the warrant specifies.",
            "Nobody has recorded whether the premises are those the warrant specifies.",
        ),
    )
}

/// The same before anybody has said who allows a further entry.
pub(super) fn entries_left(papers: &Papers<'_, '_>) -> Tested {
    let mut tested = entries(papers, None);
    let several = papers
        .issued
        .is_some_and(|(_, issued)| issued.entries == Some(Entries::Several));
    if several && tested.limb.met.is_no() {
        tested.limb.met = Answer::NotKnown;
        tested.limb.says = "The warrant authorises more than one entry; an inspector or above must allow the next in writing.".into();
    }
    tested
}

/// PACE sections 15(5) and 16(3B): one entry unless it says more; each further one in writing.
fn entries(papers: &Papers<'_, '_>, allowed_by: Option<Rank>) -> Tested {
    const ASKS: &str = "an entry is left, and an inspector allowed any further one in writing";
    let several = papers
        .issued
        .is_some_and(|(_, issued)| issued.entries == Some(Entries::Several));
    let inspector = allowed_by.is_some_and(|rank| rank >= Rank::Inspector);
    let (met, says) = match (papers.entries.is_empty(), several, inspector) {
        (true, ..) => (Answer::Yes, "No entry has been made under the warrant yet."),
        (false, true, true) => (
            Answer::Yes,
            "The warrant authorises more than one entry, and an inspector or above allowed this one in writing.",
        ),
        (false, true, false) => (
            Answer::No,
            "The warrant authorises more than one entry, but no inspector or above allowed this further one in writing.",
        ),
        (false, false, _) => (
            Answer::No,
            "The warrant is for one entry, and that entry has been made.",
        ),
    };
    let rule = match papers.kind {
        WarrantKind::Assess => &rules::W1_ENTRIES,
        WarrantKind::Retake => &rules::W2_VALIDITY,
    };
    Tested::contested(Limb::new(rule, ASKS, met, says), PACE_MAY_NOT_GOVERN)
}

/// 135(1), (2): any constable executes it.
fn constable(entry: ProposedEntry) -> Limb {
    let constable = matches!(entry.by, Profession::Constable | Profession::CustodyOfficer);
    Limb::new(
        &rules::W1_EXECUTE_WHO,
        "a constable executes it",
        constable.into(),
        if constable {
            "A constable executes the warrant; any will do.".to_owned()
        } else {
            format!("A {} cannot execute a warrant.", entry.by.label())
        },
    )
}

/// 135(4): accompanied, by any AMHP and any doctor. From a distance is not there, on the better
/// reading.
fn accompanied(asks: &'static str, who: &'static str, presence: Presence) -> Tested {
    let (met, says) = match presence {
        Presence::InPerson => (Answer::Yes, format!("The {who} is there in person.")),
        Presence::Remotely => (
            Answer::No,
            format!("The {who} takes part from a distance only, for which no authority was found."),
        ),
        Presence::CameLater => (
            Answer::No,
            format!("The {who} was not there at the entry, and came later."),
        ),
        Presence::Absent => (Answer::No, format!("No {who} is there.")),
        Presence::NotRecorded => (
            Answer::NotKnown,
            format!("Nobody has recorded whether a {who} is there."),
        ),
    };
    let limb = Limb::new(&rules::W1_ACCOMPANIED, asks, met, says);
    if presence == Presence::Remotely {
        Tested::contested(
            limb,
            "Taking part by telephone or video is accompanying enough; no court has said either.",
        )
    } else {
        limb.into()
    }
}

/// Names of professionals on the warrant are surplusage.
fn named(papers: &Papers<'_, '_>, entry: ProposedEntry) -> Option<Limb> {
    let named = papers
        .issued
        .is_some_and(|(_, issued)| issued.professionals_named.is_yes());
    named.then(|| {
        Limb::new(
            &rules::W1_NAMED,
            "the professionals named need not be those who come",
            Answer::Yes,
            if entry.named_professionals_there.is_no() {
                "Others came than those whom the warrant names: any AMHP and any doctor suffice."
            } else {
                "The warrant names professionals; any AMHP and any doctor suffice."
            },
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_life_of_a_warrant_changed_in_2006_and_has_none_before_pace() {
        let last = |day| months_of(day).map(LastDay::day);

        assert_eq!(last(date(1985, 12, 31)), None);
        assert_eq!(last(date(2005, 12, 31)), Some(date(2006, 1, 31)));
        assert_eq!(last(date(2006, 1, 1)), Some(date(2006, 4, 1)));
        assert_eq!(last(date(2024, 2, 1)), Some(date(2024, 5, 1)));
        assert_eq!(last(date(2023, 11, 30)), Some(date(2024, 2, 29)));
    }
}
