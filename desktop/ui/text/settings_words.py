"""What the window says of the settings, of files they are kept in, and of sounds of the restaurant's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.domain.text.translation import tr
from desktop.ui.text import plurals
from desktop.ui.text.format import one_line
from desktop.ui.text.setting_labels import titles

if TYPE_CHECKING:
    from collections.abc import Sequence


def title() -> str:
    """Return the name of the settings' page."""
    return tr("Settings")


def setup_title() -> str:
    """Return the name of the setup guide."""
    return tr("Setup")


def pin_state() -> str:
    """Say that there is a PIN."""
    return tr("A PIN is chosen: it guards what is on below")


def no_key() -> str:
    """Say that there is no key to ask for orders with."""
    return tr("There is no key now: no orders arrive.")


def fixed() -> str:
    """Say that a setting cannot be changed now."""
    return tr("Decided on the command line for now")


def unexpected() -> str:
    """Say that what was pressed came to nothing."""
    return tr(
        "That failed unexpectedly. Try again; if it fails again, make a support package in the check-up (F9).",
    )


def choose_backup() -> str:
    """Return the heading over the choice of a file to save the settings to."""
    return tr("Save the settings to a file")


def choose_restore() -> str:
    """Return the heading over the choice of a file to take settings from."""
    return tr("Take settings from a file")


def choose_sound() -> str:
    """Return the heading over the choice of a sound file."""
    return tr("A sound of your own")


def file_failed(reason: str) -> str:
    """Say that a file could not be read or written, and why."""
    return tr("That file cannot be used ({reason}). Choose another one.").format(reason=one_line(reason, 120))


def file_silent() -> str:
    """Say that a file could be neither read nor written in time."""
    return tr("The folder of that file does not answer. Choose a file on this computer.")


def no_backup() -> str:
    """Say that a file holds no settings."""
    return tr("There are no settings of Tezgâh in that file. Nothing was changed.")


def backup_saved(path: str) -> str:
    """Say where the settings were saved."""
    return tr("The settings are saved: {path}").format(path=one_line(path, 160))


def refused(name: str, sentence: str) -> str:
    """Return why a value cannot be, with what people read beside the setting and not its name in the file."""
    # An address may be refused because of the interval, and names it.
    for in_file in (name, "poll_seconds"):
        sentence = sentence.replace(f" ({in_file})", "")
    return sentence.replace(name, titles([name]))


def restored(taken: int, wrong: Sequence[str]) -> str:
    """Say how many settings were taken over, and which could not be."""
    text = plurals.settings_restored(taken)
    if wrong:
        text += " " + tr("Not usable and left as they were: {names}").format(
            names=one_line(titles(wrong), 160)
        )
    return text


def sound_refused(why: str) -> str:
    """Say why a file cannot be a sound: ``large``, ``long``, ``silent`` or ``unreadable``."""
    return {
        "large": tr("That file is too large for a sound. Choose one below 20 MB."),
        "long": tr("That sound is longer than 30 seconds. Choose a shorter one."),
        "silent": tr("There is nothing to be heard in that file. Choose another one."),
    }.get(why, tr("That file is no sound. Choose a WAV, MP3, FLAC or Ogg file."))


def pin_was_set(*, there_is: bool) -> str:
    """Say that the PIN was chosen, or that there is none any more."""
    if there_is:
        return tr("The PIN holds from now on")
    return tr("There is no PIN any more")
