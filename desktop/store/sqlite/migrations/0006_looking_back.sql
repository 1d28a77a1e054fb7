-- What looking back asks for, read out of the payloads. All of it can be made anew from `orders`: it is written beside
-- the orders' own way, after they are saved, for whatever has `indexed` 0.

ALTER TABLE orders ADD COLUMN indexed INTEGER NOT NULL DEFAULT 0;

CREATE INDEX orders_not_indexed ON orders (received_at) WHERE indexed = 0;

-- Narrow, so that a filter reads little: an order itself is some kilobytes. No personal data.
CREATE TABLE order_facts (
    id              INTEGER PRIMARY KEY,   -- the rowid of the order, and of its row in order_search: order of arrival
    payment_key     TEXT    NOT NULL UNIQUE,
    received_at     INTEGER NOT NULL,      -- milliseconds since 1970 UTC
    status_id       INTEGER NOT NULL,
    pickup          INTEGER NOT NULL,
    payment_method  TEXT    NOT NULL,
    restaurant_id   TEXT    NOT NULL
) STRICT;

CREATE INDEX order_facts_received ON order_facts (received_at);

-- Texts are folded before they come here (orders.folding): no tokenizer knows the Turkish letters i.
CREATE VIRTUAL TABLE order_search USING fts5 (number, customer, phone, dishes, tokenize = 'unicode61', prefix = '2 3 4');
