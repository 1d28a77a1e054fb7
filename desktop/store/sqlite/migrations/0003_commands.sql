-- All commands of staff stand in the outbox, not accepts alone. A table's CHECK cannot be changed: it is made anew.

CREATE TABLE outbox_new (
    id              INTEGER PRIMARY KEY,
    kind            TEXT    NOT NULL CHECK (kind IN ('acknowledge', 'accept', 'ontheway', 'complete', 'cancel')),
    payment_key     TEXT    NOT NULL REFERENCES orders (payment_key),
    status_id       INTEGER NOT NULL,
    preparing_time  INTEGER,
    reason_id       INTEGER,            -- of a cancel
    not_before      INTEGER,            -- a cancel can be taken back until then
    state           TEXT    NOT NULL CHECK (state IN ('owed', 'done', 'refused', 'unsure', 'withdrawn')),
    attempts        INTEGER NOT NULL DEFAULT 0,
    in_air          INTEGER NOT NULL DEFAULT 0,
    message         TEXT    NOT NULL DEFAULT '',
    needs_person    INTEGER NOT NULL DEFAULT 0,
    created_at      INTEGER NOT NULL,
    last_attempt_at INTEGER,
    settled_at      INTEGER
) STRICT;

INSERT INTO outbox_new (id, kind, payment_key, status_id, preparing_time, state, attempts, in_air, message,
                        needs_person, created_at, last_attempt_at, settled_at)
SELECT id, kind, payment_key, status_id, preparing_time, state, attempts, in_air, message,
       needs_person, created_at, last_attempt_at, settled_at
  FROM outbox;

DROP TABLE outbox;
ALTER TABLE outbox_new RENAME TO outbox;

CREATE UNIQUE INDEX outbox_acknowledgement ON outbox (payment_key, status_id) WHERE kind = 'acknowledge';
-- One command per order at a time.
CREATE UNIQUE INDEX outbox_open_command ON outbox (payment_key)
    WHERE kind <> 'acknowledge' AND state IN ('owed', 'unsure');
CREATE INDEX outbox_accepts ON outbox (payment_key, id) WHERE kind = 'accept';
CREATE INDEX outbox_actions ON outbox (payment_key, id) WHERE kind IN ('ontheway', 'complete', 'cancel');
CREATE INDEX outbox_owed ON outbox (id) WHERE state = 'owed';
CREATE INDEX outbox_needs_person ON outbox (id) WHERE needs_person;

-- Answers of the vendor that rarely change, for when it cannot be asked: JSON by name.
CREATE TABLE cached (
    name       TEXT PRIMARY KEY,
    json       TEXT    NOT NULL,
    fetched_at INTEGER NOT NULL
) STRICT;
