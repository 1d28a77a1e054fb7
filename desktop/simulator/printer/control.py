"""`/printer/…` over HTTP: lets another process see an acted printer's paper and change its moods.

`GET /printer/sheets` · `GET /printer/sheets/0.png` · `GET /printer/moods` · `POST /printer/moods {"paper_out": true}` ·
`POST /printer/tear {}` (throws the paper away).
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from desktop.simulator.http_server import HttpServer, Reply

if TYPE_CHECKING:
    from desktop.simulator.http_server import Request
    from desktop.simulator.printer.acted_printer import ActedPrinter


class PrinterControl(HttpServer):
    """Serves an acted printer's control on a port of this computer; `start` and `stop` it."""

    def __init__(self, printer: ActedPrinter, port: int = 0) -> None:
        super().__init__(self._reply, port)
        self._printer = printer

    async def _reply(self, request: Request) -> Reply:
        if "origin" in request.headers or not request.headers.get("host", "").startswith(
            ("127.0.0.1", "localhost")
        ):
            return _json(403, {"error": "browsers are not served"})
        try:
            return self._do(request.method, request.target.removeprefix("/printer/"), request.body)
        except (ValueError, KeyError, TypeError, IndexError) as error:
            return _json(400, {"error": f"{type(error).__name__}: {error}"})

    def _do(self, method: str, name: str, body: bytes) -> Reply:
        printer = self._printer
        if method == "GET" and name.startswith("sheets/"):
            sheet = printer.tickets[int(name.removeprefix("sheets/").removesuffix(".png"))]
            return Reply(200, sheet.png(), headers={"Content-Type": "image/png"})
        if method == "GET" and name == "sheets":
            sheets = printer.tickets
            return _json(200, [{"rows": len(sheet.rows), "text": sheet.text} for sheet in sheets])
        if method == "GET" and name == "moods":
            return _json(200, asdict(printer.moods))
        if method == "POST" and name == "moods":
            printer.set_mood(**json.loads(body or b"{}"))
            return _json(200, asdict(printer.moods))
        if method == "POST" and name == "tear":
            printer.sheets.clear()
            return _json(200, [])
        raise KeyError(name)


def _json(http: int, value: Any) -> Reply:
    return Reply(http, json.dumps(value).encode())
