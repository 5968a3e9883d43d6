//! Keys in a file with permission 0600.

use std::fs::{File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

use domain::FileId;
use ed25519_dalek::{Signer as _, SigningKey};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::{Answer, Keys, KeysError, Signature, Wrapped};
use crate::checkpoint::hex;
use crate::seal::{DataKey, random};

const FIRST_LINE: &str = "lantern keys 1";

/// A master key and a signing key in a file that only its owner can read.
///
/// ```text
/// lantern keys 1
/// master 64 hexadecimal digits
/// signing 64 hexadecimal digits
/// ```
///
/// The first of each is used for what is new. Others, further down, only open and verify what
/// was made with them: a key is retired by putting a new one above it.
pub struct FileKeys {
    masters: Vec<Master>,
    signing: Vec<Signing>,
}

struct Master {
    id: String,
    key: DataKey,
}

struct Signing {
    id: String,
    // Zeroes itself when dropped.
    key: SigningKey,
}

impl FileKeys {
    /// Makes new keys and a new file for them. Refuses when the file is there already: keys are
    /// never overwritten, because what they sealed would be lost with them.
    pub fn create(path: impl AsRef<Path>) -> Result<Self, KeysError> {
        let path = path.as_ref();
        let mut text = Zeroizing::new(format!("{FIRST_LINE}\n"));
        for name in ["master", "signing"] {
            let secret = Zeroizing::new(random::<32>()?);
            text.push_str(name);
            text.push(' ');
            text.push_str(&Zeroizing::new(hex(secret.as_slice())));
            text.push('\n');
        }
        let keys = Self::parse(path, &text)?;
        let failed = |error: std::io::Error| KeysError::File {
            path: path.display().to_string(),
            why: error.to_string(),
        };
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)
            .map_err(failed)?;
        file.write_all(text.as_bytes()).map_err(failed)?;
        file.sync_all().map_err(failed)?;
        // The name of the file must survive a power cut too, or what it seals is lost.
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))
            .and_then(|folder| folder.sync_all())
            .map_err(failed)?;
        Ok(keys)
    }

    /// Reads keys from a file. Refuses a file that others can read, and one in another form.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, KeysError> {
        let path = path.as_ref();
        let failed = |error: std::io::Error| KeysError::File {
            path: path.display().to_string(),
            why: error.to_string(),
        };
        let mut file = File::open(path).map_err(failed)?;
        let mode = file.metadata().map_err(failed)?.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            return Err(KeysError::NotPrivate {
                path: path.display().to_string(),
                mode,
            });
        }
        let mut text = Zeroizing::new(String::new());
        file.read_to_string(&mut text).map_err(failed)?;
        Self::parse(path, &text)
    }

    fn parse(path: &Path, text: &str) -> Result<Self, KeysError> {
        let malformed = |line: usize, why: &'static str| KeysError::Malformed {
            path: path.display().to_string(),
            line,
            why,
        };
        let mut lines = text.lines().enumerate();
        if lines.next().map(|(_, line)| line) != Some(FIRST_LINE) {
            return Err(malformed(1, "it must read `lantern keys 1`"));
        }
        let mut keys = Self {
            masters: Vec::new(),
            signing: Vec::new(),
        };
        for (index, line) in lines {
            let number = index + 1;
            let Some((name, hex)) = line.split_once(' ') else {
                return Err(malformed(
                    number,
                    "it must be a name, a space and 64 digits",
                ));
            };
            let secret = Zeroizing::new(
                from_hex(hex)
                    .ok_or_else(|| malformed(number, "the key must be 64 hexadecimal digits"))?,
            );
            match name {
                "master" => keys.masters.push(Master {
                    id: name_of(b"lantern master key 1\0", secret.as_slice()),
                    key: DataKey::from_bytes(*secret),
                }),
                "signing" => {
                    let key = SigningKey::from_bytes(&secret);
                    keys.signing.push(Signing {
                        id: name_of(b"lantern signing key 1\0", key.verifying_key().as_bytes()),
                        key,
                    });
                }
                _ => return Err(malformed(number, "it must begin `master` or `signing`")),
            }
        }
        if keys.masters.is_empty() || keys.signing.is_empty() {
            return Err(malformed(
                text.lines().count(),
                "a `master` and a `signing` line are both needed",
            ));
        }
        Ok(keys)
    }

    fn wrap_now(&self, file: FileId, key: &DataKey) -> Result<Wrapped, KeysError> {
        let master = self
            .masters
            .first()
            .ok_or_else(|| KeysError::UnknownMaster(String::new()))?;
        Ok(Wrapped {
            master: master.id.clone(),
            bytes: master.key.seal(&bound_to(file), key.bytes())?,
        })
    }

    fn unwrap_now(&self, file: FileId, wrapped: &Wrapped) -> Result<DataKey, KeysError> {
        let master = self
            .masters
            .iter()
            .find(|master| master.id == wrapped.master)
            .ok_or_else(|| KeysError::UnknownMaster(wrapped.master.clone()))?;
        let bytes = master
            .key
            .open(&bound_to(file), &wrapped.bytes)
            .map(Zeroizing::new)
            .ok_or(KeysError::DoesNotOpen(file))?;
        let bytes: Zeroizing<[u8; 32]> = Zeroizing::new(
            <[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| KeysError::DoesNotOpen(file))?,
        );
        Ok(DataKey::from_bytes(*bytes))
    }
}

impl Keys for FileKeys {
    fn wrap<'a>(&'a self, file: FileId, key: &'a DataKey) -> Answer<'a, Wrapped> {
        Box::pin(std::future::ready(self.wrap_now(file, key)))
    }

    fn unwrap<'a>(&'a self, file: FileId, wrapped: &'a Wrapped) -> Answer<'a, DataKey> {
        Box::pin(std::future::ready(self.unwrap_now(file, wrapped)))
    }

    fn sign<'a>(&'a self, message: &'a [u8]) -> Answer<'a, Signature> {
        let signed = match self.signing.first() {
            Some(signing) => Ok(Signature {
                by: signing.id.clone(),
                bytes: signing.key.sign(message).to_bytes().to_vec(),
            }),
            None => Err(KeysError::UnknownMaster(String::new())),
        };
        Box::pin(std::future::ready(signed))
    }

    fn verifying_key(&self, id: &str) -> Option<[u8; 32]> {
        self.signing
            .iter()
            .find(|signing| signing.id == id)
            .map(|signing| signing.key.verifying_key().to_bytes())
    }
}

fn bound_to(file: FileId) -> Vec<u8> {
    let mut aad = b"lantern data key 1\0".to_vec();
    aad.extend_from_slice(file.uuid().as_bytes());
    aad
}

/// A short name for a key that says nothing about it: the start of a hash.
fn name_of(domain: &[u8], key: &[u8]) -> String {
    let hash = Sha256::new()
        .chain_update(domain)
        .chain_update(key)
        .finalize();
    hex(hash.get(..8).unwrap_or_default())
}

fn from_hex(text: &str) -> Option<[u8; 32]> {
    let digits = text.as_bytes();
    if digits.len() != 64 {
        return None;
    }
    let mut bytes = [0; 32];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let pair = std::str::from_utf8(pair).ok()?;
        if !pair.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        *byte = u8::from_str_radix(pair, 16).ok()?;
    }
    Some(bytes)
}
