#!/usr/bin/env python3
"""Everything a newcomer needs to run, test and work on Tezgâh, with the standard library alone.

Starts the program and the project's tools in an environment that it makes when needed (`environment.py`). Must parse
on Python 3.8, to say there which Python is needed.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from environment import (
    LOCKS,
    Environment,
    go_on_with_a_shared_python,
    go_on_with_a_usable_python,
    replace_process,
)
from release import release
from system_packages import install_packages, need_programs, need_qt, say

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
}
"""What tests start besides the program itself."""
_PROCESSORS = os.cpu_count() or 1
SIDE_BY_SIDE = ("-n", str(min(4, _PROCESSORS + (_PROCESSORS + 1) // 2)), "--dist", "worksteal")
"""How tests share the processors: half as many again as there are, as a test waits a third of its time."""
QUICK_LEAVES_OUT = {
    "tests/cli": "starts a process for most tests",
    "tests/faults": "kills processes, fills disks, cuts networks",
    "tests/stories": "runs the whole program",
    "tests/simulator": "tests the simulator, not the program",
    "tests/ui/views": "opens every view in two languages and several sizes",
    "tests/alerts/test_device.py": "starts a sound server",
    "tests/packaging/test_collection.py": "collects all tests in a second process",
    "tests/system/files/test_log_corpus.py": "runs the program over a collection of errors",
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
"""What building, and starting what was built, calls."""
TRY_PROGRAMS = {**BUILD_PROGRAMS, "debootstrap": "debootstrap"}
"""What installing it into a clean root calls besides."""
NO_DISPLAY = """\
Ekran bulunamadı, pencere açılamıyor. Ekransız: `run --headless`. Sanal ekranla: `xvfb-run -a python3 packaging/dev.py run`.
There is no display to open the window on. Without one: `run --headless`. On a virtual one:
`xvfb-run -a python3 packaging/dev.py run` (Debian: apt-get install xvfb)."""


def needs_display(arguments: Sequence[str]) -> bool:
    """Tell whether `run` with these arguments opens a window."""
    windowless = {"--headless", "--help", "-h", "--version", "export"}
    listing = re.search(r"(^| )--demo[= ]list( |$)", " ".join(arguments))
    return not windowless.intersection(arguments) and not listing


def has_display(environ: dict[str, str]) -> bool:
    """Tell whether a window can be opened; only Linux starts programs without a display."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not sys.platform.startswith("linux") or any(environ.get(name) for name in names)


def compile_translations(environment: Environment) -> int:
    """Make the .mo files that the program reads from the .po files that people edit; only of those that changed."""
    return environment.run("python", CATALOGUES, "compile")


def lint(environment: Environment) -> int:
    """Run all linters, also after one failed."""
    failed = []
    for name, command in LINTERS:
        print(f"── {name}", flush=True)
        if environment.run(*command):
            failed.append(name)
    print("✗ failed: " + ", ".join(failed) if failed else "✓ linters", flush=True)
    return 1 if failed else 0


def build(arguments: list[str]) -> int:
    """Make the installers, with an environment and a Python of their own."""
    trying = arguments[:1] == ["--try"]
    if trying and not (sys.platform.startswith("linux") and os.geteuid() == 0):
        sys.exit("`build --try` makes a clean root to install into, which only root can, on Linux:  sudo python3 packaging/dev.py build --try")  # fmt: skip
    go_on_with_a_shared_python(ROOT)
    if sys.platform.startswith("linux"):  # first, as the environment takes a minute
        need_programs(TRY_PROGRAMS if trying else BUILD_PROGRAMS, "Building wants these programs.")
    environment = Environment(ROOT, ".build-venv", ("build",))
    environment.ensure("build")
    need_qt(environment.python)
    script, rest = ("try_install.py", arguments[1:]) if trying else ("build.py", arguments)
    os.environ["PYTHONHASHSEED"] = (
        "0"  # the order of sets ends up in compiled modules and in the list of parts
    )
    return compile_translations(environment) or environment.run("python", f"packaging/{script}", *rest)


def run(environment: Environment, arguments: list[str]) -> NoReturn:
    """Become the program; its standard output carries nothing of ours."""
    window = needs_display(arguments)
    if window and not has_display(dict(os.environ)):
        say(NO_DISPLAY)
        raise SystemExit(2)
    environment.ensure("run")
    if window:
        need_qt(environment.python)
        if compile_translations(environment):
            say("The translations could not be compiled; the program starts without them.")
    # -P: a folder `desktop` where the person stands is not the program
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
            "Tests that want a display, a keyring, a sound server or the setup program of Windows are skipped without"
            " these.",
        )
    failed = lint(environment)
    # The program and pytest are started hundreds of times: where nothing compiled may be kept, each compiles it all.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    print("── pytest" + (" (linters failed above)" if failed else ""), flush=True)
    # `-n 0` among the arguments runs them one after the other: the last one counts.
    return environment.run("pytest", *SIDE_BY_SIDE, *chosen) or failed


def bench(environment: Environment, arguments: list[str]) -> int:
    """Print the figures; benchmarks are kept out of the usual collection, hence the overrides."""
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
    """Run the tests that kill, cut and fill."""
    return environment.run("pytest", "tests/faults", "-m", "long", "--timeout=900", *arguments)


def screenshots(environment: Environment, arguments: list[str]) -> int:
    """Render the README's pictures from the simulator."""
    return compile_translations(environment) or environment.run(
        "python", "packaging/screenshots.py", *arguments
    )


def translations(environment: Environment, arguments: list[str]) -> int:
    """Bring the texts of the sources into the .po files, then compile them; a language that is named is begun."""
    return environment.run("python", CATALOGUES, "collect", *arguments)


def lock(arguments: list[str]) -> int:
    """Write the lock files from pyproject.toml for all platforms; `--upgrade` takes newer versions."""
    if not shutil.which("uv"):
        sys.exit("`lock` needs the program uv:  python3 -m pip install uv")
    shared = [
        "--universal",
        "--python-version=3.11",
        "--generate-hashes",
        "--no-header",
        "--no-emit-index-url",
    ]
    groups = ((name, [f"--group={name}", "--constraints=" + LOCKS["run"]]) for name in ("dev", "build"))
    for profile, more in (("run", []), *groups):
        command = ["uv", "pip", "compile", "--quiet", "pyproject.toml", *more, *shared, *arguments]
        code = subprocess.run([*command, "--output-file", LOCKS[profile]], cwd=ROOT, check=False).returncode
        if code:
            return code
        text = (ROOT / LOCKS[profile]).read_text("utf-8")
        if "://" in text or str(ROOT) in text:
            sys.exit(LOCKS[profile] + " names an address or a path of this machine; do not commit it.")
    return 0


COMMANDS = {
    "run": "start the program: run [ARGUMENTS OF tezgah]",
    "test": "linters and tests: test [--quick] [ARGUMENTS OF pytest]",
    "lint": "linters alone",
    "bench": "print the figures",
    "faults": "the long tests: processes killed, network cut",
    "screenshots": "render the README's pictures",
    "translations": "collect texts into the .po files and compile them: translations [NEW LANGUAGE, as de]",
    "build": "make the installers in dist/: build [--no-smoke]; build --try installs them into a clean root",
    "release": "check that version, changelog, translations and git agree: release X.Y.Z",
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
    # only the first word is ours: what follows belongs to the command, `--help` too
    command = parser.parse_args(argv[:1]).command
    arguments = argv[1:]
    go_on_with_a_usable_python(ROOT)
    if command == "lock":
        return lock(arguments)
    if command == "build":
        return build(arguments)
    if command == "release":
        return release(ROOT, arguments)
    environment = Environment(ROOT)
    if command == "run":
        run(environment, arguments)
    environment.ensure("dev")
    if command == "lint":
        return lint(environment)
    need_qt(environment.python)
    chosen = {
        "test": test,
        "bench": bench,
        "faults": faults,
        "screenshots": screenshots,
        "translations": translations,
    }
    return chosen[command](environment, arguments)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
