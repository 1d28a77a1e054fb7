"""The server's plans: no statement of every day reads a whole table, whatever the server believes of its size."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from desktop.domain.orders.search import Filter
from desktop.store import FIRST_PAGE
from desktop.sync.jobs.search_index import index_some
from tests.store.made import NOON, index, key_of, receive, saved

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.store.postgres.store import PostgresStore
    from desktop.store.queries.transaction import Transaction
    from tests.shared_store import SharedDatabase

GROWING = ("orders", "outbox", "events", "order_facts", "kitchen_bumps", "print_jobs")


async def work_as_every_day(store: PostgresStore, number: int) -> None:
    """Receive an order, press Accept, send it, read it again as another till does, look for it."""
    key = key_of(number)

    def press(tx: Transaction) -> None:
        tx.board_rows([key])
        tx.enqueue_accept(key, 1, 20, NOON)
        tx.set_muted([key], NOON)
        tx.set_rang([key], NOON)

    def send(tx: Transaction) -> None:
        queued, _in_doubt = tx.to_send()
        for row in queued:
            tx.settle(row.id, "done", "", NOON)
        tx.set_accepted(key, NOON, 20)
        tx.set_status(key, 5, NOON)

    def read_again(tx: Transaction) -> None:
        tx.board_rows([key])
        tx.acknowledgements([key])
        tx.on_board(NOON)
        tx.keys_on_board(NOON)
        tx.doubtful_accepts()
        tx.refused_acknowledgements()
        tx.not_reminded(NOON)
        tx.muted_before(NOON, NOON)
        tx.events(key)
        tx.found(Filter(), FIRST_PAGE, 100)

    await store.write(lambda tx: receive(tx, number))
    await store.write(press)
    await store.write(send)
    await store.read(read_again)
    await index_some(store)


async def plans(store: PostgresStore) -> dict[str, str]:
    """Return the plans that the store's session has kept for its prepared statements."""

    def explain(tx: Transaction) -> dict[str, str]:
        connection = tx.connection
        connection.execute("SELECT set_config('plan_cache_mode', 'force_generic_plan', true)")
        found = {}
        prepared = connection.execute(
            "SELECT name, statement, cardinality(parameter_types) FROM pg_prepared_statements"
        )
        for name, statement, count in prepared.fetchall():
            if re.match(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b", statement):
                values = f"({', '.join(['NULL'] * count)})" if count else ""
                rows = connection.execute(f'EXPLAIN EXECUTE "{name}"{values}').fetchall()
                found[statement] = "\n".join(row[0] for row in rows)
        return found

    return await store.read(explain)


async def test_no_statement_reads_a_whole_table_after_the_tables_grew(
    shared_database: SharedDatabase, tmp_path: Path
) -> None:
    store = await shared_database.open(tmp_path)
    for number in range(8):
        await work_as_every_day(store, number)

    def fill(tx: Transaction) -> None:
        with tx.together():
            for number in range(100, 2_100):
                tx.insert_order(saved(number), NOON, None)
                tx.enqueue_acknowledgement(key_of(number), 1, NOON)
        tx.connection.execute("UPDATE outbox SET state = 'done'")
        tx.connection.execute("UPDATE orders SET status_id = 5")

    await store.write(fill)
    await index(store)
    await work_as_every_day(store, 9)
    kept = await plans(store)
    assert any("json_array_elements_text" in statement for statement in kept)
    whole = re.compile(rf"Seq Scan on ({'|'.join(GROWING)})\b")
    assert {statement: plan for statement, plan in kept.items() if whole.search(plan)} == {}
    await store.close()
