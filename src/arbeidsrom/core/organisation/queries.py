"""What the program needs to know about units, people and positions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.contrib.postgres.search import SearchQuery
from django.db.models import Count, F, Q, QuerySet

from arbeidsrom.core.audit.rules import INSTALLATION
from arbeidsrom.core.keys import queries as keys
from arbeidsrom.core.organisation import access
from arbeidsrom.core.organisation.models import Person, Position, Unit
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.norwegian import search_words


def held_on(day: date, prefix: str = "") -> Q:
    """The filter for half-open periods that contain the day."""
    return Q(**{f"{prefix}valid_from__lte": day}) & (
        Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gt": day})
    )


def acted_in_on(day: date, prefix: str = "") -> Q:
    """The positions that can be acted in on the day: one on loan only while the position it is lent from is held."""
    lent_from = f"{prefix}lent_from__"
    return held_on(day, prefix) & (Q(**{f"{lent_from}isnull": True}) | held_on(day, lent_from))


def positions_of(person_id: int, *, today: date) -> list[Position]:
    """The positions a person holds today, with their units, in the order they are offered."""
    return list(
        Position.objects.filter(acted_in_on(today), person_id=person_id)
        .select_related("unit", "person")
        .order_by("unit__sort_name", "valid_from", "id")
    )


def get_unit(public_id: UUID, *, actor: Actor, lock: bool = False) -> Unit:
    """The unit, or ``Unit.DoesNotExist`` when the actor neither administers nor appoints there."""
    units = access.visible_units(actor)
    return (units.select_for_update(of=("self",)) if lock else units).get(public_id=public_id)


@dataclass(frozen=True, slots=True)
class MergedUnit:
    """A unit that has been merged away, its place in the tree, and the one that has taken over in the end."""

    id: int
    lft: int
    heir: int


def merged_units(*, today: date) -> list[MergedUnit]:
    """The mergers that have taken effect; what took over may have been merged itself. One query."""
    ended = Unit.objects.filter(merged_into__isnull=False, valid_to__lte=today).order_by("valid_to", "id")
    rows = list(ended.values_list("id", "lft", "merged_into_id"))
    into = {unit: other for unit, _lft, other in rows if other}
    return [MergedUnit(unit, lft, _heir(unit, into)) for unit, lft, _other in rows]


def _heir(unit: int, into: dict[int, int]) -> int:
    heir, passed = unit, set[int]()
    while (following := into.get(heir)) is not None and heir not in passed:
        passed.add(heir)
        heir = following
    return heir


def units_answering_for(unit: Unit, *, today: date) -> list[int]:
    """The unit, and the one that has taken over from it when it has been merged away."""
    if unit.merged_into_id is None:
        return [unit.pk]
    return [unit.pk, *(merged.heir for merged in merged_units(today=today) if merged.id == unit.pk)]


def carried_out_by(today: date) -> list[Unit]:
    """The units merged into one of their own kind whose day has come, in the order of their days."""
    ended = Unit.objects.filter(merged_into__kind=F("kind"), valid_to__lte=today)
    return list(ended.select_related("merged_into").order_by("valid_to", "id"))


def tenant_unit(tenant: UUID) -> Unit:
    """The unit that answers for the data of a tenant."""
    return Unit.objects.get(public_id=tenant)


@dataclass(frozen=True, slots=True)
class Merger:
    """What merging a unit away brings with it."""

    units_moved: int
    offices_ended: int
    offices_not_begun: int


def what_a_merger_brings(unit: Unit, *, on: date, today: date) -> Merger:
    """How many units come to stand below the other, how many offices end, and how many never begin. Two queries."""
    lasting = Position.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), unit=unit)
    later = Q(valid_from__gte=on, valid_from__gt=today)
    counts = lasting.aggregate(ended=Count("id", filter=~later), not_begun=Count("id", filter=later))
    return Merger(unit.children.count(), counts["ended"], counts["not_begun"])


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One line of the page of the organisation."""

    public_id: UUID
    name: str
    kind: str
    depth: int
    below: str
    is_controller: bool
    valid_to: date | None


def units_administered(*, actor: Actor, text: str = "") -> QuerySet[Unit]:
    """The units the actor administers; with a text, those whose name contains it."""
    return Unit.objects.filter(access.within(actor, access.ADMINISTER, ""), name__icontains=text.strip())


def unit_rows(units: QuerySet[Unit], shown: slice) -> list[UnitRow]:
    """Some of the units, in the order of the tree. One query."""
    return [
        UnitRow(
            unit.public_id,
            unit.name,
            unit.get_kind_display(),
            unit.depth,
            unit.parent.name if unit.parent else "",
            unit.is_controller,
            unit.valid_to,
        )
        for unit in units.select_related("parent").order_by("lft", "id")[shown]
    ]


def code_is_taken(code: str) -> bool:
    """Whether any unit has the code."""
    return Unit.objects.filter(code=code).exists()


def unit_by_code(code: str, *, actor: Actor) -> UUID | None:
    """The unit with the code among those the actor administers."""
    return (
        Unit.objects.filter(access.within(actor, access.ADMINISTER, ""), code=code)
        .values_list("public_id", flat=True)
        .first()
    )


@dataclass(frozen=True, slots=True)
class PlacementRow:
    """Where a unit stood, from when to when."""

    below: str
    valid_from: date
    last_day: date | None


def placements_of(unit: Unit) -> list[PlacementRow]:
    """The history of a unit's places, the newest first. One query."""
    return [
        PlacementRow(
            placement.parent.name if placement.parent else "",
            placement.valid_from,
            placement.valid_to - timedelta(days=1) if placement.valid_to else None,
        )
        for placement in unit.placements.select_related("parent").order_by("-valid_from", "-id")
    ]


def people_by_name(text: str, people: QuerySet[Person], *, limit: int = 20) -> list[Person]:
    """Those of the people whose name contains the text, for choosing somebody."""
    words = text.split()
    for word in words:
        people = people.filter(Q(given_name__icontains=word) | Q(family_name__icontains=word))
    return list(people.order_by("sort_name", "id")[:limit]) if words else []


class _AsWritten(SearchQuery):
    """A query of words that need no parsing."""

    template = "%(expressions)s::tsquery"


def with_words(text: str, prefix: str = "") -> Q:
    """Whoever has a name, employee number or e-mail address in which a word begins with each word of the text."""
    words = search_words(text.partition("@")[0])
    query = " & ".join(f"'{word}':*" for word in words)
    found = Q(**{f"{prefix}words": _AsWritten(query)}) if words else Q()
    address = next((word for word in text.split() if "@" in word), "")
    return found & Q(**{f"{prefix}email__istartswith": address}) if address else found


PERSON_IDENTITY = "person.identity"
"""The purpose of the blind index of people's identity numbers."""


def identity_index(digits: str) -> bytes:
    """The keyed hash by which a person is found by identity number."""
    return keys.blind_index(INSTALLATION, PERSON_IDENTITY, digits)


def person_with_identity(digits: str) -> Person | None:
    """The person with the identity number, found without opening anybody's: imports match people by it."""
    return Person.objects.filter(identity_index=identity_index(digits)).first()


def get_person(public_id: UUID, *, actor: Actor, lock: bool = False) -> Person:
    """A person the actor administers, or ``Person.DoesNotExist``."""
    people = access.people_administered(actor)
    return (people.select_for_update(of=("self",)) if lock else people).get(public_id=public_id)
