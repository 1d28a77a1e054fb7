"""One SQL text for two engines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop.store.postgres.translation import InsertedRows, inserted_rows, translated

if TYPE_CHECKING:
    from tests.shared_store import SharedDatabase


TEXTS = (
    "(SELECT ordinality - 1 AS key, value FROM json_array_elements_text(CAST(%(a)s AS json))"
    " WITH ORDINALITY AS each_value (value, ordinality))"
)
ARRAYS = TEXTS.replace("_text(", "(")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("SELECT a FROM b WHERE c = :d AND e = :d_2", "SELECT a FROM b WHERE c = %(d)s AND e = %(d_2)s"),
        ("SELECT ':no', 'it''s :no', '%', :a % 2", "SELECT ':no', 'it''s :no', '%%', %(a)s %% 2"),
        ("SELECT rowid, o.rowid, 'rowid', rowids", "SELECT place, o.place, 'rowid', rowids"),
        ("SELECT a::bigint -- :no %\n, :b", "SELECT a::bigint -- :no %%\n, %(b)s"),
        (
            "FROM json_each(:a) r WHERE json_extract(value, '$[2]') = 'x'",
            f"FROM {ARRAYS} r WHERE (value ->> 2) = 'x'",
        ),
        ("IN (FROM json_each(:a))", f"IN (FROM {TEXTS} AS each)"),
    ],
)
def test_sqlites_words_become_postgresqls(given: str, expected: str) -> None:
    assert translated(given) == expected


def test_a_list_keeps_its_order_and_its_signs(shared_database: SharedDatabase) -> None:
    statement = translated("SELECT g.key, g.value FROM json_each(:given) g ORDER BY g.key DESC")
    with shared_database.made.connect() as connection:
        rows = connection.execute(statement, {"given": '["b", "a\'%:x", "\\u0131"]'}).fetchall()
    assert rows == [(2, "ı"), (1, "a'%:x"), (0, "b")]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (
            "INSERT INTO orders (rowid, number, raw) VALUES (:rowid, 'x', :text)",
            InsertedRows(
                "INSERT INTO orders (place, number, raw) SELECT r.place, 'x', r.raw"
                " FROM json_populate_recordset(CAST(NULL AS orders), CAST(%(rows)s AS json)) r",
                {"place": "rowid", "raw": "text"},
                (),
            ),
        ),
        (
            "INSERT INTO a (b, c) VALUES (:b, :d) ON CONFLICT (b) WHERE b = 'x' DO UPDATE SET c = excluded.c",
            InsertedRows(
                "INSERT INTO a (b, c) SELECT r.b, r.c FROM json_populate_recordset(CAST(NULL AS a), CAST(%(rows)s AS json)) r"
                " ON CONFLICT (b) WHERE b = 'x' DO UPDATE SET c = excluded.c",
                {"b": "b", "c": "d"},
                ("b",),
            ),
        ),
        ("INSERT INTO a (b) VALUES (:b) ON CONFLICT (b) DO UPDATE SET b = :c", None),
        ("INSERT INTO a (b) VALUES (:b) RETURNING b", None),
        ("INSERT INTO a (b) VALUES (lower(:b))", None),
        ("INSERT INTO a (b) VALUES (:b + 1)", None),
        ("INSERT INTO a (b) SELECT :b FROM c", None),
        ("UPDATE a SET b = :b", None),
    ],
)
def test_many_rows_are_one_statement(given: str, expected: InsertedRows | None) -> None:
    assert inserted_rows(given) == expected
