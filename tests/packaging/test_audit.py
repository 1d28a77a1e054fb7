"""Known flaws of the locked packages: every package must have an answer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import audit

if TYPE_CHECKING:
    from collections.abc import Mapping

GOOD = {"name": "h11", "version": "0.16.0", "vulns": []}
FLAW = {"id": "PYSEC-1", "aliases": ["CVE-1"], "fix_versions": ["0.17"]}


def result_of(*dependencies: Mapping[str, object]) -> audit.AuditResult:
    result = audit.AuditResult()
    result.read("lock", json.dumps({"dependencies": dependencies}))
    return result


def test_packages_without_a_flaw_are_clean(capsys: pytest.CaptureFixture[str]) -> None:
    result = result_of(GOOD)
    assert (result.exit_code(), result.flaws, result.unknown) == (0, [], [])
    result.tell()
    assert "no known flaw" in capsys.readouterr().out


def test_a_flaw_is_named_with_the_version_that_mends_it(capsys: pytest.CaptureFixture[str]) -> None:
    result = result_of(GOOD, {**GOOD, "vulns": [FLAW]})
    assert result.exit_code() == audit.EXIT_FLAWED
    result.tell()
    assert "h11 0.16.0 has PYSEC-1, mended in 0.17" in capsys.readouterr().out


def test_an_accepted_flaw_is_known_by_any_of_its_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "ACCEPTED", {"CVE-1": "2026-11-30: not used"})
    assert result_of({**GOOD, "vulns": [FLAW]}).exit_code() == 0


def test_a_package_that_nobody_was_asked_about_is_not_clean() -> None:
    """pip-audit ends with 0 then, and says that there are no known vulnerabilities."""
    result = result_of(GOOD, {"name": "anyio", "skip_reason": "Dependency not found on PyPI"})
    assert result.exit_code() == audit.EXIT_UNKNOWN
    assert "1 of 2 packages" in result.unknown[0]


@pytest.mark.parametrize(
    "answer", ["", "Traceback", "[]", "{}", '{"dependencies": []}', '{"dependencies": [1]}']
)
def test_no_answer_is_not_clean(answer: str) -> None:
    result = audit.AuditResult()
    result.read("lock", answer)
    assert result.exit_code() == audit.EXIT_UNKNOWN
