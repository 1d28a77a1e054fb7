"""Texts of a settings file that is taken back: questions, and the number of settings that were taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.domain.text.translation import tr
from desktop.system.settings.addresses import DEFAULT_BASE_URL, display_base_url, whole_address
from desktop.system.settings.table import SETTINGS
from desktop.ui.text import plurals
from desktop.ui.text.format import one_line
from desktop.ui.text.setting_labels import titles, value_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from desktop.domain.printing.printer import Printer
    from desktop.system.settings.settings import Settings

_MOST_PRINTERS: Final = 12


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


def restored_printers(before: Sequence[Printer], after: Sequence[Printer]) -> tuple[str, str]:
    """Return the title and the text of the question about the printers in a file."""
    told = tr("Now: {before}\nIn the file: {after}").format(before=_printers(before), after=_printers(after))
    why = tr(
        "Tickets with names, phones and addresses of customers then go to the printers of the file, and to no others. "
        "If you do not know why the file has these, go back."
    )
    return tr("Print tickets on other printers?"), f"{told}\n\n{why}"


def _printers(printers: Sequence[Printer]) -> str:
    shown = [one_line(f"{printer.name} ({printer.address})", 120) for printer in printers[:_MOST_PRINTERS]]
    if len(printers) > len(shown):
        shown.append(f"+{len(printers) - len(shown)}")
    return ", ".join(shown) or tr("none")
