"""What an access-ordering service does by the API: it brings orders that were approved there, and ends roles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from arbeidsrom.core.api_clients.models import ApiClient
from arbeidsrom.core.audit import actions as audit
from arbeidsrom.core.role_orders import notices, queries, telling
from arbeidsrom.core.role_orders.access import DELIVER
from arbeidsrom.core.role_orders.actions.answering import begin_role, finish
from arbeidsrom.core.role_orders.actions.ordering import CannotBeOrdered, Wanted, place_of
from arbeidsrom.core.role_orders.actions.recording import record
from arbeidsrom.core.role_orders.models import RoleOrder
from arbeidsrom.core.role_orders.states import EndReason, OrderState
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import WrongState


@dataclass(frozen=True, slots=True)
class Approved:
    """That the order was approved: its number in the service, and by whom there."""

    reference: str
    by: str


@transaction.atomic
def deliver_order(
    position_id: UUID, *, wanted: Wanted, approved: Approved, client_id: int, actor: Actor, now: datetime, today: date
) -> RoleOrder:
    """The role is given as it was approved outside; its owners here review it like every other."""
    ApiClient.objects.select_for_update(no_key=True).get(pk=client_id)  # one at a time: each reference is used once
    position = (
        queries.deliverable_positions(actor, today=today).select_for_update(of=("self",)).get(public_id=position_id)
    )
    if wanted.valid_from < today:
        raise CannotBeOrdered("valid_from", _("The role cannot begin before today."))
    if RoleOrder.objects.filter(client=client_id, reference=approved.reference).exists():
        raise WrongState(_("An order with this reference has been delivered already."))
    unit = place_of(wanted, position, today=today)
    if not actor.covers_all(DELIVER, unit.lft, unit.rgt if wanted.with_subunits else unit.lft):
        raise CannotBeOrdered("unit", _("The client delivers no orders for this unit."))
    order = RoleOrder(
        position=position,
        role=wanted.role,
        unit=unit,
        with_subunits=wanted.with_subunits,
        valid_from=wanted.valid_from,
        valid_to=wanted.valid_to,
        covers=wanted.covers,
        reason=wanted.reason,
        state=OrderState.APPROVED,
        ordered_at=now,
        client_id=client_id,
        reference=approved.reference,
        decided_outside_by=approved.by,
        decided_at=now,
    )
    begin_role(order, today=today)
    record("role_orders.delivered", order, actor=actor, now=now, **{"from": order.valid_from.isoformat()})
    telling.tell_holder(order, notices.APPROVED, day=order.valid_from, now=now)
    return order


@transaction.atomic
def end_delivered(order_id: UUID, *, note: str, actor: Actor, now: datetime, today: date) -> RoleOrder:
    """The service takes a role away, wherever it was ordered."""
    order = queries.get_delivered(order_id, actor=actor, lock=True)
    order.ended_note = note
    finish(order, EndReason.SERVICE, on=today, actor=actor, now=now)
    return order


def note_reading(orders: Sequence[RoleOrder], *, actor: Actor, now: datetime) -> None:
    """That another system has read of people's roles."""
    subjects = {order.position.person.public_id for order in orders}
    if subjects:
        details = {"count": len(orders)}
        audit.record("role_orders.read", None, actor=actor, at=now, subjects=subjects, details=details)
