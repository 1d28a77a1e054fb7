"""The rows of the settings page with their present values."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from desktop.system.settings.addresses import whole_address
from desktop.system.settings.backup import ADDRESSES
from desktop.system.settings.options import DEFAULT_POLL_SECONDS
from desktop.system.settings.setting import Form, Section
from desktop.system.settings.table import ROWS
from desktop.ui.settings.rows import SettingItem
from desktop.ui.text import settings_words, till_words

if TYPE_CHECKING:
    from desktop.controllers.credentials import CredentialsController
    from desktop.system.settings.options import Options
    from desktop.system.settings.setting import Setting
    from desktop.system.settings.settings import Settings

_IN_OPTIONS: Final = {"language": "lang"}
"""Settings that have another name in the options."""


def items(
    settings: Settings,
    options: Options,
    *,
    fixed: frozenset[str],
    starts: bool | None,
    credentials: CredentialsController | None,
    shares: bool,
) -> list[SettingItem]:
    """Return all rows of the page.

    Args:
        settings: the present ones.
        options: the present ones.
        fixed: the settings that the command line or the environment decides.
        starts: whether the program starts with the computer, None where that is unknown.
        credentials: describes the credentials in use, None before they are known.
        shares: whether the database is shared with other tills.
    """
    found = []
    for row in ROWS:
        if row.name == "@autostart":
            if starts is not None:
                found.append(SettingItem(row, starts, default=False))
        elif row.name == "@key" and credentials is not None:
            found.append(SettingItem(row, state=credentials.state, warning=credentials.warning))
        elif row.name == "@forget" and credentials is not None and not credentials.removable:
            found.append(SettingItem(row, fixed=True, state=credentials.state or str(settings_words.NO_KEY)))
        elif row.section is Section.TILLS and row.form is not Form.ACTION:
            found += [_till_item(row, settings, options, is_fixed=row.name in fixed)] * shares
        elif row.name == "@pin" and settings.pin:
            found.append(SettingItem(row, state=str(settings_words.PIN_IS_SET)))
        elif row.name.startswith("pin_guards_") and not settings.pin:
            # Without a PIN nothing is protected, whatever is stored for the time when there is one.
            needs_pin = str(settings_words.NEEDS_PIN)
            found.append(SettingItem(row, value=False, default=row.default, fixed=True, state=needs_pin))
        elif row.form is Form.ACTION:
            found.append(SettingItem(row))
        else:
            item = _value_item(row, settings, options, is_fixed=row.name in fixed)
            found.append(_for_all(item) if shares else item)
    return found


def _till_item(row: Setting, settings: Settings, options: Options, *, is_fixed: bool) -> SettingItem:
    if row.name == "store_url":
        state = str(till_words.CHANGED_ON_PAGE)
        return SettingItem(row, options.store_url, "", fixed=True, state=state)
    return _value_item(row, settings, options, is_fixed=is_fixed)


def _for_all(item: SettingItem) -> SettingItem:
    """Return a row with the mark of what all tills share."""
    if not item.setting.shared or item.state or item.fixed:
        return item
    return replace(item, state=till_words.for_all(str(item.setting.hint)))


def _value_item(row: Setting, settings: Settings, options: Options, *, is_fixed: bool) -> SettingItem:
    # A fixed setting shows the value in force, not the one in the file.
    source = options if is_fixed else settings
    value = getattr(source, _IN_OPTIONS.get(row.name, row.name) if is_fixed else row.name)
    default, low = row.default, row.low
    if row.name == "poll_seconds":
        # None is the vendor's cooldown: people read the number.
        value, default = value or DEFAULT_POLL_SECONDS, DEFAULT_POLL_SECONDS
        low = min(value, DEFAULT_POLL_SECONDS)
    if row.name in ADDRESSES:
        value = whole_address(value)
    return SettingItem(row, value, default, low, fixed=is_fixed)
