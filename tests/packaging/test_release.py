"""`dev.py release`: version, changelog, translations and git must agree before it sets a tag."""

import datetime as dt
import re
import subprocess
from pathlib import Path

import pytest

import build
import desktop
import release
from audit import AuditResult

TODAY = dt.date(2026, 3, 5)
ROOT = Path(__file__).resolve().parents[2]
GOOD = "# Changes\n\n## [1.2.0] – 2026-03-05\n\n- New.\n\n## [1.1.0] – 2026-01-01\n\n- Old.\n"


def git(root: Path, *arguments: str) -> str:
    who = ["-c", "user.name=A", "-c", "user.email=a@example.invalid", "-c", "init.defaultBranch=main"]
    return subprocess.run(
        ["git", *who, *arguments], cwd=root, check=True, capture_output=True, text=True
    ).stdout


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tree that can be released as 1.2.0."""
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "A")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "a@example.invalid")
    for folder in ("desktop", "packaging", "resources/translations"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "desktop/__init__.py").write_text('__version__ = "1.2.0"\n', "utf-8")
    (tmp_path / release.CHANGELOG).write_text(GOOD, "utf-8")
    (tmp_path / release.UPDATE_KEY).write_text("a key", "utf-8")
    (tmp_path / "resources/translations/tr.po").write_text('msgid "a"\nmsgstr "x"\n', "utf-8")
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "--quiet", "--message", "all")
    return tmp_path


def clean(_root: Path) -> AuditResult:
    return AuditResult()


def flawed(_root: Path) -> AuditResult:
    result = AuditResult()
    result.flaws.append("h11 0.1 has X-1, mended in 0.2")
    return result


def unreachable(_root: Path) -> AuditResult:
    result = AuditResult()
    result.unknown.append("pip-audit gave no answer")
    return result


def test_a_known_flaw_stops_a_release(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["1.2.0"], ["1.2.0", "--unaudited"]):
        assert release.release(project, arguments, flawed) == 1
        assert "h11 0.1 has X-1" in capsys.readouterr().out
    assert git(project, "tag") == ""


def test_a_release_that_could_not_be_checked_needs_an_answer(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert release.release(project, ["1.2.0"], unreachable) == 1
    assert "--unaudited" in capsys.readouterr().out
    assert git(project, "tag") == ""
    assert release.release(project, ["1.2.0", "--unaudited"], unreachable) == 0
    assert git(project, "tag").split() == ["v1.2.0"]


def test_a_consistent_tree_is_tagged(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert release.release(project, ["1.2.0"], clean) == 0
    assert git(project, "tag").split() == ["v1.2.0"]
    assert "git push origin v1.2.0" in capsys.readouterr().out
    # the tag exists now
    assert release.release(project, ["1.2.0"], clean) == 1


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("desktop/__init__.py", '__version__ = "1.1.0"\n', "says 1.1.0"),
        (release.CHANGELOG, GOOD.replace("[1.2.0]", "[1.3.0]"), "begins with 1.3.0"),
        (release.CHANGELOG, GOOD.replace("2026-03-05", "unreleased"), "no date"),
        (release.CHANGELOG, GOOD.replace("2026-03-05", "2126-03-05"), "future"),
        (release.CHANGELOG, GOOD.replace("- New.\n", ""), "lists no changes"),
        (release.CHANGELOG, "# Changes\n", "no section"),
        ("resources/translations/tr.po", 'msgid "a"\nmsgstr ""\n', "1 untranslated texts"),
        ("stray.txt", "x", "uncommitted"),
    ],
)
def test_an_inconsistent_tree_is_reported_and_not_tagged(
    project: Path, path: str, text: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / path).write_text(text, "utf-8")
    if path != "stray.txt":
        git(project, "commit", "--quiet", "--all", "--message", "changed")
    assert release.release(project, ["1.2.0"], clean) == 1
    (line,) = capsys.readouterr().out.splitlines()
    assert said in line
    assert git(project, "tag") == ""


@pytest.mark.parametrize("arguments", [[], ["1.2.0", "1.3.0"]])
def test_release_needs_exactly_one_version(project: Path, arguments: list[str]) -> None:
    assert release.release(project, arguments, clean) == 2


def test_the_changelog_starts_with_the_version_of_the_project() -> None:
    text = (ROOT / release.CHANGELOG).read_text("utf-8")
    first = re.search(r"^## \[([^\]]+)\]", text, re.MULTILINE)
    assert first is not None
    assert first[1] == desktop.__version__ == release.version_of(ROOT)


def test_the_date_of_today_is_accepted() -> None:
    assert release.changelog_problems(GOOD, "1.2.0", TODAY) == []


@pytest.mark.parametrize(
    ("folder", "deb", "count"),
    [(170.0, 55.0, 0), (170.5, 55.0, 1), (171.0, 56.0, 2), (100.0, None, 0)],
)
def test_sizes_above_the_limit_are_reported(folder: float, deb: float | None, count: int) -> None:
    assert len(build.size_problems(folder, deb)) == count


def test_sums_have_the_format_of_sha256sum(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    build.write_sums([tmp_path / "a"], tmp_path / "SHA256SUMS")
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert (tmp_path / "SHA256SUMS").read_text() == f"{empty}  a\n"


def test_the_build_time_is_given_or_that_of_the_last_commit(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1234567890")
    assert build.build_time(project) == 1_234_567_890
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert build.build_time(project) == int(git(project, "log", "-1", "--format=%ct"))


def test_a_tree_without_the_update_key_is_not_tagged(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / release.UPDATE_KEY).unlink()
    git(project, "commit", "--quiet", "--all", "--message", "no key")
    assert release.release(project, ["1.2.0"], clean) == 1
    assert "new-key" in capsys.readouterr().out
    assert git(project, "tag") == ""
