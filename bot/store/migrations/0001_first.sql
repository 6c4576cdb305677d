-- Every time is a whole number of microseconds since 1970-01-01 UTC. Whatever belongs to a server goes with it.
BEGIN IMMEDIATE;

CREATE TABLE servers (
    id               INTEGER PRIMARY KEY,
    default_campaign TEXT,
    sharing          INTEGER NOT NULL DEFAULT 1,
    left_at          INTEGER
) STRICT;

CREATE TABLE tallies (
    id           INTEGER PRIMARY KEY,
    server       INTEGER NOT NULL REFERENCES servers ON DELETE CASCADE,
    campaign     TEXT NOT NULL,
    state        TEXT NOT NULL,
    since        INTEGER NOT NULL,
    threshold    INTEGER NOT NULL,
    slowest      INTEGER NOT NULL,            -- a duration, in microseconds
    published_at INTEGER NOT NULL,
    basis        INTEGER NOT NULL DEFAULT 0,
    number       INTEGER,                     -- NULL: fewer than the threshold
    channel      INTEGER,
    message      INTEGER,
    post_stale   INTEGER NOT NULL DEFAULT 0,
    no_file_since INTEGER,                    -- NULL: the host has a file of this campaign
    UNIQUE (server, campaign)
) STRICT;

-- One row a person: no date, no counter, no order (S8, S9). The rows lie in the order of the marks, which are hashes.
CREATE TABLE entries (
    tally INTEGER NOT NULL REFERENCES tallies ON DELETE CASCADE,
    mark  BLOB NOT NULL CHECK (length(mark) = 32),
    PRIMARY KEY (tally, mark)
) STRICT, WITHOUT ROWID;

-- The published numbers over time, a row for each change.
CREATE TABLE publications (
    tally  INTEGER NOT NULL REFERENCES tallies ON DELETE CASCADE,
    at     INTEGER NOT NULL,
    number INTEGER,
    PRIMARY KEY (tally, at)
) STRICT, WITHOUT ROWID;

-- What moderators changed; never anything that a member did.
CREATE TABLE changes (
    server    INTEGER NOT NULL REFERENCES servers ON DELETE CASCADE,
    at        INTEGER NOT NULL,
    moderator INTEGER NOT NULL,
    setting   TEXT NOT NULL,
    before    TEXT NOT NULL,
    after     TEXT NOT NULL
) STRICT;
CREATE INDEX changes_of_server ON changes (server, at);

-- When something was last shared to a channel, without who.
CREATE TABLE shares (
    server  INTEGER NOT NULL REFERENCES servers ON DELETE CASCADE,
    channel INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (server, channel)
) STRICT, WITHOUT ROWID;

CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

PRAGMA application_id = 0x4D61676E;
PRAGMA user_version = 1;
COMMIT;
