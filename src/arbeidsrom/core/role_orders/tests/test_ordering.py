"""Who orders which role for whom, and what is refused at which field."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import override

from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.notifications.models import Notification
from arbeidsrom.core.notifications.queries import inbox
from arbeidsrom.core.organisation.models import Position
from arbeidsrom.core.role_orders import queries
from arbeidsrom.core.role_orders.actions import ordering
from arbeidsrom.core.role_orders.actions.ordering import CannotBeOrdered
from arbeidsrom.core.role_orders.models import RoleOrder
from arbeidsrom.core.role_orders.states import OrderState
from arbeidsrom.core.role_orders.tests.ward import (
    LEADER,
    PLAN_RESPONSIBLE,
    SUBJECT_B,
    SUPERUSER,
    TRUST_ADMINISTRATOR,
    Ward,
)
from arbeidsrom.core.roles.models import RoleGrant
from arbeidsrom.lib.refusals import WrongState


@pytest.mark.req("PL-ORG-003")
def test_an_employee_orders_for_the_own_position_and_gets_nothing_before_an_owner_has_answered(ward: Ward) -> None:
    order = ward.order()
    assert (order.state, order.ordered_by, order.grant) == (OrderState.WAITING, ward.hospital.people["Silje"], None)
    assert not ward.actor("Silje").holds("competence.create_plans")
    assert Entry.objects.filter(event="role_orders.ordered", thing=order.public_id).exists()


@pytest.mark.req("PL-ORG-003")
def test_a_leader_orders_for_somebody_they_lead_and_for_nobody_else(ward: Ward) -> None:
    assert ward.order(by="Astrid", position="Silje").position == ward.positions["Silje"]
    with pytest.raises(Position.DoesNotExist):
        ward.order(by="Astrid", position="Ole")
    with pytest.raises(Position.DoesNotExist):
        ward.order(by="Silje", position="Astrid")


def test_only_those_whom_a_deputy_follows_up_get_roles_by_the_deputys_orders(ward: Ward) -> None:
    from arbeidsrom.core.roles.queries import actor_standing_in

    ole = Position.objects.select_related("person", "unit").get(pk=ward.positions["Ole"].pk)
    astrid = Position.objects.select_related("person", "unit").get(pk=ward.positions["Astrid"].pk)
    deputy = actor_standing_in(ole, astrid, account_id=None, origin="", today=ward.today)
    assert deputy is not None

    def order(name: str) -> RoleOrder:
        return ordering.order_role(
            ward.positions[name].public_id, wanted=ward.wanted(), actor=deputy, now=ward.hospital.now, today=ward.today
        )

    assert order("Silje").ordered_by == ward.hospital.people["Ole"]
    for nobody in ("Ole", "Astrid"):
        with pytest.raises(Position.DoesNotExist):
            order(nobody)


def test_a_leader_no_longer_sees_what_was_ordered_for_somebody_who_has_left(ward: Ward) -> None:
    theirs, own = ward.order(), ward.order(by="Astrid", wanted=ward.wanted(SUPERUSER))
    last = ward.today + timedelta(days=1)
    Position.objects.filter(pk=ward.positions["Silje"].pk).update(valid_to=last)

    def seen(day: date) -> set[RoleOrder]:
        return set(queries.own_orders(actor=ward.actor("Astrid"), today=day))

    assert seen(ward.today) == {theirs, own}
    assert seen(last) == {own}, "what one has ordered oneself stays"
    with pytest.raises(RoleOrder.DoesNotExist):
        queries.get_order(theirs.public_id, actor=ward.actor("Astrid"), today=last)


def test_the_owners_of_a_local_role_are_told_and_the_system_operator_where_there_are_none(ward: Ward) -> None:
    order = ward.order()
    told = Notification.objects.filter(type="role_orders.waiting", about=order.public_id)
    assert [one.person.given_name for one in told] == ["Turid"]

    RoleGrant.objects.filter(position=ward.positions["Turid"]).update(valid_to=ward.today)
    other = ward.order(wanted=ward.wanted(SUPERUSER))
    told = Notification.objects.filter(type="role_orders.waiting", about=other.public_id)
    assert {one.person.given_name for one in told} == {"Sindre", "Solveig"}


@pytest.mark.parametrize("by", ["Turid", "Nora"])
def test_an_owner_who_orders_is_not_asked_themselves(ward: Ward, by: str) -> None:
    order = ward.order(by=by, position=by)
    told = Notification.objects.filter(type="role_orders.waiting", about=order.public_id)
    assert by not in {one.person.given_name for one in told}
    assert told


def test_what_cannot_be_ordered_is_said_at_its_field(ward: Ward) -> None:
    yesterday, tomorrow = ward.today - timedelta(days=1), ward.today + timedelta(days=1)
    wrong = {
        "role": ward.wanted(LEADER),
        "unit": ward.wanted(TRUST_ADMINISTRATOR, "1010"),
        "covers": ward.wanted(PLAN_RESPONSIBLE),
        "valid_from": ward.wanted(valid_from=yesterday),
        "last_day": ward.wanted(valid_from=tomorrow, valid_to=tomorrow),
    }
    for field, wanted in wrong.items():
        with pytest.raises(CannotBeOrdered) as refused:
            ward.order(wanted=wanted)
        assert refused.value.field == field
    assert not RoleOrder.objects.exists()


@pytest.mark.req("KP-KPA-002")
@pytest.mark.parametrize("covers", ["", "  "])
def test_whoever_orders_the_role_for_plans_says_which_and_whoever_answers_reads_it(ward: Ward, covers: str) -> None:
    with pytest.raises(CannotBeOrdered, match="hvilke planer"):
        ward.order(wanted=ward.wanted(PLAN_RESPONSIBLE, covers=covers))
    assert not RoleOrder.objects.exists()

    order = ward.order(wanted=ward.wanted(PLAN_RESPONSIBLE, covers="Smittevern"))
    page = ward.hospital.browser("Turid").get(reverse("role_order", args=[order.public_id])).content.decode()
    assert "Smittevern" in page


def test_the_same_role_is_not_ordered_twice_while_it_waits_or_is_held(ward: Ward) -> None:
    order = ward.order()
    with pytest.raises(CannotBeOrdered, match="venter på svar"):
        ward.order(by="Astrid")
    ward.approve(order)
    with pytest.raises(CannotBeOrdered, match="har denne rollen her allerede"):
        ward.order()
    wider = ward.order(wanted=ward.wanted(with_subunits=True))
    assert wider.state == OrderState.WAITING


def test_a_role_with_a_last_day_is_ordered_anew_from_the_day_after_and_no_sooner(ward: Ward) -> None:
    over = ward.today + timedelta(days=10)
    ward.approved(valid_to=over)
    with pytest.raises(CannotBeOrdered, match="har denne rollen her allerede"):
        ward.order(wanted=ward.wanted(valid_from=over - timedelta(days=1)))
    anew = ward.approve(ward.order(wanted=ward.wanted(valid_from=over)))
    assert anew.grant.valid_from == over
    with pytest.raises(CannotBeOrdered, match="har denne rollen her allerede"):
        ward.order(wanted=ward.wanted(valid_from=anew.valid_from + timedelta(days=300)))


def test_a_role_is_ordered_a_year_ahead_at_most(ward: Ward) -> None:
    with pytest.raises(CannotBeOrdered) as refused:
        ward.order(wanted=ward.wanted(valid_from=ward.today + timedelta(days=367)))
    assert refused.value.field == "valid_from"
    assert ward.order(wanted=ward.wanted(valid_from=ward.today + timedelta(days=366))).state == OrderState.WAITING


def test_a_role_that_begins_after_the_position_has_ended_is_refused(ward: Ward) -> None:
    Position.objects.filter(pk=ward.positions["Silje"].pk).update(valid_to=ward.today + timedelta(days=5))
    with pytest.raises(CannotBeOrdered) as refused:
        ward.order(wanted=ward.wanted(valid_from=ward.today + timedelta(days=5)))
    assert refused.value.field == "valid_from"


def test_whoever_ordered_or_gets_the_role_withdraws_it_and_nobody_else(ward: Ward) -> None:
    order = ward.order(by="Astrid")
    with pytest.raises(RoleOrder.DoesNotExist):
        _withdraw(ward, order, "Ole")
    with pytest.raises(PermissionDenied):
        _withdraw(ward, order, "Turid")
    assert _withdraw(ward, order, "Silje").state == OrderState.WITHDRAWN
    assert not Notification.objects.filter(type="role_orders.waiting", about=order.public_id).exists()
    with pytest.raises(WrongState):
        _withdraw(ward, RoleOrder.objects.get(pk=order.pk), "Silje")


def test_an_order_withdrawn_just_after_midnight_ended_on_the_day_that_has_begun(ward: Ward) -> None:
    order = ward.order()
    midnight = datetime(ward.today.year, ward.today.month, ward.today.day, 23, 30, tzinfo=UTC)
    withdrawn = ordering.withdraw_order(
        order.public_id, lock_version=0, actor=ward.actor("Silje"), now=midnight, today=ward.today + timedelta(days=1)
    )
    assert withdrawn.ended_on == ward.today + timedelta(days=1)


def _withdraw(ward: Ward, order: RoleOrder, by: str) -> RoleOrder:
    return ordering.withdraw_order(
        order.public_id, lock_version=order.lock_version, actor=ward.actor(by), now=ward.hospital.now, today=ward.today
    )


def test_every_role_that_is_ordered_is_held_in_some_unit_and_has_an_owner_in_the_last_place(ward: Ward) -> None:
    from arbeidsrom.core.roles import registry

    assert registry.orderable()
    for one in registry.orderable().values():
        assert one.unit_kinds
        assert one.owners[-1] == "roles.approve_orders"
        assert not registry.follows(one.role)
    assert SUBJECT_B in registry.orderable()


@pytest.mark.req("PL-UI-001")
@pytest.mark.parametrize(("language", "name"), [("nb", "Fagansvarlig B"), ("nn", "Fagansvarleg B")])
def test_the_owner_reads_the_name_of_the_role_in_the_own_language_and_not_in_the_orderers(
    ward: Ward, language: str, name: str
) -> None:
    with override("en"):
        order = ward.order()
    with override(language):
        sentences = [row.sentence for row in inbox(ward.actor("Turid"))]
    assert any(f"«{name}»" in sentence for sentence in sentences), sentences
    assert order.role == SUBJECT_B
