//! Backup (being written).
/// Why a backup could not be made or restored.
#[derive(Debug, Clone, thiserror::Error)]
pub enum BackupError {}
