-- Portions left of dishes, counted down by accepted orders. Times are milliseconds since 1970 UTC.

CREATE TABLE portions (
    food_id        INTEGER PRIMARY KEY,
    restaurant_id  TEXT    NOT NULL,
    name           TEXT    NOT NULL,
    start          INTEGER NOT NULL,        -- as a person set it
    since          INTEGER NOT NULL,        -- when that was
    until          INTEGER                  -- NULL: until a person changes it
) STRICT;

-- Taken since then. It refers to no order: where a damaged file loses one, its portions stay counted.
CREATE TABLE portions_taken (
    food_id        INTEGER NOT NULL,
    payment_key    TEXT    NOT NULL,
    quantity       TEXT    NOT NULL,        -- exact decimal
    doubtful       INTEGER NOT NULL,
    PRIMARY KEY (food_id, payment_key)
) STRICT;

CREATE INDEX portions_taken_by_order ON portions_taken (payment_key);

ALTER TABLE orders ADD COLUMN counted_at INTEGER;   -- its dishes were counted, whether or not any had a number then

-- They were accepted before anything could be counted.
UPDATE orders SET counted_at = accepted_at WHERE accepted_at IS NOT NULL;

ALTER TABLE off_sale ADD COLUMN by_count INTEGER NOT NULL DEFAULT 0;   -- 1: because no portions were left
