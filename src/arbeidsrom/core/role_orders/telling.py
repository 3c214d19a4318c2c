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
from arbeidsrom.core.roles.registry import role_label


def tell_owners(order: RoleOrder, kind: str, *, day: date | None = None, now: datetime, today: date) -> list[Person]:
    """The owners of the role, but for whoever ordered it and whoever gets it: they may not answer."""
    owners = owners_of(order, today=today)
    _tell((owner.pk for owner in owners), order, kind, day=day, now=now)
    return owners


def tell_both(
    order: RoleOrder, kind: str, *, day: date | None = None, besides: int | None = None, now: datetime
) -> None:
    """Whoever ordered the role and whoever gets it, each once; not the one who did this themselves."""
    people = dict.fromkeys(filter(None, (order.ordered_by_id, order.position.person_id)))
    _tell((one for one in people if one != besides), order, kind, day=day, now=now)


def tell_of_position(order: RoleOrder, *, covers: Sequence[str], now: datetime) -> None:
    """The position has ended: the holder is told in the role's own words where it has some, with all it covered."""
    declared = registry.orderable().get(order.role)
    own_words = declared.left if declared else ""
    if not own_words:
        tell_both(order, notices.ENDED, now=now)
        return
    notify(
        order.position.person_id,
        own_words,
        about=order.public_id,
        url=reverse("role_orders"),
        params={"covers": "; ".join(filter(None, covers))},
        now=now,
        once=str(order.public_id),
    )
    tell_both(order, notices.ENDED, besides=order.position.person_id, now=now)


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
    params = {"role": role_label(order.role), "name": order.position.person.name, "unit": order.unit.name}
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
