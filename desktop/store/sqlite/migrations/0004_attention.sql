-- Orders for later, what a person has not seen yet, and what a rule did instead of a person.

ALTER TABLE orders ADD COLUMN reminded_at INTEGER;               -- it was said that it is to be begun
ALTER TABLE orders ADD COLUMN unseen TEXT NOT NULL DEFAULT '';   -- parts that changed on the board, by spaces

ALTER TABLE outbox ADD COLUMN automatic INTEGER NOT NULL DEFAULT 0;   -- 1: given by a rule, not by a press

-- What is looked through every few seconds: small however many orders are stored.
CREATE INDEX orders_not_reminded ON orders (scheduled_at)
    WHERE scheduled_at IS NOT NULL AND reminded_at IS NULL AND put_away_at IS NULL AND status_id NOT IN (5, 6);
