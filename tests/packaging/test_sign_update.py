"""`packaging/sign_update.py`: programs accept the lists that it signs, and it signs only valid lists."""

from __future__ import annotations

import hashlib
import shutil
import stat
import subprocess
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

import sign_update
from desktop.services.updates.release_list import UpdateError, read_list

if TYPE_CHECKING:
    from pathlib import Path

INSTALLERS = {
    "tezgah_2.0.0_amd64.deb": "linux-x86_64-deb",
    "tezgah_2.0.0_arm64.deb": "linux-arm64-deb",
    "tezgah-2.0.0-1.x86_64.rpm": "linux-x86_64-rpm",
    "tezgah-2.0.0-linux-x86_64.tar.xz": "linux-x86_64-portable",
    "tezgah-2.0.0-setup.exe": "windows-x86_64-setup",
}


@pytest.fixture
def dist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "dist"
    folder.mkdir()
    for name in INSTALLERS:
        (folder / name).write_bytes(name.encode() * 100)
    (folder / "SHA256SUMS").write_text("not an installer")
    for language, text in (("tr", "Zil düzeldi\n"), ("en", "The bell works again\n")):
        (tmp_path / language).write_text(text, "utf-8")
    assert sign_update.main(["new-key", str(tmp_path / "private.pem"), str(tmp_path / "public.pem")]) == 0
    monkeypatch.setenv("TEZGAH_UPDATE_KEY", str(tmp_path / "private.pem"))
    return folder


def sign(dist: Path, *more: str) -> int:
    notes = ["--notes-tr", str(dist.parent / "tr"), "--notes-en", str(dist.parent / "en")]
    return sign_update.main(["sign", str(dist), *notes, "--version", "2.0.0", *more])


def test_programs_accept_a_signed_list(dist: Path) -> None:
    assert sign(dist, "--released", "2026-11-22", "--base-url", "https://example.test/2.0.0/") == 0
    content = (dist / "tezgah-update.json").read_bytes()
    signature = (dist / "tezgah-update.json.sig").read_bytes()
    listed = read_list(content, signature, dist.parent / "public.pem")
    assert (listed.version, listed.released.isoformat()) == ("2.0.0", "2026-11-22")
    assert (listed.notes.tr, listed.notes.en) == ("Zil düzeldi", "The bell works again")
    assert {package.url: name for name, package in listed.files.items()} == {
        f"https://example.test/2.0.0/{name}": platform for name, platform in INSTALLERS.items()
    }
    assert sign_update.main(["check", str(dist), "--key", str(dist.parent / "public.pem")]) == 0
    with pytest.raises(UpdateError):
        read_list(content, signature, sign_update.SHIPPED_KEY)


def test_check_finds_a_file_that_changed_after_signing(
    dist: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sign(dist) == 0
    (dist / "tezgah_2.0.0_amd64.deb").write_bytes(b"another")
    assert sign_update.main(["check", str(dist), "--key", str(dist.parent / "public.pem")]) == 1
    assert "tezgah_2.0.0_amd64.deb is not the file" in capsys.readouterr().err


def test_nothing_is_signed_without_a_key(
    dist: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("TEZGAH_UPDATE_KEY")
    assert sign(dist) == 1
    assert "TEZGAH_UPDATE_KEY" in capsys.readouterr().err
    assert not (dist / "tezgah-update.json").exists()


@pytest.mark.parametrize("base", ["https://example.test/2.0.0", "https://example.test/2.0.0/"])
def test_the_base_address_may_end_without_a_slash(dist: Path, base: str) -> None:
    assert sign(dist, "--base-url", base) == 0
    assert (
        b'"https://example.test/2.0.0/tezgah_2.0.0_amd64.deb"' in (dist / "tezgah-update.json").read_bytes()
    )


def test_a_list_that_programs_cannot_read_is_not_signed(
    dist: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in dist.iterdir():
        path.unlink()
    (dist / "tezgah_2.0_amd64.deb").write_bytes(b"x")
    assert sign(dist, "--version", "2.0") == 1
    assert "version" in capsys.readouterr().err
    (dist / "tezgah_2.0_amd64.deb").rename(dist / "tezgah_2.0.0_amd64.deb")
    (dist.parent / "en").write_text("x" * 20_001)
    assert sign(dist) == 1
    assert "no program could read" in capsys.readouterr().err
    assert not (dist / "tezgah-update.json").exists()


@pytest.mark.parametrize(
    "name",
    [
        "tezgah_1.9.0_amd64.rpm",
        "tezgah_12.0.0_arm64.rpm",
        "tezgah_2.0.01_arm64.rpm",
        "tezgah-again_2.0.0_amd64.deb",
    ],
)
def test_a_folder_with_other_versions_or_duplicates_is_refused(dist: Path, name: str) -> None:
    (dist / name).write_bytes(b"x")
    assert sign(dist) == 1
    assert not (dist / "tezgah-update.json").exists()


def test_an_empty_folder_is_refused(dist: Path) -> None:
    for path in dist.iterdir():
        path.unlink()
    assert sign(dist) == 1


def test_a_key_is_never_overwritten(dist: Path) -> None:
    private, public = dist.parent / "private.pem", dist.parent / "public.pem"
    before = private.read_bytes(), public.read_bytes()
    assert sign_update.main(["new-key", str(private), str(dist.parent / "new.pub")]) == 1
    assert sign_update.main(["new-key", str(dist.parent / "new.pem"), str(public)]) == 1
    assert (private.read_bytes(), public.read_bytes()) == before
    if sys.platform != "win32":
        assert stat.S_IMODE(private.stat().st_mode) == 0o600


def test_renew_signs_again_without_the_installers(dist: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert sign(dist, "--holds-days", "30") == 0
    first = read_list(*files_of(dist), dist.parent / "public.pem")
    for name in INSTALLERS:
        (dist / name).unlink()
    assert sign_update.main(["renew", str(dist)]) == 0
    again = read_list(*files_of(dist), dist.parent / "public.pem")
    assert (first.holds_days, again.holds_days) == (30, 90)
    assert again.issued >= first.issued
    assert (again.version, again.files, again.notes) == (first.version, first.files, first.notes)
    # A list that this key did not sign is refused.
    (dist / "tezgah-update.json").write_bytes((dist / "tezgah-update.json").read_bytes() + b" ")
    assert sign_update.main(["renew", str(dist)]) == 1
    assert "was not signed with this key" in capsys.readouterr().err


def test_renew_refuses_a_clock_that_is_behind(dist: Path) -> None:
    assert sign(dist) == 0
    content, _ = files_of(dist)
    with pytest.raises(ValueError, match="clock"):
        sign_update.renewed(content, issued=datetime(2020, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize("days", ["0", "-1", "4000"])
def test_a_list_with_an_invalid_duration_is_not_signed(dist: Path, days: str) -> None:
    assert sign(dist, "--holds-days", days) == 1
    assert not (dist / "tezgah-update.json").exists()


def files_of(dist: Path) -> tuple[bytes, bytes]:
    return (dist / "tezgah-update.json").read_bytes(), (dist / "tezgah-update.json.sig").read_bytes()


def openssl_accepts(dist: Path) -> bool:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("needs openssl")
    command = [openssl, "pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", str(dist.parent / "public.pem")]
    files = ["-in", "SHA256SUMS", "-sigfile", "SHA256SUMS.sig"]
    return subprocess.run([*command, *files], cwd=dist, capture_output=True, check=False).returncode == 0


def test_the_sums_are_signed_and_the_documented_command_checks_them(dist: Path) -> None:
    assert sign(dist) == 0
    listed = {line.split("  ")[1] for line in (dist / "SHA256SUMS").read_text("utf-8").splitlines()}
    assert listed == {path.name for path in dist.iterdir()} - {
        "SHA256SUMS",
        "SHA256SUMS.sig",
        "tezgah-update.json",
        "tezgah-update.json.sig",
    }
    assert openssl_accepts(dist)
    (dist / "SHA256SUMS").write_bytes((dist / "SHA256SUMS").read_bytes().replace(b"0", b"1"))
    assert not openssl_accepts(dist)
    assert sign_update.main(["check", str(dist), "--key", str(dist.parent / "public.pem")]) == 1


def test_a_file_that_changed_after_its_build_is_not_signed(
    dist: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    some = next(path for path in dist.iterdir() if path.suffix == ".deb")
    digest = hashlib.sha256(some.read_bytes()).hexdigest()
    (dist / "SHA256SUMS").write_text(f"{digest}  {some.name}\n", "utf-8")
    assert sign(dist) == 0
    some.write_bytes(b"changed")
    assert sign(dist) == 1
    assert f"{some.name} is not the file" in capsys.readouterr().err
