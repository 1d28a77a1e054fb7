"""`dev.py release X.Y.Z`: do version, changelog, translations and git agree? Then it sets the tag.

Standard library alone. Must parse on Python 3.8, as `dev.py` imports it.
"""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

UPDATE_KEY = "resources/update-key.pub"
"""Whoever publishes the program makes it: its other half signs all later versions."""
CHANGELOG = "packaging/CHANGELOG.md"
_SECTION = re.compile(r"^## \[(?P<version>[^\]]+)\] – (?P<date>.+)$", re.MULTILINE)


def version_of(root: Path) -> str:
    """Return the version that `desktop/__init__.py` names, or nothing."""
    text = (root / "desktop" / "__init__.py").read_text("utf-8")
    match = re.search(r'^__version__ = "([^"]+)"$', text, re.MULTILINE)
    return match[1] if match else ""


def changelog_problems(text: str, version: str, today: dt.date) -> list[str]:
    """Return what keeps the changelog from belonging to this version."""
    first = _SECTION.search(text)
    if first is None:
        return [f"{CHANGELOG} has no section like `## [{version}] – {today}`."]
    if first["version"] != version:
        return [f"{CHANGELOG} begins with {first['version']}: put a section for {version} above it."]
    problems = []
    try:
        if dt.date.fromisoformat(first["date"]) > today:
            problems.append(f"{CHANGELOG} dates {version} into the future: {first['date']}.")
    except ValueError:
        problems.append(f"{CHANGELOG} gives {version} no date but «{first['date']}»: write {today}.")
    after = _SECTION.search(text, first.end())
    body = text[first.end() : after.start() if after else len(text)]
    if not re.search(r"^- \S", body, re.MULTILINE):
        problems.append(f"{CHANGELOG} says nothing of what is new in {version}.")
    return problems


def translation_problems(root: Path) -> list[str]:
    """Return the translation files that still have texts to translate."""
    problems = []
    for path in sorted((root / "resources" / "translations").glob("*.po")):
        # an empty text that no further line goes on with; the header is none
        count = len(re.findall(r'^msgstr(?:\[\d\])? ""\n(?!")', path.read_text("utf-8"), re.MULTILINE))
        if count:
            problems.append(f"{path.relative_to(root).as_posix()} has {count} texts that are not translated.")
    return problems


def git_problems(root: Path, version: str) -> list[str]:
    """Return what git says against a release: changes that are not committed, a tag that exists."""
    problems = []
    changed = _git(root, "status", "--porcelain").stdout.split("\n")[:-1]
    if changed:
        problems.append(f"{len(changed)} files are changed and not committed.")
    if _git(root, "rev-parse", "--verify", "--quiet", f"refs/tags/v{version}").returncode == 0:
        problems.append(f"The tag v{version} exists.")
    return problems


def _git(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["git", *arguments], cwd=str(root), capture_output=True, text=True, check=False)


def problems_of(root: Path, version: str, today: dt.date) -> list[str]:
    """Return everything that keeps this tree from being that version."""
    problems = []
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        problems.append(f"{version} is no version like 1.2.3.")
    if version_of(root) != version:
        problems.append(
            f'desktop/__init__.py says {version_of(root) or "nothing"}: write __version__ = "{version}".'
        )
    if not (root / UPDATE_KEY).is_file():
        problems.append(
            f"{UPDATE_KEY} is missing: programs of this version could check no later update. Make a pair once with"
            f" `sign_update.py new-key PRIVATE {UPDATE_KEY}`, keep the private one safe, commit the public one."
        )
    problems += changelog_problems((root / CHANGELOG).read_text("utf-8"), version, today)
    return problems + translation_problems(root) + git_problems(root, version)


def release(root: Path, arguments: Sequence[str]) -> int:
    """Set the tag if all agree, else say what does not."""
    if len(arguments) != 1:
        print("release X.Y.Z", file=sys.stderr)
        return 2
    version = arguments[0].lstrip("v")
    problems = problems_of(root, version, dt.date.today())  # noqa: DTZ011 - the person's own day
    for problem in problems:
        print(f"✗ {problem}")
    if problems:
        return 1
    if _git(root, "tag", "--annotate", f"v{version}", "--message", f"Tezgâh {version}").returncode:
        print("✗ git did not take the tag.")
        return 1
    print(f"✓ all agree; tagged v{version}. Now:")
    print(f"  git push origin v{version}      # the workflow builds and tests the installers of this tag")
    print(
        "  packaging/sign_update.py sign DIST …   # the list that running programs look at; it holds 90 days:"
    )
    print(
        "  packaging/sign_update.py renew DIST    # afresh, before they are over, as long as there is no newer version"
    )
    return 0
