//! Which pairs of a block are made there, and which a rule before made.

use crate::block::{self, Blocking, Key, Maker, STEPS};
use crate::card::{self, Agreed};

/// What becomes of a pair, by what it agrees in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is compared.
    Compared,
    /// The block does not make it, or the block of a further key before made it.
    NotHere,
    /// A rule before made it for certain.
    MadeBefore,
    /// A rule before made it, unless the block was left out there or narrowed.
    MayBeMade,
}

/// A rule before.
#[derive(Debug, Clone, Copy)]
struct Earlier {
    /// What it asks for.
    keys: Agreed,
    /// What its large blocks ask for beside, any of it, by step; `None` where none was narrowed so.
    by: [Option<Agreed>; STEPS],
    /// The rule as a bit, as [`block::of`].
    rule: u64,
    /// Whether a block of it was left out.
    left_some_out: bool,
}

impl Earlier {
    fn new(blocking: &Blocking, number: usize, rule: &block::Rule) -> Self {
        let mut by = [None; STEPS];
        for ((step, narrow), by) in rule.steps().zip(&mut by) {
            if blocking.large(number, step).blocks > 0 {
                *by = Some(card::bits(&narrow.by));
            }
        }
        Self {
            keys: card::bits(&rule.keys),
            by,
            rule: block::of(number),
            left_some_out: blocking.left_some_out(number),
        }
    }

    /// Whether it made every pair that agrees in its keys and in this, of whatever block.
    fn surely_made(&self, agreed: Agreed) -> bool {
        !self.left_some_out && self.by.iter().flatten().all(|by| agreed & by != 0)
    }

    /// What has to be known of a pair to say whether it made it.
    fn asked(&self) -> Agreed {
        let by = self.by.iter().flatten();
        by.fold(self.keys, |asked, by| asked | by)
    }
}

/// What a block asks for, and the rules before it, as far as they could have made its pairs.
#[derive(Debug)]
pub(super) struct Before {
    /// What the block asks for.
    own: Agreed,
    /// The further keys before its own: who agrees in one of these met there.
    met_already: Agreed,
    earlier: Vec<Earlier>,
    /// What has to be known of a pair.
    asked: Agreed,
    /// The fate of a pair by what it agrees in, where nothing rare is asked for.
    fates: Vec<Fate>,
}

impl Before {
    pub(super) fn new(blocking: &Blocking, maker: &Maker) -> Self {
        let rules = blocking.rules();
        let all = rules.iter().enumerate().take(maker.rule);
        let earlier: Vec<Earlier> = all
            .map(|(number, rule)| Earlier::new(blocking, number, rule))
            .collect();
        let rule = rules.get(maker.rule);
        let mut own = rule.map_or(0, |rule| card::bits(&rule.keys));
        let mut met_already = 0;
        if let Some((step, further)) = maker.further {
            let narrow = rule.and_then(|rule| rule.narrow.get(step));
            let by = narrow.map_or(&[][..], |narrow| &narrow.by);
            own |= by.get(further).map_or(0, |key| card::bit(*key));
            met_already = card::bits(by.get(..further).unwrap_or_default());
        }
        let of_earlier = earlier.iter().fold(0, |all, rule| all | rule.asked());
        let mut before = Self {
            own,
            met_already,
            earlier,
            asked: own | met_already | of_earlier,
            fates: Vec::new(),
        };
        let known = 0..Agreed::try_from(card::KNOWN).unwrap_or(0);
        before.fates = known.map(|agreed| before.worked_out(agreed)).collect();
        before
    }

    fn worked_out(&self, agreed: Agreed) -> Fate {
        // A block of swapped names holds both orders; one of three keys may hold two blocks.
        if agreed & self.own != self.own || agreed & self.met_already != 0 {
            return Fate::NotHere;
        }
        let mut fate = Fate::Compared;
        for rule in &self.earlier {
            if agreed & rule.keys != rule.keys {
                continue;
            }
            if rule.surely_made(agreed) {
                return Fate::MadeBefore;
            }
            fate = Fate::MayBeMade;
        }
        fate
    }

    /// Whether anything that is asked for is more than [`card::Card::agreed_beside`] looks at.
    pub(super) const fn is_rare(&self) -> bool {
        card::is_rare(self.asked)
    }

    /// Whether anything that is asked for is more than [`card::Card::agreed`] looks at.
    pub(super) const fn asks_much(&self) -> bool {
        card::is_much(self.asked)
    }

    /// Whether the records of a block have one date of birth and neither a rule nor another block of
    /// this one came before: every pair is made. Of more keys the block may hold two blocks.
    pub(super) const fn is_first_by_born(&self) -> bool {
        let is_one = self.own & card::bit(Key::Born) != 0 && self.own.count_ones() <= 2;
        is_one && self.met_already == 0 && self.earlier.is_empty()
    }

    /// Whether the block holds records with two names one way round before those with them the
    /// other way, and asks for one of each.
    pub(super) fn is_swapped(&self) -> bool {
        self.own == card::bit(Key::Swapped)
    }

    #[inline]
    pub(super) fn fate(&self, agreed: Agreed) -> Fate {
        let known = self.fates.get(agreed as usize);
        known.copied().unwrap_or_else(|| self.worked_out(agreed))
    }

    /// Whether a rule before made a pair of a record: it agrees in all that the rule asks for, and
    /// the record's block was not left out there, nor narrowed by what the pair does not agree in.
    #[inline]
    pub(super) fn made(&self, agreed: Agreed, blocking: &Blocking, record: u32) -> bool {
        let (left_out, narrowed) = (blocking.left_out(record), blocking.narrowed(record));
        self.earlier.iter().any(|rule| {
            let mut steps = narrowed.iter().zip(rule.by);
            agreed & rule.keys == rule.keys
                && left_out & rule.rule == 0
                && steps.all(|(narrowed, by)| {
                    narrowed & rule.rule == 0 || agreed & by.unwrap_or(0) != 0
                })
        })
    }
}
