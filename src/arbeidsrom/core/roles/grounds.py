"""On what grounds somebody may do something in units, or with people there: every way in, not only what was granted.

A grant, a role that follows from the position, leading somebody (also on loan), and standing in for whoever has one of
these. Each way costs a fixed number of queries and is bounded; ``more`` says when there is more than is told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q, QuerySet

from arbeidsrom.core.organisation.models import Person, Position, PositionKind, Unit
from arbeidsrom.core.organisation.queries import held_on, units_answering_for
from arbeidsrom.core.roles import registry
from arbeidsrom.core.roles.deputies import current_deputies
from arbeidsrom.core.roles.models import Deputy, RoleGrant
from arbeidsrom.core.roles.standing import EMPLOYED, Known, standings_of

MOST = 200
"""So many of each way are told."""


class Way(StrEnum):
    """How somebody comes to have a permission; in the order in which they are told."""

    LEADS = "leads"
    BORROWS = "borrows"
    DEPUTY = "deputy"
    FOLLOWS = "follows"
    GRANTED = "granted"


@dataclass(frozen=True, slots=True)
class Ground:
    """One way in: who has it, by which role, for what, where, from when and, where it is known, to which day.

    ``position`` is what the person acts in: a deputy acts in the leader's. ``source`` is the source of a grant.
    """

    way: Way
    person: Person
    position: Position
    role: str
    permissions: frozenset[str]
    unit: str
    with_subunits: bool = False
    valid_from: date | None = None
    valid_to: date | None = None
    source: str = ""

    @property
    def last_day(self) -> date | None:
        """The last day, when there is one."""
        return self.valid_to - timedelta(days=1) if self.valid_to else None


@dataclass(frozen=True, slots=True)
class Grounds:
    """All that were found, and whether there are more."""

    found: tuple[Ground, ...]
    more: bool = False


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked: of whom, where, and about which positions there."""

    permissions: frozenset[str]
    units: Sequence[Unit]
    about: QuerySet[Position]
    holders: Q
    today: date


def grounds(
    permissions: Set[str],
    units: Sequence[Unit],
    *,
    today: date,
    about: QuerySet[Position] | None = None,
    people: Collection[int] | None = None,
) -> Grounds:
    """Everybody who has one of the permissions in the units, or over the positions there that they lead.

    ``about`` narrows those led to some positions; ``people`` asks of some only. At most eight queries.
    """
    if not units:
        return Grounds(())
    stood_in_for = _stood_in_for(people, today=today)
    holders = Q() if people is None else Q(person__in=people) | Q(pk__in={one.leader_id for one in stood_in_for or ()})
    there = Position.objects.filter(held_on(today), unit__in=units) if about is None else about
    asked = _Asked(frozenset(permissions), units, there, holders, today)
    own, more = _own(asked)
    deputies = _deputies_of(own, today=today) if stood_in_for is None else stood_in_for
    found = [one for one in own if people is None or one.person.pk in people]
    found += _as_deputies(own, deputies)
    order = {way: place for place, way in enumerate(Way)}
    found.sort(key=lambda one: (order[one.way], one.person.sort_name, one.position.pk, one.role))
    return Grounds(tuple(found), more or len(deputies) >= MOST)


def _stood_in_for(people: Collection[int] | None, *, today: date) -> list[Deputy] | None:
    """For whom the people asked about stand in; None where nobody is named."""
    if people is None:
        return None
    return _acting_deputies(Q(person__in=people), today=today)


def _own(asked: _Asked) -> tuple[list[Ground], bool]:
    """What people have themselves: granted, following, and over those they lead."""
    granted = _granted(asked)
    following = [one for one in registry.followings() if registry.permissions_of(one.role) & asked.permissions]
    led = _led(asked) if any(one.over_led or one.reaches_led for one in following) else []
    there = _there(asked) if any(not one.over_led for one in following) else []
    leaders = {one.leader.pk: one.leader for one in led if one.leader}
    known = standings_of([*leaders.values(), *there], today=asked.today)
    found = [
        *granted,
        *(ground for leader in leaders.values() for ground in _as_leader(leader, led, known, asked)),
        *(ground for position in there for ground in _as_employee(position, known, asked)),
    ]
    return found, max(len(granted), len(led), len(there)) >= MOST


def _granted(asked: _Asked) -> list[Ground]:
    """Roles that were given, in the units or with those below a unit above. A query, and one for a merged unit."""
    giving = {
        role.key: role.permissions & asked.permissions
        for role in registry.roles().values()
        if role.permissions & asked.permissions
    }
    answering = {pk for unit in asked.units for pk in units_answering_for(unit, today=asked.today)}
    reaching = Q(unit__in=answering)
    for unit in asked.units:
        reaching |= Q(with_subunits=True, unit__lft__lte=unit.lft, unit__rgt__gte=unit.lft)
    grants = RoleGrant.objects.filter(
        held_on(asked.today),
        reaching,
        position__in=Position.objects.filter(held_on(asked.today), asked.holders),
        role__in=giving,
    ).select_related("position__person", "position__unit", "unit")
    return [
        Ground(
            Way.GRANTED,
            grant.position.person,
            grant.position,
            grant.role,
            giving[grant.role],
            grant.unit.name,
            grant.with_subunits,
            grant.valid_from,
            min((day for day in (grant.valid_to, grant.position.valid_to) if day), default=None),
            source=str(grant.get_source_display()),
        )
        for grant in grants.order_by("position__person__sort_name", "id")[:MOST]
    ]


def _led(asked: _Asked) -> list[Position]:
    """Those asked about who are led by somebody today, with their leaders. One query."""
    leading = Position.objects.filter(held_on(asked.today), asked.holders)
    led = asked.about.filter(leader__in=leading).select_related("leader__person", "leader__unit", "unit")
    return [
        one for one in led.order_by("leader_id", "id")[:MOST] if one.leader and one.leader.person_id != one.person_id
    ]


def _there(asked: _Asked) -> list[Position]:
    """Those employed in the units, who have there what follows from their positions. One query."""
    there = Position.objects.filter(held_on(asked.today), asked.holders, unit__in=asked.units, kind__in=EMPLOYED)
    return list(there.select_related("person", "unit").order_by("person__sort_name", "id")[:MOST])


def _as_leader(
    leader: Position, led: Iterable[Position], known: Mapping[int, Known], asked: _Asked
) -> Iterable[Ground]:
    """Over those led, or in their units: as a leader of one's own, and as one who has borrowed them."""
    theirs = [one for one in led if one.leader_id == leader.pk]
    for following in registry.following_from(known[leader.pk].standing):
        may = registry.permissions_of(following.role) & asked.permissions
        if not may or not (following.over_led or following.reaches_led):
            continue
        for way, some in (
            (Way.LEADS, [one for one in theirs if one.kind != PositionKind.LOAN]),
            (Way.BORROWS, [one for one in theirs if one.kind == PositionKind.LOAN]),
        ):
            if some:
                yield Ground(
                    way,
                    leader.person,
                    leader,
                    following.role,
                    may,
                    ", ".join(sorted({one.unit.name for one in some})),
                    valid_from=min(one.led_since or one.valid_from for one in some),
                    valid_to=_until(some, leader),
                )


def _until(led: Sequence[Position], leader: Position) -> date | None:
    """The first day on which nobody of them is led any longer, as far as it is known."""
    lasting = None if any(one.valid_to is None for one in led) else max(one.valid_to for one in led if one.valid_to)
    return min((day for day in (lasting, leader.valid_to) if day), default=None)


def _as_employee(position: Position, known: Mapping[int, Known], asked: _Asked) -> Iterable[Ground]:
    """In the own unit, by being employed, in training, or a leader."""
    for following in registry.following_from(known[position.pk].standing):
        may = registry.permissions_of(following.role) & asked.permissions
        if may and not following.over_led:
            yield Ground(
                Way.FOLLOWS,
                position.person,
                position,
                following.role,
                may,
                position.unit.name,
                valid_from=position.valid_from,
                valid_to=position.valid_to,
            )


def _deputies_of(own: Iterable[Ground], *, today: date) -> list[Deputy]:
    """Everybody who stands in for one of those found. One query."""
    return _acting_deputies(Q(leader__in={one.position.pk for one in own}), today=today)


def _acting_deputies(chosen: Q, *, today: date) -> list[Deputy]:
    """Those who stand in today; whoever holds no position any more stands in for nobody."""
    held = Position.objects.filter(held_on(today), person=OuterRef("person"))
    found = current_deputies(today=today).filter(chosen, Exists(held))
    return list(found.select_related("person", "leader__person", "leader__unit").order_by("id")[:MOST])


def _as_deputies(own: Sequence[Ground], deputies: Iterable[Deputy]) -> list[Ground]:
    """What deputies may because the leader may, but for what is the leader's alone (KP-ROLE-009)."""
    kept = registry.kept_from_deputies()
    by_leader: dict[int, list[Ground]] = {}
    for one in own:
        by_leader.setdefault(one.position.pk, []).append(one)
    return [
        replace(
            one,
            way=Way.DEPUTY,
            person=deputy.person,
            permissions=one.permissions - kept,
            valid_from=max(filter(None, (deputy.valid_from, one.valid_from))),
            valid_to=min((day for day in (deputy.valid_to, one.valid_to) if day), default=None),
        )
        for deputy in deputies
        for one in by_leader.get(deputy.leader_id, ())
        if one.permissions - kept
    ]
