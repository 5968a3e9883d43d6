//! Sections 135(3A), (3B) and 136(3), (4): from one place of safety to another.

use domain::{PlaceKind, Profession};
use jiff::Timestamp;
use jiff::civil::date;

use crate::answer::{Availability, Certainty, Power, PowerFinding, Regime};
use crate::case::{Case, Ledger};
use crate::facts::What;
use crate::rules;
use crate::story::Placed;
use crate::wording::{Timeline, Version};

/// Whether a person may be moved between places of safety at all, by the day the power was used.
static MAY_MOVE: Timeline<bool> = Timeline::new(&[
    Version {
        from: date(1983, 9, 30),
        by: "Mental Health Act 1983",
        rule: false,
    },
    Version {
        from: date(2008, 4, 30),
        by: "Mental Health Act 2007 s44",
        rule: true,
    },
]);

/// Judges each transfer: who, when, and whether the new place had said yes.
pub(crate) fn judge(case: &Case<'_, '_>, ledger: &mut Ledger) {
    for act in case.stay.acts {
        // Kept at the premises of a warrant and taken elsewhere later: 135(3A).
        if matches!(act.what(), What::RemovedUnderWarrant(_)) && !std::ptr::eq(act, case.stay.power)
        {
            judge_when(case, act, ledger);
        }
        let What::TransferBegan {
            to,
            authorised_by,
            accepted,
        } = act.what()
        else {
            continue;
        };
        judge_who(*authorised_by, act, ledger);
        judge_when(case, act, ledger);
        if !MAY_MOVE
            .on(case.stay.day)
            .is_some_and(|version| version.rule)
        {
            ledger.breach(
                Some(act.at),
                "the person was moved between places of safety before the Act allowed it",
                Certainty::Settled,
                rules::REGIME_72H_TRANSFER
                    .applies_to("Moves were first allowed on 30 April 2008.", &[act.act]),
                "the move had no basis in the Act",
            );
        }
        if !accepted.is_yes() {
            let says = if accepted.is_no() {
                format!(
                    "{} had not confirmed that it was willing and able.",
                    to.name
                )
            } else {
                format!(
                    "Nobody recorded that {} confirmed it was willing and able.",
                    to.name
                )
            };
            ledger.advise(
                says,
                rules::XFER_ACCEPT.applies_to("Good practice, not law.", &[act.act]),
            );
        }
    }
}

/// 136(3): a constable, an AMHP, or somebody either of them authorised.
fn judge_who(by: Profession, act: &Placed<'_>, ledger: &mut Ledger) {
    if matches!(
        by,
        Profession::Constable | Profession::CustodyOfficer | Profession::Amhp
    ) {
        return;
    }
    ledger.missing(
        "whether a constable or AMHP authorised the transfer",
        "whether the transfer was lawful",
        &rules::XFER_WHO,
    );
    ledger.breach(
        Some(act.at),
        format!("the transfer was authorised by a {}", by.label()),
        Certainty::NeedsFacts,
        rules::XFER_WHO.applies_to(
            "No authority from a constable or AMHP is recorded.",
            &[act.act],
        ),
        "unlawful unless a constable or AMHP authorised it",
    );
}

/// 136(3): before the period ends.
fn judge_when(case: &Case<'_, '_>, act: &Placed<'_>, ledger: &mut Ledger) {
    if let Some(expiry) = case.expiry().filter(|expiry| act.at >= *expiry) {
        ledger.breach(
            Some(act.at),
            "a transfer began after the permitted period had ended",
            if act.timed {
                Certainty::Settled
            } else {
                Certainty::NeedsFacts
            },
            rules::XFER_WHEN.applies_to("A transfer must begin while the period runs.", &[act.act]),
            format!(
                "unlawful: the power ended {}",
                crate::position::time(expiry)
            ),
        );
    }
}

/// Whether the person may be taken to another place of safety now.
pub(crate) fn power_now(case: &Case<'_, '_>, may_hold: bool) -> PowerFinding {
    let expiry = case.expiry();
    let mut finding = PowerFinding {
        power: Power::Transfer,
        availability: Availability::Available,
        certainty: Certainty::Settled,
        because: Vec::new(),
        first: Vec::new(),
        instead: Vec::new(),
        until: expiry,
        rival: None,
    };
    if !may_hold {
        finding.availability = Availability::Unavailable;
        finding.until = None;
        finding.because.push(
            rules::XFER_WHEN
                .applies("No detention is running, so nobody can be transferred under it."),
        );
        return finding;
    }
    if !MAY_MOVE
        .on(case.stay.day)
        .is_some_and(|version| version.rule)
    {
        finding.availability = Availability::Unavailable;
        finding
            .because
            .push(rules::REGIME_72H_TRANSFER.applies("Moves were first allowed on 30 April 2008."));
        return finding;
    }
    finding.because.push(
        rules::XFER_WHO
            .applies("A constable, an AMHP, or somebody either authorises, may take the person."),
    );
    finding
        .because
        .push(rules::XFER_END.applies("The end stays where it is: the clock does not restart."));
    if case.wording.regime == Regime::TwentyFourHours {
        finding.because.push(
            rules::XFER_TO_STATION
                .applies("To a police station only if every station rule is met again."),
        );
    }
    finding
        .first
        .push("the new place confirms that it is willing and able".to_owned());
    finding
}

/// Who decided on the transfer that brought the person to a station, if a transfer did.
pub(crate) fn decided_by(case: &Case<'_, '_>, entered: Timestamp) -> Option<Profession> {
    let transfer = case.last_before(entered, |what| {
        matches!(what, What::TransferBegan { to, .. } if to.kind == PlaceKind::PoliceStation)
    })?;
    match transfer.what() {
        What::TransferBegan { authorised_by, .. } => Some(*authorised_by),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use domain::Answer;

    use super::*;

    #[test]
    fn moves_were_first_allowed_in_2008() {
        let may = |day| MAY_MOVE.on(day).map(|version| Answer::from(version.rule));

        assert_eq!(may(date(1983, 9, 29)), None);
        assert_eq!(may(date(2008, 4, 29)), Some(Answer::No));
        assert_eq!(may(date(2008, 4, 30)), Some(Answer::Yes));
    }
}
