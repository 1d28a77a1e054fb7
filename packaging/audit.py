"""`dev.py audit`: asks whether a locked package has a known flaw, with pip-audit in an environment of its own.

Uses only the standard library. Must parse on Python 3.8, because `dev.py` imports it. pip-audit says "no known
vulnerabilities" also where it could ask nobody, so each package must have an answer.
"""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

from environment import LOCKS, Environment

if TYPE_CHECKING:
    from pathlib import Path

EXIT_FLAWED = 1
EXIT_UNKNOWN = 2
ACCEPTED: dict[str, str] = {}
"""Flaws that do not concern this program: id to the reason, with its day."""
CHECKED = ("run", "build", "dev", "audit")


class AuditResult:
    """The answers about the locked packages."""

    def __init__(self) -> None:
        self.flaws: list[str] = []
        """A line for each known flaw."""
        self.unknown: list[str] = []
        """A line for each lock that could not be checked."""

    def read(self, lock: str, answer: str) -> None:
        """Take pip-audit's JSON about one lock.

        Args:
            lock: name of the file.
            answer: what pip-audit printed; anything else than its JSON counts as no answer.
        """
        try:
            dependencies = json.loads(answer)["dependencies"]
            skipped = [one["name"] for one in dependencies if "skip_reason" in one]
            found = [
                (one["name"], one["version"], flaw) for one in dependencies for flaw in one.get("vulns", ())
            ]
            for name, version, flaw in found:
                if not {flaw["id"], *flaw.get("aliases", ())} & set(ACCEPTED):
                    mended = ", ".join(flaw.get("fix_versions", ())) or "no version"
                    self.flaws.append(f"{lock}: {name} {version} has {flaw['id']}, mended in {mended}")
        except (ValueError, KeyError, TypeError):
            self.unknown.append(f"{lock}: pip-audit gave no answer")
            return
        if skipped or not dependencies:
            self.unknown.append(
                f"{lock}: nothing is known about {len(skipped)} of {len(dependencies)} packages"
            )

    def exit_code(self) -> int:
        """Return 0 where every package was checked and none has a flaw."""
        return EXIT_FLAWED if self.flaws else EXIT_UNKNOWN if self.unknown else 0

    def tell(self) -> None:
        """Print it for a person."""
        for line in self.flaws:
            print(f"✗ {line}")
        for line in self.unknown:
            print(f"⚠ not checked: {line}")
        if not self.flaws and not self.unknown:
            print("✓ no known flaw in a locked package")


def audit(root: Path) -> AuditResult:
    """Check all lock files; needs the network."""
    result = AuditResult()
    environment = Environment(root, ".audit-venv", ("audit",))
    try:
        environment.ensure("audit")
    except SystemExit as error:
        result.unknown.append(f"pip-audit could not be installed: {error}")
        return result
    for profile in CHECKED:
        command = [
            str(environment.scripts / "pip-audit"), "--require-hashes", "--disable-pip", "--format=json",
            "--progress-spinner=off", "--timeout=30", "-r", LOCKS[profile],
        ]  # fmt: skip
        answer = subprocess.run(
            command, cwd=str(root), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False
        )
        result.read(LOCKS[profile], answer.stdout.decode(errors="replace"))
    return result
