"""Turns the vendor's answer and a fault into a reply. The HTTP server decides on the bytes on the wire."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from desktop.simulator.http_server import Reply

if TYPE_CHECKING:
    from desktop.simulator.faults import Fault
    from desktop.simulator.marketplace import EndpointAnswer

_ERRORS: Final = {
    400: "eksik alan",
    401: "yetkisiz erişim",
    403: "URL hatalı",
    404: "sipariş bulunamadı",
    429: "çok fazla istek",
}
"""HTTP statuses of the vendor itself, which come in its envelope. All others come from a proxy."""
_TOO_MANY: Final = 429
_USUAL_WAIT: Final = 17.0


def make_reply(answer: EndpointAnswer | None, fault: Fault | None, wait_text: str) -> Reply:
    """Return the reply; `answer` is None if the vendor received no call."""
    reply = _faulty_reply(answer, fault, wait_text)
    if fault is None:
        return reply
    body = reply.body if fault.body is None else fault.body
    return replace(reply, body=body, headers={**reply.headers, **fault.headers})


def visible_status(reply: Reply) -> int:
    """Return the HTTP status that the client sees, 0 for none."""
    return 0 if reply.fault.startswith(("reset", "hang")) else reply.http


def _faulty_reply(answer: EndpointAnswer | None, fault: Fault | None, wait_text: str) -> Reply:
    http, body = (200, b"") if answer is None else (answer.http, _encoded(answer.body))
    if fault is None or fault.kind == "latency":
        return Reply(http, body)
    if fault.kind in {"status", "status-after"}:
        return _error_reply(fault, wait_text)
    if fault.kind == "hang":
        return _page(504, fault="hang")
    if fault.kind == "garble":
        return Reply(200, body[: len(body) // 2])
    if fault.kind == "redirect":
        return Reply(302, b"", headers={"Location": "http://127.0.0.1:9/elsewhere"})
    if fault.kind == "envelope-false":
        return _refusal(200, "teknik sorun", "Teknik bir sorun oluştu")
    return Reply(http, body, fault=fault.kind)


def _error_reply(fault: Fault, wait_text: str) -> Reply:
    error = _ERRORS.get(fault.http)
    if error is None:
        return _page(fault.http)
    message = wait_text.format(f"{fault.seconds or _USUAL_WAIT:g}") if fault.http == _TOO_MANY else ""
    return _refusal(fault.http, error, message)


def _refusal(http: int, error: str, message: str) -> Reply:
    envelope = {"status": False, "error": error} | ({"message": message} if message else {})
    return Reply(http, _encoded(envelope))


def _page(http: int, fault: str = "") -> Reply:
    page = f"<html><body><h1>{http}</h1></body></html>".encode()
    return Reply(http, page, fault=fault, headers={"Content-Type": "text/html"})


def _encoded(body: Any) -> bytes:
    """Return the envelope as JSON; raw entries in a list of orders are copied unchanged."""
    data = body.get("data")
    if not isinstance(data, list) or not any(isinstance(entry, bytes) for entry in data):
        return json.dumps(body, ensure_ascii=False).encode()
    entries = [
        entry if isinstance(entry, bytes) else json.dumps(entry, ensure_ascii=False).encode()
        for entry in data
    ]
    return b'{"status": true, "data": [' + b", ".join(entries) + b"]}"
