"""Answering orders, reviewing roles once a year, and ending them (PL-ORG-003)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from arbeidsrom.core.role_orders import access, notices, queries, rules, telling
from arbeidsrom.core.role_orders.actions.ordering import changeable
from arbeidsrom.core.role_orders.actions.recording import record
from arbeidsrom.core.role_orders.models import RoleOrder
from arbeidsrom.core.role_orders.states import EndReason, OrderState
from arbeidsrom.core.roles.models import GrantSource, RoleGrant
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import WrongState


@transaction.atomic
def approve_order(order_id: UUID, *, lock_version: int, actor: Actor, now: datetime, today: date) -> RoleOrder:
    """The role holds from its day on, from today at the earliest; its first review is a year after that."""
    order = changeable(order_id, access.may_answer, lock_version=lock_version, actor=actor, today=today)
    if order.position.valid_to is not None and order.position.valid_to <= max(order.valid_from, today):
        raise WrongState(_("The position ends before the role begins. The order cannot be approved."))
    order.move_to(OrderState.APPROVED)
    order.decided_by_id, order.decided_at = actor.person_or_refuse(), now
    order.lock_version += 1
    begin_role(order, today=today)
    record("role_orders.approved", order, actor=actor, now=now, **{"from": order.valid_from.isoformat()})
    telling.forget(order.public_id, *telling.OWNERS_KINDS)
    telling.tell_both(order, notices.APPROVED, day=order.valid_from, now=now)
    return order


def begin_role(order: RoleOrder, *, today: date) -> None:
    """Give the role by the order, and save both; one that was to begin before begins today."""
    if rules.lapses_on(order.valid_from, order.valid_to) <= today:
        raise WrongState(_("The time to answer this order is over. A new order is needed."))
    order.valid_from = max(order.valid_from, today)
    order.review_due = rules.next_review(order.valid_from)
    earlier = RoleGrant.objects.filter(
        position=order.position, role=order.role, unit=order.unit, valid_from=order.valid_from
    )
    if earlier.exists():
        raise WrongState(_("The position has this role here already."))
    order.grant = RoleGrant.objects.create(
        position=order.position,
        role=order.role,
        unit=order.unit,
        with_subunits=order.with_subunits,
        valid_from=order.valid_from,
        valid_to=rules.holds_to(order.valid_to, order.review_due),
        source=GrantSource.ORDER,
    )
    order.save()


@transaction.atomic
def refuse_order(
    order_id: UUID, *, answer: str, lock_version: int, actor: Actor, now: datetime, today: date
) -> RoleOrder:
    """No, with the reason, which whoever ordered reads."""
    order = changeable(order_id, access.may_answer, lock_version=lock_version, actor=actor, today=today)
    order.move_to(OrderState.REFUSED)
    order.decided_by_id, order.decided_at, order.answer = actor.person_or_refuse(), now, answer
    order.lock_version += 1
    order.save(update_fields=["state", "decided_by", "decided_at", "answer", "lock_version"])
    record("role_orders.refused", order, actor=actor, now=now)
    telling.forget(order.public_id, *telling.OWNERS_KINDS)
    telling.tell_both(order, notices.REFUSED, now=now)
    return order


@transaction.atomic
def keep_role(order_id: UUID, *, lock_version: int, actor: Actor, now: datetime, today: date) -> RoleOrder:
    """The review says that the role is still needed; it is reviewed again in a year."""
    order = changeable(order_id, access.may_answer, lock_version=lock_version, actor=actor, today=today)
    if order.state != OrderState.APPROVED or order.grant is None or not queries.is_held(order, today=today):
        raise WrongState(_("The role has ended and cannot be kept. It must be ordered again."))
    order.review_due = rules.next_review(today)
    order.reviewed_by_id, order.reviewed_at = actor.person_or_refuse(), now
    order.asked_for_review_at = order.warned_at = None
    order.lock_version += 1
    fields = ["review_due", "reviewed_by", "reviewed_at", "asked_for_review_at", "warned_at", "lock_version"]
    order.save(update_fields=fields)
    order.grant.valid_to = rules.holds_to(order.valid_to, order.review_due)
    order.grant.save(update_fields=["valid_to"])
    record("role_orders.reviewed", order, actor=actor, now=now, due=order.review_due.isoformat())
    telling.forget(order.public_id, *telling.OWNERS_KINDS, notices.ENDS_SOON)
    return order


@transaction.atomic
def end_role(order_id: UUID, *, note: str, lock_version: int, actor: Actor, now: datetime, today: date) -> RoleOrder:
    """An owner ends the role at once, at the review or in between."""
    order = changeable(order_id, access.may_end, lock_version=lock_version, actor=actor, today=today)
    order.ended_by_id, order.ended_note = actor.person_or_refuse(), note
    finish(order, EndReason.OWNER, on=today, actor=actor, now=now)
    return order


def finish(order: RoleOrder, because: EndReason, *, on: date, actor: Actor, now: datetime) -> None:
    """The role holds no longer from the day on; a role that had not begun never does."""
    order.move_to(OrderState.ENDED)
    order.ended_on, order.ended_because = on, because
    order.lock_version += 1
    grant = order.grant
    if grant is not None and grant.valid_from >= on:
        order.grant = None
    order.save()
    if grant is not None and grant.valid_from >= on:
        grant.delete()
    elif grant is not None and (grant.valid_to is None or grant.valid_to > on):
        grant.valid_to = on
        grant.save(update_fields=["valid_to"])
    record("role_orders.ended", order, actor=actor, now=now, because=because.value)
    telling.forget(order.public_id, *telling.OWNERS_KINDS, notices.ENDS_SOON)
    if because is not EndReason.POSITION:  # the night tells of those, of all roles of a position together
        telling.tell_both(order, notices.ENDED, now=now)
