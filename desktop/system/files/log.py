"""The log file of the data folder: rotating JSON lines without secrets and customers' data.

A line that cannot be written is dropped: logging never stops the program.
"""

from __future__ import annotations

import contextlib
import io
import json
import logging
import logging.handlers
import os
import re
import stat
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from desktop.domain.text.escapes import escaped_json

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

LOG_NAME: Final = "tezgah.log"

_LARGEST: Final = 1 << 20
_KEPT: Final = 5

_REDACTED: Final = "[…]"
# Phone numbers as people and programs write them, but no dates; long words that look like keys, but no UUIDs.
_PHONE: Final = re.compile(
    r"(?<![\w-])(?!\d{4}-\d\d-\d\d)\+?\d(?:[\s()/.\u2010-\u2015-]{0,3}\d){9,13}(?![\w-])"
)
_KEY: Final = re.compile(r"(?<![\w-])(?=[\w+/=.]*\d)(?=[\w+/=.]*[A-Za-z])[\w+/=.]{24,}(?![\w-])")
_HEADER: Final = re.compile(
    r"(access-token|authorization|secret_key|access_token)(\W{1,4}(?:bearer\s+)?)[^\s,;}\]]+", re.IGNORECASE
)

_OWN_FIELDS: Final = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}


class Redaction:
    """Removes secrets and personal data from texts."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._secrets = sorted((secret for secret in secrets if secret), key=len, reverse=True)

    def adding(self, secrets: Iterable[str]) -> Redaction:
        """Return a redaction that removes these secrets too."""
        return Redaction((*self._secrets, *secrets))

    def __call__(self, text: str) -> str:
        """Return the text without secrets, phone numbers and words that look like keys."""
        for secret in self._secrets:
            text = text.replace(secret, _REDACTED)
        text = _HEADER.sub(rf"\1\2{_REDACTED}", text)
        text = _PHONE.sub(_REDACTED, text)
        return _KEY.sub(_REDACTED, text)


class _JsonLines(logging.Formatter):
    def __init__(self, redact: Redaction) -> None:
        super().__init__()
        self._redact = redact

    def hide(self, secrets: Iterable[str]) -> None:
        """Remove these secrets too."""
        self._redact = self._redact.adding(secrets)

    def format(self, record: logging.LogRecord) -> str:
        fields: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "event": self._redact(record.getMessage()),
        }
        for name, value in record.__dict__.items():
            if name not in _OWN_FIELDS:
                fields[name] = self._redact(str(value))
        if record.exc_info and record.exc_info[0] is not None:
            # Class and place only: the text may quote an order.
            trace = record.exc_info[2]
            places = []
            while trace is not None:
                places.append(f"{trace.tb_frame.f_code.co_filename.rpartition(os.sep)[2]}:{trace.tb_lineno}")
                trace = trace.tb_next
            fields["exception"] = record.exc_info[0].__name__
            fields["at"] = " > ".join(places)
        return escaped_json(json.dumps(fields, ensure_ascii=False))


def _open_private(path: str, flags: int) -> int:
    number = os.open(path, flags, 0o600)
    if sys.platform != "win32" and stat.S_ISREG(os.fstat(number).st_mode):
        with contextlib.suppress(OSError):
            os.fchmod(number, 0o600)  # an older version may have made it
    return number


class _QuietFile(logging.handlers.RotatingFileHandler):
    _failed = False
    problem = ""
    """Why the last line could not be written, "" where it was."""

    def _open(self) -> io.TextIOWrapper:
        """Open the file so that only this user can read it; also called after a rotation."""
        file = io.FileIO(self.baseFilename, "a", opener=_open_private)
        return io.TextIOWrapper(io.BufferedWriter(file), encoding=self.encoding)

    def try_to_open(self) -> None:
        """Create the file now where that is possible."""
        with contextlib.suppress(OSError):
            self.stream = self._open()

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line, into a new file if the old one was removed."""
        self._failed = False
        if self.stream is not None and not os.path.exists(self.baseFilename):  # noqa: PTH110 - faster, and called for each line
            stream, self.stream = self.stream, None  # the handler opens it again
            with contextlib.suppress(OSError):  # what a full disk did not take
                stream.close()
        super().emit(record)
        if not self._failed:
            self.problem = ""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002 - logging calls it with a record
        """Drop a line that cannot be written, for example on a full disk."""
        error = sys.exc_info()[1]
        if isinstance(error, OSError):
            self._failed = True
            self.problem = error.strerror or type(error).__name__

    def close(self) -> None:
        """Close the file; what cannot be written any more is dropped."""
        with contextlib.suppress(OSError):
            super().close()


def log_problem() -> str:
    """Return why the log cannot be written now, "" where it can."""
    return next(
        (handler.problem for handler in logging.getLogger().handlers if isinstance(handler, _QuietFile)), ""
    )


def hide_in_log(secrets: Iterable[str]) -> None:
    """Redact more secrets from now on."""
    hidden = tuple(secrets)
    for handler in logging.getLogger().handlers:
        if isinstance(handler.formatter, _JsonLines):
            handler.formatter.hide(hidden)


def open_log(data_dir: Path, secrets: Iterable[str]) -> logging.Handler:
    """Log into a file in the data folder from now on; where it cannot be written now, each line tries again.

    Args:
        data_dir: the data folder.
        secrets: texts that are redacted.
    """
    path = data_dir / LOG_NAME
    handler = _QuietFile(path, maxBytes=_LARGEST, backupCount=_KEPT, encoding="utf-8", delay=True)
    handler.try_to_open()
    handler.setFormatter(_JsonLines(Redaction(secrets)))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    # At INFO these print full URLs.
    for name in ("httpx", "httpcore", "asyncio", "qasync"):
        logging.getLogger(name).setLevel(logging.WARNING)
    return handler
