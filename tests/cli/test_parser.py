"""Arguments and environment: help, errors, exit codes and their languages."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import pytest

import desktop
from desktop.cli.parser import parser
from desktop.simulator import SCENARIOS
from desktop.system.files.languages import in_both, speak, terminal_language
from desktop.system.user_errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Program, Run

TOKEN = {"TEZGAH_ACCESS_TOKEN": "invented-token-1"}


def both_texts(err: str) -> tuple[str, str]:
    """Return the Turkish and the English text of an error; standard error has nothing else."""
    lines = err.splitlines()
    assert len(lines) == 2, err
    assert all(line.startswith("tezgah: ") for line in lines)
    turkish, english = (line.removeprefix("tezgah: ") for line in lines)
    assert turkish != english
    return turkish, english


def test_a_usage_error_of_a_process_has_exit_code_2(program: Program) -> None:
    code, out, err = program.run("--nonsense")
    assert (code, out) == (2, "")
    assert all("--nonsense" in text for text in both_texts(err))


def test_version(program: Program) -> None:
    assert program.run("--version") == (0, f"Tezgâh {desktop.__version__}\n", "")


def test_help_names_everything(program: Program) -> None:
    code, out, err = program.run("--help")
    assert (code, err) == (0, "")
    for word in ("--demo", "--headless", "export", "--data-dir", "--base-url", "--poll-seconds", "--lang"):
        assert word in out
    for name in ("DATA_DIR", "BASE_URL", "ACCESS_TOKEN", "APP_SECRET_KEY", "REST_SECRET_KEY"):
        assert f"TEZGAH_{name}" in out
    code, out, err = program.run("export", "--help")
    assert (code, err) == (0, "")
    for word in ("--format", "--since", "--output", "--data-dir"):
        assert word in out


@pytest.mark.parametrize(
    "command",
    [
        (),
        ("export",),
        ("report",),
        ("doctor",),
        ("support",),
        ("connect",),
        ("settings",),
        ("settings", "list"),
        ("settings", "get"),
        ("settings", "set"),
    ],
    ids=" ".join,
)
def test_each_help_text_is_complete_in_both_languages(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    """Both have the same options, each with an explanation; the Turkish text has no English words."""
    monkeypatch.setenv("COLUMNS", "10000")  # each on a line of its own
    texts = []
    for language in ("tr", "en"):
        speak(language)
        with pytest.raises(SystemExit) as ended:
            parser().parse_args([*command, "--help"])
        assert ended.value.code == 0
        texts.append(capsys.readouterr().out)
    turkish_help, english_help = texts
    assert re.findall(r"--[a-z-]+", turkish_help) == re.findall(r"--[a-z-]+", english_help)
    words = set(re.findall(r"(?<![\w-])[a-z]{2,}(?![\w-])", turkish_help.lower()))
    assert not words & {
        "usage",
        "options",
        "arguments",
        "the",
        "default",
        "of",
        "show",
        "file",
        "and",
        "value",
    }
    assert turkish_help.startswith("kullanım: ")
    assert english_help.startswith("usage: ")
    for text in texts:
        # A long option has its explanation on the next line.
        for line in re.sub(r"\n {8,}", "  ", text).splitlines():
            if re.match(r"  (-|[A-ZĞ]+$|[A-ZĞ]+ )", line) and line.strip() not in {"KOMUT", "COMMAND"}:
                assert re.search(r"\S {2,}\S", line.strip()), f"{line!r} is not explained"


@pytest.mark.parametrize(
    ("arguments", "environ", "turkish"),
    [
        (("--help",), {"LANG": "en_GB.UTF-8"}, False),
        (("--help",), {"LANG": "tr_TR.UTF-8"}, True),
        (("--help",), {"LANG": "C"}, True),
        (("--help", "--lang", "tr"), {"LANG": "en_GB.UTF-8"}, True),
        (("export", "--lang=en", "-h"), {"LANG": "tr_TR.UTF-8"}, False),
        (("settings", "get", "--help", "--lang", "en"), {}, False),
    ],
)
def test_help_is_in_the_language_of_option_or_system(
    program: Program, run_here: Run, arguments: tuple[str, ...], environ: dict[str, str], *, turkish: bool
) -> None:
    code, out, err = run_here(*arguments, **environ)
    assert (code, err) == (0, "")
    assert out.startswith("kullanım: " if turkish else "usage: ")
    assert not program.folder.exists()


def test_help_is_in_the_language_of_the_settings(program: Program) -> None:
    assert program.run("settings", "set", "language", "en")[0] == 0
    code, out, _ = program.run("doctor", "--help", LANG="tr_TR.UTF-8")
    assert (code, out.startswith("usage: ")) == (0, True)
    other = ("--data-dir", str(program.folder.parent))
    assert program.run("doctor", "--help", *other, LANG="tr_TR.UTF-8")[1].startswith("kullanım: ")


@pytest.mark.parametrize(
    ("arguments", "turkish"),
    [
        (["--nonsense"], "tanınmıyor: --nonsense"),
        (["--lang", "xx"], "--lang: 'xx' olamaz; olabilecekler: "),
        (["--poll-seconds"], "--poll-seconds: bir değer ister"),
        (["export"], "eksik: --format"),
        (["report", "--week", "--month"], "--month: --week ile birlikte verilemez"),
        (["settings", "set", "theme"], "şunlardan biri gerekli: VALUE --default"),
        (["settings"], "eksik: COMMAND"),
        (["--headless=1"], "--headless: değer almaz ('1')"),
        (["--de=1", "--d"], "--d yeterince açık değil, şunlar olabilir: --data-dir, --demo"),
    ],
)
def test_turkish_usage_errors_have_no_english_words(arguments: list[str], turkish: str) -> None:
    with pytest.raises(UserError) as refused:
        parser().parse_args(arguments)
    in_turkish, in_english = in_both(refused.value.message)
    assert f"({turkish}" in in_turkish
    assert turkish not in in_english


def test_the_demo_lists_its_scenarios(program: Program) -> None:
    code, out, err = program.run("--demo", "list")
    assert (code, err) == (0, "")
    for name, scenario in SCENARIOS.items():
        assert name in out
        assert scenario.summary_tr in out
        assert scenario.summary_en in out


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--nonsense"], "--nonsense"),
        (["nonsense"], "nonsense"),
        (["--lang", "de"], "de"),
        (["--poll-seconds"], "--poll-seconds"),
        (["export"], "--format"),
        (["export", "--format", "xml"], "xml"),
        (["--demo", "nonsense"], "lively"),
        (["--headless", "--poll-seconds", "5"], "--poll-seconds"),
        (["--headless", "--poll-seconds", "29.9"], "29.9"),
        (["--headless", "--poll-seconds", "x"], "x"),
        (["--headless", "--base-url", "http://a.example/api"], "http://"),
        (["--headless", "--base-url", "http://192.168.1.5/api"], "192.168.1.5"),
        (["--headless", "--base-url", "nonsense"], "--base-url"),
    ],
)
def test_a_usage_error_is_printed_in_both_languages(run_here: Run, arguments: list[str], named: str) -> None:
    code, out, err = run_here(*arguments, **TOKEN)
    assert (code, out) == (2, "")
    turkish, english = both_texts(err)
    assert named in turkish
    assert named in english


@pytest.mark.parametrize(
    ("arguments", "environ", "sentence"),
    [
        (
            ["--since", "2026-02-30", "--lang", "tr"],
            {},
            "«2026-02-30» bir gün değil. Örnek: --since 2026-11-01",
        ),
        (
            ["--since", "yesterday", "--lang", "en"],
            {},
            "“yesterday” is not a day. Example: --since 2026-11-01",
        ),
        (["--since", "x"], {"LANG": "en_GB.UTF-8"}, "“x” is not a day. Example: --since 2026-11-01"),
    ],
)
def test_a_command_prints_its_errors_in_one_language(
    run_here: Run, arguments: list[str], environ: dict[str, str], sentence: str
) -> None:
    code, out, err = run_here("export", "--format", "csv", *arguments, **environ)
    assert (code, out, err) == (2, "", f"tezgah: {sentence}\n")


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"TEZGAH_ACCESS_TOKEN": "  "},
        {"TEZGAH_APP_SECRET_KEY": "invented-key-1"},
        {"TEZGAH_REST_SECRET_KEY": "invented-key-1"},
        {"TEZGAH_ACCESS_TOKEN": "two invented-words"},
    ],
)
def test_headless_refuses_incomplete_secrets(run_here: Run, environ: dict[str, str]) -> None:
    code, out, err = run_here("--headless", **environ)
    assert (code, out) == (2, "")
    for sentence in both_texts(err):
        assert "TEZGAH_" in sentence
        assert "invented" not in sentence


def test_an_unusable_data_folder_is_an_error(program: Program) -> None:
    program.folder.write_text("a file", "utf-8")
    code, out, err = program.run("--headless", **TOKEN)
    assert (code, out) == (1, "")
    for sentence in both_texts(err):
        assert str(program.folder) in sentence


def test_a_database_that_cannot_be_opened_is_an_error(program: Program) -> None:
    (program.folder / "tezgah.db").mkdir(parents=True)
    code, out, err = program.run("--headless", **TOKEN, TEZGAH_BASE_URL="http://127.0.0.1:9/api")
    assert (code, out) == (4, "")
    for sentence in both_texts(err):
        assert str(program.folder) in sentence
    assert (program.folder / "tezgah.db").is_dir()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs Linux")
def test_a_window_without_a_display_is_an_error(program: Program) -> None:
    code, out, err = program.run()
    assert (code, out) == (2, "")
    for sentence in both_texts(err):
        assert "--headless" in sentence


@pytest.mark.parametrize(
    ("wanted", "environ", "language"),
    [
        pytest.param(
            "system",
            {},
            "tr",
            marks=pytest.mark.skipif(sys.platform == "win32", reason="has a locale without them"),
        ),
        ("system", {"LANG": "C"}, "tr"),
        ("system", {"LANG": "C.UTF-8"}, "tr"),
        ("system", {"LANG": "tr_TR.UTF-8"}, "tr"),
        ("system", {"LANG": "en_GB.UTF-8"}, "en"),
        ("system", {"LANG": "tr_TR.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        ("en", {"LANG": "tr_TR.UTF-8"}, "en"),
        ("nonsense", {"LANG": "de_DE.UTF-8"}, "tr"),
    ],
)
def test_a_terminal_has_the_language_of_the_window_turkish_if_in_doubt(
    wanted: str, environ: dict[str, str], language: str
) -> None:
    assert terminal_language(wanted, environ) == language


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs Linux")
@pytest.mark.parametrize(("library", "platform"), [("libxcb-cursor.so.0", ""), ("libEGL.so.1", "offscreen")])
def test_a_missing_library_is_named(program: Program, tmp_path: Path, library: str, platform: str) -> None:
    (tmp_path / library).touch()  # found first, and none: the same as if there were none
    environ = {"LD_LIBRARY_PATH": str(tmp_path), "DISPLAY": ":98", "TEZGAH_NO_SUPERVISOR": "1"}
    code, out, err = program.run(**environ, **({"QT_QPA_PLATFORM": platform} if platform else {}))
    assert (code, out) == (1, "")
    for sentence in both_texts(err):
        assert library in sentence


def test_an_option_beats_the_environment(program: Program) -> None:
    other = program.folder.with_name("other")
    code, _, err = program.run("export", "--format", "json", "--data-dir", str(other))
    assert code == 1
    for sentence in both_texts(err):
        assert str(other) in sentence
    code, _, err = program.run(
        "--headless", "--base-url", "http://a.example", **TOKEN, TEZGAH_BASE_URL="nonsense"
    )
    assert code == 2
    assert "a.example" in err


def test_options_may_stand_before_and_after_the_command(program: Program) -> None:
    other = program.folder.with_name("other")
    for arguments in (
        ("--data-dir", str(other), "export", "--format", "csv"),
        ("export", "--format", "csv", "--data-dir", str(other)),
    ):
        code, _, err = program.run(*arguments)
        assert code == 1
        assert str(other) in err
    assert not program.folder.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("export", "--format", "csv"),
        ("export", "--format", "json", "--output", "out.json"),
        ("report",),
        ("report", "--month", "--format", "json"),
        ("settings", "list"),
        ("settings", "get", "theme"),
        ("doctor",),
        ("doctor", "--json"),
        ("support",),
        ("connect", "--forget"),
    ],
    ids=" ".join,
)
def test_reading_commands_do_not_create_a_mistyped_folder(
    program: Program, run_here: Run, arguments: tuple[str, ...]
) -> None:
    mistyped = program.folder.parent / "ordres"
    for folder in (mistyped, mistyped / "a b" / "ü"):
        code, out, err = run_here(*arguments, "--data-dir", str(folder))
        assert (code, out) == (1, "")
        for sentence in both_texts(err):
            assert str(folder) in sentence
            assert "--data-dir" in sentence
    assert list(program.folder.parent.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("export", "--format", "csv"), 4),
        (("report",), 4),
        (("settings", "list"), 0),
        (("settings", "get", "theme"), 0),
    ],
    ids=["export", "report", "list", "get"],
)
def test_reading_commands_create_no_folder_before_the_first_start(
    program: Program, arguments: tuple[str, ...], code: int
) -> None:
    del program.environ["TEZGAH_DATA_DIR"]
    assert program.run(*arguments)[0] == code
    assert list(program.folder.parent.iterdir()) == []
