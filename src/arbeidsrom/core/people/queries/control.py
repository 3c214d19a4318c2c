"""Who has which access («Tilgangsstyring»): found by name, e-mail or department, active or ended (KP-HF-003–007)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from arbeidsrom.core.accounts.models import Account
from arbeidsrom.core.organisation.models import Position, Unit
from arbeidsrom.core.organisation.queries import acted_in_on, held_on, with_words
from arbeidsrom.core.people import access
from arbeidsrom.core.people.models import Activation
from arbeidsrom.core.people.queries.choosing import employers_of
from arbeidsrom.core.people.queries.details import identifier_of
from arbeidsrom.core.people.queries.employees import ORDERS, is_a_name
from arbeidsrom.core.roles import registry
from arbeidsrom.core.roles.models import RoleGrant
from arbeidsrom.core.roles.standing import standing_of
from arbeidsrom.lib.actor import Actor
from arbeidsrom.web.lists import Window, count_of, few_of, window_of

SHORTEST = 2
MOST_UNITS = 200
ACTIVE, ENDED = "active", "ended"
FRIDAY = 4


def get_position(position_id: UUID, *, actor: Actor, lock: bool = False) -> Position:
    """The position, or ``Position.DoesNotExist`` for one of another trust (KP-HF-033)."""
    seen = access.controlled_positions(actor).select_related("person", "unit", "employer")
    return (seen.select_for_update(of=("self",)) if lock else seen).get(public_id=position_id)


def open_activation(position: Position) -> Activation | None:
    """What somebody has done by hand and no delivery has ended."""
    return Activation.objects.filter(position=position, ended_at=None).select_related("by__person").first()


def next_delivery(today: date) -> date:
    """The day before whose morning the next import is expected: it does not run at weekends (KP-HF-010)."""
    following = today + timedelta(days=1)
    while following.weekday() > FRIDAY:
        following += timedelta(days=1)
    return following


@dataclass(frozen=True, slots=True)
class ControlRow:
    """One position of somebody: where, active or not, and when they last signed in."""

    public_id: UUID
    person: UUID
    name: str
    title: str
    code: str
    department: str
    email: str
    mobile: str
    last_sign_in: datetime | None
    is_active: bool
    valid_from: date
    last_day: date | None


@dataclass(frozen=True, slots=True)
class Search:
    """What somebody looks for; shorter words find nobody (KP-HF-032)."""

    text: str
    role: str = ""
    state: str = ""
    sort: str = "name"

    @property
    def is_long_enough(self) -> bool:
        """Whether there is something to search for."""
        return len(self.text.strip()) >= SHORTEST


def positions_found(search: Search, window: Window, *, actor: Actor, today: date) -> tuple[list[ControlRow], int]:
    """Positions, active and ended, of people with that name or e-mail, or in departments of that name."""
    if not search.is_long_enough:
        return [], 0
    found = _found(search, actor, today=today)
    order = ORDERS.get(search.sort, ORDERS["name"])
    few = few_of(found, order) if is_a_name(search.text) else None
    read = access.controlled_positions(actor).select_related("person", "unit")
    shown = few.rows(read, window) if few else window_of(found.select_related("person", "unit"), order, window)
    signed_in = dict(
        Account.objects.filter(person__in={each.person_id for each in shown}).values_list("person", "last_login")
    )
    rows = [_row(each, signed_in.get(each.person_id), today) for each in shown]
    return rows, len(few.keys) if few else count_of(found, rows, window)


def _found(search: Search, actor: Actor, *, today: date) -> QuerySet[Position]:
    seen = access.controlled_positions(actor)
    named = seen.filter(with_words(search.text, "person__") or Q(pk__in=[]))
    units = list(_units_named(search.text).values_list("pk", flat=True)[:MOST_UNITS])
    found = named
    if units:
        there = seen.filter(unit__in=units)
        found = Position.objects.filter(pk__in=named.order_by().values("pk").union(there.order_by().values("pk")))
    if search.state:
        active = acted_in_on(today)
        found = found.filter(active) if search.state == ACTIVE else found.exclude(active)
    if search.role:
        holding = RoleGrant.objects.filter(held_on(today), role=search.role, position=OuterRef("pk"))
        found = found.filter(Exists(holding))
    return found


def _units_named(text: str) -> QuerySet[Unit]:
    named = Q()
    for word in text.split():
        named &= Q(name__icontains=word)
    return Unit.objects.filter(named | Q(code__iexact=text.strip())).order_by("sort_name", "id")


def _row(position: Position, signed_in: datetime | None, today: date) -> ControlRow:
    person = position.person
    return ControlRow(
        public_id=position.public_id,
        person=person.public_id,
        name=person.name,
        title=position.title,
        code=position.unit.code,
        department=position.unit.name,
        email=person.email,
        mobile=person.mobile,
        last_sign_in=signed_in,
        is_active=position.is_held(today),
        valid_from=position.valid_from,
        last_day=position.last_day,
    )


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role of a position, why, where, and what it allows."""

    label: str
    source: str
    unit: str
    with_subunits: bool
    valid_from: date | None
    last_day: date | None
    allows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AccessView:
    """Everything about what a position gives access to (KP-HF-007)."""

    position: Position
    identifier: str
    is_active: bool
    last_sign_in: datetime | None
    roles: tuple[HeldRole, ...]
    others: tuple[Position, ...]
    activation: Activation | None
    ends_again: date | None


def access_of(position_id: UUID, *, actor: Actor, today: date) -> AccessView:
    """The access of a position, the person's other positions, and whether it was made active by hand."""
    position = get_position(position_id, actor=actor)
    others = access.controlled_positions(actor).filter(person=position.person_id).exclude(pk=position.pk)
    account = Account.objects.filter(person=position.person_id).values_list("last_login", flat=True).first()
    activation = open_activation(position)
    return AccessView(
        position=position,
        identifier=identifier_of(position, employers_of([position.unit])[position.unit_id]),
        is_active=position.is_held(today),
        last_sign_in=account,
        roles=(*_granted(position, today), *_following(position, today)),
        others=tuple(others.select_related("unit").order_by("-valid_from", "id")),
        activation=activation,
        ends_again=_ends_again(position, activation, today),
    )


def _ends_again(position: Position, activation: Activation | None, today: date) -> date | None:
    """The first day on which a position made active by hand is expected to be active no longer (KP-HF-036)."""
    if activation is None or not activation.activates:
        return None
    return next_delivery(today) if activation.until_delivery else activation.valid_to


def _granted(position: Position, today: date) -> list[HeldRole]:
    lasting = Q(valid_to__isnull=True) | Q(valid_to__gt=today)
    grants = RoleGrant.objects.filter(lasting, position=position).select_related("unit").order_by("role", "id")
    return [
        HeldRole(
            label=_label(grant.role),
            source=grant.get_source_display(),
            unit=grant.unit.name,
            with_subunits=grant.with_subunits,
            valid_from=grant.valid_from,
            last_day=grant.valid_to - timedelta(days=1) if grant.valid_to else None,
            allows=_allows(grant.role),
        )
        for grant in grants
    ]


def _following(position: Position, today: date) -> list[HeldRole]:
    """The roles that nobody grants: they follow from what the position is, while it is active."""
    if not position.is_held(today):
        return []
    standing = standing_of(position, today=today).standing
    return [
        HeldRole(_label(each.role), "", position.unit.name, False, None, None, _allows(each.role))
        for each in registry.following_from(standing)
    ]


def _label(role: str) -> str:
    declared = registry.roles().get(role)
    return str(declared.label) if declared else role


def _allows(role: str) -> tuple[str, ...]:
    words = registry.permissions()
    return tuple(sorted(words[each] for each in registry.permissions_of(role) if each in words))
