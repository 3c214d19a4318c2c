"""The employee overview: whom one sees, in which state, found and sorted how."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from arbeidsrom.core.organisation.models import Absence, Category, Employment
from arbeidsrom.core.people import columns
from arbeidsrom.core.people.columns import EmployeeColumn
from arbeidsrom.core.people.queries import employees as queries
from arbeidsrom.core.people.queries.employees import Asked, Availability, employees
from arbeidsrom.core.people.tests.factories import TODAY, TOMORROW, Region, days
from arbeidsrom.lib.actor import Actor
from arbeidsrom.web.lists import Window, keyset


def seen(region: Region, name: str, asked: Asked = Asked(), *, today: date = TODAY, size: int = 25) -> list[str]:  # noqa: B008
    found = employees(asked, Window(0, size), actor=region.actor(name, today=today), today=today)
    return [row.name.split()[0] for row in found.rows]


def states(region: Region, name: str, *, today: date) -> dict[str, Availability]:
    found = employees(Asked(), Window(0, 25), actor=region.actor(name, today=today), today=today)
    return {row.name.split()[0]: row.availability for row in found.rows}


@pytest.mark.req("KP-OVERVIEW-004", "KP-OVERVIEW-005")
def test_my_employees_are_those_i_lead_and_all_are_everyone_i_have_access_to(
    region: Region, role: Callable[..., None]
) -> None:
    role("people.see_employees")
    region.grant("birger", "VM")
    assert seen(region, "birger") == ["Astrid", "Berit"]
    everybody = ["Astrid", "Berit", "Birger", "Mari", "Silje", "Ole"]
    assert seen(region, "birger", Asked(who="all")) == everybody
    assert seen(region, "astrid", Asked(who="all")) == ["Silje", "Ole"]
    assert seen(region, "silje", Asked(who="all")) == []


def test_all_holds_whoever_one_leads_outside_the_units_one_sees(region: Region, role: Callable[..., None]) -> None:
    role("people.see_employees")
    region.grant("unni", "Ø")
    assert seen(region, "unni", Asked(who="all")) == ["Unni", "Vidar"]
    region.employ("frida", "Fram", "VMA", leader="unni")
    assert seen(region, "unni", Asked(who="all")) == ["Frida", "Unni", "Vidar"]


def test_a_page_reads_only_what_it_shows(region: Region) -> None:
    actor = region.actor("astrid", today=TODAY)
    with CaptureQueriesContext(connection) as asked:
        assert employees(Asked(), Window(0, 25), actor=actor, today=TODAY).rows
    read = next(each["sql"] for each in asked if '"given_name"' in each["sql"]).split(" FROM ")[0]
    assert '"organisation_position"."title"' in read
    for name in ("lent_from_id", "employer_id", "led_since", "hr_leader_id"):
        assert f'"organisation_position"."{name}"' not in read, name


@pytest.mark.req("KP-OVERVIEW-014", "KP-LENDEND-003")
def test_the_lender_sees_lent_out_and_the_borrower_borrowed_on_the_days_of_the_loan(region: Region) -> None:
    region.lend("silje", first=TOMORROW, last=TOMORROW)
    region.lend("ole", "ØÅ", "unni", first=days(2))
    Absence.objects.create(position=region.positions["ole"], starts_on=TOMORROW, ends_on=TOMORROW)

    assert states(region, "astrid", today=TODAY) == {"Silje": "available", "Ole": "available"}
    assert states(region, "astrid", today=TOMORROW) == {"Silje": "lent", "Ole": "away"}
    assert states(region, "astrid", today=days(2)) == {"Silje": "available", "Ole": "lent"}
    assert states(region, "berit", today=TOMORROW) == {"Mari": "available", "Silje": "borrowed"}
    assert states(region, "berit", today=days(2)) == {"Mari": "available"}


@pytest.mark.req("KP-LIMP-043", "KP-OVERVIEW-014")
def test_somebody_both_lent_out_and_absent_is_away(region: Region) -> None:
    region.lend("silje", first=TOMORROW, last=days(3))
    Absence.objects.create(position=region.positions["silje"], starts_on=days(2), ends_on=days(2))
    shown = [states(region, "astrid", today=days(day))["Silje"] for day in range(1, 5)]
    assert shown == ["lent", "away", "lent", "available"]
    away, lent = Asked(availability="away"), Asked(availability="lent")
    assert [seen(region, "astrid", asked, today=days(2)) for asked in (away, lent)] == [["Silje"], []]
    assert states(region, "berit", today=days(2))["Silje"] == "borrowed"


def test_every_availability_can_be_asked_for_alone(region: Region) -> None:
    region.lend("silje", first=TOMORROW)
    Absence.objects.create(position=region.positions["ole"], starts_on=TODAY)
    region.employ("eva", "Ek", "VMA", leader="astrid")
    region.employ("finn", "Foss", "VMB", leader="astrid")
    region.lend("mari", "VMA", "astrid", by="berit")
    asked = {one: Asked(availability=one) for one in Availability}
    assert {one.value: seen(region, "astrid", asked[one], today=TOMORROW) for one in Availability} == {
        "available": ["Eva", "Finn"],
        "away": ["Ole"],
        "lent": ["Silje"],
        "borrowed": ["Mari"],
    }


@pytest.mark.req("KP-OVERVIEW-006")
@pytest.mark.parametrize(
    ("text", "found"),
    [("silj", ["Silje"]), ("åsen", ["Ole"]), ("aasen o", ["Ole"]), ("moe", []), ("xyz", []), ("silje@ex", ["Silje"])],
)
def test_employees_are_found_by_name_among_those_one_sees(region: Region, text: str, found: list[str]) -> None:
    assert seen(region, "astrid", Asked(text=text)) == found


def test_they_stand_in_norwegian_order_by_family_name_or_by_department(
    region: Region, role: Callable[..., None]
) -> None:
    role("people.see_employees")
    region.grant("birger", "VM")
    assert seen(region, "birger", Asked(who="all", sort="department")) == [
        *("Birger", "Astrid", "Silje", "Ole", "Berit", "Mari"),
    ]
    assert seen(region, "astrid", Asked(descending=True)) == ["Ole", "Silje"]


def test_a_group_of_employees_can_be_asked_for(region: Region) -> None:
    region.employ("lars", "Lie", "VMA", leader="astrid", category=Category.SPECIALTY_REGISTRAR)
    assert seen(region, "astrid", Asked(category="lis")) == ["Lars"]


@pytest.mark.req("KP-OVERVIEW-009")
def test_the_start_date_is_the_first_day_of_work_that_the_hr_system_says(region: Region) -> None:
    given = {"position": region.positions["silje"], "digest": b"1" * 16, "stated_in": region.units["R"].public_id}
    Employment.objects.create(starts_on=date(2021, 2, 1), ends_on=date(2021, 12, 31), **given)
    Employment.objects.create(starts_on=date(2022, 1, 1), **given)
    found = employees(Asked(), Window(0, 25), actor=region.actor("astrid"), today=TODAY)
    assert [row.starts_on for row in found.rows] == [date(2021, 2, 1), date(2020, 1, 1)]


def test_a_count_stops_where_it_would_cost_too_much_and_says_so(
    region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of those one leads it does so only when they are more than anybody's."""
    for number in range(6):
        region.employ(f"ny{number}", "Nord", "VMA", leader="astrid")

    def counted(window: Window) -> tuple[int, bool]:
        found = employees(Asked(), window, actor=region.actor("astrid"), today=TODAY)
        return found.count, found.capped

    assert counted(Window(0, 2, counted=4)) == (8, False)
    monkeypatch.setattr(keyset, "FEW", 7)
    assert counted(Window(0, 2, counted=4)) == (5, True)
    assert counted(Window(4, 2, counted=4)) == (8, False)
    assert counted(Window(6, 2, counted=4)) == (8, False)
    assert counted(Window(0, 25, counted=4)) == (8, False)


def test_of_the_beginning_of_a_name_a_page_counts_little_and_an_export_all(
    region: Region, role: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    role("people.see_employees")
    region.grant("birger", "VM")
    monkeypatch.setattr(queries, "BEGUN_COUNTED", 3)
    for number in range(6):
        region.employ(f"ny{number}", "Nord", "VMA")

    def counted(text: str, window: Window) -> tuple[int, bool]:
        found = employees(Asked("all", text), window, actor=region.actor("birger"), today=TODAY)
        return found.count, found.capped

    assert counted("ny", Window(0, 2)) == (4, True)
    assert counted("ny", Window(4, 2)) == (6, False)
    assert counted("ny", Window(0, 2, counted=50)) == (6, False)
    assert counted("", Window(0, 2))[1] is False


@pytest.mark.parametrize("few", [0, 1_000])
@pytest.mark.parametrize("sort", ["name", "department"])
def test_pages_go_on_behind_the_last_row_whether_they_are_few_or_many(
    region: Region, monkeypatch: pytest.MonkeyPatch, few: int, sort: str
) -> None:
    monkeypatch.setattr(keyset, "FEW", few)
    for number in range(6):
        region.employ(f"ny{number}", f"Nord{number % 2}", "VMA" if number % 3 else "VM", leader="astrid")

    def page(window: Window) -> list[queries.EmployeeRow]:
        return employees(Asked(sort=sort), window, actor=region.actor("astrid"), today=TODAY).rows

    everybody = page(Window(0, 25))
    assert len(everybody) == 8
    assert page(Window(3, 3)) == everybody[3:6]
    assert page(Window(3, 3, after=str(everybody[2].public_id))) == everybody[3:6]
    assert page(Window(6, 3, after=str(everybody[2].public_id))) == everybody[3:6], "the row counts, not the number"
    gone = str(uuid4())
    assert page(Window(6, 3, after=gone)) == everybody[6:]
    assert page(Window(6, 3, after="not even an id")) == everybody[6:]


def test_a_module_adds_a_column_that_is_asked_for_once_a_page(region: Region, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def cells(rows: list[queries.EmployeeRow], _actor: Actor, _today: date) -> dict[int, str]:
        asked.append(len(rows))
        return {row.id: f"{row.name}s planer" for row in rows if row.name.startswith("Silje")}

    monkeypatch.setattr(columns, "_columns", {})
    columns.register(EmployeeColumn("plans", "Status planer", cells))
    found = employees(Asked(), Window(0, 25), actor=region.actor("astrid"), today=TODAY)
    assert asked == [2]
    assert [row.more for row in found.rows] == [{"plans": "Silje Ødegårds planer"}, {"plans": None}]
