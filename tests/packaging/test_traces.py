"""Traces of the building machine in the frozen folder, and files in it that others may change."""

from __future__ import annotations

import hashlib
import os
import sys
import zipfile
from pathlib import Path

import pytest

import build
import traces

OWN = ["/srv/builder/python-3.13", "/srv/builder"]
on_posix = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX: modes, links")


@pytest.mark.parametrize(
    "content",
    [
        b"\0/srv/builder/python-3.13/lib\0",
        b'{"url": "file:///srv/builder/tezgah"}',
        "/srv/builder".encode("utf-16-le"),
        b"prefix = '/srv/builder'",
    ],
)
def test_a_path_of_the_building_machine_is_found(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "data").write_bytes(content)
    (line,) = traces.traces(tmp_path, OWN)
    assert line.startswith("data names ")
    assert "builder" in line


@pytest.mark.parametrize(
    "content", [b"icu/admin.res", b"/opt/x/admin", b"/srv/builders", b"/srv/builder-2/x", b"/srv/other"]
)
def test_another_path_is_no_trace(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "data").write_bytes(content)
    assert traces.traces(tmp_path, [*OWN, "/admin"]) == []


def test_archives_are_searched(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "base_library.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.pyc", b"x" * 1000 + b"/srv/builder/a.py" + b"\xe9")
    assert traces.traces(tmp_path, OWN) == ["base_library.zip/a.pyc names /srv/builder"]


def test_a_file_as_its_makers_published_it_may_name_their_folders(tmp_path: Path) -> None:
    content = b"compiled in /srv/builder/work\0"
    (tmp_path / "lib.so").write_bytes(content)
    assert traces.traces(tmp_path, OWN, {hashlib.sha256(content).digest()}) == []
    assert len(traces.published_files()) > 100


@on_posix
def test_the_paths_in_libraries_are_overwritten_and_shared_ends_stay(tmp_path: Path) -> None:
    before = b"\x7fELF\0/srv/builder/python-3.13/lib\0/srv/builder/python-3.13\0name\0/srv/builderx\0"
    (tmp_path / "lib.so").write_bytes(before)
    (tmp_path / "text").write_bytes(b"\0/srv/builder/python-3.13\0")
    traces.blank(tmp_path, OWN)
    after = (tmp_path / "lib.so").read_bytes()
    slashes = b"/" * len(b"/srv/builder/")
    expected = b"\x7fELF\0%bpython-3.13/lib\0%bpython-3.13\0name\0/srv/builderx\0" % (slashes, slashes)
    assert after == expected
    assert [line.split()[0] for line in traces.traces(tmp_path, OWN)] == ["text"]


@on_posix
def test_unsafe_modes_and_links_are_found(tmp_path: Path) -> None:
    folder = tmp_path / "program"
    folder.mkdir(mode=0o755)
    (folder / "inside").write_text("x")
    (folder / "inside").chmod(0o644)
    (folder / "link").symlink_to("inside")
    assert traces.mode_problems(folder) == []
    (folder / "shared").write_text("x")
    (folder / "shared").chmod(0o666)
    (folder / "rights").write_text("x")
    (folder / "rights").chmod(0o4755)
    (folder / "outside").symlink_to(tmp_path)
    found = traces.mode_problems(folder)
    assert [line.split()[0] for line in found] == ["outside", "rights", "shared"]
    assert build.shipped_problems(folder, release=False) == found


def test_own_paths_are_no_folders_that_every_machine_has() -> None:
    own = traces.own_paths(build.ROOT)
    assert str(build.ROOT) in own
    assert str(Path.home()) in own
    assert not {"/", "/usr", os.sep, ""} & set(own)


def test_a_build_that_names_this_machine_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(f'{{"built": "{build.ROOT.as_posix()}"}}', "utf-8")
    (line,) = build.shipped_problems(tmp_path, release=False)
    assert line.startswith("config.json names ")
