"""A newer version, from the address to the file, while orders go on; the address is a real server."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from desktop import __version__
from desktop.services.updates.updater import this_platform
from desktop.system.secrets.pin import hash_pin
from desktop.ui.help.update_dialog import UpdateDialog
from tests.services.updates.conftest import FILE, Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from desktop.controllers.updates import UpdatesController
    from desktop.simulator import Simulator
    from tests.stories.conftest import Story


@pytest.fixture
def place(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    made = Place(tmp_path_factory.mktemp("place"))
    # An absolute path takes the place of the folder before it.
    monkeypatch.setattr("desktop.controllers.updates.KEY_NAME", str(made.key))
    monkeypatch.setattr("desktop.controllers.updates.FIRST_CHECK", 0.05)
    yield made
    made.close()


def choose(folder: Path, address: str) -> None:
    (folder / "settings.json").write_text(json.dumps({"update_url": address}), "utf-8")


def dialog_of(story: Story) -> UpdateDialog:
    found = story.window.dialogs.dialog
    assert isinstance(found, UpdateDialog)
    return found


def banner(story: Story) -> list[str]:
    return [trouble.detail for trouble in story.window.banner.troubles]


def test_from_the_banner_to_the_checked_file(
    play: Callable[..., int], sim: Simulator, place: Place, tmp_path: Path
) -> None:
    place.publish("99.0.0")
    choose(tmp_path, place.address)
    sim.add_order()

    async def tell(story: Story) -> None:
        await story.until(lambda: banner(story) == ["update:99.0.0"], "the banner tells of it")
        assert "/tezgah.bin" not in place.asked, "nothing is downloaded unasked"
        assert story.window.dialogs.offered_version() == "99.0.0"
        story.click("bannerButton")
        dialog = dialog_of(story)
        assert dialog.notes.toPlainText() == "Zil düzeldi"
        await story.until(lambda: banner(story) == [], "the banner was read")
        story.click("downloadButton")
        await story.until(lambda: "kontrol edildi" in dialog.text, "it is there and checked")
        (file,) = (tmp_path / "updates").iterdir()
        assert file.read_bytes() == FILE
        if this_platform().endswith("deb"):
            assert dialog.command.text().startswith("sudo sh -c ")
            assert str(file) in dialog.command.text()
        # Opened again it goes on where it was.
        dialog.reject()
        story.window.dialogs.update_wanted.emit()
        assert "kontrol edildi" in dialog_of(story).text
        dialog_of(story).reject()
        await story.shown("newColumn", 1)

    assert play(tell) == 0
    assert place.asked.count("/tezgah-update.json") == 1


def test_a_tampered_file_is_reported_and_removed(
    play: Callable[..., int], place: Place, tmp_path: Path
) -> None:
    place.publish("99.0.0")
    place.files["/tezgah.bin"] = b"!" + FILE[1:]
    choose(tmp_path, place.address)

    async def tell(story: Story) -> None:
        await story.until(lambda: banner(story) == ["update:99.0.0"], "the banner tells of it")
        story.click("bannerButton")
        story.click("downloadButton")
        await story.until(lambda: "doğru dosya değil" in dialog_of(story).text, "it is refused")
        assert list((tmp_path / "updates").iterdir()) == []
        dialog_of(story).reject()

    assert play(tell) == 0


def test_an_expired_list_does_not_confirm_the_newest_version(
    play: Callable[..., int], place: Place, tmp_path: Path
) -> None:
    """Lapsed it says so; played again after a newer one it is refused, after a restart too."""
    old = datetime.now(UTC) - timedelta(days=91)
    place.publish(__version__, issued=old)
    choose(tmp_path, place.address)

    async def tell(story: Story) -> None:
        await story.until(lambda: "/tezgah-update.json.sig" in place.asked, "it has looked")
        story.window.dialogs.update_wanted.emit()
        await story.until(lambda: "yenilenmedi" in dialog_of(story).text, "it says that the list is old")
        place.publish(__version__)
        story.click("lookButton")
        await story.until(lambda: "en yeni" in dialog_of(story).text, "now it can be told")
        dialog_of(story).reject()

    assert play(tell) == 0
    place.publish(__version__, issued=old)

    async def look_again(story: Story) -> None:
        story.window.dialogs.update_wanted.emit()
        await story.until(lambda: "eski" in dialog_of(story).text, "it is refused")
        dialog_of(story).reject()

    assert play(look_again) == 0


SETUP = "linux-x86_64-setup"
"""As on Windows, where the downloaded file is started and installs the version."""


def is_open(story: Story, name: str) -> bool:
    dialog = story.window.dialogs.dialog
    return dialog is not None and dialog.objectName() == name


@pytest.fixture
def setup(place: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Publish an installer; returns the file that it writes to, once for each time it is run."""
    monkeypatch.setattr("desktop.services.updates.updater.this_platform", lambda: SETUP)
    ran = tmp_path / "ran"
    place.publish("99.0.0", f"#!/bin/sh\necho ran >> {ran}\n".encode(), SETUP)
    choose(tmp_path, place.address)
    return ran


async def have_it_ready(story: Story, folder: Path) -> None:
    await story.until(lambda: banner(story) == ["update:99.0.0"], "the banner tells of it")
    story.click("bannerButton")
    story.click("downloadButton")
    await story.until(lambda: "kontrol edildi" in dialog_of(story).text, "it is there and checked")
    (file,) = (folder / "updates").iterdir()
    file.chmod(0o700)


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX")
def test_without_orders_a_click_installs_once_and_quits(
    play: Callable[..., int], setup: Path, tmp_path: Path
) -> None:
    updates: list[UpdatesController] = []

    async def tell(story: Story) -> None:
        await have_it_ready(story, tmp_path)
        assert story.program.pages is not None
        updates.append(story.program.pages.updates)
        story.click("installButton")
        story.click("installButton")
        await story.until(lambda: story.program.is_stopping, "the program stops")

    assert play(tell) == 0
    installer = updates[0]._installer
    assert installer is not None
    assert installer.wait(10) == 0
    assert setup.read_text() == "ran\n"


def test_while_orders_wait_the_installation_asks_first(
    play: Callable[..., int], sim: Simulator, setup: Path, tmp_path: Path
) -> None:
    sim.add_order()

    async def tell(story: Story) -> None:
        await story.shown("newColumn", 1)
        await have_it_ready(story, tmp_path)
        story.click("installButton")
        assert is_open(story, "installDialog")
        story.click("backButton")
        assert not story.program.is_stopping
        story.window.dialogs.update_wanted.emit()
        story.click("installButton")
        # What was changed meanwhile is not run; and that is said, though the question stands in the dialog's place.
        (file,) = (tmp_path / "updates").iterdir()
        file.write_bytes(b"something else")
        story.click("confirmButton")
        await story.until(lambda: is_open(story, "updateDialog"), "it is back")
        await story.until(lambda: "doğru dosya değil" in dialog_of(story).text, "and says why")
        dialog_of(story).reject()

    assert play(tell) == 0
    assert not setup.exists()


def test_the_pin_that_guards_leaving_guards_installing(
    play: Callable[..., int], place: Place, setup: Path, tmp_path: Path
) -> None:
    chosen = {"update_url": place.address, "pin": hash_pin("2580"), "full_screen": True}
    (tmp_path / "settings.json").write_text(json.dumps(chosen), "utf-8")

    async def tell(story: Story) -> None:
        await have_it_ready(story, tmp_path)
        story.click("installButton")
        assert is_open(story, "askPinDialog")
        story.window.dialogs.dialog.reject()  # type: ignore[union-attr]
        assert not story.program.is_stopping

    assert play(tell) == 0
    assert not setup.exists()


def test_a_removed_address_offers_no_version(
    play: Callable[..., int], place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.controllers.updates._RETRY", 0.01)
    place.publish("99.0.0")
    choose(tmp_path, place.address)

    async def tell(story: Story) -> None:
        offered = story.window.dialogs.offered_version
        await story.until(lambda: offered() == "99.0.0", "it is offered")
        story.program.settings_controller.choose(update_url="")
        await story.until(lambda: offered() is None, "and no more")
        asked = len(place.asked)
        story.program.settings_controller.choose(update_url=f"{place.origin}/other.json")
        await story.until(
            lambda: "/other.json" in place.asked, "the new address is asked without waiting a day"
        )
        assert offered() == ""
        assert place.asked[asked] == "/other.json"

    assert play(tell) == 0


def test_the_answer_of_a_changed_address_is_dropped(
    play: Callable[..., int], place: Place, tmp_path: Path
) -> None:
    place.publish("99.0.0")
    place.halves.add("/tezgah-update.json")
    choose(tmp_path, place.address)

    async def tell(story: Story) -> None:
        offered = story.window.dialogs.offered_version
        await story.until(lambda: looks(place) == 1, "it looks")
        story.program.settings_controller.choose(update_url="")
        await story.until(lambda: offered() is None, "it is off")
        place.silent.set()
        await story.until(lambda: "/tezgah-update.json.sig" in place.asked, "the look goes on")
        story.program.settings_controller.choose(update_url=f"{place.origin}/other.json")
        await story.until(lambda: offered() == "", "another address")
        story.window.dialogs.update_wanted.emit()
        await story.until(lambda: "/other.json" in place.asked, "is asked")
        assert banner(story) == []
        dialog_of(story).reject()

    assert play(tell) == 0


def test_a_withdrawn_version_cannot_be_downloaded(
    play: Callable[..., int], place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.controllers.updates._RETRY", 0.01)
    monkeypatch.setattr("desktop.controllers.updates.EVERY", 0.01)
    place.publish("99.0.0")
    choose(tmp_path, place.address)

    async def tell(story: Story) -> None:
        await story.until(lambda: banner(story) == ["update:99.0.0"], "the banner tells of it")
        story.click("bannerButton")
        assert story.button("downloadButton").isVisible()
        place.publish("0.0.1")
        await story.until(lambda: "en yeni sürüm" in dialog_of(story).text, "it was called back")
        assert not story.button("downloadButton").isVisible()
        dialog_of(story).reject()

    assert play(tell) == 0


def test_a_version_that_appears_during_a_download_is_offered(
    play: Callable[..., int], place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.controllers.updates._RETRY", 0.01)
    monkeypatch.setattr("desktop.controllers.updates.EVERY", 0.01)
    place.publish("99.0.0")
    place.halves.add("/tezgah.bin")
    choose(tmp_path, place.address)

    async def tell(story: Story) -> None:
        await story.until(lambda: banner(story) == ["update:99.0.0"], "the banner tells of it")
        story.click("bannerButton")
        story.click("downloadButton")
        await story.until(lambda: dialog_of(story).bar.value() > 300, "half of it is there")
        place.publish("99.0.1")
        await story.until(lambda: story.window.dialogs.offered_version() == "99.0.1", "another one comes")
        place.silent.set()
        await story.until(lambda: "99.0.1" in dialog_of(story).text, "the dialog goes on with it")
        assert story.button("downloadButton").isVisible()
        dialog_of(story).reject()

    assert play(tell) == 0


def test_a_download_can_be_stopped_and_does_not_delay_the_end(
    play: Callable[..., int], place: Place, tmp_path: Path
) -> None:
    place.publish("99.0.0")
    place.halves.add("/tezgah.bin")
    choose(tmp_path, place.address)

    async def tell(story: Story) -> None:
        await story.until(lambda: banner(story) == ["update:99.0.0"], "the banner tells of it")
        story.click("bannerButton")
        story.click("downloadButton")
        await story.until(lambda: dialog_of(story).bar.value() > 300, "half of it is there")
        # The other half never comes; the program ends all the same.

    assert play(tell) == 0
    assert not place.silent.is_set()


def test_failures_are_shown_after_a_check_by_hand_only(
    play: Callable[..., int], sim: Simulator, place: Place, tmp_path: Path
) -> None:
    place.publish("99.0.0")
    place.files["/tezgah-update.json.sig"] = b"AAAA"
    choose(tmp_path, place.address)
    key = sim.add_order()

    async def tell(story: Story) -> None:
        await story.until(lambda: "/tezgah-update.json.sig" in place.asked, "it has looked by itself")
        await story.until(lambda: sim.orders[key].acknowledged, "orders go on")
        assert banner(story) == []
        assert story.window.dialogs.offered_version() == ""
        story.window.dialogs.update_wanted.emit()
        await story.until(lambda: "imzalamamış" in dialog_of(story).text, "the signature is said")
        place.publish("0.0.1")
        story.click("lookButton")
        await story.until(lambda: "en yeni sürüm" in dialog_of(story).text, "an older one is none")
        dialog_of(story).reject()
        assert banner(story) == []

    assert play(tell) == 0


def test_without_an_address_nothing_is_requested(
    play: Callable[..., int], sim: Simulator, place: Place
) -> None:
    place.publish("99.0.0")

    async def tell(story: Story) -> None:
        polls = len(sim.calls("get-current"))
        await story.until(lambda: len(sim.calls("get-current")) > polls + 3, "some time has gone")
        assert story.window.dialogs.offered_version() is None

    assert play(tell) == 0
    assert place.asked == []


def looks(place: Place) -> int:
    return place.asked.count("/tezgah-update.json")


def test_the_check_is_repeated_after_a_day_and_not_before(
    play: Callable[..., int], sim: Simulator, place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.controllers.updates._RETRY", 0.01)
    days = [0.0]
    monkeypatch.setattr("desktop.controllers.updates.steady", lambda: days[0] * 24 * 3600)
    place.publish("0.0.1")
    choose(tmp_path, place.address)

    async def tell(story: Story) -> None:
        await story.until(lambda: looks(place) == 1, "it has looked")
        polls = len(sim.calls("get-current"))
        await story.until(lambda: len(sim.calls("get-current")) > polls + 3, "some time has gone")
        assert looks(place) == 1
        days[0] = 1.01
        await story.until(lambda: looks(place) == 2, "it looks again the next day")

    assert play(tell) == 0


def test_a_failed_check_is_repeated_sooner(
    play: Callable[..., int], place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.controllers.updates._RETRY", 0.01)
    place.publish("99.0.0")
    place.statuses["/tezgah-update.json"] = 500
    choose(tmp_path, place.address)

    async def tell(story: Story) -> None:
        await story.until(lambda: looks(place) >= 3, "it tries again")
        assert banner(story) == []
        del place.statuses["/tezgah-update.json"]
        await story.until(lambda: banner(story) == ["update:99.0.0"], "the banner tells of it")

    assert play(tell) == 0
