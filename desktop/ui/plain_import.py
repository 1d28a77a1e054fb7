"""Gives `import` back to Python: PySide hooks it, for features that this program does not use.

The hook reads the source of every module that is imported after PySide, to look for the word PySide6: a tenth of the
time until the board is painted, and 14 MB of source text that stays in memory. Import this module right after PySide.
"""

from __future__ import annotations

import builtins

from PySide6 import QtCore

__all__ = ["QtCore"]

_original = getattr(builtins, "__orig_import__", None)
if _original is not None:
    builtins.__import__ = _original
