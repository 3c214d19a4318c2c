"""Requirements are imported from a spreadsheet, as whoever looks after them meets it in the browser."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
from playwright.sync_api import Page, expect

from tests.journeys.browser import PHONE, violations
from tests.journeys.region import choose

Window = Callable[..., Page]


def filled(template: Path, *rows: tuple[str, ...]) -> bytes:
    """The template with rows below its headings: name, category, and a validity in days."""
    book = openpyxl.load_workbook(template)
    sheet = book.worksheets[0]
    places = {str(cell.value).removesuffix(" *"): cell.column for cell in sheet[1]}
    for line, row in enumerate(rows, start=2):
        for heading, value in zip(("Navn", "Kategori", "Gyldighet i dager"), row, strict=False):
            sheet.cell(line, places[heading], value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def upload(page: Page, content: bytes) -> None:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.get_by_label("Excel-fil").set_input_files({"name": "krav.xlsx", "mimeType": kind, "buffer": content})
    page.get_by_role("button", name="Last opp og se gjennom").click()


def test_the_template_is_filled_in_uploaded_looked_through_and_becomes_drafts_once(
    window: Window, tmp_path: Path
) -> None:
    page = window(name="Vigdis Røed")
    choose(page, "^ *Avdeling A 3")
    page.goto("/requirements/")
    page.get_by_role("link", name="Importer fra Excel").click()
    assert violations(page) == ""
    with page.expect_download() as download:
        page.get_by_role("link", name="Last ned malen").click()
    template = tmp_path / "mal.xlsx"
    download.value.save_as(template)

    upload(page, filled(template, ("Import: sårskift", "Smittevern", "365"), ("Import: uten kategori", "", "et år")))
    expect(page.get_by_role("heading", level=1)).to_have_text("Dette vil bli laget")
    expect(page.get_by_role("cell", name="Velg en kategori.")).to_be_visible()
    expect(page.get_by_role("cell", name="Gyldigheten er et helt antall dager, fra 1.")).to_be_visible()
    assert violations(page) == ""
    shown = page.url
    page.get_by_role("button", name="Lag 1 kladd").click()
    expect(page.get_by_text("1 krav er laget som kladd")).to_be_visible()
    expect(page.get_by_role("link", name="Import: sårskift")).to_be_visible()
    page.goto(shown)
    expect(page.get_by_text("Ingenting ble laget to ganger")).to_be_visible()


def test_what_is_wrong_with_the_file_is_told_at_the_field_on_a_phone_without_script(window: Window) -> None:
    page = window(name="Vigdis Røed", width=PHONE, script=False)
    choose(page, "^ *Avdeling A 3")
    page.goto("/requirements/import/")
    upload(page, b"navn;kategori")
    expect(page.get_by_text("Dette er ikke en Excel-arbeidsbok").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
