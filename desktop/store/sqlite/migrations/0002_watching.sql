-- When the counter heard and answered an order, and when nobody listened. Times are milliseconds since 1970 UTC.

ALTER TABLE orders ADD COLUMN rang_at INTEGER;          -- the bell was first heard for it
ALTER TABLE orders ADD COLUMN first_muted_at INTEGER;   -- muted_at is the present mute, and goes with it
ALTER TABLE orders ADD COLUMN gone_at INTEGER;          -- an action found that it is no longer open at the vendor
ALTER TABLE orders ADD COLUMN blanked_at INTEGER;       -- personal data were taken out

UPDATE orders SET first_muted_at = muted_at;

-- What the daily look for old personal data asks for.
CREATE INDEX orders_not_blanked ON orders (received_at) WHERE blanked_at IS NULL;

-- Times in which no answer of the vendor was saved for longer than the alarm allows.
CREATE TABLE gaps (
    id            INTEGER PRIMARY KEY,
    began_at      INTEGER NOT NULL,
    ended_at      INTEGER NOT NULL,
    off           INTEGER NOT NULL,   -- 1: the program did not run
    orders        INTEGER NOT NULL,   -- new ones that waited when it ended
    longest_wait  INTEGER             -- seconds, of those whose time of ordering is known
) STRICT;

CREATE INDEX gaps_ended ON gaps (ended_at);

-- Single values that must survive a restart.
CREATE TABLE facts (
    name   TEXT PRIMARY KEY,
    value  INTEGER NOT NULL
) STRICT;
