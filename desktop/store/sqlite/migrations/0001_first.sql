-- Times are milliseconds since 1970-01-01 UTC, money is exact decimal text in lira.

CREATE TABLE orders (
    payment_key    TEXT    PRIMARY KEY,
    number         TEXT    NOT NULL,
    status_id      INTEGER NOT NULL,
    restaurant_id  TEXT    NOT NULL,
    total          TEXT,
    placed_at      INTEGER,
    scheduled_at   INTEGER,
    received_at    INTEGER NOT NULL,
    changed_at     INTEGER NOT NULL,
    accepted_at    INTEGER,
    preparing_time INTEGER,
    muted_at       INTEGER,
    put_away_at    INTEGER,
    raw            TEXT    NOT NULL
) STRICT;

CREATE INDEX orders_received ON orders (received_at);

-- What the board asks for at each start; small however many orders are stored.
CREATE INDEX orders_on_board ON orders (changed_at, accepted_at, scheduled_at)
    WHERE put_away_at IS NULL AND status_id NOT IN (5, 6);

CREATE TABLE events (
    id          INTEGER PRIMARY KEY,
    payment_key TEXT    NOT NULL REFERENCES orders (payment_key),
    at          INTEGER NOT NULL,
    kind        TEXT    NOT NULL,
    status_id   INTEGER NOT NULL,
    detail      TEXT    NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX events_of_order ON events (payment_key, id);

-- Calls owed to the vendor: acknowledgements and commands.
CREATE TABLE outbox (
    id              INTEGER PRIMARY KEY,
    kind            TEXT    NOT NULL CHECK (kind IN ('acknowledge', 'accept')),
    payment_key     TEXT    NOT NULL REFERENCES orders (payment_key),
    status_id       INTEGER NOT NULL,
    preparing_time  INTEGER,
    state           TEXT    NOT NULL CHECK (state IN ('owed', 'done', 'refused', 'unsure', 'withdrawn')),
    attempts        INTEGER NOT NULL DEFAULT 0,
    in_air          INTEGER NOT NULL DEFAULT 0,
    message         TEXT    NOT NULL DEFAULT '',
    needs_person    INTEGER NOT NULL DEFAULT 0,
    created_at      INTEGER NOT NULL,
    last_attempt_at INTEGER,
    settled_at      INTEGER
) STRICT;

-- An acknowledgement is owed once per (payment key, status), a command once per order while it is open.
CREATE UNIQUE INDEX outbox_acknowledgement ON outbox (payment_key, status_id) WHERE kind = 'acknowledge';
CREATE UNIQUE INDEX outbox_open_accept ON outbox (payment_key) WHERE kind = 'accept' AND state IN ('owed', 'unsure');
CREATE INDEX outbox_accepts ON outbox (payment_key, id) WHERE kind = 'accept';
CREATE INDEX outbox_owed ON outbox (id) WHERE state = 'owed';
CREATE INDEX outbox_needs_person ON outbox (id) WHERE needs_person;

-- What came in the list of orders and cannot be one.
CREATE TABLE rejected (
    fingerprint TEXT    PRIMARY KEY,
    raw         TEXT    NOT NULL,
    first_seen  INTEGER NOT NULL,
    last_seen   INTEGER NOT NULL,
    times       INTEGER NOT NULL DEFAULT 1
) STRICT;
