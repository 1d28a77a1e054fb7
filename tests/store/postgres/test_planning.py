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


async def fill(store: PostgresStore, count: int = 2_000) -> None:
    def fill(tx: Transaction) -> None:
        with tx.together():
            for number in range(100, 100 + count):
                tx.insert_order(saved(number, restaurant_id=key_of(number % 50)), NOON, None)
                tx.enqueue_acknowledgement(key_of(number), 1, NOON)
        tx.connection.execute("UPDATE outbox SET state = 'done'")
        tx.connection.execute("UPDATE orders SET status_id = 5")

    await store.write(fill)
    await index(store)


async def test_no_statement_reads_a_whole_table_after_the_tables_grew(
    shared_database: SharedDatabase, tmp_path: Path
) -> None:
    store = await shared_database.open(tmp_path)
    for number in range(8):
        await work_as_every_day(store, number)

    await fill(store)
    await work_as_every_day(store, 9)
    kept = await plans(store)
    assert any("json_array_elements_text" in statement for statement in kept)
    whole = re.compile(rf"Seq Scan on ({'|'.join(GROWING)})\b")
    assert {statement: plan for statement, plan in kept.items() if whole.search(plan)} == {}
    await store.close()


async def plan_of_search(store: PostgresStore, wanted: Filter, values: str) -> str:
    """Return the plan with which a filter is looked for that was used before."""
    for _ in range(8):
        await store.read(lambda tx: tx.found(wanted, FIRST_PAGE, 100))

    def explain(tx: Transaction) -> str:
        tx.found(wanted, FIRST_PAGE, 100)
        ((name,),) = tx.connection.execute(
            "SELECT name FROM pg_prepared_statements WHERE statement LIKE '%order_facts f WHERE f.%'"
        ).fetchall()
        rows = tx.connection.execute(f'EXPLAIN EXECUTE "{name}" ({values})').fetchall()
        return "\n".join(row[0] for row in rows)

    return await store.read(explain)


async def test_rare_words_are_looked_up_and_frequent_ones_found_on_the_way(
    shared_database: SharedDatabase, tmp_path: Path
) -> None:
    store = await shared_database.open(tmp_path)
    await fill(store)
    shared_database.execute("ANALYZE order_facts")
    rare = await plan_of_search(store, Filter(text="zzz"), "'zzz:*', 99999999, 100")
    assert "Bitmap Index Scan on order_facts_words" in rare
    await store.close()
    store = await shared_database.open(tmp_path)
    frequent = await plan_of_search(store, Filter(text="isk"), "'isk:*', 99999999, 100")
    assert "Index Scan Backward using order_facts_pkey" in frequent
    await store.close()


async def test_the_orders_of_one_branch_are_looked_up(
    shared_database: SharedDatabase, tmp_path: Path
) -> None:
    store = await shared_database.open(tmp_path)
    await fill(store)
    shared_database.execute("ANALYZE order_facts")
    plan = await plan_of_search(store, Filter(restaurant_id=key_of(7)), f"'{key_of(7)}', 99999999, 100")
    assert "order_facts_of_branch" in plan
    await store.close()
