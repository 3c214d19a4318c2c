"""How far the permission to read the log reaches in the tree of units."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db.models import Q

from arbeidsrom.core.audit.access import Reach
from arbeidsrom.core.audit.rules import INSTALLATION
from arbeidsrom.core.organisation.access import controllers, within
from arbeidsrom.core.organisation.models import Person, Unit, UnitKind
from arbeidsrom.core.organisation.queries import people_by_name
from arbeidsrom.lib.actor import Actor

MOST_PEOPLE = 500


def tenants(actor: Actor, permission: str) -> Mapping[UUID, str]:
    """The controllers whose own unit is covered; whoever covers the topmost has the installation's own log too."""
    covered = controllers(actor, permission).only("tenant", "name").order_by("id")
    found = {unit.controller: unit.name for unit in covered}
    tops = Unit.objects.filter(within(actor, permission, ""), parent=None, kind=UnitKind.UNION)
    return {**found, INSTALLATION: "Arbeidsrom"} if tops.exists() else found


def entries(actor: Actor, permission: str) -> Q:
    """The entries that belong to a unit that is covered, such as a club."""
    units = Unit.objects.filter(within(actor, permission, ""))
    return Q(unit__in=units.order_by().values("id"))


def people(name: str) -> list[UUID]:
    """Those who are called so; whose entries may be read is not decided here."""
    return [person.public_id for person in people_by_name(name, Person.objects.all(), limit=MOST_PEOPLE)]


REACH = Reach(tenants, entries, people)
