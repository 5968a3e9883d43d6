//! What the time of officers went on.

use jiff::Timestamp;
use jiff::civil::Date;

use super::{Text, table};

table! {
    /// One stretch of officers' time in one incident or detention, with both of its ends known.
    pub struct Phase in "phase" ordered by "file_id", "started_at", "phase" {
        /// The incident or detention.
        file_id: Text = 1,
        /// The newest line of the file that this row rests on; none for an import.
        record_position: Option<i64> = 1,
        /// `record`, or the batch it was imported in.
        origin: Text = 1,
        /// The day the incident or detention counts on.
        local_day: Date = 1,
        /// `attend`, `decide`, `wait for transport`, `convey`, `queue`, `hand over` or `stay`.
        phase: Text = 1,
        /// When it began.
        started_at: Timestamp = 1,
        /// Whole minutes.
        minutes: i32 = 1,
        /// How many officers, where recorded.
        officers: Option<i32> = 1,
        /// Minutes times officers, where their number is recorded.
        officer_minutes: Option<i32> = 1,
        /// Their rank, where recorded.
        rank: Option<Text> = 1,
        /// The place of safety, where it is in the force's directory.
        site: Option<Text> = 1,
        /// What made it long, from a closed list.
        cause: Option<Text> = 1,
        /// The vehicle, of a journey.
        vehicle: Option<Text> = 1,
        /// Whether it was part of a detention.
        detained: bool = 1,
        /// The district.
        area: Option<Text> = 1,
    }
}
