"""Texts of the settings page, of its files and sounds, and of the setup guide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.domain.text.translation import tr
from desktop.ui.text import plurals
from desktop.ui.text.format import one_line
from desktop.ui.text.setting_labels import titles

if TYPE_CHECKING:
    from collections.abc import Sequence


def title() -> str:
    """Return the title of the settings page."""
    return tr("Settings")


def setup_title() -> str:
    """Return the title of the setup guide."""
    return tr("Setup")


def pin_state() -> str:
    """Return the state of a PIN that is set."""
    return tr("A PIN is set: it protects what is on below")


def no_key() -> str:
    """Return the warning for missing credentials."""
    return tr("There is no key now: no orders arrive.")


def fixed() -> str:
    """Return why a setting cannot be changed now."""
    return tr("The command line decides this for now")


def unexpected() -> str:
    """Return the text for an unexpected error."""
    return tr(
        "That failed unexpectedly. Try again; if it fails again, make a support package in the check-up (F9).",
    )


def choose_backup() -> str:
    """Return the title of the file dialog for a backup to write."""
    return tr("Save the settings to a file")


def choose_restore() -> str:
    """Return the title of the file dialog for a backup to read."""
    return tr("Take settings from a file")


def choose_sound() -> str:
    """Return the title of the file dialog for a sound."""
    return tr("A sound of your own")


def file_failed(reason: str) -> str:
    """Return the text for a file that cannot be read or written."""
    return tr("That file cannot be used ({reason}). Choose another one.").format(reason=one_line(reason, 120))


def file_silent() -> str:
    """Return the text for a file that could not be read or written in time."""
    return tr("The folder of that file does not answer. Choose a file on this computer.")


def backup_saved(path: str) -> str:
    """Return the text for a written backup."""
    return tr("The settings are saved: {path}").format(path=one_line(path, 160))


def restored(taken: int, wrong: Sequence[str]) -> str:
    """Return how many settings were restored, and which could not be."""
    text = plurals.settings_restored(taken)
    if wrong:
        text += " " + tr("Not usable and left as they were: {names}").format(
            names=one_line(titles(wrong), 160)
        )
    return text


def sound_refused(why: str) -> str:
    """Return why a file cannot be a sound: ``large``, ``long``, ``silent`` or ``unreadable``."""
    return {
        "large": tr("That file is too large for a sound. Choose one below 20 MB."),
        "long": tr("That sound is longer than 30 seconds. Choose a shorter one."),
        "silent": tr("That file is silent. Choose another one."),
    }.get(why, tr("That file is no sound. Choose a WAV, MP3, FLAC or Ogg file."))


def pin_was_set(*, there_is: bool) -> str:
    """Return the text for a PIN that was set or removed."""
    if there_is:
        return tr("The PIN is set")
    return tr("The PIN was removed")
