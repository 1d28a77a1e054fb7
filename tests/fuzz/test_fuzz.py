"""Every border with its corpus, and with a few hostile examples. `dev.py fuzz` takes longer."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.fuzz.examples import hostile
from tests.fuzz.targets import CORPUS, TARGETS, corpus

FEW = 40
VERY_FEW = 8


@pytest.mark.parametrize("name", TARGETS)
def test_a_border_reads_or_refuses_its_corpus(name: str) -> None:
    for file, data in corpus(name):
        try:
            TARGETS[name].run(data)
        except Exception as error:
            error.add_note(f"tests/fuzz/corpus/{name}/{file}")
            raise


@pytest.mark.parametrize("name", TARGETS)
def test_a_border_reads_or_refuses_hostile_bytes(name: str) -> None:
    target = TARGETS[name]
    seeds = [data for _, data in corpus(name)]

    @settings(
        max_examples=VERY_FEW if target.slow else FEW,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(hostile(seeds, target.tokens))
    def run(data: bytes) -> None:
        target.run(data)

    run()


def test_each_border_has_a_corpus_of_small_files() -> None:
    assert {path.name for path in CORPUS.iterdir()} == set(TARGETS)
    sizes = [path.stat().st_size for path in CORPUS.rglob("*") if path.is_file()]
    assert max(sizes) <= 10_000
    assert sum(sizes) <= 200_000


def test_a_bug_would_be_found() -> None:
    found = []

    @settings(max_examples=200, database=None, suppress_health_check=list(HealthCheck))
    @given(hostile([b'{"status": true}'], (b"\\ud800",)), st.just(None))
    def run(data: bytes, _nothing: None) -> None:
        if b"\\ud800" in data:
            found.append(data)

    run()
    assert found
