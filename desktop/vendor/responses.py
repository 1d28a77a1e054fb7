"""Opens the vendor's envelope ``{"status": …, "data": …}`` and maps its errors.

Only the vendor's envelope says something about an order. Any other answer, whatever its HTTP status, comes from somebody
on the way (a hotel's login page, a proxy): the call then has no answer. Source: the vendor's table of HTTP statuses and
error codes.
"""

from __future__ import annotations

import contextlib
import re
from http import HTTPStatus
from typing import Any, Final

import msgspec

from desktop.domain.orders.poll_schedule import LONGEST_WAIT
from desktop.domain.orders.reading.json_split import split_fields
from desktop.domain.text.search_folding import folded
from desktop.vendor.errors import (
    MalformedAnswerError,
    NotFoundError,
    RefusedError,
    ServerFailedError,
    TooManyRequestsError,
    UnauthorisedError,
    VendorError,
)

_CODES: Final = {
    folded(code): status
    for code, status in {
        "yetkisiz erişim": 401,
        "url hatalı": 403,
        "sipariş bulunamadı": 404,
        "restoran bulunamadı": 404,
        "çok fazla istek": 429,
        "eksik alan": 400,
    }.items()
}
_NOT_FOUND: Final = tuple(folded(words) for words in ("url hatalı", "bulunamadı"))
_WAIT: Final = re.compile(
    r"(?<![\w.,:/-])(\d{1,9}(?:[.,]\d{1,9})?)[ \u00a0-]?"
    r"(?:(saniye\w*|sn|seconds?|secs?|s)|dakika\w*|dk|minutes?|mins?)(?!\w)",
    re.IGNORECASE | re.ASCII,
)
"""A number beside a unit of time. Any other number in the sentence is a limit, a code or somebody's id."""
_SECONDS: Final = re.compile(r"\d{1,9}", re.ASCII)
_SUCCESS: Final = 2
_LONGEST_MESSAGE: Final = 500
_BEFORE: Final = re.compile(rb"(?:\xef\xbb\xbf|[ \t\r\n\0])*")
"""Byte order marks and white space."""
_BEHIND: Final = b" \t\r\n\0"
_DATA: Final = b'"data"'

_LOOSE: Final = re.compile(rb'\{\s*"status"\s*:\s*true\s*,\s*"data"\s*:\s*(.*)\}', re.DOTALL)
"""An answer whose fields cannot be told apart: what reads the data says so to people."""


class _Envelope(msgspec.Struct):
    """The fields as they came: a field that is not needed decides nothing, whatever its type."""

    status: msgspec.Raw = msgspec.Raw(b"null")
    data: msgspec.Raw = msgspec.Raw(b"")
    error: msgspec.Raw = msgspec.Raw(b"null")
    message: msgspec.Raw = msgspec.Raw(b"null")


_decoder: Final = msgspec.json.Decoder(_Envelope)
_TRUE: Final = ("true", "1")
_FALSE: Final = ("false", "0")


def open_envelope(
    http_status: int, body: bytes, retry_after: str | None = None, *, needs_data: bool = False
) -> bytes:
    """Return the JSON text of `data`, ``null`` where there is none.

    Args:
        http_status: of the answer.
        body: of the answer, decompressed.
        retry_after: the Retry-After header.
        needs_data: whether an answer without data is none.

    Raises:
        VendorError: in every other case.
    """
    before = _BEFORE.match(body)
    body = body[before.end() if before else 0 :].rstrip(_BEHIND)
    is_success = http_status // 100 == _SUCCESS
    try:
        envelope = _decoder.decode(body)
        if is_success and body.count(_DATA) > 1:
            envelope = _loose_envelope(body) or envelope
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        loose = _loose_envelope(body) if is_success else None
        if loose is None:
            raise _without_envelope(http_status) from None
        envelope = loose
    status = _flag(envelope.status)
    if status is True and is_success:
        data = bytes(envelope.data)
        if needs_data and not data:
            raise _without_envelope(http_status)
        return data or b"null"
    code = _text(envelope.error)
    if status is not False or not code:
        raise _without_envelope(http_status)
    raise _refusal(http_status, code, _text(envelope.message) or code, retry_after)


def _loose_envelope(body: bytes) -> _Envelope | None:
    """Return the envelope of an answer with improper JSON somewhere, or with its data in several parts; None for no object."""
    fields = split_fields(body)
    if fields is None:
        rest = _LOOSE.fullmatch(body)
        return None if rest is None else _Envelope(status=msgspec.Raw(b"true"), data=msgspec.Raw(rest[1]))
    # Who repeats a field means all of it: one list that is empty does not take away the orders of another.
    parts = [value for name, value in fields if name == b"data" and value != b"null"]
    values = dict(fields)
    if parts:
        values[b"data"] = _joined(parts) if len(parts) > 1 else parts[0]
    return _Envelope(
        **{
            name: msgspec.Raw(values[name.encode()])
            for name in _Envelope.__struct_fields__
            if name.encode() in values
        }
    )


def _joined(parts: list[bytes]) -> bytes:
    """Return lists as one list; of anything else the last one."""
    if not all(part.startswith(b"[") and part.endswith(b"]") for part in parts):
        return parts[-1]
    inner = (part[1:-1].strip() for part in parts)
    return b"[" + b",".join(part for part in inner if part) + b"]"


def _flag(raw: msgspec.Raw) -> bool | None:
    """Return ``status`` as a flag; None where it is none, for example the HTTP status of a gateway's own envelope."""
    text = bytes(raw).decode("utf-8", "replace").strip().strip('"').strip().lower()
    return True if text in _TRUE else False if text in _FALSE else None


def _text(raw: msgspec.Raw) -> str:
    """Return a text of the envelope; "" for anything else."""
    value: Any = None
    with contextlib.suppress(msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        value = msgspec.json.decode(raw)
    return value.strip()[:_LONGEST_MESSAGE] if isinstance(value, str) else ""


def _without_envelope(http_status: int) -> VendorError:
    if http_status >= HTTPStatus.INTERNAL_SERVER_ERROR or http_status == HTTPStatus.REQUEST_TIMEOUT:
        return ServerFailedError(f"HTTP {http_status}")
    return MalformedAnswerError(f"HTTP {http_status} without the vendor's envelope")


def _refusal(http_status: int, code: str, message: str, retry_after: str | None) -> VendorError:
    """Return the error for an envelope with ``"status": false``."""
    # It may come with HTTP 200. The error code then stands for the HTTP status.
    known = folded(code)
    status = _CODES.get(known) if http_status // 100 == _SUCCESS else http_status
    if status is None:
        error = RefusedError("status false", message=message)
        error.passing = True
        return error
    reason = f"HTTP {status}"
    if status == HTTPStatus.UNAUTHORIZED:
        return UnauthorisedError(reason, message=message)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return TooManyRequestsError(reason, message=message, wait=_wait(message, retry_after))
    if status in {403, 404} and any(words in known for words in _NOT_FOUND):
        return NotFoundError(reason, message=message)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.REQUEST_TIMEOUT:
        return ServerFailedError(reason, message=message)
    if status >= HTTPStatus.BAD_REQUEST:
        return RefusedError(reason, message=message)
    # Its words are left out: the reason of such an answer is logged.
    return MalformedAnswerError(f"{reason} is not an answer of this API")


def _wait(message: str, retry_after: str | None) -> float | None:
    """Return the seconds to wait after a 429: from its sentence, else from Retry-After; None where neither says it."""
    found = _WAIT.search(message)
    if found is not None:
        seconds = float(found[1].replace(",", ".")) * (1 if found[2] else 60)
    elif retry_after is not None and _SECONDS.fullmatch(retry_after.strip()):
        seconds = float(retry_after)
    else:
        return None
    return min(seconds, LONGEST_WAIT)
