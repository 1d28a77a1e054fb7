-- Tickets to print, each once. Times are milliseconds since 1970-01-01 UTC.

-- It refers to no order: where a damaged file loses one, its ticket is not printed again unmarked.
CREATE TABLE print_jobs (
    id           INTEGER PRIMARY KEY,
    payment_key  TEXT    NOT NULL,                 -- '' for a ticket that is about no order
    ticket       TEXT    NOT NULL,
    moment       TEXT    NOT NULL,
    version      INTEGER NOT NULL,                 -- tells two events of one kind apart
    printer_id   TEXT    NOT NULL,
    copy         INTEGER NOT NULL,
    sent_to      TEXT    NOT NULL,                 -- another printer where a stand-in took over
    state        TEXT    NOT NULL CHECK (state IN
        ('queued', 'sending', 'printed', 'handed_over', 'not_begun', 'unknown', 'expired', 'cancelled')),
    print_number INTEGER NOT NULL DEFAULT 1,
    attempts     INTEGER NOT NULL DEFAULT 0,
    problem      TEXT    NOT NULL DEFAULT '',
    detail       TEXT    NOT NULL DEFAULT '',      -- may hold personal data; emptied with the order's
    broken       INTEGER NOT NULL DEFAULT 0,       -- it ended in the middle: the printer may wait for the rest of it
    claimed_by   TEXT,                             -- the till that prints it, where there are several
    created_at   INTEGER NOT NULL,
    started_at   INTEGER,
    ended_at     INTEGER,
    answered_at  INTEGER
) STRICT;

-- A repeat, a restart, a retry or an answer that comes twice never makes a second job.
CREATE UNIQUE INDEX print_jobs_once ON print_jobs (payment_key, ticket, moment, version, printer_id, copy);
CREATE INDEX print_jobs_waiting ON print_jobs (sent_to, id) WHERE state IN ('queued', 'not_begun', 'sending');
CREATE INDEX print_jobs_asking ON print_jobs (id) WHERE state IN ('unknown', 'expired') AND answered_at IS NULL;
CREATE INDEX print_jobs_started ON print_jobs (sent_to, started_at) WHERE started_at IS NOT NULL;
