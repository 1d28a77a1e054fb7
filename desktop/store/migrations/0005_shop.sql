-- The restaurant: its branches, what is to be opened again, what is off sale. Times are milliseconds since 1970 UTC.

CREATE TABLE branches (
    restaurant_id  TEXT    PRIMARY KEY,
    name           TEXT    NOT NULL,
    position       INTEGER NOT NULL,        -- in the vendor's list
    is_open        INTEGER,                 -- as the vendor last said, NULL before that
    read_at        INTEGER,                 -- when it said so
    wanted_open    INTEGER,                 -- what a person asked for and the vendor has not confirmed, else NULL
    wanted_at      INTEGER,
    reopen_at      INTEGER                  -- closed by a person until then, else NULL
) STRICT;

CREATE TABLE off_sale (
    food_id        INTEGER PRIMARY KEY,
    restaurant_id  TEXT    NOT NULL,
    name           TEXT    NOT NULL,
    since          INTEGER NOT NULL,
    until          INTEGER                  -- NULL: until a person says so
) STRICT;
