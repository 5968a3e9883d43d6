//! Why two records may be the same person: the weight of evidence, field by field.
//!
//! The waterfall begins at what is known before anything is compared, adds the fields one after
//! another in a fixed order, and ends at the match weight; its bars sum to it. What a field adds
//! depends on those before it, because surname and postcode say less together than apart in a
//! household. Each field has two bars: its level, and how rare the very value is, or the two names
//! where they are nearly the same.

use std::fmt::Write as _;

use serde::Serialize;

use crate::compare::{self, Levels, SWAPPED, name};
use crate::model::{Model, Rarity};
use crate::run;
use crate::table::{Field, Row, Table};

/// One field's part.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Step {
    /// The field, in words.
    pub field: String,
    /// How the two agree in it, in words.
    pub level: &'static str,
    /// Bits for that level, of a value of usual frequency.
    pub bits: f64,
    /// Bits for how much rarer than usual the shared value is, or the two names that are nearly the
    /// same: negative where they are common.
    pub rarity_bits: f64,
    /// The shared value is had by one person in so many; none where none is shared. Of two names
    /// that are nearly the same, the first.
    pub one_in: Option<f64>,
    /// The other of two names that are nearly the same is had by one person in so many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other_one_in: Option<f64>,
    /// The values themselves, which a caller may leave out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub values: Option<(String, String)>,
}

/// From what is known beforehand to the match weight.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Waterfall {
    /// Bits before anything is compared: how few of all pairs are one person.
    pub prior: f64,
    /// The fields.
    pub steps: Vec<Step>,
    /// The match weight in bits: prior and steps together.
    pub weight: f64,
    /// The same as a probability that both are one person.
    pub probability: f64,
}

/// The fields in the order they are added.
fn fields(table: &Table) -> Vec<Field> {
    let others = (0..table.kinds.len()).map(Field::Other);
    [
        Field::Forename,
        Field::Surname,
        Field::Born,
        Field::Postcode,
        Field::Sex,
    ]
    .into_iter()
    .chain(others)
    .collect()
}

/// The waterfall of two records, or `None` where the table has no such record. `called` names the
/// further fields; `values` says whether the values themselves are told.
pub fn waterfall(
    table: &Table,
    model: &Model,
    pair: (u32, u32),
    called: &[String],
    values: bool,
) -> Option<Waterfall> {
    let one = table.rows.get(pair.0 as usize)?;
    let other = table.rows.get(pair.1 as usize)?;
    Some(of_rows(table, model, (one, other), called, values))
}

/// The same of two rows, one of which need not be a record of the table: somebody who is asked
/// about ([`crate::index::Index::row`]).
pub fn of_rows(
    table: &Table,
    model: &Model,
    (one, other): (&Row, &Row),
    called: &[String],
    values: bool,
) -> Waterfall {
    let whole = compare::compare(table, one, other);
    let rare = model.rarity(table, one, other, whole);
    let (mut levels, mut rarity) = (Levels::default(), Rarity::default());
    let prior = model.weight(levels, &rarity);
    let (mut before, mut steps) = (prior, Vec::new());
    for field in fields(table) {
        let Some(level) = take(field, &whole, &mut levels) else {
            continue;
        };
        let with_level = model.weight(levels, &rarity);
        let times = take_rarity(field, &rare, &mut rarity);
        let after = model.weight(levels, &rarity);
        let texts = values.then(|| (table.value(one, field), table.value(other, field)));
        steps.push(Step {
            field: if whole.names == SWAPPED && field == Field::Forename {
                "forename and surname".to_owned()
            } else {
                named(field, called)
            },
            level,
            bits: with_level - before,
            rarity_bits: after - with_level,
            one_in: times.and_then(|_| table.one_in(one, field)),
            other_one_in: times
                .filter(|_| table.value(one, field) != table.value(other, field))
                .and_then(|_| table.one_in(other, field)),
            values: texts,
        });
        before = after;
    }
    Waterfall {
        prior,
        steps,
        weight: before,
        probability: run::probability(before),
    }
}

/// Takes the levels of one field over, and says what they are; `None` where nothing is left to say.
fn take(field: Field, whole: &Levels, levels: &mut Levels) -> Option<&'static str> {
    let each = whole.each_name();
    match (field, each) {
        (Field::Forename, None) => {
            levels.names = SWAPPED;
            Some("the two are swapped")
        }
        (Field::Surname, None) => None,
        (Field::Forename, Some((forename, _))) => {
            levels.names = forename * name::COUNT + name::NONE;
            Some(of_name(forename))
        }
        (Field::Surname, Some((_, surname))) => {
            levels.names = whole.names;
            Some(of_name(surname))
        }
        (Field::Born, _) => {
            levels.born = whole.born;
            Some(match whole.born {
                0 => MISSING,
                1 => "the same",
                2 => "one slip: a digit, or day and month swapped",
                3 => "the same day, one or ten years apart",
                4 => "the same month",
                5 => "the same year",
                _ => "different",
            })
        }
        (Field::Postcode, _) => {
            levels.postcode = whole.postcode;
            Some(match whole.postcode {
                0 => MISSING,
                1 => "the same",
                2 => "one slip",
                3 => "the same outward half",
                4 => "the same area",
                _ => "different",
            })
        }
        (Field::Sex, _) => {
            levels.sex = whole.sex;
            Some(match whole.sex {
                0 => MISSING,
                1 => "the same",
                _ => "different",
            })
        }
        (Field::Other(nth), _) => {
            let level = *whole.others.get(nth)?;
            *levels.others.get_mut(nth)? = level;
            Some(match level {
                0 => MISSING,
                1 => "the same",
                2 => "close",
                _ => "different",
            })
        }
    }
}

const MISSING: &str = "missing in one or both";

const fn of_name(level: u8) -> &'static str {
    match level {
        name::NONE => MISSING,
        name::SAME => "the same",
        name::ALIAS => "a short form, an initial or a part",
        name::CLOSE => "nearly the same",
        name::NEAR => "alike",
        _ => "different",
    }
}

/// Takes the rarity of one field over; the factor, where the field has a shared value.
fn take_rarity(field: Field, whole: &Rarity, rarity: &mut Rarity) -> Option<f64> {
    let times = match field {
        Field::Forename => {
            rarity.forename = whole.forename;
            whole.forename
        }
        Field::Surname => {
            rarity.surname = whole.surname;
            whole.surname
        }
        Field::Born => {
            rarity.born = whole.born;
            whole.born
        }
        Field::Postcode => {
            rarity.postcode = whole.postcode;
            whole.postcode
        }
        Field::Sex => 1.0,
        Field::Other(nth) => {
            let times = *whole.others.get(nth)?;
            *rarity.others.get_mut(nth)? = times;
            times
        }
    };
    // Exactly one is no factor at all: no value is shared.
    (times.to_bits() != 1.0_f64.to_bits()).then_some(times)
}

fn named(field: Field, called: &[String]) -> String {
    match field {
        Field::Forename => "forename".to_owned(),
        Field::Surname => "surname".to_owned(),
        Field::Born => "date of birth".to_owned(),
        Field::Postcode => "postcode".to_owned(),
        Field::Sex => "sex".to_owned(),
        Field::Other(nth) => called
            .get(nth)
            .cloned()
            .unwrap_or_else(|| format!("field {}", nth + 1)),
    }
}

impl Waterfall {
    /// The suggestion in words, with the sum behind it.
    pub fn text(&self) -> String {
        let mut text = format!(
            "{} (probability {:.3}, {:+.2} bits)\n\n{:<44}{:>8.2} bits\n",
            self.says(),
            self.probability,
            self.weight,
            "before anything is compared",
            self.prior,
        );
        for step in &self.steps {
            let what = format!("{}: {}", step.field, step.level);
            let _ = writeln!(text, "{what:<44}{:>+8.2}", step.bits);
            if let Some((one, other)) = &step.values {
                let _ = writeln!(text, "    {one} | {other}");
            }
            if let Some(one_in) = step.one_in {
                let beside = step
                    .other_one_in
                    .map(|other| format!(", and in {other:.0}"));
                let beside = beside.unwrap_or_default();
                let how = format!("    had by one person in {one_in:.0}{beside}");
                let _ = writeln!(text, "{how:<44}{:>+8.2}", step.rarity_bits);
            }
        }
        let _ = writeln!(text, "{:<44}{:>8.2} bits", "together", self.weight);
        text
    }

    /// What a person may read first. It is never more than a suggestion.
    pub fn says(&self) -> &'static str {
        if self.probability >= 0.95 {
            "May be the same person"
        } else if self.probability >= 0.5 {
            "Might be the same person: more is needed to say"
        } else {
            "Little says that they are the same person"
        }
    }

    /// What would say more: fields that one or both records lack.
    pub fn lacking(&self) -> Vec<&str> {
        self.steps
            .iter()
            .filter(|step| step.level == MISSING)
            .map(|step| step.field.as_str())
            .collect()
    }

    /// The bars as a drawing, without any value of a record in it.
    pub fn svg(&self) -> String {
        let mut bars = vec![("before anything".to_owned(), self.prior)];
        for step in &self.steps {
            bars.push((step.field.clone(), step.bits));
            if step.rarity_bits.abs() > 0.005 {
                bars.push((format!("{}: how rare", step.field), step.rarity_bits));
            }
        }
        draw(&bars, self)
    }
}

/// Draws bars that each begin where the one above ended.
fn draw(bars: &[(String, f64)], whole: &Waterfall) -> String {
    const LEFT: f64 = 190.0;
    const WIDE: f64 = 400.0;
    const HIGH: f64 = 24.0;
    let (mut lowest, mut highest, mut at) = (0.0_f64, 0.0_f64, 0.0);
    for (_, bits) in bars {
        at += bits;
        lowest = lowest.min(at);
        highest = highest.max(at);
    }
    let scale = WIDE / (highest - lowest).max(1e-9);
    let x = |bits: f64| LEFT + (bits - lowest) * scale;
    let rows = f64::from(u32::try_from(bars.len()).unwrap_or(0)) + 1.0;
    let height = rows * HIGH + 40.0;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 660 {height}\" role=\"img\" \
         font-family=\"sans-serif\" font-size=\"13\">\n\
         <title>{}: {:+.1} bits, probability {:.3}</title>\n\
         <line x1=\"{zero:.1}\" x2=\"{zero:.1}\" y1=\"8\" y2=\"{:.1}\" stroke=\"#767676\" \
         stroke-dasharray=\"3 3\"/>\n",
        whole.says(),
        whole.weight,
        whole.probability,
        height - 30.0,
        zero = x(0.0),
    );
    let (mut from, mut y) = (0.0, 12.0);
    for (label, bits) in bars {
        svg.push_str(&bar(label, (x(from), x(from + bits)), y, *bits));
        from += bits;
        y += HIGH;
    }
    svg.push_str(&bar("together", (x(0.0), x(from)), y, whole.weight));
    let _ = write!(
        svg,
        "<text x=\"8\" y=\"{:.0}\" fill=\"#505a5f\">Bits: one more makes one person twice as likely. \
         A suggestion, for a person to decide.</text>\n</svg>\n",
        height - 8.0
    );
    svg
}

fn bar(label: &str, (from, to): (f64, f64), y: f64, bits: f64) -> String {
    let colour = if bits < 0.0 { "#b15928" } else { "#1d70b8" };
    format!(
        "<text x=\"8\" y=\"{:.0}\">{}</text><rect x=\"{:.1}\" y=\"{y:.0}\" width=\"{:.1}\" \
         height=\"16\" fill=\"{colour}\"/><text x=\"600\" y=\"{:.0}\">{bits:+.2}</text>\n",
        y + 13.0,
        escaped(label),
        from.min(to),
        (to - from).abs().max(1.0),
        y + 13.0,
    )
}

/// A column's name may hold anything.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
