//! A model lent to a file that is too small to teach one of its own.
//!
//! Of a few hundred records nothing can be learnt, and how common a name is cannot be counted: of
//! ten people each has a name that a tenth of them have. So what was learnt elsewhere is lent, and
//! values are taken to be about as common as they usually are until the file says otherwise.

use super::{Model, real};

/// People of usual names, dates and places who stand beside those of a file that a model is lent
/// to: in a file of as many, half of how common a value is comes from the file.
const BESIDE: f64 = 10_000.0;

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
    use crate::run::{self, Settings};
    use crate::table::{Raw, Table};

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
}
