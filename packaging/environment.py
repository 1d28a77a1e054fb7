"""The project's virtual environment: which Python makes it, when it is finished, how programs in it are started.

Standard library alone. Must parse on Python 3.8, to say there which Python is needed.
"""

from __future__ import annotations

import contextlib
import glob
import hashlib
import importlib.util
import json
import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from system_packages import install_packages, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LOCKS = {
    "run": "packaging/requirements-run.txt",
    "dev": "packaging/requirements-dev.txt",
    "build": "packaging/requirements-build.txt",
}  # dev and build hold run too
SUPPORTED = ((3, 13), (3, 12), (3, 11))
SET_UP_FORMAT = 1  # raise it when `_set_up` makes something else of the same lock
WRONG_PYTHON = """\
Tezgâh için Python 3.11, 3.12 ya da 3.13 gerekir; bu Python {0} ve PATH üzerinde uygun olanı bulunamadı.
Tezgâh needs Python 3.11, 3.12 or 3.13; this is Python {0}, and no suitable one was found on PATH."""

NO_SHARED_PYTHON = """\
Kurulum dosyaları için ortak kitaplığı (libpython) olan Python 3.11, 3.12 ya da 3.13 gerekir; Debian: libpython3.11.
Building installers needs Python 3.11, 3.12 or 3.13 with its shared library (libpython); on Debian: libpython3.11."""


def go_on_with_a_usable_python(root: Path) -> None:
    """Return if this Python will do, else start over with one that does, or say what is missing and end."""
    in_venv = Path(sys.prefix).resolve() == (root / ".venv").resolve()
    if sys.version_info[:2] in SUPPORTED and not in_venv:
        return
    candidates = [[f"python{major}.{minor}"] for major, minor in SUPPORTED]
    if in_venv:  # an environment cannot be emptied by its own interpreter
        candidates.insert(0, [getattr(sys, "_base_executable", sys.executable)])
    if os.name == "nt":
        candidates += [["py", f"-{major}.{minor}"] for major, minor in SUPPORTED]
    for candidate in candidates:
        found = shutil.which(candidate[0])
        if found and _starts_as_supported([found, *candidate[1:]]):
            replace_process([found, *candidate[1:], *sys.argv])
    sys.exit(WRONG_PYTHON.format(sys.version.split()[0]))


def go_on_with_a_shared_python(root: Path) -> None:
    """Return if this Python can freeze programs, else start over with one that can, or say what is missing and end.

    Freezing needs Python as a shared library. The newest that is supported is taken, from PATH or from where version
    managers keep theirs.
    """
    here = Path(sys.executable).resolve()
    for candidate in shared_python_candidates():
        if _is_shared(candidate):
            if Path(candidate).resolve() != here:
                # `-E -s`: what the person set for their own Python is not for this one
                replace_process([candidate, "-E", "-s", str(root / "packaging" / "dev.py"), *sys.argv[1:]])
            return
    sys.exit(NO_SHARED_PYTHON)


def shared_python_candidates() -> list[str]:
    """Return Pythons that may be able to freeze, newest version first."""
    managed = Path(os.environ.get("PYENV_ROOT", "") or Path.home() / ".pyenv") / "versions"
    name = "python.exe" if os.name == "nt" else "bin/python3"
    candidates = []
    for major, minor in SUPPORTED:
        if sys.version_info[:2] == (major, minor) and sys.prefix == sys.base_prefix:
            candidates.append(sys.executable)
        found = shutil.which(f"python{major}.{minor}")
        candidates += [found] if found else []
        # `glob`, and not Path's: a folder that may not be read, another person's, is as good as none
        for one in sorted(glob.glob(str(managed / f"{major}.{minor}.*")), reverse=True):  # noqa: PTH207
            candidates.append(str(Path(one) / name))
    return candidates


def _is_shared(python: str) -> bool:
    if not _starts_as_supported([python]):
        return False
    if os.name == "nt":  # its Python always is
        return True
    code = (
        "import os, sysconfig as s; v = s.get_config_var;"
        "folders = [v('LIBDIR'), os.path.join(v('LIBDIR'), v('MULTIARCH') or '')];"
        "print(any(os.path.exists(os.path.join(f, v('INSTSONAME') or '-')) for f in folders))"
    )
    answer = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False)
    return answer.stdout.strip() == "True"


def _starts_as_supported(command: list[str]) -> bool:
    # Asked rather than believed: version managers put a `python3.13` on PATH that only says it is not installed.
    try:
        answer = subprocess.run(
            [*command, "-c", "import sys; print(*sys.version_info[:2])"],
            capture_output=True, text=True, timeout=30, check=False,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return False
    return answer.stdout.split() in [[str(part) for part in version] for version in SUPPORTED]


def replace_process(command: list[str]) -> NoReturn:
    """Become `command`, so that its exit code and Ctrl-C are its own; Windows can only wait for it."""
    if os.name != "nt":
        os.execv(command[0], command)  # noqa: S606 - no shell is wanted
    with subprocess.Popen(command) as child:
        while True:
            try:
                raise SystemExit(child.wait())
            except KeyboardInterrupt:  # the child got it too and ends by itself
                continue


class Environment:
    """A virtual environment of the project: stamps, written last and removed first, tell what is finished in it."""

    def __init__(self, root: Path, folder: str = ".venv", profiles: Sequence[str] = ("run", "dev")) -> None:
        self.root = root
        self.profiles = profiles
        self.folder = root / folder
        self.scripts = self.folder / ("Scripts" if os.name == "nt" else "bin")
        self.python = self.scripts / ("python.exe" if os.name == "nt" else "python")

    def base(self) -> str:
        """Name what the whole environment depends on: with another one it is made anew."""
        return f"{SET_UP_FORMAT} {sys.version_info[0]}.{sys.version_info[1]} {sys.platform} {self.root}"

    def wanted(self, profile: str) -> dict[str, str]:
        """Return what the stamp of a finished set-up of this profile ("run" or "dev") would hold now."""
        return {
            "base": self.base(),
            "lock": hashlib.sha256((self.root / LOCKS[profile]).read_bytes()).hexdigest(),
        }

    def stamp(self, profile: str) -> Path:
        """Return the file that tells that a set-up of the profile was finished."""
        return self.folder / f"set-up-{profile}.json"

    def recorded(self, profile: str) -> dict[str, str] | None:
        """Return what the last finished set-up wrote, or None if there was none or it cannot be read."""
        try:
            held = json.loads(self.stamp(profile).read_text("utf-8"))
        except (OSError, ValueError):
            return None
        return held if isinstance(held, dict) else None

    def is_ready(self, profile: str) -> bool:
        """Tell whether the profile stands as the present lock and Python want it."""
        return self.python.exists() and self.recorded(profile) == self.wanted(profile)

    def is_whole(self) -> bool:
        """Tell whether a finished environment of this Python stands here, so that it is enough to add to it."""
        held = [self.recorded(profile) for profile in self.profiles]
        return self.python.exists() and any(
            one is not None and one.get("base") == self.base() for one in held
        )

    def begin(self) -> None:
        """Remove the stamps: what follows may be interrupted, and then nothing here counts as finished."""
        for profile in self.profiles:
            with contextlib.suppress(FileNotFoundError):
                self.stamp(profile).unlink()

    def finish(self, profile: str) -> None:
        """Write the stamps of what now stands; the dev lock holds all of the run lock."""
        for done in self.profiles if profile == "dev" else (profile,):
            fresh = self.stamp(done).with_suffix(".new")
            fresh.write_text(json.dumps(self.wanted(done)), "utf-8")
            fresh.replace(self.stamp(done))

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the set-up's lock; the system frees it however this process ends."""
        with self.folder.with_name(self.folder.name + ".lock").open("a+b") as file:
            if sys.platform == "win32":
                import msvcrt

                while True:
                    with contextlib.suppress(OSError):  # gives up after ten seconds
                        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
                        break
            else:
                import fcntl

                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except OSError:
                    say("Another set-up is under way; waiting for it.")
                    fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def ensure(self, profile: str) -> None:
        """Make the environment ready, which is instant when nothing changed."""
        if self.is_ready(profile):
            return
        with self.alone():
            if not self.is_ready(profile):  # another process may have done it meanwhile
                self._set_up(profile)

    def _set_up(self, profile: str) -> None:
        whole = self.is_whole()
        self.begin()
        if not whole:
            _need_ensurepip()
            say(f"Making {self.folder.name} with Python " + sys.version.split()[0])
            # `clear`: what an interrupted set-up or another Python left is not to be trusted
            _set_up_step([sys.executable, "-m", "venv", "--clear", str(self.folder)])
        say(f"Installing {LOCKS[profile]} (the first time takes a minute or two)")
        _set_up_step(
            [str(self.python), "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check",
             "--require-hashes", "-r", str(self.root / LOCKS[profile])],
        )  # fmt: skip
        self.install_project()
        self.finish(profile)

    def install_project(self) -> None:
        """Let `import desktop` and the command `tezgah` reach this folder; no build tool is needed for that."""
        where = {"base": str(self.folder), "platbase": str(self.folder)}
        site_packages = Path(sysconfig.get_path("purelib", "venv", where))
        # Relative, hence ASCII whatever the folders above are called: the encoding of .pth files depends on the locale
        (site_packages / "tezgah.pth").write_text(os.path.relpath(self.root, site_packages) + "\n", "ascii")
        if os.name == "nt":
            (self.scripts / "tezgah.cmd").write_text('@"%~dp0python.exe" -P -m desktop %*\r\n', "ascii")
        else:
            script = self.scripts / "tezgah"
            script.write_text(
                f'#!/bin/sh\nexec {shlex.quote(str(self.python))} -P -m desktop "$@"\n', "utf-8"
            )
            script.chmod(0o755)

    def run(self, program: str, *arguments: str) -> int:
        """Run a program of the environment in the project's folder and return its exit code."""
        try:
            return subprocess.run(
                [str(self.scripts / program), *arguments], cwd=self.root, check=False
            ).returncode
        except KeyboardInterrupt:
            return 130


def _set_up_step(command: list[str]) -> None:
    if subprocess.run(command, stdout=sys.stderr.fileno(), check=False).returncode:
        sys.exit("Set-up failed: " + " ".join(command))


def _need_ensurepip() -> None:
    if importlib.util.find_spec("ensurepip") is not None:
        return
    # Debian and Ubuntu leave this part of the standard library to a package of its own
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    install_packages([package], "Python cannot make virtual environments yet.")
    importlib.invalidate_caches()
    if importlib.util.find_spec("ensurepip") is None:
        sys.exit(
            "Python's module `ensurepip` is missing; install the part of Python that makes virtual environments."
        )
