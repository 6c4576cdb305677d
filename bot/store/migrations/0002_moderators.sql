-- What moderators set from inside Discord: defaults, schedules and their posts, milestones, the server's own content.
BEGIN IMMEDIATE;

ALTER TABLE servers ADD COLUMN language TEXT;                        -- NULL: English
ALTER TABLE servers ADD COLUMN country  TEXT;                        -- offered first, never chosen for anybody (S30)
ALTER TABLE servers ADD COLUMN total    INTEGER NOT NULL DEFAULT 0;  -- whether it takes part in the total (S21)

ALTER TABLE tallies ADD COLUMN milestones INTEGER NOT NULL DEFAULT 0;  -- whether they are posted
ALTER TABLE tallies ADD COLUMN milestone  INTEGER NOT NULL DEFAULT 0;  -- the highest that was ever passed

-- A server's own campaign, or what it adds to one of the host's, as the text of a campaign file.
CREATE TABLE files (
    id       INTEGER PRIMARY KEY,
    server   INTEGER NOT NULL REFERENCES servers ON DELETE CASCADE,
    campaign TEXT NOT NULL,
    whole    INTEGER NOT NULL,            -- 1: a campaign of the server's own; 0: additions to one of the host's
    text     TEXT NOT NULL,
    UNIQUE (server, campaign)
) STRICT;

CREATE TABLE schedules (
    server   INTEGER NOT NULL REFERENCES servers ON DELETE CASCADE,
    campaign TEXT NOT NULL,
    channel  INTEGER NOT NULL,
    days     INTEGER NOT NULL,            -- a bit a weekday, Monday the lowest
    minute   INTEGER NOT NULL,            -- of the day, where the zone is
    zone     TEXT NOT NULL,
    content  TEXT NOT NULL,
    due_at   INTEGER NOT NULL,            -- the next post
    PRIMARY KEY (server, campaign)
) STRICT, WITHOUT ROWID;
CREATE INDEX schedules_due ON schedules (due_at);

-- Each post that a schedule or a milestone brings, from before it is sent.
CREATE TABLE deliveries (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,  -- whoever still holds one that was taken back has no other
    server   INTEGER NOT NULL REFERENCES servers ON DELETE CASCADE,
    campaign TEXT NOT NULL,
    channel  INTEGER NOT NULL,
    kind     TEXT NOT NULL,
    item     TEXT NOT NULL,
    due_at   INTEGER NOT NULL,
    since    INTEGER NOT NULL,            -- the claim; once it is being sent: from when on it may have arrived
    state    TEXT NOT NULL,
    UNIQUE (server, campaign, kind, item, due_at)
) STRICT;
CREATE INDEX deliveries_state ON deliveries (state);

-- When an item was last posted by a schedule: none comes twice until all were shown.
CREATE TABLE shown (
    server   INTEGER NOT NULL REFERENCES servers ON DELETE CASCADE,
    campaign TEXT NOT NULL,
    kind     TEXT NOT NULL,
    item     TEXT NOT NULL,
    at       INTEGER NOT NULL,
    PRIMARY KEY (server, campaign, kind, item)
) STRICT, WITHOUT ROWID;

PRAGMA user_version = 2;
COMMIT;
