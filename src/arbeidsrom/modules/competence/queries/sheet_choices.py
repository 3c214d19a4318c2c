"""What the words in a spreadsheet of requirements mean: departments, categories and requirements, by name or number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.core.organisation.queries import held_on
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import ALLOWED, Decision
from arbeidsrom.modules.competence.access import requirements as access
from arbeidsrom.modules.competence.models import Category, Requirement
from arbeidsrom.modules.competence.queries import choosing
from arbeidsrom.modules.competence.rules.sheet_columns import BETWEEN, same


@dataclass(frozen=True, slots=True)
class CategoryPlace:
    """A category with the way to it, for owners between ``lft`` and ``rgt``."""

    id: int
    way: tuple[str, ...]
    for_activities: bool
    lft: int
    rgt: int

    @property
    def path(self) -> str:
        """How it is written in a cell."""
        return BETWEEN.join(self.way)

    def fits(self, owner: Unit, *, activity: bool) -> bool:
        """One rule with ``choosing.categories_for``."""
        return self.for_activities == activity and self.lft <= owner.lft and self.rgt >= owner.rgt


@dataclass(frozen=True, slots=True)
class SheetChoices:
    """What can be named in the sheet by whoever uploaded it."""

    own: Unit
    units: dict[str, list[Unit]] = field(default_factory=dict)
    categories: tuple[CategoryPlace, ...] = ()
    needed: dict[int, str] = field(default_factory=dict)
    taken: frozenset[tuple[int, str]] = frozenset()
    may_own_activity: Callable[[Unit], Decision] = lambda unit: ALLOWED

    def owners(self, text: str) -> list[Unit]:
        """The departments that the words can mean: by number, by number and name, or by name."""
        return self.units.get(same(text), [])

    def categories_named(self, text: str, owner: Unit, *, activity: bool) -> list[CategoryPlace]:
        """The categories of the owner that the words can mean: by the whole way, or by the last part of it."""
        words = same(text)
        fitting = [one for one in self.categories if one.fits(owner, activity=activity)]
        whole = [one for one in fitting if same(one.path) == words]
        return whole or [one for one in fitting if same(one.way[-1]) == words]


def choices_for(
    *,
    owners: Collection[str],
    needed: Collection[int],
    names: Collection[str],
    central: bool,
    actor: Actor,
    today: date,
) -> SheetChoices:
    """What the words of one sheet can mean. Five queries, however many rows it has."""
    own = choosing.own_department(actor, central=central)
    found = _units(owners, central=central, actor=actor, today=today)
    rows = access.visible_requirements(actor).filter(published_at__isnull=False, archived_at__isnull=True)
    there = Requirement.objects.filter(name__in=set(names), archived_at__isnull=True)
    return SheetChoices(
        own,
        found,
        tuple(category_places()),
        dict(rows.filter(pk__in=set(needed)).values_list("pk", "name")) if needed else {},
        frozenset((owner, same(name)) for owner, name in there.values_list("owner_id", "name")),
        lambda unit: access.may_own(actor, unit, central=central, is_activity=True),
    )


def _units(texts: Collection[str], *, central: bool, actor: Actor, today: date) -> dict[str, list[Unit]]:
    """The departments that any of the texts names, by everything they can be called."""
    words = {" ".join(text.split()) for text in texts if text.strip()}
    if not words:
        return {}
    codes = {word.split()[0] for word in words}
    units = access.owning_units(actor, central=central).filter(held_on(today))
    called: dict[str, list[Unit]] = defaultdict(list)
    for unit in units.filter(Q(code__in=codes) | Q(name__in=words)).order_by("lft", "pk"):
        for name in dict.fromkeys((same(unit.code), same(f"{unit.code} {unit.name}"), same(unit.name))):
            called[name].append(unit)
    return dict(called)


def category_places(units: Iterable[Unit] | None = None) -> list[CategoryPlace]:
    """Every category with the way to it, by that way; where ``units`` are given, those above, at and below these."""
    rows = {row.pk: row for row in Category.objects.select_related("unit").order_by("sort_name", "pk")}
    tops = None if units is None else _topmost(units)
    places = [
        CategoryPlace(row.pk, _way(row, rows), row.for_activities, row.unit.lft, row.unit.rgt)
        for row in rows.values()
        if tops is None or any(row.unit.lft <= top.rgt and row.unit.rgt >= top.lft for top in tops)
    ]
    return sorted(places, key=lambda one: (one.path, one.id))


def _topmost(units: Iterable[Unit]) -> list[Unit]:
    """Those of the units that no other of them contains."""
    tops: list[Unit] = []
    for unit in sorted(units, key=lambda one: one.lft):
        if not tops or unit.lft > tops[-1].rgt:
            tops.append(unit)
    return tops


def _way(row: Category, rows: dict[int, Category]) -> tuple[str, ...]:
    above = rows.get(row.parent_id or 0)
    return (*(_way(above, rows) if above else ()), row.name)
