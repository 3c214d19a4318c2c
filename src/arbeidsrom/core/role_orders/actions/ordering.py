"""Ordering a role, and taking the order back (PL-ORG-003, KP-ROLE-004)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from arbeidsrom.core.organisation.models import Position, Unit
from arbeidsrom.core.role_orders import access, notices, queries, rules, telling
from arbeidsrom.core.role_orders.actions.recording import record
from arbeidsrom.core.role_orders.models import RoleOrder
from arbeidsrom.core.role_orders.states import OrderState
from arbeidsrom.core.roles import registry
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import Decision
from arbeidsrom.lib.refusals import ChangedMeanwhile, Refused


class CannotBeOrdered(Refused):
    """Something about the order cannot be; ``field`` is where somebody looks for it."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is ordered: which role, where, from when to when, what it covers, and why."""

    role: str
    unit: UUID
    with_subunits: bool
    valid_from: date
    valid_to: date | None
    covers: str
    reason: str


@transaction.atomic
def order_role(position_id: UUID, *, wanted: Wanted, actor: Actor, now: datetime, today: date) -> RoleOrder:
    """An employee orders for the own position, a leader for somebody they lead; the owners of the role are told."""
    access.may_order(actor).or_refuse()
    position = queries.get_position(position_id, actor=actor, today=today, lock=True)
    if wanted.valid_from < today:
        raise CannotBeOrdered("valid_from", _("The role cannot begin before today."))
    unit = place_of(wanted, position, today=today)
    order = RoleOrder.objects.create(
        position=position,
        role=wanted.role,
        unit=unit,
        with_subunits=wanted.with_subunits,
        valid_from=wanted.valid_from,
        valid_to=wanted.valid_to,
        covers=wanted.covers,
        reason=wanted.reason,
        ordered_by_id=actor.person_or_refuse(),
        ordered_at=now,
    )
    record("role_orders.ordered", order, actor=actor, now=now, **{"from": wanted.valid_from.isoformat()})
    telling.tell_owners(order, notices.WAITING, now=now, today=today)
    return order


def place_of(wanted: Wanted, position: Position, *, today: date) -> Unit:
    """The unit where the role is to hold, or what is wrong with the order; the position is locked by the caller."""
    declared = registry.orderable().get(wanted.role)
    if declared is None:
        raise CannotBeOrdered("role", _("Choose a role that is ordered."))
    unit = queries.units_around(position, today=today).filter(public_id=wanted.unit).first()
    if unit is None:
        raise CannotBeOrdered("unit", _("Choose a department of the region."))
    if unit.kind not in declared.unit_kinds:
        raise CannotBeOrdered("unit", _("This role is not held in a unit of this kind. Choose another one."))
    if declared.names and not wanted.covers.strip():
        raise CannotBeOrdered("covers", _("Say what the role is to cover: %(what)s") % {"what": declared.names})
    if wanted.valid_from > today + rules.AHEAD:
        raise CannotBeOrdered("valid_from", _("A role is ordered a year ahead at most."))
    if wanted.valid_to is not None and wanted.valid_to <= wanted.valid_from:
        raise CannotBeOrdered("last_day", _("The role cannot end before it begins."))
    if position.valid_to is not None and position.valid_to <= wanted.valid_from:
        raise CannotBeOrdered("valid_from", _("The position ends before the role begins."))
    if RoleOrder.objects.filter(position=position, role=wanted.role, unit=unit, state=OrderState.WAITING).exists():
        raise CannotBeOrdered("role", _("This role is ordered here already, and waits for an answer."))
    begins, below = wanted.valid_from, wanted.with_subunits
    if queries.holds_already(position, wanted.role, unit, with_subunits=below, begins=begins, today=today):
        raise CannotBeOrdered("role", _("The position has this role here already."))
    return unit


@transaction.atomic
def withdraw_order(order_id: UUID, *, lock_version: int, actor: Actor, now: datetime, today: date) -> RoleOrder:
    """It is not needed after all."""
    order = changeable(order_id, access.may_withdraw, lock_version=lock_version, actor=actor, today=today)
    order.move_to(OrderState.WITHDRAWN)
    order.ended_on, order.ended_by_id = today, actor.person_id
    order.lock_version += 1
    order.save(update_fields=["state", "ended_on", "ended_by", "lock_version"])
    record("role_orders.withdrawn", order, actor=actor, now=now)
    telling.forget(order.public_id, *telling.OWNERS_KINDS)
    return order


def changeable(
    order_id: UUID, may: Callable[[Actor, RoleOrder], Decision], *, lock_version: int, actor: Actor, today: date
) -> RoleOrder:
    """An order that the actor may do this with, locked, as it was when they looked at it."""
    order = queries.get_order(order_id, actor=actor, today=today, lock=True)
    may(actor, order).or_refuse()
    if order.lock_version != lock_version:
        by = order.decided_by.name if order.decided_by else order.decided_outside_by
        state = OrderState(order.state).label
        if by:
            told = _("%(name)s was before you: the order stands as “%(state)s”. Look at it again.")
            raise ChangedMeanwhile(told % {"name": by, "state": state})
        raise ChangedMeanwhile(_("The order has changed meanwhile: it stands as “%(state)s”.") % {"state": state})
    return order
