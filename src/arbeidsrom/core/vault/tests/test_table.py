"""Tables that are imported: what is read of a sheet, and what becomes of files made to harm."""

from __future__ import annotations

import io
import json
from datetime import date

import openpyxl
import pytest
import xlsxwriter

from arbeidsrom.core.vault.isolation import Answer
from arbeidsrom.core.vault.readers.limits import Outcome
from arbeidsrom.core.vault.table import Cell, Table, read_table
from arbeidsrom.core.vault.tests import files


def read(content: bytes, name: str = "krav.xlsx", *, rows: int = 500) -> Table:
    return read_table(content, name, rows=rows)


def book(*rows: list[object]) -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    return made


def test_each_cell_is_read_with_its_kind_and_without_blanks_around_it() -> None:
    made = book(["  Blåbærsyltetøy ", 365, 1.5, True, date(2026, 12, 1), "=1+1", "   ", "a\nb"])
    (row,) = read(files.saved(made)).rows
    assert row.number == 1
    assert row.cells == {
        1: Cell("text", "Blåbærsyltetøy"),
        2: Cell("number", "365"),
        3: Cell("number", "1.5"),
        4: Cell("truth", "1"),
        5: Cell("date", "01.12.2026"),
        6: Cell("formula", "="),
        8: Cell("text", "a\nb"),
    }


def test_a_text_that_looks_like_a_formula_is_a_text() -> None:
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    made.add_worksheet().write_string(0, 0, '=HYPERLINK("http://example.org")')
    made.close()
    assert read(out.getvalue()).rows[0].cells == {1: Cell("text", '=HYPERLINK("http://example.org")')}


def test_empty_rows_are_passed_over_and_the_others_keep_their_numbers() -> None:
    made = book(["Navn"], [], [" "], ["HLR"])
    assert [row.number for row in read(files.saved(made)).rows] == [1, 4]
    assert read(files.saved(book())).outcome == Outcome.EMPTY


def test_merged_cells_are_named() -> None:
    made = book(["Navn", "Beskrivelse"], ["HLR"])
    made.active.merge_cells("A2:B3")
    assert read(files.saved(made)).merged == ("A2:B3",)


def test_a_hundred_thousand_rows_are_not_read_and_it_is_said_that_there_are_more() -> None:
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"constant_memory": True, "in_memory": False})
    sheet = made.add_worksheet()
    for line in range(100_000):
        sheet.write_string(line, 0, f"Krav {line}")
    made.close()
    table = read(out.getvalue())
    assert (len(table.rows), table.more) == (500, True)


def test_what_stands_in_the_very_last_cell_is_found() -> None:
    table = read(files.wide_sheet())
    assert [(row.number, list(row.cells)) for row in table.rows] == [(1, [1]), (1_048_576, [16_384])]


A_LONG_CELL = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
    b'<c r="A1" t="inlineStr"><is><t>' + b"k" * 32_768 + b"</t></is></c></row></sheetData></worksheet>"
)


@pytest.mark.parametrize(
    ("content", "name", "outcome"),
    [
        (files.bomb(files.sheet(), "xl/worksheets/sheet1.xml"), "krav.xlsx", Outcome.HOSTILE),
        (files.locked_office_file(), "krav.xlsx", Outcome.ENCRYPTED),
        (files.pdf(), "krav.xlsx", Outcome.UNSUPPORTED),
        (files.word(), "krav.xlsx", Outcome.UNSUPPORTED),
        (b"navn;kategori\nHLR;Akutt\n", "krav.xlsx", Outcome.UNSUPPORTED),
        (files.sheet()[:-300], "krav.xlsx", Outcome.BROKEN),
        (files.with_part(files.sheet(), "xl/worksheets/sheet1.xml", A_LONG_CELL), "krav.xlsx", Outcome.BROKEN),
        (b"", "krav.xlsx", Outcome.UNSUPPORTED),
    ],
    ids=["bomb", "password", "pdf", "word", "csv", "cut off", "a cell too long", "empty"],
)
def test_what_is_no_workbook_or_is_made_to_harm_is_not_read(content: bytes, name: str, outcome: Outcome) -> None:
    assert read(content, name) == Table(outcome)


@pytest.mark.parametrize(
    "told",
    [
        '{"macros": false, "more": false, "merged": [], "rows": [[Infinity, {}]]}',
        '{"macros": false, "more": false, "merged": ' + "[" * 100_000,
        '{"macros": false, "more": false, "merged": [], "rows": [[1, 2, 3]]}',
        "null",
    ],
    ids=["no number", "deep", "no row", "nothing"],
)
def test_an_answer_of_a_reader_that_was_taken_over_is_a_broken_file(told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = Answer(Outcome.READ, {}, (told.encode(),))
    monkeypatch.setattr("arbeidsrom.core.vault.table.open_in_isolation", lambda *_, **__: answer)
    assert read(b"") == Table(Outcome.BROKEN)


def test_of_what_a_reader_answers_only_what_can_be_kept_is_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [[1, {"1": ["text", "a\x00b\ud800"]}]]
    told = json.dumps({"macros": False, "more": False, "merged": ["A1:B2", "x"], "rows": rows})
    answer = Answer(Outcome.READ, {}, (told.encode(),))
    monkeypatch.setattr("arbeidsrom.core.vault.table.open_in_isolation", lambda *_, **__: answer)
    got = read(b"")
    assert got.rows[0].cells[1].text == "ab"
    assert got.merged == ("A1:B2",)


def test_entities_are_never_opened() -> None:
    hostile = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY out SYSTEM "file:///etc/passwd">]>
    <sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>&out;</t></si></sst>"""
    assert read(files.with_part(files.sheet(), "xl/sharedStrings.xml", hostile)) == Table(Outcome.HOSTILE)


def test_a_workbook_with_macros_is_not_read_whatever_its_name_is() -> None:
    macros = files.with_part(files.sheet(), "xl/vbaProject.bin", b"kode")
    for name in ("krav.xlsm", "krav.xlsx"):
        table = read(macros, name)
        assert (table.has_macros, table.rows) == (True, ())
