"""The line to a server on another computer: its certificate, its name, and the machine's own files left aside."""

from __future__ import annotations

import datetime as dt
import sys
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from desktop.domain.store_address import parse_store_address
from desktop.domain.tills import StoreProblem
from desktop.store.errors import StoreProblemError
from desktop.store.postgres.certificates import write_root_file
from desktop.store.postgres.connection import _parameters, open_connection
from tests.postgres_server import DATABASE, PostgresDatabase, started

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.postgres_server import Template
    from tests.store.postgres.conftest import Opens


class Issuer:
    """Signs certificates of servers."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Deneme Issuer")])
        self._certificate = self._signed(self._name, self._key, x509.BasicConstraints(ca=True, path_length=0))

    @property
    def root(self) -> bytes:
        return self._certificate.public_bytes(serialization.Encoding.PEM)

    def server(self, host: str) -> tuple[bytes, bytes]:
        """Return certificate and key of a server."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "server")])
        certificate = self._signed(name, key, x509.SubjectAlternativeName([x509.DNSName(host)]))
        secret = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return certificate.public_bytes(serialization.Encoding.PEM), secret

    def _signed(
        self, name: x509.Name, key: ec.EllipticCurvePrivateKey, extension: x509.ExtensionType
    ) -> x509.Certificate:
        now = dt.datetime.now(dt.UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(hours=1))
            .not_valid_after(now + dt.timedelta(days=1))
            .add_extension(extension, critical=True)
            .sign(self._key, hashes.SHA256())
        )


@pytest.fixture(scope="module")
def issuer() -> Issuer:
    return Issuer()


@pytest.fixture(scope="module")
def encrypted(postgres_template: Template, issuer: Issuer) -> Iterator[PostgresDatabase]:
    """A schema on a server with a certificate for kasa-1.example."""
    server = started(postgres_template)
    for name, text in zip(("server.crt", "server.key"), issuer.server("kasa-1.example"), strict=True):
        path = server.data / name
        path.write_bytes(text)
        path.chmod(0o600)
        server.own(path)
    server.settings["ssl"] = "on"
    server.restart()
    yield PostgresDatabase.made(server)
    server.close()


def address_of(database: PostgresDatabase, host: str = "kasa-1.example", **parameters: str) -> str:
    return database.url_for(database.till, host, 0, hostaddr="127.0.0.1", **parameters)


def problem_of(connect: Opens, database: PostgresDatabase, url: str) -> StoreProblem:
    with pytest.raises(StoreProblemError) as caught:
        connect(url, database.password)
    return caught.value.problem


def root_file(folder: Path, issuer: Issuer) -> str:
    path = folder / "Kök sertifika.pem"
    path.write_bytes(issuer.root)
    return str(path)


def test_own_certificate_file(
    encrypted: PostgresDatabase, issuer: Issuer, connect: Opens, tmp_path: Path
) -> None:
    url = address_of(encrypted, sslmode="verify-full", sslrootcert=root_file(tmp_path, issuer))
    assert connect(url, encrypted.password).pgconn.ssl_in_use


def test_verify_full_refuses_a_foreign_certificate(
    encrypted: PostgresDatabase, connect: Opens, tmp_path: Path
) -> None:
    url = address_of(encrypted, sslmode="verify-full", sslrootcert=root_file(tmp_path, Issuer()))
    assert problem_of(connect, encrypted, url) is StoreProblem.UNTRUSTED


def test_verify_full_refuses_a_wrong_name(
    encrypted: PostgresDatabase, issuer: Issuer, connect: Opens, tmp_path: Path
) -> None:
    roots = root_file(tmp_path, issuer)
    url = address_of(encrypted, "kasa-2.example", sslmode="verify-full", sslrootcert=roots)
    assert problem_of(connect, encrypted, url) is StoreProblem.WRONG_NAME


def test_the_machine_does_not_trust_everybody(encrypted: PostgresDatabase, connect: Opens) -> None:
    assert (
        problem_of(connect, encrypted, address_of(encrypted, sslmode="verify-full")) is StoreProblem.UNTRUSTED
    )


def test_the_machines_own_certificates_are_used(
    encrypted: PostgresDatabase,
    issuer: Issuer,
    connect: Opens,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", root_file(tmp_path, issuer))
    assert connect(address_of(encrypted, sslmode="verify-full"), encrypted.password).pgconn.ssl_in_use


def test_a_missing_certificate_file_is_said(
    encrypted: PostgresDatabase, connect: Opens, tmp_path: Path
) -> None:
    url = address_of(encrypted, sslmode="verify-full", sslrootcert=str(tmp_path / "missing.pem"))
    assert problem_of(connect, encrypted, url) is StoreProblem.UNTRUSTED


def test_encryption_alone_is_enough_where_it_was_asked_for(
    encrypted: PostgresDatabase, connect: Opens
) -> None:
    url = address_of(encrypted, "kasa-2.example", sslmode="require")
    assert connect(url, encrypted.password).pgconn.ssl_in_use


@pytest.mark.parametrize("mode", ["require", "verify-full"])
def test_a_server_without_encryption_is_refused(
    postgres_database: PostgresDatabase, connect: Opens, mode: str
) -> None:
    url = address_of(postgres_database, sslmode=mode)
    assert problem_of(connect, postgres_database, url) is StoreProblem.NO_ENCRYPTION


@pytest.mark.skipif(sys.platform == "win32", reason="the library finds the home folder of Windows otherwise")
def test_files_of_the_home_folder_have_no_influence(
    encrypted: PostgresDatabase,
    issuer: Issuer,
    connect: Opens,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = tmp_path / "home" / ".postgresql"
    folder.mkdir(parents=True)
    certificate, key = Issuer().server("someone.example")
    files = {
        "postgresql.crt": certificate,
        "postgresql.key": key,
        "root.crt": Issuer().root,
        "root.crl": Issuer().root,
    }
    for name, text in files.items():
        (folder / name).write_bytes(text)
        (folder / name).chmod(0o644)  # the library would refuse such a key
    monkeypatch.setenv("HOME", str(folder.parent))
    roots = root_file(tmp_path, issuer)
    assert connect(address_of(encrypted, sslmode="require"), encrypted.password).pgconn.ssl_in_use
    connect(address_of(encrypted, sslmode="verify-full", sslrootcert=roots), encrypted.password)


def test_a_server_elsewhere_must_prove_its_name(tmp_path: Path) -> None:
    given = _parameters(parse_store_address(f"postgresql://a@db.example/{DATABASE}"), "x", "tezgah", tmp_path)
    assert given["sslmode"] == "verify-full"
    assert given["sslrootcert"] == str(write_root_file(tmp_path))


def test_the_proof_of_the_password_is_bound_to_an_unchecked_line(tmp_path: Path) -> None:
    address = parse_store_address(f"postgresql://a@db.example/{DATABASE}?sslmode=require")
    given = _parameters(address, "x", "tezgah", tmp_path)
    assert (given["sslmode"], given["channel_binding"]) == ("require", "require")


def test_the_file_of_certificates_is_private_and_written_anew_when_damaged(tmp_path: Path) -> None:
    path = write_root_file(tmp_path)
    assert path is not None
    text = path.read_text("ascii")
    assert "BEGIN CERTIFICATE" in text
    if sys.platform != "win32":
        assert path.stat().st_mode & 0o077 == 0
    written_at = path.stat().st_mtime_ns
    assert write_root_file(tmp_path) == path
    assert path.stat().st_mtime_ns == written_at
    path.write_text("damaged", encoding="ascii")
    write_root_file(tmp_path)
    assert path.read_text("ascii") == text
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_a_computer_without_orders_has_a_folder_for_them_then(tmp_path: Path) -> None:
    assert write_root_file(tmp_path / "missing") == tmp_path / "missing" / "trusted-certificates.pem"


def test_a_folder_without_rights_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreProblemError, match="cannot be written") as caught:
        open_connection(
            parse_store_address("postgresql://a@db.example/b"),
            "x",
            application_name="tezgah",
            root_file_folder=tmp_path / "file" / "folder",
        )
    assert caught.value.problem is StoreProblem.UNTRUSTED
