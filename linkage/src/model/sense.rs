//! Whether what a file taught can be so.
//!
//! Learning takes the likelier of two accounts of a file, and of a few records, or of records made
//! after a pattern, that may be the wrong way round: households for people, or a sieve of chance.
//! Whoever uses such a model should be told before they look at a pair.

use super::{Kind, Model, Rarity};
use crate::compare::{BORN_LEVELS, Levels, POSTCODE_LEVELS, SEX_LEVELS, name};
use crate::table::OTHERS;

/// Of the records of one person that give a field, at least so many agree in it, or nearly.
const MOST: f64 = 0.5;

impl Model {
    /// Whether two records that agree in everything are of one person by it, and two that agree in
    /// nothing of two.
    pub fn makes_sense(&self) -> bool {
        let (agree, differ) = (
            Levels {
                postcode: 1,
                sex: 1,
                ..AGREE
            },
            Levels {
                postcode: POSTCODE_LEVELS - 1,
                sex: SEX_LEVELS - 1,
                ..DIFFER
            },
        );
        self.tells_apart(agree, differ)
    }

    /// Whether it is to be doubted: by it two records that agree in names and date of birth are of
    /// two people, or two that differ in them of one, or the records of one person mostly differ in
    /// forename or in date of birth. Where a file has no postcodes or says no sex, nothing is
    /// known of them, and nothing is asked.
    pub fn is_doubtful(&self) -> bool {
        let mut same = self.kinds.iter().filter(|kind| kind.role.is_same());
        let agree = |kind: &Kind| {
            let nearly = name::SAME..=name::NEAR;
            let forename: f64 = of(&kind.class.forename, nearly);
            let born: f64 = of(&kind.class.born, 1..=4);
            forename >= MOST && born >= MOST
        };
        !self.tells_apart(AGREE, DIFFER) || !same.all(agree)
    }

    fn tells_apart(&self, agree: Levels, differ: Levels) -> bool {
        let weight = |levels| self.weight(levels, &Rarity::default());
        weight(agree) > 0.0 && weight(differ) < 0.0
    }
}

/// Names and date of birth agree; of the rest nothing is known.
const AGREE: Levels = Levels {
    names: name::SAME * name::COUNT + name::SAME,
    born: 1,
    postcode: 0,
    sex: 0,
    others: [0; OTHERS],
};
/// They differ wholly.
const DIFFER: Levels = Levels {
    names: name::OTHER * name::COUNT + name::OTHER,
    born: BORN_LEVELS - 1,
    ..AGREE
};

fn of(field: &[f64], levels: std::ops::RangeInclusive<u8>) -> f64 {
    levels.map(|level| super::class::at(field, level)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Class, Role};

    /// A model by which people agree in forename and date of birth as often as this.
    fn model(forename: f64, born: f64) -> Model {
        let mut strangers = Class::blank(0);
        strangers.forename = [1.0, 0.01, 0.01, 0.01, 0.01, 0.96];
        strangers.surname = [1.0, 0.01, 0.01, 0.01, 0.01, 0.96];
        strangers.born = [1.0, 0.001, 0.004, 0.001, 0.01, 0.02, 0.964];
        strangers.postcode = [1.0, 0.001, 0.001, 0.01, 0.02, 0.968];
        strangers.sex = [1.0, 0.5, 0.5];
        strangers.sex_by_name = [strangers.sex; 6];
        let mut same = strangers.clone();
        same.forename = [1.0, forename, 0.0, 0.0, 0.0, 1.0 - forename];
        same.surname = [1.0, 0.9, 0.02, 0.02, 0.02, 0.04];
        same.born = [1.0, born, 0.0, 0.0, 0.0, 0.0, 1.0 - born];
        same.sex = [1.0, 0.98, 0.02];
        same.sex_by_name = [same.sex; 6];
        let kind = |role, share, class| Kind { role, share, class };
        Model {
            kinds: vec![
                kind(Role::Same, 1e-3, same),
                kind(Role::Strangers, 1.0 - 1e-3, strangers),
            ],
            words: Vec::new(),
            near: crate::model::Near::default(),
            rounds: 1,
            records: 0,
            lent: None,
        }
    }

    #[test]
    fn a_model_is_doubted_where_people_seldom_agree_with_themselves() {
        assert!(!model(0.9, 0.9).is_doubtful());
        assert!(model(0.9, 0.9).makes_sense());
        for (forename, born) in [(0.3, 0.9), (0.9, 0.3), (0.1, 0.1)] {
            assert!(model(forename, born).is_doubtful(), "{forename} {born}");
        }
        // The other way round: who agrees in everything is two people.
        let mut turned = model(0.9, 0.9);
        if let [same, strangers] = turned.kinds.as_mut_slice() {
            std::mem::swap(&mut same.class, &mut strangers.class);
        }
        assert!(!turned.makes_sense() && turned.is_doubtful());
    }
}
