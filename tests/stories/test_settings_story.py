"""The settings page: search, immediate effect, PIN, backups and sounds."""

from __future__ import annotations

import json
import os
import sys
import wave
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDoubleSpinBox, QFileDialog, QLabel, QLineEdit, QMenu, QPushButton

from desktop.app import AGAIN
from desktop.controllers import settings_files
from desktop.domain.alarm import Ring
from desktop.domain.trouble import Link
from desktop.simulator import Simulator
from desktop.system.files.paths import resources_dir
from desktop.system.secrets import pin
from desktop.system.settings.options import resolve
from desktop.system.settings.setting import Form
from desktop.system.settings.settings import Settings
from desktop.system.settings.settings_file import SettingsFile
from desktop.ui.settings.page import SettingsPage
from desktop.ui.settings.pin_dialog import AskPinDialog, ChoosePinDialog
from desktop.ui.setup.page import SetupPage
from desktop.ui.widgets.announce import ANNOUNCEMENTS
from desktop.ui.widgets.theme import TOUCH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.stories.conftest import Story


@pytest.fixture(autouse=True)
def _own_desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


@pytest.fixture
def file(tmp_path: Path) -> SettingsFile:
    return SettingsFile(tmp_path / "settings.json")


def opened(story: Story) -> SettingsPage:
    story.window.pages.open("settings")
    page = story.window.pages.page
    assert isinstance(page, SettingsPage)
    return page


def press(story: Story, name: str) -> None:
    found = [each for each in story.window.findChildren(QPushButton, name) if each.isVisible()]
    assert found, f"no button {name} in view"
    QTest.mouseClick(found[0], Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint())


def number(story: Story, name: str) -> QDoubleSpinBox:
    found = story.window.findChild(QDoubleSpinBox, f"set_{name}")
    assert isinstance(found, QDoubleSpinBox)
    return found


def test_the_search_finds_settings_by_every_word(play: Callable[..., int]) -> None:
    async def tell(story: Story) -> None:
        page = opened(story)
        everything = len(page.shown)
        assert everything > 40
        page.search.setText("SESSIZ")
        assert page.shown == ["quiet_from", "quiet_until", "quiet_volume"]
        page.search.setText("duzeyi bekleyen")
        assert page.shown == ["volume_waiting"]
        page.search.setText("volume_lost")
        assert page.shown == ["volume_lost"]
        for text, name in (
            ("KOYU", "theme"),
            ("küçük", "cards"),
            ("KUCUK", "cards"),
            ("Kiosk", "full_screen"),
        ):
            page.search.setText(text)
            assert page.shown == [name], "by what it can be, and by other words"
        guards = ["pin_guards_cancelling", "pin_guards_exports", "pin_guards_leaving", "pin_guards_settings"]
        page.search.setText("ŞİFRE")
        assert sorted(page.shown) == ["@forget", "@key", "@pin", *guards]
        for words in ("zil", "SES", "alarm", "bell"):
            page.search.setText(words)
            assert {"volume_new", "volume_lost", "sound_new", "quiet_from"} <= set(page.shown), words
            assert "theme" not in page.shown, words
        for text, name in (
            ("font", "text_scale"),
            ("yazı", "text_scale"),
            ("YAZI", "text_scale"),
            ("dil", "language"),
            ("language", "language"),
            ("otomatik", "auto_accept"),
            ("otomatik", "@autostart"),
            ("sure", "preparing_time"),
            ("dakika", "preset_times"),
            ("kilit", "pin_guards_leaving"),
            ("yazıcı", "@printers"),
            ("yazıcı", "sound_printer"),
            ("YAZICI", "volume_printer"),
            ("mutfak", "volume_kitchen"),
            ("istasyon", "kitchen_stations"),
        ):
            page.search.setText(text)
            assert name in page.shown, (text, page.shown)
        page.search.setText("böyle bir şey yok")
        assert page.shown == []
        page.search.clear()
        assert len(page.shown) == everything
        press(story, "section_printers")
        assert page.shown == ["@printers", "print_expires_minutes"]
        press(story, "section_privacy")
        assert "keep_personal_data_days" in page.shown
        assert "theme" not in page.shown

    assert play(tell) == 0


def test_every_setting_has_a_default_and_a_hint_on_its_minimum(play: Callable[..., int]) -> None:
    async def tell(story: Story) -> None:
        page = opened(story)
        for item in story.program.settings_controller.items():
            assert item.setting.form is Form.ACTION or item.default is not None, item.setting.name
        # The hint names the volume below which the alarm never plays.
        for name in ("volume_new", "volume_waiting", "quiet_volume"):
            assert "40" in page._rows[name]._hint.text(), name
        page.search.setText("bilgisayarla birlikte")
        assert page.shown == ["@autostart"]
        press(story, "set_@autostart")
        assert story.program.settings_controller.starts_with_computer()
        press(story, "default_@autostart")
        assert story.program.settings_controller.starts_with_computer() is False

    assert play(tell) == 0


def test_a_choice_is_in_force_at_once_and_can_be_reset(
    play: Callable[..., int], sim: Simulator, file: SettingsFile
) -> None:
    async def tell(story: Story) -> None:
        page = opened(story)
        page.search.setText("volume_new")
        number(story, "volume_new").setValue(30)
        assert story.speaker.volumes[Ring.NEW] == pytest.approx(0.4), "never below what is heard"
        page.search.setText("volume_lost")
        press(story, "set_volume_lostLess")
        assert story.speaker.volumes[Ring.LOST] == pytest.approx(0.9)
        press(story, "default_volume_lost")
        assert story.speaker.volumes[Ring.LOST] == pytest.approx(1.0)
        page.search.setText("theme")
        press(story, "set_theme_dark")
        assert story.window.look.is_dark
        page.search.setText("preparing_time")
        number(story, "preparing_time").setValue(50)
        page.search.setText("preset_times")
        field = story.window.findChild(QLineEdit, "set_preset_times")
        assert isinstance(field, QLineEdit)
        field.setText("10 50 90")
        field.editingFinished.emit()
        page.search.setText("cards")
        press(story, "set_cards_large")
        story.window.pages.close_page()
        key = sim.add_order()
        await story.shown("newColumn", 1)
        view = story.window.board.views
        large = max(each.sizeHintForRow(0) for each in view.values())
        story.program.settings_controller.set_value("cards", "compact")
        assert max(each.sizeHintForRow(0) for each in view.values()) < large
        assert {name for name in (10, 50, 90) if story.button(f"preparingTime{name}").isVisible()} == {
            10,
            50,
            90,
        }
        await story.keys_count()
        story.click("acceptButton")
        await story.until(lambda: sim.orders[key].accepts == [50], "accepted with the usual time")

    assert play(tell) == 0
    kept = file.peek()
    assert (kept.theme, kept.preparing_time, kept.preset_times, kept.cards) == (
        "dark",
        50,
        "10 50 90",
        "compact",
    )
    assert kept.volume_lost == 100


def test_a_refused_value_is_explained_and_changes_nothing(
    play: Callable[..., int], file: SettingsFile
) -> None:
    async def tell(story: Story) -> None:
        set_ = story.program.settings_controller.set_value
        for name, value in (
            ("quiet_from", "25:00"),
            ("preset_times", "10 20"),
            ("preset_times", "10 20 999"),
            ("base_url", "http://elsewhere.example"),
            ("base_url", "no address"),
        ):
            sentence = set_(name, value)
            assert sentence.endswith("."), (name, value)
            assert name not in sentence, "files' names are for files"
        page = opened(story)
        page.search.setText("quiet_from")
        field = story.window.findChild(QLineEdit, "set_quiet_from")
        assert isinstance(field, QLineEdit)
        field.setText("noon")
        field.editingFinished.emit()
        said = page._rows["quiet_from"]._problem.text()
        assert "22:30" in said
        assert str(page._rows["quiet_from"].item.setting.title) in said, "in the words that stand beside it"
        assert "quiet_from" not in said
        assert page._rows["quiet_from"]._problem.isVisible()
        field.setText("9.30")
        field.editingFinished.emit()
        assert field.text() == "09:30", "as people write it"
        field.setText("9:30")
        field.editingFinished.emit()
        assert field.text() == "09:30", "and once more"
        field.setText("")
        field.editingFinished.emit()

    assert play(tell) == 0
    assert (file.peek().quiet_from, file.peek().base_url) == ("", "")


def test_settings_that_cannot_be_saved_are_in_force_and_reported(
    play: Callable[..., int], tmp_path: Path, file: SettingsFile
) -> None:
    in_the_way = tmp_path / "settings.json.new"
    in_the_way.mkdir()

    def said(story: Story) -> list[str]:
        return [trouble.detail for trouble in story.window.banner.troubles if "unsaved" in trouble.detail]

    async def tell(story: Story) -> None:
        choices = story.program.settings_controller
        file_in_use = story.program.settings_file
        choices.choose(theme="dark")
        await story.until(lambda: len(said(story)) == 1, "it is said")
        choices.choose(volume_new=40)
        choices.choose(language="en")
        assert story.program.next_options().lang == "tr", "the command line decides"
        await story.until(
            lambda: file_in_use.peek().volume_new == 40, "it holds in a window that is built anew"
        )
        in_the_way.rmdir()
        choices.choose(cards="large")
        await story.until(lambda: not said(story), "and taken back once it is saved")

    assert play(tell) == 0
    kept = file.peek()
    assert (kept.theme, kept.volume_new, kept.cards) == ("dark", 40, "large")


def test_settings_of_the_command_line_cannot_be_changed(play: Callable[..., int], sim: Simulator) -> None:
    async def tell(story: Story) -> None:
        page = opened(story)
        page.search.setText("poll_seconds")
        assert not number(story, "poll_seconds").isEnabled()
        assert number(story, "poll_seconds").value() == pytest.approx(0.1), "what holds is shown"
        address = story.window.findChild(QLineEdit, "set_base_url")
        assert isinstance(address, QLineEdit)
        assert address.text() == sim.base_url

    assert play(tell) == 0


def test_another_address_is_polled_at_once_without_the_old_key(
    play: Callable[..., int], sim: Simulator, file: SettingsFile, tmp_path: Path
) -> None:
    from desktop.system.secrets.secret_store import SecretPlace, SecretStore
    from desktop.system.settings.credentials import AccessToken

    SecretStore(tmp_path).save(SecretPlace.FILE, sim.base_url, AccessToken(sim.access_token))
    file.save(
        Settings(secret_place="file", setup="done", base_url=sim.base_url, poll_seconds=0.1, language="tr")
    )
    with Simulator(cooldown=0.1) as other:

        async def tell(story: Story) -> None:
            await story.until(lambda: story.window._connection.link is Link.CONNECTED, "connected")
            assert story.program.settings_controller.set_value("base_url", other.base_url) == ""
            await story.until(lambda: story.window._connection.link is Link.OFF, "it needs a key of its own")
            assert story.program.settings_controller.set_value("base_url", sim.base_url) == ""
            key = sim.add_order()
            await story.until(lambda: sim.orders[key].acknowledged, "back at the first the key is there")

        assert play(tell, options=resolve({"data_dir": str(tmp_path)}, {})) == 0


def test_a_pin_protects_settings_cancelling_and_leaving(
    play: Callable[..., int], sim: Simulator, file: SettingsFile
) -> None:
    async def tell(story: Story) -> None:
        dialogs = story.window.dialogs

        def dialog() -> object:
            return dialogs.dialog

        opened(story)
        press(story, "section_privacy")
        press(story, "press_pin")
        choosing = dialog()
        assert isinstance(choosing, ChoosePinDialog)
        for typed in ("12", "2580", "2581", "2580", "2580"):
            choosing.field.setText(typed)
            choosing.submit()
        assert dialog() is None
        labels = story.window.findChildren(QLabel)
        assert any(label.isVisible() and label.text().startswith("PIN belirlendi") for label in labels)
        press(story, "set_pin_guards_cancelling")
        story.window.pages.close_page()

        story.window.pages.open("settings")
        pages = story.window.pages
        prompts = dialog()
        assert isinstance(prompts, AskPinDialog)
        prompts.field.setText("0000")
        prompts.submit()
        assert "PIN yanlış" in prompts.message.text()
        prompts.field.setText("2580")
        prompts.submit()
        await story.until(lambda: pages.page is not None, "the right one opens")
        story.window.pages.close_page()

        key = sim.add_order()
        await story.shown("newColumn", 1)
        dialogs.orders.cancel_or_take_back(key)
        prompts = dialog()
        assert isinstance(prompts, AskPinDialog)
        prompts.reject()
        dialogs.ask_to_quit()
        prompts = dialog()
        assert isinstance(prompts, AskPinDialog)
        prompts.field.setText("2580")
        prompts.submit()
        await story.until(lambda: dialog() not in {None, prompts}, "then it is asked")
        assert dialogs.dialog is not None
        dialogs.dialog.reject()

    assert play(tell) == 0
    kept = file.peek()
    assert "2580" not in kept.pin
    assert pin.matches("2580", kept.pin)
    assert not pin.matches("2581", kept.pin)


def give_pin(story: Story, typed: str) -> None:
    prompts = story.window.dialogs.dialog
    assert isinstance(prompts, AskPinDialog), prompts
    prompts.field.setText(typed)
    prompts.submit()


@pytest.fixture
def heard() -> Iterator[list[tuple[str, bool]]]:
    """Announcements for screen readers, and whether they are urgent."""
    told: list[tuple[str, bool]] = []

    def note(text: str, urgent: bool) -> None:
        told.append((text, urgent))

    ANNOUNCEMENTS.made.connect(note)
    yield told
    ANNOUNCEMENTS.made.disconnect(note)


class Locked:
    """Too many wrong attempts, with a clock that the test moves."""

    def __init__(self, story: Story) -> None:
        self.clock = 100.0
        self.story = story
        story.program.settings_controller.pin._clock = lambda: self.clock
        story.window.pages.open("settings")
        for wrong in ("0000", "1111", "1234", "4321", "9999"):
            assert not self.waits()
            give_pin(story, wrong)

    @property
    def prompts(self) -> AskPinDialog:
        found = self.story.window.dialogs.dialog
        assert isinstance(found, AskPinDialog), found
        return found

    def waits(self) -> bool:
        return self.prompts.field.isReadOnly()

    @property
    def text(self) -> str:
        return self.prompts.message.text()

    def let_pass(self, seconds: float) -> None:
        self.clock += seconds
        self.prompts._on_second()


def with_pin(**more: Any) -> Settings:
    return Settings(pin=pin.hash_pin("2580"), setup="done", language="tr", **more)


def test_too_many_wrong_pins_cause_a_visible_wait(
    play: Callable[..., int], file: SettingsFile, heard: list[tuple[str, bool]]
) -> None:
    file.save(with_pin())

    async def tell(story: Story) -> None:
        locked = Locked(story)
        assert locked.waits()
        assert "30 saniye sonra" in locked.text
        assert heard[-1] == (locked.text, True)
        assert locked.prompts.field.accessibleDescription() == locked.text, "whoever goes there reads it"
        assert not story.button("pinButton").isEnabled()
        locked.let_pass(20)
        assert "10 saniye sonra" in locked.text
        assert locked.prompts.field.accessibleDescription() == locked.text
        locked.let_pass(3)
        give_pin(story, "2580")
        assert locked.waits(), "not even the right one"
        assert "7 saniye" in heard[-1][0], "who presses hears how long it takes"
        locked.let_pass(7)
        assert not locked.waits()
        assert heard[-1] == ("PIN yeniden denenebilir.", False)
        give_pin(story, "0000")
        assert "1 dakika sonra" in locked.text, "the next wrong one takes longer"
        locked.let_pass(61)
        give_pin(story, "2580")
        await story.until(lambda: story.window.pages.page is not None, "the right one opens")

    assert play(tell) == 0
    assert file.peek().pin_wrong == 0


def test_the_wait_holds_for_every_action_and_orders_can_be_accepted(
    play: Callable[..., int], sim: Simulator, file: SettingsFile
) -> None:
    file.save(with_pin(pin_guards_cancelling=True))

    async def tell(story: Story) -> None:
        window, locked = story.window, Locked(story)
        locked.prompts.reject()
        key = sim.add_order()
        await story.shown("newColumn", 1)
        locked.clock += 12
        for door in (window.dialogs.ask_to_quit, lambda: window.dialogs.orders.cancel_or_take_back(key)):
            door()
            assert locked.waits()
            assert "18 saniye sonra" in locked.text
        QTest.keyClick(locked.prompts.field, Qt.Key.Key_Escape)
        await story.until(lambda: window.dialogs.dialog is None, "it can be left")
        await story.keys_count()
        story.click("acceptButton")
        await story.until(lambda: sim.orders[key].accepts == [30], "orders are accepted all the same")

    assert play(tell) == 0
    assert file.peek().pin_wrong == 5

    async def after_a_restart(story: Story) -> None:
        tries = story.program.settings_controller.pin._count()
        assert 20 < tries.wait <= 30, "it begins anew"
        story.window.pages.open("settings")
        assert isinstance(story.window.dialogs.dialog, AskPinDialog)
        assert story.window.dialogs.dialog.field.isReadOnly()

    assert play(after_a_restart) == 0


def test_enter_without_digits_is_no_attempt(play: Callable[..., int], file: SettingsFile) -> None:
    file.save(with_pin())

    async def tell(story: Story) -> None:
        story.window.pages.open("settings")
        for _ in range(9):
            give_pin(story, "")
            give_pin(story, "12")
        give_pin(story, "2580")
        await story.until(lambda: story.window.pages.page is not None, "it was not locked")

    assert play(tell) == 0


def test_no_other_action_bypasses_the_pin(play: Callable[..., int], file: SettingsFile) -> None:
    """The guide changes the credentials, and the menu has settings too."""
    file.save(Settings(pin=pin.hash_pin("2580"), setup="connect", language="tr"))

    async def tell(story: Story) -> None:
        window, choices = story.window, story.program.settings_controller
        setup = story.program.setup
        assert setup is not None

        def in_view() -> object:
            return window.pages.page

        assert in_view() is None, "the counter is not asked for the PIN at each start"
        for from_menu in (True, False):
            if from_menu:
                window.pages.open("setup")
            else:
                setup.open("time")
            assert in_view() is None
            give_pin(story, "0000")
            assert in_view() is None
            assert window.dialogs.dialog is not None
            window.dialogs.dialog.reject()
        setup.open("time")
        give_pin(story, "2580")
        await story.until(lambda: in_view() is not None, "who knows it goes on")
        page = in_view()
        assert isinstance(page, SetupPage)
        assert page.step == "time", "where it was to lead"
        window.pages.close_page()
        story.window._commands.set_auto_accept(True)
        assert isinstance(window.dialogs.dialog, AskPinDialog)
        window.dialogs.dialog.reject()
        assert not choices.settings.auto_accept
        choices.choose(auto_accept=True)
        story.window._commands.set_auto_accept(False)
        assert not choices.settings.auto_accept, "a person decides: nobody is asked for that"

    assert play(tell, token=None) == 0


def test_removing_protection_needs_the_pin_even_if_the_settings_do_not(
    play: Callable[..., int], file: SettingsFile, tmp_path: Path
) -> None:
    file.save(
        Settings(
            pin=pin.hash_pin("2580"),
            pin_guards_settings=False,
            pin_guards_cancelling=True,
            full_screen=True,
            setup="done",
        )
    )
    backup = tmp_path.with_name(f"{tmp_path.name}-backup.json")
    backup.write_text('{"format": "tezgah-settings", "settings": {"pin_guards_cancelling": false}}', "utf-8")

    async def tell(story: Story) -> None:
        choices, dialogs = story.program.settings_controller, story.window.dialogs
        opened(story)
        for name in (
            "set_pin_guards_cancelling",
            "set_pin_guards_leaving",
            "set_full_screen",
            "press_pin",
            "press_restore",
            "press_defaults",
        ):
            press(story, name)
            prompts = dialogs.dialog
            assert isinstance(prompts, AskPinDialog), name
            prompts.reject()
            button = story.button(name)
            assert button.isChecked() is button.isCheckable(), f"{name} shows what holds"
        assert choices.settings.pin_guards_cancelling
        assert choices.settings.full_screen
        press(story, "set_pin_guards_cancelling")
        give_pin(story, "2580")
        await story.until(lambda: not choices.settings.pin_guards_cancelling, "who knows it may")
        press(story, "set_pin_guards_cancelling")
        assert choices.settings.pin_guards_cancelling, "more may be guarded by anybody"

    assert play(tell) == 0


def test_adding_protection_does_not_unlock_the_pin(play: Callable[..., int], file: SettingsFile) -> None:
    file.save(with_pin(pin_guards_settings=False, pin_guards_cancelling=True))

    async def tell(story: Story) -> None:
        choices, dialogs = story.program.settings_controller, story.window.dialogs
        opened(story)
        press(story, "set_pin_guards_settings")
        assert choices.settings.pin_guards_settings, "more may be guarded by anybody"
        for name in ("press_pin", "set_pin_guards_cancelling", "press_restore", "press_defaults"):
            press(story, name)
            assert isinstance(dialogs.dialog, AskPinDialog), name
            dialogs.dialog.reject()
        press(story, "press_pin")
        give_pin(story, "2580")
        await story.until(lambda: isinstance(dialogs.dialog, ChoosePinDialog), "who knows it may")
        assert dialogs.dialog is not None
        dialogs.dialog.reject()
        press(story, "set_pin_guards_cancelling")
        assert not choices.settings.pin_guards_cancelling, "and is not asked again while he is there"
        story.window.pages.close_page()
        story.window.pages.open("settings")
        give_pin(story, "2580")
        await story.until(lambda: story.window.pages.page is not None, "in")
        press(story, "press_pin")
        assert isinstance(dialogs.dialog, ChoosePinDialog), "given on the way in"
        dialogs.dialog.reject()
        story.window.pages.open("history")
        choices.pin.change()
        assert isinstance(dialogs.dialog, AskPinDialog), "who comes next is asked again"

    assert play(tell) == 0


def test_full_screen_is_restored_and_can_be_left_in_the_settings(
    play: Callable[..., int], file: SettingsFile
) -> None:
    async def on(story: Story) -> None:
        assert story.program.settings_controller.set_value("full_screen", True) == ""
        await story.until(story.window.isFullScreen, "it covers the screen")

    assert play(on) == 0
    assert file.peek().full_screen

    async def off(story: Story) -> None:
        await story.until(story.window.isFullScreen, "also after a restart")
        story.program.settings_controller.set_value("full_screen", False)
        await story.until(lambda: not story.window.isFullScreen(), "and it can be left")

    assert play(off) == 0


def write_wav(path: Path, seconds: float, loud: int = 9000) -> None:
    with wave.open(str(path), "wb") as made:
        made.setnchannels(2)
        made.setsampwidth(2)
        made.setframerate(22_050)
        made.writeframes(
            b"".join(loud.to_bytes(2, "little", signed=True) * 2 for _ in range(int(22_050 * seconds)))
        )


def test_a_sound_file_is_copied_and_played(
    play: Callable[..., int], tmp_path: Path, file: SettingsFile
) -> None:
    source = tmp_path / "bizim zil.wav"
    write_wav(source, 0.5)
    spoiled, silent, long = tmp_path / "spoiled.wav", tmp_path / "silent.wav", tmp_path / "long.wav"
    spoiled.write_bytes(b"RIFFnothing of the kind")
    write_wav(silent, 0.2, loud=0)
    write_wav(long, 31)

    async def tell(story: Story) -> None:
        opened(story).search.setText("sound_new")
        press(story, "choose_sound_new")
        chooser = story.window.findChild(QFileDialog, "fileChooser")
        assert isinstance(chooser, QFileDialog)
        chooser.fileSelected.emit(str(source))
        chooser.close()
        await story.until(lambda: story.speaker.own == {Ring.NEW: tmp_path / "sounds" / "new.wav"}, "taken")
        assert story.speaker.said[-1] is Ring.NEW
        refusals = (
            (spoiled, "ses olarak"),
            (silent, "duyulacak"),
            (long, "30 saniyeden"),
            (tmp_path / "gone.wav", "kullanılamıyor"),
        )
        for path, words in refusals:
            story.program.settings_controller.import_sound("sound_new", str(path))
            toast = story.window.dialogs.toast
            await story.until(lambda toast=toast, words=words: words in toast.text, words)  # type: ignore[misc]
        press(story, "another_sound_new")
        assert story.speaker.own == {}, "after a file of one's own the first is the usual one"
        press(story, "another_sound_new")
        assert story.speaker.own == {Ring.NEW: resources_dir() / "sounds" / "waiting.wav"}
        assert story.speaker.own[Ring.NEW].exists()
        press(story, "default_sound_new")
        assert story.speaker.own == {}

    assert play(tell) == 0
    with wave.open(str(tmp_path / "sounds" / "new.wav")) as kept:
        assert (kept.getnchannels(), kept.getsampwidth(), kept.getframerate()) == (1, 2, 44_100)
        assert kept.getnframes() == pytest.approx(22_050, rel=0.02)
    assert file.peek().sound_new == ""


def test_settings_are_backed_up_and_restored(
    play: Callable[..., int], tmp_path: Path, file: SettingsFile
) -> None:
    backup = tmp_path.with_name(f"{tmp_path.name}-backup.json")

    async def save(story: Story) -> None:
        choices = story.program.settings_controller
        choices.pin.set_pin("2580")
        choices.choose(preparing_time=45, volume_new=70)
        choices.save_backup(str(backup))
        await story.until(lambda: str(backup) in story.window.dialogs.toast.text, "where it is is said")
        choices.choose(preparing_time=10, volume_new=100, theme="dark")

    assert play(save) == 0
    found: dict[str, Any] = json.loads(backup.read_text("utf-8"))
    assert found["settings"]["preparing_time"] == 45
    assert not {"pin", "secret_place", "window_place"} & found["settings"].keys()
    found["settings"] |= {"urgent_after": "soon", "pin": "nobody's", "of_another_version": 1}
    backup.write_text(json.dumps(found), "utf-8")

    async def restore(story: Story) -> None:
        choices = story.program.settings_controller
        choices.restore(str(backup))
        toast = story.window.dialogs.toast
        await story.until(lambda: "iyice hızlanır" in toast.text, "what could not be used, as people read it")
        assert (choices.settings.preparing_time, choices.settings.volume_new, choices.settings.theme) == (
            45,
            70,
            "system",
        )
        for text in ("", "[]", '{"format": "another"}', "{"):
            backup.write_text(text, "utf-8")
            toast.show_text("")
            choices.restore(str(backup))
            await story.until(lambda: "Tezgâh ayarları yok" in toast.text, "that is none")
        assert choices.settings.preparing_time == 45
        story.window.pages.open("settings")
        give_pin(story, "2580")
        await story.until(lambda: story.window.pages.page is not None, "in the settings")
        choices.run_action("@defaults")
        assert story.window.dialogs.dialog is not None
        story.window.dialogs.dialog.accept()
        assert choices.settings.preparing_time == 30
        assert choices.settings.pin

    assert play(restore) == 0
    assert pin.matches("2580", file.peek().pin)


def test_a_restored_rule_needs_a_confirmation(
    play: Callable[..., int], sim: Simulator, tmp_path: Path, file: SettingsFile
) -> None:
    backup = tmp_path.with_name(f"{tmp_path.name}-backup.json")
    backup.write_text(
        '{"format": "tezgah-settings", "settings": {"auto_accept": true, "auto_accept_minutes": 25}}', "utf-8"
    )

    async def tell(story: Story) -> None:
        choices, dialogs = story.program.settings_controller, story.window.dialogs
        choices.restore(str(backup))
        await story.until(lambda: dialogs.dialog is not None, "it is shown")
        assert dialogs.dialog is not None
        assert dialogs.dialog.objectName() == "autoAcceptDialog"
        assert "25" in dialogs.auto_accept_rule
        key = sim.add_order()
        await story.shown("newColumn", 1)
        assert choices.settings.auto_accept is False
        assert sim.orders[key].accepts == []
        dialogs.dialog.accept()
        await story.until(lambda: choices.settings.auto_accept, "it was read")
        dialogs.toast.show_text("")
        choices.restore(str(backup))
        await story.until(lambda: dialogs.toast.text.startswith("2 "), "it is on already")
        assert dialogs.dialog is None

    assert play(tell) == 0


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX")
def test_a_silent_folder_blocks_nothing(
    play: Callable[..., int],
    sim: Simulator,
    tmp_path: Path,
    file: SettingsFile,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A network folder without its server; here a pipe without a writer."""
    monkeypatch.setattr(settings_files, "PATIENCE", 3.0)  # a decoder starts within it
    silent, sound, backup = (
        tmp_path / "silent.json",
        tmp_path / "ours.wav",
        tmp_path.with_name(f"{tmp_path.name}-backup.json"),
    )
    if sys.platform != "win32":
        os.mkfifo(silent)
    write_wav(sound, 0.3)

    async def tell(story: Story) -> None:
        choices, toast = story.program.settings_controller, story.window.dialogs.toast
        choices.restore(str(silent))
        key = sim.add_order()
        await story.until(lambda: sim.orders[key].acknowledged, "orders arrive meanwhile")
        await story.until(lambda: "yanıt vermiyor" in toast.text, "it is said")
        choices.import_sound("sound_new", str(silent))
        await story.until(lambda: "ses olarak" in toast.text, "a pipe is no sound, and is not waited for")
        choices.import_sound("sound_new", str(sound))
        choices.save_backup(str(backup))
        await story.until(lambda: choices.settings.sound_new == "new.wav", "other files are used")
        await story.until(backup.exists, "and written")
        choices.choose(theme="dark")

    assert play(tell) == 0, "it ends"
    assert file.peek().theme == "dark", "and the settings were saved"


def test_the_result_of_a_restore_is_shown_in_the_restored_language(
    play: Callable[..., int], sim: Simulator, tmp_path: Path, file: SettingsFile
) -> None:
    """The window of the file dialog is gone by then."""
    backup = tmp_path.with_name(f"{tmp_path.name}-backup.json")
    settings = {"language": "en", "preparing_time": 45, "urgent_after": "soon"}
    backup.write_text(json.dumps({"format": "tezgah-settings", "settings": settings}), "utf-8")
    options = resolve({"data_dir": str(tmp_path), "base_url": sim.base_url, "poll_seconds": "0.1"}, {})
    file.save(Settings(language="tr", setup="done"))
    programs = []

    async def restore(story: Story) -> None:
        programs.append(story.program)
        story.program.settings_controller.restore(str(backup))
        await story.until(lambda: story.program.is_stopping, "it begins anew")

    assert play(restore, options=options.following(file.peek())) == AGAIN
    following = programs[0].next_options()

    async def said(story: Story) -> None:
        programs.append(story.program)
        toast = story.window.dialogs.toast
        assert toast.isVisible()
        assert toast.text.startswith("2 "), "how many were taken over"
        assert len(toast.text) > 40, "and that one could not be"
        story.program.settings_controller.choose(language="tr")
        await story.until(lambda: story.program.is_stopping, "and once more")

    assert play(said, options=following) == AGAIN
    assert programs[1].next_options().restored is None, "it is said once"
    assert file.peek().preparing_time == 45


def test_the_whole_menu_fits_on_the_smallest_usual_screen(play: Callable[..., int]) -> None:
    async def tell(story: Story) -> None:
        story.window.resize(1366, 768)
        story.window.dialogs.offered_version = lambda: ""
        story.window.dialogs.show_menu()
        menu = story.window.findChild(QMenu, "mainMenu")
        assert isinstance(menu, QMenu)
        assert menu.sizeHint().height() <= 768
        entries = [each for each in menu.actions() if each.isVisible() and not each.isSeparator()]
        assert all(menu.actionGeometry(each).height() >= TOUCH for each in entries), "for a finger"
        menu.close()

    assert play(tell) == 0


def test_the_menu_leads_to_the_language_also_behind_the_pin(
    play: Callable[..., int], sim: Simulator, tmp_path: Path, file: SettingsFile
) -> None:
    file.save(with_pin())
    options = resolve({"data_dir": str(tmp_path), "base_url": sim.base_url, "poll_seconds": "0.1"}, {})

    async def tell(story: Story) -> None:
        window = story.window
        story.window.dialogs.show_menu()
        menu = window.findChild(QMenu, "mainMenu")
        assert isinstance(menu, QMenu)
        next(each for each in menu.actions() if each.text().startswith("Dil")).trigger()
        menu.close()
        assert not window.pages.currentIndex(), "first the PIN"
        give_pin(story, "2580")
        await story.until(lambda: window.pages.page is not None, "the right one opens")
        page = window.pages.page
        assert isinstance(page, SettingsPage)
        row = page._rows["language"]
        assert row._marked
        assert row.isAncestorOf(window.focusWidget())
        await story.until(lambda: not row.visibleRegion().isEmpty(), "it is in view")
        page.search.setText("zil")
        story.program.settings_controller.open_setting("volume_new")
        assert (page.search.text(), row._marked) == ("", False), "the page is open already"
        assert page._rows["volume_new"]._marked
        window.pages.close_page()
        window.pages.open("settings")
        give_pin(story, "2580")
        await story.until(lambda: window.pages.page is page, "opened as usual")
        assert window.focusWidget() is page.search
        assert not any(each._marked for each in page._rows.values())

    assert play(tell, options=options.following(file.peek())) == 0


def test_without_a_pin_nothing_claims_to_be_protected(play: Callable[..., int], file: SettingsFile) -> None:
    async def tell(story: Story) -> None:
        opened(story)
        for name in ("settings", "cancelling", "leaving"):
            switch = story.button(f"set_pin_guards_{name}")
            assert (switch.isChecked(), switch.isEnabled(), switch.text()) == (False, False, "Kapalı"), name
        story.program.settings_controller.pin.set_pin("2580")
        found = {
            name: story.button(f"set_pin_guards_{name}").isChecked()
            for name in ("settings", "cancelling", "leaving")
        }
        assert found == {"settings": True, "cancelling": False, "leaving": True}
        assert story.button("set_pin_guards_cancelling").isEnabled()

    assert play(tell) == 0


def test_the_settings_begin_with_sound_and_end_with_the_address(play: Callable[..., int]) -> None:
    async def tell(story: Story) -> None:
        shown = opened(story).shown
        places = [shown.index(name) for name in ("volume_new", "preparing_time", "theme", "language", "@pin")]
        assert places == sorted(places)
        assert places[0] < 3
        assert shown[-1] == "base_url"

    assert play(tell) == 0
