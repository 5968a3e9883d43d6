//! What each figure of a month counts, in words.

use super::Set;
use super::national::{VARIABLES, Variable};

/// The definition of a figure, in words, by its id.
pub fn definition(id: &str) -> &'static str {
    match Set::of_id(id) {
        Some((Set::Section135, id)) => of_warrants(id).unwrap_or_else(|| of_either(id)),
        Some((Set::Section136, id)) => of_either(id),
        None => UNKNOWN,
    }
}

const UNKNOWN: &str = "No definition of this id is kept.";

/// What is said otherwise of section 135.
fn of_warrants(id: &str) -> Option<&'static str> {
    Some(match id {
        "begun" => {
            "Files in which somebody was removed or kept in the month under a warrant under \
             section 135, in London time. One for each file. An entry at which nobody was removed \
             or kept is not one; one who escaped and was retaken on a warrant stands where the \
             detention began."
        }
        "ended" => {
            "Files whose detention ended in the month, whenever it began; under section 135(2), \
             those in which the patient was back or the execution was concluded. Not a part of the \
             figures below."
        }
        "exceeded" => {
            "Of the detentions of the month under section 135(1), those held after the permitted \
             period had ended, with a further period counted where it was valid (section 136B; \
             law.md end-expiry). Section 135(2) has no period."
        }
        _ if id.starts_with("place-") && !id.starts_with("place-none-") => {
            "Of the detentions of the month, those whose first place of safety was of this kind: \
             the first entered, or where the person was kept; under section 135(2), where the \
             patient was taken back to."
        }
        _ if id.starts_with("length-none-") => {
            "Of the detentions of the month, those whose length is not known, by why. A time known \
             only roughly counts as unknown; to section 135(2) no length applies, since no period \
             runs."
        }
        _ => return None,
    })
}

fn of_either(id: &str) -> &'static str {
    match id {
        "begun" => {
            "Files in which section 136 was used in the month, in London time. One for each file, \
             however many officers recorded it."
        }
        "ended" => {
            "Files whose detention ended in the month, whenever it began. Not a part of the \
             figures below."
        }
        "open" => "Of the detentions of the month, those with no end recorded.",
        "exceeded" => {
            "Of the detentions of the month, those held after the permitted period had ended, \
             with a further period counted where it was valid (section 136B; law.md end-expiry)."
        }
        "exceeded-contested" => {
            "Of the detentions of the month, those held over on one reading of the clock and in \
             time on another. Not in the figure above."
        }
        "exceeded-minutes" => {
            "Whole minutes after the permitted period, of all detentions that exceeded it together."
        }
        "median" => {
            "The middle length, from the start of the clock to the recorded end; of an even \
             number, the mean of the two in the middle, in whole minutes."
        }
        "longest" => "The longest length, measured as the median is.",
        _ if id.starts_with("place-none-") => {
            "Of the detentions of the month, those for which there is no first place of safety, \
             by why there is none. Six kinds are never added to one another."
        }
        _ if id.starts_with("place-") => {
            "Of the detentions of the month, those whose first place of safety was of this kind: \
             the first entered, or where the person was kept."
        }
        _ if id.starts_with("length-none-") => {
            "Of the detentions of the month, those whose length is not known, by why. A time known \
             only roughly counts as unknown."
        }
        _ => variable(id).map_or(UNKNOWN, |variable| variable.definition),
    }
}

/// The variable of the national return that a figure counts a category of, by the figure's id.
pub fn variable_of(id: &str) -> Option<&'static Variable> {
    variable(Set::of_id(id)?.1)
}

fn variable(id: &str) -> Option<&'static Variable> {
    let of = id.strip_prefix("nr-")?;
    VARIABLES.iter().find(|variable| {
        let rest = of.strip_prefix(variable.id);
        rest.is_some_and(|rest| rest.starts_with('-'))
    })
}
