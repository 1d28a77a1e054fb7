"""Rules for all committed files: locks, versions, READMEs, no paths of one person's computer."""

import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import version as installed
from pathlib import Path

import pytest

import desktop

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted((ROOT / "packaging").glob("requirements-*.txt"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
REQUIREMENT = re.compile(r"^(?P<name>[a-z0-9._-]+)==(?P<version>[^ ]+)( ; [^\\]+)? \\$")


def pins(path: Path) -> dict[str, str]:
    """Return the locked version of each requirement."""
    found = (REQUIREMENT.match(line) for line in path.read_text("utf-8").splitlines())
    return {match["name"]: match["version"] for match in found if match}


def canonical(requirement: str) -> str:
    """Return the normalised name of the package in a requirement."""
    return re.sub(r"[-_.]+", "-", re.split(r"[^A-Za-z0-9._-]", requirement)[0]).lower()


def committed() -> list[Path]:
    """Return the files of the project that git tracks or would add."""
    command = ["git", "-c", "core.quotepath=off", "ls-files", "--cached", "--others", "--exclude-standard"]
    try:
        shown = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("needs a git repository")
    return [ROOT / line for line in shown.splitlines() if (ROOT / line).is_file()]


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_every_locked_requirement_has_hashes_and_no_address(path: Path) -> None:
    text = path.read_text("utf-8")
    assert "://" not in text
    assert "--index-url" not in text
    assert "--find-links" not in text
    entries = re.split(r"\n(?=[^\s#])", text)
    assert len(entries) == len(pins(path)) > 10
    for entry in entries:
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry.splitlines()[0]


def test_the_dev_lock_includes_the_run_lock() -> None:
    run, dev = pins(ROOT / "packaging/requirements-run.txt"), pins(ROOT / "packaging/requirements-dev.txt")
    assert run.items() <= dev.items()


def test_locks_contain_all_requirements_of_the_project() -> None:
    run, dev = pins(ROOT / "packaging/requirements-run.txt"), pins(ROOT / "packaging/requirements-dev.txt")
    assert {canonical(one) for one in PROJECT["project"]["dependencies"]} <= run.keys()
    assert {canonical(one) for one in PROJECT["dependency-groups"]["dev"]} <= dev.keys()
    assert {canonical(one) for one in PROJECT["build-system"]["requires"]} <= dev.keys()


def test_the_tests_run_on_the_locked_qt() -> None:
    assert (
        installed("PySide6-Essentials") == pins(ROOT / "packaging/requirements-run.txt")["pyside6-essentials"]
    )


def test_requirements_of_the_build_hook_are_those_of_the_program() -> None:
    hook = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["hooks"]["custom"]
    assert set(hook["dependencies"]) <= set(PROJECT["project"]["dependencies"])


def test_the_version_is_in_one_place() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", desktop.__version__)
    assert "version" not in PROJECT["project"]
    assert PROJECT["tool"]["hatch"]["version"]["path"] == "desktop/__init__.py"


def test_no_committed_file_contains_a_path_of_one_computer() -> None:
    # concatenated, so that this file does not match its own pattern
    homes = "/" + "home/[a-z]|/" + "Users/[A-Za-z]|/" + r"root\b|[A-Z]:\\\\?" + "Users"
    registries = "--(extra-)?index-url[= ]http|index-url ?=|" + "simple/[\"']?$"
    pattern = re.compile(f"{homes}|{registries}")
    for path in committed():
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue  # a picture or a sound
        found = [match[0] for match in pattern.finditer(text)]
        assert not found, path.relative_to(ROOT)


READMES = [
    ROOT / folder / "README.md" for folder in (".", "desktop", "tests", "packaging", "resources/translations")
]


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.parent.name)
def test_a_readme_names_files_that_exist(readme: Path) -> None:
    text = readme.read_text("utf-8")
    places = (readme.parent, ROOT, ROOT / "desktop", ROOT / "tests", ROOT / "packaging")
    links = re.findall(r"\]\((?!https?:)([^)#]+)", text)
    missing = [link for link in links if not (readme.parent / link).exists()]
    # A name with a folder in it, or of a Python file: `store/sqlite/`, `smoke.py`.
    quoted = re.findall(r"`([\w./-]+/[\w./-]*|[\w-]+\.py)`", text)
    optional = {
        "resources/licences.txt",
        "resources/update-key.pub",
        "/proc",
        "/opt/tezgah",
    }  # a build or a person makes them
    missing += [
        name
        for name in quoted
        if name not in optional and not any((place / name).exists() for place in places)
    ]
    assert missing == []


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.parent.name)
def test_a_link_to_a_heading_leads_somewhere(readme: Path) -> None:
    for file, heading in re.findall(r"\]\(([^)#:]*)#([^)]+)\)", readme.read_text("utf-8")):
        target = readme.parent / file if file else readme
        titles = re.findall(r"^#+ (.+)$", target.read_text("utf-8"), re.MULTILINE)
        assert heading in {title.lower().replace(" ", "-") for title in titles}, f"{file}#{heading}"


def test_the_first_readme_stays_short() -> None:
    lines = (ROOT / "README.md").read_text("utf-8").splitlines()
    assert len(lines) <= 150
    assert "python3 packaging/dev.py run --demo" in "\n".join(lines[:20])


def test_a_wheel_contains_resources_and_compiled_translations(tmp_path: Path) -> None:
    sources = sorted((ROOT / "resources" / "translations").glob("*.po"))
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    assert wheel.name == f"tezgah-{desktop.__version__}-py3-none-any.whl"
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {f"desktop/resources/translations/{path.stem}.mo" for path in sources} <= names
    shipped = {name.removeprefix("desktop/") for name in names if name.startswith("desktop/resources/")}
    here = [path.relative_to(ROOT).as_posix() for path in (ROOT / "resources").rglob("*") if path.is_file()]
    assert {one for one in here if "__pycache__" not in one} <= shipped
    assert not {name for name in names if name.startswith(("tests/", "packaging/"))}
    assert "desktop/README.md" not in names
