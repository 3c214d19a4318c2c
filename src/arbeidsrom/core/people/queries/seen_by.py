"""«Hvem kan se meg?»: every way in to what is stored about a person, with its reason (PL-ORG-002)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from arbeidsrom.core.api_clients import roles as client_roles
from arbeidsrom.core.api_clients.models import ClientGrant
from arbeidsrom.core.organisation.access import READ
from arbeidsrom.core.organisation.models import Person, Position, Unit
from arbeidsrom.core.organisation.queries import held_on
from arbeidsrom.core.people import access
from arbeidsrom.core.people.sights import sights_of
from arbeidsrom.core.roles import registry
from arbeidsrom.core.roles.explaining import WhyRow, support_now, why_row
from arbeidsrom.core.roles.grounds import MOST, Ground, grounds
from arbeidsrom.core.roles.queries import position_label
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.norwegian import sort_key
from arbeidsrom.web.components.formats import short_moment


@dataclass(frozen=True, slots=True)
class SeenByRow:
    """Somebody who can see the person: why, and what they can see."""

    why: WhyRow
    sees: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SystemRow:
    """Another system that reads who works where."""

    name: str
    role: str
    unit: str
    with_subunits: bool
    valid_from: date
    last_day: date | None


@dataclass(frozen=True, slots=True)
class SeenBy:
    """The answer: about whom, in which positions, who can see them, and which systems."""

    person: Person
    is_own: bool
    positions: tuple[str, ...]
    rows: tuple[SeenByRow, ...]
    systems: tuple[SystemRow, ...]
    more: bool
    came_from: UUID | None
    """The position in «Tilgangsstyring» that leads here, for whoever looks after access there."""


def seen_by(person_id: UUID, *, actor: Actor, now: datetime, today: date) -> SeenBy:
    """Who can see the person today, in the positions that the actor may ask about. Twelve queries at most."""
    asked = access.positions_to_ask_about(actor, today=today).filter(person__public_id=person_id)
    positions = list(asked.select_related("person", "unit").order_by("unit__sort_name", "id"))
    if not positions:
        raise Person.DoesNotExist
    person = positions[0].person
    units = list({one.unit_id: one.unit for one in positions}.values())
    about = Position.objects.filter(pk__in=[one.pk for one in positions])
    found = grounds(sights_of(one.kind for one in positions), units, today=today, about=about)
    others = [one for one in found.found if one.person.pk != person.pk]
    return SeenBy(
        person=person,
        is_own=person.pk == actor.person_id,
        positions=tuple(position_label(one) for one in positions),
        rows=(*map(_row, others), *_support(others, now=now)),
        systems=_systems(units, today=today),
        more=found.more,
        came_from=next((one.public_id for one in positions if access.controls(actor, one)), None),
    )


def _row(ground: Ground) -> SeenByRow:
    words = registry.permissions()
    sees = sorted((words[one] for one in ground.permissions if one in words), key=sort_key)
    return SeenByRow(why_row(ground), tuple(sees))


def _support(found: list[Ground], *, now: datetime) -> list[SeenByRow]:
    """Whoever is shown by support access, just now, what one of them sees (PL-AUTH-005). One query."""
    rows = []
    for support in support_now({one.position.pk for one in found}, now=now):
        holder = support.position.person.name
        shown = _("Is shown what %(name)s sees, until %(time)s.")
        why = WhyRow(
            support.asked_by.name,
            _("Support access"),
            "",
            shown % {"name": holder, "time": short_moment(support.valid_until)},
            "",
            False,
            None,
            None,
        )
        rows.append(SeenByRow(why, ()))
    return rows


def _systems(units: list[Unit], *, today: date) -> tuple[SystemRow, ...]:
    """Other systems that read people and positions in the units. One query."""
    reading = [key for key, role in client_roles.roles().items() if READ in role.permissions]
    reaching = Q(unit__in=units)
    for unit in units:
        reaching |= Q(with_subunits=True, unit__lft__lte=unit.lft, unit__rgt__gte=unit.lft)
    grants = ClientGrant.objects.filter(held_on(today), reaching, role__in=reading, client__revoked_at__isnull=True)
    return tuple(
        SystemRow(
            grant.client.name,
            client_roles.label(grant.role),
            grant.unit.name,
            grant.with_subunits,
            grant.valid_from,
            grant.valid_to - timedelta(days=1) if grant.valid_to else None,
        )
        for grant in grants.select_related("client", "unit").order_by("client__name", "id")[:MOST]
    )
