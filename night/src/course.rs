//! The course a detention takes: everything drawn before it is told.
//!
//! A set piece of the busy night is a course with some of it chosen.

use domain::Actor;
use domain::event::{Channel, OutcomeCategory, PoliceVehicleReason};

use crate::cast::Cast;
use crate::dice::Dice;
use crate::figures;
use crate::person::Person;

/// Minutes of the first period: section 136(2A).
const FIRST_PERIOD: u32 = 1_440;

/// Everything that is decided about a detention before it is told. Times are minutes.
#[derive(Debug, Clone)]
pub(crate) struct Course {
    pub(crate) person: Person,
    pub(crate) officer: Actor,
    pub(crate) channel: Channel,
    /// From the opening of the file until an officer is there.
    pub(crate) officers_come: u32,
    pub(crate) first: First,
    /// The place by its name in configuration, where it is chosen.
    pub(crate) place: Option<&'static str>,
    pub(crate) travel: Travel,
    /// From asking for an ambulance until it is there.
    pub(crate) ambulance_after: u32,
    pub(crate) ride: u32,
    /// Waiting outside.
    pub(crate) queue: u32,
    /// From entering until the officers leave.
    pub(crate) hand_over: u32,
    pub(crate) presence: Option<Presence>,
    /// From entering until the move to a health-based place.
    pub(crate) moved: Option<u32>,
    /// From entering until a doctor examines.
    pub(crate) assessed_after: u32,
    pub(crate) extended: Option<Extension>,
    pub(crate) outcome: OutcomeCategory,
    /// From the decision to admit until the bed is there.
    pub(crate) bed_after: u32,
    pub(crate) contested: Option<Contested>,
    /// From entering until the person escapes, and how long they are away.
    pub(crate) escaped: Option<(u32, u32)>,
    pub(crate) traits: Traits,
}

/// What happens or does not.
#[derive(Debug, Clone, Copy, Default)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is an independent yes or no, drawn once"
)]
pub(crate) struct Traits {
    pub(crate) consulted: bool,
    pub(crate) restrained: bool,
    pub(crate) abd: bool,
    pub(crate) searched: bool,
    pub(crate) corrected: bool,
    pub(crate) typed_later: bool,
    pub(crate) refused_first: bool,
}

/// The first place of safety.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum First {
    EmergencyDepartment,
    HealthBased,
    Station,
    NotRecorded,
    Home,
}

/// How they get there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Travel {
    Ambulance,
    Police(PoliceVehicleReason),
    NotRecorded,
    /// Kept at the emergency department where they already were.
    Kept,
}

/// The place asks the officers to stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Presence {
    /// From entering until it asks.
    pub(crate) asked: u32,
    /// From asking until the answer.
    pub(crate) answered: u32,
    /// Whether the answer is put to an inspector.
    pub(crate) inspector: bool,
}

/// A doctor extends the period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Extension {
    /// From entering until the signature.
    pub(crate) signed: u32,
    pub(crate) minutes: u16,
}

/// A second time of entry from another log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Contested {
    /// How much earlier the other log has it.
    pub(crate) earlier: u32,
    /// From entering until somebody records it.
    pub(crate) noticed: u32,
    /// From then until a sergeant settles it, if one does.
    pub(crate) settled: Option<u32>,
}

impl Course {
    /// Draws a course from the figures.
    pub(crate) fn draw(dice: &mut Dice, cast: &Cast, known: Option<Person>) -> Self {
        let first = match dice.weighted(&figures::FIRST_PLACE) {
            0 => First::EmergencyDepartment,
            1 => First::HealthBased,
            2 => First::Station,
            3 => First::NotRecorded,
            _ => First::Home,
        };
        let child = dice.in_100(figures::UNDER_18_IN_100) && first != First::Station;
        let drawn = Person::draw(dice, child);
        let person = known
            .filter(|known| !(known.is_child() && first == First::Station))
            .unwrap_or(drawn);
        let channel = match dice.weighted(&figures::CHANNEL) {
            0 => Channel::OnSight,
            1 => Channel::Call,
            _ => Channel::Partner,
        };
        let queues = first == First::EmergencyDepartment && dice.in_100(figures::QUEUE_IN_100);
        let queue = dice.minutes(figures::QUEUE);
        let mut course = Self {
            person,
            officer: cast.officer(dice),
            channel,
            officers_come: dice.minutes(figures::OFFICERS_COME),
            first,
            place: None,
            travel: travel(dice, first),
            ambulance_after: dice.minutes(figures::AMBULANCE_ARRIVES),
            ride: dice.minutes(figures::RIDE),
            queue: if queues { queue } else { dice.below(4) },
            hand_over: hand_over(dice, first),
            presence: None,
            moved: None,
            assessed_after: dice.minutes(figures::ASSESSMENT_BEGINS),
            extended: None,
            outcome: outcome(dice),
            bed_after: dice.minutes(figures::BED_FOUND),
            contested: contested(dice),
            escaped: None,
            traits: Traits {
                consulted: dice.in_100(figures::CONSULTED_IN_100),
                restrained: dice.in_100(figures::RESTRAINED_IN_100),
                abd: dice.in_1000(figures::ABD_IN_1000) && first == First::EmergencyDepartment,
                searched: dice.in_100(figures::SEARCHED_IN_100),
                corrected: dice.in_100(figures::CORRECTED_IN_100),
                typed_later: dice.in_100(figures::TYPED_LATER_IN_100),
                refused_first: dice.in_100(figures::REFUSED_FIRST_IN_100),
            },
        };
        course.presence = presence(dice, &course);
        course.moved = moved(dice, &course);
        course.extended = extension(dice);
        course.escaped = escape(dice, &course);
        course.settle();
        course
    }

    /// Makes the drawn times fit each other: nobody is assessed before they arrive, and the
    /// assessment of an extended stay comes after the signature.
    pub(crate) fn settle(&mut self) {
        if let Some(moved) = self.moved {
            self.assessed_after = self.assessed_after.max(moved + 150);
        }
        if let Some((left, away)) = self.escaped {
            self.assessed_after = self.assessed_after.max(left + away + 60);
        }
        if let Some(extension) = self.extended {
            let further = u32::from(extension.minutes);
            self.assessed_after = FIRST_PERIOD + further / 4;
            self.bed_after = self.bed_after.min(further / 3);
        } else {
            self.assessed_after = self.assessed_after.min(FIRST_PERIOD - 180);
            let room = FIRST_PERIOD - 130 - self.assessed_after;
            self.bed_after = self.bed_after.min(room);
        }
        if self.first == First::Station {
            self.extended = None;
        }
        // Nobody is handed over after they have gone.
        self.hand_over = self
            .hand_over
            .min(self.assessed_after.saturating_sub(10))
            .max(10);
    }
}

fn travel(dice: &mut Dice, first: First) -> Travel {
    let [ambulance, police, not_recorded, kept] = figures::MODE;
    let [departments, _, _, place_not_recorded, _] = figures::FIRST_PLACE;
    // Everybody kept was kept at an emergency department, and a detention whose place was not
    // recorded has no journey recorded either: the published counts do not say, and this keeps
    // both totals.
    if first == First::NotRecorded {
        return Travel::NotRecorded;
    }
    if first == First::EmergencyDepartment && dice.below(departments) < kept {
        return Travel::Kept;
    }
    match dice.weighted(&[ambulance, police, not_recorded - place_not_recorded]) {
        0 => Travel::Ambulance,
        1 => Travel::Police(why_police(dice)),
        _ => Travel::NotRecorded,
    }
}

fn why_police(dice: &mut Dice) -> PoliceVehicleReason {
    match dice.weighted(&figures::WHY_POLICE_VEHICLE) {
        0 => PoliceVehicleReason::NoAmbulanceInTime,
        1 => PoliceVehicleReason::NotAsked,
        2 => PoliceVehicleReason::Retasked,
        3 => PoliceVehicleReason::CrewDeclined,
        _ => match dice.weighted(&figures::EVERYTHING_ELSE) {
            0 => PoliceVehicleReason::RiskOrBehaviour,
            1 => PoliceVehicleReason::Other,
            _ => PoliceVehicleReason::NotKnown,
        },
    }
}

fn hand_over(dice: &mut Dice, first: First) -> u32 {
    match first {
        First::EmergencyDepartment => dice.minutes(figures::ED_HAND_OVER),
        First::Station => dice.between(25, 50),
        _ => dice.minutes(figures::PLACE_HAND_OVER),
    }
}

fn outcome(dice: &mut Dice) -> OutcomeCategory {
    match dice.weighted(&figures::OUTCOME) {
        0 if !dice.in_100(figures::ADMITTED_UNDER_THE_ACT_IN_100) => {
            OutcomeCategory::InformalAdmission
        }
        0 if dice.in_100(figures::SECTION_2_IN_100) => OutcomeCategory::DetainedSection2,
        0 => OutcomeCategory::DetainedSection3,
        1 => OutcomeCategory::NoFollowUp,
        2 => OutcomeCategory::CommunityPlan,
        _ => OutcomeCategory::Other,
    }
}

fn contested(dice: &mut Dice) -> Option<Contested> {
    let happens = dice.in_100(figures::CONTESTED_IN_100);
    let settles = dice.in_100(figures::SETTLED_IN_100);
    let contested = Contested {
        earlier: dice.between(8, 45),
        noticed: dice.between(60, 420),
        settled: Some(dice.between(40, 300)).filter(|_| settles),
    };
    Some(contested).filter(|_| happens)
}

fn presence(dice: &mut Dice, course: &Course) -> Option<Presence> {
    let asks = match course.first {
        First::EmergencyDepartment => dice.in_100(figures::PRESENCE_ASKED_AT_ED_IN_100),
        First::HealthBased => dice.in_100(figures::PRESENCE_ASKED_AT_PLACE_IN_100),
        First::Station | First::NotRecorded | First::Home => false,
    };
    let presence = Presence {
        asked: dice.between(8, 20),
        answered: dice.between(3, 25),
        inspector: dice.in_100(figures::INSPECTOR_ASKED_IN_100),
    };
    // A hand-over done before the question is asked needs no question.
    let needed = presence.asked + presence.answered + 30;
    Some(presence).filter(|_| asks && course.hand_over > needed)
}

fn moved(dice: &mut Dice, course: &Course) -> Option<u32> {
    let moves = dice.in_100(figures::MOVED_FROM_ED_IN_100);
    let after = dice.between(100, 420);
    let possible = course.first == First::EmergencyDepartment && after + 60 < course.hand_over;
    Some(after).filter(|_| moves && possible)
}

fn extension(dice: &mut Dice) -> Option<Extension> {
    let happens = dice.in_100(figures::EXTENDED_IN_100);
    let extension = Extension {
        signed: dice.between(1_080, 1_400),
        minutes: u16::try_from(60 * dice.between(3, 12)).unwrap_or(720),
    };
    Some(extension).filter(|_| happens)
}

fn escape(dice: &mut Dice, course: &Course) -> Option<(u32, u32)> {
    let happens = dice.in_1000(figures::ESCAPED_IN_1000);
    let escape = (
        course.hand_over + dice.between(20, 90),
        dice.between(20, 150),
    );
    let settled_place = matches!(
        course.first,
        First::EmergencyDepartment | First::HealthBased
    );
    let early = course.hand_over < 600 && course.moved.is_none();
    Some(escape).filter(|_| happens && settled_place && early)
}
