"""`tezgah export`: the content of its files, times and amounts included."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import os
import sqlite3
import subprocess
from contextlib import closing
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from desktop.services.exports import csv_file
from desktop.services.exports.columns import COLUMNS
from desktop.store.rows import SavedOrder
from desktop.store.sqlite.store import SqliteStore
from tests.cli.conftest import SECONDS

if TYPE_CHECKING:
    from desktop.store.queries.transaction import Transaction
    from tests.cli.conftest import Program

OLD_FILES = Path(__file__).parents[1] / "store" / "sqlite" / "old_files"

KEY = "3e9caf87-5cb7-4c4e-adcb-fc2ec54cf24e"
NOON = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)  # 12:00 in Istanbul

ORDER: dict[str, Any] = {
    "id": 1031,
    "status_id": 1,
    "status_text": "Sipariş Geldi",
    "shipping_method": "delivery",
    "payment_method": "Kredi Kartı",
    "note": "Zili çalmayın",
    "total": 1417.5,
    "date": "2026-11-01 11:59:30",
    "restaurant_id": "0ca1d2b1-7d55-4a6e-9d0a-5b0f4f0c7e21",
    "restaurant_name": "Halaskargazi Şube",
    "courier_type": "restaurant",
    "discount": "157.50",
    "courier_fee": 0,
    "scheduled_date": "",
    "order_tip": "0.10",
    "customer": {"name": "Müşteri 7", "phone": "0500 000 00 07"},
    "address": {"address": "Deneme Sokak 1"},
    "items": [{"name": "İskender", "quantity": 2, "price": "460.00"}, {"name": "Ayran", "quantity": 1}],
    "loyalty": {"points": 12},
}


def key_of(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012}"


def store(folder: Path, *orders: tuple[dict[str, Any] | str, datetime], keep_days: int = 0) -> None:
    """Save orders that were received at these times; `keep_days` 0 keeps personal data for ever."""

    async def work() -> None:
        opened = await SqliteStore.open(folder)

        def insert(tx: Transaction) -> None:
            for number, (raw, at) in enumerate(orders):
                key = key_of(number)
                text = (
                    raw
                    if isinstance(raw, str)
                    else json.dumps(raw | {"payment_key": key}, ensure_ascii=False)
                )
                tx.insert_order(SavedOrder(key, "", 1, "", Decimal(0), None, None, text), at, None)
                tx.enqueue_acknowledgement(key, 1, at)

        await opened.write(insert)
        await opened.close()

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "settings.json").write_text(json.dumps({"keep_personal_data_days": keep_days}), "utf-8")
    asyncio.run(work())


def exported(program: Program, form: str, *arguments: str) -> str:
    code, out, err = program.run("export", "--format", form, *arguments)
    assert (code, err) == (0, "")
    return out


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_json_has_all_columns_and_the_original_order(program: Program) -> None:
    store(program.folder, (ORDER, NOON))
    (found,) = json.loads(exported(program, "json"))
    assert list(found) == [*COLUMNS, "read", "doubts", "raw"]
    assert found["raw"] == ORDER | {"payment_key": key_of(0)}
    assert found == found | {
        "payment_key": key_of(0),
        "id": "1031",
        "status_id": 1,
        "status_text": "Sipariş Geldi",
        "received_at": "2026-11-01T12:00:00+03:00",
        "acknowledged_at": None,
        "accepted_at": None,
        "preparing_time": None,
        "date": "2026-11-01T11:59:30+03:00",
        "scheduled_date": None,
        "customer_name": "Müşteri 7",
        "note": "Zili çalmayın",
        "items": "2 x İskender; 1 x Ayran",
    }


def test_json_has_the_dishes_as_staff_see_them_and_the_doubts(program: Program) -> None:
    out = {"ilave_basligi": "Çıkar", "ekleme_cikarma": "çıkarma", "ilave_opsiyonlari": ["Soğan"]}
    burger = {"name": "Burger", "quantity": 3, "note": "iyi pişmiş", "price": "12,50", "options": [out]}
    dishes = [
        {"name": "Menü &amp; Ayran", "quantity": 2, "price": 500, "options": [burger]},
        {"name": "Lahmacun", "quantity": 0},
        {"name": "Pide", "quantity": "iki"},
    ]
    fields = {
        "discount": 0,
        "order_tip": 0,
        "total": "1.250",
        "items": dishes,
        "scheduled_date": "2026-11-02",
    }
    store(program.folder, (ORDER | fields, NOON), (ORDER | {"items": ["Pide"]}, NOON))
    found, calm = json.loads(exported(program, "json", "--lang", "en"))
    menu, flatbread, pide = found["read"]["dishes"]
    assert (menu["name"], menu["quantity"], menu["price"]) == ("Menü & Ayran", 2, "500")
    assert (flatbread["quantity"], pide["quantity"], pide["received_quantity"]) == (0, None, "iki")
    (group,) = menu["groups"]
    (option,) = group["options"]
    assert (option["name"], option["quantity"], option["note"], option["price"], option["choice"]) == (
        "Burger",
        3,
        "iyi pişmiş",
        "12.50",
        "added",
    )
    (inner,) = option["groups"]
    assert (inner["title"], [(each["name"], each["choice"]) for each in inner["options"]]) == (
        "Çıkar",
        [("Soğan", "removed")],
    )
    assert [(doubt["kind"], doubt["received"]) for doubt in found["doubts"]] == [
        ("day_without_time", "2026-11-02"),
        ("quantity_unreadable", "iki"),
        ("quantity_zero", "0"),
        ("amount_ambiguous", "1.250"),
    ]
    assert found["doubts"][3]["sentence"] == "The total came as “1.250”: 1.250,00 TL or 1,25 TL?"
    day = {"at": None, "until": None, "day": "2026-11-02", "received": "2026-11-02"}
    assert (found["read"]["scheduled"], calm["read"]["scheduled"]) == (day, None)
    assert calm["doubts"] == []


def test_csv_has_the_same_columns_without_the_original_order(program: Program) -> None:
    store(program.folder, (ORDER, NOON))
    text = exported(program, "csv")
    (found,) = rows(text)
    assert list(found) == [*COLUMNS, "doubts"]
    assert "loyalty" not in text
    (in_json,) = json.loads(exported(program, "json"))
    for name in COLUMNS:
        assert found[name] == ("" if in_json[name] is None else str(in_json[name]))


@pytest.mark.parametrize("form", ["json", "csv"])
def test_old_personal_data_are_left_out_while_the_store_still_has_them(program: Program, form: str) -> None:
    now = datetime.now(UTC)
    store(
        program.folder,
        (ORDER | {"customer": {"name": "Müşteri 1"}}, now - timedelta(days=8)),
        (ORDER | {"customer": {"name": "Müşteri 2"}}, now - timedelta(days=6)),
        keep_days=7,
    )
    text = exported(program, form)
    old, fresh = json.loads(text) if form == "json" else rows(text)
    assert "Müşteri 1" not in text
    assert text.count("Deneme Sokak") == (2 if form == "json" else 1)  # JSON has the original order too
    assert (old["customer_name"], old["customer_phone"], old["address"], old["note"]) == ("", "", "", "")
    assert (fresh["customer_name"], fresh["note"]) == ("Müşteri 2", "Zili çalmayın")
    for name in ("id", "total", "discount", "order_tip", "date", "restaurant_name", "items", "status_text"):
        assert old[name] == fresh[name] != ""


def test_with_0_days_personal_data_are_never_removed(program: Program) -> None:
    store(program.folder, (ORDER, datetime(2017, 1, 1, tzinfo=UTC)), keep_days=0)
    (found,) = json.loads(exported(program, "json"))
    assert found["customer_name"] == "Müşteri 7"


def test_without_settings_personal_data_are_exported_for_90_days(program: Program) -> None:
    now = datetime.now(UTC)
    store(program.folder, (ORDER, now - timedelta(days=91)), (ORDER, now - timedelta(days=89)))
    (program.folder / "settings.json").unlink()
    assert [order["customer_name"] for order in json.loads(exported(program, "json"))] == ["", "Müşteri 7"]


def test_an_order_has_the_times_of_its_events(program: Program) -> None:
    store(program.folder, (ORDER, NOON))

    async def go_on() -> None:
        opened = await SqliteStore.open(program.folder)

        def work(tx: Transaction) -> None:
            (queued,) = tx.queued()
            tx.settle(queued.id, "done", "", NOON + timedelta(seconds=2))
            tx.set_accepted(key_of(0), NOON + timedelta(minutes=1), 25)
            tx.set_rang([key_of(0)], NOON + timedelta(seconds=3))
            tx.set_muted([key_of(0)], NOON + timedelta(seconds=9))
            tx.set_muted([key_of(0)], None)
            tx.enqueue_accept(key_of(0), 1, 25, NOON + timedelta(seconds=58))

        await opened.write(work)
        await opened.close()

    asyncio.run(go_on())
    (found,) = rows(exported(program, "csv"))
    assert found["acknowledged_at"] == "2026-11-01T12:00:02+03:00"
    assert found["accepted_at"] == "2026-11-01T12:01:00+03:00"
    assert found["preparing_time"] == "25"
    # The reactions of the counter.
    assert found["rang_at"] == "2026-11-01T12:00:03+03:00"
    assert found["muted_at"] == "2026-11-01T12:00:09+03:00"
    assert found["accept_pressed_at"] == "2026-11-01T12:00:58+03:00"


AMOUNTS: dict[str, str | None] = {
    "1417.5": "1417.5",
    "0.1": "0.1",
    '"157.50"': "157.50",
    "99999.95": "99999.95",
    '"1.417,50"': "1417.50",
    "1e3": "1000",
    '""': None,
    "null": None,
}


def test_amounts_are_exact(program: Program) -> None:
    raws = [
        f'{{"payment_key": "{key_of(number)}", "id": 1, "status_id": 1, "total": {written}}}'
        for number, written in enumerate(AMOUNTS)
    ]
    store(program.folder, *((raw, NOON) for raw in raws))
    found = [order["total"] for order in json.loads(exported(program, "json"))]
    assert [None if total is None else Decimal(total) for total in found] == [
        None if in_json is None else Decimal(in_json) for in_json in AMOUNTS.values()
    ]
    assert "E" not in "".join(filter(None, found)).upper()
    assert [row["total"] for row in rows(exported(program, "csv"))] == [total or "" for total in found]


STARTS = ("=", "+", "-", "@", "\t=", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def test_no_cell_can_become_a_formula(program: Program) -> None:
    evils = [f"{start}HYPERLINK(1)" for start in STARTS]
    store(
        program.folder,
        *(
            (
                ORDER
                | {
                    "note": evil,
                    "customer": {"name": f"  {evil}", "phone": evil},
                    "payment_method": evil,
                    "items": [{"name": evil, "quantity": 1}],
                },
                NOON,
            )
            for evil in evils
        ),
    )
    found = rows(exported(program, "csv"))
    in_json = json.loads(exported(program, "json"))
    for evil, row, order in zip(evils, found, in_json, strict=True):
        for name, value in row.items():
            assert not value.lstrip(" ").startswith(tuple("=+-@\t\r\n＝＋－＠")), (evil, name)
        # Reading removes blanks around a text.
        bare = evil.strip()
        for name in ("note", "customer_name", "payment_method"):
            assert row[name] == (bare if bare == "HYPERLINK(1)" else f"'{bare}"), (evil, name)
        assert order["raw"]["note"] == evil
        assert not order["note"].startswith("'")


def test_no_part_after_another_separator_can_become_a_formula(program: Program) -> None:
    # A Turkish spreadsheet uses the semicolon as separator.
    notes = [f"Kola{separator}=HYPERLINK(1)" for separator in (";", "; ", ';"', ";;", "\t", "\n", "\r\n  ")]
    store(program.folder, *((ORDER | {"note": note}, NOON) for note in notes))
    for row in rows(exported(program, "csv")):
        assert "'=HYPERLINK(1)" in row["note"]
        assert row["note"].startswith("Kola")


def test_quotes_commas_and_lines_survive_csv(program: Program) -> None:
    note = 'Bir "iki", üç\ndört; \u2028 🌯'
    store(program.folder, (ORDER | {"note": note}, NOON))
    (found,) = rows(exported(program, "csv"))
    (in_json,) = json.loads(exported(program, "json"))
    assert in_json["raw"]["note"] == note
    assert found["note"] == in_json["note"]
    assert found["note"].split() == note.split()


def test_since_is_a_day_in_istanbul(program: Program) -> None:
    midnight = datetime(2026, 10, 31, 21, 0, tzinfo=UTC)  # 1 November, 00:00 in Istanbul
    store(
        program.folder,
        (ORDER | {"id": 1}, midnight - timedelta(seconds=1)),
        (ORDER | {"id": 2}, midnight),
        (ORDER | {"id": 3}, midnight + timedelta(days=1)),
    )
    for since, ids in (("2026-10-31", "123"), ("2026-11-01", "23"), ("2026-11-02", "3"), ("2026-11-03", "")):
        for form in ("json", "csv"):
            text = exported(program, form, "--since", since)
            found = json.loads(text) if form == "json" else rows(text)
            assert "".join(order["id"] for order in found) == ids


def test_an_empty_store_exports_an_empty_list_and_a_header(program: Program) -> None:
    store(program.folder)
    assert json.loads(exported(program, "json")) == []
    text = exported(program, "csv")
    assert rows(text) == []
    assert text.strip().split(",") == list(csv_file.COLUMNS)


def test_without_a_store_the_command_fails_and_creates_none(program: Program) -> None:
    code, out, err = program.run("export", "--format", "json")
    assert (code, out) == (4, "")
    assert len(err.splitlines()) == 1
    assert str(program.folder) in err
    assert not (program.folder / "tezgah.db").exists()


def test_export_needs_no_token_and_no_display(program: Program) -> None:
    store(program.folder, (ORDER, NOON))
    assert not {"TEZGAH_ACCESS_TOKEN", "DISPLAY"} & set(program.environ)
    assert json.loads(exported(program, "json"))


def test_output_goes_to_a_file(program: Program, tmp_path: Path) -> None:
    store(program.folder, (ORDER, NOON))
    for form, mark in (("json", b"["), ("csv", b"\xef\xbb\xbf")):
        target = tmp_path / f"out ş.{form}"
        target.write_text("what was there before", "utf-8")
        assert exported(program, form, "--output", str(target)) == ""
        data = target.read_bytes()
        assert data.startswith(mark)
        assert b"before" not in data
        text = data.decode("utf-8-sig")
        assert (json.loads(text) if form == "json" else rows(text))[0]["customer_name"] == "Müşteri 7"
    assert {path.name for path in tmp_path.iterdir()} == {"out ş.json", "out ş.csv", "orders"}


def test_an_unwritable_file_is_an_error(program: Program, tmp_path: Path) -> None:
    store(program.folder, (ORDER, NOON))
    target = tmp_path / "folder"
    target.mkdir()
    for place in (target, tmp_path / "missing" / "out.csv"):
        code, out, err = program.run("export", "--format", "csv", "--output", str(place))
        assert (code, out) == (1, "")
        assert len(err.splitlines()) == 1
    assert target.is_dir()
    assert {path.name for path in tmp_path.iterdir()} == {"folder", "orders"}, "no temporary file is left"


def test_a_malformed_order_is_exported_too(program: Program) -> None:
    broken = f'{{"payment_key": "{key_of(0)}", "status_id": 1, "total": NaN}}'
    store(
        program.folder,
        (broken, NOON),
        ({"total": "bin dört yüz", "items": "x", "customer": None, "date": "yarın"}, NOON),
    )
    first, second = json.loads(exported(program, "json"))
    assert first["payment_key"] == key_of(0)
    assert first["raw"] in (broken, {"payment_key": key_of(0), "status_id": 1, "total": None})
    assert second["raw"]["total"] == "bin dört yüz"
    assert len(rows(exported(program, "csv"))) == 2


def test_a_reader_that_stops_early_is_no_error(program: Program) -> None:
    store(program.folder, *((ORDER | {"id": number, "note": "x" * 500}, NOON) for number in range(400)))
    process = program.start("export", "--format", "json")
    assert process.stdout is not None
    process.stdout.read(10)
    process.stdout.close()
    assert process.wait(SECONDS) == 0
    assert process.stderr is not None
    assert process.stderr.read() == b""


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX")
def test_export_works_while_the_program_runs(program: Program) -> None:
    store(program.folder, (ORDER, NOON))
    process = program.start(
        "--headless",
        "--poll-seconds",
        "60",
        TEZGAH_ACCESS_TOKEN="invented",
        TEZGAH_BASE_URL="http://127.0.0.1:9/x",
    )
    assert process.stdout is not None
    assert process.stdout.readline()
    assert len(json.loads(exported(program, "json"))) == 1
    process.terminate()
    assert process.wait(SECONDS) == 0


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


READING = [("export", "--format", "json"), ("export", "--format", "csv"), ("report",)]


@pytest.mark.parametrize("arguments", READING, ids=" ".join)
@pytest.mark.parametrize("what", ["whole", "damaged", "older", "no database"])
def test_reading_commands_do_not_change_the_folder(
    program: Program, arguments: tuple[str, ...], what: str
) -> None:
    """Not even a database that only a start can repair: a program may be using it, an older one after an upgrade."""
    store(program.folder, *((ORDER | {"note": "x" * 900}, NOON) for _ in range(50)))
    path = program.folder / "tezgah.db"
    if what == "damaged":
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    elif what == "no database":
        path.write_bytes(b"this is no database" * 500)
    elif what == "older":
        path.unlink()
        with closing(sqlite3.connect(path)) as database:
            database.executescript((OLD_FILES / "version-1.sql").read_text("utf-8"))
    before = files(program.folder)
    for language, words in (("tr", "değiştirilmedi"), ("en", "start it again")):
        code, out, err = program.run(*arguments, "--lang", language)
        assert files(program.folder) == before
        if what == "whole":
            assert (code, err) == (0, "")
        else:
            assert (code, out, len(err.splitlines())) == (4, "", 1)
            assert words in err


@pytest.mark.skipif(
    os.name == "nt" or not hasattr(os, "geteuid") or os.geteuid() == 0,
    reason="needs POSIX permissions and a user other than root",
)
@pytest.mark.parametrize("arguments", READING, ids=" ".join)
def test_orders_are_read_from_a_read_only_folder(program: Program, arguments: tuple[str, ...]) -> None:
    store(program.folder, (ORDER, NOON))
    program.folder.chmod(0o500)
    try:
        code, out, err = program.run(*arguments)
        assert (code, err) == (0, "")
        assert out
    finally:
        program.folder.chmod(0o700)


def test_output_is_utf_8_in_any_terminal(program: Program) -> None:
    store(program.folder, (ORDER, NOON))
    process = program.start("export", "--format", "csv", PYTHONUTF8="0", PYTHONIOENCODING="ascii", LC_ALL="C")
    out, err = process.communicate(timeout=SECONDS)
    assert (process.returncode, err) == (0, b"")
    assert "Müşteri 7" in out.decode("utf-8")
    assert isinstance(process, subprocess.Popen)
