//! The hash chains and the signed head.
//!
//! Every number is of fixed width and every text has its length before it, and each kind of
//! message begins with its own name, so two different things never hash to the same bytes.

use domain::{EventId, FileId};
use ed25519_dalek::VerifyingKey;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::keys::{Keys, Signature};

/// A SHA-256 hash.
pub type Hash = [u8; 32];

/// What the first line has as the hash of the line before it.
pub(crate) const BEFORE_FIRST: Hash = [0; 32];

/// Everything of a line that its hash covers.
pub(crate) struct Link<'a> {
    pub(crate) seq: u64,
    pub(crate) file: FileId,
    pub(crate) position: u64,
    pub(crate) id: EventId,
    pub(crate) recorded_micros: i64,
    pub(crate) sealed: &'a [u8],
    pub(crate) prev: &'a Hash,
}

impl Link<'_> {
    pub(crate) fn hash(&self) -> Hash {
        Sha256::new()
            .chain_update(b"lantern line 1\0")
            .chain_update(self.seq.to_be_bytes())
            .chain_update(self.file.uuid().as_bytes())
            .chain_update(self.position.to_be_bytes())
            .chain_update(self.id.uuid().as_bytes())
            .chain_update(self.recorded_micros.to_be_bytes())
            .chain_update(length(self.sealed))
            .chain_update(self.sealed)
            .chain_update(self.prev)
            .finalize()
            .into()
    }
}

/// Everything of an entry of the access log that its hash covers.
pub(crate) struct AccessLink<'a> {
    pub(crate) seq: u64,
    pub(crate) id: Uuid,
    pub(crate) file: FileId,
    pub(crate) at_micros: i64,
    pub(crate) sealed: &'a [u8],
    pub(crate) prev: &'a Hash,
}

impl AccessLink<'_> {
    pub(crate) fn hash(&self) -> Hash {
        Sha256::new()
            .chain_update(b"lantern access 1\0")
            .chain_update(self.seq.to_be_bytes())
            .chain_update(self.id.as_bytes())
            .chain_update(self.file.uuid().as_bytes())
            .chain_update(self.at_micros.to_be_bytes())
            .chain_update(length(self.sealed))
            .chain_update(self.sealed)
            .chain_update(self.prev)
            .finalize()
            .into()
    }
}

fn length(bytes: &[u8]) -> [u8; 8] {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes()
}

/// Where the record ends: the last line, and the last entry of the access log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The record's own id, made with it. Keeps the head of one record from being used in another.
    pub record: Uuid,
    /// The number of the last line; 0 when there is none.
    pub seq: u64,
    /// Its hash.
    pub hash: Hash,
    /// The number of the last entry of the access log; 0 when there is none.
    pub access_seq: u64,
    /// Its hash.
    pub access_hash: Hash,
    /// How many files were disposed of.
    pub disposals: u64,
}

impl Head {
    /// The head of a record with nothing in it.
    pub(crate) const fn empty(record: Uuid) -> Self {
        Self {
            record,
            seq: 0,
            hash: BEFORE_FIRST,
            access_seq: 0,
            access_hash: BEFORE_FIRST,
            disposals: 0,
        }
    }

    /// What is signed.
    pub(crate) fn message(&self) -> Vec<u8> {
        let mut message = b"lantern head 1\0".to_vec();
        message.extend_from_slice(self.record.as_bytes());
        message.extend_from_slice(&self.seq.to_be_bytes());
        message.extend_from_slice(&self.hash);
        message.extend_from_slice(&self.access_seq.to_be_bytes());
        message.extend_from_slice(&self.access_hash);
        message.extend_from_slice(&self.disposals.to_be_bytes());
        message
    }

    /// What is signed of a checkpoint: the head, and when it was taken.
    pub(crate) fn checkpoint_message(&self, at_micros: i64) -> Vec<u8> {
        let mut message = b"lantern checkpoint 1\0".to_vec();
        message.extend_from_slice(&self.message());
        message.extend_from_slice(&at_micros.to_be_bytes());
        message
    }
}

/// Whether a signature holds under a key that `keys` knows.
pub(crate) fn signature_holds(keys: &dyn Keys, message: &[u8], signature: &Signature) -> bool {
    let Some(key) = keys.verifying_key(&signature.by) else {
        return false;
    };
    let (Ok(key), Ok(signature)) = (
        VerifyingKey::from_bytes(&key),
        ed25519_dalek::Signature::from_slice(&signature.bytes),
    ) else {
        return false;
    };
    key.verify_strict(message, &signature).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link<'a>(sealed: &'a [u8], prev: &'a Hash) -> Link<'a> {
        Link {
            seq: 7,
            file: FileId::new(Uuid::from_u128(1)),
            position: 2,
            id: EventId::new(Uuid::from_u128(3)),
            recorded_micros: 4,
            sealed,
            prev,
        }
    }

    #[test]
    fn every_part_of_a_line_is_in_its_hash() {
        let whole = link(b"sealed", &BEFORE_FIRST).hash();
        let other_prev = [1; 32];
        let changed = [
            Link {
                seq: 8,
                ..link(b"sealed", &BEFORE_FIRST)
            },
            Link {
                file: FileId::new(Uuid::from_u128(2)),
                ..link(b"sealed", &BEFORE_FIRST)
            },
            Link {
                position: 3,
                ..link(b"sealed", &BEFORE_FIRST)
            },
            Link {
                id: EventId::new(Uuid::from_u128(4)),
                ..link(b"sealed", &BEFORE_FIRST)
            },
            Link {
                recorded_micros: 5,
                ..link(b"sealed", &BEFORE_FIRST)
            },
            link(b"sealee", &BEFORE_FIRST),
            link(b"sealed", &other_prev),
        ];
        for changed in changed {
            assert_ne!(changed.hash(), whole);
        }
    }

    #[test]
    fn the_encoding_of_a_line_does_not_drift() {
        // Worked out once outside this program, with `sha256sum` over the bytes spelt out: 15 of
        // name, 8 seq, 16 file, 8 position, 16 id, 8 recorded, 8 length, the sealed, 32 prev.
        let hash = link(b"sealed", &BEFORE_FIRST).hash();
        let hex = crate::checkpoint::hex(&hash);
        assert_eq!(
            hex,
            "e2c66a6fc107cc56aa01a4f2bba5a61e1d8ba7342b64918cb3e57c8850526bbd"
        );
    }
}
