//! Sealing: what a line says, under the data key of its file.
//!
//! XChaCha20-Poly1305 with a random nonce of 24 bytes in front. Where the line stands is bound
//! in, so a sealed line that is moved to another file, position or id does not open.

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use domain::{EventId, FileId, Position};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::keys::KeysError;

const NONCE_BYTES: usize = 24;

/// The key that seals one file. Zeroed when dropped; never shown.
#[derive(Clone)]
pub struct DataKey(Zeroizing<[u8; 32]>);

impl DataKey {
    /// A new key from the system's random source.
    pub fn generate() -> Result<Self, KeysError> {
        random().map(Self::from_bytes)
    }

    /// A key from its bytes, for a key service that unwraps elsewhere.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The bytes, for a key service that wraps elsewhere.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Seals a message, bound to `aad`.
    pub(crate) fn seal(&self, aad: &[u8], message: &[u8]) -> Result<Vec<u8>, KeysError> {
        let nonce = random::<NONCE_BYTES>()?;
        let sealed = self
            .cipher()
            .encrypt(&XNonce::from(nonce), Payload { msg: message, aad })
            // The cipher only fails on messages of over 256 GB.
            .map_err(|_| KeysError::Unavailable("the message is too long to seal".to_owned()))?;
        let mut all = Vec::with_capacity(NONCE_BYTES + sealed.len());
        all.extend_from_slice(&nonce);
        all.extend_from_slice(&sealed);
        Ok(all)
    }

    /// Opens a sealed message. `None` when a byte of it, of the key or of `aad` is another.
    pub(crate) fn open(&self, aad: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE_BYTES>()?;
        self.cipher()
            .decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad })
            .ok()
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&(*self.0).into())
    }
}

impl std::fmt::Debug for DataKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DataKey")
    }
}

/// What a sealed line is bound to.
pub(crate) fn line_place(file: FileId, position: Position, id: EventId) -> Vec<u8> {
    let mut aad = b"lantern line 1\0".to_vec();
    aad.extend_from_slice(file.uuid().as_bytes());
    aad.extend_from_slice(&position.get().to_be_bytes());
    aad.extend_from_slice(id.uuid().as_bytes());
    aad
}

/// What a sealed entry of the access log is bound to.
pub(crate) fn access_place(file: FileId, id: Uuid) -> Vec<u8> {
    let mut aad = b"lantern access 1\0".to_vec();
    aad.extend_from_slice(file.uuid().as_bytes());
    aad.extend_from_slice(id.as_bytes());
    aad
}

pub(crate) fn random<const N: usize>() -> Result<[u8; N], KeysError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| KeysError::NoRandomness(error.to_string()))?;
    Ok(bytes)
}

/// A new random id.
pub(crate) fn random_id() -> Result<Uuid, KeysError> {
    Ok(uuid::Builder::from_random_bytes(random()?).into_uuid())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_line_opens_only_in_its_own_place() {
        let key = DataKey::generate().unwrap();
        let file = FileId::new(random_id().unwrap());
        let id = EventId::new(random_id().unwrap());
        let here = line_place(file, Position::FIRST, id);
        let sealed = key.seal(&here, b"what happened").unwrap();

        assert_eq!(key.open(&here, &sealed).unwrap(), b"what happened");

        let elsewhere = [
            line_place(FileId::new(random_id().unwrap()), Position::FIRST, id),
            line_place(file, Position::FIRST.next(), id),
            line_place(file, Position::FIRST, EventId::new(random_id().unwrap())),
        ];
        for place in elsewhere {
            assert_eq!(key.open(&place, &sealed), None);
        }
        assert_eq!(DataKey::generate().unwrap().open(&here, &sealed), None);
    }

    #[test]
    fn a_flip_of_any_bit_is_noticed() {
        let key = DataKey::generate().unwrap();
        let sealed = key.seal(b"place", b"what happened").unwrap();
        for byte in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[byte] ^= 1;
            assert_eq!(key.open(b"place", &changed), None, "byte {byte}");
        }
        for length in 0..sealed.len() {
            assert_eq!(
                key.open(b"place", &sealed[..length]),
                None,
                "{length} bytes"
            );
        }
    }

    #[test]
    fn the_same_words_are_sealed_differently_each_time() {
        let key = DataKey::generate().unwrap();
        assert_ne!(
            key.seal(b"", b"same").unwrap(),
            key.seal(b"", b"same").unwrap()
        );
    }
}
