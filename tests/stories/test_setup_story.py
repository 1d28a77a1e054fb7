"""From the first start to the first order: the guide, the credentials and their failures."""

from __future__ import annotations

import asyncio
import gc
import os
import re
import signal
import weakref
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton

from desktop.alerts.sound import SoundHealth, SoundState
from desktop.alerts.volume import OutputVolume
from desktop.app import AGAIN
from desktop.controllers import credentials
from desktop.controllers import setup as setup_controller
from desktop.domain.alarm import LOWEST_VOLUME, Ring
from desktop.domain.trouble import Link, TroubleKind
from desktop.services import credential_service
from desktop.simulator import Simulator
from desktop.simulator.simulator import APP_SECRET_KEY, REST_SECRET_KEY
from desktop.system.secrets.secret_store import SecretPlace, SecretStore
from desktop.system.settings.credentials import AccessToken, SecretKeys
from desktop.system.settings.options import resolve
from desktop.system.settings.settings import Settings
from desktop.system.settings.settings_file import SettingsFile
from desktop.ui.settings.page import SettingsPage
from desktop.ui.setup import sound_step
from desktop.ui.setup.page import SetupPage
from desktop.ui.text import trouble_words
from desktop.ui.widgets.button import Button, ButtonKind
from desktop.ui.widgets.label import Label
from desktop.ui.window.tray import Tray

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from desktop.services.credential_service import CredentialService
    from tests.keyrings import Memory
    from tests.stories.conftest import Story


@pytest.fixture(autouse=True)
def _own_desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> Iterator[None]:
    """The tests write nothing into the user's autostart folder, and press faster than a double click."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    interval = qapp.doubleClickInterval()
    qapp.setDoubleClickInterval(0)
    yield
    qapp.setDoubleClickInterval(interval)


@pytest.fixture
def settings(tmp_path: Path) -> SettingsFile:
    return SettingsFile(tmp_path / "settings.json")


class Person:
    """Presses visible buttons, and counts the presses."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.presses = 0
        self.texts: set[str] = set()
        """All texts that were visible at some press: header, guide and buttons."""

    def read(self) -> None:
        window = self.story.window
        self.texts |= {label.text() for label in window.findChildren(QLabel) if label.isVisible()}
        self.texts |= {button.text() for button in window.findChildren(QPushButton) if button.isVisible()}

    @property
    def seconds(self) -> float:
        """Time to read each text once, at 200 words a minute, with one second for each press."""
        words = sum(len(re.findall(r"[\w'’]+", text)) for text in self.texts)
        return words / 200 * 60 + self.presses

    def press(self, name: str) -> None:
        self.read()
        found = [each for each in self.story.window.findChildren(QPushButton, name) if each.isVisible()]
        assert found, f"no button {name} in view"
        assert found[0].isEnabled(), name
        QTest.mouseClick(found[0], Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint())
        self.presses += 1

    def copy(self, text: str) -> None:
        QApplication.clipboard().setText(text)

    def bring(self, token: str) -> None:
        """Choose the language, and paste a key."""
        self.press("language_tr")
        self.copy(token)
        self.press("pasteKey")

    def start_to_forget(self) -> None:
        """Press the button in the settings that forgets the key."""
        self.story.window.pages.open("settings")
        page = self.story.window.pages.page
        assert isinstance(page, SettingsPage)
        page.show_setting("@forget")
        self.press("press_forget")

    @property
    def guide(self) -> SetupPage:
        page = self.story.window.pages.page
        assert isinstance(page, SetupPage), page
        return page

    async def at(self, step: str) -> None:
        pages = self.story.window.pages
        await self.story.until(lambda: isinstance(pages.page, SetupPage) and pages.page.step == step, step)

    def sees(self, words: str) -> bool:
        labels = self.story.window.findChildren(QLabel)
        return any(words in label.text() and label.isVisible() for label in labels)


@pytest.mark.usefixtures("no_keyring")
def test_from_the_first_start_to_the_board_in_seven_presses(
    play: Callable[..., int], sim: Simulator, settings: SettingsFile, tmp_path: Path
) -> None:
    async def tell(story: Story) -> None:
        person = Person(story)
        await person.at("language")
        person.press("language_tr")
        await person.at("connect")
        person.copy(f' "{sim.access_token}"\n')
        person.press("pasteKey")
        await story.until(lambda: person.sees("Halaskargazi"), "the restaurant is named")
        assert "getcurrent" not in story.window.windowTitle()
        person.press("keepInFile")
        await story.until(lambda: person.sees("Dikkat"), "the warning stays")
        person.press("setup_connectNext")
        await person.at("sound")
        await story.until(lambda: story.speaker.tests > 0, "the bell is heard")
        person.press("setup_soundNext")
        person.press("setup_timeNext")
        await person.at("ready")
        key = sim.add_order()
        await story.until(lambda: story.speaker.rings, "an order rings while somebody sets up")
        for words in ("Halaskargazi", "Zil duyuldu", "30 dk"):
            assert person.sees(words), words
        await story.until(story.button("setup_readyNext").isEnabled, "it can be pressed after a moment")
        person.press("setup_readyNext")
        assert person.presses <= 7
        assert person.seconds <= 60, person.seconds
        assert story.window.pages.page is None
        await story.shown("newColumn", 1)
        # The Enter after those of the guide is deaf, and so is a press that comes at once.
        story.press_key(Qt.Key.Key_Return)
        await story.until(lambda: not story.window.scanner_filter.holds_keys, "the key counts")
        assert not sim.calls("accept")
        await story.keys_count()
        person.press("acceptButton")
        await story.until(lambda: sim.orders[key].accepts == [30], "accepted")

    assert play(tell, token=None) == 0
    assert settings.peek().setup == "done"
    assert settings.peek().secret_place == "file"
    assert sim.access_token not in (tmp_path / "settings.json").read_text("utf-8")
    assert sim.access_token not in "".join(
        path.read_text("utf-8") for path in tmp_path.glob("*.log*") if path.is_file()
    )
    assert len(list((tmp_path / "config").glob("autostart/tezgah*.desktop"))) == 1

    async def next_morning(story: Story) -> None:
        assert story.window.pages.page is None
        key = sim.add_order()
        await story.until(lambda: sim.orders[key].acknowledged, "it is saved without anybody doing anything")

    assert play(next_morning, token=None) == 0


@pytest.mark.usefixtures("no_keyring")
def test_each_failure_is_explained_and_can_be_retried(
    play: Callable[..., int], sim: Simulator, tmp_path: Path
) -> None:
    async def tell(story: Story) -> None:
        person = Person(story)
        person.press("language_tr")
        person.copy("   ")
        person.press("pasteKey")
        assert person.sees("Henüz bir şey kopyalanmadı")
        person.copy("two words")
        QTest.keyClick(story.window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        await story.until(lambda: person.sees("boşluk"), "what can be no key is said")
        person.copy("wrong-token")
        person.press("pasteKey")
        await story.until(lambda: person.sees("reddediyor"), "a refused token is said")
        assert story.window.focusWidget() is story.button("pasteKey"), "who pasted it pastes another one"
        field = story.window.findChild(QLineEdit, "accessToken")
        assert isinstance(field, QLineEdit)
        field.setFocus()
        field.setText("wrong-again")
        QTest.keyClick(field, Qt.Key.Key_Return)
        await story.until(field.hasSelectedText, "it is refused too, and can be typed over")
        assert story.window.focusWidget() is field
        person.press("switchKeys")
        for name, text in (("appSecretKey", REST_SECRET_KEY), ("restSecretKey", APP_SECRET_KEY)):
            field = story.window.findChild(QLineEdit, name)
            assert isinstance(field, QLineEdit)
            assert field.echoMode() is QLineEdit.EchoMode.Password
            field.setText(text)
        person.press("tryKey")
        await story.until(lambda: person.sees("karışmış"), "keys in each other's place are said")
        for name, text in (("appSecretKey", APP_SECRET_KEY), ("restSecretKey", REST_SECRET_KEY)):
            field = story.window.findChild(QLineEdit, name)
            assert isinstance(field, QLineEdit)
            field.setText(text)
        person.press("tryKey")
        await story.until(lambda: person.sees("Halaskargazi"), "the right ones work")
        person.press("keepUntilQuit")
        await story.until(lambda: person.sees("saklanmıyor"), "it runs without keeping them")
        assert not (tmp_path / "credentials.json").exists()
        key = sim.add_order()
        await story.until(lambda: sim.orders[key].acknowledged, "orders arrive")

    assert play(tell, token=None) == 0


@pytest.mark.usefixtures("no_keyring")
def test_an_unsaved_key_is_asked_for_with_an_alarm_when_nobody_is_there(
    play: Callable[..., int], sim: Simulator, settings: SettingsFile
) -> None:
    """After a crash or an automatic start perhaps nobody is there: without a sound orders would be missed."""

    async def enters(story: Story) -> None:
        person = Person(story)
        await person.at("connect")
        person.copy(sim.access_token)
        person.press("pasteKey")
        await story.until(lambda: person.sees("anahtarlık yok"), "where")
        person.press("keepUntilQuit")
        key = sim.add_order()
        await story.until(lambda: sim.orders[key].acknowledged, "orders arrive")
        assert not {Ring.LOST} & {*story.speaker.signals}

    async def seen(story: Story) -> None:
        assert Ring.LOST not in story.speaker.signals, "who starts it sees that it asks"
        await enters(story)

    async def heard(story: Story) -> None:
        await story.until(lambda: Ring.LOST in story.speaker.signals, "it is heard")
        (trouble,) = (
            each for each in story.window.banner.troubles if each.kind is TroubleKind.CREDENTIALS_UNREADABLE
        )
        assert "her açılışta" in trouble_words.describe(trouble).sentence
        assert "Entegrasyon" in trouble_words.explain(trouble)
        await enters(story)

    settings.save(Settings(setup="connect"))
    assert play(enters, token=None) == 0
    settings.save(msgspec.structs.replace(settings.peek(), setup="done"))
    assert play(seen, token=None) == 0
    given = {
        "data_dir": str(settings._path.parent),
        "base_url": sim.base_url,
        "poll_seconds": "0.1",
        "lang": "tr",
    }
    options = resolve(given, {})
    assert play(heard, options=msgspec.structs.replace(options, crashed_at=datetime.now(UTC))) == 0
    assert settings.peek().key_is_asked_for

    async def forgets(story: Story) -> None:
        await enters(story)
        person = Person(story)
        person.start_to_forget()
        person.press("confirmButton")
        await story.until(lambda: story.window._connection.link is Link.OFF, "forgotten")

    assert play(forgets, token=None) == 0
    assert not settings.peek().key_is_asked_for


@pytest.mark.usefixtures("no_keyring")
def test_the_guide_continues_at_the_step_where_it_was_left(
    play: Callable[..., int], sim: Simulator, settings: SettingsFile
) -> None:
    async def leave(story: Story) -> None:
        person = Person(story)
        person.press("language_tr")
        await person.at("connect")
        story.press_key(Qt.Key.Key_Escape)
        await story.until(lambda: story.window.pages.page is None, "Esc leaves")
        person.press("bannerButton")
        await person.at("connect")

    assert play(leave, token=None) == 0
    assert settings.peek().setup == "connect"

    async def go_on(story: Story) -> None:
        person = Person(story)
        await person.at("connect")
        person.copy(sim.access_token)
        person.press("pasteKey")
        await story.until(lambda: person.sees("Halaskargazi"), "connected")
        person.press("keepInFile")
        await story.until(lambda: person.sees("Dikkat"), "kept")
        story.press_key(Qt.Key.Key_Escape)

    assert play(go_on, token=None) == 0
    assert settings.peek().setup == "connect"


def test_a_keyring_needs_no_question_and_forgetting_disconnects(
    play: Callable[..., int], sim: Simulator, settings: SettingsFile, memory: Memory, tmp_path: Path
) -> None:
    async def tell(story: Story) -> None:
        person = Person(story)
        person.bring(sim.access_token)
        await story.until(lambda: person.sees("anahtarlığında saklanıyor"), "kept without a question")
        assert len(memory.kept) == 1
        key = sim.add_order()
        await story.until(lambda: sim.orders[key].acknowledged, "orders arrive")
        assert not story.window.findChildren(QPushButton, "forgetKey"), "nobody forgets a key that just works"
        person.start_to_forget()
        assert memory.kept, "a slip of the finger ends nothing"
        person.press("backButton")
        person.press("press_forget")
        person.press("confirmButton")
        await story.until(lambda: not memory.kept, "forgotten")
        await story.until(lambda: story.window._connection.link is Link.OFF, "nobody is asked any more")
        await story.until(lambda: "silindi" in story.window.dialogs.toast.text, "it is said")
        assert not story.button("press_forget").isEnabled(), "there is nothing left to forget"
        lost = sim.add_order()
        await asyncio.sleep(0.3)
        assert not sim.orders[lost].acknowledged

    assert play(tell, token=None) == 0
    assert settings.peek().secret_place == ""
    assert not (tmp_path / "credentials.json").exists()


def test_a_locked_keyring_rings_and_orders_arrive_after_it_is_unlocked(
    play: Callable[..., int],
    sim: Simulator,
    settings: SettingsFile,
    memory: Memory,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(credentials, "READ_AGAIN", 0.2)
    SecretStore(tmp_path).save(SecretPlace.KEYRING, sim.base_url, AccessToken(sim.access_token))
    settings.save(Settings(secret_place="keyring", setup="done"))
    memory.locked = True

    async def tell(story: Story) -> None:
        key = sim.add_order()
        await story.until(lambda: Ring.LOST in story.speaker.signals, "that no orders arrive is heard")
        kinds = {trouble.kind for trouble in story.window.banner.troubles}
        assert TroubleKind.CREDENTIALS_UNREADABLE in kinds
        assert not sim.orders[key].acknowledged
        memory.locked = False
        await story.until(lambda: sim.orders[key].acknowledged, "it goes on by itself")
        await story.until(lambda: Ring.LOST not in story.speaker.signals, "and is quiet about it")

    assert play(tell, token=None) == 0


@pytest.mark.usefixtures("no_keyring")
def test_the_guide_goes_on_if_the_command_line_decides_the_language(
    play: Callable[..., int], settings: SettingsFile
) -> None:
    async def tell(story: Story) -> None:
        person = Person(story)
        person.press("language_en")
        await person.at("connect")
        assert "komut satırında" in story.window.dialogs.toast.text

    assert play(tell, token=None) == 0
    assert (settings.peek().language, settings.peek().setup) == ("en", "connect")


@pytest.mark.usefixtures("no_keyring")
def test_changing_the_key_ends_if_nothing_was_typed(
    play: Callable[..., int], sim: Simulator, settings: SettingsFile, tmp_path: Path
) -> None:
    SecretStore(tmp_path).save(SecretPlace.FILE, sim.base_url, AccessToken(sim.access_token))
    settings.save(Settings(secret_place="file", setup="connect"))

    async def tell(story: Story) -> None:
        person = Person(story)
        await person.at("connect")
        person.press("changeKey")
        pages = story.window.pages
        story.press_key(Qt.Key.Key_Escape)
        await story.until(lambda: pages.page is None, "left")
        pages.open("setup")
        assert person.sees("şifresiz"), "the key that holds is shown"
        person.press("changeKey")
        field = story.window.findChild(QLineEdit, "accessToken")
        assert isinstance(field, QLineEdit)
        person.press("showKey")
        field.setText("half of a ke")
        assert field.echoMode() is QLineEdit.EchoMode.Normal
        story.press_key(Qt.Key.Key_Escape)
        await story.until(lambda: pages.page is None, "left once more")
        assert field.echoMode() is QLineEdit.EchoMode.Password, "whoever comes next reads nothing"

    assert play(tell, token=None) == 0


def test_a_key_can_be_typed_without_a_click_into_its_field(play: Callable[..., int]) -> None:
    async def tell(story: Story) -> None:
        person = Person(story)
        person.press("language_tr")
        await person.at("connect")
        field = story.window.findChild(QLineEdit, "accessToken")
        assert isinstance(field, QLineEdit)
        assert not field.hasFocus()
        for key, typed in ((Qt.Key.Key_A, "a"), (Qt.Key.Key_1, "a1")):
            story.press_key(key)
            await story.until(lambda typed=typed: field.text() == typed, "typed")  # type: ignore[misc]
        assert story.window.focusWidget() is field

    assert play(tell, token=None) == 0


def test_an_entered_key_cannot_be_read_later(
    play: Callable[..., int], sim: Simulator, memory: Memory
) -> None:
    """Undo does not bring it back."""

    async def tell(story: Story) -> None:
        person = Person(story)
        person.bring(sim.access_token)
        await story.until(lambda: bool(memory.kept) and person.sees("saklanıyor"), "kept")
        person.press("changeKey")
        person.press("showKey")
        field = story.window.findChild(QLineEdit, "accessToken")
        assert isinstance(field, QLineEdit)
        field.setFocus()
        assert field.echoMode() is QLineEdit.EchoMode.Normal
        QTest.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        await story.until(lambda: not story.window.scanner_filter.holds_keys, "the key press counts")
        assert field.text() == ""

    assert play(tell, token=None) == 0


def test_a_silent_keyring_does_not_delay_orders(
    play: Callable[..., int], sim: Simulator, settings: SettingsFile, memory: Memory, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(credential_service, "OWNER_WAIT", 0.3)
    monkeypatch.setattr(credential_service, "SHORT_WAIT", 0.2)
    memory.answers.clear()

    async def tell(story: Story) -> None:
        person = Person(story)
        person.bring(sim.access_token)
        await story.until(lambda: person.sees("anahtarlığına konuyor"), "what it waits for is said")
        await story.until(lambda: person.sees("anahtarlığı yanıt vermiyor"), "and that it does not answer")
        assert person.sees("Halaskargazi")
        person.press("keepInKeyring")
        await story.until(lambda: person.sees("anahtarlığına konuyor"), "once more")
        await story.until(lambda: person.sees("anahtarlığı yanıt vermiyor"), "in vain")
        person.press("keepInFile")
        await story.until(lambda: person.sees("şifresiz"), "the file needs no keyring")
        key = sim.add_order()
        await story.until(lambda: sim.orders[key].acknowledged, "orders arrive")
        story.window.pages.open("settings")
        assert person.sees("şifresiz"), "the warning stays in the settings"
        memory.answers.set()
        setup = story.program.setup
        assert setup is not None
        await story.until(lambda: not setup.credentials._tasks._tasks, "it answers at last")
        assert not memory.kept, "what people chose is what holds"
        assert (tmp_path / "credentials.json").exists()

    assert play(tell, token=None) == 0
    assert settings.peek().secret_place == "file"
    memory.answers.clear()

    async def owner_answers_late(story: Story) -> None:
        person = Person(story)
        await person.at("connect")
        person.press("changeKey")
        person.press("pasteKey")
        await story.until(lambda: person.sees("anahtarlığı yanıt vermiyor"), "it does not answer in time")
        memory.answers.set()
        await story.until(lambda: person.sees("anahtarlığında saklanıyor"), "it holds when it does")
        await story.until(lambda: not (tmp_path / "credentials.json").exists(), "the file is gone")

    assert play(owner_answers_late, token=None) == 0
    assert settings.peek().secret_place == "keyring"
    assert len(memory.kept) == 1


def test_a_keyring_that_refuses_is_not_asked_again(
    play: Callable[..., int], sim: Simulator, settings: SettingsFile, memory: Memory
) -> None:
    memory.locked = True

    async def tell(story: Story) -> None:
        person = Person(story)
        person.bring(sim.access_token)
        await story.until(lambda: person.sees("anahtarlığına yazılamadı"), "why it is asked")
        assert not person.sees("anahtarlık yok")
        asked = memory.asked
        person.press("keepInFile")
        key = sim.add_order()
        await story.until(lambda: sim.orders[key].acknowledged, "orders arrive")
        setup = story.program.setup
        assert setup is not None
        await story.until(lambda: not setup.credentials._tasks._tasks, "all is done")
        assert memory.asked == asked

    assert play(tell, token=None) == 0
    assert settings.peek().secret_place == "file"


@pytest.mark.usefixtures("no_keyring")
def test_people_who_hear_nothing_can_go_on(play: Callable[..., int], settings: SettingsFile) -> None:
    settings.save(Settings(setup="sound"))

    async def tell(story: Story) -> None:
        person = Person(story)
        await person.at("sound")
        assert not story.button("setupSoundLater").isVisible()
        person.press("setupNotHeard")
        person.press("setupSoundLater")
        await person.at("time")

    assert play(tell, token=None) == 0


@pytest.mark.usefixtures("no_keyring")
@pytest.mark.parametrize("tray", [True, False])
def test_a_hidden_guide_does_not_ring(
    play: Callable[..., int],
    settings: SettingsFile,
    monkeypatch: pytest.MonkeyPatch,
    tray: bool,
) -> None:
    """It was left at the sound step, and the computer starts the program in the tray, or minimised."""
    monkeypatch.setattr(sound_step, "_RING_EVERY", 50)
    monkeypatch.setattr(Tray, "available", property(lambda _tray: tray))
    settings.save(Settings(setup="sound"))

    async def tell(story: Story) -> None:
        person = Person(story)
        await person.at("sound")
        window, timer = story.window, person.guide._steps["sound"]._timer  # type: ignore[attr-defined]
        ticks: list[bool] = []
        timer.timeout.connect(lambda: ticks.append(True))
        await story.until(lambda: len(ticks) > 3, "time passes")
        assert story.speaker.tests == 0
        window.raise_to_front()
        await story.until(lambda: story.speaker.tests > 1, "it rings where the question is seen")
        window.hide()
        rung = story.speaker.tests
        window.show()
        await story.until(lambda: story.speaker.tests > rung, "and again when the window comes back")

    assert play(tell, token=None, minimised=True) == 0


@pytest.mark.usefixtures("no_keyring")
def test_each_change_of_the_volume_rings(play: Callable[..., int], settings: SettingsFile) -> None:
    settings.save(Settings(setup="sound"))

    async def tell(story: Story) -> None:
        person = Person(story)
        await person.at("sound")
        less = story.button("setupVolumeLess")
        heard = [story.speaker.volumes[Ring.NEW]]
        rung = story.speaker.tests
        for _ in range(10):
            less.click()
            heard.append(story.speaker.volumes[Ring.NEW])
            shown = story.program.settings_controller.settings.volume_new
            assert heard[-1] == pytest.approx(shown / 100), "what is shown is what is heard"
        assert heard[-1] == LOWEST_VOLUME
        assert heard == sorted(heard, reverse=True)
        assert story.speaker.tests > rung

    assert play(tell, token=None) == 0


def test_the_settings_open_the_guide_again(play: Callable[..., int], settings: SettingsFile) -> None:
    settings.save(Settings(setup=setup_controller.DONE))

    async def tell(story: Story) -> None:
        person = Person(story)
        story.window.pages.open("settings")
        page = story.window.pages.page
        assert isinstance(page, SettingsPage)
        for words in ("kurulum", "REHBER"):
            page.search.setText(words)
            assert page.shown == ["@setup"]
        person.press("press_setup")
        await person.at("language")
        person.press("language_tr")
        await person.at("connect")
        story.window.pages.close_page()
        story.window.pages.open("settings")
        page = story.window.pages.page
        assert isinstance(page, SettingsPage)
        page.search.setText("kurulum")
        person.press("press_setup")
        await person.at("language")
        person.press("language_tr")
        await person.at("connect")
        assert story.program.settings_controller.settings.setup == "connect", "a crash now leads back here"
        story.press_key(Qt.Key.Key_Escape)
        await story.until(lambda: story.window.pages.page is None, "left")

    assert play(tell) == 0
    assert settings.peek().setup == setup_controller.DONE, "who leaves it has the board next morning"


@pytest.mark.usefixtures("no_keyring")
def test_the_guide_hides_the_banner_that_opens_it(play: Callable[..., int]) -> None:
    async def tell(story: Story) -> None:
        window = story.window
        assert [trouble.kind for trouble in window.banner.troubles] == [TroubleKind.NO_CREDENTIALS]
        assert not window.banner.isVisible()
        story.press_key(Qt.Key.Key_Escape)
        await story.until(window.banner.isVisible, "on the board it says that there is no key")
        window.pages.open("history")
        assert window.banner.isVisible(), "no other page mends it"

    assert play(tell, token=None) == 0


@pytest.mark.usefixtures("no_keyring")
def test_a_second_press_does_not_skip_the_answer(play: Callable[..., int], sim: Simulator) -> None:
    async def tell(story: Story) -> None:
        person = Person(story)
        person.bring(sim.access_token)
        for _ in range(3):
            # The window holds a key for some milliseconds, because a scanner may have sent it.
            await asyncio.sleep(0.06)
            story.press_key(Qt.Key.Key_Space)
        await story.until(lambda: person.sees("anahtarlık yok"), "where it is kept is asked")
        assert person.guide.step == "connect"
        field = story.window.findChild(QLineEdit, "accessToken")
        assert isinstance(field, QLineEdit)
        assert field.echoMode() is QLineEdit.EchoMode.Password, "nor does it show the key"

    sim.faults.add("restaurants", "latency", seconds=1.0)
    assert play(tell, token=None) == 0


@pytest.mark.usefixtures("no_keyring")
def test_a_place_that_does_not_save_the_key_is_explained(
    play: Callable[..., int], sim: Simulator, settings: SettingsFile, tmp_path: Path
) -> None:
    (tmp_path / "credentials.json").mkdir()

    async def tell(story: Story) -> None:
        person = Person(story)
        person.bring(sim.access_token)
        await story.until(lambda: person.sees("anahtarlık yok"), "there is no keyring")
        person.press("keepInFile")
        await story.until(
            lambda: person.sees("Anahtar kaydedilemedi"), "why it could not be kept stays in view"
        )
        assert person.sees("Halaskargazi"), "and that the key is right"
        person.press("keepUntilQuit")
        await story.until(lambda: person.sees("saklanmıyor"), "another way leads on")

    assert play(tell, token=None) == 0


def test_a_key_that_could_not_be_forgotten_is_reported(
    play: Callable[..., int], sim: Simulator, memory: Memory
) -> None:
    async def tell(story: Story) -> None:
        person = Person(story)
        person.bring(sim.access_token)
        await story.until(lambda: bool(memory.kept) and person.sees("saklanıyor"), "kept")
        memory.locked = True
        person.start_to_forget()
        person.press("confirmButton")
        toast = story.window.dialogs.toast
        await story.until(lambda: "silinemedi" in toast.text, "it is still in the keyring")
        await story.until(lambda: story.window._connection.link is Link.OFF, "but nobody is asked with it")

    assert play(tell, token=None) == 0


def test_credentials_that_were_read_for_one_address_are_sent_to_no_other(
    play: Callable[..., int], sim: Simulator, settings: SettingsFile, memory: Memory, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """The locked keyring is being read, the address changes, then it is unlocked."""
    monkeypatch.setattr(credentials, "FIRST_WAIT", 0.2)
    monkeypatch.setattr(credentials, "READ_AGAIN", 0.1)
    SecretStore(tmp_path).save(SecretPlace.KEYRING, sim.base_url, AccessToken(sim.access_token))
    settings.save(Settings(secret_place="keyring", setup="done", base_url=sim.base_url, poll_seconds=0.1))
    memory.answers.clear()

    async def tell(story: Story) -> None:
        assert story.program.settings_controller.set_value("base_url", "http://127.0.0.1:9/api") == ""
        backend = story.program.backend
        await story.until(lambda: backend.options.base_url.endswith(":9/api"), "another address")
        memory.answers.set()
        setup = story.program.setup
        assert setup is not None
        await story.until(lambda: not setup.credentials._tasks._tasks, "it is read")
        assert backend.options.credentials is None
        assert story.program.settings_controller.set_value("base_url", sim.base_url) == ""
        key = sim.add_order()
        await story.until(lambda: sim.orders[key].acknowledged, "at its own it is used")

    assert play(tell, options=resolve({"data_dir": str(tmp_path)}, {})) == 0


def test_a_late_refusal_of_the_keyring_is_no_crash(
    play: Callable[..., int], sim: Simulator, settings: SettingsFile, memory: Memory, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Its owner cancels the password prompt after the program stopped waiting."""
    monkeypatch.setattr(credentials, "FIRST_WAIT", 0.1)
    monkeypatch.setattr(credentials, "READ_AGAIN", 0.3)
    SecretStore(tmp_path).save(SecretPlace.KEYRING, sim.base_url, AccessToken(sim.access_token))
    settings.save(Settings(secret_place="keyring", setup="done"))
    memory.answers.clear()

    async def tell(story: Story) -> None:
        setup = story.program.setup
        assert setup is not None
        reading = setup.credentials._reading
        assert reading is not None
        assert not reading.done()
        # A task whose exception nobody took complains when it is deleted.
        first = weakref.ref(reading)
        del reading
        memory.locked = True
        memory.answers.set()
        await story.until(lambda: setup.credentials._reading is not first(), "it is asked again")
        gc.collect()
        memory.locked = False
        key = sim.add_order()
        await story.until(lambda: sim.orders[key].acknowledged, "it goes on by itself")
        assert TroubleKind.INTERNAL not in {trouble.kind for trouble in story.window.banner.troubles}
        assert story.window.dialogs.dialog is None

    assert play(tell, token=None) == 0


def test_a_key_that_is_saved_late_is_not_used_after_forgetting(
    play: Callable[..., int], sim: Simulator, settings: SettingsFile, memory: Memory, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(credential_service, "OWNER_WAIT", 0.3)
    SecretStore(tmp_path).save(SecretPlace.FILE, sim.base_url, AccessToken(sim.access_token))
    settings.save(Settings(secret_place="file", setup="done", base_url=sim.base_url, poll_seconds=0.1))
    memory.answers.clear()

    async def tell(story: Story) -> None:
        setup = story.program.setup
        assert setup is not None
        setup.open("connect")
        person = Person(story)
        person.press("changeKey")
        person.copy(sim.access_token)
        person.press("pasteKey")
        await story.until(lambda: person.sees("anahtarlığı yanıt vermiyor"), "it does not answer in time")
        # Meanwhile no button for it is visible; the order of calls is the same.
        setup.credentials.forget()
        person.press("confirmButton")
        await story.until(lambda: story.window._connection.link is Link.OFF, "nobody is asked with it")
        memory.answers.set()
        await story.until(lambda: not setup.credentials._tasks._tasks, "it answers at last")
        assert story.program.backend.options.credentials is None
        assert not memory.kept

    assert play(tell, options=resolve({"data_dir": str(tmp_path)}, {})) == 0
    assert settings.peek().secret_place == ""


@pytest.mark.usefixtures("no_keyring")
def test_typed_text_stays_when_other_settings_change(
    play: Callable[..., int], sim: Simulator, settings: SettingsFile, tmp_path: Path
) -> None:
    SecretStore(tmp_path).save(SecretPlace.FILE, sim.base_url, AccessToken("invented-key-of-before"))
    settings.save(Settings(secret_place="file", setup="connect", base_url=sim.base_url, poll_seconds=0.1))

    async def changed(story: Story, name: str, value: object, attribute: str) -> None:
        assert story.program.settings_controller.set_value(name, value) == ""
        backend, setup = story.program.backend, story.program.setup
        assert setup is not None
        await story.until(
            lambda: getattr(backend.options, attribute) == value and not setup.credentials._lock.locked(),
            name,
        )

    async def tell(story: Story) -> None:
        person = Person(story)
        await person.at("connect")
        person.press("changeKey")
        field = story.window.findChild(QLineEdit, "accessToken")
        assert isinstance(field, QLineEdit)
        field.setText("half of a k")
        await changed(story, "poll_seconds", 0.2, "poll_seconds")
        assert (field.text(), field.isVisible()) == ("half of a k", True)
        field.setText(sim.access_token)
        person.press("tryKey")
        await story.until(lambda: person.sees("anahtarlık yok"), "where it is to be kept is asked")
        await changed(story, "poll_seconds", 0.1, "poll_seconds")
        await changed(story, "not_receiving_after", 120, "not_receiving_after")
        assert person.sees("Halaskargazi")
        assert person.sees("anahtarlık yok"), "the question stays"
        with Simulator(cooldown=0.1) as other:
            await changed(story, "base_url", other.base_url, "base_url")
            assert not person.sees("anahtarlık yok"), "at another address it has to be tried again"
            assert (field.text(), field.isVisible()) == (sim.access_token, True)
            person.press("tryKey")
            await story.until(lambda: person.sees("anahtarlık yok"), "and is asked about there")
            person.press("keepInFile")
            key = other.add_order()
            await story.until(lambda: other.orders[key].acknowledged, "it runs with what was typed")

    assert play(tell, options=resolve({"data_dir": str(tmp_path)}, {})) == 0


def test_a_key_of_another_restaurant_needs_a_confirmation(
    play: Callable[..., int], sim: Simulator, settings: SettingsFile, memory: Memory, tmp_path: Path
) -> None:
    """The vendor delivers each order once: the orders of the other branch would be missing there."""
    before = AccessToken("invented-key-of-before")
    SecretStore(tmp_path).save(SecretPlace.FILE, sim.base_url, before)
    settings.save(Settings(secret_place="file", setup="connect", base_url=sim.base_url, poll_seconds=0.1))
    other = (("7d2f7b3e-5a53-4f2c-9f6f-0c3c6f1d2a11", "Bahçelievler Şube"),)

    async def tell(story: Story) -> None:
        person, backend = Person(story), story.program.backend
        await person.at("connect")
        await backend.store.write(lambda tx: tx.set_branches(other))
        await backend.restaurant.branches.load()
        person.press("changeKey")
        person.copy(sim.access_token)
        person.press("pasteKey")
        await story.until(lambda: person.sees("buraya gelen restoranın (Bahçelievler"), "it is asked")
        assert person.sees("Halaskargazi")
        assert not story.button("keepInFile").isVisible()
        person.press("otherKey")
        assert person.guide.credentials_form.asks_for_key
        person.press("pasteKey")
        await story.until(lambda: person.sees("buraya gelen restoranın"), "again")
        key = sim.add_order()
        setup = story.program.setup
        assert setup is not None
        await story.until(lambda: not setup.credentials._tasks._tasks, "nothing more is done")
        assert backend.options.credentials == before
        assert memory.kept == {}
        assert not sim.orders[key].acknowledged
        person.press("useKey")
        await story.until(lambda: person.sees("anahtarlığında saklanıyor"), "it was meant")
        await story.until(lambda: sim.orders[key].acknowledged, "orders arrive")

    assert play(tell, options=resolve({"data_dir": str(tmp_path)}, {})) == 0


@pytest.mark.usefixtures("no_keyring")
def test_an_acceptance_under_an_expired_key_is_sent_once_with_the_next_key(
    play: Callable[..., int], sim: Simulator, settings: SettingsFile, tmp_path: Path
) -> None:
    """Also if the next key comes the next morning, while orders wait."""
    SecretStore(tmp_path).save(SecretPlace.FILE, sim.base_url, AccessToken(sim.access_token))
    settings.save(Settings(secret_place="file", setup="done", base_url=sim.base_url, poll_seconds=0.1))
    options = resolve({"data_dir": str(tmp_path)}, {})
    keys: list[str] = []

    async def ends(story: Story) -> None:
        keys.extend(sim.add_order() for _ in range(2))
        await story.shown("newColumn", 2)
        sim.expire_token()
        story.program.accept(keys[0], 30)
        await story.until(lambda: story.window._connection.link is Link.LOST, "refused")

    async def next_one(story: Story) -> None:
        await story.until(lambda: Ring.LOST in story.speaker.signals, "that no orders arrive is heard")
        assert len(story.window.board.waiting()) == 1, "beside the one that waits"
        setup = story.program.setup
        assert setup is not None
        setup.open("connect")
        person = Person(story)
        person.press("changeKey")
        person.press("switchKeys")
        for name, text in (("appSecretKey", APP_SECRET_KEY), ("restSecretKey", REST_SECRET_KEY)):
            field = story.window.findChild(QLineEdit, name)
            assert isinstance(field, QLineEdit)
            field.setText(text)
        person.press("tryKey")
        await story.until(lambda: person.sees("anahtarlık yok"), "it works")
        story.program.accept(keys[1], 45)
        assert [sim.orders[key].accepts for key in keys] == [[], []]
        person.press("keepInFile")
        await story.until(lambda: all(sim.orders[key].accepts for key in keys), "both are sent")
        await story.shown("preparingColumn", 2)

    assert play(ends, options=options) == 0
    assert play(next_one, options=options) == 0
    assert [sim.orders[key].accepts for key in keys] == [[30], [45]]


@pytest.mark.usefixtures("no_keyring")
def test_the_refused_old_key_does_not_close_the_form_for_a_new_one(
    play: Callable[..., int], sim: Simulator, settings: SettingsFile, tmp_path: Path
) -> None:
    """A new token in the panel ends the one in use."""
    SecretStore(tmp_path).save(SecretPlace.FILE, sim.base_url, AccessToken(sim.access_token))
    settings.save(Settings(secret_place="file", setup="connect", base_url=sim.base_url, poll_seconds=0.1))

    async def tell(story: Story) -> None:
        person = Person(story)
        await person.at("connect")
        key = sim.add_order()
        await story.shown("newColumn", 1)
        story.program.accept(key, 30)
        await story.until(lambda: not story.window.board.waiting(), "nothing waits")
        person.press("changeKey")
        sim.expire_token()
        await story.until(lambda: Ring.LOST in story.speaker.signals, "that no orders arrive is heard")
        assert person.guide.step == "connect", "it is mended here"
        story.window.pages.open("history")
        story.window.call_for_attention()
        assert story.window.pages.page is None, "from elsewhere one is called"

    assert play(tell, options=resolve({"data_dir": str(tmp_path)}, {})) == 0


def test_a_wrong_key_is_dropped_before_it_is_used(
    play: Callable[..., int], sim: Simulator, settings: SettingsFile, memory: Memory, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """The key opens another branch, and the keyring waits for its owner."""
    monkeypatch.setattr(credential_service, "OWNER_WAIT", 0.2)
    kept = SecretKeys(APP_SECRET_KEY, REST_SECRET_KEY)
    SecretStore(tmp_path).save(SecretPlace.KEYRING, sim.base_url, kept)
    settings.save(Settings(secret_place="keyring", setup="connect", base_url=sim.base_url, poll_seconds=0.1))

    async def tell(story: Story) -> None:
        person = Person(story)
        await person.at("connect")
        await story.until(lambda: story.window._connection.link is Link.CONNECTED, "connected")
        memory.answers.clear()
        person.press("changeKey")
        person.copy(sim.access_token)
        person.press("pasteKey")
        await story.until(lambda: person.sees("anahtarlığı yanıt vermiyor"), "the keyring does not answer")
        person.press("otherKey")
        field = story.window.findChild(QLineEdit, "accessToken")
        assert isinstance(field, QLineEdit)
        assert (field.text(), field.isVisible()) == ("", True)
        setup, backend = story.program.setup, story.program.backend
        assert setup is not None
        memory.answers.set()
        await story.until(lambda: not setup.credentials._tasks._tasks, "it answers at last")
        assert backend.options.credentials == kept
        assert SecretStore(tmp_path).read(SecretPlace.KEYRING, sim.base_url) == kept
        key = sim.add_order()
        await story.until(lambda: sim.orders[key].acknowledged, "orders arrive")

    assert play(tell, options=resolve({"data_dir": str(tmp_path)}, {})) == 0


def test_the_newer_of_two_keys_in_a_hanging_keyring_is_used(
    play: Callable[..., int], sim: Simulator, settings: SettingsFile, memory: Memory, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(credential_service, "OWNER_WAIT", 0.2)
    memory.answers.clear()

    async def tell(story: Story) -> None:
        person = Person(story)
        person.bring(sim.access_token)
        await story.until(lambda: person.sees("anahtarlığı yanıt vermiyor"), "the keyring does not answer")
        person.press("otherKey")
        person.press("switchKeys")
        for name, text in (("appSecretKey", APP_SECRET_KEY), ("restSecretKey", REST_SECRET_KEY)):
            field = story.window.findChild(QLineEdit, name)
            assert isinstance(field, QLineEdit)
            field.setText(text)
        person.press("tryKey")
        await story.until(lambda: person.sees("anahtarlığı yanıt vermiyor"), "nor the second time")
        memory.answers.set()
        await story.until(lambda: person.sees("anahtarlığında saklanıyor"), "it takes them at last")
        setup = story.program.setup
        assert setup is not None
        await story.until(lambda: not setup.credentials._tasks._tasks, "all is done")
        newer = SecretKeys(APP_SECRET_KEY, REST_SECRET_KEY)
        assert story.program.backend.options.credentials == newer
        assert SecretStore(tmp_path).read(SecretPlace.KEYRING, sim.base_url) == newer

    assert play(tell, token=None) == 0


def test_a_dropped_key_does_not_stay_in_a_keyring_that_saves_it_late(
    play: Callable[..., int], sim: Simulator, settings: SettingsFile, memory: Memory, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """The program is built again in another language while the keyring waits for its owner."""
    monkeypatch.setattr(credential_service, "OWNER_WAIT", 0.2)
    given = {"data_dir": str(tmp_path), "base_url": sim.base_url, "poll_seconds": "0.1"}
    settings.save(Settings(language="tr", setup="connect"))
    options = resolve(given, {}).following(settings.peek())
    memory.answers.clear()
    services: list[CredentialService | None] = []

    async def tell(story: Story) -> None:
        person = Person(story)
        await person.at("connect")
        person.copy(sim.access_token)
        person.press("pasteKey")
        await story.until(lambda: person.sees("anahtarlığı yanıt vermiyor"), "the keyring does not answer")
        services.append(story.program.credentials)
        story.program.settings_controller.choose(language="en")
        await story.until(lambda: story.program.is_stopping, "it begins anew")

    assert play(tell, options=options) == AGAIN
    memory.answers.set()
    there = msgspec.structs.replace(options, secret_place="keyring")
    # After all earlier calls to the keyring.
    (service,) = services
    assert service is not None
    assert asyncio.run(service.read(there)) is None
    assert memory.kept == {}


@pytest.mark.usefixtures("no_keyring")
def test_a_change_of_language_and_address_sends_the_key_to_no_other_address(
    play: Callable[..., int], sim: Simulator, settings: SettingsFile, tmp_path: Path
) -> None:
    """A backup of another restaurant's settings does this, here while a keyring is being read."""
    SecretStore(tmp_path).save(SecretPlace.FILE, sim.base_url, AccessToken(sim.access_token))
    settings.save(
        Settings(secret_place="file", setup="done", language="tr", base_url=sim.base_url, poll_seconds=0.1)
    )
    programs = []

    async def tell(story: Story) -> None:
        programs.append(story.program)
        setup = story.program.setup
        assert setup is not None
        assert story.program.backend.options.credentials is not None
        await setup.credentials._lock.acquire()
        story.program.settings_controller.choose(base_url="http://127.0.0.1:9/api", language="en")
        await story.until(lambda: story.program.is_stopping, "it begins anew")

    assert play(tell, options=resolve({"data_dir": str(tmp_path)}, {})) == AGAIN
    following = programs[0].next_options()
    assert following.base_url == "http://127.0.0.1:9/api"
    assert following.credentials is None


@pytest.mark.usefixtures("no_keyring")
def test_quitting_during_a_rebuild_quits(
    play: Callable[..., int], sim: Simulator, tmp_path: Path, settings: SettingsFile
) -> None:
    options = resolve(
        {"data_dir": str(tmp_path), "base_url": sim.base_url, "poll_seconds": "0.1", "lang": None}, {}
    )
    settings.save(Settings(language="tr"))

    async def tell(story: Story) -> None:
        Person(story).press("language_en")
        await story.until(lambda: story.program.is_stopping, "it begins anew")
        # The end of a desktop session does this.
        os.kill(os.getpid(), signal.SIGTERM)
        await story.until(lambda: not story.program.is_rebuilding, "it does not")

    assert play(tell, options=options.following(settings.peek())) == 0


@pytest.mark.usefixtures("no_keyring")
def test_the_guide_continues_after_a_change_of_language(
    play: Callable[..., int], sim: Simulator, tmp_path: Path, settings: SettingsFile
) -> None:
    options = resolve(
        {"data_dir": str(tmp_path), "base_url": sim.base_url, "poll_seconds": "0.1", "lang": None}, {}
    )
    settings.save(Settings(language="tr"))
    programs = []

    async def tell(story: Story) -> None:
        programs.append(story.program)
        Person(story).press("language_en")
        await story.until(lambda: story.program.is_stopping, "it begins anew")

    assert play(tell, options=options.following(settings.peek())) == AGAIN
    following = programs[0].next_options()
    assert following.lang == "en"

    async def go_on(story: Story) -> None:
        person = Person(story)
        await person.at("connect")

    assert play(go_on, options=following) == 0
    assert (settings.peek().language, settings.peek().setup) == ("en", "connect")


async def press_enter(story: Story) -> None:
    """Press Enter where the focus is, as fast as a person, and wait until it counted."""
    await asyncio.sleep(0.06)
    story.press_key(Qt.Key.Key_Return)
    await story.until(lambda: not story.window.scanner_filter.holds_keys, "the key press counts")


def test_a_run_of_enters_ends_at_the_last_page_and_accepts_nothing(
    play: Callable[..., int], sim: Simulator, settings: SettingsFile, memory: Memory
) -> None:
    async def tell(story: Story) -> None:
        person = Person(story)
        person.copy(sim.access_token)
        await press_enter(story)
        await person.at("connect")
        await press_enter(story)
        await story.until(lambda: person.sees("anahtarlığında saklanıyor"), "connected")
        key = sim.add_order()
        await story.shown("newColumn", 1)
        for step in ("sound", "time", "ready"):
            await press_enter(story)
            await person.at(step)
        go = story.button("setup_readyNext")
        assert go.accessibleName().endswith("2"), "it says for how long it is deaf"
        # However slow this machine is: the second does not end meanwhile.
        ready = person.guide._ready
        ready._timer.stop()
        for _ in range(3):
            await press_enter(story)
            assert person.guide.step == "ready"
        ready._timer.start()
        await story.until(lambda: go.accessibleName().endswith("1"), "it counts down")
        await story.until(go.isEnabled, "it listens")
        assert sim.orders[key].accepts == []
        assert story.window.focusWidget() is go
        await press_enter(story)
        assert story.window.pages.page is None
        assert sim.orders[key].accepts == []

    assert play(tell, token=None) == 0
    assert settings.peek().setup == "done"


@pytest.mark.usefixtures("no_keyring")
def test_a_double_click_answers_one_question(
    play: Callable[..., int], settings: SettingsFile, qapp: QApplication
) -> None:
    qapp.setDoubleClickInterval(400)
    settings.save(Settings(setup="sound"))

    async def tell(story: Story) -> None:
        person = Person(story)
        await person.at("sound")
        heard = story.button("setup_soundNext")
        footer = person.guide._footer
        await story.until(lambda: footer._deaf.hasExpired(), "it opened a moment ago")  # noqa: PLW0108 - replaced
        press = Qt.MouseButton.LeftButton
        QTest.mouseClick(heard, press)
        assert person.guide.step == "time"
        following = story.button("setup_timeNext")
        await story.until(following.isVisible, "the next question is there")
        QTest.mouseDClick(following, press)
        assert person.guide.step == "time", "the second click of a double click"
        await story.until(lambda: footer._deaf.hasExpired(), "a moment later")  # noqa: PLW0108 - replaced
        QTest.mouseClick(following, press)
        assert person.guide.step == "ready"

    assert play(tell, token=None) == 0


def test_the_main_button_of_all_steps_has_one_place(
    play: Callable[..., int], sim: Simulator, memory: Memory
) -> None:
    memory.locked = True

    async def tell(story: Story) -> None:
        person = Person(story)

        def corner(name: str) -> QPoint:
            button = story.button(name)
            return button.mapTo(story.window, button.rect().bottomRight())

        async def place(name: str) -> None:
            await story.until(lambda: story.button(name).isVisible(), name)
            await story.until(lambda: corner(name) == right_below, f"{name} stands where the others do", 5)

        right_below = QPoint()
        await person.at("language")
        person.press("language_tr")
        await story.until(lambda: story.window.findChildren(QPushButton, "pasteKey") != [], "there")
        await story.until(lambda: corner("pasteKey").y() > story.window.height() * 0.8, "at the lower edge")
        right_below = corner("pasteKey")
        person.press("switchKeys")
        await place("tryKey")
        person.press("switchKeys")
        person.copy(sim.access_token)
        person.press("pasteKey")
        await place("keepInFile")
        for pressed, following in (
            ("keepInFile", "setup_connectNext"),
            ("setup_connectNext", "setup_soundNext"),
            ("setup_soundNext", "setup_timeNext"),
            ("setup_timeNext", "setup_readyNext"),
        ):
            person.press(pressed)
            await place(following)

    assert play(tell, token=None) == 0


@pytest.mark.usefixtures("no_keyring")
def test_nobody_confirms_a_bell_that_cannot_sound(play: Callable[..., int], settings: SettingsFile) -> None:
    settings.save(Settings(setup="sound"))

    async def tell(story: Story) -> None:
        person = Person(story)
        await person.at("sound")
        bell = person.guide._sound.bell

        def moves() -> bool:
            return bell.rings

        assert moves(), "it moves while the sound plays"
        story.speaker.on_state(SoundState(SoundHealth.NO_SOUND, "no device"))
        assert story.window.header._mute.text() == "SES YOK"
        assert person.sees("Bu bilgisayardan ses çıkmıyor")
        assert person.sees("Hoparlör takılı")
        assert not story.button("setup_soundNext").isVisible()
        assert not moves()
        tried = story.speaker.tests
        await press_enter(story)
        assert (person.guide.step, story.speaker.tests) == ("sound", tried + 1), "Enter tries again"
        story.speaker.on_state(SoundState(SoundHealth.WORKING))
        assert person.sees("Zili duyuyor musunuz?")
        assert story.window.focusWidget() is story.button("setup_soundNext")
        assert moves()
        story.program._alarm_service._on_volume(OutputVolume.SILENT)
        assert person.sees("Bu bilgisayardan ses çıkmıyor"), "a muted computer is as silent"
        assert person.sees("saatin yanından")
        person.press("setupSoundLater")
        person.press("setup_timeNext")
        assert person.sees("Az kaldı")
        assert person.sees("sipariş gelince kimse duymaz")
        assert person.sees("Anahtar yok")
        story.program._alarm_service._on_volume(OutputVolume.AUDIBLE)
        assert person.sees("Zili henüz kimse duymadı")
        person.press("readyTo_sound")
        await person.at("sound")

    assert play(tell, token=None) == 0


@pytest.mark.usefixtures("no_keyring")
def test_the_key_step_is_calm_until_a_key_was_tried(play: Callable[..., int], sim: Simulator) -> None:
    async def tell(story: Story) -> None:
        person, window = Person(story), story.window
        link = story.button("connectionButton")
        assert isinstance(link, Button)

        def red() -> list[str]:
            """Return all that is red in view."""
            labels = [each for each in window.findChildren(Label) if each.isVisible() and each.text()]
            buttons = [each for each in window.findChildren(Button) if each.isVisible()]
            return [each.text() for each in labels if each._token in {"late", "late_ink"}] + [
                each.text() for each in buttons if each.kind is ButtonKind.ALARM
            ]

        person.press("language_tr")
        await person.at("connect")
        assert (red(), link.text(), window.banner.isVisible()) == ([], "Henüz bağlı değil", False)
        person.copy("wrong-token")
        person.press("pasteKey")
        await story.until(lambda: person.sees("reddediyor"), "a refused key is said")
        assert len(red()) == 1
        person.press("switchKeys")
        assert red() == [], "it was said of a key of the other kind"
        person.press("switchKeys")
        person.copy(sim.access_token)
        person.press("pasteKey")
        await story.until(lambda: person.sees("anahtarlık yok"), "it works")
        assert person.sees("✓ Halaskargazi")
        assert red() == []
        person.press("keepInFile")
        await story.until(lambda: person.sees("Dikkat"), "kept")
        assert red() == []
        story.press_key(Qt.Key.Key_Escape)

    assert play(tell, token=None) == 0


@pytest.mark.usefixtures("no_keyring")
def test_a_missing_key_is_an_alarm_on_the_board(play: Callable[..., int]) -> None:
    async def tell(story: Story) -> None:
        link = story.button("connectionButton")
        assert isinstance(link, Button)
        kinds = [link.kind]
        story.press_key(Qt.Key.Key_Escape)
        await story.until(lambda: story.window.pages.page is None, "left")
        kinds.append(link.kind)
        assert kinds == [ButtonKind.CHIP, ButtonKind.ALARM], "calm in the guide alone"

    assert play(tell, token=None) == 0


@pytest.mark.usefixtures("no_keyring")
def test_a_guide_left_at_its_old_last_step_goes_on_at_the_present_one(
    play: Callable[..., int], settings: SettingsFile
) -> None:
    settings.save(Settings(setup="start"))

    async def tell(story: Story) -> None:
        await Person(story).at("ready")

    assert play(tell, token=None) == 0


@pytest.mark.usefixtures("no_keyring")
def test_a_window_that_was_hidden_counts_on(play: Callable[..., int], settings: SettingsFile) -> None:
    settings.save(Settings(setup="ready"))

    async def tell(story: Story) -> None:
        await Person(story).at("ready")
        story.window.hide()
        story.window.show()
        await story.until(story.button("setup_readyNext").isEnabled, "it can be pressed")

    assert play(tell, token=None) == 0


@pytest.mark.usefixtures("no_keyring")
def test_starting_with_the_computer_is_a_choice_of_the_last_page(
    play: Callable[..., int], settings: SettingsFile
) -> None:
    settings.save(Settings(setup="ready"))

    async def tell(story: Story) -> None:
        person, starts = Person(story), story.program.settings_controller.starts_with_computer
        if starts() is None:
            pytest.skip("this system has no known autostart")
        await person.at("ready")
        assert story.button("readyStart").isChecked()
        assert starts() is False, "not before somebody goes on"
        person.press("readyStart")
        await story.until(story.button("setup_readyNext").isEnabled, "a moment later")
        person.press("setup_readyNext")
        assert starts() is False
        setup = story.program.setup
        assert setup is not None
        setup.open("ready")
        assert not story.button("readyStart").isChecked(), "a second time it shows what was chosen"

    assert play(tell, token=None) == 0
