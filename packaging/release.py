"""`dev.py release X.Y.Z`: checks that version, changelog, translations and git agree, then sets the tag.

Uses only the standard library. Must parse on Python 3.8, because `dev.py` imports it.
"""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from audit import AuditResult

UPDATE_KEY = "resources/update-key.pub"
"""Public half of the publisher's key; the private half signs the lists of later versions."""
CHANGELOG = "packaging/CHANGELOG.md"
_SECTION = re.compile(r"^## \[(?P<version>[^\]]+)\] – (?P<date>.+)$", re.MULTILINE)


def version_of(root: Path) -> str:
    """Return the version in `desktop/__init__.py`, "" without one."""
    text = (root / "desktop" / "__init__.py").read_text("utf-8")
    match = re.search(r'^__version__ = "([^"]+)"$', text, re.MULTILINE)
    return match[1] if match else ""


def changelog_problems(text: str, version: str, today: dt.date) -> list[str]:
    """Return the reasons why the changelog does not describe this version."""
    first = _SECTION.search(text)
    if first is None:
        return [f"{CHANGELOG} has no section like `## [{version}] – {today}`."]
    if first["version"] != version:
        return [f"{CHANGELOG} begins with {first['version']}: add a section for {version} above it."]
    problems = []
    try:
        if dt.date.fromisoformat(first["date"]) > today:
            problems.append(f"{CHANGELOG} has a date in the future for {version}: {first['date']}.")
    except ValueError:
        problems.append(f"{CHANGELOG} has no date for {version} but «{first['date']}»: write {today}.")
    after = _SECTION.search(text, first.end())
    body = text[first.end() : after.start() if after else len(text)]
    if not re.search(r"^- \S", body, re.MULTILINE):
        problems.append(f"{CHANGELOG} lists no changes for {version}.")
    return problems


def translation_problems(root: Path) -> list[str]:
    """Return a line for each translation file with untranslated texts."""
    problems = []
    for path in sorted((root / "resources" / "translations").glob("*.po")):
        # an empty text without a second line; the header has one
        count = len(re.findall(r'^msgstr(?:\[\d\])? ""\n(?!")', path.read_text("utf-8"), re.MULTILINE))
        if count:
            problems.append(f"{path.relative_to(root).as_posix()} has {count} untranslated texts.")
    return problems


def git_problems(root: Path, version: str) -> list[str]:
    """Return the reasons from git: uncommitted changes, an existing tag."""
    problems = []
    changed = _git(root, "status", "--porcelain").stdout.split("\n")[:-1]
    if changed:
        problems.append(f"{len(changed)} files have uncommitted changes.")
    if _git(root, "rev-parse", "--verify", "--quiet", f"refs/tags/v{version}").returncode == 0:
        problems.append(f"The tag v{version} exists already.")
    return problems


def _git(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["git", *arguments], cwd=str(root), capture_output=True, text=True, check=False)


def problems_of(root: Path, version: str, today: dt.date) -> list[str]:
    """Return all reasons why this tree cannot be released as that version."""
    problems = []
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        problems.append(f"{version} is not a version like 1.2.3.")
    if version_of(root) != version:
        problems.append(
            f'desktop/__init__.py says {version_of(root) or "nothing"}: write __version__ = "{version}".'
        )
    if not (root / UPDATE_KEY).is_file():
        problems.append(
            f"{UPDATE_KEY} is missing: programs of this version could not check later updates. Create a pair once with"
            f" `sign_update.py new-key PRIVATE {UPDATE_KEY}`, keep the private key safe, commit the public key."
        )
    problems += changelog_problems((root / CHANGELOG).read_text("utf-8"), version, today)
    return problems + translation_problems(root) + git_problems(root, version)


def audit_problems(result: AuditResult, *, unaudited: bool) -> list[str]:
    """Return the reasons from the check for known flaws; `unaudited`: a person releases although it was impossible."""
    problems = [f"known flaw: {line}." for line in result.flaws]
    if result.unknown and not unaudited:
        problems += [f"not checked for known flaws: {line}." for line in result.unknown]
        problems.append("Try again with a network, or answer for it yourself: release X.Y.Z --unaudited.")
    return problems


def release(root: Path, arguments: Sequence[str], audit: Callable[[Path], AuditResult]) -> int:
    """Set the tag, or print the reasons against it; returns the exit code.

    Args:
        root: of the sources.
        arguments: the version, and `--unaudited`.
        audit: asks whether a locked package has a known flaw.
    """
    given = [argument for argument in arguments if argument != "--unaudited"]
    if len(given) != 1:
        print("release X.Y.Z [--unaudited]", file=sys.stderr)
        return 2
    version = given[0].lstrip("v")
    problems = problems_of(root, version, dt.date.today())  # noqa: DTZ011 - the person's own day
    if not problems:  # it takes a minute
        problems = audit_problems(audit(root), unaudited="--unaudited" in arguments)
    for problem in problems:
        print(f"✗ {problem}")
    if problems:
        return 1
    if _git(root, "tag", "--annotate", f"v{version}", "--message", f"Tezgâh {version}").returncode:
        print("✗ git did not set the tag.")
        return 1
    print(f"✓ tagged v{version}. Now:")
    print(f"  git push origin v{version}      # the workflow builds and tests the installers")
    print(
        "  packaging/sign_update.py sign DIST …   # the list that running programs read; it is valid for 90 days"
    )
    print(
        "  packaging/sign_update.py renew DIST    # before the 90 days are over, while there is no newer version"
    )
    return 0
