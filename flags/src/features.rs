//! What a text comes down to before it is weighed: some sixty coarse counts.
//!
//! Coarse on purpose. A few hundred labelled texts say something about "a strong mention of
//! suicide, affirmed", and nothing about single words.

use crate::code::{Assertion, Code, Tier};
use crate::reading::Mention;

/// The counts that are not of a code and a tier, in their order after those.
const OTHERS: [&str; 12] = [
    "weak_with_company_1",
    "weak_with_company_2",
    "weak_with_company_3",
    "weak_alone",
    "possible",
    "historical",
    "two_codes",
    "three_codes",
    "negated",
    "hypothetical",
    "other_person",
    "blocked",
];

/// What is believed of each of [`OTHERS`] beforehand.
const PRIORS: [f64; OTHERS.len()] = [
    0.5, 0.5, 0.5, 0.0, 0.6, 0.2, 0.3, 0.3, -0.1, -0.1, -0.1, 0.0,
];

const BY_CODE: usize = Code::ALL.len() * 2;

/// How many features there are.
pub const COUNT: usize = BY_CODE + OTHERS.len();

/// A text's features: small counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Features(pub [i32; COUNT]);

/// The name of a feature as weights files have it: `SUI_strong`, `negated`.
pub fn name(index: usize) -> String {
    if let Some(other) = index.checked_sub(BY_CODE) {
        return OTHERS.get(other).copied().unwrap_or_default().to_owned();
    }
    let code = Code::ALL.get(index / 2).map_or("", |code| code.name());
    let tier = if index.is_multiple_of(2) {
        "strong"
    } else {
        "medium"
    };
    format!("{code}_{tier}")
}

/// What a feature may weigh: never below nothing for what speaks for a flag, never above for
/// what is negated, blocked, hypothetical or somebody else's. So no such mention raises a score.
pub(crate) fn bounds(index: usize) -> (f64, f64) {
    match index.checked_sub(BY_CODE) {
        Some(other) if other >= 8 => (-0.5, 0.0),
        _ => (0.0, 12.0),
    }
}

/// What is believed of a feature before any labelled text is seen; training moves from here.
pub(crate) fn prior(index: usize) -> f64 {
    if let Some(other) = index.checked_sub(BY_CODE) {
        return PRIORS.get(other).copied().unwrap_or_default();
    }
    let strong = index.is_multiple_of(2);
    match Code::ALL.get(index / 2) {
        // Services and repetition are company for something else.
        Some(Code::Rpt | Code::Cyp) => 0.1,
        Some(Code::Crs | Code::Cfw) if !strong => 1.2,
        _ if strong => 3.6,
        _ => 2.2,
    }
}

/// The feature of a live mention that is not weak.
pub(crate) fn of_code(code: Code, tier: Tier) -> usize {
    code.index() * 2 + usize::from(tier == Tier::Medium)
}

/// The feature a weak, doubtful or set-aside mention counts in.
pub(crate) fn of_other(assertion: Assertion, company: bool) -> usize {
    BY_CODE
        + match assertion {
            Assertion::Affirmed if company => 0,
            Assertion::Affirmed => 3,
            Assertion::Possible => 4,
            Assertion::Historical => 5,
            Assertion::Negated => 8,
            Assertion::Hypothetical | Assertion::Boilerplate | Assertion::Exercise => 9,
            Assertion::Other => 10,
            Assertion::Blocked => 11,
        }
}

impl Features {
    /// Counts the mentions of one text.
    pub(crate) fn of(mentions: &[Mention<'_>]) -> Self {
        let mut counts = [0_i32; COUNT];
        let mut add = |index: usize| {
            if let Some(count) = counts.get_mut(index) {
                *count = 1;
            }
        };
        let live = |mention: &&Mention<'_>| mention.assertion == Assertion::Affirmed;
        let mut codes = 0_u32;
        let mut weak = 0_u32;
        for mention in mentions.iter().filter(live) {
            if mention.tier == Tier::Weak {
                weak += u32::from(mention.company);
                if !mention.company {
                    add(BY_CODE + 3);
                }
            } else {
                add(of_code(mention.code, mention.tier));
                codes |= 1 << mention.code.index();
            }
        }
        for step in 0..weak.min(3) as usize {
            add(BY_CODE + step);
        }
        for mention in mentions.iter().filter(|mention| !live(mention)) {
            // A weak word put aside says nothing either way.
            let speaks = mention.tier != Tier::Weak;
            if speaks {
                add(of_other(mention.assertion, mention.company));
            }
        }
        // Repetition and age are about a code, not codes of their own here.
        let own = codes & !(1 << Code::Rpt.index()) & !(1 << Code::Cyp.index());
        if own.count_ones() >= 2 {
            add(BY_CODE + 6);
        }
        if own.count_ones() >= 3 {
            add(BY_CODE + 7);
        }
        Self(counts)
    }
}
