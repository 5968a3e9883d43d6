//! Detentions under section 136 or a warrant under section 135, and those read from extracts.

use jiff::Timestamp;
use jiff::civil::Date;

use super::{Text, table};

table! {
    /// One detention: a file of the record in which section 136 was used, somebody was removed or kept under a warrant under section 135, or a detention was imported.
    pub struct Detention in "detention" ordered by "detention_id" {
        /// The file of the record.
        detention_id: Text = 1,
        /// The newest line of the file that this row rests on; none for an import.
        record_position: Option<i64> = 1,
        /// `record`, or the batch it was imported in.
        origin: Text = 1,
        /// The power: `136`, `135(1)`, `135(2)`, or `135` where an extract names no subsection.
        power: Option<Text> = 1,
        /// Why there is no power.
        power_absent: Option<Text> = 1,
        /// The day it counts on: of the use of the power, or of recording where no time is known.
        local_day: Date = 1,
        /// The hour of the use in London, 0 to 23; none where it is not known.
        hour: Option<i32> = 1,
        /// The day of the week in London, 1 for Monday to 7.
        weekday: i32 = 1,
        /// When the power was used: under a warrant, when it was decided to remove or keep the person.
        detained_at: Option<Timestamp> = 1,
        /// When the journey began.
        left_scene_at: Option<Timestamp> = 1,
        /// When the vehicle was outside the first place of safety.
        reached_site_at: Option<Timestamp> = 1,
        /// When the person first entered a place of safety, or it was decided to keep them at one.
        entered_at: Option<Timestamp> = 1,
        /// When the permitted period began, by the law's reading.
        clock_started_at: Option<Timestamp> = 1,
        /// When a named person accepted the hand-over.
        accepted_at: Option<Timestamp> = 1,
        /// When the officers left.
        officers_released_at: Option<Timestamp> = 1,
        /// When the detention ended; under section 135(2), when the patient was back or the execution was concluded.
        ended_at: Option<Timestamp> = 1,
        /// Whether no end is recorded.
        open: bool = 1,
        /// Whole minutes from the start of the clock to the end.
        stay_minutes: Option<i32> = 1,
        /// Why the length is not known.
        stay_absent: Option<Text> = 1,
        /// Whether the permitted period was kept: `kept`, `exceeded`, or `contested`; `none` under section 135(2), which has no period.
        period: Text = 1,
        /// Whole minutes after the permitted period, where it was exceeded.
        exceeded_minutes: Option<i32> = 1,
        /// The kind of the first place of safety; under section 135(2), of where the patient was taken back to.
        first_place: Option<Text> = 1,
        /// Why there is no first place.
        first_place_absent: Option<Text> = 1,
        /// The first place by name, where it is in the force's directory; a home is never named.
        site: Option<Text> = 1,
        /// Why an emergency department, where it was the first place.
        ed_reason: Option<Text> = 1,
        /// On what footing a police station was used, where it was the first place.
        station_reason: Option<Text> = 1,
        /// Whole minutes in police stations, of stays with both times known.
        station_minutes: Option<i32> = 1,
        /// Whether an offence was suspected as well.
        offence_suspected: Option<bool> = 1,
        /// What the person travelled in to the first place.
        transport: Option<Text> = 1,
        /// Why the transport is not known.
        transport_absent: Option<Text> = 1,
        /// Whether an ambulance was asked for, as far as recorded.
        ambulance_asked: bool = 1,
        /// When it was first asked for.
        ambulance_asked_at: Option<Timestamp> = 1,
        /// When it was first at the scene.
        ambulance_arrived_at: Option<Timestamp> = 1,
        /// Why a police vehicle, where it was one.
        police_vehicle_reason: Option<Text> = 1,
        /// Why the hand-over took the time it took: why the place asked officers to stay.
        delay_cause: Option<Text> = 1,
        /// Age in whole years on the day.
        age: Option<i32> = 1,
        /// Age as a band, also where only a band is known.
        age_band: Option<Text> = 1,
        /// Whether treated as under 18, in doubt too; none where nothing is known of the age.
        child: Option<bool> = 1,
        /// Sex.
        sex: Option<Text> = 1,
        /// Why there is no sex.
        sex_absent: Option<Text> = 1,
        /// Ethnicity as the person defines it, a code of the 18+1 list.
        ethnicity_self: Option<Text> = 1,
        /// Why there is none.
        ethnicity_self_absent: Option<Text> = 1,
        /// Ethnicity as the officer perceives it, a code of the 6+1 list.
        ethnicity_perceived: Option<Text> = 1,
        /// Why there is none.
        ethnicity_perceived_absent: Option<Text> = 1,
        /// Whether a professional was consulted first: `consulted` or `not practicable`.
        consultation: Option<Text> = 1,
        /// Whether the person was restrained.
        force_used: bool = 1,
        /// Whether the person was searched.
        searched: bool = 1,
        /// Whether a doctor authorised a further period.
        extended: bool = 1,
        /// Moves between places of safety.
        transfers: i32 = 1,
        /// The outcome, as a category.
        outcome: Option<Text> = 1,
        /// Who it was, as a key that says nothing of who they are; none where nobody can say.
        person: Option<Text> = 1,
        /// The district.
        area: Option<Text> = 1,
    }
}
