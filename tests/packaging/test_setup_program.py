"""The setup program of Windows, compiled over an invented folder; with wine it is installed, upgraded and removed."""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

import windows_files

ROOT = Path(__file__).resolve().parents[2]
CMD = next(iter(Path("/usr/lib").glob("*/wine/x86_64-windows/cmd.exe")), None)
"""Used in place of the program: it needs no screen and runs until its input ends."""
CPU = "amd64-unicode"
"""Debian's wine runs only 64-bit programs without more packages."""
STUBS = Path("/usr/share/nsis/Stubs")
UNINSTALL_KEY = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\Tezgah"
RUN_KEY = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Run"
with_makensis = pytest.mark.skipif(not shutil.which("makensis"), reason="needs the program makensis")
with_wine = pytest.mark.skipif(
    not (shutil.which("wine") and CMD and (STUBS / f"lzma_solid-{CPU}").exists()),
    reason="needs wine, and an NSIS that makes 64-bit programs",
)


def compiled(folder: Path, version: str, program: bytes, cpu: str | None = None) -> Path:
    """Compile a setup program over an invented frozen folder; returns its path."""
    frozen = folder / version / "tezgah"
    (frozen / "_internal").mkdir(parents=True)
    (frozen / "tezgah.exe").write_bytes(program)
    (frozen / "tezgah-cli.exe").write_bytes(program)
    (frozen / "_internal" / f"only-in-{version}.dll").write_bytes(b"invented")
    windows_files.write(frozen.parent, version, ROOT / "resources" / "icons")
    setup = frozen.parent / f"tezgah-{version}-setup.exe"
    windows_files.make_setup("makensis", frozen, version, setup, frozen.parent, cpu=cpu)
    return setup


@with_makensis
def test_the_setup_program_compiles_without_a_warning(tmp_path: Path) -> None:
    made = compiled(tmp_path, "1.2.3", b"invented").read_bytes()
    assert made.startswith(b"MZ")
    assert "1.2.3".encode("utf-16-le") in made  # the version resource
    assert b'level="asInvoker"' in made  # for one person: no administrator is needed


def test_the_setup_program_has_all_texts_in_both_languages_and_deletes_no_data() -> None:
    script = (ROOT / "packaging/windows/tezgah.nsi").read_text("utf-8")
    texts = [line.split()[1:3] for line in script.splitlines() if line.startswith("LangString")]
    turkish = {name for name, language in texts if language == "${LANG_TURKISH}"}
    assert turkish == {name for name, language in texts if language == "${LANG_ENGLISH}"}
    assert len(turkish) > 5
    removed = [line.strip() for line in script.splitlines() if line.strip().startswith(("RMDir", "Delete "))]
    assert removed
    assert all("$INSTDIR" in line or "Tezgâh.lnk" in line for line in removed)
    # the value that the program writes too
    assert '"${RUN}" "Tezgah"' in script
    assert '_VALUE: Final = "Tezgah"' in (ROOT / "desktop/system/machine/autostart.py").read_text("utf-8")


class Windows:
    """A Windows of wine, with a user who has a desktop folder."""

    def __init__(self, folder: Path) -> None:
        home = folder / "home"
        (home / "Desktop").mkdir(parents=True)
        self._env = {
            "PATH": os.environ["PATH"], "HOME": str(home), "USER": "waiter", "WINEPREFIX": str(folder / "wine"),
            "WINEDEBUG": "-all", "WINEDLLOVERRIDES": "mscoree,mshtml=", "LC_ALL": "C.UTF-8",
        }  # fmt: skip
        assert self.run("wineboot", "--init") == 0
        (self.local,) = (folder / "wine" / "drive_c" / "users").glob("*/AppData/Local")
        self.home = self.local / "Programs" / "Tezgah"
        menu = self.local.parent / "Roaming" / "Microsoft" / "Windows" / "Start Menu"
        self.menu = menu / "Programs" / "Tezgâh.lnk"
        self.desktop = home / "Desktop" / "Tezgâh.lnk"

    def run(self, *command: str | Path) -> int:
        return subprocess.run(
            ["wine", *command], env=self._env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, check=False, timeout=50,
        ).returncode  # fmt: skip

    def become(self, release: str) -> None:
        assert self.run("winecfg", "-v", release) == 0

    def value(self, key: str, name: str) -> str:
        """Return a value of the registry, "" without one."""
        shown = subprocess.run(
            ["wine", "reg", "query", key, "/v", name],
            env=self._env, capture_output=True, check=False, timeout=50,
        ).stdout.decode("utf-8", "replace")  # fmt: skip
        return next((line.split("REG_SZ")[1].strip() for line in shown.splitlines() if "REG_SZ" in line), "")

    def holds(self) -> set[str]:
        return {path.relative_to(self.home).as_posix() for path in self.home.rglob("*") if path.is_file()}

    @contextlib.contextmanager
    def running(self, program: Path) -> Iterator[None]:
        process = subprocess.Popen(
            ["wine", program], env=self._env,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline()  # it has started
        yield
        process.communicate(timeout=20)  # its input ends

    def end(self) -> None:
        subprocess.run(["wineserver", "--kill"], env=self._env, check=False, timeout=20)
        subprocess.run(["wineserver", "--wait"], env=self._env, check=False, timeout=20)


@pytest.fixture
def windows(tmp_path: Path) -> Iterator[Windows]:
    made = Windows(tmp_path)
    yield made
    made.end()


@with_makensis
@with_wine
def test_setup_installs_upgrades_a_stopped_program_and_removes_all_but_the_data(
    tmp_path: Path, windows: Windows
) -> None:
    program = CMD.read_bytes() if CMD else b""
    first, second = (compiled(tmp_path, version, program, CPU) for version in ("1.0.0", "1.1.0"))
    ours = {"tezgah.exe", "tezgah-cli.exe", "uninstall.exe"}
    windows.become("win7")
    assert windows.run(first, "/S") == 4  # Qt does not run there
    assert not windows.home.exists()
    windows.become("win10")
    assert windows.run(first, "/S") == 0
    assert windows.holds() == {*ours, "_internal/only-in-1.0.0.dll"}
    assert windows.menu.exists()
    assert windows.desktop.exists()
    assert windows.value(UNINSTALL_KEY, "DisplayVersion") == "1.0.0"
    assert windows.value(RUN_KEY, "Tezgah").endswith(r'\Programs\Tezgah\tezgah.exe" --minimised')

    for name in ("tezgah.exe", "tezgah-cli.exe"):  # a running program is neither upgraded nor removed
        with windows.running(windows.home / name):
            assert windows.run(second, "/S") == 3, name
            assert windows.run(windows.home / "uninstall.exe", "/S", rf"_?={windows_path(windows.home)}") == 3
            assert windows.holds() == {*ours, "_internal/only-in-1.0.0.dll"}

    # an upgrade does not restore what the user removed
    windows.desktop.unlink()
    assert windows.run("reg", "delete", RUN_KEY, "/v", "Tezgah", "/f") == 0
    assert windows.run(second, "/S") == 0
    assert windows.holds() == {*ours, "_internal/only-in-1.1.0.dll"}
    assert windows.value(UNINSTALL_KEY, "DisplayVersion") == "1.1.0"
    assert windows.value(RUN_KEY, "Tezgah") == ""
    assert not windows.desktop.exists()

    data = windows.local / "tezgah" / "tezgah.db"
    data.parent.mkdir()
    data.write_text("orders")
    foreign = windows.home / "notes.txt"
    foreign.write_text("of the user")
    # `_?=` runs the uninstaller in place, so that it can be awaited; it cannot delete itself then
    assert windows.run(windows.home / "uninstall.exe", "/S", rf"_?={windows_path(windows.home)}") == 0
    assert windows.holds() <= {"uninstall.exe", "notes.txt"}
    assert foreign.exists()
    assert not windows.menu.exists()
    assert windows.value(UNINSTALL_KEY, "DisplayVersion") == ""
    assert data.read_text() == "orders"


def windows_path(path: Path) -> str:
    return "C:" + str(path).split("drive_c")[1].replace("/", "\\")
