//! Whether somebody is under 18, or another age.

use domain::Answer;
use domain::person::age_on;
use jiff::civil::Date;

use crate::facts::Person;

/// Whether the person is under 18 on a day (Europe/London). See [`is_under`].
pub fn is_child(person: &Person, on: Date) -> Answer {
    is_under(person, 18, on)
}

/// Whether the person is under an age in whole years on a day (Europe/London).
///
/// A known date of birth settles it. Without one, the youngest and oldest the person may be are
/// asked; where they lie on both sides of that age, or nothing is known, the answer is `NotKnown`.
pub fn is_under(person: &Person, years: u8, on: Date) -> Answer {
    if let Some(born) = person.born {
        if born > on {
            // A birth in the future is a mistake, not an age.
            return Answer::NotKnown;
        }
        // More than 255 years does not fit, and is not young.
        return Answer::from(age_on(born, on).is_some_and(|age| age < years));
    }
    match (person.youngest, person.oldest) {
        (_, Some(oldest)) if oldest < years => Answer::Yes,
        (Some(youngest), _) if youngest >= years => Answer::No,
        _ => Answer::NotKnown,
    }
}

/// Whether the person is to be treated as under 18 on a day: they are, or nobody can say that
/// they are not (`age-unknown`).
pub fn treat_as_child(person: &Person, on: Date) -> bool {
    !is_child(person, on).is_no()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn doubt_about_age_is_doubt_and_never_an_adult() {
        let day = date(2024, 4, 30);
        let born = |date| Person {
            born: Some(date),
            ..Person::default()
        };
        let between = |youngest, oldest| Person {
            born: None,
            youngest,
            oldest,
        };

        assert_eq!(is_child(&born(date(2006, 5, 2)), day), Answer::Yes);
        assert_eq!(is_child(&born(date(2006, 4, 30)), day), Answer::No);
        assert_eq!(is_child(&born(date(2030, 1, 1)), day), Answer::NotKnown);
        assert_eq!(is_child(&born(date(1500, 1, 1)), day), Answer::No);
        assert_eq!(
            is_child(&between(Some(16), Some(20)), day),
            Answer::NotKnown
        );
        assert_eq!(is_child(&between(Some(18), None), day), Answer::No);
        assert_eq!(is_child(&between(None, Some(17)), day), Answer::Yes);
        assert_eq!(is_child(&born(day), day), Answer::Yes);
        assert!(treat_as_child(&Person::default(), day));
        assert!(!treat_as_child(&born(date(2006, 4, 30)), day));
    }
}
