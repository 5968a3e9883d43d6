-- The record on PostgreSQL. The SQLite file of the same number has the same tables.
-- Ids are 16 bytes, hashes 32, times microseconds since 1970 in UTC.

-- One line of the record, sealed. Only what the chain needs is in clear.
CREATE TABLE line (
    seq      BIGINT PRIMARY KEY,
    file     BYTEA  NOT NULL CHECK (octet_length(file) = 16),
    position BIGINT NOT NULL CHECK (position >= 1),
    event_id BYTEA  NOT NULL UNIQUE CHECK (octet_length(event_id) = 16),
    recorded BIGINT NOT NULL,
    sealed   BYTEA  NOT NULL,
    prev     BYTEA  NOT NULL CHECK (octet_length(prev) = 32),
    hash     BYTEA  NOT NULL CHECK (octet_length(hash) = 32),
    UNIQUE (file, position)
);
-- Ciphertext does not compress: do not try.
ALTER TABLE line ALTER COLUMN sealed SET STORAGE EXTERNAL;

-- The data key of each file, wrapped by a master key. Disposal empties `wrapped`.
CREATE TABLE file_key (
    file         BYTEA  NOT NULL PRIMARY KEY CHECK (octet_length(file) = 16),
    wrapped      BYTEA,
    master       TEXT   NOT NULL,
    created      BIGINT NOT NULL,
    destroyed    BIGINT,
    destroyed_by TEXT,
    reason       TEXT
);

-- Commands that led to lines, so that the same one is done once.
CREATE TABLE command (
    id        BYTEA  NOT NULL PRIMARY KEY CHECK (octet_length(id) = 16),
    by_user   TEXT   NOT NULL,
    digest    BYTEA  NOT NULL CHECK (octet_length(digest) = 32),
    file      BYTEA  NOT NULL,
    first_seq BIGINT NOT NULL,
    last_seq  BIGINT NOT NULL
);

-- Who looked at what. A chain of its own, sealed with the key of the file looked at.
CREATE TABLE access (
    seq    BIGINT PRIMARY KEY,
    id     BYTEA  NOT NULL CHECK (octet_length(id) = 16),
    file   BYTEA  NOT NULL CHECK (octet_length(file) = 16),
    at     BIGINT NOT NULL,
    sealed BYTEA  NOT NULL,
    prev   BYTEA  NOT NULL CHECK (octet_length(prev) = 32),
    hash   BYTEA  NOT NULL CHECK (octet_length(hash) = 32)
);
CREATE INDEX access_by_file ON access (file, seq);

-- Where both chains end, signed in the transaction that moved them.
-- The row is rewritten with every append, so its page keeps room for that.
CREATE TABLE head (
    one         BIGINT PRIMARY KEY CHECK (one = 1),
    record      BYTEA  NOT NULL CHECK (octet_length(record) = 16),
    seq         BIGINT NOT NULL,
    hash        BYTEA  NOT NULL,
    access_seq  BIGINT NOT NULL,
    access_hash BYTEA  NOT NULL,
    disposals   BIGINT NOT NULL,
    signed_by   TEXT   NOT NULL,
    signature   BYTEA  NOT NULL
) WITH (fillfactor = 10);

-- Heads of the past, kept.
CREATE TABLE checkpoint (
    id          BIGINT PRIMARY KEY,
    seq         BIGINT NOT NULL,
    hash        BYTEA  NOT NULL,
    access_seq  BIGINT NOT NULL,
    access_hash BYTEA  NOT NULL,
    disposals   BIGINT NOT NULL,
    at          BIGINT NOT NULL,
    signed_by   TEXT   NOT NULL,
    signature   BYTEA  NOT NULL
);

-- How far each named reader has come.
CREATE TABLE reader (
    name TEXT   NOT NULL PRIMARY KEY,
    seq  BIGINT NOT NULL
);

CREATE FUNCTION record_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the record is append-only: % on % is refused', TG_OP, TG_TABLE_NAME;
END $$;

CREATE TRIGGER line_no_change BEFORE UPDATE OR DELETE ON line
    FOR EACH ROW EXECUTE FUNCTION record_is_append_only();
CREATE TRIGGER line_no_truncate BEFORE TRUNCATE ON line
    FOR EACH STATEMENT EXECUTE FUNCTION record_is_append_only();
CREATE TRIGGER command_no_change BEFORE UPDATE OR DELETE ON command
    FOR EACH ROW EXECUTE FUNCTION record_is_append_only();
CREATE TRIGGER command_no_truncate BEFORE TRUNCATE ON command
    FOR EACH STATEMENT EXECUTE FUNCTION record_is_append_only();
CREATE TRIGGER access_no_change BEFORE UPDATE OR DELETE ON access
    FOR EACH ROW EXECUTE FUNCTION record_is_append_only();
CREATE TRIGGER access_no_truncate BEFORE TRUNCATE ON access
    FOR EACH STATEMENT EXECUTE FUNCTION record_is_append_only();
CREATE TRIGGER checkpoint_no_change BEFORE UPDATE OR DELETE ON checkpoint
    FOR EACH ROW EXECUTE FUNCTION record_is_append_only();
CREATE TRIGGER checkpoint_no_truncate BEFORE TRUNCATE ON checkpoint
    FOR EACH STATEMENT EXECUTE FUNCTION record_is_append_only();
CREATE TRIGGER file_key_no_delete BEFORE DELETE ON file_key
    FOR EACH ROW EXECUTE FUNCTION record_is_append_only();
CREATE TRIGGER file_key_no_truncate BEFORE TRUNCATE ON file_key
    FOR EACH STATEMENT EXECUTE FUNCTION record_is_append_only();

-- The one change that is allowed: a key that is there is destroyed, with who and why.
CREATE TRIGGER file_key_only_disposal BEFORE UPDATE ON file_key
    FOR EACH ROW WHEN (NOT (
        OLD.destroyed IS NULL AND NEW.destroyed IS NOT NULL AND NEW.wrapped IS NULL
        AND NEW.destroyed_by IS NOT NULL AND NEW.reason IS NOT NULL
        AND NEW.file = OLD.file AND NEW.master = OLD.master AND NEW.created = OLD.created
    ))
    EXECUTE FUNCTION record_is_append_only();
