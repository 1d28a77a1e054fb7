"""Opens the vendor's envelope ``{"status": …, "data": …}`` and maps its errors.

Source: the vendor's table of HTTP statuses and error codes.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Final

import msgspec

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
_WAIT: Final = re.compile(r"(\d+(?:[.,]\d+)?)\s*(saniye|sn|dakika|dk)", re.IGNORECASE)
_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)?")
_REDIRECTION: Final = 3
_LONGEST_WAIT: Final = 3600.0
_LONGEST_MESSAGE: Final = 500

# For an answer with improper JSON somewhere in its data: the data is then cut out by position.
_LOOSE: Final = re.compile(rb'\s*\{\s*"status"\s*:\s*true\s*,\s*"data"\s*:\s*(.*)\}\s*', re.DOTALL)


class _Envelope(msgspec.Struct):
    status: bool | int | str | None = None
    data: msgspec.Raw = msgspec.Raw(b"null")
    error: str | None = None
    message: str | None = None


_decoder: Final = msgspec.json.Decoder(_Envelope)


def open_envelope(http_status: int, body: bytes, retry_after: str | None = None) -> bytes:
    """Return the JSON text of `data`.

    Args:
        http_status: of the answer.
        body: of the answer, decompressed.
        retry_after: the Retry-After header.

    Raises:
        VendorError: in every other case.
    """
    envelope = _decoded(body)
    if envelope is None:
        loose = _LOOSE.fullmatch(body) if http_status == HTTPStatus.OK else None
        if loose is not None:
            return loose[1]
        raise _without_envelope(http_status)
    if http_status == HTTPStatus.OK and envelope.status in {True, "true", "1"}:
        return bytes(envelope.data)
    code = (envelope.error or "").strip()
    message = (envelope.message or code).strip()[:_LONGEST_MESSAGE]
    # "status": false may come with HTTP 200. The error code then stands for the HTTP status.
    status = http_status if http_status != HTTPStatus.OK else _CODES.get(folded(code[:_LONGEST_MESSAGE]))
    if status is None:
        error = RefusedError("status false", message=message)
        error.passing = True
        raise error
    raise _error(status, message, retry_after)


def _decoded(body: bytes) -> _Envelope | None:
    try:
        return _decoder.decode(body)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        return None


def _without_envelope(http_status: int) -> VendorError:
    if http_status == HTTPStatus.OK or http_status // 100 == _REDIRECTION:
        # Often a captive portal or a proxy answers instead of the vendor.
        return MalformedAnswerError(f"HTTP {http_status} without the vendor's envelope")
    return _error(http_status, "", None)


def _error(status: int, message: str, retry_after: str | None) -> VendorError:
    reason = f"HTTP {status}"
    if status == HTTPStatus.UNAUTHORIZED:
        return UnauthorisedError(reason, message=message)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return TooManyRequestsError(reason, message=message, wait=_wait(message, retry_after))
    if status in {403, 404}:
        return NotFoundError(reason, message=message)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.REQUEST_TIMEOUT:
        return ServerFailedError(reason, message=message)
    if status >= HTTPStatus.BAD_REQUEST:
        return RefusedError(reason, message=message)
    return MalformedAnswerError(f"{reason} is not an answer of this API", message=message)


def _wait(message: str, retry_after: str | None) -> float | None:
    """Return the seconds to wait after a 429: from its Turkish sentence, else from Retry-After."""
    found = _WAIT.search(message)
    if found is not None:
        seconds = float(found[1].replace(",", ".")) * (60 if found[2].lower() in {"dakika", "dk"} else 1)
        return min(seconds, _LONGEST_WAIT)
    for text in (message, retry_after or ""):
        number = _NUMBER.search(text)
        if number is not None:
            return min(float(number[0].replace(",", ".")), _LONGEST_WAIT)
    return None
