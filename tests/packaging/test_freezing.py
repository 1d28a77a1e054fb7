"""Contents of the frozen program, its libraries, its licences, and the metadata of the packages."""

import importlib.metadata
import json
import os
import re
import shutil
import sqlite3
import struct
import subprocess
import sys
import tarfile
from collections.abc import Iterable
from pathlib import Path

import PySide6
import pytest

import build
import driver_licences
import elf
import licences
import linux_packages
import trimming
import windows_files
from system_packages import BASE_LIBRARIES, QT_LIBRARIES

ROOT = Path(__file__).resolve().parents[2]
OUTSIDE = elf.Linked(["libEGL.so.1", "libc.so.6", "libglib-2.0.so.0"], [(2, 17), (2, 4), (2, 35)])
on_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs Linux")
CUPS = "PySide6/Qt/plugins/printsupport/libcupsprintersupport.so"


@pytest.mark.parametrize(
    "name",
    [
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforms/libqwayland.so",
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        r"PySide6\plugins\platforms\qwindows.dll",
        "PySide6/Qt/plugins/platformthemes/libqxdgdesktopportal.so",
        "PySide6/Qt/plugins/platforminputcontexts/libibusplatforminputcontextplugin.so",
        "PySide6/Qt/plugins/platforminputcontexts/libcomposeplatforminputcontextplugin.so",
        "PySide6/Qt/plugins/xcbglintegrations/libqxcb-glx-integration.so",
        "PySide6/Qt/plugins/wayland-shell-integration/libxdg-shell.so",
        "PySide6/Qt/plugins/wayland-graphics-integration-client/libqt-plugin-wayland-egl.so",
        "PySide6/QtCore.abi3.so",
        "libssl.so.3",
    ],
)
def test_plugins_that_the_window_needs_are_shipped(name: str) -> None:
    assert trimming.is_wanted_plugin(name, printing=False)


@pytest.mark.parametrize(
    "name",
    [
        "PySide6/Qt/plugins/platforms/libqvnc.so",
        "PySide6/Qt/plugins/platforms/libqeglfs.so",
        r"PySide6\plugins\platforms\qdirect2d.dll",
        "PySide6/Qt/plugins/platformthemes/libqgtk3.so",
        "PySide6/Qt/plugins/platforminputcontexts/libqtvirtualkeyboardplugin.so",
        "PySide6/Qt/plugins/imageformats/libqpdf.so",
        "PySide6/Qt/plugins/sqldrivers/libqsqlpsql.so",
        "PySide6/Qt/plugins/qmltooling/libqmldbg_server.so",
        r"PySide6\plugins\styles\qmodernwindowsstyle.dll",
        CUPS,
    ],
)
def test_other_plugins_are_not_shipped(name: str) -> None:
    assert not trimming.is_wanted_plugin(name, printing=False)


def test_print_plugins_are_shipped_if_the_program_prints() -> None:
    assert trimming.is_wanted_plugin(CUPS, printing=True)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("PySide6/Qt/translations/qtbase_tr.qm", True),
        ("PySide6/Qt/translations/qtbase_en.qm", True),
        ("PySide6/Qt/translations/qtbase_de.qm", False),
        ("PySide6/Qt/translations/qt_help_tr.qm", False),
        (r"PySide6\translations\qtbase_de.qm", False),
        ("PySide6/Qt/qml/QtQuick/qmldir", False),
        ("httpx-0.28.1.dist-info/METADATA", True),
        ("jaraco.classes-3.4.0.dist-info/METADATA", True),
        ("keyring-25.7.0.dist-info/entry_points.txt", True),
        ("httpx-0.28.1.dist-info/RECORD", False),
        ("tzdata-2026.6.dist-info/METADATA", False),  # a tool of the build needs it
        ("resources/translations/tr.mo", True),
        ("resources/fonts/TezgahSans-Bold.ttf", True),
        ("resources/fonts/ticket/TezgahTicket-Bold.ttf", True),
        ("desktop/store/sqlite/migrations/0001_first.sql", True),
    ],
)
def test_only_needed_data_files_are_shipped(name: str, kept: bool) -> None:
    assert trimming.is_wanted_datum(name, {"httpx", "keyring", "jaraco-classes"}) is kept


def test_every_folder_of_resources_is_in_the_frozen_program() -> None:
    spec = (ROOT / "packaging" / "freeze.spec").read_text("utf-8")
    # Screenshots are for the README.
    folders = {each.name for each in (ROOT / "resources").iterdir() if each.is_dir()} - {"screenshots"}
    assert {name for name in folders if f'"resources/{name}"' not in spec} == set()
    assert "fonts" in folders


def links(path: str) -> Iterable[str]:
    return {
        "/QtGui": ["libQt6Gui.so.6", "libEGL.so.1"],
        "/libQt6Gui": ["libQt6Core.so.6"],
        "/xcb": ["libQt6XcbQpa.so.6"],
        "/gtk3": ["libgtk-3.so.0"],
    }.get(path, [])


def test_libraries_of_unwanted_plugins_and_of_the_system_are_not_shipped() -> None:
    binaries = [
        ("PySide6/QtGui.abi3.so", "/QtGui", "EXTENSION"),
        ("PySide6/Qt/lib/libQt6Gui.so.6", "/libQt6Gui", "BINARY"),
        ("PySide6/Qt/lib/libQt6Core.so.6", "/libQt6Core", "BINARY"),
        ("PySide6/Qt/lib/libQt6XcbQpa.so.6", "/libQt6XcbQpa", "BINARY"),
        ("PySide6/Qt/lib/libQt6Quick.so.6", "/libQt6Quick", "BINARY"),
        ("PySide6/Qt/plugins/platforms/libqxcb.so", "/xcb", "BINARY"),
        ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", "/gtk3", "BINARY"),
        ("libgtk-3.so.0", "/libgtk", "BINARY"),
        ("libEGL.so.1", "/libEGL", "BINARY"),
        ("libpython3.13.so.1.0", "/libpython", "BINARY"),
    ]
    kept = {Path(name).name for name, _, _ in trimming.trimmed(binaries, links, linux=True)}
    assert kept == {
        "QtGui.abi3.so", "libQt6Gui.so.6", "libQt6Core.so.6", "libQt6XcbQpa.so.6", "libqxcb.so", "libpython3.13.so.1.0",
    }  # fmt: skip


def test_windows_libraries_are_found_in_any_case_and_software_opengl_is_not_shipped() -> None:
    def needs(path: str) -> Iterable[str]:
        return ["QT6CORE.dll"] if path == "/QtCore" else []

    binaries = [
        (r"PySide6\QtCore.pyd", "/QtCore", "EXTENSION"),
        (r"PySide6\Qt6Core.dll", "/Qt6Core", "BINARY"),
        (r"PySide6\opengl32sw.dll", "/sw", "BINARY"),
        ("python313.dll", "/python", "BINARY"),
        ("VCRUNTIME140.dll", "/vc", "BINARY"),
    ]
    kept = [name for name, _, _ in trimming.trimmed(binaries, needs, linux=False)]
    assert kept == [r"PySide6\QtCore.pyd", r"PySide6\Qt6Core.dll", "python313.dll", "VCRUNTIME140.dll"]


SHOWN = """
Dynamic Section:
  NEEDED               libz.so.1
  NEEDED               libc.so.6
Version References:
  required from libc.so.6:
    0x06969191 0x00 02 GLIBC_2.4
    0x069691b1 0x00 03 GLIBC_2.17
    0x0d696913 0x00 04 GLIBCXX_3.4.29
"""


def test_the_output_of_objdump_is_parsed() -> None:
    assert elf.linked(SHOWN) == elf.Linked(["libz.so.1", "libc.so.6"], [(2, 4), (2, 17)])


@pytest.mark.skipif(not shutil.which("objdump"), reason="needs the program objdump")
def test_libraries_inside_the_folder_are_not_needed_from_the_system(tmp_path: Path) -> None:
    module = next(Path(path) for path in sys.path if path and list(Path(path).glob("PySide6/QtCore.abi3.so")))
    shutil.copy(module / "PySide6" / "QtCore.abi3.so", tmp_path / "QtCore.abi3.so")
    before = elf.outside(tmp_path)
    assert "libQt6Core.so.6" in before.libraries
    assert before.glibc[-1] >= (2, 17)
    (tmp_path / "libQt6Core.so.6").touch()
    assert set(before.libraries) - set(elf.outside(tmp_path).libraries) == {"libQt6Core.so.6"}


def test_packages_depend_on_the_linked_libraries() -> None:
    assert linux_packages.debian_dependencies(OUTSIDE) == [
        "libc6 (>= 2.35)", "libegl1", "libglib2.0-0t64 | libglib2.0-0", "libasound2t64 | libasound2", "libpulse0",
        "ca-certificates",
    ]  # fmt: skip
    assert linux_packages.rpm_dependencies(OUTSIDE) == [
        "libc.so.6(GLIBC_2.35)(64bit)", "libEGL.so.1()(64bit)", "libglib-2.0.so.0()(64bit)",
        "libasound.so.2()(64bit)", "libpulse.so.0()(64bit)", "ca-certificates",
    ]  # fmt: skip


def test_the_readme_of_the_portable_archive_lists_needs_in_both_languages() -> None:
    said = linux_packages.portable_readme(OUTSIDE)
    assert "Bu klasörü" in said
    assert "Put this folder" in said
    assert "glibc 2.35," in said
    assert said.splitlines()[-1] == "libEGL.so.1 libglib-2.0.so.0 libasound.so.2 libpulse.so.0"


def test_a_library_without_a_known_package_stops_the_build() -> None:
    with pytest.raises(linux_packages.UnknownDependencyError, match="libnew"):
        linux_packages.debian_dependencies(elf.Linked(["libnew.so.1"], [(2, 17)]))


def test_no_library_is_in_both_tables() -> None:
    assert not QT_LIBRARIES.keys() & BASE_LIBRARIES.keys()


def test_packages_contain_program_link_desktop_entry_icons_and_documents(tmp_path: Path) -> None:
    config = linux_packages.package_config(tmp_path, "1.2.3", OUTSIDE, "A <a@b>", tmp_path)
    assert json.loads(json.dumps(config)) == config
    by_place = {one["dst"]: one for one in config["contents"]}
    assert by_place["/opt/tezgah"]["type"] == "tree"
    assert by_place["/usr/bin/tezgah"] == {
        "src": "/opt/tezgah/tezgah",
        "dst": "/usr/bin/tezgah",
        "type": "symlink",
    }
    for place in (
        "/usr/share/applications/tezgah.desktop",
        "/usr/share/icons/hicolor/scalable/apps/tezgah.svg",
    ):
        assert Path(by_place[place]["src"]).is_file()
    assert len([place for place in by_place if "/hicolor/" in place]) == 8
    assert all(Path(by_place[place]["src"]).is_file() for place in by_place if "/hicolor/" in place)
    assert {"/usr/share/doc/tezgah", "/usr/share/doc/tezgah/copyright"} <= by_place.keys()
    # no script runs at a removal, so it cannot delete data
    assert config["scripts"].keys() == {"postinstall"}
    # the name of the build machine is not published
    assert config["rpm"]["buildhost"] == "localhost"
    subprocess.run(["sh", "-n", config["scripts"]["postinstall"]], check=True)


def test_the_desktop_entry_has_both_languages_and_starts_the_link() -> None:
    lines = (ROOT / "packaging/linux/tezgah.desktop").read_text("utf-8").splitlines()
    assert lines[0] == "[Desktop Entry]"
    entry = dict(line.split("=", 1) for line in lines[1:])
    for key in ("Name", "GenericName", "Comment"):
        assert entry[f"{key}[tr]"]
        assert entry[f"{key}[en]"]
    assert entry["Exec"] == "/usr/bin/tezgah"
    assert entry["Icon"] == "tezgah"
    # the desktop connects the window with the entry by this name
    assert 'setDesktopFileName("tezgah")' in (ROOT / "desktop/ui/application.py").read_text("utf-8")


@pytest.mark.skipif(shutil.which("desktop-file-validate") is None, reason="needs desktop-file-utils")
def test_the_desktop_entry_is_valid() -> None:
    subprocess.run(["desktop-file-validate", ROOT / "packaging/linux/tezgah.desktop"], check=True, timeout=20)


def test_files_are_readable_by_all_whatever_the_umask_of_the_build(tmp_path: Path) -> None:
    folder = tmp_path / "tezgah"
    folder.mkdir(0o700)
    for name, mode in (("tezgah", 0o700), ("data", 0o600)):
        (folder / name).touch(mode)
    (folder / "link").symlink_to("data")
    build.normalise(folder, 1_700_000_000)
    modes = {str(path.relative_to(tmp_path)): path.stat().st_mode & 0o777 for path in tmp_path.rglob("*")}
    assert modes == {"tezgah": 0o755, "tezgah/tezgah": 0o755, "tezgah/data": 0o644, "tezgah/link": 0o644}
    assert folder.stat().st_mtime == 1_700_000_000


def test_a_replaced_source_is_compiled_anew_whatever_its_time(tmp_path: Path) -> None:
    source = tmp_path / "driver" / "module.py"
    source.parent.mkdir()
    source.write_text("made_by = 'us'")
    build.compile_sources(tmp_path)
    (compiled,) = tmp_path.rglob("*.pyc")
    assert os.fsencode(tmp_path) not in compiled.read_bytes()
    before = source.stat().st_mtime_ns
    source.write_text("made_by = 'me'")
    os.utime(source, ns=(before, before))
    command = [sys.executable, "-B", "-c", "from driver.module import made_by; print(made_by)"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == "me\n"


def test_the_same_files_give_the_same_archive(tmp_path: Path) -> None:
    made = []
    for name in ("one", "two"):
        folder = tmp_path / name / "tezgah"
        folder.mkdir(parents=True)
        (folder / "b").write_text("b")
        (folder / "a").write_text("a")
        (folder / "link").symlink_to("a")
        extra = tmp_path / name / "licences.txt"
        extra.write_text("L")
        extra.chmod(0o600 if name == "one" else 0o664)  # different umasks
        made.append(linux_packages.make_archive(folder, "tezgah-1", tmp_path / name, 1_700_000_000, [extra]))
    assert made[0].read_bytes() == made[1].read_bytes()
    with tarfile.open(made[0]) as archive:
        assert archive.getnames() == ["tezgah-1/a", "tezgah-1/b", "tezgah-1/link", "tezgah-1/licences.txt"]
        assert {member.mtime for member in archive} == {1_700_000_000}


def test_every_locked_package_has_a_licence_and_its_text() -> None:
    parts = list(licences.packages(licences.locked_names()))
    assert {"httpx", "msgspec", "PySide6_Essentials"} <= {part.name for part in parts}
    for part in parts:
        assert part.licence != "see below", part.name
        assert part.licence != "MIT License", part.name  # MIT in SPDX
        assert part.texts, part.name
        # A package without an address is found on PyPI.
        assert part.address.startswith("http") or part.on_pypi, part.name


def test_qt_is_used_under_the_lgpl_with_both_texts() -> None:
    (qt,) = licences.packages(["pyside6-essentials"])
    assert qt.licence == "LGPL-3.0-only"
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in qt.texts[0]
    assert "GNU GENERAL PUBLIC LICENSE" in qt.texts[1]
    said = licences.document([qt])
    assert "replace them with your own versions" in said
    assert "değiştirebilir" in said
    assert "https://download.qt.io/official_releases/qt/" in said


def test_a_system_library_without_a_known_licence_stops_the_build(tmp_path: Path) -> None:
    internal = tmp_path / "_internal"
    internal.mkdir()
    for name in ("libssl.so.3", "libcrypto.so.3", "libsqlite3.so.0", "libpython3.13.so.1.0"):
        (internal / name).touch()
    (internal / "libQt6Core.so.6").symlink_to("libssl.so.3")
    found = list(licences.library_parts(licences.system_libraries_in(tmp_path)))
    assert [part.name for part in found] == ["OpenSSL", "SQLite"]
    assert found[1].version == sqlite3.sqlite_version
    (internal / "libsecret.so.1").touch()
    with pytest.raises(licences.UnknownLibraryError, match="libsecret"):
        list(licences.library_parts(licences.system_libraries_in(tmp_path)))


@pytest.mark.parametrize(
    ("font", "package", "version"),
    [
        ("Inter", "fontpkg-inter", licences.FONT_VERSION),
        ("Roboto", "fontpkg-roboto-condensed", licences.TICKET_FONT_VERSION),
    ],
)
def test_each_font_is_a_part_with_its_licence(font: str, package: str, version: str) -> None:
    (part,) = (each for each in licences.all_parts(None, ()) if font in each.name)
    assert part.licence == "OFL-1.1"
    assert "SIL OPEN FONT LICENSE Version 1.1" in part.texts[0]
    assert f"{package}=={version}" in (ROOT / "resources/fonts/make_font.py").read_text("utf-8")


def test_every_font_is_in_the_frozen_program() -> None:
    spec = (ROOT / "packaging" / "freeze.spec").read_text("utf-8")
    fonts = ROOT / "resources" / "fonts"
    for folder in {path.parent for path in fonts.rglob("*.ttf")}:
        assert f'"{folder.relative_to(ROOT).as_posix()}")' in spec


def test_parts_outside_of_pypi_have_a_cpe_name() -> None:
    part = licences.Part("XZ Utils", "5.4.1-1+b2", "0BSD", "", (), cpe="tukaani:xz")
    assert part.cpe_name == "cpe:2.3:a:tukaani:xz:5.4.1:*:*:*:*:*:*:*"
    assert licences.Part("httpx", "0.28.1", "BSD-3-Clause", "", (), on_pypi=True).cpe_name is None
    assert licences.python_part().cpe_name == (
        f"cpe:2.3:a:python:python:{'.'.join(map(str, sys.version_info[:3]))}:*:*:*:*:*:*:*"
    )


def test_libraries_inside_wheels_are_parts_of_their_own(tmp_path: Path) -> None:
    found = {part.name: part for part in licences.parts_of_wheels(tmp_path)}
    assert found["Qt"].version == importlib.metadata.version("PySide6_Essentials")
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in found["Qt"].texts[0]
    assert re.fullmatch(r"\d+\.\d+\.\d+", found["OpenSSL (in cryptography)"].version)
    assert "ICU" not in found  # not in this folder


def test_the_driver_of_postgresql_is_replaceable_and_named_with_its_licence() -> None:
    spec = (ROOT / "packaging" / "freeze.spec").read_text("utf-8")
    assert 'module_collection_mode={"psycopg": "py"}' in spec
    driver, binary = licences.packages(["psycopg", "psycopg-binary"])
    assert driver.licence == binary.licence == "LGPL-3.0-only"
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in binary.texts[0]
    assert {text.split("\n", 1)[0].strip() for text in driver.texts} == {
        "GNU LESSER GENERAL PUBLIC LICENSE",
        "GNU GENERAL PUBLIC LICENSE",
    }


@on_linux
def test_libraries_inside_the_driver_are_parts_of_their_own() -> None:
    import psycopg

    packages = Path(psycopg.__file__).parents[1]
    found = {part.name.removesuffix(" (in psycopg)"): part for part in driver_licences.driver_parts(packages)}
    assert {"libpq", "OpenSSL", "MIT Kerberos", "OpenLDAP", "Cyrus SASL", "keyutils"} <= found.keys()
    for name in ("libpq", "OpenSSL", "MIT Kerberos", "OpenLDAP"):
        assert re.fullmatch(r"\d+\.\d+(\.\d+)?", found[name].version), name
    assert all(part.texts[0] for part in found.values())
    assert found["keyutils"].licence == "LGPL-2.0-or-later"
    # One of two libraries of this name; only this one knows this hash.
    (crypt,) = (packages / driver_licences.FOLDER).glob("libcrypt-*")
    assert b"yescrypt" in crypt.read_bytes()
    assert found["libxcrypt"].licence == "LGPL-2.1-or-later"


def test_an_unknown_library_inside_the_driver_stops_the_build(tmp_path: Path) -> None:
    folder = tmp_path / "_internal" / driver_licences.FOLDER
    folder.mkdir(parents=True)
    (folder / "msvcp140-a4c2229b.dll").touch()
    (folder / "libpq-1234.dll").touch()
    assert [part.name for part in driver_licences.driver_parts(tmp_path)] == ["libpq (in psycopg)"]
    (folder / "libsecret-1234.so.1").touch()
    with pytest.raises(licences.UnknownLibraryError, match="libsecret"):
        list(driver_licences.driver_parts(tmp_path))


@on_linux
def test_the_version_of_icu_is_read_from_the_library() -> None:
    library = next(path for path in Path(PySide6.__file__).parent.rglob("libicuuc.so.*"))
    found = {part.name: part for part in licences.parts_of_wheels(library.parent)}
    assert re.fullmatch(rf"{library.name.rsplit('.', 1)[1]}\.\d+", found["ICU"].version)
    assert "UNICODE" in found["ICU"].texts[0]


@on_linux
@pytest.mark.parametrize("before", ["", "/usr/lib/before"])
def test_the_library_path_is_restored_for_started_processes(before: str) -> None:
    environ = {
        "LD_LIBRARY_PATH": "/opt/tezgah/_internal",
        "_PYI_PARENT_PROCESS_LEVEL": "-1",
        "_PYI_ARCHIVE_FILE": "/opt/tezgah/tezgah",
        "STAYS": "1",
    } | ({"LD_LIBRARY_PATH_ORIG": before} if before else {})
    shown = subprocess.run(
        [sys.executable, "-c", "import json, os, own_libraries; print(json.dumps(dict(os.environ)))"],
        env=environ | {"PYTHONPATH": str(ROOT / "packaging")}, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    left = {name for name in json.loads(shown) if name.startswith(("LD_", "_PYI", "STAYS"))}
    assert left == ({"LD_LIBRARY_PATH", "STAYS"} if before else {"STAYS"})
    assert json.loads(shown).get("LD_LIBRARY_PATH", "") == before


def test_modules_are_mapped_to_their_packages() -> None:
    owners = {"PySide6": ["PySide6_Essentials"], "_miniaudio": ["miniaudio"], "lxml": ["lxml"]}
    modules = ["PySide6.QtCore", "_miniaudio.abi3.so", "PySide6/QtGui.abi3.so", "desktop.cli.main", "json"]
    assert licences.distributions_of(modules, owners) == {"pyside6-essentials", "miniaudio"}


def test_the_icon_contains_its_pictures() -> None:
    pictures = {16: b"\x89PNG small", 256: b"\x89PNG large"}
    made = windows_files.icon(pictures)
    assert struct.unpack_from("<HHH", made) == (0, 1, 2)
    for index, (size, picture) in enumerate(pictures.items()):
        edge, *_, length, offset = struct.unpack_from("<BBBBHHII", made, 6 + 16 * index)
        assert edge == size % 256
        assert made[offset : offset + length] == picture


def test_the_version_resource_is_an_expression_with_the_version() -> None:
    made = windows_files.version_resource("1.20.3")
    compile(made, "version_info.txt", "eval")
    assert "filevers=(1, 20, 3, 0)" in made
    assert '"ProductVersion", "1.20.3"' in made


SEARCHES = """
Dynamic Section:
  NEEDED               libssl.so.3
  RUNPATH              /opt/builder/python/lib:$ORIGIN/../lib
"""


def test_folders_in_which_a_library_searches_are_read() -> None:
    assert elf.search_path(SEARCHES) == ["/opt/builder/python/lib", "$ORIGIN/../lib"]
    assert elf.search_path("  NEEDED  libc.so.6\n") == []


def test_a_release_without_the_update_key_is_refused(tmp_path: Path) -> None:
    assert build.shipped_problems(tmp_path, release=False) == []
    assert ["update-key.pub" in line for line in build.shipped_problems(tmp_path, release=True)] == [True]
    (tmp_path / "_internal" / "resources").mkdir(parents=True)
    (tmp_path / "_internal" / "resources" / "update-key.pub").write_bytes(b"key")
    assert build.shipped_problems(tmp_path, release=True) == []


@on_linux
def test_a_library_that_searches_in_a_fixed_folder_is_refused(tmp_path: Path) -> None:
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        pytest.skip("needs a C compiler")
    (tmp_path / "a.c").write_text("int a(void) { return 1; }\n", "utf-8")
    command = [compiler, "-shared", "-fPIC", "-o", str(tmp_path / "liba.so"), str(tmp_path / "a.c")]
    subprocess.run([*command, "-Wl,-rpath,$ORIGIN:/opt/builder/lib"], check=True)
    assert build.shipped_problems(tmp_path, release=False) == [
        "liba.so searches for libraries in /opt/builder/lib"
    ]
    subprocess.run([*command, "-Wl,-rpath,$ORIGIN"], check=True)
    assert build.shipped_problems(tmp_path, release=False) == []
