"""Telling those whom an order concerns, and taking back what no longer applies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from django.urls import reverse

from arbeidsrom.core.notifications.actions import notify, withdraw
from arbeidsrom.core.organisation.models import Person
from arbeidsrom.core.role_orders import notices
from arbeidsrom.core.role_orders.models import RoleOrder
from arbeidsrom.core.role_orders.queries import owners_of
from arbeidsrom.core.roles import registry
from arbeidsrom.core.roles.registry import Orderable


def tell_owners(order: RoleOrder, kind: str, *, day: date | None = None, now: datetime, today: date) -> list[Person]:
    """The owners of the role, but for whoever ordered it and whoever gets it: they may not answer."""
    owners = owners_of(order, today=today)
    _tell((owner.pk for owner in owners), order, kind, day=day, now=now)
    return owners


def tell_both(order: RoleOrder, kind: str, *, day: date | None = None, now: datetime) -> None:
    """Whoever ordered the role and whoever gets it, each once."""
    people = dict.fromkeys(filter(None, (order.ordered_by_id, order.position.person_id)))
    _tell(people, order, kind, day=day, now=now)


def tell_of_position(orders: Sequence[RoleOrder], *, now: datetime) -> None:
    """The position has ended, and with it the same role in some units: the holder and whoever ordered are told once.

    The holder reads it in the role's own words where it has some, with all that it covered on whatever positions ended.
    """
    first = orders[0]
    holder, declared = first.position.person_id, registry.orderable().get(first.role)
    if declared and declared.left:
        notify(
            holder,
            declared.left,
            about=first.public_id,
            url=reverse("role_orders"),
            params={"covers": _covered(orders, declared)},
            now=now,
            once=str(first.public_id),
        )
    else:
        tell_holder(first, notices.ENDED, now=now)
    first_of = {one.ordered_by_id: one for one in reversed(orders)}
    for orderer, order in first_of.items():
        if orderer is not None and orderer != holder:
            _tell([orderer], order, notices.ENDED, day=None, now=now)


def _covered(orders: Sequence[RoleOrder], declared: Orderable) -> str:
    """What the role was for: as it was carried out, or else as it was ordered."""
    known = declared.covered({one.position_id for one in orders}) if declared.covered else ""
    return known or "; ".join(one.covers for one in orders if one.covers)


def tell_holder(order: RoleOrder, kind: str, *, day: date | None = None, now: datetime) -> None:
    """Whoever has the role."""
    _tell([order.position.person_id], order, kind, day=day, now=now)


def take_back_end(order: RoleOrder) -> None:
    """The position has not ended after all: what was told of it no longer applies, and can be told another time."""
    declared = registry.orderable().get(order.role)
    forget(order.public_id, notices.ENDED, *filter(None, (declared.left if declared else "",)))


def forget(order_id: UUID, *kinds: str) -> None:
    """It has been dealt with: nobody else has to look at it."""
    for kind in kinds:
        withdraw(kind, about=order_id)


def _tell(people: Iterable[int], order: RoleOrder, kind: str, *, day: date | None, now: datetime) -> None:
    params = {"role": order.role, "name": order.position.person.name, "unit": order.unit.name}
    if day is not None:
        params["day"] = day.isoformat()
    for person in people:
        notify(
            person,
            kind,
            about=order.public_id,
            url=reverse("role_order", args=[order.public_id]),
            params=params,
            now=now,
            once=f"{order.public_id} {order.review_due or ''}",
        )


OWNERS_KINDS = (notices.WAITING, notices.REVIEW, notices.OVERDUE)
