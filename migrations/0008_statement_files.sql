-- Statements as they were given, sealed: they hold names and phone numbers of payers. Their events hold
-- the hash of the file, by which it is found here.

CREATE TABLE vault.statement_files (
    file_sha256 text PRIMARY KEY CHECK (file_sha256 ~ '^[0-9a-f]{64}$'),
    file_name text CHECK (length(file_name) <= 200),
    sealed bytea NOT NULL,
    kept_at timestamptz NOT NULL
);
COMMENT ON TABLE vault.statement_files IS 'Statement files, encrypted under a key derived from the master key.';
COMMENT ON COLUMN vault.statement_files.file_sha256 IS 'SHA-256 of the file itself, as in StatementImported.';
-- The bytes look random: compressing them again only costs time.
ALTER TABLE vault.statement_files ALTER COLUMN sealed SET STORAGE EXTERNAL;
