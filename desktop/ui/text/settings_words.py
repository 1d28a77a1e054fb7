"""Texts of the settings page, of its files and sounds, and of the setup guide."""

from __future__ import annotations

from typing import Final

from desktop.domain.text.translation import Message, tr
from desktop.ui.text.format import one_line

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


def sound_refused(why: str) -> str:
    """Return why a file cannot be a sound: ``large``, ``long``, ``ogg``, ``silent`` or ``unreadable``."""
    return {
        "large": tr("That file is too large for a sound. Choose one below 20 MB."),
        "long": tr("That sound is longer than 30 seconds. Choose a shorter one."),
        "ogg": tr("Ogg files cannot be used. Choose a WAV, MP3 or FLAC file."),
        "silent": tr("That file is silent. Choose another one."),
    }.get(why, tr("That file cannot be used as a sound. Choose a WAV, MP3 or FLAC file."))
