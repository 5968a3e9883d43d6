//! The figures of a month from what its files give: of section 136, and of section 135 apart.

use domain::event::{Figure, Unit};
use domain::{Known, Month, NoValue, PlaceKind};

use super::national::VARIABLES;
use super::{Absent, Entry, Period, Stated, slug};

/// The two sets of figures that are never of one another's detentions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Set {
    /// Section 136, and imported rows whose power is not known.
    Section136,
    /// Warrants under section 135.
    Section135,
}

impl Set {
    /// Both, in the order of the page.
    pub const ALL: [Self; 2] = [Self::Section136, Self::Section135];

    /// How the ids of its figures begin.
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Section136 => "s136m-",
            Self::Section135 => "s135m-",
        }
    }

    /// Its name in the return.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Section136 => "Section 136",
            Self::Section135 => "Section 135",
        }
    }

    /// The set a figure belongs to, and its id without the prefix.
    pub fn of_id(id: &str) -> Option<(Self, &str)> {
        Self::ALL
            .into_iter()
            .find_map(|set| Some((set, id.strip_prefix(set.prefix())?)))
    }

    /// Whether a category of a variable, or having none, can occur among its detentions. All can
    /// but powers, which are what the two sets are told apart by.
    pub(crate) fn has(self, variable: &str, word: &str) -> bool {
        let warrant = word.starts_with("135");
        variable != "power" || warrant == (self == Self::Section135)
    }
}

/// Whether a file is one of those a figure counts, for whoever opens a figure to its files. None
/// where the figure is no count of files, or its id is not known.
pub fn is_counted_in(entry: &Entry, id: &str, month: Month) -> Option<bool> {
    let figure = figures(std::slice::from_ref(entry), month)
        .into_iter()
        .find(|figure| figure.definition == id)?;
    (figure.unit == Unit::Detentions).then(|| figure.value.value() == Some(&1))
}

/// The figures of a month from what its files give, always the same ones in the same order: those
/// of section 136, then those of section 135.
pub fn figures(entries: &[Entry], month: Month) -> Vec<Figure> {
    let of = |set: Set| -> Vec<Figure> {
        let entries: Vec<&Entry> = entries.iter().filter(|entry| entry.set() == set).collect();
        figures_of(set, &entries, month)
    };
    Set::ALL.into_iter().flat_map(of).collect()
}

fn figures_of(set: Set, entries: &[&Entry], month: Month) -> Vec<Figure> {
    let begun: Vec<&&Entry> = entries.iter().filter(|entry| entry.used == month).collect();
    let among = |wanted: &dyn Fn(&Entry) -> bool| -> u64 {
        count(begun.iter().filter(|entry| wanted(entry)).count())
    };
    let mut lengths: Vec<u64> = begun.iter().filter_map(|entry| entry.length.ok()).collect();
    lengths.sort_unstable();
    let over: u64 = begun
        .iter()
        .map(|entry| match entry.period {
            Period::Exceeded(minutes) => minutes,
            Period::NotApplicable | Period::NotExceeded | Period::Contested => 0,
        })
        .sum();
    let ended = entries.iter().filter(|entry| entry.ended == Some(month));

    let mut all = vec![
        detentions("begun", "Detentions begun", count(begun.len())),
        detentions("ended", "Detentions ended", count(ended.count())),
        detentions("open", "No end recorded", among(&|entry| entry.open)),
        detentions(
            "exceeded",
            "Periods exceeded",
            among(&|entry| matches!(entry.period, Period::Exceeded(_))),
        ),
        detentions(
            "exceeded-contested",
            "Periods exceeded on one reading only",
            among(&|entry| entry.period == Period::Contested),
        ),
        in_minutes("exceeded-minutes", "Time over the period", Some(over)),
        in_minutes("median", "Median length", median(&lengths)),
        in_minutes("longest", "Longest length", lengths.last().copied()),
    ];
    for kind in PlaceKind::ALL {
        all.push(detentions(
            &format!("place-{}", slug(kind.label())),
            &format!("First place: {}", kind.label()),
            among(&|entry| entry.first_place == Ok(*kind)),
        ));
    }
    for why in Absent::ALL {
        all.push(detentions(
            &format!("place-none-{}", slug(why.label())),
            &format!("First place: {}", why.label()),
            among(&|entry| entry.first_place == Err(*why)),
        ));
    }
    for why in Absent::ALL {
        all.push(detentions(
            &format!("length-none-{}", slug(why.label())),
            &format!("Length: {}", why.label()),
            among(&|entry| entry.length == Err(*why)),
        ));
    }
    for variable in VARIABLES {
        let said = |wanted: Stated<&'static str>| {
            among(&|entry| entry.national.of(variable.id) == Some(wanted))
        };
        for (word, label) in variable.categories {
            if !set.has(variable.id, word) {
                continue;
            }
            all.push(detentions(
                &format!("nr-{}-{word}", variable.id),
                &format!("{}: {label}", variable.name),
                said(Ok(word)),
            ));
        }
        for why in Absent::ALL {
            if !set.has(variable.id, "none") {
                continue;
            }
            all.push(detentions(
                &format!("nr-{}-none-{}", variable.id, slug(why.label())),
                &format!("{}: {}", variable.name, why.label()),
                said(Err(*why)),
            ));
        }
    }
    for figure in &mut all {
        set.mark(figure);
    }
    all
}

impl Set {
    /// Gives a figure the id and the name it has in this set.
    fn mark(self, figure: &mut Figure) {
        figure.definition.insert_str(0, self.prefix());
        if self == Self::Section135 {
            let mut name = figure.name.chars();
            let first = name.next().into_iter().flat_map(char::to_lowercase);
            figure.name = "Section 135, ".chars().chain(first).chain(name).collect();
        }
    }
}

fn detentions(id: &str, name: &str, value: u64) -> Figure {
    figure(id, name, Known::is(value), Unit::Detentions)
}

/// Minutes, or that there was no detention to measure.
fn in_minutes(id: &str, name: &str, value: Option<u64>) -> Figure {
    let value = value.map_or(Known::None(NoValue::NotApplicable), Known::is);
    figure(id, name, value, Unit::Minutes)
}

fn figure(id: &str, name: &str, value: Known<u64>, unit: Unit) -> Figure {
    Figure {
        definition: id.to_owned(),
        name: name.to_owned(),
        value,
        unit,
    }
}

fn median(sorted: &[u64]) -> Option<u64> {
    let middle = sorted.len() / 2;
    let upper = *sorted.get(middle)?;
    if sorted.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = *sorted.get(middle.checked_sub(1)?)?;
    Some(lower.midpoint(upper))
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
