"""Settings that all tills of a shared database go by: their values <-> the texts that the database keeps."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any, Final

from desktop.system.settings.table import SETTINGS
from desktop.system.settings.values import check
from desktop.system.user_errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from desktop.system.settings.settings import Settings

_log = logging.getLogger(__name__)

SHARED: Final = frozenset(name for name, setting in SETTINGS.items() if setting.shared)


def as_texts(settings: Settings, names: Iterable[str]) -> dict[str, str]:
    """Return the values of settings as JSON, by name."""
    return {name: json.dumps(getattr(settings, name), ensure_ascii=False) for name in names}


def read_texts(texts: Mapping[str, str], settings: Settings) -> dict[str, Any]:
    """Return the values of the shared settings in `texts`; one that cannot be read is logged and has its default.

    Args:
        texts: names and JSON, also of settings that this version does not know.
        settings: the present ones: which intervals are allowed depends on this till's address.
    """
    values = {}
    for name in SHARED & texts.keys():
        default = SETTINGS[name].default
        try:
            values[name] = check(name, json.loads(texts[name]), settings)
        except (UserError, ValueError, RecursionError):
            _log.warning("a shared setting cannot be used; its default counts", extra={"setting": name})
            values[name] = default
    return values
