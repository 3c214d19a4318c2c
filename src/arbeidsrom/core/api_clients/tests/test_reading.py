"""What other systems read of units, people and positions: all of their scope and nothing else."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from arbeidsrom.core.api_clients.tests.clients import System, a_system
from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.organisation.models import Person, Position, PositionKind, PositionSpan, Unit
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
READER = "api.reader"


@pytest.fixture(autouse=True)
def at_work():
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def system(cast: Cast) -> System:
    """Reads the local union and its two clubs."""
    return a_system(cast, cast.local_union, READER)


def items(system: System, path: str, **query: Any) -> list[dict[str, Any]]:
    answer = system.get(path, query)
    assert answer.status_code == 200, answer.content
    return list(answer.json()["items"])


def everything(system: System, path: str, limit: int) -> list[dict[str, Any]]:
    """All pages, by following the links."""
    found, address = [], f"{path}?limit={limit}"
    while address:
        answer = system.get(address)
        found += answer.json()["items"]
        link = answer.headers.get("Link", "")
        assert bool(link) == bool(answer.json()["next"])
        address = link.partition("<")[2].partition(">")[0].removeprefix("http://testserver")
    return found


def test_a_client_reads_the_units_of_its_scope_and_no_other(cast: Cast, system: System) -> None:
    found = items(system, "/api/v1/units")

    assert {one["name"] for one in found} == {"Fagforeningen", "Sykehusklubben", "Skoleklubben"}
    club = next(one for one in found if one["name"] == "Sykehusklubben")
    assert club["parent"] == str(cast.local_union.public_id)
    assert club["controller"] == str(cast.local_union.public_id)
    assert system.get(f"/api/v1/units/{cast.hospital_club.public_id}").json() == club
    assert system.get(f"/api/v1/units/{cast.neighbour_club.public_id}").status_code == 404


def test_a_client_reads_the_people_and_positions_of_its_scope_and_no_other(cast: Cast, system: System) -> None:
    people = {one["given_name"] for one in items(system, "/api/v1/people")}
    held = {one["person"] for one in items(system, "/api/v1/positions")}

    assert people == {"Kari", "Ola", "Nina", "Mona", "Per", "Ingrid"}
    assert held == {str(cast.people[name.lower()].public_id) for name in people}
    nils, position = cast.people["nils"], cast.positions["nils"]
    assert system.get(f"/api/v1/people/{nils.public_id}").status_code == 404
    assert system.get(f"/api/v1/positions/{position.public_id}").status_code == 404


def test_a_client_for_one_unit_alone_reads_nothing_below_it(cast: Cast) -> None:
    alone = a_system(cast, cast.local_union, READER, with_subunits=False)

    assert [one["name"] for one in items(alone, "/api/v1/units")] == ["Fagforeningen"]
    assert {one["given_name"] for one in items(alone, "/api/v1/people")} == {"Per", "Ingrid"}


def test_identity_numbers_are_never_given_out(cast: Cast, system: System) -> None:
    from arbeidsrom.core.organisation.actions import register_identity_number

    number = "13097248022"
    register_identity_number(cast.people["kari"].public_id, number=number, actor=cast.admin, now=cast.now)
    told = b"".join(
        system.get(path).content
        for path in ("/api/v1/people", f"/api/v1/people/{cast.people['kari'].public_id}", "/api/v1/openapi.json")
    ).decode()

    assert number not in told
    assert "identity_number" not in told
    assert "identity_index" not in told


@pytest.mark.req("PL-AUD-001", "PL-AUD-002")
@pytest.mark.parametrize("path", ["/api/v1/people", "/api/v1/positions"])
def test_whoever_was_read_about_can_see_it(cast: Cast, system: System, path: str) -> None:
    read = {one.get("person", one["id"]) for one in items(system, path)}

    entry = Entry.objects.filter(event="organisation.people.read").get()
    assert {str(subject.subject) for subject in entry.subjects.all()} == read
    assert entry.said["who"]["label"] == "Vaktplan"
    assert entry.said["who"]["kind"] == "api_client"
    assert entry.said["who"]["client"]


@pytest.mark.parametrize("limit", [1, 2, 5, 6, 200])
@pytest.mark.parametrize("path", ["/api/v1/units", "/api/v1/people", "/api/v1/positions"])
def test_a_list_is_read_whole_page_by_page(system: System, path: str, limit: int) -> None:
    whole = items(system, path)

    assert everything(system, path, limit) == whole
    assert len({one["id"] for one in whole}) == len(whole) > 2


def test_somebody_who_comes_or_goes_meanwhile_moves_nobody(cast: Cast, system: System) -> None:
    before = [one["id"] for one in items(system, "/api/v1/people")]
    first = system.get("/api/v1/people", {"limit": 2}).json()
    Position.objects.filter(person__public_id=before[0]).update(valid_to=cast.today)
    second = system.get("/api/v1/people", {"limit": 200, "cursor": first["next"]}).json()

    assert [one["id"] for one in first["items"] + second["items"]] == before


def test_a_cursor_holds_for_the_list_it_came_with(system: System) -> None:
    cursor = system.get("/api/v1/people", {"limit": 2}).json()["next"]

    assert system.get("/api/v1/people", {"limit": 2, "cursor": cursor, "as_of": "2026-01-01"}).status_code == 400


def test_people_are_found_by_unit_and_by_employee_number(cast: Cast, system: System) -> None:
    Person.objects.filter(pk=cast.people["kari"].pk).update(employee_number="100234")

    of_the_club = items(system, "/api/v1/people", unit=cast.school_club.public_id)
    assert {one["given_name"] for one in of_the_club} == {"Nina"}
    assert [one["given_name"] for one in items(system, "/api/v1/people", employee_number="100234")] == ["Kari"]
    assert items(system, "/api/v1/people", unit=cast.neighbour_club.public_id) == []


def test_units_are_found_by_kind_code_and_what_they_stand_below(cast: Cast, system: System) -> None:
    assert len(items(system, "/api/v1/units", kind="club")) == 2
    assert [one["name"] for one in items(system, "/api/v1/units", code="skoleklubben")] == ["Skoleklubben"]
    assert len(items(system, "/api/v1/units", unit=cast.local_union.public_id)) == 3


def test_what_was_then_is_told_as_it_was(cast: Cast, system: System) -> None:
    kari = cast.positions["kari"]
    PositionSpan.objects.create(
        position=kari, unit=cast.school_club, valid_from=date(2023, 1, 1), valid_to=date(2024, 1, 1)
    )
    address = f"/api/v1/positions/{kari.public_id}"

    then = system.get(address, {"as_of": "2023-06-01"}).json()
    assert (then["unit"], then["valid_from"], then["valid_to"]) == (
        str(cast.school_club.public_id),
        "2023-01-01",
        "2024-01-01",
    )
    now = system.get(address).json()
    assert (now["unit"], now["valid_from"], now["valid_to"]) == (str(cast.hospital_club.public_id), "2025-01-01", None)
    assert [one["id"] for one in items(system, "/api/v1/positions", as_of="2023-06-01")] == [str(kari.public_id)]
    assert items(system, "/api/v1/positions", as_of="2024-06-01") == []
    assert [one["given_name"] for one in items(system, "/api/v1/people", as_of="2023-06-01")] == ["Kari"]


def test_a_unit_is_told_below_what_it_stood_below_on_the_day(cast: Cast, system: System) -> None:
    club, moved = cast.school_club, date(2026, 6, 1)
    club.placements.update(valid_to=moved)
    club.placements.create(parent=cast.hospital_club, valid_from=moved)
    address = f"/api/v1/units/{club.public_id}"

    assert system.get(address).json()["parent"] == str(cast.hospital_club.public_id)
    assert system.get(address, {"as_of": "2026-05-31"}).json()["parent"] == str(cast.local_union.public_id)


@pytest.mark.django_db(transaction=True)
def test_what_has_changed_since_is_told_and_what_has_ended_with_it(cast: Cast) -> None:
    system = a_system(cast, cast.local_union, READER)
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (before,) = cursor.fetchone()
    with transaction.atomic():
        Person.objects.filter(pk=cast.people["kari"].pk).update(email="kari.ny@example.no")
        Position.objects.filter(pk=cast.positions["ola"].pk).update(valid_to=cast.today - timedelta(days=1))
        Unit.objects.filter(pk=cast.school_club.pk).update(name="Skoleklubben i nord")
        Unit.objects.update(depth=1)
    since = before.isoformat()

    assert [one["given_name"] for one in items(system, "/api/v1/people", changed_since=since)] == ["Kari"]
    ended = items(system, "/api/v1/positions", changed_since=since)
    assert [one["person"] for one in ended] == [str(cast.people["ola"].public_id)]
    assert [one["name"] for one in items(system, "/api/v1/units", changed_since=since)] == ["Skoleklubben i nord"]
    later = (before + timedelta(days=1)).isoformat()
    assert items(system, "/api/v1/people", changed_since=later) == []


@pytest.mark.parametrize("path", ["/api/v1/units", "/api/v1/people", "/api/v1/positions"])
def test_a_list_asks_the_database_as_often_with_many_rows_as_with_few(cast: Cast, path: str) -> None:
    system = a_system(cast, cast.local_union, READER)
    assert system.get(path).status_code == 200
    counts = []
    for number in (1, 20):
        for each in range(number):
            unit = Unit.objects.create(
                kind="club",
                name="Klubb",
                code=f"{number}-{each}",
                lft=cast.school_club.lft,
                valid_from=date(2020, 1, 1),
            )
            person = Person.objects.create(given_name="Ny", family_name=str(each))
            Position.objects.create(
                person=person, unit=unit, kind=PositionKind.EMPLOYMENT, employer=unit, valid_from=date(2020, 1, 1)
            )
        with CaptureQueriesContext(connection) as asked:
            assert system.get(path).status_code == 200
        counts.append(len(asked))

    assert counts[0] == counts[1] < 15
