-- What the kitchen did with orders, and what changed while they were cooked. Rows are added, never changed.

CREATE TABLE kitchen_bumps (
    id           INTEGER PRIMARY KEY,
    payment_key  TEXT    NOT NULL REFERENCES orders (payment_key),
    kind         TEXT    NOT NULL CHECK (kind IN ('bump', 'recall', 'change')),
    station      TEXT    NOT NULL DEFAULT '',      -- '' where kitchens are not told apart
    dishes       TEXT    NOT NULL DEFAULT '',      -- keys of the dishes that a bump covers, separated by spaces
    content      TEXT    NOT NULL DEFAULT '',      -- what the bumped ticket said; '' for a bump of one dish
    recalls      INTEGER,                          -- the bump that a recall takes back
    before       TEXT    NOT NULL DEFAULT '',      -- the order before a change; holds personal data
    by           TEXT    NOT NULL DEFAULT '',      -- the screen on which it was pressed
    at           INTEGER NOT NULL                  -- milliseconds since 1970-01-01 UTC
) STRICT;

CREATE INDEX kitchen_bumps_by_order ON kitchen_bumps (payment_key, id);
CREATE UNIQUE INDEX kitchen_bumps_recalled_once ON kitchen_bumps (payment_key, recalls) WHERE recalls IS NOT NULL;
