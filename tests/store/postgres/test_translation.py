"""One SQL text for two engines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop.store.postgres.translation import translated

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
