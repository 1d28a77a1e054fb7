"""The shared database, its password and the till's name: their sources, their order, and errors for unusable values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop.domain.store_address import parse_store_address
from desktop.system.files.languages import in_both
from desktop.system.settings.options import resolve
from desktop.system.settings.settings import Settings
from desktop.system.settings.settings_file import SettingsFile
from desktop.system.settings.shared_store import LONGEST_NAME, SharedStoreError, StorePassword, computer_name
from desktop.system.settings.values import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from desktop.system.settings.options import Options

OPTION = "postgresql://a@option/tezgah"
VARIABLE = "postgresql://b@variable/tezgah"
SETTING = "postgresql://c@setting/tezgah"
PASSWORD = "geheim-ışık"


def resolved(
    folder: Path,
    given: Mapping[str, str] | None = None,
    environ: Mapping[str, str] | None = None,
    **settings: str,
) -> Options:
    if settings:
        SettingsFile(folder / "settings.json").save(Settings(**settings))  # type: ignore[arg-type]
    return resolve({"data_dir": str(folder), **(given or {})}, environ or {})


def test_without_an_address_the_orders_are_in_the_file_of_this_computer(tmp_path: Path) -> None:
    options = resolved(tmp_path, environ={"TEZGAH_TILL": "Kasa 2", "TEZGAH_STORE_URL": ""})
    assert options.store_address is None
    assert options.store_url == options.till == ""
    assert "store_url" not in options.fixed


def test_an_option_beats_the_environment_and_the_environment_beats_the_settings(tmp_path: Path) -> None:
    environ = {"TEZGAH_STORE_URL": VARIABLE, "TEZGAH_TILL": "Variable"}
    options = resolved(tmp_path, store_url=SETTING, till_name="Setting")
    assert (options.store_url, options.till) == (SETTING, "Setting")
    assert not {"store_url", "till_name"} & options.fixed
    options = resolved(tmp_path, environ=environ)
    assert (options.store_url, options.till) == (VARIABLE, "Variable")
    options = resolved(tmp_path, {"store_url": OPTION, "till": "Option"}, environ)
    assert (options.store_url, options.till) == (OPTION, "Option")
    assert {"store_url", "till_name"} <= options.fixed
    # Also while the program runs.
    after = options.following(Settings(store_url=SETTING, till_name="Setting"))
    assert (after.store_url, after.till) == (OPTION, "Option")


@pytest.mark.parametrize(
    "url", ["", "kasa-1", "postgresql://kasa-1/tezgah", "mysql://a@b/c", "postgresql://a@b/c?x=1"]
)
def test_an_unusable_address_is_an_error_and_never_the_file_of_this_computer(
    tmp_path: Path, url: str
) -> None:
    sources: dict[str, Callable[[], Options]] = {
        "--store-url": lambda: resolved(tmp_path, {"store_url": url}),
        "TEZGAH_STORE_URL": lambda: resolved(tmp_path, environ={"TEZGAH_STORE_URL": url}),
        "store_url": lambda: resolved(tmp_path, store_url=url),
    }
    for place, source in sources.items():
        if not url and place != "--store-url":
            continue  # an empty variable or setting is none
        with pytest.raises(SharedStoreError) as caught:
            source()
        turkish, english = in_both(caught.value.message)
        assert place in turkish
        assert place in english


def test_a_password_in_an_address_is_refused_and_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(SharedStoreError) as caught:
        resolved(tmp_path, {"store_url": f"postgresql://a:{PASSWORD}@kasa-1/tezgah"})
    assert all(PASSWORD not in text for text in in_both(caught.value.message))


@pytest.mark.parametrize("name", ["   ", "x" * (LONGEST_NAME + 1), "a\nb", "a\x1b[0m"])
def test_an_unusable_name_is_an_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(SharedStoreError):
        resolved(tmp_path, {"store_url": OPTION, "till": name})


def test_without_a_name_a_till_is_called_like_its_computer(tmp_path: Path) -> None:
    assert resolved(tmp_path, {"store_url": OPTION}).till == computer_name() != ""


def test_the_password_of_the_environment_is_a_secret(tmp_path: Path) -> None:
    options = resolved(tmp_path, {"store_url": OPTION}, {"TEZGAH_STORE_PASSWORD": f"{PASSWORD}\n"})
    assert options.store_password == StorePassword(PASSWORD)
    assert options.secrets == (PASSWORD,)
    assert PASSWORD not in repr(options)


def test_a_stored_password_is_not_used_for_another_database(tmp_path: Path) -> None:
    from msgspec.structs import replace

    options = replace(resolved(tmp_path, store_url=SETTING), store_password=StorePassword(PASSWORD))
    assert options.following(Settings(store_url=SETTING)).store_password is not None
    assert options.following(Settings(store_url=OPTION)).store_password is None


def test_a_throwaway_folder_has_no_shared_database(tmp_path: Path) -> None:
    from msgspec.structs import replace

    options = replace(resolved(tmp_path), throwaway=True)
    assert options.following(Settings(store_url=SETTING)).store_address is None


def test_a_typed_setting_is_checked_and_saved_in_one_spelling() -> None:
    assert parse("store_url", " postgres://c@setting:5432/tezgah ", Settings()) == SETTING
    assert parse("store_url", "", Settings()) == ""
    assert parse("till_name", " Kasa 2 ", Settings()) == "Kasa 2"
    assert parse("may_poll", "hayır", Settings()) is False
    with pytest.raises(SharedStoreError):
        parse("store_url", "http://kasa-1", Settings())
    assert str(parse_store_address(SETTING)) == SETTING
