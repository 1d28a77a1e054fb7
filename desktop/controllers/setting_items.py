"""All settings as the page shows them: each with its value, its default and what it can be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.system.settings.options import DEFAULT_POLL_SECONDS
from desktop.system.settings.values import bounds, default_of
from desktop.ui.settings.rows import SettingItem
from desktop.ui.text import settings_words
from desktop.ui.text.setting_labels import Form, labels

if TYPE_CHECKING:
    from desktop.controllers.credentials import CredentialsController
    from desktop.system.settings.options import Options
    from desktop.system.settings.settings import Settings

_IN_OPTIONS: Final = {"language": "lang"}
"""Settings that are called otherwise in the options."""


def items(
    settings: Settings,
    options: Options,
    *,
    fixed: frozenset[str],
    starts: bool | None,
    key: CredentialsController | None,
) -> list[SettingItem]:
    """Return all settings, in their order.

    Args:
        settings: as they are now.
        options: what the program runs with now.
        fixed: what the command line or the environment decides.
        starts: whether the program starts with the computer, None where that cannot be told.
        key: what orders are asked for with, None before that is known.
    """
    found = []
    for label in labels():
        if label.name == "@autostart":
            if starts is not None:
                found.append(SettingItem(label, starts, default=False))
        elif label.name == "@key" and key is not None:
            found.append(SettingItem(label, state=key.state, warning=key.warning))
        elif label.name == "@pin" and settings.pin:
            found.append(SettingItem(label, state=settings_words.pin_state()))
        elif label.form is Form.ACTION:
            found.append(SettingItem(label))
        else:
            is_fixed = label.name in fixed
            value, default = getattr(settings, label.name), default_of(label.name)
            if is_fixed:
                # What holds is shown, and not what would without the command line.
                value = getattr(options, _IN_OPTIONS.get(label.name, label.name))
            low, high = bounds(label.name) if label.form is Form.NUMBER else (0.0, 0.0)
            if label.name == "poll_seconds":
                # None is what the vendor allows: people read the number.
                value, default = value or DEFAULT_POLL_SECONDS, DEFAULT_POLL_SECONDS
                low = min(value, DEFAULT_POLL_SECONDS)
            found.append(SettingItem(label, value, default, low, high, fixed=is_fixed))
    return found
