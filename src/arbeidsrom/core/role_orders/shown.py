"""An order in words: how it stands today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from arbeidsrom.core.role_orders import queries, rules
from arbeidsrom.core.role_orders.models import RoleOrder
from arbeidsrom.core.role_orders.rules import Due
from arbeidsrom.core.role_orders.states import EndReason, OrderState
from arbeidsrom.core.roles.registry import role_label
from arbeidsrom.web.components.formats import plain_date
from arbeidsrom.web.status import Colour, Status

COLOURS: dict[str, Colour] = {
    OrderState.WAITING: "info",
    OrderState.APPROVED: "success",
    OrderState.REFUSED: "danger",
    OrderState.WITHDRAWN: "neutral",
    OrderState.LAPSED: "neutral",
    OrderState.ENDED: "neutral",
}


def status_of(order: RoleOrder, *, today: date) -> Status:
    """How far it has come; of a role that is held, whether it is to be reviewed, and when it begins."""
    state = OrderState(order.state)
    if state is not OrderState.APPROVED:
        return Status(state.label, COLOURS[state])
    last = queries.last_day_held(order)
    if order.grant is None or (last is not None and last < today):
        return Status(OrderState.ENDED.label, COLOURS[OrderState.ENDED])
    if order.valid_from > today:
        return Status(_("Approved, begins %(day)s") % {"day": plain_date(order.valid_from)}, "success")
    due = queries.due_of(order, today=today)
    if due is Due.NO:
        return Status(_("Held"), "success")
    if due is Due.SOON:
        return Status(_("To be reviewed"), "warning")
    return Status(_("The review is overdue"), "danger")


@dataclass(frozen=True, slots=True)
class OwnRow:
    """One line of «Mine bestillinger»."""

    public_id: UUID
    role: str
    name: str
    is_for_reader: bool
    unit: str
    with_subunits: bool
    valid_from: date
    last_day: date | None
    status: Status


def own_row(order: RoleOrder, *, person_id: int | None, today: date) -> OwnRow:
    """The order as whoever made it, or gets the role, reads it."""
    held = order.state == OrderState.APPROVED
    return OwnRow(
        order.public_id,
        role_label(order.role),
        order.position.person.name,
        order.position.person_id == person_id,
        order.unit.name,
        order.with_subunits,
        order.valid_from,
        queries.last_day_held(order) if held else order.last_day,
        status_of(order, today=today),
    )


def what_happens(order: RoleOrder, *, today: date) -> str:
    """A sentence about an order that waits, and about a role that is to be reviewed or has ended."""
    if order.state == OrderState.WAITING:
        lapses = plain_date(rules.lapses_on(order.valid_from, order.valid_to))
        return _("The order lapses on %(day)s if nobody has answered it by then.") % {"day": lapses}
    if order.state == OrderState.ENDED:
        return str(EndReason(order.ended_because).label)
    due = queries.due_of(order, today=today)
    if due is Due.NO or order.review_due is None:
        return ""
    told = {"day": plain_date(order.review_due), "end": plain_date(rules.ends_unreviewed(order.review_due))}
    if due is Due.SOON:
        return _("The role must be reviewed by %(day)s. Nobody loses it before %(end)s.") % told
    return _("The review was due on %(day)s. The role ends on %(end)s unless an owner keeps it.") % told
