"""Hosted workflows: what runs there is fixed, and may do little."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

WORKFLOWS = sorted((Path(__file__).resolve().parents[2] / ".github" / "workflows").glob("*.yml"))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_actions_are_fixed_by_commit(path: Path) -> None:
    """Somebody else may move a tag."""
    used = re.findall(r"uses: *(.+)", path.read_text("utf-8"))
    assert used
    for action in used:
        assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_may_only_read(path: Path) -> None:
    text = path.read_text("utf-8")
    assert "\npermissions:\n  contents: read\n\n" in text
    assert len(re.findall(r"^ *permissions:", text, re.MULTILINE)) == 1
    assert "pull_request_target" not in text
    assert text.count("actions/checkout@") == text.count("persist-credentials: false")


def test_a_release_is_checked_for_known_flaws() -> None:
    text = next(path for path in WORKFLOWS if path.stem == "installers").read_text("utf-8")
    assert text.index("dev.py audit") < text.index("dev.py build")
