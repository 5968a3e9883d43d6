//! A town whose people the record holds, some of them more than once and with mistakes: what the
//! linking of a record is tried on.

use std::convert::Infallible;
use std::sync::Arc;

use domain::actor::OrganisationKind;
use domain::event::{Channel, FileOpened, LinkBasis, LinkConfirmed, LinkUndone};
use domain::person::{AgeBasis, Sex};
use domain::{
    Actor, Answer, CommandId, Event, EventId, FileId, Force, Known, NewEvent, Organisation,
    PersonFact, UserId, When,
};
use jiff::civil::{Date, date};
use jiff::{SignedDuration, Timestamp};
use record::{FileKeys, Options, Record, Request};

use crate::run::{Folder, root};

pub(crate) const PEOPLE: usize = 240;

pub(crate) const FORENAMES: &[&str] = &[
    "Agnes", "Bruno", "Celia", "Dmitri", "Esther", "Farouk", "Gloria", "Hamish", "Ingrid",
    "Jerome", "Kirsty", "Lorcan", "Mirela", "Nathan", "Oksana", "Patrick", "Rosalind", "Stefan",
    "Tabitha", "Vikram",
];
pub(crate) const SURNAMES: &[&str] = &[
    "Ashdown",
    "Birchall",
    "Cresswell",
    "Dunmore",
    "Ellingham",
    "Fothergill",
    "Greenhalgh",
    "Hathaway",
    "Inglethorpe",
    "Jellicoe",
    "Kowalczyk",
    "Lockhart",
    "Marchetti",
    "Norwood",
    "Okonkwo",
    "Pemberton",
    "Quarshie",
    "Rutherford",
    "Silverstone",
    "Tremayne",
    "Underhill",
    "Vaughan",
    "Whitlock",
];

/// What is recorded of one person.
pub(crate) struct Somebody {
    pub(crate) name: String,
    pub(crate) born: Date,
    pub(crate) sex: Sex,
    pub(crate) postcode: String,
}

/// A number below another, the same for the same person and purpose on every run.
pub(crate) fn draw(nth: usize, purpose: u64, below: usize) -> usize {
    // SplitMix64 (Steele, Lea and Flood 2014): one step from a state of our own.
    let mut mixed = (nth as u64 * 16 + purpose).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    usize::try_from((mixed ^ (mixed >> 31)) % below as u64).unwrap()
}

/// The lower of two numbers: some names are commoner than others.
pub(crate) fn skewed(nth: usize, purpose: u64, below: usize) -> usize {
    draw(nth, purpose, below).min(draw(nth, purpose + 1, below))
}

pub(crate) fn somebody(nth: usize) -> Somebody {
    let forename = skewed(nth, 0, FORENAMES.len());
    let surname = skewed(nth, 2, SURNAMES.len());
    let from_1 = |purpose, below| i8::try_from(draw(nth, purpose, below) + 1).unwrap();
    let letter = |purpose, of: &str| char::from(of.as_bytes()[draw(nth, purpose, of.len())]);
    Somebody {
        name: format!("{} {}", FORENAMES[forename], SURNAMES[surname]),
        born: date(
            i16::try_from(1940 + draw(nth, 4, 65)).unwrap(),
            from_1(5, 12),
            from_1(6, 28),
        ),
        sex: if forename.is_multiple_of(2) {
            Sex::Female
        } else {
            Sex::Male
        },
        postcode: format!(
            "CT{} {}{}{}",
            from_1(7, 20),
            from_1(8, 9),
            letter(9, "ABDEFGHJ"),
            letter(10, "LNPQRSTU"),
        ),
    }
}

/// Somebody of a town in which everything follows from a number: forenames and surnames go round in
/// step with days and months.
pub(crate) fn after_a_pattern(nth: usize) -> Somebody {
    let forename = nth * 7 % FORENAMES.len();
    let number = |factor: usize, below: usize| i8::try_from(nth * factor % below + 1).unwrap();
    Somebody {
        name: format!(
            "{} {}",
            FORENAMES[forename],
            SURNAMES[nth * 11 % SURNAMES.len()]
        ),
        born: date(
            i16::try_from(1940 + nth * 13 % 65).unwrap(),
            number(5, 12),
            number(17, 28),
        ),
        sex: if forename.is_multiple_of(2) {
            Sex::Female
        } else {
            Sex::Male
        },
        postcode: format!(
            "CT{} {}{}{}",
            number(3, 20),
            number(1, 9),
            char::from(b"ABDEFGHJ"[nth % 8]),
            char::from(b"LNPQRSTU"[nth / 8 % 8])
        ),
    }
}

/// The files of a person: three of every sixth, two of every other third, one of the others.
pub(crate) fn files_of(nth: usize) -> Vec<FileId> {
    let files = match nth % 6 {
        0 => 3,
        3 => 2,
        _ => 1,
    };
    (0..files)
        .map(|file| FileId::of(&format!("test person {nth} file {file}")))
        .collect()
}

/// What a file says: later ones have their mistakes.
pub(crate) fn told(nth: usize, file: usize) -> Vec<PersonFact> {
    told_of(somebody(nth), nth, file)
}

pub(crate) fn told_of(mut who: Somebody, nth: usize, file: usize) -> Vec<PersonFact> {
    match (file, nth % 4) {
        (1, 0) => {
            let (first, last) = who.name.split_once(' ').unwrap();
            who.name = format!("{}, {first}", last.to_uppercase());
        }
        (1, 1) => who.name.push('e'),
        (1, 2) => "ME9 9ZZ".clone_into(&mut who.postcode),
        (2, 0) => {
            who.born = who
                .born
                .with()
                .day(who.born.day() % 28 + 1)
                .build()
                .unwrap();
        }
        _ => {}
    }
    vec![
        PersonFact::Name {
            is: Known::is(who.name),
        },
        PersonFact::DateOfBirth {
            is: Known::is(who.born),
            basis: AgeBasis::SaidByPerson,
        },
        PersonFact::Sex {
            is: Known::is(who.sex),
        },
        PersonFact::Address {
            is: Known::is(format!("{} Mill Lane, {}", nth + 1, who.postcode)),
        },
    ]
}

/// A record that is written to directly, a minute for each command.
pub(crate) struct Writing {
    pub(crate) record: Record,
    pub(crate) commands: u32,
    pub(crate) by: Actor,
}

impl Writing {
    pub(crate) async fn begin(folder: &Folder) -> Self {
        let address = format!("sqlite:{}", folder.path("record.db").display());
        let keys = match FileKeys::open(folder.path("keys")) {
            Ok(keys) => keys,
            Err(_) => FileKeys::create(folder.path("keys")).unwrap(),
        };
        let record = Record::open(&address, Arc::new(keys), Options::default())
            .await
            .unwrap();
        let kent = std::fs::read_to_string(root().join("forces/kent.toml")).unwrap();
        let organisation = Organisation {
            id: Force::read("kent.toml", &kent).unwrap().id,
            kind: OrganisationKind::Police,
        };
        let commands = u32::try_from(record.head().await.unwrap().seq).unwrap();
        Self {
            by: Actor::lantern(UserId::new("lantern").unwrap(), organisation),
            commands,
            record,
        }
    }

    /// Writes lines, and gives the id of the first.
    pub(crate) async fn says(&mut self, file: FileId, events: Vec<Event>) -> EventId {
        self.commands += 1;
        let now = "2026-06-01T00:00:00Z"
            .parse::<Timestamp>()
            .unwrap()
            .checked_add(SignedDuration::from_mins(i64::from(self.commands)))
            .unwrap();
        let id = CommandId::of(file, &self.commands.to_string());
        let request = Request {
            id,
            by: self.by.clone(),
            now,
            digest: [0; 32],
        };
        let amended = self
            .record
            .amend(file, request, |_| {
                let lines = events.iter().enumerate().map(|(index, event)| NewEvent {
                    id: id.event(index),
                    happened: When::now(now),
                    event: event.clone(),
                });
                Ok::<_, Infallible>(lines.collect())
            })
            .await
            .unwrap();
        amended.lines[0].id
    }

    pub(crate) async fn opens(&mut self, file: FileId, facts: Vec<PersonFact>) {
        let opened = FileOpened {
            channel: Channel::Call,
            log_reference: None,
            district: None,
            force_definition: Answer::Yes,
            national_definition: Answer::Yes,
        };
        let mut events = vec![Event::from(opened)];
        events.extend(facts.into_iter().map(Event::from));
        self.says(file, events).await;
    }

    pub(crate) async fn confirms(&mut self, file: FileId, with: FileId) -> EventId {
        let link = LinkConfirmed {
            with,
            basis: LinkBasis::Document,
            suggested: None,
            reason: "passport".to_owned(),
        };
        self.says(file, vec![link.into()]).await
    }

    pub(crate) async fn undoes(&mut self, file: FileId, confirmed: EventId) {
        let undone = LinkUndone {
            confirmed,
            reason: "cousins".to_owned(),
        };
        self.says(file, vec![undone.into()]).await;
    }
}

pub(crate) async fn town(folder: &Folder) -> Writing {
    let mut writing = Writing::begin(folder).await;
    for nth in 0..PEOPLE {
        for (place, file) in files_of(nth).into_iter().enumerate() {
            writing.opens(file, told(nth, place)).await;
        }
    }
    for nth in 0..12 {
        let described = PersonFact::Name {
            is: Known::is("man in grey hoodie, about 35".to_owned()),
        };
        let file = FileId::of(&format!("test nobody {nth}"));
        writing.opens(file, vec![described]).await;
    }
    writing
}

pub(crate) fn pair(one: FileId, other: FileId) -> (FileId, FileId) {
    (one.min(other), one.max(other))
}

/// The pairs of a person's files.
pub(crate) fn pairs_of(nth: usize) -> Vec<(FileId, FileId)> {
    let files = files_of(nth);
    let others = |place: usize| files.iter().skip(place + 1);
    files
        .iter()
        .enumerate()
        .flat_map(|(place, one)| others(place).map(|other| pair(*one, *other)))
        .collect()
}
