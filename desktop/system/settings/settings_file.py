"""The settings file: written whole or not at all.

A wrong value falls back to its default alone. A broken file is moved aside and reported. Values of other versions stay.
Only the holder of the instance lock may `load` or `save`; anybody may `peek`.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, Protocol

import msgspec

from desktop.system.files.atomic_file import write_atomically
from desktop.system.settings.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS_NAME: Final = "settings.json"


class CurrentSettings(Protocol):
    """The settings in force in the running program."""

    @property
    def settings(self) -> Settings:
        """The settings; each change replaces the object."""

    def choose(self, **chosen: Any) -> None:
        """Change settings, save them and apply them."""

    def save(self, **noted: Any) -> None:
        """Change notes of the program, and save them."""


class SettingsFile:
    """The file, and the values in it that this version does not know."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._unknown: dict[str, Any] = {}
        self._unread = False
        """Whether the file exists and could not be read: `save` must not overwrite it."""
        self._unsaved: Settings | None = None
        """Settings that could not be written; they are in force all the same."""

    def peek(self) -> Settings:
        """Return the settings and change nothing, not even a broken file."""
        return self.examine()[0] if self._unsaved is None else self._unsaved

    def examine(self) -> tuple[Settings, str | None]:
        """Return the same as `load`, and change nothing."""
        settings, problem, _ = self._read()
        return settings, problem

    def load(self) -> tuple[Settings, str | None]:
        """Return the settings, and a notice where something is wrong.

        ``file:NAME``: the file was broken and is now called so. ``settings:NAME,…``: these have their defaults again.
        ``unread:NAME``: the file cannot be read now.
        """
        if self._unsaved is not None:
            return self._unsaved, None
        settings, notice, unknown = self._read()
        if notice is not None and notice.startswith("file:"):
            return settings, f"file:{self._move_aside()}"
        self._unread = notice is not None and notice.startswith("unread:")
        self._unknown = unknown or self._unknown
        return settings, notice

    def _read(self) -> tuple[Settings, str | None, dict[str, Any]]:
        """Return the settings, a notice where something is wrong, and the values that this version does not know."""
        try:
            values = json.loads(self._path.read_bytes())
        except FileNotFoundError:
            return Settings(), None, {}
        except OSError:
            return Settings(), f"unread:{SETTINGS_NAME}", {}
        except (ValueError, RecursionError):
            values = None
        if not isinstance(values, dict):
            return Settings(), f"file:{SETTINGS_NAME}", {}
        known = {name: values.pop(name) for name in Settings.__struct_fields__ if name in values}
        settings, wrong = _settings_of(known)
        return settings, f"settings:{','.join(wrong)}" if wrong else None, values

    def save(self, settings: Settings) -> None:
        """Write the settings, whole or not at all.

        Raises:
            OSError: they could not be written; the file is as it was.
        """
        self._unsaved = settings
        if self._unread:
            self._move_aside()
            self._unread = False
        values = self._unknown | msgspec.to_builtins(settings)
        # Half a character, which JSON can name, is written as it was read.
        text = json.dumps(values, ensure_ascii=False, indent=2).encode("utf-8", "surrogatepass")
        write_atomically(self._path, [text])
        self._unsaved = None

    def _move_aside(self) -> str:
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        aside = self._path.with_name(f"settings.broken-{stamp}.json")
        try:
            self._path.replace(aside)
        except OSError:
            return self._path.name
        return aside.name


def _settings_of(values: dict[str, Any]) -> tuple[Settings, list[str]]:
    """Return the settings and the names of those whose value is wrong; these have their defaults."""
    try:
        return msgspec.convert(values, Settings), []
    except msgspec.ValidationError:
        pass
    settings, wrong = Settings(), []
    for field in msgspec.structs.fields(Settings):
        if field.name in values:
            try:
                setattr(settings, field.name, msgspec.convert(values[field.name], field.type))
            except msgspec.ValidationError:
                wrong.append(field.name)
    return settings, wrong
