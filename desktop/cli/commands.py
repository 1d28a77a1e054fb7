"""The commands that write something and end: export, report, doctor, support."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from datetime import UTC, date, datetime, time
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final

from desktop.domain.text.translation import language
from desktop.system.files.atomic_file import BYTE_ORDER_MARK, write_atomically
from desktop.system.sentences import Pair
from desktop.system.user_errors import EXIT_MACHINE, EXIT_OK, EXIT_STORE, EXIT_USAGE, UserError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Protocol

    from desktop.domain.sales.period import Period
    from desktop.services.checkup import Finding, Level
    from desktop.services.sales_reports import Counted
    from desktop.store.rows import ExportRow
    from desktop.system.settings.options import Options

    class DrawPdf(Protocol):
        """Makes a PDF of a report; what cannot be drawn is a `UserError`."""

        def __call__(self, counted: Counted, *, turkish: bool) -> bytes:
            """Return the file's content."""


_FIRST_YEAR: Final = 2000
_LAST_YEAR: Final = 2999
"""Of a report: what lies beyond is a typing error, and calendars end not far from there."""


def export(options: Options, since_day: str | None, output: str | None, *, as_csv: bool) -> int:
    """Write the stored orders as JSON or CSV.

    Args:
        options: what to run with.
        since_day: ``2026-11-01``, None for all.
        output: a file, ``-`` or None for standard output.
        as_csv: rather than as JSON.

    Raises:
        Refusal: there are none, or they could not be written.
    """
    from desktop.domain.orders.privacy import blank_before
    from desktop.services.order_export import csv_lines, json_lines, without_old_personal_data
    from desktop.store.errors import StoreError
    from desktop.store.sqlite.store import DATABASE_NAME

    since = _since(since_day)
    _refuse_without(options.data_dir / DATABASE_NAME)
    try:
        days = options.settings_file.peek().keep_personal_data_days
        rows = without_old_personal_data(
            asyncio.run(_stored_rows(options, since)), blank_before(datetime.now(UTC), days)
        )
        _write(csv_lines(rows) if as_csv else json_lines(rows), output, marked=as_csv)
    except BrokenPipeError:
        raise
    except (OSError, StoreError) as error:
        _refuse_as_it_is(error)
        raise UserError(
            Pair(
                f"Siparişler dışa aktarılamadı ({error}). Yeri ve izinleri kontrol edip yeniden deneyin.",
                f"The orders could not be exported ({error}). Check space and permissions and try again.",
            ),
            code=EXIT_STORE,
        ) from error
    return EXIT_OK


def _refuse_without(database: Path) -> None:
    if not database.exists():
        folder = database.parent
        raise UserError(
            Pair(
                f"Bu klasörde kayıtlı sipariş yok: {folder}. Doğru klasör mü? --data-dir ile seçin.",
                f"There are no stored orders in this folder: {folder}. Is it the right one? Choose with --data-dir.",
            ),
            code=EXIT_STORE,
        )


def _refuse_as_it_is(error: Exception) -> None:
    """Say what only a start of the program puts right; a command that reads changes nothing of another's file."""
    from desktop.store.errors import DamagedDatabaseError, OlderDatabaseError

    if isinstance(error, OlderDatabaseError):
        raise UserError(
            Pair(
                "Siparişler daha eski bir Tezgâh ile kaydedilmiş. Tezgâh'ı bir kez kapatıp açın, sonra yeniden deneyin; hiçbir şey"
                " değiştirilmedi.",
                "The orders were saved by an older Tezgâh. Quit Tezgâh once and start it again, then try anew; nothing was changed.",
            ),
            code=EXIT_STORE,
        ) from error
    if isinstance(error, DamagedDatabaseError):
        raise UserError(
            Pair(
                f"Siparişlerin veritabanı bozuk ({error}). Tezgâh'ı kapatıp açın: okunabilenleri kurtarır. Hiçbir şey"
                " değiştirilmedi.",
                f"The database of orders is damaged ({error}). Quit Tezgâh and start it again: it keeps what can be read. Nothing"
                " was changed.",
            ),
            code=EXIT_STORE,
        ) from error


async def _stored_rows(options: Options, since: datetime | None) -> list[ExportRow]:
    from desktop.store.sqlite.store import Store

    store = await Store.open(options.data_dir, reads_only=True)
    try:
        return await store.read(lambda tx: list(tx.export(since)))
    finally:
        await store.close()


def _write(parts: Iterator[str], output: str | None, *, marked: bool) -> None:
    """Write to standard output or, whole or not at all, to a file, there `marked` as UTF-8."""
    if output in {None, "", "-"}:
        for part in parts:
            sys.stdout.buffer.write(part.encode())
        sys.stdout.buffer.flush()
        return
    mark = [BYTE_ORDER_MARK] if marked else []
    write_atomically(Path(str(output)), (part.encode() for part in chain(mark, parts)), contested=True)


def report(
    options: Options, day: str | None, span: str, output: str | None, *, form: str, draw: DrawPdf
) -> int:
    """Write what was sold in a day, a week or a month.

    Args:
        options: what to run with.
        day: a local day such as ``2026-11-22``, None for today.
        span: ``day``, ``week`` or ``month``, that the day is in.
        output: a file, ``-`` for standard output; None for standard output too, or for a PDF a file named after the
            days, in this folder.
        form: ``text``, ``json`` or ``pdf``.
        draw: makes a PDF of the figures.

    Raises:
        Refusal: there is no such day, there are no orders, or they could not be read or written.
    """
    from desktop.domain.sales.period import Period, Span
    from desktop.store.errors import StoreError
    from desktop.store.sqlite.store import DATABASE_NAME
    from desktop.system.machine.clock import now

    moment = now()
    period = Period.of(Span(span), _report_day(day, moment))
    if form == "pdf" and output == "-" and sys.stdout.isatty():
        raise UserError(
            Pair(
                "PDF ekrana yazılmaz. --output ile bir dosya verin ya da başka bir programa aktarın.",
                "A PDF is not for a terminal. Give a file with --output, or pipe it into another program.",
            ),
            code=EXIT_USAGE,
        )
    _refuse_without(options.data_dir / DATABASE_NAME)
    try:
        counted = asyncio.run(_counted(options, period, moment))
    except (OSError, StoreError) as error:
        _refuse_as_it_is(error)
        raise UserError(
            Pair(
                f"Rapor çıkarılamadı ({error}). Yeri ve izinleri kontrol edip yeniden deneyin.",
                f"The report could not be made ({error}). Check space and permissions and try again.",
            ),
            code=EXIT_STORE,
        ) from error
    content = _report_content(counted, form, draw, turkish=language() == "tr")
    named = output or (f"tezgah-{span}-{period.first.isoformat()}.pdf" if form == "pdf" else "-")
    if named == "-":
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return EXIT_OK
    try:
        write_atomically(Path(named), [content], contested=True)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise UserError(
            Pair(
                f"Rapor yazılamadı ({why}): {named}. --output ile başka bir yer seçin.",
                f"The report could not be written ({why}): {named}. Choose another place with --output.",
            ),
            code=EXIT_MACHINE,
        ) from error
    if output is None:
        print(named)
    return EXIT_OK


def _report_content(counted: Counted, form: str, draw: DrawPdf, *, turkish: bool) -> bytes:
    from desktop.cli import sales_report_text

    if form == "pdf":
        return draw(counted, turkish=turkish)
    if form == "json":
        return sales_report_text.as_json(counted).encode()
    return "".join(f"{line}\n" for line in sales_report_text.text_lines(counted, turkish=turkish)).encode()


async def _counted(options: Options, period: Period, moment: datetime) -> Counted:
    from desktop.services.sales_reports import count
    from desktop.store.sqlite.store import Store

    store = await Store.open(options.data_dir, reads_only=True)
    try:
        return await count(store, period, moment)
    finally:
        await store.close()


def _report_day(day: str | None, moment: datetime) -> date:
    from desktop.domain.text.local_time import ISTANBUL

    if day is None:
        return moment.astimezone(ISTANBUL).date()
    with contextlib.suppress(ValueError):
        found = date.fromisoformat(day)
        if _FIRST_YEAR <= found.year <= _LAST_YEAR:
            return found
    raise UserError(
        Pair(
            f"«{day}» bir gün değil. Örnek: --day 2026-11-22",
            f"{day} is not a day. Example: --day 2026-11-22",
        ),
        code=EXIT_USAGE,
    )


def doctor(options: Options, *, as_json: bool) -> int:
    """Check whether orders can arrive and be heard; returns 1 when something is in the way."""
    from desktop.services.checkup import Level, examine

    turkish = language() == "tr"
    marks = _marks()

    async def look() -> list[Finding]:
        found = []
        async for finding in examine(options):
            found.append(finding)
            if not as_json:
                print(f"{marks[finding.level]} {finding.turkish if turkish else finding.english}", flush=True)
                if finding.detail and finding.level is not Level.OK:
                    print(f"    {finding.detail}", flush=True)
        return found

    found = asyncio.run(look())
    if as_json:
        print(json.dumps([_finding(each) for each in found], ensure_ascii=False, indent=2))
    return EXIT_MACHINE if any(each.level is Level.TROUBLE for each in found) else EXIT_OK


def _marks() -> dict[Level, str]:
    """Return what stands before a finding, in letters that standard output has."""
    from desktop.services.checkup import Level

    levels = (Level.OK, Level.ADVICE, Level.TROUBLE)
    try:
        "✓•✗".encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return dict(zip(levels, "+!x", strict=True))
    return dict(zip(levels, "✓•✗", strict=True))


def _finding(finding: Finding) -> dict[str, str]:
    return {
        "name": finding.name,
        "level": finding.level.value,
        "tr": finding.turkish,
        "en": finding.english,
        "detail": finding.detail,
    }


def support(options: Options, output: str | None) -> int:
    """Write a support package.

    Raises:
        Refusal: it could not be written.
    """
    from desktop.services.checkup import examine
    from desktop.services.support_package import as_zip, contents, file_name
    from desktop.store.sqlite.inspection import inspect_file
    from desktop.store.sqlite.store import DATABASE_NAME

    async def look() -> list[Finding]:
        return [finding async for finding in examine(options)]

    findings = asyncio.run(look())
    try:
        inspection = inspect_file(options.data_dir / DATABASE_NAME)
    except Exception:  # noqa: BLE001 - the check-up says why; the rest of the package is the more needed
        inspection = None
    target = Path(output or file_name())
    try:
        write_atomically(
            target, [as_zip(contents(options, findings, inspection))], private=True, contested=True
        )
    except OSError as error:
        raise UserError(
            Pair(
                f"Destek paketi yazılamadı ({error.strerror}): {target}. --output ile başka bir yer seçin.",
                f"The support package could not be written ({error.strerror}): {target}. Choose another place with --output.",
            ),
            code=EXIT_MACHINE,
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
            Pair(
                f"«{day}» bir gün değil. Örnek: --since 2026-11-01",
                f"{day} is not a day. Example: --since 2026-11-01",
            ),
            code=EXIT_USAGE,
        ) from error
