"""A file with settings: what it could do harm with is asked about by name, and no key follows it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from desktop.domain.printing.printer import Printer
from desktop.simulator import Simulator
from desktop.system.settings.options import resolve
from desktop.system.settings.settings import Settings
from desktop.system.settings.settings_file import SettingsFile
from desktop.ui.setup.credentials_state import Stored
from desktop.ui.widgets.label import Label

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.stories.conftest import Story

CYRILLIC = "https://www.dükk\u0430ngo.com/api/integrations"


@pytest.fixture
def file(tmp_path: Path) -> SettingsFile:
    found = SettingsFile(tmp_path / "settings.json")
    found.save(Settings(setup="done", language="tr"))
    return found


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    return tmp_path.with_name(f"{tmp_path.name}-backup.json")


def write(backup: Path, **values: Any) -> None:
    backup.write_text(json.dumps({"format": "tezgah-settings", "settings": values}), "utf-8")


async def question(story: Story, word: str) -> str:
    """Wait for a question with a word in it; return its whole text."""

    def text() -> str:
        dialog = story.window.dialogs.dialog
        if dialog is None or dialog.objectName() != "restoredDialog":
            return ""
        return " ".join([dialog.windowTitle(), *(label.text() for label in dialog.findChildren(Label))])

    await story.until(lambda: word in text(), f"{word} is asked about")
    return text()


def answer(story: Story, *, yes: bool) -> None:
    dialog = story.window.dialogs.dialog
    assert dialog is not None
    (dialog.accept if yes else dialog.reject)()


def test_an_address_in_a_file_is_taken_only_after_a_question_that_names_it(
    play: Callable[..., int], file: SettingsFile, backup: Path
) -> None:
    write(
        backup, base_url=CYRILLIC, update_url="https://üpdates.example/list", preparing_time=45, volume_new=60
    )

    async def tell(story: Story) -> None:
        choices = story.program.settings_controller
        choices.restore(str(backup))
        text = await question(story, "xn--dkkngo-3ya676d.com")
        assert "www.dükkango.com" in text
        assert "dükk\u0430ngo" not in text
        assert story.window.dialogs.toast.text.startswith("2 "), "what was taken is what is counted"
        assert (choices.settings.preparing_time, choices.settings.base_url) == (45, "")
        answer(story, yes=False)
        text = await question(story, "xn--pdates-2ya.example")
        answer(story, yes=True)
        await story.until(lambda: bool(choices.settings.update_url), "this one was wanted")
        await story.until(lambda: story.window.dialogs.dialog is None, "nothing else is asked")
        assert choices.settings.base_url == ""

    assert play(tell) == 0
    assert file.peek().base_url == ""
    assert file.peek().update_url == "https://xn--pdates-2ya.example/list"


def test_other_settings_that_matter_are_asked_about_together(
    play: Callable[..., int], file: SettingsFile, backup: Path
) -> None:
    write(
        backup,
        allergy_words="",
        keep_personal_data_days=1,
        pin_guards_exports=False,
        not_receiving_after=3600,
        theme="dark",
        auto_accept=True,
    )

    async def tell(story: Story) -> None:
        choices = story.program.settings_controller
        before = choices.settings
        choices.restore(str(backup))
        text = await question(story, "90")
        for word in ("Alerji", "3600", "PIN", "Kapalı"):
            assert word in text, word
        assert choices.settings.theme == "dark"
        assert choices.settings.allergy_words == before.allergy_words
        answer(story, yes=False)
        await story.until(
            lambda: (
                story.window.dialogs.dialog is not None
                and story.window.dialogs.dialog.objectName() == "autoAcceptDialog"
            ),
            "the rule has its own question, afterwards",
        )
        answer(story, yes=False)
        assert choices.settings.keep_personal_data_days == before.keep_personal_data_days

    assert play(tell) == 0


def test_the_token_of_the_environment_does_not_follow_a_restored_address(
    play: Callable[..., int],
    sim: Simulator,
    tmp_path: Path,
    file: SettingsFile,
    backup: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # The test's vendor stands for the vendor: the environment's token is for its address.
    monkeypatch.setattr("desktop.system.settings.options.DEFAULT_BASE_URL", sim.base_url)
    options = resolve(
        {"data_dir": str(tmp_path), "poll_seconds": "0.1"}, {"TEZGAH_ACCESS_TOKEN": sim.access_token}
    )
    with Simulator(cooldown=0.0) as thief:
        write(backup, base_url=thief.base_url)

        async def tell(story: Story) -> None:
            choices = story.program.settings_controller
            await story.until(lambda: bool(sim.calls("get-current")), "the token is used for its own address")
            choices.restore(str(backup))
            await question(story, thief.base_url.split("/")[2])
            answer(story, yes=True)
            assert story.program.setup is not None
            credentials = story.program.setup.credentials
            await story.until(
                lambda: credentials.stored is Stored.NOT_AT_ALL, "there is no key for that address"
            )
            calls = len(sim.calls("get-current"))
            choices.choose(base_url="")
            await story.until(lambda: credentials.stored is Stored.ENVIRONMENT, "it is back")
            await story.until(lambda: len(sim.calls("get-current")) > calls, "and used again")

        assert play(tell, options=options) == 0
        assert not thief.journal


def test_tickets_go_to_the_printers_of_a_file_only_after_a_yes(
    play: Callable[..., int], file: SettingsFile, backup: Path
) -> None:
    foreign = Printer("1", "Mutfak", "tcp://203.0.113.7:9100")
    write(backup, theme="dark", printers=msgspec.to_builtins((foreign,)))

    async def tell(story: Story) -> None:
        choices = story.program.settings_controller
        for yes in (False, True):
            choices.restore(str(backup))
            await question(story, "203.0.113.7")
            assert choices.settings.printers == ()
            answer(story, yes=yes)
        assert choices.settings.printers == (foreign,)
        nowhere = {"id": "1", "name": "Mutfak", "address": "http://203.0.113.7"}
        write(backup, theme="light", printers=[nowhere])
        choices.restore(str(backup))
        await story.until(lambda: choices.settings.theme == "light", "the rest is taken")
        assert story.window.dialogs.dialog is None
        assert choices.settings.printers == (foreign,)

    assert play(tell) == 0
