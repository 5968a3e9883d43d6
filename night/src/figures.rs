//! Every number the generator rests on, each with where it comes from.
//!
//! "data.md" is the project's file of figures, cited by section; a figure nobody has published is
//! marked [`INVENTED`]. The table of docs/night.md is made from this list and a test holds the two
//! together.

use crate::dice::Spread;

/// What is said of a figure that has no source.
pub const INVENTED: &str = "invented for the demonstration";

/// One figure, as the table shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figure {
    /// Its name in the code.
    pub name: &'static str,
    /// What it means, with its unit.
    pub meaning: &'static str,
    /// Its value, as the code has it.
    pub value: &'static str,
    /// Where it comes from.
    pub source: &'static str,
}

/// Declares the figures once, as constants and as a list.
macro_rules! figures {
    ($($name:ident: $kind:ty = $value:expr, $meaning:literal, $source:expr;)+) => {
        $(#[doc = $meaning] pub const $name: $kind = $value;)+

        /// Every figure, in the order of the table.
        pub const FIGURES: &[Figure] = &[$(Figure {
            name: stringify!($name),
            meaning: $meaning,
            value: stringify!($value),
            source: $source,
        },)+];
    };
}

figures! {
    // How much happens, and when.
    INCIDENTS_A_DAY: u64 = 40,
        "mental-health incidents a day in a force of Kent's size, detentions included",
        "data.md 2.2: 54 attended an hour in England and Wales, by population";
    DETENTIONS_A_YEAR: u64 = 1_060,
        "uses of section 136 a year in a force of Kent's size",
        "data.md 2.1 and 2.2: between 990 (rate of 2024/25) and 1,140 (rate of 2021/22)";
    BY_HOUR: [u32; 24] = [
        44, 36, 30, 23, 17, 13, 15, 20, 27, 33, 39, 43,
        50, 52, 53, 54, 56, 57, 57, 57, 57, 57, 56, 54,
    ],
        "incidents by hour of the day in Europe/London, in thousandths",
        "data.md 10: lowest 05:00 to 06:00 (1.3 %), 5 to 6 % each hour from 12:00 to 23:00, 4.4 % at 00:00; the hours between are drawn by hand. Days of the week are alike: the two sources disagree";

    // How a detention travels and where it goes. Counts of 2024/25 are used as weights.
    FIRST_PLACE: [u32; 5] = [15_171, 14_000, 354, 2_194, 60],
        "first place of safety: emergency department, health-based place, police station, not recorded, other",
        "data.md 2.1, 2024/25";
    MODE: [u32; 4] = [12_330, 15_506, 2_392, 1_551],
        "travelled by: ambulance, police vehicle, not recorded, the rest (here: kept at the emergency department where they were)",
        "data.md 2.1, 2024/25; what the rest is made of is not published";
    WHY_POLICE_VEHICLE: [u32; 5] = [3_436, 2_516, 171, 77, 4_646],
        "why a police vehicle: none within 30 minutes, not asked for, re-tasked, crew declined, everything else",
        "data.md 2.1, 2016/17";
    EVERYTHING_ELSE: [u32; 3] = [60, 25, 15],
        "everything else: risk or behaviour, another reason, not known",
        INVENTED;

    // Who.
    MEN_IN_100: u32 = 52,
        "men in a hundred people detained",
        "data.md 2.1, 2021/22";
    UNDER_18_IN_100: u32 = 6,
        "people under 18 in a hundred detained",
        "data.md 2.1, 2021/22: 94 % adults";
    UNDER_16_IN_100_CHILDREN: u32 = 32,
        "under 16 in a hundred of those under 18",
        "data.md 2.1: Wales, April to June 2019, 10 of 31";
    ADULT_AGES: [u32; 6] = [19, 29, 19, 14, 11, 8],
        "adults by age: 18-24, 25-34, 35-44, 45-54, 55-64, 65 and over",
        "data.md 10: Toronto apprehensions";
    ETHNICITY: [u32; 5] = [8_400, 656, 431, 338, 175],
        "ethnicity: White, Asian, Black, Mixed, other, in ten-thousandths",
        "data.md 2.1, 2021/22: 84 % White; the rest shared as in the force area at the Census 2021 (data.md 5), because rates for section 136 itself are not published";
    ETHNICITY_UNKNOWN_IN_1000: u32 = 32,
        "officers who could not say, in a thousand",
        "data.md 5: Wales, four quarters, 3.2 % unknown";
    SELF_DEFINED_IN_100: u32 = 60,
        "people asked how they define their own ethnicity, in a hundred",
        INVENTED;
    SEEN_BEFORE_IN_100: u32 = 12,
        "detentions of somebody detained in the 28 days before, in a hundred",
        "data.md 2.1: 1.4 to 28 % in Ipswich and Norwich; the point between is invented for the demonstration";

    // What becomes of them.
    OUTCOME: [u32; 4] = [310, 180, 417, 93],
        "outcome: admitted, no mental disorder, community plan, other, in thousandths",
        "data.md 2.1: admitted 24 to 38 %, no mental illness 9 to 27 % (Ipswich, Norwich); 41.7 % with a community plan (Wales)";
    ADMITTED_UNDER_THE_ACT_IN_100: u32 = 66,
        "admissions that are detentions under the Act, in a hundred",
        "data.md 2.1: 55 to 77 %";
    SECTION_2_IN_100: u32 = 85,
        "admissions under the Act that are under section 2, in a hundred; the rest section 3",
        INVENTED;

    // Waits, in minutes: spreads at 0, 10, 25, 50, 75, 90 and 100 % of cases.
    ED_HAND_OVER: Spread = Spread([25, 90, 210, 400, 640, 930, 1_250]),
        "minutes from entering an emergency department until the officers leave",
        "data.md 2.3: about 10 hours a patient and 24 officer-hours an occasion (two officers, 12 hours) in the worst reports, 14 officer-hours in the Met; the shape is invented for the demonstration";
    PLACE_HAND_OVER: Spread = Spread([12, 25, 40, 62, 105, 190, 420]),
        "minutes from entering a health-based place until the officers leave",
        "data.md 2.3: the target is one hour; the shape is invented for the demonstration";
    STATION_STAY: Spread = Spread([150, 270, 420, 620, 820, 1_020, 1_320]),
        "minutes a person stays at a police station",
        "data.md 2.3: mean 10 h 32 min (2013); the shape is invented for the demonstration";
    QUEUE_IN_100: u32 = 38,
        "arrivals at an emergency department that wait outside it, in a hundred",
        INVENTED;
    QUEUE: Spread = Spread([6, 12, 22, 40, 75, 120, 200]),
        "minutes they wait outside",
        INVENTED;
    AMBULANCE_ARRIVES: Spread = Spread([5, 11, 18, 28, 48, 85, 160]),
        "minutes from asking until an ambulance that conveys is there (the aim is 30)",
        INVENTED;
    RIDE: Spread = Spread([6, 11, 16, 24, 34, 46, 70]),
        "minutes on the road",
        INVENTED;
    OFFICERS_COME: Spread = Spread([3, 6, 10, 18, 32, 60, 120]),
        "minutes from a call until an officer is with the person",
        INVENTED;
    ASSESSMENT_BEGINS: Spread = Spread([45, 140, 260, 430, 650, 900, 1_200]),
        "minutes from entering a place of safety until a doctor examines",
        INVENTED;
    BED_FOUND: Spread = Spread([20, 60, 120, 240, 420, 700, 1_100]),
        "minutes from the decision to admit until the bed is there",
        INVENTED;

    // How untidy it is, in hundredths of detentions unless said otherwise.
    CONSULTED_IN_100: u32 = 68,
        "detentions before which a professional was consulted",
        INVENTED;
    RESTRAINED_IN_100: u32 = 16,
        "people restrained",
        INVENTED;
    ABD_IN_1000: u32 = 12,
        "suspected acute behavioural disturbance, in a thousand of those taken to an emergency department",
        INVENTED;
    SEARCHED_IN_100: u32 = 28,
        "people searched under section 136C",
        INVENTED;
    PRESENCE_ASKED_AT_PLACE_IN_100: u32 = 26,
        "health-based places that ask officers to stay",
        INVENTED;
    PRESENCE_ASKED_AT_ED_IN_100: u32 = 48,
        "emergency departments that ask officers to stay",
        INVENTED;
    INSPECTOR_ASKED_IN_100: u32 = 20,
        "of requests to stay, those that go to an inspector",
        INVENTED;
    MOVED_FROM_ED_IN_100: u32 = 30,
        "people moved from an emergency department to a health-based place",
        INVENTED;
    CONTESTED_IN_100: u32 = 8,
        "entries with a second time from another log",
        INVENTED;
    SETTLED_IN_100: u32 = 85,
        "of contested entries, those a sergeant settles",
        INVENTED;
    CORRECTED_IN_100: u32 = 6,
        "detentions with a corrected time",
        INVENTED;
    TYPED_LATER_IN_100: u32 = 14,
        "detentions whose first lines come from the officer's phone, late",
        INVENTED;
    EXTENDED_IN_100: u32 = 4,
        "detentions extended by a doctor",
        INVENTED;
    ESCAPED_IN_1000: u32 = 15,
        "people who escape and are retaken, in a thousand",
        INVENTED;
    REFUSED_FIRST_IN_100: u32 = 30,
        "health-based places found only after another said no",
        INVENTED;

    // Encounters that end in something else.
    ALTERNATIVE: [u32; 8] = [24, 22, 13, 4, 13, 6, 3, 15],
        "what was done instead: voluntary, home with support, carer, safe haven, crisis team, GP, arrest, no action",
        INVENTED;
    CHANNEL: [u32; 3] = [12, 66, 22],
        "how an episode reaches the police: on sight, call, another service",
        INVENTED;
}
