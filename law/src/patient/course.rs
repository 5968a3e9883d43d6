//! The fold of a patient's acts, in their order.

use domain::Profession;
use domain::event::{EndReason, ExamFinding, OutcomeCategory};
use jiff::Timestamp;
use jiff::civil::Date;

use super::{Absence, Application, Before, Gone, Held, How, Patient, Place, Renewal};
use crate::acts::mha_1983::{s17, s17e, s18, s21};
use crate::facts::{AbsentFrom, Act, Authority, RecallNotice, RecallOutcome, What};
use crate::liability::Until;
use crate::period;
use crate::position::day_of;
use crate::profile::Profile;
use crate::story::{Placed, Story};

impl<'a> Patient<'a> {
    /// The patient at the moment of the story, and how things stood before each act that somebody
    /// will judge.
    pub(crate) fn read(story: &Story<'a>, profile: &'a Profile) -> (Self, Vec<Before<'a>>) {
        let mut patient = Self {
            profile,
            held: None,
            order: None,
            place: Place::Nowhere,
            recall: None,
            warrant_hospital: None,
            week: None,
            application: None,
            recommended: None,
            left: None,
            asked: None,
            examined: None,
        };
        // What has no time was there all along, an absence excepted: it follows the rest.
        let undated = |wanted: fn(&What) -> bool| {
            story
                .undated
                .iter()
                .filter(move |act| wanted(&act.what))
                .map(|act| Placed {
                    act,
                    at: Timestamp::MIN,
                    timed: false,
                })
        };
        undated(|what| {
            matches!(
                what,
                What::InformalPatient
                    | What::Admitted(_)
                    | What::CommunityOrderMade(_)
                    | What::ConditionallyDischarged
            )
        })
        .for_each(|act| patient.note(act));
        let mut before = Vec::new();
        for act in &story.acts {
            patient.pass(act.at);
            if judged(act.what()) {
                before.push(Before {
                    act: *act,
                    patient: patient.clone(),
                });
            }
            patient.note(*act);
        }
        if !story.acts.iter().any(|act| ends_absence(act.what())) {
            undated(|what| matches!(what, What::WentAbsent(_) | What::RecalledByWarrant(_)))
                .for_each(|act| patient.note(act));
        }
        patient.pass(story.at);
        (patient, before)
    }

    /// The authority that runs: the community order while there is one.
    pub(crate) fn current(&self) -> Option<&Held<'a>> {
        self.order.as_ref().or(self.held.as_ref())
    }

    /// Until when the authority lasts, with the week of section 21.
    pub(crate) fn authority_until(&self) -> Option<Until> {
        let end = s18::authority_end(self.current()?, None, self.profile);
        Some(match self.week {
            Some(week) => end.later(Until::day(week)),
            None => end,
        })
    }

    /// Whether the authority has surely run out by an instant.
    fn has_run_out(&self, at: Timestamp) -> Option<Until> {
        self.authority_until().filter(|until| until.has_passed(at))
    }

    /// Lets time pass: what comes about by itself up to an instant.
    fn pass(&mut self, at: Timestamp) {
        match &self.place {
            Place::Leave {
                act,
                granted,
                revoked,
            } => {
                let out = s17::leave_end(granted).map(|(at, known)| (at, known, How::Overstayed));
                let back = revoked.and_then(|revoked| s17::back_due(&revoked));
                // The earlier of the two: leave that ran out needs no notice.
                let ends = match (out, back) {
                    (Some(out), Some((due, _))) if out.0 <= due => Some(out),
                    (_, Some((due, known))) => Some((due, known, How::LeaveRevoked)),
                    (out, None) => out,
                };
                if let Some((ended, known, how)) = ends.filter(|it| it.0 <= at) {
                    let acts = match (how, revoked) {
                        (How::LeaveRevoked, Some(revoked)) => vec![revoked.act],
                        _ => vec![act.act],
                    };
                    self.go_absent(ended, how, acts, known);
                }
            }
            Place::Community {
                notice: Some((act, notice)),
                ..
            } => {
                if let Some(due) = s17e::attendance_due(act, notice).filter(|due| *due <= at) {
                    let acts = vec![act.act];
                    let known = act.timed || period::day(&act.act.at).is_some();
                    self.go_absent(due, How::Recalled, acts, known);
                }
            }
            _ => {}
        }
        if let Place::Hospital { .. } | Place::Leave { .. } | Place::Community { .. } = self.place
            && let Some(until) = self.has_run_out(at)
        {
            self.place = Place::Gone(Gone::RanOut(until));
        }
    }

    /// An absence begins, if there is still anything to be absent from.
    fn go_absent(&mut self, since: Timestamp, how: How, acts: Vec<&'a Act>, day_is_known: bool) {
        if let Some(until) = self.has_run_out(since) {
            self.place = Place::Gone(Gone::RanOut(until));
            return;
        }
        self.place = Place::Absent(Absence {
            since,
            day: (since != Timestamp::MIN).then(|| day_of(since)),
            day_is_known,
            how,
            acts,
        });
    }

    fn note(&mut self, act: Placed<'a>) {
        match &act.act.what {
            What::InformalPatient => {
                self.stop();
                self.place = Place::Informal(act);
            }
            What::Admitted(admitted) => {
                let held = Self::hold(act, admitted.under);
                self.admit(Held {
                    from: admitted.from.or(held.from),
                    from_is_known: admitted.from.is_some() || held.from_is_known,
                    stated: admitted.until,
                    hospital: admitted.hospital.as_deref(),
                    ..held
                });
            }
            What::Renewed(renewed) => self.renew(&act, renewed.until),
            What::LeaveGranted(granted) => {
                if let Place::Hospital { .. } | Place::Leave { .. } = self.place {
                    self.place = Place::Leave {
                        act,
                        granted,
                        revoked: None,
                    };
                }
            }
            What::LeaveRevoked(_) => {
                if let Place::Leave { revoked, .. } = &mut self.place {
                    *revoked = Some(act);
                }
            }
            What::CommunityOrderMade(made) => {
                self.order = Some(Held {
                    stated: made.until,
                    ..Self::hold(act, Authority::CommunityOrder)
                });
                self.week = None;
                self.recall = None;
                self.place = Place::Community {
                    since: act.at,
                    notice: None,
                };
            }
            What::RecallNotice(notice) => self.recall(act, notice),
            What::RecallEnded(ended) => self.end_recall(act, ended.outcome),
            What::ConditionallyDischarged => self.place = Place::ConditionallyDischarged(act),
            What::RecalledByWarrant(warrant) => {
                self.warrant_hospital = warrant.hospital.as_deref();
                self.week = None;
                self.place = Place::Absent(Self::absence(&act, How::RecalledByWarrant));
            }
            What::ReleasedFromPrison => {
                self.place = Place::Absent(Self::absence(&act, How::ReleasedFromPrison));
            }
            What::WentAbsent(went) => self.leave_without_leave(act, went.from),
            What::Escaped { .. } => self.escape(act),
            What::TakenIntoCustody(_) | What::Retaken { .. } => self.take(act),
            // A recalled patient taken elsewhere has not been returned.
            What::Returned(returned)
                if self.is_recalled() && returned.in_named_hospital.is_no() => {}
            What::Returned(_) => self.come_back(act),
            What::DestinationAsked(asked) => self.asked = Some((act, asked)),
            What::Recommended(_) => self.recommended = Some(act),
            What::PatientDischarged => {
                self.stop();
                self.place = Place::Gone(Gone::Discharged(act));
            }
            What::Examined {
                by: Profession::RegisteredMedicalPractitioner,
                finding,
                ..
            } if !matches!(
                finding,
                ExamFinding::NotConcluded | ExamFinding::NoMentalDisorder
            ) =>
            {
                self.examined = Some(act);
            }
            What::ApplicationMade { .. } => self.apply(act),
            What::Ended {
                reason: EndReason::Admitted,
            } => {
                if let Some(application) = self.application.clone() {
                    self.admit(Held {
                        hospital: application.hospital,
                        ..Self::hold(act, application.under)
                    });
                }
            }
            _ => {}
        }
    }

    fn hold(act: Placed<'a>, under: Authority) -> Held<'a> {
        let day = period::day(&act.act.at);
        let known_at_all = act.at != Timestamp::MIN;
        Held {
            act,
            under,
            from: day.or(known_at_all.then(|| day_of(act.at))),
            from_is_known: day.is_some(),
            stated: None,
            hospital: None,
            renewals: Vec::new(),
        }
    }

    fn admit(&mut self, held: Held<'a>) {
        let since = held.act.at;
        self.stop();
        self.place = Place::Hospital { since };
        self.held = Some(held);
    }

    /// Nothing runs any longer.
    fn stop(&mut self) {
        self.held = None;
        self.order = None;
        self.recall = None;
        self.warrant_hospital = None;
        self.week = None;
        self.application = None;
        self.recommended = None;
        self.left = None;
        self.asked = None;
    }

    fn renew(&mut self, act: &Placed<'a>, stated: Option<Date>) {
        if act.at == Timestamp::MIN || self.has_run_out(act.at).is_some() {
            return;
        }
        let renewal = Renewal {
            furnished: day_of(act.at),
            stated,
        };
        if let Some(held) = self.order.as_mut().or(self.held.as_mut()) {
            held.renewals.push(renewal);
        }
    }

    /// A notice of recall was handed over, left or posted.
    fn recall(&mut self, act: Placed<'a>, notice: &'a RecallNotice) {
        if self.order.is_none() {
            // Only a community patient is recalled so: there is an order, of unknown date.
            self.order = Some(Held {
                from: None,
                from_is_known: false,
                ..Self::hold(act, Authority::CommunityOrder)
            });
        }
        let since = match self.place {
            Place::Community { since, .. } => since,
            Place::Nowhere | Place::Informal(_) => act.at,
            _ => return,
        };
        self.recall = Some((act, notice));
        self.place = Place::Community {
            since,
            notice: Some((act, notice)),
        };
    }

    fn end_recall(&mut self, act: Placed<'a>, outcome: RecallOutcome) {
        self.recall = None;
        match outcome {
            RecallOutcome::Released => {
                self.place = Place::Community {
                    since: act.at,
                    notice: None,
                };
            }
            RecallOutcome::OrderRevoked => {
                // The patient is detained again as if admitted on the day of revocation.
                let (under, hospital) = self
                    .held
                    .as_ref()
                    .map_or((Authority::NotRecorded, None), |held| {
                        (held.under, held.hospital)
                    });
                let held = Held {
                    hospital,
                    ..Self::hold(act, under)
                };
                self.admit(held);
            }
        }
    }

    fn absence(act: &Placed<'a>, how: How) -> Absence<'a> {
        let day = period::day(&act.act.at);
        Absence {
            since: act.at,
            day: day.or((act.at != Timestamp::MIN).then(|| day_of(act.at))),
            day_is_known: day.is_some(),
            how,
            acts: vec![act.act],
        }
    }

    fn leave_without_leave(&mut self, act: Placed<'a>, from: AbsentFrom) {
        let known = period::day(&act.act.at).is_some();
        let how = match from {
            AbsentFrom::Hospital => How::Left,
            AbsentFrom::Residence => How::LeftResidence,
            AbsentFrom::Custody => How::Escaped,
        };
        if from == AbsentFrom::Custody && self.escape_on_the_way(act) {
            return;
        }
        match &self.place {
            Place::Hospital { .. } => self.go_absent(act.at, how, vec![act.act], known),
            Place::OnRecall { since, .. } if !s17e::held_until(*since).has_passed(act.at) => {
                self.go_absent(act.at, how, vec![act.act], known);
            }
            // Leave covers being away from the hospital, and neither the escort nor the address.
            Place::Leave { .. } if from != AbsentFrom::Hospital => {
                self.go_absent(act.at, how, vec![act.act], known);
            }
            Place::Nowhere if self.application.is_some() => {
                if let Some(application) = &mut self.application {
                    application.escaped = application.escaped.or(Some(act));
                }
            }
            Place::Nowhere | Place::Informal(_) => self.left = Some(act),
            _ => {}
        }
    }

    /// An escape from custody while being returned or conveyed. Whether it was one.
    fn escape_on_the_way(&mut self, act: Placed<'a>) -> bool {
        if let Place::Returning { absence, .. } = &self.place {
            // Not back yet, so the first absence goes on.
            let mut absence = absence.clone();
            absence.acts.push(act.act);
            self.place = Place::Absent(absence);
            return true;
        }
        match &mut self.application {
            Some(application) if matches!(self.place, Place::Nowhere | Place::Gone(_)) => {
                application.escaped = application.escaped.or(Some(act));
                true
            }
            _ => false,
        }
    }

    /// An escape recorded as one under section 138.
    fn escape(&mut self, act: Placed<'a>) {
        self.escape_on_the_way(act);
    }

    fn take(&mut self, act: Placed<'a>) {
        if let Place::Absent(absence) = &self.place {
            let in_time =
                s18::limit(self, absence).is_none_or(|limit| !limit.until.has_passed(act.at));
            if in_time {
                let absence = absence.clone();
                self.place = Place::Returning { absence, act };
            }
            return;
        }
        if let Some(application) = &mut self.application {
            application.escaped = None;
        }
    }

    fn come_back(&mut self, act: Placed<'a>) {
        let at = act.at;
        let absence = match &self.place {
            Place::Absent(absence) => {
                let late =
                    s18::limit(self, absence).is_some_and(|limit| limit.until.has_passed(act.at));
                if late {
                    let absence = absence.clone();
                    self.place = Place::Gone(Gone::BackTooLate { absence, act });
                    return;
                }
                Some(absence.clone())
            }
            Place::Returning { absence, .. } => Some(absence.clone()),
            Place::Leave { .. } => None,
            Place::Community {
                notice: Some(_), ..
            } => None,
            _ => return,
        };
        if let (Some(absence), Some(held)) = (&absence, self.current()) {
            let end = s18::authority_end(held, None, self.profile);
            self.week = s21::week(absence, end, day_of(at)).or(self.week);
        }
        self.place = if self.is_recalled() {
            Place::OnRecall { since: at, act }
        } else {
            Place::Hospital { since: at }
        };
    }

    /// Whether the patient is a community patient under recall.
    pub(crate) fn is_recalled(&self) -> bool {
        self.order.is_some() && self.recall.is_some()
    }

    fn apply(&mut self, act: Placed<'a>) {
        let What::ApplicationMade {
            outcome,
            houses_place_of_safety,
            hospital,
            duly_completed,
        } = &act.act.what
        else {
            return;
        };
        let under = match outcome {
            OutcomeCategory::DetainedSection2 => Authority::Section2,
            OutcomeCategory::DetainedSection3 => Authority::Section3,
            OutcomeCategory::DetainedSection4 => Authority::Section4,
            _ => return,
        };
        let application = Application {
            act,
            under,
            hospital: hospital.as_deref(),
            duly_completed: *duly_completed,
            examined: self.examined,
            escaped: None,
        };
        if houses_place_of_safety.is_yes() {
            // To the hospital that houses the place of safety: detention continues under it.
            let held = Held {
                hospital: application.hospital,
                ..Self::hold(act, under)
            };
            self.admit(held);
            return;
        }
        self.application = Some(application);
    }
}

/// Acts after which an absence of unknown date may be over.
fn ends_absence(what: &What) -> bool {
    matches!(
        what,
        What::TakenIntoCustody(_) | What::Returned(_) | What::PatientDischarged
    )
}

/// Acts whose lawfulness rests on how things stood just before.
fn judged(what: &What) -> bool {
    matches!(
        what,
        What::TakenIntoCustody(_) | What::Returned(_) | What::RecallEnded(_)
    )
}
