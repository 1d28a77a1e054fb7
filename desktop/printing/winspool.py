"""A printer of Windows that takes the bytes as they are (RAW), through the spooler.

The spooler tells no printer state: a ticket is handed over. Not run on Windows yet.
"""

from __future__ import annotations

import ctypes
import sys
from typing import Any, Final

from desktop.domain.printing.job import PrinterProblem, PrintJobState
from desktop.printing.delivery import Delivered, Habits, Readiness
from desktop.printing.transport import Form

_HABITS: Final = Habits(answers=False, proves=False)


class _DocumentInfo(ctypes.Structure):
    """`DOC_INFO_1W`."""

    _fields_ = (
        ("name", ctypes.c_wchar_p),
        ("output", ctypes.c_wchar_p),
        ("datatype", ctypes.c_wchar_p),
    )


class WindowsSpooler:
    """One printer of Windows."""

    def __init__(self, name: str) -> None:
        self.habits = _HABITS
        self._name = name

    def form(self) -> Form:
        return Form.BYTES

    def check(self, *, clean_row: int = 0) -> Readiness:  # noqa: ARG002 - the spooler cannot be asked
        spooler = _spooler()
        handle = ctypes.c_void_p()
        if spooler is None or not spooler.OpenPrinterW(self._name, ctypes.byref(handle), None):
            return Readiness(PrinterProblem.UNREACHABLE, _HABITS)
        spooler.ClosePrinter(handle)
        return Readiness(None, _HABITS)

    def send(self, ticket: bytes, ident: bytes) -> Delivered:
        spooler = _spooler()
        handle = ctypes.c_void_p()
        if spooler is None or not spooler.OpenPrinterW(self._name, ctypes.byref(handle), None):
            return _unknown()
        try:
            info = _DocumentInfo(f"tezgah-{ident.decode()}", None, "RAW")
            if not spooler.StartDocPrinterW(handle, 1, ctypes.byref(info)):
                return _unknown()
            written = ctypes.c_ulong()
            # One call: the spooler takes all of it, or the rest is missing and a person has to look.
            ok = (
                spooler.StartPagePrinter(handle)
                and spooler.WritePrinter(handle, ticket, len(ticket), ctypes.byref(written))
                and written.value == len(ticket)
            )
            ok = bool(spooler.EndPagePrinter(handle)) and bool(spooler.EndDocPrinter(handle)) and bool(ok)
            return Delivered(PrintJobState.HANDED_OVER, None, _HABITS) if ok else _unknown()
        finally:
            spooler.ClosePrinter(handle)

    def close(self) -> None:
        """Nothing is open."""


def _unknown() -> Delivered:
    return Delivered(PrintJobState.UNKNOWN, PrinterProblem.FAILED, _HABITS)


def _spooler() -> Any | None:
    """Return the spooler's library, None where this is not Windows."""
    if sys.platform == "win32":
        library = ctypes.WinDLL("winspool.drv", use_last_error=True)
        library.OpenPrinterW.argtypes = (ctypes.c_wchar_p, ctypes.POINTER(ctypes.c_void_p), ctypes.c_void_p)
        library.ClosePrinter.argtypes = (ctypes.c_void_p,)
        library.StartDocPrinterW.argtypes = (ctypes.c_void_p, ctypes.c_ulong, ctypes.c_void_p)
        library.StartPagePrinter.argtypes = library.EndPagePrinter.argtypes = (ctypes.c_void_p,)
        library.EndDocPrinter.argtypes = (ctypes.c_void_p,)
        library.WritePrinter.argtypes = (
            ctypes.c_void_p,
            ctypes.c_char_p,
            ctypes.c_ulong,
            ctypes.POINTER(ctypes.c_ulong),
        )
        return library
    return None
