//! Section 21: a patient who comes back near the end of the authority stays liable for a week.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::liability::Until;
use crate::patient::Absence;
use crate::period::{self, LastDay};

/// The week that return adds, where the patient was absent on the last day of the authority or in
/// the week ending with it. The caller has seen to it that the return was in time.
///
/// It is asked of periods of days. Whether it lengthens the hours of sections 4 and 5 is not
/// established, and it does not here.
pub(crate) fn week(absence: &Absence<'_>, end: Until, returned: Date) -> Option<LastDay> {
    let last = end.last_day()?;
    let week_begins = last.saturating_sub(6.days());
    (returned >= week_begins && absence.day.is_none_or(|day| day <= last))
        .then(|| period::days_beginning_with(returned, 7))
}
