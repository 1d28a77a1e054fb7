"""The project's virtual environment: which Python creates it, whether it is complete, how its programs are started.

Uses only the standard library. Must parse on Python 3.8, so that an old Python can print which version is needed.
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

from system_packages import inform, install_packages

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LOCKS = {
    "run": "packaging/requirements-run.txt",
    "dev": "packaging/requirements-dev.txt",
    "build": "packaging/requirements-build.txt",
    "audit": "packaging/requirements-audit.txt",
}  # dev and build include run
SUPPORTED = ((3, 13), (3, 12), (3, 11))
SET_UP_FORMAT = 1  # increase it when `_set_up` changes
WRONG_PYTHON = """\
Tezgâh için Python 3.11, 3.12 ya da 3.13 gerekir; bu Python {0} ve PATH üzerinde uygun olanı bulunamadı.
Tezgâh needs Python 3.11, 3.12 or 3.13; this is Python {0}, and no suitable one was found on PATH."""

NO_SHARED_PYTHON = """\
Kurulum dosyaları için ortak kitaplığı (libpython) olan Python 3.11, 3.12 ya da 3.13 gerekir; Debian: libpython3.11.
Building installers needs Python 3.11, 3.12 or 3.13 with its shared library (libpython); on Debian: libpython3.11."""


def switch_to_supported_python(root: Path) -> None:
    """Return if this Python is supported; else restart with one that is, or exit with the reason."""
    in_venv = Path(sys.prefix).resolve() == (root / ".venv").resolve()
    if sys.version_info[:2] in SUPPORTED and not in_venv:
        return
    candidates = [[f"python{major}.{minor}"] for major, minor in SUPPORTED]
    if in_venv:  # its own interpreter cannot recreate an environment
        candidates.insert(0, [getattr(sys, "_base_executable", sys.executable)])
    if os.name == "nt":
        candidates += [["py", f"-{major}.{minor}"] for major, minor in SUPPORTED]
    for candidate in candidates:
        found = shutil.which(candidate[0])
        if found and _is_supported([found, *candidate[1:]]):
            replace_process([found, *candidate[1:], *sys.argv])
    sys.exit(WRONG_PYTHON.format(sys.version.split()[0]))


def switch_to_shared_python(root: Path) -> None:
    """Return if this Python can freeze programs; else restart with one that can, or exit with the reason.

    Freezing needs Python as a shared library. The newest supported version is used, from PATH or from pyenv.
    """
    here = Path(sys.executable).resolve()
    for candidate in shared_python_candidates():
        if _is_shared(candidate):
            if Path(candidate).resolve() != here:
                # `-E -s`: ignore settings that were made for another Python
                replace_process([candidate, "-E", "-s", str(root / "packaging" / "dev.py"), *sys.argv[1:]])
            return
    sys.exit(NO_SHARED_PYTHON)


def shared_python_candidates() -> list[str]:
    """Return paths of Pythons that may be able to freeze, newest version first."""
    managed = Path(os.environ.get("PYENV_ROOT", "") or Path.home() / ".pyenv") / "versions"
    name = "python.exe" if os.name == "nt" else "bin/python3"
    candidates = []
    for major, minor in SUPPORTED:
        if sys.version_info[:2] == (major, minor) and sys.prefix == sys.base_prefix:
            candidates.append(sys.executable)
        found = shutil.which(f"python{major}.{minor}")
        candidates += [found] if found else []
        # `glob` ignores an unreadable folder of another person; Path's raises
        for one in sorted(glob.glob(str(managed / f"{major}.{minor}.*")), reverse=True):  # noqa: PTH207
            candidates.append(str(Path(one) / name))
    return candidates


def _is_shared(python: str) -> bool:
    if not _is_supported([python]):
        return False
    if os.name == "nt":  # always shared there
        return True
    code = (
        "import os, sysconfig as s; v = s.get_config_var;"
        "folders = [v('LIBDIR'), os.path.join(v('LIBDIR'), v('MULTIARCH') or '')];"
        "print(any(os.path.exists(os.path.join(f, v('INSTSONAME') or '-')) for f in folders))"
    )
    answer = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False)
    return answer.stdout.strip() == "True"


def _is_supported(command: list[str]) -> bool:
    # Start it: version managers put a `python3.13` on PATH that only reports that it is not installed.
    try:
        answer = subprocess.run(
            [*command, "-c", "import sys; print(*sys.version_info[:2])"],
            capture_output=True, text=True, timeout=30, check=False,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return False
    return answer.stdout.split() in [[str(part) for part in version] for version in SUPPORTED]


def replace_process(command: list[str]) -> NoReturn:
    """Replace this process by `command`, so that exit code and Ctrl-C are its own; Windows waits for it instead."""
    if os.name != "nt":
        os.execv(command[0], command)  # noqa: S606 - no shell is wanted
    with subprocess.Popen(command) as child:
        while True:
            try:
                raise SystemExit(child.wait())
            except KeyboardInterrupt:  # the child received it too and ends by itself
                continue


class Environment:
    """A virtual environment of the project. Stamp files, written last and removed first, record what is complete."""

    def __init__(self, root: Path, folder: str = ".venv", profiles: Sequence[str] = ("run", "dev")) -> None:
        self.root = root
        self.profiles = profiles
        self.folder = root / folder
        self.scripts = self.folder / ("Scripts" if os.name == "nt" else "bin")
        self.python = self.scripts / ("python.exe" if os.name == "nt" else "python")

    def base(self) -> str:
        """Return everything that the environment depends on; when it changes, the environment is created again."""
        return f"{SET_UP_FORMAT} {sys.version_info[0]}.{sys.version_info[1]} {sys.platform} {self.root}"

    def expected_stamp(self, profile: str) -> dict[str, str]:
        """Return the stamp of a complete set-up of this profile ("run", "dev", "build")."""
        return {
            "base": self.base(),
            "lock": hashlib.sha256((self.root / LOCKS[profile]).read_bytes()).hexdigest(),
        }

    def stamp(self, profile: str) -> Path:
        """Return the stamp file of a profile."""
        return self.folder / f"set-up-{profile}.json"

    def recorded(self, profile: str) -> dict[str, str] | None:
        """Return the stamp of the last complete set-up; None if there is none or it is unreadable."""
        try:
            held = json.loads(self.stamp(profile).read_text("utf-8"))
        except (OSError, ValueError):
            return None
        return held if isinstance(held, dict) else None

    def is_ready(self, profile: str) -> bool:
        """Return whether the profile is complete for the present lock file and Python."""
        return self.python.exists() and self.recorded(profile) == self.expected_stamp(profile)

    def can_be_extended(self) -> bool:
        """Return whether a complete environment of this Python exists, so that packages only need to be added."""
        held = [self.recorded(profile) for profile in self.profiles]
        return self.python.exists() and any(
            one is not None and one.get("base") == self.base() for one in held
        )

    def remove_stamps(self) -> None:
        """Remove the stamps, so that an interrupted set-up does not count as complete."""
        for profile in self.profiles:
            with contextlib.suppress(FileNotFoundError):
                self.stamp(profile).unlink()

    def write_stamps(self, profile: str) -> None:
        """Write the stamps of a complete set-up; the dev lock includes the run lock."""
        for done in self.profiles if profile == "dev" else (profile,):
            fresh = self.stamp(done).with_suffix(".new")
            fresh.write_text(json.dumps(self.expected_stamp(done)), "utf-8")
            fresh.replace(self.stamp(done))

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the lock of the set-up; the system releases it however this process ends."""
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
                    inform("Another set-up is running; waiting for it.")
                    fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def ensure(self, profile: str) -> None:
        """Complete the environment; returns at once if nothing changed."""
        if self.is_ready(profile):
            return
        with self.locked():
            if not self.is_ready(profile):  # another process may have completed it
                self._set_up(profile)

    def _set_up(self, profile: str) -> None:
        whole = self.can_be_extended()
        self.remove_stamps()
        if not whole:
            _ensure_ensurepip()
            inform(f"Creating {self.folder.name} with Python " + sys.version.split()[0])
            # `clear`: remove files of an interrupted set-up or of another Python
            _set_up_step([sys.executable, "-m", "venv", "--clear", str(self.folder)])
        # What others get is made without running code of packages that are being installed. A machine for which a package
        # has no wheel can still run and test the program.
        wheels = ("--only-binary", ":all:") if profile in {"build", "audit"} else ()
        inform(f"Installing {LOCKS[profile]} (the first time takes a minute or two)")
        _set_up_step(
            [str(self.python), "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check",
             *wheels, "--require-hashes", "-r", str(self.root / LOCKS[profile])],
        )  # fmt: skip
        self.install_project()
        self.write_stamps(profile)

    def install_project(self) -> None:
        """Make `import desktop` and the command `tezgah` find this folder, without a build tool."""
        where = {"base": str(self.folder), "platbase": str(self.folder)}
        site_packages = Path(sysconfig.get_path("purelib", "venv", where))
        # A relative path is ASCII in any folder; the encoding of .pth files depends on the locale
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
        """Run a program of the environment in the project's folder; returns its exit code."""
        try:
            return subprocess.run(
                [str(self.scripts / program), *arguments], cwd=self.root, check=False
            ).returncode
        except KeyboardInterrupt:
            return 130

    def run_quietly(self, program: str, *arguments: str) -> tuple[int, str]:
        """Run a program like `run`; returns its exit code and both its outputs."""
        ran = subprocess.run(
            [str(self.scripts / program), *arguments],
            cwd=self.root, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        return ran.returncode, ran.stdout.decode("utf-8", "replace")


def _set_up_step(command: list[str]) -> None:
    if subprocess.run(command, stdout=sys.stderr.fileno(), check=False).returncode:
        sys.exit("Set-up failed: " + " ".join(command))


def _ensure_ensurepip() -> None:
    if importlib.util.find_spec("ensurepip") is not None:
        return
    # Debian and Ubuntu have this part of the standard library in a separate package
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    install_packages([package], "Python cannot create virtual environments yet.")
    importlib.invalidate_caches()
    if importlib.util.find_spec("ensurepip") is None:
        sys.exit(
            "Python's module `ensurepip` is missing; install the part of Python that creates virtual environments."
        )
