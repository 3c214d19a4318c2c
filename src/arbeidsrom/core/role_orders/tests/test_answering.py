"""Approval by a second person, the yearly review, and what ends a role."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from arbeidsrom.core.audit.models import Entry
from arbeidsrom.core.notifications.models import Notification
from arbeidsrom.core.organisation.models import Position
from arbeidsrom.core.role_orders import queries
from arbeidsrom.core.role_orders.actions import answering
from arbeidsrom.core.role_orders.models import RoleOrder
from arbeidsrom.core.role_orders.states import EndReason, OrderState
from arbeidsrom.core.role_orders.tests.ward import SUBJECT_B, SUPERUSER, TRUST_ADMINISTRATOR, Ward
from arbeidsrom.core.roles.models import GrantSource, RoleGrant
from arbeidsrom.lib.refusals import ChangedMeanwhile, WrongState

YEAR = timedelta(days=365)


@pytest.mark.req("PL-ORG-003")
def test_an_approved_role_holds_from_its_day_at_the_next_request(ward: Ward) -> None:
    tomorrow = ward.today + timedelta(days=1)
    order = ward.approved(valid_from=tomorrow)
    assert (order.state, order.grant.source, order.grant.valid_from) == ("approved", GrantSource.ORDER, tomorrow)
    assert not ward.actor("Silje").holds("competence.create_plans")
    ward.hospital.today = tomorrow
    assert ward.actor("Silje").holds("competence.create_plans")
    told = Notification.objects.get(type="role_orders.approved", about=order.public_id)
    assert told.person == ward.hospital.people["Silje"]
    assert Entry.objects.filter(event="role_orders.approved", thing=order.public_id).count() == 1


def test_a_role_that_should_have_begun_begins_on_the_day_of_the_answer(ward: Ward) -> None:
    order = ward.order()
    ward.hospital.today += timedelta(days=3)
    assert ward.approve(order).grant.valid_from == ward.today


@pytest.mark.req("KP-ROLE-017")
def test_nobody_gives_a_role_to_themselves_or_by_their_own_order(ward: Ward) -> None:
    own = ward.order(by="Turid", position="Turid", wanted=ward.wanted(SUPERUSER, "1020"))
    with pytest.raises(PermissionDenied):
        ward.approve(own, by="Turid")
    Position.objects.filter(pk=ward.positions["Ole"].pk).update(leader=ward.positions["Turid"])
    for_another = ward.order(by="Turid", position="Ole")
    with pytest.raises(PermissionDenied):
        ward.approve(for_another, by="Turid")
    assert ward.approve(for_another, by="Sindre").state == OrderState.APPROVED
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleOrder.objects.filter(pk=own.pk).update(decided_by=ward.hospital.people["Turid"])


@pytest.mark.req("KP-ROLE-017")
def test_a_deputy_of_an_owner_answers_nothing(ward: Ward) -> None:
    from arbeidsrom.core.roles.queries import actor_standing_in

    Position.objects.filter(pk=ward.positions["Ole"].pk).update(leader=ward.positions["Turid"])
    own, turid = (
        Position.objects.select_related("person", "unit").get(pk=ward.positions[name].pk) for name in ("Nora", "Turid")
    )
    deputy = actor_standing_in(own, turid, account_id=None, origin="", today=ward.today)
    assert deputy is not None
    assert deputy.holds("people.control_access")
    assert not deputy.holds("roles.approve_local_orders")


@pytest.mark.parametrize(
    ("role", "code", "answers"),
    [(SUBJECT_B, "1010", {"Turid", "Sindre", "Solveig"}), (TRUST_ADMINISTRATOR, "sykehuset", {"Sindre", "Solveig"})],
)
def test_a_local_role_is_the_trusts_and_a_central_one_the_system_operators(
    ward: Ward, role: str, code: str, answers: set[str]
) -> None:
    order = ward.order(wanted=ward.wanted(role, code))
    for name in ("Astrid", "Ole", "Turid", "Nora", "Sindre", "Solveig"):
        if name in answers:
            assert queries.get_order(order.public_id, actor=ward.actor(name), today=ward.today) == order
        else:
            with pytest.raises((RoleOrder.DoesNotExist, PermissionDenied)):
                ward.approve(order, by=name)
    assert ward.approve(order, by=min(answers)).state == OrderState.APPROVED


def test_of_two_who_answer_at_once_one_wins_and_the_other_reads_who_it_was(ward: Ward) -> None:
    order = ward.order()
    ward.approve(order, by="Turid")
    refuse = partial(answering.refuse_order, order.public_id, answer="Nei", actor=ward.actor("Sindre"))
    with pytest.raises(ChangedMeanwhile, match="Turid Berg"):
        refuse(lock_version=order.lock_version, now=ward.hospital.now, today=ward.today)
    assert RoleOrder.objects.get(pk=order.pk).state == OrderState.APPROVED
    assert not Notification.objects.filter(type="role_orders.waiting").exists()


def test_a_refusal_has_its_reason_and_is_told_to_both(ward: Ward) -> None:
    order = ward.order(by="Astrid")
    refused = answering.refuse_order(
        order.public_id,
        answer="Silje har ikke ansvar for planer.",
        lock_version=order.lock_version,
        actor=ward.actor("Turid"),
        now=ward.hospital.now,
        today=ward.today,
    )
    assert (refused.state, refused.grant) == (OrderState.REFUSED, None)
    told = Notification.objects.filter(type="role_orders.refused")
    assert {one.person.given_name for one in told} == {"Astrid", "Silje"}
    assert not RoleGrant.objects.filter(position=ward.positions["Silje"]).exists()


@pytest.mark.req("PL-ORG-003")
def test_a_role_that_is_kept_at_its_review_holds_for_another_year(ward: Ward) -> None:
    order = ward.approved()
    until = order.grant.valid_to
    kept = ward.keep(order, later=YEAR - timedelta(days=10))
    assert kept.grant.valid_to > until
    assert kept.review_due == ward.today.replace(year=2028) - timedelta(days=10)


def test_a_role_whose_grace_is_over_is_not_kept_although_no_night_has_ended_it(ward: Ward) -> None:
    order = ward.approved()
    gone = order.grant.valid_to
    with pytest.raises(WrongState):
        ward.keep(order, later=gone + timedelta(days=1) - ward.today)
    assert RoleGrant.objects.get(pk=order.grant.pk).valid_to == gone


def test_an_owner_of_one_unit_gives_no_role_in_the_units_below(ward: Ward) -> None:
    RoleGrant.objects.filter(position=ward.positions["Turid"]).update(with_subunits=False)
    below = ward.order(wanted=ward.wanted(SUPERUSER, "sykehuset", with_subunits=True))
    assert {one.given_name for one in queries.owners_of(below, today=ward.today)} == {"Sindre", "Solveig"}
    with pytest.raises(PermissionDenied):
        ward.approve(below)
    assert ward.approve(ward.order(wanted=ward.wanted(SUBJECT_B, "sykehuset"))).state == OrderState.APPROVED
    assert ward.approve(below, by="Sindre").state == OrderState.APPROVED


def test_whoever_ordered_the_role_does_not_review_it(ward: Ward) -> None:
    Position.objects.filter(pk=ward.positions["Ole"].pk).update(leader=ward.positions["Turid"])
    order = ward.approve(ward.order(by="Turid", position="Ole"), by="Sindre")
    with pytest.raises(PermissionDenied):
        ward.keep(order, by="Turid")


def test_an_owner_ends_a_role_and_it_is_gone_at_the_next_request(ward: Ward) -> None:
    order = ward.approved(valid_from=ward.today)
    RoleGrant.objects.filter(pk=order.grant.pk).update(valid_from=ward.today - timedelta(days=9))
    assert ward.actor("Silje").holds("competence.create_plans")
    ended = _end(ward, RoleOrder.objects.get(pk=order.pk))
    assert (ended.state, ended.ended_because, ended.ended_on) == ("ended", EndReason.OWNER, ward.today)
    assert not ward.actor("Silje").holds("competence.create_plans")
    with pytest.raises(WrongState):
        ward.keep(ended)


def test_a_role_that_has_not_begun_never_does_when_it_is_ended(ward: Ward) -> None:
    order = ward.approved(valid_from=ward.today + timedelta(days=5))
    assert _end(ward, order).grant is None
    assert not RoleGrant.objects.filter(position=ward.positions["Silje"]).exists()


def _end(ward: Ward, order: RoleOrder) -> RoleOrder:
    return answering.end_role(
        order.public_id,
        note="Har fått andre oppgaver",
        lock_version=order.lock_version,
        actor=ward.actor("Turid"),
        now=ward.hospital.now,
        today=ward.today,
    )
