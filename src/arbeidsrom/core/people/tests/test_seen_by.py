"""«Hvem kan se meg?»: every way in with its reason, for the person and for administrators, and for nobody else."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from arbeidsrom.core.audit.models import Entry, Subject
from arbeidsrom.core.organisation.models import Person, Position
from arbeidsrom.core.people.access import visible_employees
from arbeidsrom.core.people.queries.seen_by import SeenBy, seen_by
from arbeidsrom.core.people.tests.factories import NOW, TODAY, Region, days
from arbeidsrom.core.roles.deputies import appoint_deputy
from arbeidsrom.core.roles.models import GrantSource, RoleGrant, SupportAccess

SEE = ("people.see_employees", "people.control_access")


@pytest.fixture(autouse=True)
def at_work() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def staffed(region: Region, role: Callable[..., None]) -> Region:
    """Astrid leads Silje, whom Berit has borrowed; Ole stands in for Astrid, and Turid looks after the trust."""
    role(*SEE)
    region.grant("turid", "V")
    region.grant("unni", "Ø")
    region.lend("silje", first=TODAY, today=days(-1), last=days(30))
    appoint_deputy(
        region.positions["astrid"].public_id,
        person_id=region.positions["ole"].person.public_id,
        last_day=days(5),
        actor=region.actor("astrid"),
        now=NOW,
        today=TODAY,
    )
    return region


def asked(region: Region, of: str, by: str) -> SeenBy:
    person = region.positions[of].person.public_id
    return seen_by(person, actor=region.actor(by), now=NOW, today=TODAY)


@pytest.mark.req("PL-ORG-002")
def test_leader_borrower_deputy_and_whoever_has_a_role_are_told_with_their_reasons(staffed: Region) -> None:
    told = {(row.why.person, row.why.source): row for row in asked(staffed, "silje", "silje").rows}
    assert set(told) == {
        ("Astrid Amundsen", "Er leder for personen"),
        ("Berit Bakke", "Har lånt inn personen"),
        ("Ole Åsen", "Stedfortreder for Astrid Amundsen"),
        ("Turid Tveit", "Bestilt og godkjent"),
    }
    deputy = told["Ole Åsen", "Stedfortreder for Astrid Amundsen"].why
    assert (deputy.valid_from, deputy.last_day) == (TODAY, days(5))
    granted = told["Turid Tveit", "Bestilt og godkjent"].why
    assert (granted.unit, granted.with_subunits) == ("Vestre helseforetak", True)
    assert told["Berit Bakke", "Har lånt inn personen"].why.last_day == days(30)


@pytest.mark.req("PL-ORG-002")
@pytest.mark.parametrize("of", ["silje", "ole", "mari", "astrid", "vidar"])
def test_whoever_sees_an_employee_in_the_overview_is_told_and_nobody_else(staffed: Region, of: str) -> None:
    positions = Position.objects.filter(person=staffed.positions[of].person)
    seeing = {
        staffed.positions[name].person.name
        for name in staffed.positions
        if (visible_employees(staffed.actor(name), today=TODAY) & positions).exists()
    }
    told = {row.why.person for row in asked(staffed, of, of).rows if not row.why.source.startswith("Stedfortreder")}
    assert told == seeing - {staffed.positions[of].person.name}


def test_only_the_person_and_whoever_looks_after_access_there_may_ask(staffed: Region) -> None:
    assert asked(staffed, "silje", "turid").rows
    for other in ("unni", "astrid", "mari"):
        with pytest.raises(Person.DoesNotExist):
            asked(staffed, "silje", other)


def test_who_is_shown_the_same_by_support_access_is_told_while_it_runs(staffed: Region) -> None:
    support = SupportAccess.objects.create(
        position=staffed.positions["astrid"],
        asked_by=staffed.positions["mari"].person,
        asked_at=NOW,
        reason="Feil i listen",
        answered_by=staffed.positions["astrid"].person,
        allowed_at=NOW,
        valid_until=NOW.replace(hour=10),
    )
    assert "Mari Moe" in {row.why.person for row in asked(staffed, "silje", "silje").rows}
    SupportAccess.objects.filter(pk=support.pk).update(valid_until=NOW)
    assert "Mari Moe" not in {row.why.person for row in asked(staffed, "silje", "silje").rows}


@pytest.mark.req("PL-AUD-003")
def test_that_somebody_else_asked_is_told_in_the_log_and_ones_own_look_is_not(staffed: Region) -> None:
    silje = staffed.positions["silje"].person
    address = reverse("who_sees_person", args=[silje.public_id])
    assert staffed.browser("turid").get(address).status_code == 200
    entry = Entry.objects.get(event="people.sight.asked")
    assert Subject.objects.filter(entry=entry, subject=silje.public_id).exists()
    assert staffed.browser("unni").get(address).status_code == 404
    assert Entry.objects.filter(event="people.sight.asked").count() == 1


def test_the_page_is_reached_from_ones_own_details_and_from_the_access_of_a_position(staffed: Region) -> None:
    ole, turid = staffed.browser("ole"), staffed.browser("turid")
    link = reverse("who_sees_me")
    assert link in _chosen(staffed, ole, "ole").get(reverse("own_details")).content.decode()
    page = ole.get(link, follow=True)
    assert "Hvem kan se meg?" in page.content.decode()
    assert "Astrid Amundsen" in page.content.decode()
    position = staffed.positions["silje"].public_id
    person = staffed.positions["silje"].person.public_id
    shown = turid.get(reverse("position_access", args=[position])).content.decode()
    assert reverse("who_sees_person", args=[person]) in shown


def test_whoever_asks_about_somebody_else_finds_the_way_back(staffed: Region) -> None:
    position = staffed.positions["silje"]
    address, back = reverse("who_sees_person", args=[position.person.public_id]), reverse("explain_access")
    access_of = reverse("position_access", args=[position.public_id])

    def crumbs(client: Client) -> str:
        return client.get(address).content.decode().partition("<h1")[0].rpartition("breadcrumbs")[2]

    assert access_of in crumbs(staffed.browser("turid"))
    RoleGrant.objects.create(
        position=staffed.positions["unni"],
        role="core.administrator",
        unit=staffed.units["VM"],
        with_subunits=True,
        valid_from=position.valid_from,
        source=GrantSource.ORDER,
    )
    administrator = crumbs(staffed.browser("unni"))
    assert back in administrator
    assert access_of not in administrator


def _chosen(region: Region, browser, name: str):
    browser.post(reverse("act_as"), {"position": str(region.positions[name].public_id)})
    return browser


def test_the_number_of_questions_does_not_grow_with_who_can_see(staffed: Region) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as queries:
            asked(staffed, "silje", "silje")
        return len(queries)

    before = questions()
    for number in range(4):
        staffed.employ(f"ny{number}", "Ny", "VMA", leader="astrid")
        staffed.grant(f"ny{number}", "VM")
    assert questions() == before
