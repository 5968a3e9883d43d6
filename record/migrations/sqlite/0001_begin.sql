-- The record on SQLite. The PostgreSQL file of the same number has the same tables.
-- Ids are 16 bytes, hashes 32, times microseconds since 1970 in UTC.

-- One line of the record, sealed. Only what the chain needs is in clear.
CREATE TABLE line (
    seq      INTEGER PRIMARY KEY,
    file     BLOB    NOT NULL CHECK (length(file) = 16),
    position INTEGER NOT NULL CHECK (position >= 1),
    event_id BLOB    NOT NULL UNIQUE CHECK (length(event_id) = 16),
    recorded INTEGER NOT NULL,
    sealed   BLOB    NOT NULL,
    prev     BLOB    NOT NULL CHECK (length(prev) = 32),
    hash     BLOB    NOT NULL CHECK (length(hash) = 32),
    UNIQUE (file, position)
) STRICT;

-- The data key of each file, wrapped by a master key. Disposal empties `wrapped`.
CREATE TABLE file_key (
    file         BLOB    NOT NULL PRIMARY KEY CHECK (length(file) = 16),
    wrapped      BLOB,
    master       TEXT    NOT NULL,
    created      INTEGER NOT NULL,
    destroyed    INTEGER,
    destroyed_by TEXT,
    reason       TEXT
) STRICT, WITHOUT ROWID;

-- Commands that led to lines, so that the same one is done once.
CREATE TABLE command (
    id        BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    by_user   TEXT    NOT NULL,
    digest    BLOB    NOT NULL CHECK (length(digest) = 32),
    file      BLOB    NOT NULL,
    first_seq INTEGER NOT NULL,
    last_seq  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Who looked at what. A chain of its own, sealed with the key of the file looked at.
CREATE TABLE access (
    seq    INTEGER PRIMARY KEY,
    id     BLOB    NOT NULL CHECK (length(id) = 16),
    file   BLOB    NOT NULL CHECK (length(file) = 16),
    at     INTEGER NOT NULL,
    sealed BLOB    NOT NULL,
    prev   BLOB    NOT NULL CHECK (length(prev) = 32),
    hash   BLOB    NOT NULL CHECK (length(hash) = 32)
) STRICT;
CREATE INDEX access_by_file ON access (file, seq);

-- Where both chains end, signed in the transaction that moved them.
CREATE TABLE head (
    one         INTEGER PRIMARY KEY CHECK (one = 1),
    record      BLOB    NOT NULL CHECK (length(record) = 16),
    seq         INTEGER NOT NULL,
    hash        BLOB    NOT NULL,
    access_seq  INTEGER NOT NULL,
    access_hash BLOB    NOT NULL,
    disposals   INTEGER NOT NULL,
    signed_by   TEXT    NOT NULL,
    signature   BLOB    NOT NULL
) STRICT;

-- Heads of the past, kept.
CREATE TABLE checkpoint (
    id          INTEGER PRIMARY KEY,
    seq         INTEGER NOT NULL,
    hash        BLOB    NOT NULL,
    access_seq  INTEGER NOT NULL,
    access_hash BLOB    NOT NULL,
    disposals   INTEGER NOT NULL,
    at          INTEGER NOT NULL,
    signed_by   TEXT    NOT NULL,
    signature   BLOB    NOT NULL
) STRICT;

-- How far each named reader has come.
CREATE TABLE reader (
    name TEXT    NOT NULL PRIMARY KEY,
    seq  INTEGER NOT NULL
) STRICT;

CREATE TRIGGER line_no_update BEFORE UPDATE ON line
BEGIN SELECT RAISE(ABORT, 'the record is append-only: a line is never changed'); END;
CREATE TRIGGER line_no_delete BEFORE DELETE ON line
BEGIN SELECT RAISE(ABORT, 'the record is append-only: a line is never removed'); END;

CREATE TRIGGER command_no_update BEFORE UPDATE ON command
BEGIN SELECT RAISE(ABORT, 'the record is append-only: a command is never changed'); END;
CREATE TRIGGER command_no_delete BEFORE DELETE ON command
BEGIN SELECT RAISE(ABORT, 'the record is append-only: a command is never removed'); END;

CREATE TRIGGER access_no_update BEFORE UPDATE ON access
BEGIN SELECT RAISE(ABORT, 'the access log is append-only: an entry is never changed'); END;
CREATE TRIGGER access_no_delete BEFORE DELETE ON access
BEGIN SELECT RAISE(ABORT, 'the access log is append-only: an entry is never removed'); END;

CREATE TRIGGER checkpoint_no_update BEFORE UPDATE ON checkpoint
BEGIN SELECT RAISE(ABORT, 'the record is append-only: a checkpoint is never changed'); END;
CREATE TRIGGER checkpoint_no_delete BEFORE DELETE ON checkpoint
BEGIN SELECT RAISE(ABORT, 'the record is append-only: a checkpoint is never removed'); END;

CREATE TRIGGER file_key_no_delete BEFORE DELETE ON file_key
BEGIN SELECT RAISE(ABORT, 'the key of a file is destroyed by disposal, never removed'); END;
-- The one change that is allowed: a key that is there is destroyed, with who and why.
CREATE TRIGGER file_key_only_disposal BEFORE UPDATE ON file_key
WHEN NOT (
    OLD.destroyed IS NULL AND NEW.destroyed IS NOT NULL AND NEW.wrapped IS NULL
    AND NEW.destroyed_by IS NOT NULL AND NEW.reason IS NOT NULL
    AND NEW.file = OLD.file AND NEW.master = OLD.master AND NEW.created = OLD.created
)
BEGIN SELECT RAISE(ABORT, 'the key of a file may only be destroyed, with who and why'); END;
