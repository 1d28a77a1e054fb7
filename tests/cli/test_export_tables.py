"""`tezgah export` as a table for spreadsheets: Turkish CSV and Excel."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

from desktop.services.exports import csv_file
from tests.cli.test_export import NOON, ORDER, STARTS, exported, rows, store

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Program

NESTED: dict[str, Any] = {
    "id": 1042,
    "status_id": 1,
    "customer": {"name": "Müşteri 8", "phone": "05330000000"},
    "address": {"address": "Deneme Sokak"},
    "total": 1250.9,
    "date": "2026-11-30 15:38:04",
    "items": [
        {
            "name": "Adana Dürüm",
            "quantity": 2,
            "price": "99.90",
            "note": "az pişmiş; =SUM(1)",
            "options": [
                {
                    "ilave_basligi": "Ekstralar",
                    "ilave_opsiyonlari": [
                        {"name": "Acı", "price": 10, "options": [{"name": "Çok", "quantity": 3}]},
                        {"name": "Soğan", "ekleme_cikarma": "cikarma"},
                    ],
                },
            ],
        },
        {"name": "Ayran", "quantity": 1},
    ],
}


def turkish_rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def test_csv_in_turkish_is_what_a_turkish_spreadsheet_reads(program: Program, tmp_path: Path) -> None:
    store(program.folder, (NESTED, NOON))
    target = tmp_path / "x.csv"
    assert exported(program, "csv", "--output", str(target), "--lang", "tr") == ""
    data = target.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    text = data.decode("utf-8-sig")
    assert text.splitlines()[0] == ";".join(csv_file.COLUMNS)
    (found,) = turkish_rows(text)
    assert found["total"] == "1250,9"
    assert found["date"] == "30.11.2026 15:38"
    assert found["received_at"] == "01.11.2026 12:00"
    # With blanks it is no number, so its first 0 stays, and it is no formula.
    assert found["customer_phone"] == "0533 000 00 00"
    assert found["items"] == (
        "2 x Adana Dürüm (Ekstralar (+ Acı · 10 TL (+ 3 x Çok), − Soğan), “az pişmiş; '=SUM(1)”); 1 x Ayran"
    )
    assert "(1250,9" not in found["doubts"]


def test_the_language_or_an_option_chooses_the_style_and_pipes_get_no_mark(program: Program) -> None:
    store(program.folder, (NESTED, NOON))
    turkish = exported(program, "csv", "--lang", "tr")
    plain = exported(program, "csv", "--lang", "en")
    assert not turkish.startswith("\ufeff")
    assert turkish_rows(turkish)[0]["total"] == "1250,9"
    assert rows(plain)[0]["total"] == "1250.9"
    assert rows(plain)[0]["customer_phone"] == "05330000000"
    assert rows(plain)[0]["items"].startswith("2 x Adana Dürüm (Ekstralar (+ Acı · 10 TL")
    assert exported(program, "csv", "--lang", "tr", "--csv-style", "plain") == plain.replace(
        rows(plain)[0]["doubts"],
        rows(exported(program, "csv", "--lang", "tr", "--csv-style", "plain"))[0]["doubts"],
    )
    assert turkish_rows(exported(program, "csv", "--csv-style", "turkish"))[0]["total"] == "1250,9"


def test_no_turkish_cell_can_become_a_formula(program: Program) -> None:
    evils = [f"{start}HYPERLINK(1)" for start in STARTS]
    store(
        program.folder,
        *(
            (
                ORDER | {"note": evil, "customer": {"name": evil, "phone": evil}, "items": [{"name": evil}]},
                NOON,
            )
            for evil in evils
        ),
    )
    for row in turkish_rows(exported(program, "csv", "--csv-style", "turkish")):
        for name, value in row.items():
            assert not value.lstrip(" ").startswith(tuple("=+-@\t\r\n＝＋－＠")), name


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("05330000007", "0533 000 00 07"),
        ("+90 (533) 000-00-07", "0533 000 00 07"),
        ("5330000007", "0533 000 00 07"),
        ("0012345678901234", "00123456789012 34"),
        ("012", "0 12"),
        ("0533 000 dahili 12", "0533 000 dahili 12"),
        ("", ""),
    ],
)
def test_a_phone_number_is_no_number_for_a_spreadsheet(phone: str, shown: str) -> None:
    assert csv_file.phone_as_text(phone) == shown
    assert not re.fullmatch(r"\d+", shown)


SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def sheet_of(data: bytes) -> list[list[tuple[str, str]]]:
    """Return the cells of the first sheet: kind ("n" for a number, "text", "formula" …) and content."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        root = ET.fromstring(archive.read("xl/worksheets/sheet1.xml"))  # noqa: S314 - our own file
        assert not [name for name in archive.namelist() if "shared" in name.lower() and "Strings" in name]
    found = []
    for row in root.iter(f"{SPREADSHEET}row"):
        cells = []
        for cell in row.iter(f"{SPREADSHEET}c"):
            if cell.find(f"{SPREADSHEET}f") is not None:
                cells.append(("formula", ""))
            elif cell.get("t") == "inlineStr":
                cells.append(("text", "".join(each.text or "" for each in cell.iter(f"{SPREADSHEET}t"))))
            else:
                cells.append((cell.get("t", "n"), cell.findtext(f"{SPREADSHEET}v", "")))
        found.append(cells)
    return found


def test_an_excel_file_has_real_times_and_amounts_and_texts(program: Program, tmp_path: Path) -> None:
    store(program.folder, (NESTED, NOON))
    target = tmp_path / "siparişler.xlsx"
    assert exported(program, "xlsx", "--output", str(target), "--lang", "tr") == ""
    headings, cells = sheet_of(target.read_bytes())
    assert [text for _, text in headings][:3] == ["Numara", "Verildi", "Geldi"]
    assert ("text", "1042") in cells
    assert ("n", "1250.9") in cells
    # Days since 1900: 30 November 2026, 15:38:04.
    days = (datetime(2026, 11, 30, 15, 38, 4) - datetime(1899, 12, 30)) / timedelta(days=1)  # noqa: DTZ001 - Excel knows no zones
    assert any(kind == "n" and abs(float(value) - days) < 1e-6 for kind, value in cells)
    assert ("text", "05330000000") in cells
    dishes = [text for kind, text in cells if text.startswith("2 x Adana")]
    assert dishes == [
        (
            "2 x Adana Dürüm · 99,90 TL\n"
            "    Ekstralar\n"
            "        + Acı · 10 TL\n"
            "            + 3 x Çok\n"
            "        − Soğan\n"
            "    “az pişmiş; =SUM(1)”\n"
            "1 x Ayran"
        )
    ]
    assert {path.name for path in tmp_path.iterdir()} == {"siparişler.xlsx", "orders"}


def test_no_cell_of_an_excel_file_is_a_formula_or_a_link(program: Program) -> None:
    evils = [
        *(f"{start}HYPERLINK(1)" for start in STARTS),
        "https://www.dükkango.com",
        "{=1+1}",
        "x" * 40_000,
        "\x07",
    ]
    store(
        program.folder,
        *((ORDER | {"note": evil, "customer": {"name": evil, "phone": evil}}, NOON) for evil in evils),
        ({"date": "1523-01-01 12:00:00", "total": "9" * 15}, NOON),
    )
    code, out, err = program.run_bytes("export", "--format", "xlsx")
    assert (code, err) == (0, b"")
    found = sheet_of(out)
    assert len(found) == len(evils) + 2
    assert {kind for row in found for kind, _ in row} <= {"n", "text"}
    with zipfile.ZipFile(io.BytesIO(out)) as archive:
        assert not [name for name in archive.namelist() if "rels" in name and "sheet1" in name]
    # A cell holds no more.
    assert max(len(text) for row in found for _, text in row) == 32_767


def test_an_empty_store_has_an_excel_file_with_headings(program: Program) -> None:
    store(program.folder)
    _, out, _ = program.run_bytes("export", "--format", "xlsx")
    (headings,) = sheet_of(out)
    assert len(headings) == len(csv_file.COLUMNS)
