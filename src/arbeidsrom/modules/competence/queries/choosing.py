"""What can be chosen for a requirement: category, owner, departments to share with, and what must be done before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from arbeidsrom.core.organisation.models import Unit, UnitKind
from arbeidsrom.core.organisation.queries import held_on
from arbeidsrom.core.people.queries.choosing import PLACES_OF_WORK
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.access import requirements as access
from arbeidsrom.modules.competence.models import Category, Requirement
from arbeidsrom.modules.competence.queries.requirements import named

SHOWN = 30

CIRCLE = """
WITH RECURSIVE way (requirement, path) AS (
    SELECT start.id, ARRAY[start.id] FROM unnest(%(needs)s::bigint[]) AS start(id)
    UNION ALL
    SELECT dependency.needs_id, way.path || dependency.needs_id
      FROM way JOIN competence_dependency dependency ON dependency.requirement_id = way.requirement
     WHERE way.requirement <> %(own)s AND NOT dependency.needs_id = ANY(way.path)
)
SELECT path FROM way WHERE requirement = %(own)s ORDER BY cardinality(path), path LIMIT 1
"""
"""The shortest way from what is needed back to the requirement itself, by what is published."""


@dataclass(frozen=True, slots=True)
class CategoryNode:
    """A category in the tree; ``id`` is nothing for the trust or region that its categories stand below."""

    id: int | None
    name: str
    parts: tuple[CategoryNode, ...] = ()
    opened: bool = False


def category_tree(unit: Unit, *, activity: bool, chosen: int | None) -> list[CategoryNode]:
    """The categories of the trust that the unit is in, and of the region, as a tree (KP-ADM-031, 032). One query.

    What holds the chosen one is shown open.
    """
    rows = list(
        categories_for(unit, activity=activity).select_related("unit").order_by("-unit__lft", "sort_name", "pk")
    )
    below: dict[int | None, list[Category]] = defaultdict(list)
    known = {row.pk for row in rows}
    for row in rows:
        below[row.parent_id if row.parent_id in known else None].append(row)
    tops: dict[str, list[Category]] = defaultdict(list)
    for row in below[None]:
        tops[row.unit.name].append(row)
    nodes = [(name, tuple(_node(row, below) for row in found)) for name, found in tops.items()]
    return [CategoryNode(None, name, parts, _hold(parts, chosen)) for name, parts in nodes]


def _node(row: Category, below: dict[int | None, list[Category]]) -> CategoryNode:
    return CategoryNode(row.pk, row.name, tuple(_node(part, below) for part in below[row.pk]))


def _hold(nodes: tuple[CategoryNode, ...], chosen: int | None) -> bool:
    return chosen is not None and any(node.id == chosen or _hold(node.parts, chosen) for node in nodes)


def categories_for(unit: Unit, *, activity: bool) -> QuerySet[Category]:
    """Those that a requirement owned by the unit can have."""
    return Category.objects.filter(unit__lft__lte=unit.lft, unit__rgt__gte=unit.rgt, for_activities=activity)


def hold_category(category_id: int, unit: Unit, *, activity: bool) -> bool:
    """Whether a requirement owned by the unit can have it; whoever deletes it waits until the transaction is through.

    Held as a foreign key holds it: those who use the same category at once do not wait for each other.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM competence_category WHERE id = %s FOR KEY SHARE", [category_id])
    return categories_for(unit, activity=activity).filter(pk=category_id).exists()


def hold_requirements(requirements: Collection[int]) -> tuple[int, ...]:
    """Those that there are still, held as a foreign key holds them: whoever deletes one waits, and finds it in use.

    A foreign key alone would hold it when the transaction ends, which is too late to say anything.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM competence_requirement WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE", [list(requirements)]
        )
        there = {pk for (pk,) in cursor.fetchall()}
    return tuple(pk for pk in requirements if pk in there)


@dataclass(frozen=True, slots=True)
class UnitFound:
    """A department that can be chosen."""

    id: int
    public_id: UUID
    label: str
    part_of: str


def own_department(actor: Actor, *, central: bool, is_activity: bool = False) -> Unit:
    """The department of whoever makes a requirement; of those who look after others alone, the topmost of these."""
    units = access.owning_units(actor, central=central, is_activity=is_activity)
    own = None if central else units.filter(pk=actor.unit_id or 0).first()
    found = own or units.order_by("lft").first()
    assert found is not None  # noqa: S101 -- may_add_requirements has been asked
    return found


def owners_named(text: str, *, central: bool, is_activity: bool, actor: Actor, today: date) -> list[UnitFound]:
    """The departments that the actor may let own it, by name or number (KP-ADM-127, 275)."""
    units = access.owning_units(actor, central=central, is_activity=is_activity)
    return _found(units.filter(held_on(today)), text)


def units_named(text: str, *, today: date) -> list[UnitFound]:
    """Any department of the region, by name or number: those one shares with (KP-ADM-062)."""
    kinds = (UnitKind.REGION, *PLACES_OF_WORK)
    return _found(Unit.objects.filter(held_on(today), kind__in=kinds), text)


def _found(units: QuerySet[Unit], text: str) -> list[UnitFound]:
    for word in text.split():
        units = units.filter(Q(name__icontains=word) | Q(code__istartswith=word))
    rows = units.select_related("parent").order_by("lft", "pk")[:SHOWN]
    return [unit_found(unit) for unit in rows]


def unit_found(unit: Unit) -> UnitFound:
    """The department as one chooses it."""
    return UnitFound(unit.pk, unit.public_id, f"{unit.code} {unit.name}", unit.parent.name if unit.parent else "")


@dataclass(frozen=True, slots=True)
class RequirementFound:
    """A requirement that another can depend on."""

    id: int
    name: str
    owner: str
    category: str
    is_archived: bool = False


def could_be_needed(text: str, owner: str, *, besides: Collection[int], actor: Actor) -> list[RequirementFound]:
    """Published ones by category, ID or name, of one owner where that is asked for (KP-ADM-048)."""
    found = access.visible_requirements(actor).filter(published_at__isnull=False, archived_at__isnull=True)
    if text:
        found = found.filter(named(text) | Q(category__name__icontains=text))
    for word in owner.split():
        found = found.filter(Q(owner__name__icontains=word) | Q(owner__code__istartswith=word))
    return _requirements(found.exclude(pk__in=besides).order_by("sort_name", "pk")[:SHOWN])


def needed(ids: Iterable[int]) -> list[RequirementFound]:
    """Those that a requirement depends on, in the order of their names."""
    return _requirements(Requirement.objects.filter(pk__in=list(ids)).order_by("sort_name", "pk"))


def _requirements(rows: QuerySet[Requirement]) -> list[RequirementFound]:
    return [
        RequirementFound(row.pk, row.name, row.owner.name, row.category.name if row.category else "", row.is_archived)
        for row in rows.select_related("owner", "category")
    ]


def circle_through(requirement: Requirement, needs: Collection[int]) -> list[str]:
    """The names in the circle that these dependencies would close, nothing where they close none (KP-ADM-261)."""
    with connection.cursor() as cursor:
        cursor.execute(CIRCLE, {"needs": list(needs), "own": requirement.pk})
        row = cursor.fetchone()
    if row is None:
        return []
    names = dict(Requirement.objects.filter(pk__in=row[0]).values_list("pk", "name"))
    return [requirement.name, *(names[pk] for pk in row[0])]
