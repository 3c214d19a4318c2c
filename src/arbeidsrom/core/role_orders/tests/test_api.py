"""An access-ordering service delivers approved orders and ends roles by the API."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.http import HttpResponse

from arbeidsrom.core.api_clients.models import ClientGrant
from arbeidsrom.core.api_clients.tests.clients import System, a_system
from arbeidsrom.core.audit.models import Entry, Subject
from arbeidsrom.core.organisation.actions import arrange_tree
from arbeidsrom.core.organisation.models import Person, Placement, Position, PositionKind, Unit, UnitKind
from arbeidsrom.core.role_orders.models import RoleOrder
from arbeidsrom.core.role_orders.tests.ward import PLAN_RESPONSIBLE, SUPERUSER, TRUST_ADMINISTRATOR
from arbeidsrom.core.roles.models import RoleGrant
from tests.cast import NOW, TODAY, Cast

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/role-orders"


@pytest.fixture(autouse=True)
def at_work() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def units(cast: Cast) -> dict[str, Unit]:
    """Two trusts below the topmost unit, with a ward in the first."""
    made: dict[str, Unit] = {}
    for code, kind, above in (("T1", UnitKind.TRUST, None), ("T2", UnitKind.TRUST, None), ("W", "cost_centre", "T1")):
        parent = made[above] if above else cast.union
        unit = Unit.objects.create(
            kind=kind, name=code, code=code, parent=parent, valid_from=cast.union.valid_from, is_controller=not above
        )
        Placement.objects.create(unit=unit, parent=parent, valid_from=unit.valid_from)
        made[code] = unit
    arrange_tree(today=TODAY)
    for unit in made.values():
        unit.refresh_from_db()
    return made


@pytest.fixture
def service(cast: Cast, units: dict[str, Unit]) -> System:
    """The ordering service of the first trust."""
    return a_system(cast, units["T1"], "api.role_orders", name="Tilgangsbestilling")


def employed(unit: Unit) -> Position:
    person = Person.objects.create(given_name="Silje", family_name="Berg", email="silje@sykehuset.example")
    return Position.objects.create(
        person=person, unit=unit, kind=PositionKind.EMPLOYMENT, employer=unit.parent, valid_from=unit.valid_from
    )


def sent(position: Position, unit: Unit, **changes: Any) -> dict[str, Any]:
    given = {
        "position": str(position.public_id),
        "role": SUPERUSER,
        "unit": str(unit.public_id),
        "reason": "Følger opp nyansatte",
        "reference": "B-1001",
        "approved_by": "Astrid Øvrebø",
    }
    return {**given, **changes}


def post(system: System, data: dict[str, Any], *, key: str = "en", path: str = "") -> HttpResponse:
    headers = {"Idempotency-Key": key} if key else {}
    return system.post(f"{ADDRESS}{path}", data, content_type="application/json", headers=headers)


@pytest.mark.req("PL-ORG-003")
def test_a_delivered_order_gives_the_role_at_once_and_is_reviewed_like_others(
    service: System, units: dict[str, Unit]
) -> None:
    position = employed(units["W"])
    answer = post(service, sent(position, units["W"]))

    assert answer.status_code == 201
    told = answer.json()
    assert (told["state"], told["reference"], told["valid_from"]) == ("approved", "B-1001", TODAY.isoformat())
    assert told["review_due"] == TODAY.replace(year=TODAY.year + 1).isoformat()
    grant = RoleGrant.objects.get(position=position)
    assert (grant.role, grant.unit, grant.source) == (SUPERUSER, units["W"], "order")
    entry = Entry.objects.get(event="role_orders.delivered")
    assert Subject.objects.filter(entry=entry, subject=position.person.public_id).exists()
    assert service.get(answer.headers["Location"].removeprefix("http://testserver")).json() == told
    assert service.get(ADDRESS, {"position": str(position.public_id)}).json()["items"] == [told]


@pytest.mark.req("KP-KPA-002")
def test_an_order_of_the_role_for_plans_that_names_none_is_refused_in_the_ordering_service_too(
    service: System, units: dict[str, Unit]
) -> None:
    order = sent(employed(units["W"]), units["W"], role=PLAN_RESPONSIBLE)
    for key, covers in (("en", {}), ("to", {"covers": "  "})):
        refused = post(service, {**order, **covers}, key=key)
        assert (refused.status_code, RoleOrder.objects.count()) == (409, 0)
        assert "hvilke planer" in refused.json()["detail"]

    told = post(service, {**order, "covers": "Smittevern"}, key="tre").json()
    assert (told["state"], told["covers"]) == ("approved", "Smittevern")


def test_the_same_request_twice_gives_one_role_and_the_same_answer(service: System, units: dict[str, Unit]) -> None:
    order = sent(employed(units["W"]), units["W"])
    first, second = post(service, order), post(service, order)
    assert first.json() == second.json()
    assert second.headers["Idempotency-Replayed"] == "true"
    assert RoleGrant.objects.filter(role=SUPERUSER).count() == 1
    assert post(service, order, key="").status_code == 400
    assert post(service, {**order, "reason": "Noe annet"}).status_code == 422
    assert post(service, {**order, "with_subunits": True}, key="to").status_code == 409


@pytest.mark.parametrize(
    ("field", "value"), [("position", "Silje Berg"), ("valid_from", "i morgen"), ("reason", ""), ("role", "a\x00b")]
)
def test_a_fault_is_pointed_at_in_the_order_that_was_sent(
    service: System, units: dict[str, Unit], field: str, value: str
) -> None:
    order = sent(employed(units["W"]), units["W"])
    refused = post(service, {**order, field: value})
    assert refused.status_code == 422
    assert [fault["pointer"] for fault in refused.json()["errors"]] == [f"#/{field}"]

    order.pop("reference")
    assert [fault["pointer"] for fault in post(service, order).json()["errors"]] == ["#/reference"]
    ending = post(service, {"reason": ""}, path=f"/{uuid4()}/end")
    assert [fault["pointer"] for fault in ending.json()["errors"]] == ["#/reason"]


def test_a_service_of_one_unit_gives_no_role_in_the_units_below(service: System, units: dict[str, Unit]) -> None:
    position = employed(units["T1"])
    ClientGrant.objects.update(with_subunits=False)
    assert post(service, sent(position, units["T1"], with_subunits=True)).status_code == 409
    assert post(service, sent(position, units["T1"]), key="to").status_code == 201


def test_outside_its_units_there_is_nothing(service: System, units: dict[str, Unit]) -> None:
    elsewhere, here = employed(units["T2"]), employed(units["W"])
    assert post(service, sent(elsewhere, units["T2"])).status_code == 404
    assert post(service, sent(here, units["T2"], role=TRUST_ADMINISTRATOR)).status_code == 409
    assert not RoleOrder.objects.exists()
    assert service.get(f"{ADDRESS}/{uuid4()}").status_code == 404


@pytest.mark.parametrize(
    "changes",
    [{"role": "competence.leader"}, {"valid_from": "2020-01-01"}, {"valid_to": TODAY.isoformat()}, {"role": "none"}],
)
def test_what_cannot_be_ordered_is_refused_with_a_sentence(
    service: System, units: dict[str, Unit], changes: dict[str, Any]
) -> None:
    answer = post(service, sent(employed(units["W"]), units["W"], **changes))
    assert answer.status_code == 409
    assert answer.json()["detail"]
    assert not RoleGrant.objects.filter(unit=units["W"]).exists()


@pytest.mark.req("PL-ORG-003")
def test_the_service_ends_a_role_once(service: System, units: dict[str, Unit]) -> None:
    made = post(service, sent(employed(units["W"]), units["W"])).json()
    ended = post(service, {"reason": "Sluttet i rollen"}, key="slutt", path=f"/{made['id']}/end")
    assert (ended.status_code, ended.json()["state"], ended.json()["ended_because"]) == (200, "ended", "service")
    assert not RoleGrant.objects.filter(role=SUPERUSER).exists()
    again = post(service, {"reason": "Sluttet i rollen"}, key="slutt", path=f"/{made['id']}/end")
    assert again.json() == ended.json()
    assert post(service, {"reason": "x"}, key="ny", path=f"/{made['id']}/end").status_code == 409


def test_a_client_without_the_role_is_refused(cast: Cast, units: dict[str, Unit]) -> None:
    reader = a_system(cast, units["T1"], "api.reader")
    assert reader.get(ADDRESS).status_code == 403
    assert post(reader, sent(employed(units["W"]), units["W"])).status_code == 403
