//! From mentions to an answer: company, codes, totals, limbs, phases.

use crate::code::{Assertion, Basis, Code, Tier};
use crate::reading::{Band, CodeAnswer, Limbs, Mention, Phase, Phrase, Reading, Stated, Totals};
use crate::weights::Weights;

/// Points from which a text is given a code.
const ENOUGH: u32 = 500;

/// Marks each weak mention that a second cue stands with: another live mention by another rule.
pub(crate) fn company(mentions: &mut [Mention<'_>]) {
    let stands: Vec<usize> = mentions
        .iter()
        .enumerate()
        .filter(|(_, mention)| mention.assertion.is_live())
        .filter(|(_, mention)| !matches!(mention.code, Code::Cyp))
        .map(|(at, _)| at)
        .collect();
    let first = stands.first().and_then(|at| mentions.get(*at));
    let accompanied = first.is_some_and(|first| {
        stands
            .iter()
            .filter_map(|at| mentions.get(*at))
            .any(|other| other.rule != first.rule && other.start != first.start)
    });
    for at in stands {
        if let Some(mention) = mentions.get_mut(at) {
            mention.company = accompanied;
        }
    }
}

/// What the lexicon's log-odds count for beside what was learned, in thousandths.
const OF_THE_LEXICON: i64 = 1_100;
/// What the lexicon says counts between these: below, nothing was found; above, it is settled.
const LEXICON: (i64, i64) = (-600, 4_000);
/// What a text of one clause in which nothing is found starts from.
const NOTHING: i64 = -4_950;
/// How much lower a text starts for each time that it is twice as long, and how much besides
/// beyond the length of [`LONG`]: the longer it is, the louder its loudest clauses are by chance.
const TWICE_AS_LONG: i64 = 1_040;
const LONG_TWICE: i64 = 1_390;
/// Six clauses, in thousandths of doublings.
const LONG: i64 = 2_500;

/// What the two readers of a text say, each in thousandths of log-odds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Score {
    pub(crate) lexicon: i32,
    pub(crate) learned: i32,
    /// How many clauses it has.
    pub(crate) clauses: usize,
}

impl Score {
    /// Both together, and what the text starts from.
    pub(crate) fn together(self) -> i32 {
        let lexicon = i64::from(self.lexicon).clamp(LEXICON.0, LEXICON.1) - LEXICON.0;
        let said = lexicon * OF_THE_LEXICON / 1_000 + i64::from(self.learned);
        narrow(said + self.from())
    }

    /// What a text of this length starts from, in thousandths of log-odds.
    fn from(self) -> i64 {
        NOTHING - length(self.clauses)
    }
}

fn narrow(value: i64) -> i32 {
    i32::try_from(value).unwrap_or(i32::MAX)
}

/// What a text of so many clauses starts lower by.
fn length(clauses: usize) -> i64 {
    let doublings = doublings(clauses);
    (doublings * TWICE_AS_LONG + (doublings - LONG).max(0) * LONG_TWICE) / 1_000
}

/// How often one is doubled to make a number, in thousandths: straight lines between the powers
/// of two.
fn doublings(number: usize) -> i64 {
    let number = i64::try_from(number).unwrap_or(i64::MAX).max(1);
    let whole = number.ilog2();
    let beyond = number - (1 << whole);
    i64::from(whole) * 1_000 + beyond.saturating_mul(1_000) / (1 << whole)
}

/// What to suggest: what the score says, or more where a mention alone asks for it.
pub(crate) fn band(weights: &Weights, said: Score, mentions: &[Mention<'_>]) -> Band {
    let least = mentions.iter().map(|it| least_for(it, said.clauses));
    least.fold(weights.band(said.together()), Band::max)
}

/// Everything that follows from the mentions and the score.
pub(crate) fn reading<'e>(
    band: Band,
    said: Score,
    mentions: Vec<Mention<'e>>,
    phrases: Vec<Phrase<'e>>,
    minutes: Vec<Stated>,
    invalid_bytes: u32,
) -> Reading<'e> {
    let codes = if band == Band::None {
        Vec::new()
    } else {
        codes(&mentions)
    };
    let live = |mention: &&Mention<'_>| mention.assertion.is_live() && mention.tier != Tier::Weak;
    let behaviour_alone = mentions
        .iter()
        .filter(live)
        .all(|mention| mention.basis == Basis::Behaviour);
    let beyond_need = codes.iter().any(|answer| {
        !matches!(
            answer.code,
            Code::Dem | Code::Lda | Code::Rpt | Code::Cyp | Code::Cfw
        )
    });
    let flagged = band == Band::Flag;
    let totals = Totals {
        strict: flagged && beyond_need,
        broad: flagged,
        possible: band == Band::Review || (flagged && behaviour_alone),
    };
    Reading {
        band,
        score: said.together(),
        lexicon: said.lexicon,
        learned: said.learned,
        start: narrow(said.from()),
        phrases,
        totals,
        limbs: limbs(band, &codes),
        phases: phases(&codes, &mentions),
        historical: historical(&mentions, &codes),
        codes,
        minutes,
        mentions,
        invalid_bytes,
    }
}

/// What a text is given for one mention alone, however little all of it says. A strong word that
/// it affirms is never passed over for what stands beside it, and decides where it is all that is
/// said; one that was held back is for a person to look at.
fn least_for(mention: &Mention<'_>, clauses: usize) -> Band {
    let about_somebody = !matches!(mention.code, Code::Rpt | Code::Cyp | Code::Cfw);
    if mention.assertion != Assertion::Affirmed || !about_somebody {
        return Band::None;
    }
    match (mention.tier, mention.held_back, clauses) {
        (Tier::Strong, false, ..=1) => Band::Flag,
        (Tier::Strong, false, _) | (_, true, _) => Band::Review,
        _ => Band::None,
    }
}

fn codes(mentions: &[Mention<'_>]) -> Vec<CodeAnswer> {
    let mut answers: Vec<CodeAnswer> = Code::ALL
        .into_iter()
        .filter_map(|code| {
            let mut points = 0_u32;
            let mut because = Vec::new();
            for (at, mention) in mentions.iter().enumerate() {
                if mention.code != code || !mention.assertion.is_live() {
                    continue;
                }
                // A weak word that stands twice says no more than once.
                let again = mentions
                    .iter()
                    .take(at)
                    .any(|other| other.code == code && other.term == mention.term);
                let each = match mention.tier {
                    Tier::Strong => 1_000,
                    Tier::Medium => 700,
                    Tier::Weak if mention.company && !again => 300,
                    Tier::Weak => 0,
                };
                let each = if mention.assertion == Assertion::Possible {
                    each / 2
                } else {
                    each
                };
                points = points.saturating_add(each);
                because.push(at);
            }
            (points >= ENOUGH).then_some(CodeAnswer {
                code,
                points,
                kind: None,
                because,
            })
        })
        .collect();
    let own = |answer: &CodeAnswer| !matches!(answer.code, Code::Rpt | Code::Cyp);
    if !answers.iter().any(own) {
        // Repetition and age are about something else that the text mentions.
        return Vec::new();
    }
    if answers.iter().any(|answer| answer.code == Code::Awol) {
        // An absent patient is the whole of why an agency rang.
        answers.retain(|answer| answer.code != Code::Cfw);
    }
    for answer in answers
        .iter_mut()
        .filter(|answer| answer.code == Code::Awol)
    {
        let walked = |at: &usize| {
            mentions
                .get(*at)
                .is_some_and(|mention| mention.rule.contains("walkout"))
        };
        answer.kind = Some(if answer.because.iter().all(walked) {
            "walkout"
        } else {
            "detained"
        });
    }
    answers
}

/// Past, and nothing of the same code that is so now.
fn historical(mentions: &[Mention<'_>], codes: &[CodeAnswer]) -> Vec<Code> {
    Code::ALL
        .into_iter()
        .filter(|code| {
            mentions.iter().any(|mention| {
                mention.code == *code
                    && mention.assertion == Assertion::Historical
                    && mention.tier != Tier::Weak
            }) && !codes.iter().any(|answer| answer.code == *code)
        })
        .collect()
}

fn limbs(band: Band, codes: &[CodeAnswer]) -> Limbs {
    if band == Band::None {
        return Limbs::default();
    }
    let centre = codes.iter().any(|answer| {
        matches!(
            answer.code,
            Code::Sui
                | Code::Sh
                | Code::Psy
                | Code::Mha
                | Code::Awol
                | Code::Cfw
                | Code::Dem
                | Code::Dd
                | Code::Cyp
        )
    });
    let additional = codes.iter().any(|answer| {
        matches!(
            answer.code,
            Code::Mha | Code::Crs | Code::Rpt | Code::Mood | Code::Unsp | Code::Lda
        )
    });
    Limbs { centre, additional }
}

fn phases(codes: &[CodeAnswer], mentions: &[Mention<'_>]) -> Vec<Phase> {
    let mut phases = Vec::new();
    for answer in codes {
        match (answer.code, answer.kind) {
            (Code::Cfw, _) => phases.push(Phase::Welfare),
            (Code::Awol, Some("walkout")) => phases.push(Phase::WalkedOut),
            (Code::Awol, _) => phases.push(Phase::Absent),
            _ => {}
        }
    }
    let live_rule = |part: &str| {
        !codes.is_empty()
            && mentions
                .iter()
                .any(|mention| mention.assertion.is_live() && mention.rule.contains(part))
    };
    if live_rule("convey") {
        phases.push(Phase::Conveying);
    }
    if live_rule("s136") {
        phases.push(Phase::Handover);
    }
    phases.sort();
    phases.dedup();
    phases
}
