//! A file folded from its lines.

use domain::event::PlaceRef;
use domain::{Event, EventId, EventKind, FileId, Position, Recorded, When};
use jiff::Timestamp;

use crate::contest::{self, Contest};

/// Everything recorded about one person's one episode, with what became of each line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    id: FileId,
    lines: Vec<Line>,
    contests: Vec<Contest>,
}

/// A line and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The line as it was written.
    pub written: Recorded,
    /// What became of it.
    pub state: LineState,
    /// The time after correction, where it was corrected.
    pub happened_now: Option<When>,
    /// The contents after correction, where they were corrected.
    pub event_now: Option<Event>,
}

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineState {
    /// It stands.
    Live,
    /// It stands with another time or other contents.
    Corrected {
        /// The line that corrected it.
        by: Position,
    },
    /// It was taken back as entered by mistake.
    Withdrawn {
        /// The line that took it back.
        by: Position,
    },
    /// Another line of the same fact was accepted.
    NotAccepted {
        /// The line that accepted the other.
        by: Position,
    },
}

/// A line that stands, with its time and contents as they are now believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fact<'a> {
    /// When it happened, as now believed.
    pub happened: &'a When,
    /// What happened, as now believed.
    pub event: &'a Event,
    /// The line as it was written.
    pub written: &'a Recorded,
}

impl Fact<'_> {
    /// The instant it happened, where the time is exact or about.
    pub fn at(&self) -> Option<Timestamp> {
        self.happened.moment.instant()
    }
}

impl File {
    /// A file with no lines yet.
    pub const fn new(id: FileId) -> Self {
        Self {
            id,
            lines: Vec::new(),
            contests: Vec::new(),
        }
    }

    /// Folds a file from its lines, in the order of their positions.
    pub fn fold(id: FileId, lines: &[Recorded]) -> Self {
        let mut file = Self::new(id);
        for line in lines {
            file.take(line.clone());
        }
        file.contests = contest::find(&file);
        file
    }

    /// The file as it was known at a moment: later lines are left out.
    pub fn known_at(id: FileId, lines: &[Recorded], known_at: Timestamp) -> Self {
        let until = lines
            .iter()
            .take_while(|line| line.recorded <= known_at)
            .count();
        Self::fold(id, lines.get(..until).unwrap_or(lines))
    }

    /// Adds one line and works out again what is contested.
    pub fn push(&mut self, line: Recorded) {
        self.take(line);
        self.contests = contest::find(self);
    }

    fn take(&mut self, line: Recorded) {
        let by = line.position;
        match &line.event {
            Event::Corrected(correction) => {
                if let Some(old) = self.line_mut(correction.line) {
                    old.state = LineState::Corrected { by };
                    if let Some(happened) = &correction.happened {
                        old.happened_now = Some(happened.clone());
                    }
                    if let Some(event) = &correction.event {
                        old.event_now = Some((**event).clone());
                    }
                }
            }
            Event::Withdrawn(withdrawn) => {
                if let Some(old) = self.line_mut(withdrawn.line) {
                    old.state = LineState::Withdrawn { by };
                }
            }
            Event::Settled(settled) => {
                for id in &settled.not_accepted {
                    if let Some(old) = self.line_mut(*id) {
                        old.state = LineState::NotAccepted { by };
                    }
                }
            }
            _ => {}
        }
        self.lines.push(Line {
            written: line,
            state: LineState::Live,
            happened_now: None,
            event_now: None,
        });
    }

    fn line_mut(&mut self, id: EventId) -> Option<&mut Line> {
        self.lines.iter_mut().find(|line| line.written.id == id)
    }

    /// Its id.
    pub const fn id(&self) -> FileId {
        self.id
    }

    /// Every line, in the order they were written.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// A line by its id.
    pub fn line(&self, id: EventId) -> Option<&Line> {
        self.lines.iter().find(|line| line.written.id == id)
    }

    /// A line by its position.
    pub fn line_at(&self, position: Position) -> Option<&Line> {
        let index = usize::try_from(position.get()).ok()?.checked_sub(1)?;
        self.lines.get(index)
    }

    /// Whether nothing was ever written in it.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Whether it is a return and not the record of a case.
    pub fn is_return(&self) -> bool {
        self.lines
            .first()
            .is_some_and(|line| line.written.event.kind() == EventKind::ReturnIssued)
    }

    /// The position of its newest line.
    pub fn head(&self) -> Option<Position> {
        self.lines.last().map(|line| line.written.position)
    }

    /// What is contested and not settled.
    pub fn contests(&self) -> &[Contest] {
        &self.contests
    }

    /// Every line that stands, as now believed, in the order they were written.
    pub fn live(&self) -> impl Iterator<Item = Fact<'_>> {
        self.lines.iter().filter_map(Line::fact)
    }

    /// Lines of one kind that stand.
    pub fn live_of(&self, kind: EventKind) -> impl Iterator<Item = Fact<'_>> {
        self.live().filter(move |fact| fact.event.kind() == kind)
    }

    /// Whether a line of this kind stands.
    pub fn has(&self, kind: EventKind) -> bool {
        self.live_of(kind).next().is_some()
    }

    /// The newest line of this kind that stands.
    pub fn latest(&self, kind: EventKind) -> Option<Fact<'_>> {
        self.live_of(kind).last()
    }

    /// Every place the file speaks of: asked, on the way to, reached, entered or kept at.
    pub fn places(&self) -> impl Iterator<Item = &PlaceRef> {
        self.live().filter_map(|fact| place_of(fact.event))
    }

    /// Where the person is or is going: the last place entered, kept at, or set out for.
    pub fn destination(&self) -> Option<&PlaceRef> {
        self.live()
            .filter(|fact| !matches!(fact.event, Event::PlaceAsked(_) | Event::PlaceReplied(_)))
            .filter_map(|fact| place_of(fact.event))
            .last()
    }
}

impl Line {
    /// The line as now believed, if it stands.
    pub fn fact(&self) -> Option<Fact<'_>> {
        match self.state {
            LineState::Live | LineState::Corrected { .. } => Some(Fact {
                happened: self.happened_now.as_ref().unwrap_or(&self.written.happened),
                event: self.event_now.as_ref().unwrap_or(&self.written.event),
                written: &self.written,
            }),
            LineState::Withdrawn { .. } | LineState::NotAccepted { .. } => None,
        }
    }
}

fn place_of(event: &Event) -> Option<&PlaceRef> {
    match event {
        Event::PlaceAsked(asked) => Some(&asked.place),
        Event::PlaceReplied(replied) => Some(&replied.place),
        Event::JourneyBegan(journey) => Some(&journey.to),
        Event::Diverted(diverted) => Some(&diverted.to),
        Event::ReachedSite(reached) => Some(&reached.place),
        Event::Entered(entered) => Some(&entered.place),
        Event::TransferBegan(transfer) => Some(&transfer.to),
        Event::HandOverAccepted(accepted) => Some(&accepted.place),
        Event::StationAuthorised(station) => Some(&station.station),
        Event::Detained(detained) => match &detained.manner {
            domain::event::Manner::Keep { at } => Some(at),
            domain::event::Manner::Remove => None,
        },
        Event::WarrantUsed(used) => match &used.manner {
            domain::event::Manner::Keep { at } => Some(at),
            domain::event::Manner::Remove => None,
        },
        Event::PatientReturned(returned) => Some(&returned.place),
        _ => None,
    }
}
