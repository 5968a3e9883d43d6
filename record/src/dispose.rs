//! Disposal: the key of a file is destroyed, and with it everything the file said.

use domain::{Actor, FileId};
use jiff::Timestamp;

use crate::error::RecordError;
use crate::record::Record;
use crate::writer::{Disposal, Job};

impl Record {
    /// Destroys the key of a file. Its lines and its access log stay in their chains, which still
    /// verify, and can never be read again; who did it, when and why stays in clear.
    ///
    /// A backup made before holds the key still. Fails when there is no such file, or it was
    /// disposed of before.
    pub async fn dispose(
        &self,
        file: FileId,
        by: &Actor,
        reason: &str,
        now: Timestamp,
    ) -> Result<(), RecordError> {
        let disposal = Disposal {
            file,
            at_micros: now.as_microsecond(),
            by_user: by.user.as_str().to_owned(),
            reason: reason.to_owned(),
        };
        self.0.ask(|reply| Job::Dispose(disposal, reply)).await?;
        self.0.files().pop(&file);
        Ok(())
    }
}
