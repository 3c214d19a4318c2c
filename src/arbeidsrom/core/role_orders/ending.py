"""Roles that were ordered end with their position, and are ordered again in the next one (KP-ROLE-013)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, prefetch_related_objects

from arbeidsrom.core.organisation.models import Position
from arbeidsrom.core.role_orders import rules, telling
from arbeidsrom.core.role_orders.models import RoleOrder
from arbeidsrom.core.role_orders.states import EndReason, OrderState
from arbeidsrom.core.roles.models import GrantSource, RoleGrant

OPEN = (OrderState.WAITING, OrderState.APPROVED)


class EndWithPositions:
    """What an import does to orders, set by set, and how it is taken back (``organisation.changes``).

    A position that comes back later has none of its former roles. The night tells people (``nightly.tell_of_ended``).
    """

    def foresee(self, positions: QuerySet[Position], *, on: date) -> int:
        """How many orders would end or lapse."""
        return self._of(positions).count()

    def carry_out(self, positions: QuerySet[Position], *, on: date, run: UUID) -> int:
        """End the roles with the positions; orders that wait lapse."""
        orders = list(self._of(positions).select_for_update(of=("self",)))
        prefetch_related_objects(orders, "grant")  # read after they are locked
        for order in orders:
            _end(order, on=on, run=run)
        return len(orders)

    def take_back(self, run: UUID) -> int:
        """Let those be that the run ended, but where the same has been ordered anew since."""
        again = RoleOrder.objects.filter(
            position=OuterRef("position"), role=OuterRef("role"), unit=OuterRef("unit"), state__in=OPEN
        )
        orders = list(RoleOrder.objects.filter(~Exists(again), ended_in=run).select_related("grant").order_by("id"))
        for order in orders:
            _begin_again(order)
        return len(orders)

    def _of(self, positions: QuerySet[Position]) -> QuerySet[RoleOrder]:
        return RoleOrder.objects.filter(position__in=positions, state__in=OPEN).order_by("id")


def _end(order: RoleOrder, *, on: date, run: UUID) -> None:
    order.ended_on, order.ended_in = on, run
    order.lock_version += 1
    if order.state == OrderState.WAITING:
        order.move_to(OrderState.LAPSED)
        order.save()
        return
    order.move_to(OrderState.ENDED)
    order.ended_because = EndReason.POSITION
    grant = order.grant
    if grant is not None and grant.valid_from >= on:
        order.grant = None
        order.save()
        grant.delete()
        return
    order.save()
    if grant is not None:
        grant.valid_to = min(on, grant.valid_to or on)
        grant.save(update_fields=["valid_to"])


def _begin_again(order: RoleOrder) -> None:
    """As it was before the run."""
    lapsed = order.state == OrderState.LAPSED
    order.state = OrderState.WAITING if lapsed else OrderState.APPROVED
    order.ended_on, order.ended_because, order.ended_in = None, "", None
    if order.told_of_end_at is not None:
        telling.take_back_end(order)
        order.told_of_end_at = order.asked_for_review_at = order.warned_at = None
    order.lock_version += 1
    if not lapsed and order.review_due is not None:
        order.grant = _grant_again(order, rules.holds_to(order.valid_to, order.review_due))
    order.save()


def _grant_again(order: RoleOrder, valid_to: date) -> RoleGrant:
    if order.grant is not None:
        order.grant.valid_to = valid_to
        order.grant.save(update_fields=["valid_to"])
        return order.grant
    return RoleGrant.objects.create(
        position_id=order.position_id,
        role=order.role,
        unit_id=order.unit_id,
        with_subunits=order.with_subunits,
        valid_from=order.valid_from,
        valid_to=valid_to,
        source=GrantSource.ORDER,
    )


def drop_orders_of_removed(positions: Collection[int], *, now: datetime) -> None:
    """Positions that never begin are removed when units merge: what was ordered for them is gone with them."""
    orders = RoleOrder.objects.filter(position__in=positions)
    orders.delete()
    RoleGrant.objects.filter(position__in=positions, source=GrantSource.ORDER).delete()
