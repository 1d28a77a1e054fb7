"""`tezgah report`: exact figures, text within 80 columns, errors."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
import unicodedata
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from desktop.store.rows import SavedOrder
from desktop.store.sqlite.store import SqliteStore
from desktop.system.user_errors import EXIT_MACHINE
from tests.cli.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.store.queries.transaction import Transaction
    from tests.cli.conftest import Program, Run

NOON = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)  # Sunday, 12:00 in Istanbul
WEEK = timedelta(days=7)


def order(at: datetime, total: str, **fields: Any) -> tuple[datetime, Decimal, dict[str, Any]]:
    payload = {
        "payment_method": "Nakit",
        "shipping_method": "delivery",
        "items": [{"name": "İskender", "quantity": 2, "total": "460.00"}, {"name": "Ayran", "quantity": 1}],
    }
    return at, Decimal(total), payload | fields


def store(folder: Path, *orders: tuple[datetime, Decimal, dict[str, Any]]) -> None:
    """Save orders that were placed at these times, received at once and accepted after 90 seconds."""

    async def work() -> None:
        opened = await SqliteStore.open(folder)

        def insert(tx: Transaction) -> None:
            for number, (at, total, payload) in enumerate(orders):
                key = f"00000000-0000-4000-8000-{number:012}"
                raw = json.dumps({"payment_key": key} | payload, ensure_ascii=False)
                status_id = payload.get("status_id", 2)
                placed_at = None if payload.get("date") == "2026-11-30" else at
                saved = SavedOrder(key, "", status_id, "", total, placed_at, None, raw)
                tx.insert_order(saved, at, at + timedelta(seconds=90))

        await opened.write(insert)
        await opened.close()

    folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(work())


def printed(program: Program, *arguments: str) -> str:
    code, out, err = program.run("report", *arguments)
    assert (code, err) == (0, "")
    return out


def as_json(program: Program, *arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(printed(program, "--format", "json", *arguments))
    return found


def test_a_day_as_json(program: Program) -> None:
    store(
        program.folder,
        order(NOON, "460.10"),
        order(NOON + timedelta(hours=1), "0.20", payment_method="Kredi Kartı", shipping_method="pickup"),
        order(NOON, "99", status_id=6),
        order(NOON - WEEK, "100"),
        order(NOON - timedelta(days=1), "5"),
    )
    day = as_json(program, "--day", "2026-11-22")
    assert (day["period"], day["first_day"], day["last_day"]) == ("day", "2026-11-22", "2026-11-22")
    assert (day["orders"], day["revenue"], day["average"]) == (2, "460.30", "230.15")
    assert (day["cancelled"], day["cancelled_amount"]) == (1, "99")
    assert day["accepting"] == {
        "count": 3,
        "median_seconds": 90.0,
        "worst_seconds": 90.0,
        "within_minutes": {"1": 0, "3": 3, "5": 3},
    }
    assert day["payments"] == [
        {"name": "Nakit", "count": 1, "amount": "460.10"},
        {"name": "Kredi Kartı", "count": 1, "amount": "0.20"},
    ]
    assert day["dishes"][0] == {"name": "İskender", "quantity": "4", "amount": "920.00"}
    assert day["cancels"] == [{"reason_id": None, "reason": None, "count": 1, "amount": "99"}]
    assert {each["name"]: each["count"] for each in day["hours"] if each["count"]} == {"12": 1, "13": 1}
    assert (day["delivery"]["count"], day["pickup"]["amount"]) == (1, "0.20")
    assert (day["before"]["first_day"], day["before"]["revenue"]) == ("2026-11-15", "100")


def test_weeks_start_on_monday_and_months_on_the_first(program: Program) -> None:
    store(program.folder, *(order(NOON - timedelta(days=days), "1") for days in range(30)))
    week = as_json(program, "--day", "2026-11-22", "--week")
    assert (week["first_day"], week["orders"], week["before"]["orders"]) == ("2026-11-16", 7, 7)
    month = as_json(program, "--day", "2026-11-22", "--month")
    assert (month["first_day"], month["last_day"]) == ("2026-11-01", "2026-11-30")
    # October had 8 orders; the part of it that matches November so far is compared.
    assert (month["orders"], month["before"]["first_day"]) == (22, "2026-10-01")


def night(program: Program) -> None:
    """Save the orders of one evening that goes on after midnight, and one whose date has no time."""
    evening = datetime(2026, 11, 29, 20, 59, 59, tzinfo=UTC)  # 23:59:59 in Istanbul
    midnight = evening + timedelta(seconds=1)
    store(
        program.folder,
        order(evening, "1", date="2026-11-29 23:59:59"),
        order(midnight, "10", date="2026-11-30 00:00:00"),
        order(midnight + timedelta(hours=1.5), "100", date="2026-11-30 01:30:00"),
        order(midnight, "1000", date="2026-11-30"),
    )


def test_a_night_is_not_split_at_midnight(program: Program) -> None:
    night(program)
    day = as_json(program, "--day", "2026-11-29")
    assert (day["orders"], day["revenue"]) == (3, "111")
    assert day["hours"][0]["name"] == "05"
    assert [each["name"] for each in day["hours"] if each["count"]] == ["23", "00", "01"]
    # A date without a time counts on its day, and not at midnight.
    after = as_json(program, "--day", "2026-11-30")
    assert (after["orders"], after["revenue"]) == (1, "1000")
    assert "00:00" not in printed(program, "--day", "2026-11-30")


def test_the_begin_of_the_business_day_is_a_setting(program: Program) -> None:
    night(program)
    assert program.run("settings", "get", "business_day_begins")[1] == "05:00\n"
    for begins, first in (("00:00", 1), ("01:00", 2), ("06:00", 3), ("", 1)):
        assert program.run("settings", "set", "business_day_begins", begins)[0] == 0
        assert as_json(program, "--day", "2026-11-29")["orders"] == first
    assert program.run("settings", "set", "business_day_begins", "24:00")[0] == 2


def test_payment_spellings_are_one_row_and_extras_are_summed(program: Program) -> None:
    store(
        program.folder,
        *(
            order(NOON, "10", payment_method=text, order_tip="1.50", courier_fee=5, discount="0")
            for text in ("NAKİT", "nakit", "Cash", "CASH", "Kapıda Nakit", "CREDIT_CARD")
        ),
    )
    day = as_json(program, "--day", "2026-11-22")
    assert day["payments"] == [
        {"name": "Nakit", "count": 5, "amount": "50"},
        {"name": "Kredi Kartı", "count": 1, "amount": "10"},
    ]
    assert day["tips"] == {"count": 6, "amount": "9.00"}
    assert day["delivery_fees"] == {"count": 6, "amount": "30"}
    assert day["discounts"] == {"count": 0, "amount": "0"}
    out = printed(program, "--day", "2026-11-22", "--lang", "tr")
    assert out.count("Nakit") == 1
    assert "Bahşiş" in out


def test_the_text_says_whether_orders_were_missed_and_the_limit_is_a_setting(program: Program) -> None:
    store(program.folder, order(NOON, "10"))  # accepted after 90 seconds
    assert "\nHiçbiri kaçmadı\n" in printed(program, "--day", "2026-11-22", "--lang", "tr")
    assert as_json(program, "--day", "2026-11-22")["reception"]["none_missed"] is True
    assert "kaçmadı" not in printed(program, "--day", "2026-11-21", "--lang", "tr"), "there were no orders"
    assert program.run("settings", "set", "urgent_after", "1")[0] == 0
    assert "\n1 dakikadan uzun bekleyen: 1\n" in printed(program, "--day", "2026-11-22", "--lang", "tr")
    told = as_json(program, "--day", "2026-11-22")["reception"]
    assert (told["none_missed"], told["late"], told["unanswered"]) == (False, 1, 0)


def test_a_week_has_a_bar_for_each_day(program: Program) -> None:
    store(program.folder, *(order(NOON - timedelta(days=days), "1") for days in (0, 0, 1, 7)))
    week = as_json(program, "--day", "2026-11-22", "--week")
    assert [each["count"] for each in week["days"]] == [0, 0, 0, 0, 0, 1, 2]
    assert [each["count"] for each in week["days_before"]] == [0, 0, 0, 0, 0, 0, 1]
    out = printed(program, "--day", "2026-11-22", "--week", "--lang", "en")
    assert "Sun 22.11." in out
    assert "12:00" not in out


def width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in line)


@pytest.mark.parametrize("lang", ["tr", "en"])
def test_text_fits_80_columns_and_has_no_control_characters(program: Program, lang: str) -> None:
    evil = "\x1b[2J\x07" + "Çok uzun bir ürün adı 🌯" * 9
    items = [{"name": evil, "quantity": 12345, "total": "999999999.99"}]
    store(
        program.folder,
        *(order(NOON + timedelta(hours=hour), "9999999.99", items=items) for hour in range(10)),
        order(NOON, "99999999", status_id=6, payment_method=evil),
        order(NOON - WEEK, "1"),
    )
    for span in ((), ("--week",), ("--month",)):
        out = printed(program, "--day", "2026-11-22", "--lang", lang, *span)
        assert "\x1b" not in out
        assert "\x07" not in out
        assert max(map(width, out.splitlines())) <= 80


def test_the_text_is_in_the_chosen_language(program: Program) -> None:
    store(program.folder, order(NOON, "1417.50"), order(NOON - WEEK, "1000"))
    turkish = printed(program, "--day", "2026-11-22", "--lang", "tr")
    for words in (
        "Gün raporu: 22.11.2026 Pazar",
        "1.417,50 TL",
        "+%42",
        "İskender",
        "Nakit",
        "1:30 dk",
        "12:00 #",
    ):
        assert words in turkish
    english = printed(program, "--day", "2026-11-22", "--lang", "en")
    for words in ("Report of a day: 22.11.2026 Sunday", "1,417.50 TL", "+42%", "Payment".upper()):
        assert words in english


def test_a_day_without_orders_is_a_report_too(program: Program) -> None:
    store(program.folder)
    day = as_json(program, "--day", "2026-11-22")
    assert (day["orders"], day["revenue"], day["average"], day["dishes"]) == (0, "0", None, [])
    assert len(day["hours"]) == 24
    assert "0,00 TL" in printed(program, "--day", "2026-11-22", "--lang", "tr")
    assert as_json(program)["period"] == "day", "without a day it is today's"


@pytest.mark.parametrize("day", ["dün", "2026-02-30", "22.11.2026", "", "0001-01-01", "9999-12-31"])
def test_an_invalid_day_is_an_error(program: Program, run_here: Run, day: str) -> None:
    store(program.folder)
    for span in ((), ("--week",), ("--month",)):
        code, out, err = run_here("report", "--day", day, *span)
        assert (code, out) == (2, "")
        assert len(err.splitlines()) == 1
        assert "--day 2026-11-22" in err


def test_week_and_month_exclude_each_other(run_here: Run) -> None:
    code, out, _ = run_here("report", "--week", "--month")
    assert (code, out) == (2, "")


def test_without_a_store_the_command_fails_and_creates_none(program: Program) -> None:
    code, out, err = program.run("report", "--day", "2026-11-22")
    assert (code, out, len(err.splitlines())) == (4, "", 1)
    assert not (program.folder / "tezgah.db").exists()


def test_output_goes_to_a_file(program: Program, tmp_path: Path) -> None:
    store(program.folder, order(NOON, "10"))
    target = tmp_path / "gün.json"
    assert printed(program, "--day", "2026-11-22", "--format", "json", "--output", str(target)) == ""
    assert json.loads(target.read_text("utf-8"))["orders"] == 1


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def test_a_pdf_needs_no_display(program: Program, tmp_path: Path) -> None:
    store(program.folder, order(NOON, "10"))
    target = tmp_path / "gün.pdf"
    assert printed(program, "--day", "2026-11-22", "--format", "pdf", "--output", str(target)) == ""
    pdf = target.read_bytes()
    assert pdf.startswith(b"%PDF-")
    assert pdf.rstrip().endswith(b"%%EOF")
    assert pages(pdf) >= 1
    assert b"/FontFile2" in pdf, "the letters are in the file: it reads the same everywhere"
    assert set(re.findall(rb"/BaseFont /(\w+)", pdf)) == {b"TezgahSans"}, "the font of the window"
    assert not list(tmp_path.glob("*.new"))


def test_a_pdf_is_named_after_its_days(program: Program, tmp_path: Path) -> None:
    store(program.folder, order(NOON, "10"))
    command = [sys.executable, "-m", "desktop", "report", "--week", "--day", "2026-11-22", "--format", "pdf"]
    environ = program.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=tmp_path, env=environ, capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stdout.decode().strip()) == (0, "tezgah-week-2026-11-16.pdf")
    assert (tmp_path / "tezgah-week-2026-11-16.pdf").read_bytes().startswith(b"%PDF-")


def test_a_pdf_can_be_piped(program: Program) -> None:
    store(program.folder, order(NOON, "10"))
    process = program.start("report", "--day", "2026-11-22", "--format", "pdf", "--output", "-")
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, b"")
    assert out.startswith(b"%PDF-")


@pytest.mark.parametrize("form", ["pdf", "json", "text"])
def test_an_unwritable_place_is_an_error(program: Program, tmp_path: Path, form: str) -> None:
    store(program.folder, order(NOON, "10"))
    target = tmp_path / "missing" / "x.pdf"
    code, out, err = program.run("report", "--day", "2026-11-22", "--format", form, "--output", str(target))
    assert (code, out) == (EXIT_MACHINE, "")
    assert len(err.splitlines()) == 1
    assert str(target) in err
    assert not target.parent.exists()
