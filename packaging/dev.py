#!/usr/bin/env python3
"""Runs, tests and builds Tezgâh. Uses only the standard library.

Starts the program and the tools in a virtual environment, which `environment.py` creates when needed. The file must
parse on Python 3.8, so that an old Python can print which version is needed.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from audit import audit
from environment import (
    LOCKS,
    Environment,
    replace_process,
    switch_to_shared_python,
    switch_to_supported_python,
)
from release import release
from system_packages import ensure_programs, ensure_qt, inform, install_packages

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parent.parent
CATALOGUES = "packaging/catalogues.py"
LINTERS = (
    ("ruff check", ["ruff", "check"]),
    ("ruff format", ["ruff", "format", "--check"]),
    ("mypy", ["mypy", "--platform=linux"]),
    # Code of the other system is unreachable on purpose. A cache of its own: one cache would be rebuilt each time.
    (
        "mypy for Windows",
        ["mypy", "--platform=win32", "--no-warn-unreachable", "--cache-dir=.mypy_cache/win32"],
    ),
    ("import-linter", ["lint-imports", "--no-logo"]),
)
# Debian package -> a program of it
TEST_PROGRAMS = {
    "xvfb": "Xvfb",
    "xdotool": "xdotool",
    "gnome-keyring": "gnome-keyring-daemon",
    "dbus": "dbus-run-session",
    "nsis": "makensis",
    "pulseaudio": "pulseaudio",
    "desktop-file-utils": "desktop-file-validate",
    "postgresql": "pg_ctlcluster",  # the tests start clusters of their own; `initdb` itself is not on PATH
}
"""Programs that tests start."""
_PROCESSORS = os.cpu_count() or 1
PARALLEL = ("-n", str(min(4, _PROCESSORS + (_PROCESSORS + 1) // 2)), "--dist", "worksteal")
"""One and a half test processes for each processor: a test waits a third of its time."""
QUICK_LEAVES_OUT = {
    "tests/cli": "starts a process for most tests",
    "tests/faults": "kills processes, fills disks, cuts networks",
    "tests/stories": "runs the whole program",
    "tests/simulator": "tests the simulator, not the program",
    "tests/ui/views": "opens every view in two languages and several sizes",
    "tests/alerts/test_device.py": "starts a sound server",
    "tests/system/files/test_log_corpus.py": "runs the program over a collection of errors",
    "tests/ui/window/test_sizes.py": "starts the program on small and scaled screens",
    "tests/domain/orders/reading/test_json_split.py": "reads hostile lists of many megabytes",
}
"""Paths that `test --quick` does not run, and why each takes long."""
QUICK_STILL_RUNS = ("tests/ui/views/test_translations.py", "tests/stories/test_counter_stories.py")
"""Parts of those that `test --quick` runs all the same: texts change often; a few stories cover every layer."""
QUICK = (
    "--hypothesis-profile=quick",
    *("--ignore=" + path for path in QUICK_LEAVES_OUT),
    "tests",
    *QUICK_STILL_RUNS,
)
BUILD_PROGRAMS = {"binutils": "objdump", "rpm": "rpm", "xvfb": "Xvfb", "xdotool": "xdotool"}
"""Programs that the build and its smoke test start."""
TRY_PROGRAMS = {**BUILD_PROGRAMS, "debootstrap": "debootstrap"}
"""Programs that `build --try` starts."""
TERMINAL_OPTIONS = ("--headless", "--help", "-h", "--version")
TERMINAL_COMMANDS = (
    "connect", "database", "doctor", "export", "print", "printers", "report", "settings", "status", "support",
)  # fmt: skip
"""Commands of the program that open no window."""
NO_DISPLAY = """\
Ekran bulunamadı, pencere açılamıyor. Ekransız: `run --headless`. Sanal ekranla: `xvfb-run -a python3 packaging/dev.py run`.
There is no display to open the window on. Without one: `run --headless`. On a virtual one:
`xvfb-run -a python3 packaging/dev.py run` (Debian: apt-get install xvfb)."""


def needs_display(arguments: Sequence[str]) -> bool:
    """Return whether `run` with these arguments opens a window."""
    listing = re.search(r"(^| )--demo[= ]list( |$)", " ".join(arguments))
    return not {*TERMINAL_COMMANDS, *TERMINAL_OPTIONS}.intersection(arguments) and not listing


def has_display(environ: dict[str, str]) -> bool:
    """Return whether a window can be opened; only Linux starts programs without a display."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not sys.platform.startswith("linux") or any(environ.get(name) for name in names)


def compile_translations(environment: Environment) -> int:
    """Compile the .po files that changed to .mo files."""
    return environment.run("python", CATALOGUES, "compile")


def lint(environment: Environment) -> int:
    """Run all linters at the same time, as far as there are processors, even if one fails."""
    failed = []
    with ThreadPoolExecutor(_PROCESSORS) as pool:
        results = pool.map(lambda linter: environment.run_quietly(*linter[1]), LINTERS)
        for (name, _command), (code, said) in zip(LINTERS, results):  # noqa: B905 - Python 3.8 has no strict
            print(f"── {name}\n{said}", end="", flush=True)
            if code:
                failed.append(name)
    print("✗ failed: " + ", ".join(failed) if failed else "✓ linters", flush=True)
    return 1 if failed else 0


def build(arguments: list[str]) -> int:
    """Make the installers with a separate environment and a Python that has a shared library."""
    trying = arguments[:1] == ["--try"]
    if trying and not (sys.platform.startswith("linux") and os.geteuid() == 0):
        sys.exit("`build --try` needs Linux and root, because it creates a clean root:  sudo python3 packaging/dev.py build --try")  # fmt: skip
    switch_to_shared_python(ROOT)
    if sys.platform.startswith("linux"):  # before the environment, which takes a minute
        ensure_programs(TRY_PROGRAMS if trying else BUILD_PROGRAMS, "The build needs these programs.")
    environment = Environment(ROOT, ".build-venv", ("build",))
    environment.ensure("build")
    ensure_qt(environment.python)
    script, rest = ("try_install.py", arguments[1:]) if trying else ("build.py", arguments)
    os.environ["PYTHONHASHSEED"] = "0"  # compiled modules and the list of parts depend on the order of sets
    return compile_translations(environment) or environment.run("python", f"packaging/{script}", *rest)


def run(environment: Environment, arguments: list[str]) -> NoReturn:
    """Replace this process by the program; print nothing on its standard output."""
    window = needs_display(arguments)
    if window and not has_display(dict(os.environ)):
        inform(NO_DISPLAY)
        raise SystemExit(2)
    environment.ensure("run")
    if window:
        ensure_qt(environment.python)
        if compile_translations(environment):
            inform("The translations could not be compiled; the program starts without them.")
    # -P: do not import a folder `desktop` in the current directory
    replace_process([str(environment.python), "-P", "-m", "desktop", *arguments])


def test(environment: Environment, arguments: list[str]) -> int:
    """Run linters and tests. pytest's summary comes last, so its heading says whether a linter failed.

    Args:
        environment: holds the tools.
        arguments: `--quick`, and pytest's own.
    """
    quick = "--quick" in arguments
    chosen = [*QUICK] if quick else []
    chosen += [argument for argument in arguments if argument != "--quick"]
    if compile_translations(environment):
        return 1
    lacking = [package for package, name in TEST_PROGRAMS.items() if not shutil.which(name)]
    if lacking and not quick and sys.platform.startswith("linux"):
        install_packages(
            lacking,
            "Tests that need a display, a keyring, a sound server, PostgreSQL or the setup program of Windows are"
            " skipped without these.",
        )
    failed = lint(environment)
    # Tests start the program hundreds of times; without compiled modules each start compiles all of them.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    print("── pytest" + (" (linters failed above)" if failed else ""), flush=True)
    # A later `-n 0` in the arguments wins and runs tests one after the other.
    return environment.run("pytest", *PARALLEL, *chosen) or failed


def bench(environment: Environment, arguments: list[str]) -> int:
    """Run the benchmarks. The usual collection excludes them, hence the overrides."""
    overrides = [
        "-o",
        "norecursedirs=.* __pycache__",
        "-o",
        "python_files=test_*.py bench_*.py",
        "--timeout=900",
    ]
    options = ["-m", "bench", "-s", "-p", "no:cacheprovider", *overrides]
    return environment.run("pytest", "tests/benchmarks", *options, *arguments)


def faults(environment: Environment, arguments: list[str]) -> int:
    """Run the long tests: faults, and views in further sizes."""
    return environment.run("pytest", "-m", "long", "--timeout=900", *arguments)


def fuzz(environment: Environment, arguments: list[str]) -> int:
    """Give every border of the program hostile bytes, for a bounded time."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return environment.run("python", "-m", "tests.fuzz", *arguments)


def screenshots(environment: Environment, arguments: list[str]) -> int:
    """Render the pictures of the README from the simulator."""
    return compile_translations(environment) or environment.run(
        "python", "packaging/screenshots.py", *arguments
    )


def translations(environment: Environment, arguments: list[str]) -> int:
    """Collect texts into the .po files and compile them; create the file of a named language."""
    return environment.run("python", CATALOGUES, "collect", *arguments)


def lock(arguments: list[str]) -> int:
    """Write the lock files from pyproject.toml for all systems; `--upgrade` takes newer versions."""
    if not shutil.which("uv"):
        sys.exit("`lock` needs the program uv:  python3 -m pip install uv")
    shared = [
        "--universal",
        "--python-version=3.11",
        "--generate-hashes",
        "--no-header",
        "--no-emit-index-url",
    ]
    project = ["pyproject.toml"]
    groups = (
        (name, [*project, f"--group={name}", "--constraints=" + LOCKS["run"]]) for name in ("dev", "build")
    )
    for profile, sources in (("run", project), *groups, ("audit", ["--group=audit"])):
        command = ["uv", "pip", "compile", "--quiet", *sources, *shared, *arguments]
        code = subprocess.run([*command, "--output-file", LOCKS[profile]], cwd=ROOT, check=False).returncode
        if code:
            return code
        text = (ROOT / LOCKS[profile]).read_text("utf-8")
        if "://" in text or str(ROOT) in text:
            sys.exit(LOCKS[profile] + " contains an address or a path of this computer; do not commit it.")
    return 0


COMMANDS = {
    "run": "start the program: run [ARGUMENTS OF tezgah]",
    "test": "linters and tests: test [--quick] [ARGUMENTS OF pytest]",
    "lint": "linters alone",
    "bench": "run the benchmarks",
    "faults": "the long tests: killed processes, cut networks, views in further sizes",
    "fuzz": "hostile bytes for every border: fuzz [--seconds N] [--target NAME]",
    "screenshots": "render the README's pictures",
    "translations": "collect texts into the .po files and compile them: translations [NEW LANGUAGE, as de]",
    "build": "make the installers in dist/: build [--no-smoke]; build --try installs them into a clean root",
    "audit": "ask whether a locked package has a known flaw; needs the network",
    "release": "check version, changelog, translations, git and known flaws, then tag: release X.Y.Z [--unaudited]",
    "lock": "write the hash-locked requirements: lock [--upgrade]",
}


def main(argv: list[str]) -> int:
    """Run one command."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr] # old Windows consoles lack ş and ✓
    listing = "\n".join(f"  {name:13} {what}" for name, what in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="dev.py", description=listing, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=COMMANDS, metavar="COMMAND")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, metavar="...")
    # parse the first word only: the rest belongs to the command, `--help` too
    command = parser.parse_args(argv[:1]).command
    arguments = argv[1:]
    switch_to_supported_python(ROOT)
    if command == "lock":
        return lock(arguments)
    if command == "build":
        return build(arguments)
    if command == "audit":
        result = audit(ROOT)
        result.tell()
        return result.exit_code()
    if command == "release":
        return release(ROOT, arguments, audit)
    environment = Environment(ROOT)
    if command == "run":
        run(environment, arguments)
    environment.ensure("dev")
    if command == "lint":
        return lint(environment)
    ensure_qt(environment.python)
    chosen = {
        "test": test,
        "bench": bench,
        "faults": faults,
        "fuzz": fuzz,
        "screenshots": screenshots,
        "translations": translations,
    }
    return chosen[command](environment, arguments)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
