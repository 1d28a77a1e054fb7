"""The commands that write something and end: export, report, doctor, support."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final

from desktop.domain.text.escapes import escaped_json, escaped_line
from desktop.domain.text.translation import Message
from desktop.system.files.atomic_file import BYTE_ORDER_MARK
from desktop.system.files.chosen_file import write_chosen
from desktop.system.files.languages import in_both
from desktop.system.machine.loops import run_loop
from desktop.system.user_errors import EXIT_MACHINE, EXIT_OK, EXIT_STORE, EXIT_USAGE, UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from desktop.domain.sales.period import Period
    from desktop.services.checkup import Finding, Level
    from desktop.services.sales_reports import CountedSales
    from desktop.store.rows import StoredOrder
    from desktop.system.settings.options import Options

_STANDARD_OUTPUT: Final = (None, "", "-")
_FIRST_YEAR: Final = 2000
_LAST_YEAR: Final = 2999
"""Years that a report may have: others are typing errors, and calendars end near them."""


def export(
    options: Options, since_day: str | None, output: str | None, *, form: str, csv_style: str | None
) -> int:
    """Write the stored orders.

    Args:
        options: of the program.
        since_day: ``2026-11-01``, None for all.
        output: a file, ``-`` or None for standard output.
        form: ``json``, ``csv`` or ``xlsx``.
        csv_style: ``turkish`` or ``plain``, None for that of the language in force.

    Raises:
        UserError: there are none, or they could not be written.
    """
    from desktop.domain.orders.privacy import redact_before
    from desktop.services.order_export import without_old_personal_data
    from desktop.store.errors import StoreError

    since = _since(since_day)
    if form == "xlsx" and output in _STANDARD_OUTPUT and sys.stdout.isatty():
        raise UserError(
            Message(
                "An Excel file is not for a terminal. Give a file with --output, or pipe it into another program."
            ),
            code=EXIT_USAGE,
        )
    require_store(options)
    try:
        days = options.settings_file.peek().keep_personal_data_days
        rows = without_old_personal_data(
            asyncio.run(_stored_rows(options, since)), redact_before(datetime.now(UTC), days)
        )
        _write(_content(rows, form, csv_style), output, options.data_dir, marked=form == "csv")
    except BrokenPipeError:
        raise
    except (OSError, StoreError) as error:
        raise store_problem(error, options) or UserError(
            Message(
                "The orders could not be exported ({error}). Check space and permissions, and try again.",
                error=(isinstance(error, OSError) and error.strerror) or error,
            ),
            code=EXIT_STORE if isinstance(error, StoreError) else EXIT_MACHINE,
        ) from error
    return EXIT_OK


def _content(rows: Iterator[StoredOrder], form: str, csv_style: str | None) -> Iterator[bytes]:
    from desktop.services.exports.csv_file import CsvStyle, csv_lines, style_of_language
    from desktop.services.exports.xlsx_file import xlsx_file
    from desktop.services.order_json import json_lines

    if form == "xlsx":
        return iter([xlsx_file(rows)])
    if form == "json":
        return (line.encode() for line in json_lines(rows))
    style = style_of_language() if csv_style is None else CsvStyle(csv_style)
    return (line.encode() for line in csv_lines(rows, style))


def require_store(options: Options) -> None:
    """Raise a `UserError` where no orders are stored in the folder, and there is no shared database."""
    from desktop.store.sqlite.store import DATABASE_NAME

    if options.store_address is not None:
        return

    database = options.data_dir / DATABASE_NAME
    if not database.exists():
        raise UserError(
            Message(
                "There are no stored orders in this folder: {folder}. Choose the right one with --data-dir.",
                folder=database.parent,
            ),
            code=EXIT_STORE,
        )


def store_problem(error: Exception, options: Options) -> UserError | None:
    """Return the error for what only a start of the program, or somebody at the shared database, can fix; None for others."""
    from desktop.services.database.problems import store_failed
    from desktop.store.errors import DamagedDatabaseError, OlderDatabaseError

    if isinstance(error, OlderDatabaseError):
        return UserError(
            Message(
                "An older Tezgâh has saved these orders. Quit Tezgâh and start it again, then try again. Nothing was changed."
            ),
            code=EXIT_STORE,
        )
    if isinstance(error, DamagedDatabaseError):
        return UserError(
            Message(
                "The database of orders is damaged ({error}). Quit Tezgâh and start it again: it saves what can be read."
                " Nothing was changed.",
                error=error,
            ),
            code=EXIT_STORE,
        )
    return store_failed(error, options)


async def _stored_rows(options: Options, since: datetime | None) -> list[StoredOrder]:
    from desktop.services.database.opener import open_store

    store = await open_store(options, reads_only=True)
    try:
        return await store.read(lambda tx: list(tx.stored(since)))
    finally:
        await store.close()


def _write(parts: Iterator[bytes], output: str | None, data_dir: Path, *, marked: bool) -> None:
    """Write to standard output, or atomically to a file; `marked` puts a byte order mark into the file."""
    if output in _STANDARD_OUTPUT:
        for part in parts:
            sys.stdout.buffer.write(part)
        sys.stdout.buffer.flush()
        return
    mark = [BYTE_ORDER_MARK.encode()] if marked else []
    write_chosen(Path(str(output)), chain(mark, parts), data_dir, concurrent=True)


def report(
    options: Options,
    day: str | None,
    span: str,
    output: str | None,
    *,
    form: str,
    draw: Callable[[CountedSales], bytes],
) -> int:
    """Write the sales report of a day, a week or a month.

    Args:
        options: of the program.
        day: a business day such as ``2026-11-22``, None for today.
        span: ``day``, ``week`` or ``month``; the day is in it.
        output: a file, or ``-`` for standard output. None is standard output, too, but for a PDF a file in this folder,
            named after the day.
        form: ``text``, ``json`` or ``pdf``.
        draw: returns a report as PDF; may raise a `UserError`.

    Raises:
        UserError: there is no such day, there are no orders, or they could not be read or written.
    """
    from desktop.domain.sales.period import Period, Span
    from desktop.store.errors import StoreError
    from desktop.system.machine.clock import now
    from desktop.system.settings.settings import day_begins

    moment = now()
    settings = options.settings_file.peek()
    begins = day_begins(settings)
    period = Period.of(Span(span), report_day(day, moment, begins), begins)
    if form == "pdf" and output == "-" and sys.stdout.isatty():
        raise UserError(
            Message(
                "A PDF is not for a terminal. Give a file with --output, or pipe it into another program."
            ),
            code=EXIT_USAGE,
        )
    require_store(options)
    try:
        counted = asyncio.run(_counted(options, period, moment, timedelta(minutes=settings.urgent_after)))
    except (OSError, StoreError) as error:
        raise store_problem(error, options) or UserError(
            Message(
                "The report could not be made ({error}). Check space and permissions, and try again.",
                error=error,
            ),
            code=EXIT_STORE,
        ) from error
    content = _report_content(counted, form, draw)
    named = output or (f"tezgah-{span}-{period.first.isoformat()}.pdf" if form == "pdf" else "-")
    if named == "-":
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return EXIT_OK
    try:
        write_chosen(Path(named), [content], options.data_dir, concurrent=True)
    except OSError as error:
        raise UserError(
            Message(
                "The report could not be written ({reason}): {file}. Choose another place with --output.",
                reason=error.strerror or type(error).__name__,
                file=named,
            )
        ) from error
    if output is None:
        print(named)
    return EXIT_OK


def _report_content(counted: CountedSales, form: str, draw: Callable[[CountedSales], bytes]) -> bytes:
    from desktop.cli import sales_report_text

    if form == "pdf":
        return draw(counted)
    if form == "json":
        return sales_report_text.as_json(counted).encode()
    return "".join(f"{line}\n" for line in sales_report_text.text_lines(counted)).encode()


async def _counted(options: Options, period: Period, moment: datetime, late_after: timedelta) -> CountedSales:
    from desktop.services.database.opener import open_store
    from desktop.services.sales_reports import count_sales

    store = await open_store(options, reads_only=True)
    try:
        return await count_sales(store, period, moment, late_after)
    finally:
        await store.close()


def report_day(day: str | None, moment: datetime, begins: time) -> date:
    """Return a typed business day, None for today's.

    Raises:
        UserError: it is none.
    """
    from desktop.domain.business_day import business_day

    if day is None:
        return business_day(moment, begins)
    with contextlib.suppress(ValueError):
        found = date.fromisoformat(day)
        if _FIRST_YEAR <= found.year <= _LAST_YEAR:
            return found
    raise UserError(Message("“{day}” is not a day. Example: --day 2026-11-22", day=day), code=EXIT_USAGE)


def doctor(options: Options, *, as_json: bool) -> int:
    """Check whether orders can arrive and be heard; returns 1 when there is a problem."""
    from desktop.services.checkup import Level

    found = run_loop(_examine(options, None if as_json else _print_finding))
    if as_json:
        print(escaped_json(json.dumps([_as_dict(each) for each in found], ensure_ascii=False, indent=2)))
    return EXIT_MACHINE if any(each.level is Level.TROUBLE for each in found) else EXIT_OK


async def _examine(options: Options, show: Callable[[Finding], None] | None = None) -> list[Finding]:
    from desktop.services.checkup import examine

    found = []
    async for finding in examine(options):
        found.append(finding)
        if show is not None:
            show(finding)
    return found


def _print_finding(finding: Finding) -> None:
    from desktop.services.checkup import Level

    # A line end in the name of a restaurant would look like another finding.
    print(f"{_mark(finding.level)} {escaped_line(str(finding.message))}", flush=True)
    if finding.detail and finding.level is not Level.OK:
        print(f"    {escaped_line(finding.detail)}", flush=True)
    if finding.name == "token" and finding.level is Level.TROUBLE:
        # The window has a button there.
        print("    tezgah connect", flush=True)


def _mark(level: Level) -> str:
    """Return the sign of a level, one that the encoding of standard output has."""
    from desktop.services.checkup import Level

    signs = "✓•✗"
    try:
        signs.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        signs = "+!x"
    return signs[(Level.OK, Level.ADVICE, Level.TROUBLE).index(level)]


def _as_dict(finding: Finding) -> dict[str, str]:
    turkish, english = in_both(finding.message)
    return {
        "name": finding.name,
        "level": finding.level.value,
        "tr": turkish,
        "en": english,
        "detail": finding.detail,
    }


def support(options: Options, output: str | None) -> int:
    """Write a support package.

    Raises:
        UserError: it could not be written.
    """
    from desktop.services.database.inspection import inspect_store
    from desktop.services.support_package import as_zip, contents, file_name

    findings = run_loop(_examine(options))
    try:
        inspection = asyncio.run(inspect_store(options))
    except Exception:  # noqa: BLE001 - the check-up names the reason; the rest of the package is needed all the more
        inspection = None
    target = Path(output or file_name())
    try:
        write_chosen(
            target,
            [as_zip(contents(options, findings, inspection))],
            options.data_dir,
            private=True,
            concurrent=True,
        )
    except OSError as error:
        raise UserError(
            Message(
                "The support package could not be written ({reason}): {file}. Choose another place with --output.",
                reason=error.strerror,
                file=target,
            )
        ) from error
    print(target)
    return EXIT_OK


def _since(day: str | None) -> datetime | None:
    from desktop.domain.text.local_time import ISTANBUL

    if day is None:
        return None
    try:
        return datetime.combine(date.fromisoformat(day), time(), ISTANBUL)
    except ValueError as error:
        raise UserError(
            Message("“{day}” is not a day. Example: --since 2026-11-01", day=day), code=EXIT_USAGE
        ) from error
