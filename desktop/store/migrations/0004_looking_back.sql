-- What looking back asks for, read out of the payloads. All of it can be made anew from `orders`: it is written beside
-- the orders' own way, after they are saved, for whatever has `indexed` 0.

ALTER TABLE orders ADD COLUMN indexed INTEGER NOT NULL DEFAULT 0;

CREATE INDEX orders_not_indexed ON orders (received_at) WHERE indexed = 0;

CREATE TABLE order_facts (
    id               INTEGER PRIMARY KEY,   -- of the same row in order_search
    payment_key      TEXT    NOT NULL UNIQUE REFERENCES orders (payment_key),
    shipping_method  TEXT    NOT NULL,      -- delivery, pickup, or what the vendor wrote
    payment_method   TEXT    NOT NULL,
    restaurant_name  TEXT    NOT NULL,
    customer_name    TEXT    NOT NULL,      -- "" once personal data were taken out
    customer_phone   TEXT    NOT NULL
) STRICT;

CREATE TABLE order_lines (
    payment_key  TEXT    NOT NULL REFERENCES orders (payment_key),
    position     INTEGER NOT NULL,
    name         TEXT    NOT NULL,
    quantity     TEXT    NOT NULL,          -- exact decimal
    total        TEXT,                      -- exact decimal in lira, where it is known
    PRIMARY KEY (payment_key, position)
) STRICT, WITHOUT ROWID;

-- Texts are folded before they come here (orders.folding): no tokenizer knows the Turkish letters i.
CREATE VIRTUAL TABLE order_search USING fts5 (number, customer, phone, dishes, tokenize = 'unicode61', prefix = '2 3 4');
