"""The learning portal reports passed courses over the API."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Any, cast

import pytest
import time_machine
from django.http import HttpResponse

from arbeidsrom.core.api_clients import described
from arbeidsrom.core.api_clients.tests.clients import System, a_system
from arbeidsrom.core.organisation.models import Person
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.lib.actor import Actor, ActorKind, Span
from arbeidsrom.modules.competence import models
from arbeidsrom.modules.competence.rules.settings import Course
from arbeidsrom.modules.competence.rules.statuses import Shown
from arbeidsrom.modules.competence.tests.errand import Errand
from tests.cast import Cast

pytestmark = pytest.mark.django_db

ADDRESS = "/api/v1/course-results"
PASSED = {"employee_number": "4711", "course": "K-100", "passed_on": "2026-11-20"}


@pytest.fixture(autouse=True)
def at_work(hospital: Hospital) -> Iterator[None]:
    with time_machine.travel(hospital.now, tick=False):
        yield


@pytest.fixture
def errand(hospital: Hospital) -> Errand:
    one = Errand(hospital)
    central: dict[str, Any] = {"owner": "sykehuset", "central": True, "documentation_form": "course_portal"}
    one.begin("Brannvern", courses=(Course("K-100", "Brannvern"),), **central)
    Person.objects.filter(pk=one.nina.person_id).update(employee_number="4711")
    return one


def system(errand: Errand, *roles: str, unit: str = "region") -> System:
    units = errand.hospital.units
    spans = (Span(units["region"].lft, units["region"].rgt),)
    admin = Actor(ActorKind.PERSON, "Drift", permissions={"api_clients.administer": spans})
    office = cast("Cast", SimpleNamespace(admin=admin, now=errand.hospital.now))
    return a_system(office, units[unit], *roles, name="Læringsportalen")


@pytest.fixture
def portal(errand: Errand) -> System:
    return system(errand, "api.learning_portal")


def post(portal: System, *results: Mapping[str, object], key: str = "en", **body: Any) -> HttpResponse:
    headers = {"Idempotency-Key": key} if key else {}
    return portal.post(ADDRESS, body or {"results": results}, content_type="application/json", headers=headers)


def outcomes(answer: HttpResponse) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [one["outcome"] for one in answer.json()["items"]]  # type: ignore[attr-defined]


@pytest.mark.req("KP-LMS-001", "KP-LMS-009", "KP-COURSE-003", "PL-OPS-004")
def test_what_the_portal_reports_is_fulfilled_when_it_has_its_answer(errand: Errand, portal: System) -> None:
    answer = post(portal, PASSED, {**PASSED, "employee_number": "9999"})
    assert outcomes(answer) == ["received", "unknown_person"]
    assert errand.shown() is Shown.FULFILLED
    event = models.ProgressEvent.objects.get()
    assert (event.by, str(event.performed_on)) == ("Læringsportalen", "2026-11-20")


@pytest.mark.req("KP-LMS-038", "PL-OPS-004")
def test_a_request_that_comes_twice_is_carried_out_once(errand: Errand, portal: System) -> None:
    first, again = post(portal, PASSED), post(portal, PASSED)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.content == first.content
    assert outcomes(post(portal, PASSED, key="to")) == ["unchanged"]
    assert post(portal, {**PASSED, "passed_on": "2026-11-21"}, key="en").status_code == 422
    assert post(portal, PASSED, key="").status_code == 400
    assert models.ProgressEvent.objects.count() == 1


def pointers(answer: HttpResponse) -> list[str]:
    assert answer.status_code == 422, answer.content
    return [fault["pointer"] for fault in answer.json()["errors"]]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("employee_number", ""),
        ("employee_number", "4" * 41),
        ("employee_number", "47\x0011"),
        ("employee_number", 4711),
        ("employee_number", None),
        ("course", "a/b"),
        ("course", ""),
        ("passed_on", None),
        ("passed_on", ""),
        ("passed_on", "i går"),
        ("passed_on", "2026-02-30"),
        ("passed_on", "20.11.2026"),
        ("passed_on", "20261120"),
        ("passed_on", "2026-11-20T00:00:00"),
        ("passed_on", "2026-11-20T00:00:00Z"),
        ("passed_on", " 2026-11-20"),
        ("passed_on", "2026-11-20\n"),
        ("passed_on", "２０２６-11-20"),
        ("passed_on", "1795132800"),
        ("passed_on", 1795132800),
        ("passed_on", 20_777.0),
        ("passed_on", True),
        ("passed_on", "1949-12-31"),
        ("passed_on", "0001-01-01"),
        ("status", "passed"),
    ],
)
def test_what_cannot_be_understood_is_refused_as_a_whole_and_pointed_at(
    errand: Errand, portal: System, field: str, value: object
) -> None:
    assert pointers(post(portal, PASSED, {**PASSED, field: value})) == [f"#/results/1/{field}"]
    assert not models.CourseResult.objects.exists()


@pytest.mark.parametrize("field", PASSED)
def test_a_field_that_is_missing_is_pointed_at(errand: Errand, portal: System, field: str) -> None:
    lacking = {name: value for name, value in PASSED.items() if name != field}
    assert pointers(post(portal, PASSED, lacking)) == [f"#/results/1/{field}"]
    assert not models.CourseResult.objects.exists()


def test_what_was_passed_long_ago_counts(errand: Errand, portal: System) -> None:
    assert outcomes(post(portal, {**PASSED, "passed_on": "1950-01-01"})) == ["received"]


def test_at_least_one_and_no_more_than_a_thousand_at_a_time(errand: Errand, portal: System) -> None:
    assert pointers(post(portal, results=[])) == ["#/results"]
    assert pointers(post(portal, results=[PASSED] * 1_001)) == ["#/results"]
    assert pointers(post(portal, results=[PASSED], dry_run=True)) == ["#/dry_run"]


def test_the_description_of_the_api_says_what_may_stand_there() -> None:
    schemas = described.document()["components"]["schemas"]
    result = schemas["ResultShape"]
    day = result["properties"]["passed_on"]
    assert (day["type"], day["format"]) == ("string", "date")
    assert sorted(result["required"]) == sorted(PASSED)
    assert [schemas[name]["additionalProperties"] for name in ("ResultShape", "Results")] == [False, False]


@pytest.mark.req("KP-LMS-002", "KP-COURSE-004")
def test_nothing_but_what_is_passed_can_be_reported_and_nothing_is_read_back(errand: Errand, portal: System) -> None:
    for status in ("started", "failed", "passed"):
        assert pointers(post(portal, {**PASSED, "status": status})) == ["#/results/0/status"]
    assert portal.get(ADDRESS).status_code == 405
    assert not models.CourseResult.objects.exists()
    assert errand.shown() is Shown.NOT_STARTED


def test_a_system_without_the_role_is_refused_and_one_of_another_trust_knows_nobody_here(errand: Errand) -> None:
    assert post(system(errand, "api.reader"), PASSED).status_code == 403
    assert outcomes(post(system(errand, "api.learning_portal", unit="nabo"), PASSED)) == ["unknown_person"]
    assert not models.CourseResult.objects.exists()


def test_people_are_named_by_employee_number_alone(errand: Errand, portal: System) -> None:
    given = {"identity_number": "03847112345", "course": "K-100", "passed_on": "2026-11-20"}
    answer = post(portal, given)
    assert answer.status_code == 422
    assert b"03847112345" not in answer.content
