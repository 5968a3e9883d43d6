//! What is known of the person, one fact at a time, each with its own line in the record.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::known::Known;
use crate::labelled::labelled;

/// One thing recorded about the person. A later line about the same thing does not erase it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "about", deny_unknown_fields)]
pub enum PersonFact {
    /// The name they go by, or a description where nobody knows it.
    Name {
        /// The name.
        is: Known<String>,
    },
    /// Date of birth.
    DateOfBirth {
        /// The date.
        is: Known<Date>,
        /// Who or what says so.
        basis: AgeBasis,
    },
    /// Age in years, where no date of birth is known.
    Age {
        /// Whole years.
        is: Known<u8>,
        /// Who or what says so.
        basis: AgeBasis,
    },
    /// Sex.
    Sex {
        /// The sex.
        is: Known<Sex>,
    },
    /// Ethnicity as the person defines it. Never overwrites the officer's perception.
    EthnicitySelfDefined {
        /// A code of the 18+1 list, such as `W1` (data.md section 1.3).
        is: Known<String>,
    },
    /// Ethnicity as the officer perceives it. Never overwrites the person's own.
    EthnicityPerceived {
        /// A code of the 6+1 list, such as `IC3` (data.md section 1.3).
        is: Known<String>,
    },
    /// Home address.
    Address {
        /// The address.
        is: Known<String>,
    },
    /// Language they need.
    Language {
        /// The language.
        is: Known<String>,
    },
}

labelled! {
    /// Who or what says how old somebody is. In doubt, they are treated as a child.
    pub enum AgeBasis {
        Estimated => "officer's estimate",
        SaidByPerson => "the person says so",
        SaidByOther => "a parent, carer or friend says so",
        Document => "a record or document",
    }
}

labelled! {
    /// Sex as recorded for the national return.
    pub enum Sex {
        Female => "female",
        Male => "male",
        Other => "other",
    }
}

/// Whole years between a birth date and a day. `None` when the day is before the birth.
pub fn age_on(born: Date, day: Date) -> Option<u8> {
    let mut years = day.year() - born.year();
    if (day.month(), day.day()) < (born.month(), born.day()) {
        years -= 1;
    }
    u8::try_from(years).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn seventeen_years_and_364_days_is_seventeen() {
        assert_eq!(age_on(date(2006, 5, 2), date(2024, 4, 30)), Some(17));
        assert_eq!(age_on(date(2006, 5, 2), date(2024, 5, 2)), Some(18));
        assert_eq!(age_on(date(2004, 2, 29), date(2022, 2, 28)), Some(17));
        assert_eq!(age_on(date(2024, 5, 2), date(2024, 5, 1)), None);
    }
}
