"""A file of the HR system in which two clinics become one: rehearsed, confirmed, applied, looked at, taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from arbeidsrom.core.imports.hr_register.example import LEADER, Example, ExamplePosition, ExampleUnit, merged_clinics
from arbeidsrom.lib.identity_number import synthetic_numbers
from arbeidsrom.modules.competence.demo.nights import nights
from tests.journeys.browser import PHONE, violations
from tests.journeys.region import numbers, read_file, undo

Window = Callable[..., Page]
SURGERY = (
    ExampleUnit("102", "Kirurgisk klinikk", "klinikk", "1"),
    ExampleUnit("1021", "Dagkirurgi", "avdeling", "102"),
    ExampleUnit("102101", "Dagkirurgi 1", "kostnadssted", "1021"),
)
STAFF = 40


def with_surgery(before: Example, *, today: date) -> Example:
    """The trust has a second clinic, whose people begin today."""
    first_day, numbers_of = today - timedelta(days=30), synthetic_numbers(date(1979, 3, 3))
    people = [_of_surgery(number, next(numbers_of), first_day) for number in range(STAFF)]
    return replace(before, units=(*before.units, *SURGERY), positions=(*before.positions, *people))


def _of_surgery(number: int, identity: str, first_day: date) -> ExamplePosition:
    own, leads = f"7{number:05}", number == 0
    title = LEADER if leads else ("Sykepleier", "6455")
    leader = "100000" if leads else "700000"
    mail = f"kirurgi.{number}@helse.example"
    return ExamplePosition(
        own, identity, "Kari", f"Kirurg {number}", "1", "102101", first_day, None, *title, "100", "", leader, "", mail
    )  # fmt: skip


def merged(before: Example, *, today: date) -> Example:
    """The clinic is a part of the other one from today, and its people work in a cost centre that was there."""
    people = tuple(
        one._replace(cost_centre="101201", starts_on=today) if one.cost_centre == "102101" else one
        for one in before.positions
    )
    made = merged_clinics(before, "102", "101", today=today)
    units = tuple(unit for unit in made.units if unit.code not in ("1021", "102101"))
    return replace(made, units=units, positions=people)


def delivered(folder: Path, name: str, example: Example) -> Path:
    delivery = folder / name
    delivery.write_bytes(example.packed())
    return delivery


def in_chart(page: Page, name: str) -> int:
    """How many units of that name the chart has for tomorrow: what opened today is there today."""
    tomorrow = timezone.localdate() + timedelta(days=1)
    page.goto(f"/organisation-chart/?q={name}&on={tomorrow.isoformat()}")
    return page.get_by_role("list", name="Enheter som ble funnet").get_by_role("listitem").count()


@pytest.mark.req("KP-POS-008", "KP-HF-041")
def test_a_merger_of_two_clinics_is_rehearsed_confirmed_applied_and_taken_back(window: Window, tmp_path: Path):
    today = timezone.localdate()
    *_earlier, night, _lost = nights("department", today=today)
    two = with_surgery(night.delivery, today=today)
    page = window(name="Sindre Bjørkås", width=PHONE)

    opened = read_file(page, delivered(tmp_path, "ny-klinikk.zip", two))
    assert numbers(page)["Lagt til"] == str(STAFF)
    page.get_by_role("button", name="Ta importen i bruk").click()
    expect(page.locator("#run")).to_contain_text("Tatt i bruk")
    assert in_chart(page, "Kirurgisk klinikk") == 1

    merger = read_file(page, delivered(tmp_path, "sammenslåing.zip", merged(two, today=today)))
    rehearsed = numbers(page)
    assert (rehearsed["Lagt til"], rehearsed["Fjernet"]) == (str(STAFF), str(STAFF))
    expect(page.get_by_role("heading", name="Hvorfor importen stoppet")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text(f"{STAFF} av ")
    expect(page.get_by_role("table", name="Hva det fører til")).to_be_visible()
    assert violations(page) == ""
    assert in_chart(page, "Kirurgisk klinikk") == 1, "a rehearsal changes nothing"

    page.goto(f"{merger}changes/")
    page.get_by_role("navigation", name="Typer endring").get_by_role("link", name="Avsluttes").click()
    expect(page.locator("main tbody tr")).to_have_count(STAFF)
    expect(page.locator("main tbody tr").first).to_contain_text("Ny stilling i Avdeling B 1")
    assert violations(page) == ""

    page.goto(merger)
    page.get_by_role("button", name="Ta importen i bruk").click()
    expect(page.get_by_role("main")).to_contain_text("Rett dette før du går videre")
    page.get_by_label("Jeg har lest hvorfor importen stoppet").check()
    page.get_by_role("button", name="Ta importen i bruk").click()
    expect(page.locator("#run")).to_contain_text("Tatt i bruk")
    assert numbers(page)["Tatt i bruk"].endswith("Sindre Bjørkås")
    assert violations(page) == ""
    assert in_chart(page, "Kirurgisk klinikk") == 0

    undo(page, merger)
    assert violations(page) == ""
    assert in_chart(page, "Kirurgisk klinikk") == 1
    page.goto(opened)
    expect(page.get_by_role("link", name="Angre importen")).to_have_count(0)  # only the last can be taken back
    assert page.complaints == []
