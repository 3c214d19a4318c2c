"""The tree of categories as it is administered (KP-HF-027)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.core.organisation.queries import held_on
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import Decision
from arbeidsrom.modules.competence.access import categories as access
from arbeidsrom.modules.competence.models import Category, Requirement, RequirementDraft
from arbeidsrom.modules.competence.rules.categories import Held
from arbeidsrom.modules.competence.rules.sheet_columns import BETWEEN


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """A category in the tree, with how many requirements and learning activities lie in it, and what is below it."""

    public_id: UUID
    name: str
    items: int
    for_activities: bool
    parts: tuple[CategoryRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Top:
    """The region or a trust, with its categories; ``may_change`` says whether, and why not.

    ``categories`` is how many there are below it, at all levels; those of one that is not ``opened`` are not shown.
    """

    public_id: UUID
    name: str
    may_change: Decision
    opened: bool
    categories: int
    parts: tuple[CategoryRow, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the tree something lies, or is to lie: the region or trust, and below which category."""

    unit: Unit
    category: Category | None = None

    @property
    def name(self) -> str:
        """The node's own name."""
        return self.category.name if self.category else self.unit.name

    @property
    def public_id(self) -> UUID:
        """The node's own mark in addresses."""
        return self.category.public_id if self.category else self.unit.public_id


def category_tops(*, actor: Actor, marked: Place | None = None, today: date) -> list[Top]:
    """The whole tree, the region first; what the actor changes, and what holds the marked one, is open. Two queries."""
    rows = access.visible_categories(actor).annotate(items=Count("requirements")).order_by("sort_name", "pk")
    below: dict[tuple[int, int | None], list[Category]] = defaultdict(list)
    for row in rows:
        below[row.unit_id, row.parent_id].append(row)
    units = _units(today).order_by("lft", "pk")
    return [_top(unit, below, actor=actor, marked=marked) for unit in units]


def _units(today: date) -> QuerySet[Unit]:
    """What categories stand below: the region and trusts of today, and whatever has some still."""
    used = Exists(Category.objects.filter(unit=OuterRef("pk")))
    return Unit.objects.filter((held_on(today) & Q(kind__in=access.TOPS)) | used)


def _top(
    unit: Unit, below: Mapping[tuple[int, int | None], list[Category]], *, actor: Actor, marked: Place | None
) -> Top:
    def rows(parent: int | None) -> tuple[CategoryRow, ...]:
        return tuple(
            CategoryRow(one.public_id, one.name, vars(one)["items"], one.for_activities, rows(one.pk))
            for one in below.get((unit.pk, parent), ())
        )

    may = access.may_change_categories(actor, unit)
    holds = marked is not None and marked.unit.pk == unit.pk
    there = sum(len(found) for (unit_id, _parent), found in below.items() if unit_id == unit.pk)
    return Top(unit.public_id, unit.name, may, bool(may) or holds, there, rows(None))


def get_place(node_id: UUID, *, actor: Actor, today: date) -> Place:
    """A category, or the region or a trust that categories stand below; ``DoesNotExist`` for anything else."""
    found = access.visible_categories(actor).select_related("unit").filter(public_id=node_id).first()
    if found:
        return Place(found.unit, found)
    access.may_see_categories(actor).or_absent()
    return Place(_units(today).get(public_id=node_id))


def way_to(place: Place) -> str:
    """The way to it from the region or trust: «Sykehuset > Akuttmedisin». At most one query."""
    if place.category is None:
        return place.unit.name
    rows = {row.pk: row for row in Category.objects.filter(unit=place.unit)}
    names, row = [place.category.name], rows.get(place.category.parent_id or 0)
    while row:
        names.append(row.name)
        row = rows.get(row.parent_id or 0)
    return BETWEEN.join((place.unit.name, *reversed(names)))


def get_category(category_id: UUID, *, actor: Actor, lock: bool = False) -> Category:
    """One that the actor sees, or ``Category.DoesNotExist``; locked, whoever would lay something in it waits.

    A sub-category waits at its trust, requirements and drafts at the category (``choosing.hold_category``).
    """
    rows = access.visible_categories(actor).select_related("unit")
    return (rows.select_for_update(of=("self",)) if lock else rows).get(public_id=category_id)


def held_by(category: Category) -> Held:
    """What lies in it, and how many drafts would move something there that lies elsewhere. Three queries."""
    lies = Requirement.objects.filter(category=category)
    counted = lies.aggregate(items=Count("pk"), archived=Count("pk", filter=Q(archived_at__isnull=False)))
    drafts = RequirementDraft.objects.filter(content__category=category.pk).exclude(requirement__category=category)
    return Held(**counted, drafts=drafts.count(), parts=Category.objects.filter(parent=category).count())


def places_to_lie(category: Category) -> list[tuple[Place, int]]:
    """Where a category can be moved: anywhere below its trust but in itself, each with its depth. One query."""
    same_kind = Category.objects.filter(unit=category.unit_id, for_activities=category.for_activities)
    below: dict[int | None, list[Category]] = defaultdict(list)
    for row in same_kind.exclude(pk=category.pk).order_by("sort_name", "pk"):
        below[row.parent_id].append(row)
    tops = [(Place(category.unit), 0)]
    return tops + [(Place(category.unit, row), depth) for row, depth in _walk(below[None], below, 1)]


def _walk(
    rows: Iterable[Category], below: Mapping[int | None, list[Category]], depth: int
) -> Iterator[tuple[Category, int]]:
    for row in rows:
        yield row, depth
        yield from _walk(below.get(row.pk, ()), below, depth + 1)
