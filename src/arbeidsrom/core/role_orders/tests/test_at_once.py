"""Two owners on two real connections at the same moment: one answer counts, the other owner is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from types import MappingProxyType

import pytest
import time_machine
from django.db import connection

from arbeidsrom.core.api_clients.models import ApiClient
from arbeidsrom.core.role_orders.access import DELIVER
from arbeidsrom.core.role_orders.actions import answering, nightly
from arbeidsrom.core.role_orders.actions.delivering import Approved, deliver_order
from arbeidsrom.core.role_orders.actions.ordering import withdraw_order
from arbeidsrom.core.role_orders.models import RoleOrder
from arbeidsrom.core.role_orders.states import OrderState
from arbeidsrom.core.role_orders.tests.ward import SUBJECT_B, Ward, make_ward
from arbeidsrom.core.roles.models import RoleGrant
from arbeidsrom.core.roles.tests.hospital import NOW
from arbeidsrom.lib.actor import Actor, ActorKind, Span
from arbeidsrom.lib.refusals import ChangedMeanwhile

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ward(transactional_db: None) -> Iterator[Ward]:
    with time_machine.travel(NOW, tick=False):
        yield make_ward()


def at_once(*works: Callable[[], object]) -> list[object]:
    """Run the works on connections of their own, starting together; exceptions are among the answers."""
    start = Barrier(len(works))

    def run(work: Callable[[], object]) -> object:
        start.wait(timeout=30)
        try:
            return work()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


@pytest.mark.req("PL-ORG-003")
def test_of_two_owners_who_approve_at_once_one_gives_the_role_and_the_other_is_told(ward: Ward) -> None:
    order = ward.order()
    approve = partial(answering.approve_order, order.public_id, lock_version=0, now=NOW, today=ward.today)
    done = at_once(*(partial(approve, actor=ward.actor(name)) for name in ("Turid", "Sindre")))

    assert sorted(type(one).__name__ for one in done) == ["ChangedMeanwhile", "RoleOrder"]
    (late,) = [one for one in done if isinstance(one, ChangedMeanwhile)]
    order.refresh_from_db()
    assert order.decided_by is not None
    assert order.decided_by.name in str(late)
    assert RoleGrant.objects.filter(position=ward.positions["Silje"], role=SUBJECT_B).count() == 1


def test_an_answer_and_a_withdrawal_at_once_leave_one_of_them(ward: Ward) -> None:
    order = ward.order()
    approve = partial(answering.approve_order, order.public_id, lock_version=0, now=NOW, today=ward.today)
    withdraw = partial(withdraw_order, order.public_id, lock_version=0, now=NOW, today=ward.today)
    done = at_once(partial(approve, actor=ward.actor("Turid")), partial(withdraw, actor=ward.actor("Silje")))

    assert len([one for one in done if isinstance(one, RoleOrder)]) == 1
    order.refresh_from_db()
    has_role = RoleGrant.objects.filter(position=ward.positions["Silje"]).exists()
    assert has_role == (order.state == OrderState.APPROVED)


def test_of_two_deliveries_with_the_same_reference_at_once_one_is_refused(ward: Ward) -> None:
    region = ward.hospital.units["region"]
    client = ApiClient.objects.create(
        name="Tilgangsbestilling", owner=region, contact_name="Vakt", contact_email="vakt@helse.example", made_at=NOW
    )
    spans = MappingProxyType({DELIVER: (Span(region.lft, region.rgt),)})
    actor = Actor(ActorKind.API_CLIENT, client.name, client=client.public_id, permissions=spans)
    deliver = partial(
        deliver_order,
        wanted=ward.wanted(),
        approved=Approved("B-1001", "Astrid Øvrebø"),
        client_id=client.pk,
        actor=actor,
        now=NOW,
        today=ward.today,
    )
    done = at_once(*(partial(deliver, ward.positions[name].public_id) for name in ("Silje", "Ole")))

    assert sorted(type(one).__name__ for one in done) == ["RoleOrder", "WrongState"]
    assert RoleOrder.objects.filter(reference="B-1001").count() == 1


def test_two_nights_at_once_end_a_role_once(ward: Ward) -> None:
    order = ward.approved()
    RoleGrant.objects.filter(pk=order.grant_id).update(valid_from=ward.today.replace(year=2025), valid_to=ward.today)
    done = at_once(*(partial(nightly.end_what_is_over, now=NOW, today=ward.today) for _each in range(2)))
    assert sorted(map(str, done)) == ["0", "1"]
