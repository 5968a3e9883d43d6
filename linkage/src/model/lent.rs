//! A model lent to a file that is too small to teach one of its own.
//!
//! Of a few hundred records nothing can be learnt, and how common a name is cannot be counted: of
//! ten people each has a name that a tenth of them have. So what was learnt elsewhere is lent, and
//! values are taken to be about as common as they usually are until the file says otherwise.

use super::{Model, Role, real};
use crate::table::Kind;

/// People of usual names, dates and places who stand beside those of a file that a model is lent
/// to: in a file of as many, half of how common a value is comes from the file.
const BESIDE: f64 = 10_000.0;

/// How two records of one person agree in a further field that nothing was learnt of: not known,
/// the same, close, different. People change their numbers and their towns: one that differs says
/// little.
const OF_ONE_PERSON: [f64; 4] = [1.0, 0.7, 0.1, 0.2];

/// The same of two people, in a number or an address for mail: hardly anybody has another's.
const OF_TWO: [f64; 4] = [1.0, 0.0001, 0.0001, 0.9998];

/// The same of two people of one household in a telephone or an address for mail: families share
/// them.
const OF_A_HOUSEHOLD: [f64; 4] = [1.0, 0.1, 0.02, 0.88];

/// The same of two people in words, such as a town.
const OF_TWO_IN_WORDS: [f64; 4] = [1.0, 0.02, 0.02, 0.96];

impl Model {
    /// This model, learnt from so many records, for a file of so many. Of any two records of a
    /// smaller file more are one person, as there are as many records of each person and fewer
    /// people; but never more than in a file of the people who are taken to stand beside it, or a
    /// name alone would be proof in a file of two.
    #[must_use]
    pub fn lent(&self, learnt_from: usize, to: usize) -> Self {
        let mut lent = self.clone();
        lent.lent = Some(BESIDE);
        let was = self.share_same();
        let times = real(learnt_from as u64) / real(to as u64).max(BESIDE);
        let is = (was * times).min(0.5);
        for kind in &mut lent.kinds {
            kind.share *= if kind.role.is_same() {
                is / was.max(f64::MIN_POSITIVE)
            } else {
                (1.0 - is) / (1.0 - was).max(f64::MIN_POSITIVE)
            };
        }
        lent
    }

    /// This model for a file that has these further fields, of which nothing was learnt: what
    /// agreement in them is worth is taken to be what it usually is, with room for doubt. It is
    /// our own judgement and no measurement.
    #[must_use]
    pub fn with_further(&self, further: &[Kind]) -> Self {
        let mut model = self.clone();
        model.words = further.iter().map(|kind| *kind == Kind::Words).collect();
        for kind in &mut model.kinds {
            let role = kind.role;
            let of = |field: &Kind| match (role, field) {
                (Role::Same | Role::Changed, _) => OF_ONE_PERSON,
                (_, Kind::Words) => OF_TWO_IN_WORDS,
                (Role::Household, Kind::Phone | Kind::Email) => OF_A_HOUSEHOLD,
                _ => OF_TWO,
            };
            kind.class.others = further.iter().map(of).collect();
        }
        model
    }

    /// How much commoner than usual a value is, in a file of so many people: nearer to the usual
    /// where the model is lent.
    pub(super) fn steady(&self, times: f64, people: f64) -> f64 {
        match self.lent {
            None => times,
            Some(beside) => (times * people + beside) / (people + beside),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::compare::{Levels, compare};
    use crate::run::{self, Settings};
    use crate::table::{Kind, Raw, Row, Table};

    /// Three people of a small file, one of whom is there twice with a slip in the date.
    fn small() -> Table {
        let mut table = Table::new(&[]);
        for (id, forename, surname, born, postcode) in [
            ("1", "Jonathan", "Smith", "1962-02-27", "CT1 1AA"),
            ("2", "Jonathan", "Smith", "1962-02-28", "CT1 1AA"),
            ("3", "Maria", "Smith", "1985-03-27", "TN24 8AB"),
            ("4", "Adebayo", "Okafor", "1990-07-01", "M1 1AE"),
        ] {
            table.push(&Raw {
                id,
                forename,
                surname,
                born,
                postcode,
                ..Raw::default()
            });
        }
        table.finish();
        table
    }

    /// Records enough to teach what agreement is worth: forty names, each forename with each
    /// surname, every seventh there twice with a slip in the date.
    fn taught() -> (super::Model, usize) {
        let mut table = Table::new(&[]);
        let letters = ["BOR", "KE", "DI", "FUR", "GU", "LA", "ME", "NI", "PO", "RU"];
        let mut records = 0;
        for (nth, first) in (0_u32..).zip(
            letters
                .iter()
                .flat_map(|a| letters.map(|b| format!("{a}{b}"))),
        ) {
            for (other, second) in (0_u32..).zip(
                letters
                    .iter()
                    .flat_map(|a| letters.map(|b| format!("{b}{a}N"))),
            ) {
                let number = nth * 100 + other;
                let (day, month, year) = (
                    number % 28 + 1,
                    number / 28 % 12 + 1,
                    1930 + number / 336 % 70,
                );
                let postcode = format!("CT{} {}AA", number % 20 + 1, number / 20 % 10);
                let mut push = |day: u32| {
                    records += 1;
                    let (id, born) = (records.to_string(), format!("{year}-{month:02}-{day:02}"));
                    table.push(&Raw {
                        id: &id,
                        forename: &first,
                        surname: &second,
                        born: &born,
                        postcode: &postcode,
                        ..Raw::default()
                    });
                };
                push(day);
                if number % 7 == 0 {
                    push(day % 28 + 1);
                }
            }
        }
        table.finish();
        (
            run::link(&table, &Settings::default(), &|_| {}).model,
            records,
        )
    }

    #[test]
    fn what_was_learnt_elsewhere_tells_the_people_of_a_small_file_apart() {
        let (model, records) = taught();
        let table = small();
        let settings = Settings {
            model: Some(model.lent(records, table.len())),
            ..Settings::default()
        };
        let linked = run::link(&table, &settings, &|_| {});
        let group = |id| linked.clusters.label[table.find(id).unwrap() as usize];
        assert_eq!(group("1"), group("2"));
        assert!(group("3") != group("1") && group("4") != group("1"));
        // Not lent, the four take every value for one that a quarter of all people have.
        let own = Settings {
            model: Some(model),
            ..Settings::default()
        };
        let unlent = run::link(&table, &own, &|_| {});
        let best = |linked: &run::Linked| linked.pairs.first().map(|pair| pair.link.weight);
        assert!(
            best(&unlent) < best(&linked),
            "{:?} {:?}",
            best(&unlent),
            best(&linked)
        );
    }

    #[test]
    fn shares_stay_shares_and_a_smaller_file_has_more_of_one_person() {
        let (model, records) = taught();
        for to in [1, 10, 1_000, records, records * 10] {
            let lent = model.lent(records, to);
            let all: f64 = lent.kinds.iter().map(|kind| kind.share).sum();
            let before: f64 = model.kinds.iter().map(|kind| kind.share).sum();
            assert!((all - before).abs() < 1e-6, "{to}: {all} {before}");
        }
        let share = |to| model.lent(records, to).share_same();
        assert!(share(10_000) > share(20_000));
        assert!((share(2) - share(10_000)).abs() < 1e-12);
    }

    #[test]
    fn a_further_field_that_was_never_learnt_speaks_for_one_person() {
        let (model, records) = taught();
        let further = [Kind::Phone, Kind::Words];
        let mut table = Table::new(&further);
        for (id, forename, born, phone, town) in [
            ("1", "Jonathan", "1962-02-27", "07700900001", "Hythe"),
            ("2", "Jon", "1962-02-27", "07700900001", "Hythe"),
            // At the same address with the same telephone, and somebody else.
            ("3", "Maria", "1964-05-11", "07700900001", "Hythe"),
        ] {
            let mut raw = Raw {
                id,
                forename,
                surname: "Smith",
                born,
                postcode: "CT1 1AA",
                ..Raw::default()
            };
            (raw.others[0], raw.others[1]) = (phone, town);
            table.push(&raw);
        }
        table.finish();
        let lent = model.lent(records, table.len()).with_further(&further);
        assert_eq!(lent.words, [false, true]);
        let levels = |one: &str, other: &str| {
            let (one, other) = (table.find(one).unwrap(), table.find(other).unwrap());
            let (one, other) = (table.rows[one as usize], table.rows[other as usize]);
            (compare(&table, &one, &other), one, other)
        };
        let weight =
            |(levels, one, other)| lent.weight(levels, &lent.rarity(&table, &one, &other, levels));
        let without = |(mut levels, one, other): (Levels, Row, Row), nth: usize| {
            levels.others[nth] = 0;
            (levels, one, other)
        };
        let same = levels("1", "2");
        for nth in [0, 1] {
            assert!(weight(same) > weight(without(same, nth)) + 0.5, "{nth}");
        }
        let two = levels("1", "3");
        assert!(weight(two) < 0.0, "{}", weight(two));
    }
}
