from __future__ import annotations

import pytest

from desktop.domain.store_address import (
    Encryption,
    StoreAddress,
    StoreAddressError,
    is_store_address,
    parse_store_address,
)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("postgresql://till_1@kasa-1/tezgah", StoreAddress("till_1", "kasa-1", "tezgah")),
        (" postgres://a@KASA_1:6000/b\n", StoreAddress("a", "KASA_1", "b", 6000)),
        ("postgresql://a@[::1]:5432/b", StoreAddress("a", "::1", "b")),
        ("postgresql://a@[2001:DB8::5]/b", StoreAddress("a", "2001:db8::5", "b")),
        ("postgresql://a%40b@192.168.1.10/c%20d", StoreAddress("a@b", "192.168.1.10", "c d")),
        (
            "postgresql://a@%2Fvar%2Frun%2Fpostgresql/b",
            StoreAddress("a", "/var/run/postgresql", "b"),
        ),
        (
            "postgresql://a@db.example/b?schema=lokanta_2&sslmode=require&hostaddr=10.0.0.7",
            StoreAddress(
                "a",
                "db.example",
                "b",
                schema="lokanta_2",
                encryption=Encryption.REQUIRE,
                host_address="10.0.0.7",
            ),
        ),
        (
            "postgresql://a@db/b?sslmode=verify-full&sslrootcert=C%3A%2Fca%20%26%20co.pem",
            StoreAddress(
                "a", "db", "b", encryption=Encryption.VERIFY_FULL, root_file="C:/ca & co.pem"
            ),
        ),
    ],
)  # fmt: skip
def test_an_address_is_read_and_its_text_is_read_again(text: str, wanted: StoreAddress) -> None:
    assert parse_store_address(text) == wanted
    assert parse_store_address(str(wanted)) == wanted


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no address"),
        ("tezgah.db", "no address"),
        ("mysql://a@b/c", "no address"),
        ("postgresql://a@b", "no address"),
        ("postgresql://a@b/", "no address"),
        ("postgresql://a@b/c/d", "no address"),
        ("postgresql://a@b/c#d", "no address"),
        ("postgresql://a@b/c%00d", "no address"),
        ("postgresql://a@b/" + "c" * 64, "no address"),
        ("postgresql://@b/c", "no address"),
        ("postgresql://b/c", "lacks the user"),
        ("postgresql://a@/c", "no server"),
        ("postgresql://a@b,c/d", "no server"),
        ("postgresql://a@[::g]/c", "no server"),
        ("postgresql://a@b c/d", "no server"),
        ("postgresql://a@%2Ftmp,x/d", "no server"),
        ("postgresql://a@b:0/c", "no port"),
        ("postgresql://a@b:65536/c", "no port"),
        ("postgresql://a@b:５/c", "no port"),
        ("postgresql://a@b:/c", "no port"),
        ("postgresql://a@b/c?schema=Tezgah", "no schema"),
        ("postgresql://a@b/c?schema=pg_x", "no schema"),
        ("postgresql://a@b/c?schema=a,b", "no schema"),
        ("postgresql://a@b/c?sslmode=disable", "no sslmode"),
        ("postgresql://a@b/c?sslmode=", "no usable value"),
        ("postgresql://a@b/c?hostaddr=kasa-1", "no hostaddr"),
        ("postgresql://a@b/c?options=-c%20x", "“options”"),
        ("postgresql://a@b/c?schema=x&schema=y", "“schema”"),
        ("postgresql://a@b/c?{0}=1", "“{0}”"),
    ],
)
def test_other_texts_are_refused_with_a_reason(text: str, said: str) -> None:
    with pytest.raises(StoreAddressError) as caught:
        parse_store_address(text)
    assert said in str(caught.value.message)


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://a:hunter2@b/c",
        "postgresql://a:hunter2/x@b/c",
        "postgresql://a:@b/c",
        "postgresql://a@b/c?password=hunter2",
    ],
)
def test_a_password_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(StoreAddressError, match="keyring") as caught:
        parse_store_address(text)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("postgresql://a@localhost/b", True),
        ("postgresql://a@127.0.0.5/b", True),
        ("postgresql://a@[::1]/b", True),
        ("postgresql://a@%2Ftmp/b", True),
        ("postgresql://a@kasa-1/b?hostaddr=127.0.0.1", True),
        ("postgresql://a@localhost/b?hostaddr=10.0.0.1", False),
        ("postgresql://a@localhost.example/b", False),
        ("postgresql://a@192.168.1.10/b", False),
    ],
)
def test_only_this_computer_is_local(text: str, local: bool) -> None:
    assert parse_store_address(text).is_local is local


def test_addresses_are_told_from_paths() -> None:
    assert is_store_address(" PostgreSQL://x")
    assert not is_store_address("/srv/tezgah.db")
