"""The sources of options and their order, and errors for unusable values."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from desktop.system.files.languages import in_both
from desktop.system.settings.addresses import DEFAULT_BASE_URL, is_loopback
from desktop.system.settings.credentials import AccessToken, CredentialsError, SecretKeys, from_environment
from desktop.system.settings.options import (
    DEFAULT_POLL_SECONDS,
    OptionError,
    check_base_url,
    check_poll_seconds,
    resolve,
)
from desktop.system.settings.settings import Settings
from desktop.system.settings.settings_file import SettingsFile

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.system.user_errors import UserError

FROM_OPTION = "https://option.example/api"
FROM_ENVIRONMENT = "https://environment.example/api"
FROM_FILE = "https://file.example/api"


def texts(error: UserError) -> tuple[str, str]:
    """Return the message in Turkish and English; both are sentences that say what to do."""
    found = in_both(error.message)
    for text in found:
        assert len(text.split()) >= 5
        assert text.endswith(".")
    assert found[0] != found[1]
    return found


# Address


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        (DEFAULT_BASE_URL, DEFAULT_BASE_URL),
        ("https://www.dükkango.com/api/integrations", DEFAULT_BASE_URL),
        ("https://WWW.DÜKKANGO.com:443/api/integrations", DEFAULT_BASE_URL),
        (" https://a.example/api/ ", "https://a.example/api"),
        ("https://a.example/api//", "https://a.example/api"),
        ("HTTPS://A.example", "https://a.example"),
        ("https://a.example:8443/api", "https://a.example:8443/api"),
        ("http://127.0.0.1:8080/api", "http://127.0.0.1:8080/api"),
        ("http://127.9.9.9/api", "http://127.9.9.9/api"),
        ("http://localhost:8080/api", "http://localhost:8080/api"),
        ("http://[::1]:8080/api", "http://[::1]:8080/api"),
    ],
)
def test_usable_addresses_are_accepted(url: str, kept: str) -> None:
    assert check_base_url(url) == kept


@pytest.mark.parametrize(
    "url",
    [
        "",
        "   ",
        "a.example/api",
        "//a.example/api",
        "https://",
        "https:///api",
        "ftp://a.example",
        "file:///etc/hosts",
        "javascript:alert(1)",
        "https://a.example:port/api",
        "https://a.example:99999/api",
        "https://[::1/api",
        "https://a.example/api?x=1",
        "https://a.example/api#x",
        "https://a.example/api?",
        "https://a.example/api#",
        "https://a example/api",
        "https://a.example/a pi",
        "https://a.exam\nple/api",
        "https://a.example/a\tpi",
        "https://a.example/\x00",
        "https://a.example\\api",
        "https://a..example/api",
        "https://.example/api",
        f"https://{'a' * 64}.example/api",
        "https://user@a.example/api",
        "https://api.dukkango.com@evil.example/api",
        "https://@a.example/api",
        "https://a.example%2f.evil.example/api",
        "https://a,b.example/api",
        "https://[fe80::1%25eth0]x/api",
        "https://\u2488com/api",
        "https://user:secret-word-1@a.example/api",
        "http://user@127.0.0.1/api",
    ],
)
def test_unusable_addresses_are_refused(url: str) -> None:
    with pytest.raises(OptionError) as caught:
        check_base_url(url)
    turkish, english = texts(caught.value)
    assert "--base-url" in turkish
    assert "secret-word-1" not in turkish + english


@pytest.mark.parametrize(
    "url",
    [
        "http://a.example/api",
        "http://www.xn--dkkango-n2a.com/api",
        "http://192.168.1.5:8080/api",
        "http://10.0.0.1/api",
        "http://0.0.0.0/api",
        "http://localhost.a.example/api",
        "http://127.0.0.1.a.example/api",
        "http://2130706433/api",
        "HTTP://a.example/api",
    ],
)
def test_http_is_allowed_for_this_computer_only(url: str) -> None:
    with pytest.raises(OptionError) as caught:
        check_base_url(url)
    turkish, _english = texts(caught.value)
    assert "http://" in turkish


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("http://127.0.0.1", True),
        ("http://127.1.2.3", True),
        ("http://localhost", True),
        ("http://LOCALHOST:80/x", True),
        ("http://[::1]", True),
        ("http://128.0.0.1", False),
        ("http://a.example", False),
        ("nothing", False),
    ],
)
def test_loopback_addresses_are_recognised(url: str, here: bool) -> None:
    assert is_loopback(url) is here


# Seconds between polls


@pytest.mark.parametrize(
    ("text", "loopback", "seconds"),
    [
        ("30", False, 30.0),
        ("30.0", False, 30.0),
        ("30,5", False, 30.5),
        (" 45 ", False, 45.0),
        ("3600", False, 3600.0),
        ("0.05", True, 0.05),
        ("0,5", True, 0.5),
        ("29.99", True, 29.99),
    ],
)
def test_usable_intervals_are_accepted(text: str, loopback: bool, seconds: float) -> None:
    assert check_poll_seconds(text, loopback=loopback) == seconds


@pytest.mark.parametrize("loopback", [False, True])
@pytest.mark.parametrize(
    "text", ["", "x", "0", "-30", "3600.1", "nan", "inf", "-inf", "30s", "1e9", "1.000,5"]
)
def test_unusable_intervals_are_refused(text: str, loopback: bool) -> None:
    with pytest.raises(OptionError) as caught:
        check_poll_seconds(text, loopback=loopback)
    _turkish, english = texts(caught.value)
    assert text in english


@pytest.mark.parametrize("text", ["29.99", "29,99", "1", "0.001"])
def test_an_interval_below_the_cooldown_is_refused(text: str) -> None:
    with pytest.raises(OptionError) as caught:
        check_poll_seconds(text, loopback=False)
    turkish, _english = texts(caught.value)
    assert "Dükkango" in turkish
    assert text in turkish


# Order of the sources


def write_settings(folder: Path, **values: Any) -> None:
    (folder / "settings.json").write_text(json.dumps(values), "utf-8")


@pytest.mark.parametrize(
    ("option", "environment", "file", "expected"),
    [
        (FROM_OPTION, FROM_ENVIRONMENT, FROM_FILE, FROM_OPTION),
        (None, FROM_ENVIRONMENT, FROM_FILE, FROM_ENVIRONMENT),
        (None, "", FROM_FILE, FROM_FILE),
        (None, None, FROM_FILE, FROM_FILE),
        (None, None, None, DEFAULT_BASE_URL),
    ],
)
def test_the_command_line_wins_over_the_environment_and_that_over_the_file(
    tmp_path: Path, option: str | None, environment: str | None, file: str | None, expected: str
) -> None:
    if file is not None:
        write_settings(tmp_path, base_url=file)
    environ = {"TEZGAH_DATA_DIR": str(tmp_path)}
    if environment is not None:
        environ["TEZGAH_BASE_URL"] = environment
    assert resolve({"base_url": option}, environ).base_url == expected


def test_the_data_folder_of_the_command_line_wins(tmp_path: Path) -> None:
    option, environment = tmp_path / "option", tmp_path / "environment"
    environ = {"TEZGAH_DATA_DIR": str(environment)}
    assert resolve({"data_dir": str(option)}, environ).data_dir == option
    assert not environment.exists()
    assert resolve({}, environ).data_dir == environment


def test_interval_and_language_of_the_command_line_win_over_the_file(tmp_path: Path) -> None:
    environ = {"TEZGAH_DATA_DIR": str(tmp_path)}
    assert resolve({}, environ).poll_seconds == DEFAULT_POLL_SECONDS
    assert resolve({}, environ).lang == "system"
    write_settings(tmp_path, poll_seconds=45, language="en")
    assert resolve({}, environ).poll_seconds == 45
    assert resolve({}, environ).lang == "en"
    assert resolve({"poll_seconds": "60", "lang": "tr"}, environ).poll_seconds == 60
    assert resolve({"poll_seconds": "60", "lang": "tr"}, environ).lang == "tr"


def test_values_of_every_source_are_checked(tmp_path: Path) -> None:
    environ = {"TEZGAH_DATA_DIR": str(tmp_path)}
    with pytest.raises(OptionError):
        resolve({"poll_seconds": "5"}, environ)
    with pytest.raises(OptionError):
        resolve({}, environ | {"TEZGAH_BASE_URL": "http://a.example"})
    write_settings(tmp_path, base_url="http://a.example")
    with pytest.raises(OptionError):
        resolve({}, environ)
    write_settings(tmp_path, poll_seconds=5)
    with pytest.raises(OptionError):
        resolve({}, environ)
    assert resolve({"base_url": "http://127.0.0.1:1/api"}, environ).poll_seconds == 5


def test_an_error_names_the_source_of_the_value(tmp_path: Path) -> None:
    def refusal(given: dict[str, str | None], environ: dict[str, str], **file: Any) -> str:
        write_settings(tmp_path, **file)
        with pytest.raises(OptionError) as caught:
            resolve(given | {"data_dir": str(tmp_path)}, environ)
        return texts(caught.value)[0]

    assert "(--base-url)" in refusal({"base_url": "x"}, {})
    assert "(TEZGAH_BASE_URL)" in refusal({}, {"TEZGAH_BASE_URL": "x"})
    assert "(settings.json: base_url)" in refusal({}, {}, base_url="x")
    assert "(--poll-seconds)" in refusal({"poll_seconds": "5"}, {})
    assert "(settings.json: poll_seconds)" in refusal({}, {}, poll_seconds=5)


def test_options_leave_a_broken_settings_file_to_the_window(tmp_path: Path) -> None:
    """An export or a second start does not own the folder."""
    file = tmp_path / "settings.json"
    file.write_text("{ broken", "utf-8")
    options = resolve({"data_dir": str(tmp_path)}, {})
    assert options.base_url == DEFAULT_BASE_URL
    assert file.read_text("utf-8") == "{ broken"
    _, notice = options.settings_file.load()
    assert notice is not None
    assert (tmp_path / notice.removeprefix("file:")).read_text("utf-8") == "{ broken"


def test_the_settings_file_is_in_the_data_folder(tmp_path: Path) -> None:
    options = resolve({"data_dir": str(tmp_path)}, {})
    settings, _ = options.settings_file.load()
    options.settings_file.save(settings)
    assert (tmp_path / "settings.json").exists()


# Secrets


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, None),
        ({"TEZGAH_ACCESS_TOKEN": "  "}, None),
        ({"TEZGAH_ACCESS_TOKEN": "tok"}, AccessToken("tok")),
        ({"TEZGAH_ACCESS_TOKEN": " 'tok'\n"}, AccessToken("tok")),
        ({"TEZGAH_ACCESS_TOKEN": "“tok”"}, AccessToken("tok")),
        ({"TEZGAH_APP_SECRET_KEY": "a", "TEZGAH_REST_SECRET_KEY": "r"}, SecretKeys("a", "r")),
        (
            {"TEZGAH_ACCESS_TOKEN": "tok", "TEZGAH_APP_SECRET_KEY": "a", "TEZGAH_REST_SECRET_KEY": "r"},
            AccessToken("tok"),
        ),
        ({"TEZGAH_ACCESS_TOKEN": "tok", "TEZGAH_APP_SECRET_KEY": "a"}, AccessToken("tok")),
    ],
)
def test_credentials_come_from_the_environment(environ: dict[str, str], expected: object) -> None:
    assert from_environment(environ) == expected


@pytest.mark.parametrize(("there", "missing"), [("APP", "REST"), ("REST", "APP")])
def test_one_secret_key_alone_is_refused(there: str, missing: str) -> None:
    with pytest.raises(CredentialsError) as caught:
        from_environment({f"TEZGAH_{there}_SECRET_KEY": "invented-key-1"})
    turkish, english = texts(caught.value)
    for sentence in (turkish, english):
        assert f"TEZGAH_{missing}_SECRET_KEY" in sentence
        assert "invented-key-1" not in sentence


@pytest.mark.parametrize("value", ["to ken", "to\r\nX: y", "tökén", "a\tb", "x" * 5000, "\x00"])
@pytest.mark.parametrize("name", ["TEZGAH_ACCESS_TOKEN", "TEZGAH_APP_SECRET_KEY", "TEZGAH_REST_SECRET_KEY"])
def test_characters_that_no_header_may_have_are_refused(name: str, value: str) -> None:
    with pytest.raises(CredentialsError) as caught:
        from_environment({name: value})
    turkish, english = texts(caught.value)
    assert name in english
    assert value not in turkish + english


def test_secrets_are_in_no_representation(tmp_path: Path) -> None:
    token = {"TEZGAH_ACCESS_TOKEN": "invented-token-1"}
    keys = {"TEZGAH_APP_SECRET_KEY": "invented-key-1", "TEZGAH_REST_SECRET_KEY": "invented-key-2"}
    for environ, secrets in ((token, ("invented-token-1",)), (keys, ("invented-key-1", "invented-key-2"))):
        options = resolve({"data_dir": str(tmp_path)}, environ)
        assert options.secrets == secrets
        for told in (repr(options), str(options), repr(options.credentials), f"{options.credentials}"):
            assert "invented" not in told.replace(str(tmp_path), "")
    assert resolve({"data_dir": str(tmp_path)}, {}).secrets == ()


def test_the_update_address_is_empty_by_default(tmp_path: Path) -> None:
    environ = {"TEZGAH_DATA_DIR": str(tmp_path)}
    assert resolve({}, environ).update_url == ""
    write_settings(tmp_path, update_url="https://file.example/list.json")
    options = resolve({}, environ)
    assert options.update_url == "https://file.example/list.json"
    settings = options.settings_file.peek()
    settings.update_url = ""
    assert options.following(settings).update_url == ""
    decided = resolve({}, environ | {"TEZGAH_UPDATE_URL": "https://environment.example/list.json"})
    assert decided.update_url == "https://environment.example/list.json"
    assert decided.following(settings).update_url == "https://environment.example/list.json"


def test_a_wrong_update_address_does_not_prevent_the_start(tmp_path: Path) -> None:
    write_settings(tmp_path, update_url="nonsense")
    assert resolve({}, {"TEZGAH_DATA_DIR": str(tmp_path)}).update_url == "nonsense"


# Credentials of the environment


def test_a_token_of_the_environment_is_for_the_vendors_own_address(tmp_path: Path) -> None:
    environ = {"TEZGAH_ACCESS_TOKEN": "token-of-the-vendor"}
    options = resolve({"data_dir": str(tmp_path)}, environ)
    assert options.credentials == AccessToken("token-of-the-vendor")
    assert "credentials" in options.fixed
    moved = options.following(Settings(base_url="https://evil.example/api"))
    assert moved.credentials is None
    assert "credentials" not in moved.fixed
    assert moved.secrets == ("token-of-the-vendor",), "it still never reaches a log"
    back = moved.following(Settings(base_url="https://www.dükkango.com:443/elsewhere"))
    assert back.credentials == options.credentials
    assert "credentials" in back.fixed


def test_a_settings_file_that_was_there_before_gets_no_token_either(tmp_path: Path) -> None:
    SettingsFile(tmp_path / "settings.json").save(Settings(base_url="https://evil.example/api"))
    environ = {"TEZGAH_APP_SECRET_KEY": "app", "TEZGAH_REST_SECRET_KEY": "rest"}
    options = resolve({"data_dir": str(tmp_path)}, environ)
    assert options.base_url == "https://evil.example/api"
    assert options.credentials is None
    assert options.of_environment is not None


@pytest.mark.parametrize("by_option", [True, False])
def test_a_token_is_for_the_address_that_is_named_with_it(tmp_path: Path, by_option: bool) -> None:
    SettingsFile(tmp_path / "settings.json").save(Settings(base_url="https://file.example/api"))
    given = {"data_dir": str(tmp_path), "base_url": FROM_OPTION if by_option else None}
    environ = {"TEZGAH_ACCESS_TOKEN": "t"} | ({} if by_option else {"TEZGAH_BASE_URL": FROM_ENVIRONMENT})
    options = resolve(given, environ)
    assert options.credentials == AccessToken("t")
    assert options.following(Settings(base_url="https://evil.example")).credentials == AccessToken("t"), (
        "the address stays too"
    )
    assert options.following(Settings(base_url="https://evil.example")).base_url == options.base_url


def test_other_settings_leave_a_typed_token(tmp_path: Path) -> None:
    options = replace(resolve({"data_dir": str(tmp_path)}, {}), credentials=AccessToken("typed"))
    assert options.following(Settings(theme="dark")).credentials == AccessToken("typed")
