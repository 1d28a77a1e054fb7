-- What a person has not seen yet, what was said of orders for later, and what rules did instead of a person.

ALTER TABLE orders ADD COLUMN unseen TEXT NOT NULL DEFAULT '';       -- names of what changed, comma between them
ALTER TABLE orders ADD COLUMN reminded_at INTEGER;                   -- it was said that an order for later is to be begun
ALTER TABLE outbox ADD COLUMN automatic INTEGER NOT NULL DEFAULT 0;  -- 1: given by a rule, not by a press
