//! Section 5: acting for a person who lacks capacity, and section 2(5): from what age.

use domain::Answer;
use jiff::civil::Date;

use crate::answer::Limb;
use crate::facts::Person;
use crate::facts::capacity::CapacityConsidered;
use crate::person;
use crate::rules;

/// The youngest age, in whole years, at which capacity law applies.
const YOUNGEST: u8 = 16;

/// What has to be so to act at all.
pub(super) fn limbs(
    considered: Option<&CapacityConsidered>,
    person: &Person,
    on: Date,
) -> [Limb; 4] {
    let asked = |of: fn(&CapacityConsidered) -> Answer| considered.map_or(Answer::NotKnown, of);
    [
        age(person, on),
        // 5(1)(a)
        limb(
            "reasonable steps were taken to find out whether the person lacks capacity in the matter",
            asked(|one| one.reasonable_steps),
        ),
        // 5(1)(b)(i)
        limb(
            "it is reasonably believed that they lack capacity in the matter",
            asked(|one| one.lacks_capacity),
        ),
        // 5(1)(b)(ii)
        limb(
            "it is reasonably believed that acting is in their best interests",
            asked(|one| one.best_interests),
        ),
    ]
}

fn limb(asks: &'static str, met: Answer) -> Limb {
    let says = match met {
        Answer::Yes => "The person was reasonably believed to lack capacity in the matter, after reasonable steps, and acting to be in their best interests.".to_owned(),
        Answer::No => format!("It is not so that {asks}."),
        Answer::NotKnown => "Capacity, and the person's best interests, must be judged in the matter at hand; it is a defence, and no power to detain or to enter.".to_owned(),
    };
    Limb::new(&rules::MCA_S5, asks, met, says)
}

/// 2(5): 16 or over.
fn age(person: &Person, on: Date) -> Limb {
    let (met, says) = match person::is_under(person, YOUNGEST, on) {
        Answer::No => (Answer::Yes, "The person is 16 or over."),
        Answer::Yes => (
            Answer::No,
            "The person is under 16: parental responsibility, police protection and the common law apply in place of capacity law.",
        ),
        Answer::NotKnown => (
            Answer::NotKnown,
            "Capacity law applies from 16, and the person may be younger.",
        ),
    };
    Limb::new(&rules::CAPACITY_AGE, "the person is 16 or over", met, says)
}
