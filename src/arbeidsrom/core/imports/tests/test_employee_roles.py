"""Roles that were ordered end with an import that ends the position, and come back when it is undone (KP-ROLE-013)."""

from __future__ import annotations

import pytest

from arbeidsrom.core.imports.models import Foreseen
from arbeidsrom.core.imports.tests.hr_files import (
    TODAY,
    Line,
    a_region,
    applied,
    archive,
    at,
    days,
    held,
    night,
    position,
    rehearsed,
    undone,
)
from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.core.role_orders.actions.answering import begin_role
from arbeidsrom.core.role_orders.models import RoleOrder
from arbeidsrom.core.role_orders.states import EndReason, OrderState
from arbeidsrom.core.roles.models import RoleGrant

pytestmark = pytest.mark.django_db

STAFF = (Line(1, leader="1002"), Line(2, title="Leder", given="Astrid"))
LATER, LATER_STILL = TODAY + days(2), TODAY + days(3)
ROLE = "competence.superuser"


@pytest.fixture(autouse=True)
def region() -> Unit:
    return a_region()


def ordered() -> RoleOrder:
    """Employee 1 has a role that was ordered, from today."""
    own = position(1)
    order = RoleOrder(
        position=own,
        role=ROLE,
        unit=own.unit,
        valid_from=TODAY,
        reason="Følger opp nyansatte",
        state=OrderState.APPROVED,
        ordered_by=own.person,
        ordered_at=at(TODAY),
        decided_at=at(TODAY),
    )
    begin_role(order, today=TODAY)
    return order


@pytest.mark.req("KP-ROLE-013", "PL-ORG-003")
def test_a_role_ends_with_the_position_and_comes_back_when_the_import_is_undone() -> None:
    night(STAFF)
    order = ordered()
    until = order.grant.valid_to
    run = rehearsed(archive(STAFF[1:]), today=LATER)
    assert Foreseen.objects.get(run=run, things="role_orders").count == 1

    applied(run, today=LATER)
    order.refresh_from_db()
    assert (order.state, order.ended_because, order.ended_on) == (OrderState.ENDED, EndReason.POSITION, LATER)
    assert RoleGrant.objects.get(role=ROLE).valid_to == LATER

    undone(run, today=LATER)
    order.refresh_from_db()
    assert (order.state, order.ended_on) == (OrderState.APPROVED, None)
    assert RoleGrant.objects.get(role=ROLE).valid_to == until


@pytest.mark.req("KP-ROLE-013")
def test_somebody_who_comes_back_by_a_later_import_has_none_of_the_former_roles() -> None:
    night(STAFF)
    order = ordered()
    night(STAFF[1:], today=LATER)
    night(STAFF, today=LATER_STILL)
    order.refresh_from_db()
    assert held(1, LATER_STILL) == ["111"]
    assert order.state == OrderState.ENDED
    assert not [one for one in RoleGrant.objects.filter(role=ROLE) if one.valid_to is None or one.valid_to > LATER]
