//! A warrant under section 135(1) and one under section 135(2) for one person are two warrants:
//! what is answered of each is what is answered where the other was never sought.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first thing that is not as it should be"
)]

use std::path::Path;

use jiff::Timestamp;
use law::facts::WarrantKind;
use law::{Act, DutyKind, Facts, Position, Power, PowerFinding, Profile, What};

/// The acts about warrants of one row, none of which began a detention or a journey.
struct Papers {
    name: String,
    kind: WarrantKind,
    acts: Vec<Act>,
    at: Timestamp,
}

/// Every row that is about a warrant alone: sought, issued, executed, over, returned.
fn papers() -> Vec<Papers> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/mha_1983");
    let tables = scenario::read_folder(&folder)
        .unwrap_or_else(|failures| panic!("{}", scenario::report(&failures)));
    let rows = tables.iter().flat_map(|table| &table.rows);
    rows.filter_map(|row| {
        let asked = scenario::read(row).unwrap();
        let mut kinds = asked.facts.acts.iter().map(|act| kind(&act.what));
        let kind = kinds.next()??;
        kinds.all(|one| one == Some(kind)).then(|| Papers {
            name: row.name().to_owned(),
            kind,
            acts: asked
                .facts
                .acts
                .into_iter()
                .map(|act| Act {
                    id: format!("{kind:?} {}", act.id),
                    ..act
                })
                .collect(),
            at: asked.at,
        })
    })
    .collect()
}

fn kind(what: &What) -> Option<WarrantKind> {
    match what {
        What::WarrantSought(it) => Some(it.kind),
        What::WarrantIssued(it) => Some(it.kind),
        What::WarrantExecuted(it) => Some(it.kind),
        What::ExecutionConcluded(it) => Some(it.kind),
        What::WarrantReturned(it) => Some(it.kind),
        _ => None,
    }
}

fn of(kind: WarrantKind, position: &Position) -> Vec<&PowerFinding> {
    let own = match kind {
        WarrantKind::Assess => [
            Power::ApplyForWarrant135_1,
            Power::EnterUnderWarrant135_1,
            Power::RemoveUnderWarrant135_1,
        ],
        WarrantKind::Retake => [
            Power::ApplyForWarrant135_2,
            Power::EnterUnderWarrant135_2,
            Power::RemoveUnderWarrant135_2,
        ],
    };
    let powers = position.powers.iter();
    powers
        .filter(|finding| own.contains(&finding.power))
        .collect()
}

fn owed(position: &Position) -> Vec<(DutyKind, Option<Timestamp>)> {
    let duties = position.duties.iter();
    let mut owed: Vec<_> = duties
        .filter(|duty| {
            matches!(
                duty.kind,
                DutyKind::ExecuteWarrant | DutyKind::ReturnWarrant
            )
        })
        .map(|duty| (duty.kind, duty.since))
        .collect();
    owed.sort_by_key(|(kind, since)| (kind.label(), *since));
    owed
}

#[test]
fn neither_kind_of_warrant_answers_for_the_other() {
    let all = papers();
    let (assess, retake): (Vec<_>, Vec<_>) = all
        .iter()
        .partition(|papers| papers.kind == WarrantKind::Assess);
    assert!(assess.len() > 20 && retake.len() > 10);
    let profile = Profile::statute();
    for one in &assess {
        for other in &retake {
            let at = one.at.max(other.at);
            let facts = |parts: &[&[Act]]| Facts {
                acts: parts.concat(),
                ..Facts::default()
            };
            let both = facts(&[&one.acts, &other.acts]);
            let together = law::position(&both, at, &profile);
            let mut each = Vec::new();
            for papers in [one, other] {
                let alone = facts(&[&papers.acts]);
                let names = format!("“{}” beside “{}”", one.name, other.name);
                assert_eq!(
                    law::warrant::validity(&both, at, papers.kind),
                    law::warrant::validity(&alone, at, papers.kind),
                    "{names}"
                );
                let apart = law::position(&alone, at, &profile);
                assert_eq!(
                    of(papers.kind, &together),
                    of(papers.kind, &apart),
                    "{names}"
                );
                each.extend(owed(&apart));
            }
            each.sort_by_key(|(kind, since)| (kind.label(), *since));
            assert_eq!(
                owed(&together),
                each,
                "“{}” beside “{}”",
                one.name,
                other.name
            );
        }
    }
}
