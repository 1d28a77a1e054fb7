"""Texts of the settings page, of its files and sounds, and of the setup guide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.domain.text.translation import Message, tr
from desktop.system.settings.addresses import DEFAULT_BASE_URL, display_base_url, whole_address
from desktop.system.settings.table import SETTINGS
from desktop.ui.text import plurals
from desktop.ui.text.format import one_line
from desktop.ui.text.setting_labels import titles, value_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from desktop.system.settings.settings import Settings


TITLE: Final = Message("Settings")
SETUP_TITLE: Final = Message("Setup")
PIN_IS_SET: Final = Message("A PIN is set: it protects what is on below")
NEEDS_PIN: Final = Message("There is no PIN yet: choose one above first")
NO_CREDENTIALS: Final = Message("There is no key now: no orders arrive.")
NO_KEY: Final = Message("There is no key on this computer")
KEY_WAS_REMOVED: Final = Message("The key was removed: no orders arrive here now")
FIXED: Final = Message("The command line decides this for now")
UNEXPECTED: Final = Message(
    "That failed unexpectedly. Try again; if it fails again, make a support package in the check-up (F9)."
)
CHOOSE_BACKUP: Final = Message("Save the settings to a file")
CHOOSE_RESTORE: Final = Message("Take settings from a file")
CHOOSE_SOUND: Final = Message("A sound of your own")
FILE_SILENT: Final = Message("The folder of that file does not answer. Choose a file on this computer.")
PIN_WAS_SET: Final = Message("The PIN is set")
PIN_WAS_REMOVED: Final = Message("The PIN was removed")


def file_failed(reason: str) -> str:
    """Return the text for a file that cannot be read or written."""
    return tr("That file cannot be used ({reason}). Choose another one.").format(reason=one_line(reason, 120))


def backup_saved(path: str) -> str:
    """Return the text for a written backup."""
    return tr("The settings are saved: {path}").format(path=one_line(path, 160))


def restored(count: int, unusable: Sequence[str]) -> str:
    """Return how many settings were restored, and which could not be."""
    text = plurals.settings_restored(count)
    if unusable:
        text += " " + tr("Not usable and left as they were: {names}").format(
            names=one_line(titles(unusable), 160)
        )
    return text


def restored_address(name: str, before: str, after: str) -> tuple[str, str]:
    """Return the title and the text of the question about an address in a file; "" is the usual address, or none."""
    if name == "base_url":
        title = tr("Take orders from another address?")
        why = tr(
            "Orders then come from the new address only, and whoever runs it gets the key that is entered for it. "
            "Dükkango's own is {own}. If you do not know why the file has another one, go back."
        ).format(own=display_base_url(DEFAULT_BASE_URL))
        before, after = before or DEFAULT_BASE_URL, after or DEFAULT_BASE_URL
    else:
        title = tr("Take new versions from another address?")
        why = tr(
            "New versions of Tezgâh are then looked for there. If you do not know why the file has another address, go back."
        )
    same = bool(before and after) and display_base_url(before) == display_base_url(after)
    shown = [_address(each, whole=same) for each in (before, after)]
    told = tr("Now: {before}\nIn the file: {after}").format(before=shown[0], after=shown[1])
    return title, f"{told}\n\n{why}"


def _address(address: str, *, whole: bool) -> str:
    if not address:
        return tr("none")
    return one_line(whole_address(address) if whole else display_base_url(address), 120)


def restored_settings(settings: Settings, asked: Mapping[str, Any]) -> tuple[str, str]:
    """Return the title and the text of the question about settings in a file that matter most."""
    rows = [
        tr("{setting}: now {before}, in the file {after}").format(
            setting=SETTINGS[name].title,
            before=one_line(value_text(SETTINGS[name], getattr(settings, name)), 80),
            after=one_line(value_text(SETTINGS[name], value), 80),
        )
        for name, value in asked.items()
    ]
    why = tr(
        "These decide what is heard, what is protected and what is deleted. Take them only if you want them so."
    )
    return tr("Take these settings too?"), "\n".join([*rows, "", why])


def sound_refused(why: str) -> str:
    """Return why a file cannot be a sound: ``large``, ``long``, ``ogg``, ``silent`` or ``unreadable``."""
    return {
        "large": tr("That file is too large for a sound. Choose one below 20 MB."),
        "long": tr("That sound is longer than 30 seconds. Choose a shorter one."),
        "ogg": tr("Ogg files cannot be used. Choose a WAV, MP3 or FLAC file."),
        "silent": tr("That file is silent. Choose another one."),
    }.get(why, tr("That file cannot be used as a sound. Choose a WAV, MP3 or FLAC file."))
