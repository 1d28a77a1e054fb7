"""Looking for a version, downloading it, checking it: against a real server, with real keys and files."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shlex
import shutil
import socket
import stat
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from desktop import __version__
from desktop.domain.update_problem import UpdateProblem
from desktop.services.updates import updater
from desktop.services.updates.release_list import Notes, Package, UpdateError, read_list, seen
from desktop.services.updates.updater import (
    DownloadStopped,
    Release,
    check,
    command,
    install,
    installs_itself,
    this_platform,
    verify,
)
from desktop.vendor.download import is_safe
from tests.services.updates.conftest import FILE

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.services.updates.conftest import Place


def problem_of(action: Callable[[], object]) -> UpdateProblem:
    with pytest.raises(UpdateError) as told:
        action()
    return told.value.problem


def found(place: Place) -> Release:
    release = check(place.address, place.key, place.seen).release
    assert release is not None
    return release


def download(
    release: Release,
    folder: Path,
    *,
    on_progress: Callable[[int], None] = lambda _size: None,
    is_stopped: Callable[[], bool] = lambda: False,
) -> Path:
    return updater.download(release, folder, on_progress=on_progress, is_stopped=is_stopped)


# The check for a newer version


def test_a_newer_version_is_found_with_its_notes(place: Place) -> None:
    place.publish("99.0.0")
    release = found(place)
    assert (release.version, release.released.isoformat()) == ("99.0.0", "2026-11-22")
    assert (release.notes.tr, release.notes.en) == ("Zil düzeldi", "The bell was put right")
    assert release.package is not None
    assert release.package.url == f"{place.origin}/tezgah.bin"
    assert place.asked == ["/tezgah-update.json", "/tezgah-update.json.sig"], "nothing is downloaded yet"


@pytest.mark.parametrize(
    ("there", "here", "newer"),
    [
        ("0.2.0", "0.1.0", True),
        ("0.10.0", "0.9.9", True),
        ("1.0.0", "0.99.99", True),
        ("0.1.0", "0.1.0", False),
        ("0.1.0", "0.2.0", False),
        ("0.9.9", "0.10.0", False),
    ],
)
def test_only_newer_versions_are_found(place: Place, there: str, here: str, newer: bool) -> None:
    place.publish(there)
    assert (check(place.address, place.key, place.seen, current=here).release is not None) is newer


def test_a_version_without_a_file_for_this_computer_is_found(place: Place) -> None:
    place.publish()
    release = check(place.address, place.key, place.seen, wanted="linux-riscv64-deb").release
    assert release is not None
    assert release.package is None


def test_a_list_with_one_changed_byte_is_refused(place: Place) -> None:
    place.publish()
    content = place.files["/tezgah-update.json"]
    for at in range(0, len(content), 7):
        spoiled = content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
        with pytest.raises(UpdateError) as told:
            read_list(spoiled, place.files["/tezgah-update.json.sig"], place.key)
        assert told.value.problem is UpdateProblem.SIGNATURE


def test_the_signature_of_another_key_is_refused(place: Place) -> None:
    place.publish()
    content = place.files["/tezgah-update.json"]
    other = Ed25519PrivateKey.generate().sign(content)
    place.files["/tezgah-update.json.sig"] = base64.b64encode(other)
    assert problem_of(lambda: check(place.address, place.key, place.seen)) is UpdateProblem.SIGNATURE


@pytest.mark.parametrize("signature", [b"", b"no base64 !", b"AAAA", b"\xff\xfe"])
def test_a_malformed_signature_is_refused(place: Place, signature: bytes) -> None:
    place.publish()
    place.files["/tezgah-update.json.sig"] = signature
    assert problem_of(lambda: check(place.address, place.key, place.seen)) is UpdateProblem.SIGNATURE


def test_an_older_version_in_a_signed_list_is_ignored(place: Place) -> None:
    place.publish("0.0.1")
    assert check(place.address, place.key, place.seen, current="0.1.0").release is None


NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def test_a_list_that_is_older_than_an_accepted_one_is_refused(place: Place) -> None:
    """Played again it is well signed, and names the version that runs: who believes it is never told of a newer one."""
    place.publish("1.0.0", issued=NOON)
    old = {path: place.files[path] for path in ("/tezgah-update.json", "/tezgah-update.json.sig")}
    place.publish("1.1.0", issued=NOON + timedelta(seconds=1))
    looking = partial(check, place.address, place.key, place.seen, current="1.0.0", now=lambda: NOON)
    assert looking().release is not None
    place.files |= old
    assert problem_of(looking) is UpdateProblem.OLDER
    # One that was signed afresh is as good as a new one; nothing was forgotten about it by being refused.
    place.publish("1.1.0", issued=NOON + timedelta(days=30))
    assert looking().release is not None
    assert stat.S_IMODE(place.seen.stat().st_mode) & 0o077 == 0


def test_an_expired_list_is_reported(place: Place) -> None:
    place.publish("1.0.0", issued=NOON)
    for days, expired in ((0, False), (90, False), (91, True)):
        found = check(
            place.address,
            place.key,
            place.seen,
            current="1.0.0",
            now=partial(NOON.__add__, timedelta(days=days)),
        )
        assert (found.release, found.issued, found.expired) == (None, NOON, expired)


def test_a_list_from_the_far_future_does_not_block_later_ones(place: Place) -> None:
    """Whoever signed it had a wrong clock, or this computer has."""
    looking = partial(check, place.address, place.key, place.seen, current="1.0.0", now=lambda: NOON)
    place.publish("1.1.0", issued=NOON + timedelta(days=3650))
    assert looking().release is not None
    place.publish("1.2.0", issued=NOON)
    found = looking().release
    assert found is not None
    assert found.version == "1.2.0"


@pytest.mark.parametrize("content", [b"", b"[]", b'{"issued": "yesterday"}', b"\xff"])
def test_a_broken_file_of_the_accepted_list_is_replaced(place: Place, content: bytes) -> None:
    place.seen.write_bytes(content)
    place.publish("1.1.0", issued=NOON)
    check(place.address, place.key, place.seen, now=lambda: NOON)
    noted = seen(place.seen)
    assert noted is not None
    assert noted.issued == NOON


def test_an_unwritable_file_of_the_accepted_list_does_no_harm(place: Place) -> None:
    place.seen.mkdir()
    place.publish("99.0.0")
    assert found(place).version == "99.0.0"


def test_a_list_without_its_time_is_refused(place: Place) -> None:
    place.publish()
    listed = json.loads(place.files["/tezgah-update.json"])
    for issued in (None, "2026-11-22", "2026-11-22T10:00:00"):
        place.sign(json.dumps(listed | {"issued": issued}).encode())
        assert problem_of(lambda: check(place.address, place.key, place.seen)) is UpdateProblem.LIST


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>",
        b"[]",
        b'{"version": "2.0.0"}',
        b"[" * 100_000,
    ],
)
def test_signed_content_that_is_no_list_is_refused(place: Place, content: bytes) -> None:
    place.sign(content)
    assert problem_of(lambda: check(place.address, place.key, place.seen)) is UpdateProblem.LIST


@pytest.mark.parametrize(
    "changed",
    [
        {"size": 0},
        {"size": -1},
        {"size": 1 << 40},
        {"sha256": "00"},
        {"sha256": "Z" * 64},
        {"url": ""},
        {"url": "http://[broken"},
    ],
)
def test_a_list_with_an_impossible_file_is_refused(place: Place, changed: dict[str, Any]) -> None:
    place.publish("99.0.0", **changed)
    assert problem_of(lambda: check(place.address, place.key, place.seen)) is UpdateProblem.LIST


@pytest.mark.parametrize("version", ["2", "2.0", "2.0.0-rc1", "v2.0.0", "2.0.0.0", "../../etc", "2.0.0\n"])
def test_a_list_with_a_malformed_version_is_refused(place: Place, version: str) -> None:
    place.publish(version)
    assert problem_of(lambda: check(place.address, place.key, place.seen)) is UpdateProblem.LIST


def test_a_huge_list_is_not_read_to_its_end(place: Place) -> None:
    place.sign(b" " * (1 << 20))
    assert problem_of(lambda: check(place.address, place.key, place.seen)) is UpdateProblem.TOO_LONG
    place.told_length = False
    assert problem_of(lambda: check(place.address, place.key, place.seen)) is UpdateProblem.TOO_LONG


def test_a_missing_answer_is_reported_in_time(place: Place, impatient: Callable[[], None]) -> None:
    impatient()
    place.silent_at = "/tezgah-update.json"
    began = time.monotonic()
    assert problem_of(lambda: check(place.address, place.key, place.seen)) is UpdateProblem.UNANSWERED
    assert time.monotonic() - began < 5


def test_an_unreachable_address_is_reported(place: Place) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{nobody.getsockname()[1]}/list.json"
        assert problem_of(lambda: check(address, place.key, place.seen)) is UpdateProblem.UNREACHABLE


@pytest.mark.parametrize("status", [204, 403, 404, 500, 503])
def test_another_status_is_a_refusal(place: Place, status: int) -> None:
    place.publish()
    place.statuses["/tezgah-update.json"] = status
    assert problem_of(lambda: check(place.address, place.key, place.seen)) is UpdateProblem.REFUSED


@pytest.mark.parametrize("content", [b"", b"no key", None])
def test_a_broken_or_missing_key_is_reported(place: Place, content: bytes | None) -> None:
    place.publish()
    if content is None:
        place.key.unlink()
    else:
        place.key.write_bytes(content)
    assert problem_of(lambda: check(place.address, place.key, place.seen)) is UpdateProblem.KEY


def test_a_key_of_another_kind_is_not_used(place: Place) -> None:
    place.publish()
    other = generate_private_key(SECP256R1()).public_key()
    place.key.write_bytes(other.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    assert problem_of(lambda: check(place.address, place.key, place.seen)) is UpdateProblem.KEY


def test_without_a_key_nothing_is_requested(place: Place, tmp_path: Path) -> None:
    place.publish()
    assert problem_of(lambda: check(place.address, tmp_path / "no-key.pub", place.seen)) is UpdateProblem.KEY
    assert place.asked == [], "and nobody is asked"


# Where it may lead


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://example.test/list.json", True),
        ("http://127.0.0.1:8080/list.json", True),
        ("http://[::1]/list.json", True),
        ("http://localhost/list.json", True),
        ("http://example.test/list.json", False),
        ("ftp://example.test/list.json", False),
        ("file:///etc/passwd", False),
        ("https://user:word@example.test/", False),
        ("https://", False),
        ("", False),
        ("https://example.test/a b", False),
        ("https://[broken/", False),
        ("https://example.test:port/", False),
    ],
)
def test_only_safe_addresses_are_accepted(address: str, safe: bool) -> None:
    assert is_safe(address) is safe


def test_an_unsafe_address_is_never_requested(place: Place) -> None:
    assert (
        problem_of(lambda: check("http://example.test/list.json", place.key, place.seen))
        is UpdateProblem.ADDRESS
    )


def test_a_redirect_within_the_place_is_followed(place: Place) -> None:
    place.publish()
    place.files["/new/list.json"] = place.files["/tezgah-update.json"]
    place.redirects["/tezgah-update.json"] = "/new/list.json"
    assert found(place).version == "99.0.0"


def test_a_redirect_to_another_place_without_https_is_refused(place: Place, tmp_path: Path) -> None:
    place.publish()
    with socket.socket() as elsewhere:
        elsewhere.bind(("127.0.0.1", 0))
        elsewhere.listen()
        elsewhere.setblocking(False)
        place.redirects["/tezgah-update.json"] = f"http://127.0.0.1:{elsewhere.getsockname()[1]}/list.json"
        assert problem_of(lambda: check(place.address, place.key, place.seen)) is UpdateProblem.REFUSED
        with pytest.raises(BlockingIOError):
            elsewhere.accept()


def test_a_circle_of_redirects_ends(place: Place) -> None:
    place.redirects["/tezgah-update.json"] = "/tezgah-update.json"
    assert problem_of(lambda: check(place.address, place.key, place.seen)) is UpdateProblem.REFUSED
    assert len(place.asked) < 10


# Downloading


def test_a_file_is_downloaded_and_checked_with_progress(place: Place, downloads: Path) -> None:
    place.publish()
    told: list[int] = []
    path = download(found(place), downloads, on_progress=told.append)
    assert path.read_bytes() == FILE
    assert told == sorted(told)
    assert told[-1] == len(FILE)
    assert len(told) > 3
    assert list(downloads.iterdir()) == [path]
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("kind", ["one byte", "short", "long", "empty"])
def test_a_tampered_file_is_removed(place: Place, downloads: Path, kind: str) -> None:
    place.publish()
    spoiled = {
        "one byte": FILE[:1000] + b"!" + FILE[1001:],
        "short": FILE[:-1],
        "long": FILE + b"!",
        "empty": b"",
    }
    place.files["/tezgah.bin"] = spoiled[kind]
    wanted = UpdateProblem.TOO_LONG if kind == "long" else UpdateProblem.TAMPERED
    assert problem_of(lambda: download(found(place), downloads)) is wanted
    assert list(downloads.iterdir()) == []


def test_a_file_that_never_ends_is_cut_off_at_its_size(place: Place, downloads: Path) -> None:
    place.publish()
    place.told_length = False
    place.files["/tezgah.bin"] = FILE * 50
    told: list[int] = []
    assert (
        problem_of(lambda: download(found(place), downloads, on_progress=told.append))
        is UpdateProblem.TOO_LONG
    )
    assert max(told) <= len(FILE)
    assert list(downloads.iterdir()) == []


def test_a_stalled_download_ends(place: Place, downloads: Path, impatient: Callable[[], None]) -> None:
    place.publish()
    place.halves.add("/tezgah.bin")
    release = found(place)
    impatient()
    assert problem_of(lambda: download(release, downloads)) is UpdateProblem.UNANSWERED
    assert list(downloads.iterdir()) == []


def test_a_download_can_be_stopped(place: Place, downloads: Path) -> None:
    place.publish()
    told: list[int] = []
    with pytest.raises(DownloadStopped):
        download(found(place), downloads, on_progress=told.append, is_stopped=lambda: bool(told))
    assert len(told) == 1
    assert list(downloads.iterdir()) == []


def test_a_complete_file_is_not_downloaded_again(place: Place, downloads: Path) -> None:
    place.publish()
    release = found(place)
    path = download(release, downloads)
    assert download(release, downloads) == path
    assert place.asked.count("/tezgah.bin") == 1
    path.write_bytes(b"something else")
    assert download(release, downloads).read_bytes() == FILE
    assert place.asked.count("/tezgah.bin") == 2


def test_files_of_other_versions_are_removed(place: Place, downloads: Path) -> None:
    downloads.mkdir()
    (downloads / "tezgah-0.0.9.deb").write_bytes(b"old")
    (downloads / "tezgah-99.0.0.deb.part").write_bytes(b"left behind")
    place.publish()
    path = download(found(place), downloads)
    assert list(downloads.iterdir()) == [path]


def test_the_address_does_not_decide_where_the_file_is_written(place: Place, downloads: Path) -> None:
    place.publish("99.0.0", url="/a/..%2f..%2fevil.sh")
    place.files["/a/..%2f..%2fevil.sh"] = FILE
    path = download(found(place), downloads)
    assert path.parent == downloads
    assert path.name.startswith("tezgah-99.0.0.")


def test_an_unwritable_folder_is_reported(place: Place, downloads: Path) -> None:
    place.publish()
    downloads.write_text("a file stands there")
    assert problem_of(lambda: download(found(place), downloads)) is UpdateProblem.DISK


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")  # noqa: PTH110
def test_a_full_disk_is_reported(place: Place, downloads: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place.publish()
    release = found(place)
    real = os.open
    monkeypatch.setattr("desktop.services.updates.updater.os.open", lambda *_: real("/dev/full", os.O_WRONLY))
    assert problem_of(lambda: download(release, downloads)) is UpdateProblem.DISK


# Before it is run


def made(path: Path, content: bytes, kind: str = "setup") -> Release:
    path.write_bytes(content)
    path.chmod(0o700)
    package = Package("https://example.test/x", hashlib.sha256(content).hexdigest(), len(content))
    return Release("2.0.0", date(2026, 11, 22), Notes("", ""), kind, package)


def test_an_unchanged_installer_is_started(tmp_path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("needs POSIX")
    path, mark = tmp_path / "setup", tmp_path / "ran"
    os.mkfifo(mark)
    release = made(path, f"#!/bin/sh\necho ran > {mark}\n".encode())
    with install(release, path):
        assert mark.read_text() == "ran\n"  # waits until it writes


def test_a_changed_installer_is_not_started(tmp_path: Path) -> None:
    path, mark = tmp_path / "setup", tmp_path / "ran"
    release = made(path, b"#!/bin/sh\nexit 0 #\n")
    path.write_bytes(f"#!/bin/sh\ntouch {mark}\n".encode())
    assert problem_of(lambda: install(release, path)) is UpdateProblem.TAMPERED
    assert not path.exists()
    assert not mark.exists()


def test_a_missing_or_broken_installer_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "setup"
    release = made(path, b"no program at all")
    path.chmod(0o600)
    assert problem_of(lambda: install(release, path)) is UpdateProblem.CANNOT_RUN
    path.unlink()
    assert problem_of(lambda: install(release, path)) is UpdateProblem.DISK


def test_a_verified_file_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "setup"
    release = made(path, b"content")
    assert release.package is not None
    verify(path, release.package)
    assert path.read_bytes() == b"content"


@pytest.mark.parametrize(
    ("kind", "manager"), [("deb", "apt"), ("rpm", "dnf"), ("portable", ""), ("setup", "")]
)
def test_the_terminal_command_depends_on_the_kind_of_package(
    tmp_path: Path, kind: str, manager: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    release = made(tmp_path / "file", b"x", kind)
    typed = command(release, Path("/data/a b/tezgah.deb"))
    assert typed.startswith("sudo ") is bool(manager)
    assert f"; {manager} install" in typed or not manager
    assert installs_itself(release) is (kind == "setup")
    (tmp_path / "zypper").touch(0o700)
    assert ("; zypper install" in command(release, Path("/x"))) is (kind == "rpm")


EVIL = b"a package of somebody else"


@pytest.mark.parametrize("kind", ["deb", "rpm"])
@pytest.mark.parametrize("swapped", ["never", "before", "while it is installed", "longer"])
def test_root_installs_nothing_but_the_signed_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, swapped: str
) -> None:
    """The shell's own command runs; only sudo and the package manager are stand-ins."""
    if sys.platform == "win32":
        pytest.skip("needs POSIX: a shell")
    folder = tmp_path / "it's a folder"
    folder.mkdir()
    path = folder / "tezgah.deb"
    release = made(path, b"the signed package", kind)
    tools = tmp_path / "tools"
    tools.mkdir()
    acts = f"printf %s {shlex.quote(EVIL.decode())} > {shlex.quote(str(path))}" if "while" in swapped else ""
    for name, script in {
        "sudo": 'exec "$@"',
        # The counter's account acts at the last moment.
        **dict.fromkeys(("apt", "dnf"), f'{acts}\necho "$1"; dirname "$2"; cat "$2"'),
    }.items():
        (tools / name).write_text(f"#!/bin/sh\n{script}\n", "utf-8")
        (tools / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}:/usr/bin:/bin")
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    typed = command(release, path)
    if swapped == "before":
        path.write_bytes(EVIL)
    elif swapped == "longer":
        path.unlink()
        path.symlink_to("/dev/zero")
    done = subprocess.run(["/bin/sh", "-c", typed], capture_output=True, timeout=20, check=False)
    if swapped in {"before", "longer"}:
        assert done.returncode != 0
        assert b"install" not in done.stdout
        return
    assert done.returncode == 0, done.stderr
    _checked, verb, where, *content = done.stdout.splitlines()
    assert (verb, content) == (b"install", [b"the signed package"])
    assert where.startswith(b"/var/tmp/tezgah.")
    assert not Path(where.decode()).exists(), "the copy is removed"


@pytest.mark.skipif(shutil.which("apt") is None, reason="needs Debian")
def test_this_computer_takes_a_deb() -> None:
    machine = subprocess.run(["uname", "-m"], check=True, capture_output=True, text=True).stdout.strip()
    assert this_platform() == f"linux-{machine.replace('aarch64', 'arm64')}-deb"


def test_an_unpacked_program_gets_no_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", "/media/stick/tezgah/tezgah")
    assert this_platform().endswith("-portable")
    monkeypatch.setattr(sys, "executable", "/opt/tezgah/tezgah")
    monkeypatch.setattr("platform.freedesktop_os_release", lambda: {"ID": "linuxmint", "ID_LIKE": "ubuntu"})
    assert this_platform().endswith("-deb")


def test_the_running_version_can_be_compared() -> None:
    assert updater._parts(__version__) >= (0, 1, 0)
