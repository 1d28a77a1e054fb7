"""`packaging/dev.py`: its decisions and messages, without installing anything."""

import argparse
import ast
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

import dev
import environment
import system_packages
from desktop.cli.parser import parser

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "packaging" / "dev.py"
on_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs Linux")


def call(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run dev.py in a process with only these environment variables."""
    return subprocess.run(
        [sys.executable, str(SCRIPT), *arguments],
        env={"PATH": os.environ["PATH"], "PYTHONUTF8": "1", **environ},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture
def project(tmp_path: Path) -> environment.Environment:
    """A project with lock files and an environment that is complete for `run`."""
    for lock in environment.LOCKS.values():
        (tmp_path / lock).parent.mkdir(exist_ok=True)
        (tmp_path / lock).write_text(f"# {lock}\n")
    made = environment.Environment(tmp_path)
    made.scripts.mkdir(parents=True)
    made.python.touch()
    made.write_stamps("run")
    return made


@pytest.mark.parametrize("path", sorted((ROOT / "packaging").glob("*.py")), ids=lambda path: path.name)
def test_old_pythons_can_parse_the_bootstrap_scripts(path: Path) -> None:
    if path.name in {"dev.py", "environment.py", "release.py", "system_packages.py"}:
        ast.parse(path.read_text("utf-8"), feature_version=(3, 8))


def test_bootstrap_scripts_import_only_the_standard_library() -> None:
    own = {"audit", "environment", "release", "system_packages"}
    for name in ("dev", *own):
        tree = ast.parse((ROOT / "packaging" / f"{name}.py").read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                wanted = {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                wanted = {str(node.module).split(".")[0]}
            else:
                continue
            assert wanted <= sys.stdlib_module_names | own, f"{name}.py line {node.lineno}"


@on_linux
@pytest.mark.parametrize("arguments", [(), ("--demo",), ("--demo", "lively"), ("--lang", "tr")])
def test_run_without_a_display_prints_what_to_do_and_exits_with_2(arguments: Sequence[str]) -> None:
    done = call("run", *arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Ekran bulunamadı" in done.stderr
    assert "There is no display" in done.stderr
    assert "--headless" in done.stderr
    assert "xvfb-run" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        ((), True),
        (("--demo",), True),
        (("--demo", "lively"), True),
        (("--data-dir", "export-of-may"), True),
        (("--demo", "list"), False),
        (("--demo=list",), False),
        (("--lang", "tr", "--demo", "list"), False),
        (("--headless",), False),
        (("--data-dir", "x", "--headless"), False),
        (("--help",), False),
        (("--version",), False),
        (("export", "--format", "csv"), False),
        (("settings", "list"), False),
        (("--lang", "tr", "doctor"), False),
    ],
)
def test_only_commands_with_a_window_need_a_display(arguments: Sequence[str], wanted: bool) -> None:
    assert dev.needs_display(arguments) is wanted


def test_every_command_of_the_program_runs_without_a_display() -> None:
    commands = [action for action in parser()._actions if isinstance(action, argparse._SubParsersAction)]
    assert set(dev.TERMINAL_COMMANDS) == {name for each in commands for name in each.choices}


@on_linux
@pytest.mark.parametrize("name", ["DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"])
def test_any_display_variable_means_a_display(name: str) -> None:
    assert dev.has_display({name: ":7"})
    assert not dev.has_display({name: ""})
    assert not dev.has_display({})


def test_quick_tests_name_paths_that_exist() -> None:
    named = [*dev.QUICK_LEAVES_OUT, *dev.QUICK_STILL_RUNS]
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_help_lists_every_command() -> None:
    done = call("--help")
    assert done.returncode == 0
    for name in dev.COMMANDS:
        assert f"  {name} " in done.stdout


@pytest.mark.parametrize("arguments", [(), ("dance",)])
def test_an_unknown_command_exits_with_2(arguments: Sequence[str]) -> None:
    done = call(*arguments)
    assert done.returncode == 2
    assert "usage: dev.py" in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="needs shell scripts")
def test_supported_pythons_are_recognised(tmp_path: Path) -> None:
    answers = {
        "old": "echo 3 10",
        "right": "echo 3 12",
        "newer": "echo 3 14",
        "shim": "echo not installed; exit 127",
    }
    for name, answer in answers.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{answer}\n")
        (tmp_path / name).chmod(0o755)
    seen = {name for name in answers if environment._is_supported([str(tmp_path / name)])}
    assert seen == {"right"}
    assert not environment._is_supported([str(tmp_path / "absent")])


class TestStamps:
    def test_a_complete_set_up_is_ready_and_can_be_extended(self, project: environment.Environment) -> None:
        assert project.is_ready("run")
        assert project.can_be_extended()

    def test_the_run_profile_does_not_include_dev(self, project: environment.Environment) -> None:
        assert not project.is_ready("dev")

    def test_the_dev_profile_includes_run(self, project: environment.Environment) -> None:
        project.remove_stamps()
        project.write_stamps("dev")
        assert project.is_ready("run")
        assert project.is_ready("dev")

    def test_a_changed_lock_file_extends_the_environment(self, project: environment.Environment) -> None:
        (project.root / environment.LOCKS["run"]).write_text("# newer\n")
        assert not project.is_ready("run")
        assert project.can_be_extended()

    def test_an_interrupted_set_up_is_not_complete(self, project: environment.Environment) -> None:
        project.remove_stamps()
        assert not project.is_ready("run")
        assert not project.can_be_extended()

    def test_another_python_recreates_the_environment(self, project: environment.Environment) -> None:
        held = json.loads(project.stamp("run").read_text())
        project.stamp("run").write_text(json.dumps({**held, "base": held["base"].replace("3.", "2.", 1)}))
        assert not project.is_ready("run")
        assert not project.can_be_extended()

    def test_a_copied_project_recreates_the_environment(
        self, project: environment.Environment, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        copy = shutil.copytree(project.root, tmp_path_factory.mktemp("copy") / "project")
        assert not environment.Environment(copy).can_be_extended()

    @pytest.mark.parametrize("content", ["", "{", "[]", "null", "{}"])
    def test_an_invalid_stamp_is_ignored(self, project: environment.Environment, content: str) -> None:
        project.stamp("run").write_text(content)
        assert not project.is_ready("run")
        assert not project.can_be_extended()

    def test_an_environment_without_an_interpreter_is_not_complete(
        self, project: environment.Environment
    ) -> None:
        project.python.unlink()
        assert not project.is_ready("run")
        assert not project.can_be_extended()

    def test_a_complete_environment_starts_no_process(self, project: environment.Environment) -> None:
        before = sorted(project.root.rglob("*"))
        project.ensure("run")  # the interpreter is an empty file: starting it would fail
        assert sorted(project.root.rglob("*")) == before


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX: a script in the place of Python")
@pytest.mark.parametrize("profile", ["run", "dev", "build", "audit"])
def test_a_build_installs_nothing_but_wheels_with_known_hashes(
    project: environment.Environment, profile: str
) -> None:
    project.python.write_text(f'#!/bin/sh\necho "$@" >> "{project.root}/asked"\n', "utf-8")
    project.python.chmod(0o755)
    (project.root / environment.LOCKS["run"]).write_text("# newer\n")
    (project.root / environment.LOCKS[profile]).write_text("# newer\n")
    places = {"base": str(project.folder), "platbase": str(project.folder)}
    Path(sysconfig.get_path("purelib", "venv", places)).mkdir(parents=True)
    project.ensure(profile)
    asked = (project.root / "asked").read_text("utf-8")
    assert "--require-hashes" in asked
    assert ("--only-binary :all:" in asked) is (profile in {"build", "audit"})


@pytest.mark.skipif(os.name == "nt", reason="needs flock")
def test_a_second_set_up_waits_and_then_has_nothing_to_do(
    project: environment.Environment, capfd: pytest.CaptureFixture[str]
) -> None:
    project.remove_stamps()
    second = threading.Thread(target=project.ensure, args=("run",), daemon=True)
    with project.locked():
        second.start()
        seen = ""
        while "waiting" not in seen:  # limited by the timeout of the test
            seen += capfd.readouterr().err
        project.write_stamps("run")
    second.join(20)
    assert not second.is_alive()
    assert "Creating" not in capfd.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="needs a shell script")
def test_the_environment_finds_the_project_by_a_relative_path(tmp_path: Path) -> None:
    root = tmp_path / "Çağrı'nın tezgâhı"
    made = environment.Environment(root)
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    site_packages = made.folder / "lib" / version / "site-packages"
    site_packages.mkdir(parents=True)
    made.scripts.mkdir()
    made.install_project()
    line = (site_packages / "tezgah.pth").read_text("ascii").strip()
    assert (site_packages / line).resolve() == root.resolve()
    made.python.write_text('#!/bin/sh\nprintf "%s|" "$@"\n')
    made.python.chmod(0o755)
    done = subprocess.run(
        [made.scripts / "tezgah", "a b", "--help"], capture_output=True, text=True, check=True
    )
    assert done.stdout == "-P|-m|desktop|a b|--help|"


@on_linux
@pytest.mark.parametrize("works", [True, False])
def test_root_installs_debian_packages_and_others_see_the_command(tmp_path: Path, works: bool) -> None:
    if sys.platform == "win32":
        pytest.skip("needs POSIX")
    log = tmp_path / "log"
    stand_in = tmp_path / "apt-get"
    stand_in.write_text(f'#!/bin/sh\necho "$DEBIAN_FRONTEND $*" >> {log}\nexit {0 if works else 100}\n')
    stand_in.chmod(0o755)
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import system_packages as s; print(s.install_packages(['libegl1'], 'No EGL.'))",
        ],
        env={"PATH": str(tmp_path), "PYTHONPATH": str(ROOT / "packaging")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr.startswith("No EGL.")
    if os.geteuid() == 0:
        line = "noninteractive install -y --no-install-recommends libegl1 -o DPkg::Lock::Timeout=120"
        assert log.read_text().splitlines() == ["noninteractive update -q", line]
        assert done.stdout.strip() == str(works)
    else:
        assert "sudo apt-get install -y --no-install-recommends libegl1" in done.stderr
        assert not log.exists()
        assert done.stdout.strip() == "False"


@on_linux
def test_missing_programs_are_named(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import system_packages as s; s.ensure_programs({'binutils': 'objdump'}, 'Needed.')"],
        env={"PATH": str(tmp_path), "PYTHONPATH": str(ROOT / "packaging")},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.splitlines() == ["Needed.", "Missing programs: objdump (of binutils)"]


@on_linux
def test_installed_programs_are_not_mentioned(tmp_path: Path) -> None:
    (tmp_path / "objdump").touch(0o755)
    done = subprocess.run(
        [sys.executable, "-c", "import system_packages as s; s.ensure_programs({'binutils': 'objdump'}, 'Needed.')"],
        env={"PATH": str(tmp_path), "PYTHONPATH": str(ROOT / "packaging")},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stderr == ""


def test_missing_libraries_are_those_that_do_not_load() -> None:
    assert system_packages.missing_libraries(["libtezgah-is-not-there.so.9"]) == [
        "libtezgah-is-not-there.so.9"
    ]


def test_a_package_with_two_libraries_is_named_once() -> None:
    named = system_packages.packages_for(["libglib-2.0.so.0", "libgthread-2.0.so.0", "libEGL.so.1"])
    assert named in (["libegl1", "libglib2.0-0"], ["libegl1", "libglib2.0-0t64"])


@on_linux
def test_the_table_has_every_system_library_of_qt() -> None:
    if not shutil.which("ldd"):
        pytest.skip("needs the program ldd")
    pyside = pytest.importorskip("PySide6")
    qt = Path(pyside.__file__).parent / "Qt"
    parts = [qt / "plugins/platforms/libqxcb.so", qt / "plugins/platforms/libqoffscreen.so"]
    parts += [
        qt / f"lib/libQt6{name}.so.6" for name in ("Core", "Gui", "Widgets", "Network", "DBus", "XcbQpa")
    ]
    shown = subprocess.run(["ldd", *parts], capture_output=True, text=True, check=False).stdout
    absent = {line.split()[0] for line in shown.splitlines() if line.endswith("not found")}
    assert absent <= set(system_packages.QT_LIBRARIES)
