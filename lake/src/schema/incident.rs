//! Incidents: from the record, and from extracts of control rooms.

use jiff::Timestamp;
use jiff::civil::Date;

use super::{Text, table};

table! {
    /// One incident, whatever came of it: a file of the record, or a row of an imported extract.
    pub struct Incident in "incident" ordered by "incident_id" {
        /// The file of the record, or the reference of the extract.
        incident_id: Text = 1,
        /// `record`, or the batch it was imported in.
        origin: Text = 1,
        /// The newest line of the file that this row rests on; none for an import.
        record_position: Option<i64> = 1,
        /// How well it is known when it began: `instant`, `one of two hours` (the hour that comes twice when the clocks go back, read as the first), `day`, `month`, `year`, or `period` (somewhere in what the extract covers).
        when_precision: Text = 1,
        /// When it began, or was first reported; none where the time of day is not known.
        occurred_at: Option<Timestamp> = 1,
        /// The day it counts on; none where only a month, a year or a period is known. A row without it is in no figure of days, weeks or months.
        local_day: Option<Date> = 1,
        /// The first day it may have begun on. The folder's month is of this day.
        first_day: Date = 1,
        /// The last day it may have begun on; the same where the day is known.
        last_day: Date = 1,
        /// The hour it began in, in London, 0 to 23; none where the time of day is not known.
        hour: Option<i32> = 1,
        /// The day of the week in London, 1 for Monday to 7, also where a source gives no more than that.
        weekday: Option<i32> = 1,
        /// The district or beat, by the force's own name for it.
        area: Option<Text> = 1,
        /// How it reached the police, or which service it came from.
        source_agency: Option<Text> = 1,
        /// The category of the force's list; the source's own words.
        category: Option<Text> = 1,
        /// The grade of response, in the source's own words.
        grade: Option<Text> = 1,
        /// Whether it is mental-health demand by the national definition (data.md section 3).
        mh_npcc: Option<bool> = 1,
        /// The limb of that definition: `vulnerability central` or `did more or different`.
        npcc_limb: Option<Text> = 1,
        /// Whether it is by the force's own definition: a power was considered.
        mh_force: Option<bool> = 1,
        /// The sub-type, such as `crisis` or `walk-out` (requirements.md A-02).
        sub_type: Option<Text> = 1,
        /// The class of Right Care Right Person, where one was given.
        rcrp_class: Option<Text> = 1,
        /// Whether officers were sent, or met the person.
        deployed: Option<bool> = 1,
        /// Whether a mental health service asked for officers.
        asked_by_health: Option<bool> = 1,
        /// Whether the person went to a service of their own will, free to leave.
        voluntary_attendance: Option<bool> = 1,
        /// Whether an ambulance was asked for in a detention under section 136.
        ambulance_asked_for_s136: Option<bool> = 1,
        /// Whether section 136 was used.
        detained: Option<bool> = 1,
        /// Who it was about, as a key that says nothing of who they are; none where nobody can say. Files of one name and date of birth have one key, and so have files that a person confirmed to be of the same person.
        person: Option<Text> = 1,
        /// What the text reader suggested: `flag`, `review` or `none`. Of the text, never of a person.
        flag_band: Option<Text> = 1,
        /// Its weight in thousandths.
        flag_score: Option<i32> = 1,
        /// The version of the lexicon that was read with.
        flag_version: Option<Text> = 1,
        /// When the first officer was there.
        first_arrived_at: Option<Timestamp> = 1,
        /// When the police part was over.
        closed_at: Option<Timestamp> = 1,
        /// Minutes of all officers together, where their number and times are known.
        officer_minutes: Option<i32> = 1,
        /// Age on the day, as a band; an extract's own band, such as `45 to 54`, where it lies in none of ours.
        age_band: Option<Text> = 1,
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
        /// The kind of place.
        place_kind: Option<Text> = 1,
        /// For sets of other countries: whether the person was apprehended under their Act.
        apprehended: Option<bool> = 1,
        /// The key by name and date of birth alone, before what was confirmed. Nothing is counted by it.
        person_alone: Option<Text> = 2,
        /// The files that were confirmed in this one to be of the same person, with spaces between.
        linked_to: Option<Text> = 2,
    }
}
