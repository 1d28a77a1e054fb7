-- The restaurant: its branches, what is to be opened again, what is off sale. Times are milliseconds since 1970 UTC.

CREATE TABLE branches (
    restaurant_id  TEXT    PRIMARY KEY,
    name           TEXT    NOT NULL,
    position       INTEGER NOT NULL,        -- in the vendor's list
    is_open        INTEGER,                 -- as the vendor last said, NULL before that
    read_at        INTEGER,                 -- when it said so
    closed_at      INTEGER,                 -- since when it is closed, as far as we know
    wanted_open    INTEGER,                 -- what was asked for and the vendor has not confirmed, else NULL
    wanted_at      INTEGER,
    reopen_at      INTEGER,                 -- closed by a person until then, else NULL
    problem        TEXT    NOT NULL DEFAULT ''   -- why what was asked for has not been done
) STRICT;

-- Dishes that a person took off sale here; the vendor's list does not say which ones are.
CREATE TABLE off_sale (
    food_id        INTEGER PRIMARY KEY,
    restaurant_id  TEXT    NOT NULL,
    name           TEXT    NOT NULL,
    since          INTEGER NOT NULL,
    until          INTEGER,                 -- NULL: until a person says so
    until_closing  INTEGER NOT NULL DEFAULT 0,   -- 1: when its branch closes, at `until` at the latest
    wanted_on      INTEGER,                 -- 0 or 1: the vendor has not confirmed yet; NULL: it has
    wanted_at      INTEGER NOT NULL,
    problem        TEXT    NOT NULL DEFAULT ''
) STRICT;
