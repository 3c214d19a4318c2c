"""Orders as their pages, their owners and the ordering service read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Case, F, Q, QuerySet, When

from arbeidsrom.core.organisation.access import within
from arbeidsrom.core.organisation.models import Person, Position, Unit
from arbeidsrom.core.organisation.queries import acted_in_on, held_on
from arbeidsrom.core.role_orders import access, rules
from arbeidsrom.core.role_orders.models import RoleOrder
from arbeidsrom.core.role_orders.rules import Due
from arbeidsrom.core.role_orders.states import EndReason, OrderState
from arbeidsrom.core.roles import registry
from arbeidsrom.core.roles.models import RoleGrant
from arbeidsrom.core.roles.queries import position_title
from arbeidsrom.core.roles.standing import EMPLOYED
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.norwegian import sort_key

MOST_POSITIONS = 50
MOST_UNITS = 20
MOST_OWNERS = 50
SHOWN_WITH = ("position__person", "position__unit", "unit", "ordered_by", "decided_by", "grant")


def get_order(order_id: UUID, *, actor: Actor, today: date, lock: bool = False) -> RoleOrder:
    """An order that the actor sees, or ``RoleOrder.DoesNotExist``."""
    found = RoleOrder.objects.filter(pk__in=access.visible_orders(actor, today=today).values("pk"), public_id=order_id)
    return with_all(found.select_for_update().get().pk) if lock else with_all(found.get().pk)


def with_all(pk: int) -> RoleOrder:
    """The order with everything that hangs on it.

    Read after it has been locked: what is joined while one waits for the lock would be as it was before.
    """
    return RoleOrder.objects.select_related(*SHOWN_WITH, "reviewed_by", "ended_by", "client").get(pk=pk)


def own_orders(*, actor: Actor, today: date) -> QuerySet[RoleOrder]:
    """The orders of the page «Mine bestillinger», the newest first."""
    return access.own_orders(actor, today=today).select_related(*SHOWN_WITH).order_by("-ordered_at", "-id")


def owned_orders(*, actor: Actor, state: str, text: str, today: date) -> QuerySet[RoleOrder]:
    """The orders of the owners' page: those that wait the oldest first, those to review by their day."""
    found = access.owned_orders(actor).select_related(*SHOWN_WITH)
    for word in text.split():
        named = Q(position__person__given_name__icontains=word) | Q(position__person__family_name__icontains=word)
        keys = [key for key in registry.orderable() if word.lower() in registry.role_label(key).lower()]
        found = found.filter(named | Q(role__in=keys))
    if state == OrderState.WAITING:
        return found.filter(state=OrderState.WAITING).order_by("ordered_at", "id")
    if state == "due":
        return found.filter(due_for_review(today)).order_by("review_due", "id")
    if state == OrderState.APPROVED:
        return found.filter(state=OrderState.APPROVED).order_by("position__person__sort_name", "id")
    if state == "closed":
        over = (OrderState.REFUSED, OrderState.WITHDRAWN, OrderState.LAPSED, OrderState.ENDED)
        return found.filter(state__in=over).order_by("-ordered_at", "-id")
    return found.order_by("-ordered_at", "-id")


def due_for_review(today: date) -> Q:
    """The roles held whose review is to be done: thirty days before its day, and until the grace is over.

    A role that ends by itself before then needs none, as ``rules.due`` says of one order.
    """
    lasting = Q(valid_to__isnull=True) | Q(valid_to__gt=F("review_due") + rules.GRACE)
    return lasting & Q(
        state=OrderState.APPROVED,
        review_due__lte=today + rules.ASKED_BEFORE,
        review_due__gt=today - rules.GRACE,
    )


def is_held(order: RoleOrder, *, today: date) -> bool:
    """Whether the role that was given holds today or later; once its days are over the night only says so."""
    grant = order.grant
    return grant is not None and (grant.valid_to is None or grant.valid_to > today)


def due_of(order: RoleOrder, *, today: date) -> Due:
    """Whether the role that the order gave is to be reviewed now."""
    if order.state != OrderState.APPROVED or order.review_due is None or not is_held(order, today=today):
        return Due.NO
    return rules.due(order.review_due, order.valid_to, today=today)


def last_day_held(order: RoleOrder) -> date | None:
    """The last day of the role as it stands: without a review the grace is over then."""
    if order.grant is None or order.grant.valid_to is None:
        return None
    return order.grant.valid_to - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ForWhom:
    """A position that a role can be ordered for."""

    public_id: UUID
    name: str
    works: str
    is_own: bool


def for_whom(*, actor: Actor, text: str = "", today: date) -> list[ForWhom]:
    """The own position first, then those whom the actor leads, by name; some of them where a name is written."""
    found = access.positions_to_order_for(actor, today=today).select_related("person", "unit")
    for word in text.split():
        found = found.filter(Q(person__given_name__icontains=word) | Q(person__family_name__icontains=word))
    own_first = Case(When(person=actor.person_id or 0, then=0), default=1)
    return [
        ForWhom(
            one.public_id,
            one.person.name,
            ", ".join(filter(None, (position_title(one), one.unit.name))),
            one.person_id == actor.person_id,
        )
        for one in found.order_by(own_first, "person__sort_name", "id")[:MOST_POSITIONS]
    ]


def get_position(position_id: UUID, *, actor: Actor, today: date, lock: bool = False) -> Position:
    """A position that the actor orders roles for."""
    found = access.positions_to_order_for(actor, today=today).select_related("person", "unit")
    return (found.select_for_update(of=("self",)) if lock else found).get(public_id=position_id)


def roles_to_order() -> list[tuple[str, str]]:
    """Key and name of every role that is ordered, in Norwegian order."""
    named = [(key, registry.role_label(key)) for key in registry.orderable()]
    return sorted(named, key=lambda role: sort_key(role[1]))


def units_to_order_in(position: Position, *, text: str = "", today: date) -> list[Unit]:
    """The line of units above the position, and those in the same region whose number or name is written."""
    kinds = {kind for role in registry.orderable().values() for kind in role.unit_kinds}
    there = units_around(position, today=today).filter(kind__in=kinds)
    line = there.filter(lft__lte=position.unit.lft, rgt__gte=position.unit.lft).order_by("-lft", "id")
    found = list(line[:MOST_UNITS])
    if not (words := text.split()):
        return found
    named = Q()
    for word in words:
        named &= Q(name__icontains=word)
    known = {unit.pk for unit in found}
    others = there.filter(named | Q(code=text.strip())).exclude(pk__in=known).order_by("sort_name", "id")
    return found + list(others[:MOST_UNITS])


def units_around(position: Position, *, today: date) -> QuerySet[Unit]:
    """All units of today in the region that the position belongs to."""
    top = Unit.objects.filter(parent__isnull=True, lft__lte=position.unit.lft, rgt__gte=position.unit.lft).first()
    span = (top.lft, top.rgt) if top else (position.unit.lft, position.unit.rgt)
    return Unit.objects.filter(held_on(today), lft__range=span)


def holds_already(position: Position, role: str, unit: Unit, *, with_subunits: bool, begins: date, today: date) -> bool:
    """Whether the position will have the role there on that day anyhow, and for as much as is asked for.

    One with a last day can be ordered anew from the day after; one without is kept at its reviews.
    """
    enough = Q(with_subunits=True) if with_subunits else Q()
    until_then = Q(valid_to__isnull=True) | Q(valid_to__gt=begins)
    goes_on = Q(role_order__valid_to__isnull=True) | Q(role_order__valid_to__gt=begins)
    lasting = until_then | (Q(valid_to__gt=today, role_order__state=OrderState.APPROVED) & goes_on)
    return RoleGrant.objects.filter(enough, lasting, position=position, role=role, unit=unit).exists()


def owners_of(order: RoleOrder, *, today: date) -> list[Person]:
    """Who can answer the order today: the nearest owners of the role, else the next. A query for each kind of owner.

    Where the last of the local owners has left, the order stands with the system operator.
    """
    declared, unit = registry.orderable().get(order.role), order.unit
    besides = [one for one in (order.position.person_id, order.ordered_by_id) if one is not None]
    reaching = Q(with_subunits=True, unit__lft__lte=unit.lft, unit__rgt__gte=unit.rgt)
    if not order.with_subunits:
        reaching |= Q(unit=unit)
    for permission in declared.owners if declared else ():
        giving = [each.key for each in registry.roles().values() if permission in each.permissions]
        grants = RoleGrant.objects.filter(
            reaching, held_on(today), held_on(today, "position__"), role__in=giving
        ).exclude(position__person__in=besides)
        people = Person.objects.filter(pk__in=grants.values("position__person"))
        if found := list(people.order_by("sort_name", "id")[:MOST_OWNERS]):
            return found
    return []


def whose_time_is_over(*, today: date) -> QuerySet[RoleOrder]:
    """The orders of positions that have ended, and the roles whose days are over; for the nightly run.

    An order that nobody has answered in time lapses, on the day that ``rules.lapses_on`` says of one order.
    """
    unanswered = Q(valid_to__lte=today) | Q(valid_from__lte=today - rules.ANSWERED_WITHIN)
    gone = Q(position__valid_to__lte=today) | (Q(state=OrderState.WAITING) & unanswered)
    over = Q(state=OrderState.APPROVED) & (Q(grant__isnull=True) | Q(grant__valid_to__lte=today))
    open_ = (OrderState.WAITING, OrderState.APPROVED)
    return RoleOrder.objects.filter(gone | over, state__in=open_).order_by("id")


def to_ask_about(*, today: date) -> QuerySet[RoleOrder]:
    """The roles to review whose owners have not been asked yet."""
    return RoleOrder.objects.filter(due_for_review(today), asked_for_review_at__isnull=True).order_by("id")


def to_warn_of(*, today: date) -> QuerySet[RoleOrder]:
    """The roles whose review is overdue and whose holders have not been told yet that they end."""
    return RoleOrder.objects.filter(due_for_review(today), review_due__lte=today, warned_at__isnull=True).order_by("id")


def with_owners_to_tell(*, today: date) -> QuerySet[RoleOrder]:
    """What stands with owners: orders that wait, and reviews that they have been asked for."""
    asked = due_for_review(today) & Q(asked_for_review_at__isnull=False)
    found = RoleOrder.objects.filter(Q(state=OrderState.WAITING) | asked)
    return found.select_related("position__person", "unit").order_by("id")


def ended_and_untold() -> QuerySet[RoleOrder]:
    """What has ended with a position, and nobody has been told of."""
    with_position = Q(ended_in__isnull=False) | Q(ended_because=EndReason.POSITION)
    return RoleOrder.objects.filter(with_position, told_of_end_at__isnull=True).order_by("id")


def deliverable_positions(actor: Actor, *, today: date) -> QuerySet[Position]:
    """The positions that an ordering service may give roles."""
    there = Position.objects.filter(within(actor, access.DELIVER), kind__in=EMPLOYED)
    lasting = acted_in_on(today) | Q(valid_from__gt=today)
    return there.filter(lasting).select_related("person", "unit")


def delivered_orders(actor: Actor, *, position: UUID | None, state: str) -> QuerySet[RoleOrder]:
    """The orders that an ordering service reads."""
    found = access.deliverable(actor).select_related("position__person", "unit", "grant")
    if position is not None:
        found = found.filter(position__public_id=position)
    return found.filter(state=state) if state else found


def get_delivered(order_id: UUID, *, actor: Actor, lock: bool = False) -> RoleOrder:
    """An order in the units that an ordering service delivers for."""
    found = access.deliverable(actor).filter(public_id=order_id)
    return with_all((found.select_for_update(of=("self",)) if lock else found).get().pk)
