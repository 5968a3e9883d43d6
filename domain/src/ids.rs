//! Every id of the record, each with a type of its own, in one list.

use std::fmt;
use std::num::NonZeroU64;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! uuid_ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
        )]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// Wraps a UUID made at the edge: this crate knows no random source.
            pub const fn new(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The UUID inside.
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )*};
}

uuid_ids! {
    /// One file: everything recorded about one person's one episode, from first contact to release.
    FileId;
    /// One line of the record.
    EventId;
    /// One thing somebody asked for. The same id sent twice is done once.
    CommandId;
}

impl CommandId {
    /// The id of something Lantern itself does in a file, by a name that says what and why: two
    /// servers that see the same need make the same command, and it is done once.
    pub fn of(file: FileId, name: &str) -> Self {
        Self(Uuid::new_v5(&file.0, name.as_bytes()))
    }

    /// The id of the `index`th line this command leads to: the same command always makes the
    /// same lines, so a retry cannot make new ones.
    pub fn event(self, index: usize) -> EventId {
        let name = u64::try_from(index).unwrap_or(u64::MAX).to_be_bytes();
        EventId::new(Uuid::new_v5(&self.0, &name))
    }
}

impl FileId {
    /// The file of something there is one of, such as the return of a month: whoever begins it
    /// begins the same file.
    pub fn of(name: &str) -> Self {
        // A namespace of Lantern's own, so that no other name makes the same id.
        let ours = Uuid::new_v5(&Uuid::NAMESPACE_OID, b"lantern");
        Self(Uuid::new_v5(&ours, name.as_bytes()))
    }

    /// A short reference people can read out on the radio, such as `LN-7F3K-92QD`.
    ///
    /// Forty bits of the id in Crockford's alphabet, which has no I, L, O or U.
    /// It is a label, not an identifier: two files could in principle share one.
    pub fn reference(self) -> String {
        const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        let bits = self.0.as_u128() & ((1 << 40) - 1);
        let mut text = String::from("LN-");
        for place in 0..8_u32 {
            if place == 4 {
                text.push('-');
            }
            let index = usize::try_from((bits >> (35 - 5 * place)) & 31).unwrap_or(0);
            text.push(char::from(ALPHABET.get(index).copied().unwrap_or(b'0')));
        }
        text
    }
}

/// A name in configuration, such as `kent` or `medway_ed`: lower case letters, digits and `_`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a name: use 1 to 64 lower case letters, digits and `_`, beginning with a letter"
)]
pub struct NotAName(pub String);

macro_rules! name_ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Reads a name. Fails when it is not lower case letters, digits and `_`.
            pub fn new(text: impl Into<String>) -> Result<Self, NotAName> {
                let text = text.into();
                if is_name(&text) { Ok(Self(text)) } else { Err(NotAName(text)) }
            }

            /// The name as written in configuration.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotAName;

            fn try_from(text: String) -> Result<Self, NotAName> {
                Self::new(text)
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> String {
                name.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

fn is_name(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

name_ids! {
    /// A person who signs in, such as `pc_4471`.
    UserId;
    /// A place in the force's directory, such as `medway_ed`.
    PlaceId;
    /// A district of the force, such as `thanet`.
    DistrictId;
    /// A police force, trust, council or ambulance service.
    OrganisationId;
}

/// The place of a line in its file, counting from 1 with no gaps.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct Position(NonZeroU64);

impl Position {
    /// The first line of a file.
    pub const FIRST: Self = Self(NonZeroU64::MIN);

    /// A position, unless it is nought.
    pub const fn new(number: u64) -> Option<Self> {
        match NonZeroU64::new(number) {
            Some(number) => Some(Self(number)),
            None => None,
        }
    }

    /// The number, from 1.
    pub const fn get(self) -> u64 {
        self.0.get()
    }

    /// The position after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_can_be_read_out() {
        let file = FileId::new(Uuid::from_u128(0x1234_5678_9abc_def0_1234_5678_9abc_def0));

        assert_eq!(file.reference().len(), 12);
        assert!(!file.reference().contains(['I', 'O', 'U']));
    }

    #[test]
    fn names_are_strict() {
        assert!(PlaceId::new("medway_ed").is_ok());
        for bad in ["", "Medway", "1st", "a b", "é", &"x".repeat(65)] {
            assert!(PlaceId::new(bad).is_err(), "{bad}");
        }
    }
}
