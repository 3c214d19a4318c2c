"""Who is responsible for a plan, and who could be: those who have the role where its owner is (KP-ADM-228)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from arbeidsrom.core.organisation.models import Position
from arbeidsrom.core.organisation.queries import acted_in_on, held_on
from arbeidsrom.core.roles import registry
from arbeidsrom.core.roles.models import RoleGrant
from arbeidsrom.modules.competence.access.plans import EDIT_NAMED
from arbeidsrom.modules.competence.models import Plan


@dataclass(frozen=True, slots=True)
class ResponsibleRow:
    """Somebody with the role, and whether they are responsible for this plan."""

    position: UUID
    name: str
    works: str
    is_named: bool


def could_be_responsible(plan: Plan, *, today: date) -> QuerySet[Position]:
    """The positions that have the role where the owner of the plan is."""
    giving = [each.key for each in registry.roles().values() if EDIT_NAMED in each.permissions]
    owner = plan.owner
    there = Q(unit=owner) | Q(with_subunits=True, unit__lft__lte=owner.lft, unit__rgt__gte=owner.lft)
    grants = RoleGrant.objects.filter(there, held_on(today), role__in=giving)
    return Position.objects.filter(acted_in_on(today), pk__in=grants.values("position"))


def responsible_for(plan: Plan, *, today: date) -> list[ResponsibleRow]:
    """All of them by name, and whoever is named already though the plan has moved (KP-KPA-016). Two queries."""
    named = set(plan.responsible.values_list("position", flat=True))
    could = Q(pk__in=could_be_responsible(plan, today=today).values("pk"))
    found = Position.objects.filter(acted_in_on(today), could | Q(pk__in=named)).select_related("person", "unit")
    return [
        ResponsibleRow(
            one.public_id,
            one.person.name,
            ", ".join(filter(None, (one.title, one.unit.name))),
            one.pk in named,
        )
        for one in found.order_by("person__sort_name", "id")
    ]
