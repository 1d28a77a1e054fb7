-- Several tills: where a command was pressed, and each press once.

ALTER TABLE events ADD COLUMN till TEXT NOT NULL DEFAULT '';   -- name of the till, '' where there is only one
ALTER TABLE outbox ADD COLUMN till TEXT NOT NULL DEFAULT '';
ALTER TABLE outbox ADD COLUMN press TEXT;                      -- id of the press: one that is repeated makes no second command

CREATE UNIQUE INDEX outbox_press ON outbox (press) WHERE press IS NOT NULL;

-- SQLite finds a partial index by the words of its condition: those of the query, which PostgreSQL understands too.
DROP INDEX orders_not_indexed;
CREATE INDEX orders_not_indexed ON orders (received_at) WHERE NOT indexed;
