"""What a plan says of itself, where it is published, and what is wrong with its people and owner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from arbeidsrom.core.organisation.models import Person, Position, Unit
from arbeidsrom.core.organisation.queries import acted_in_on, held_on
from arbeidsrom.core.roles.standing import EMPLOYED
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.access import plans as access
from arbeidsrom.modules.competence.models import Plan
from arbeidsrom.modules.competence.queries.plans import listing
from arbeidsrom.modules.competence.rules.plans import PlanStatus, plan_status

MOST_UNITS = 50
MOST_PEOPLE = 30


@dataclass(frozen=True, slots=True)
class PublicationRow:
    """A department in which the plan can be assigned."""

    public_id: UUID
    code: str
    name: str
    with_subunits: bool
    published_at: datetime


@dataclass(frozen=True, slots=True)
class PersonFound:
    """Somebody who can be chosen: the name, as what and where."""

    public_id: UUID
    label: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How the plan stands: what is drafted, where it is published, who has left (KP-ADM-276, 277)."""

    status: PlanStatus
    publications: tuple[PublicationRow, ...]
    owner_is_gone: bool
    gone: tuple[str, ...]


def standing_of(plan: Plan, *, today: date) -> Standing:
    """All of it. Four queries."""
    publications = tuple(
        PublicationRow(one.public_id, one.unit.code, one.unit.name, one.with_subunits, one.published_at)
        for one in plan.publications.select_related("unit").order_by("unit__sort_name", "id")
    )
    drafted = Plan.objects.filter(listing.drafted(), pk=plan.pk).exists()
    people = {person.pk: person for person in (plan.document_owner, plan.document_responsible) if person}
    working = set(
        Position.objects.filter(acted_in_on(today), person__in=people).values_list("person", flat=True)
        if people
        else ()
    )
    valid = Unit.objects.filter(held_on(today), pk=plan.owner_id).exists()
    return Standing(
        plan_status(has_draft=drafted, published=bool(publications)),
        publications,
        not valid,
        tuple(person.name for pk, person in people.items() if pk not in working),
    )


def units_to_own(actor: Actor, *, central: bool, text: str, today: date) -> list[Unit]:
    """The departments that can own a plan of the actor's, those of the name first asked for; the own one among them."""
    found = access.owning_units(actor, central=central).filter(held_on(today))
    own = list(found.filter(pk=actor.unit_id or 0))
    return own + [unit for unit in named_units(found, text) if unit not in own]


def units_to_move_to(plan: Plan, *, actor: Actor, text: str, today: date) -> list[Unit]:
    """The departments that the plan can be moved to, its own first, and those of the name asked for."""
    found = access.units_to_own(actor, plan).filter(held_on(today))
    own = list(found.filter(pk=plan.owner_id))
    return own + [unit for unit in named_units(found, text) if unit not in own]


def named_units(units: QuerySet[Unit], text: str) -> list[Unit]:
    """Those that have every word in the name, or as the beginning of the number; the first fifty by name."""
    for word in text.split():
        units = units.filter(Q(name__icontains=word) | Q(code__istartswith=word))
    return list(units.order_by("sort_name", "id")[:MOST_UNITS])


def units_to_publish_in(plan: Plan, *, actor: Actor, today: date) -> QuerySet[Unit]:
    """The departments that the plan can be published to: those where the actor publishes such plans (KP-ADM-232)."""
    return access.units_within_reach(actor, plan).filter(held_on(today))


def departments_to_publish_in(plan: Plan, *, actor: Actor, text: str, today: date) -> list[Unit]:
    """Those of the name asked for. One query."""
    return named_units(units_to_publish_in(plan, actor=actor, today=today), text) if text.split() else []


def who_works(*, today: date) -> QuerySet[Person]:
    """Those who are employed today, or on loan."""
    working = Position.objects.filter(acted_in_on(today), kind__in=EMPLOYED)
    return Person.objects.filter(pk__in=working.values("person"))


def people_named(text: str, *, today: date) -> list[PersonFound]:
    """Those who work here and whose name has all the words, each with their first position. One query."""
    words = text.split()
    if not words:
        return []
    named = Q()
    for word in words:
        named &= Q(person__given_name__icontains=word) | Q(person__family_name__icontains=word)
    working = Position.objects.filter(acted_in_on(today), named, kind__in=EMPLOYED).select_related("person", "unit")
    found: dict[int, PersonFound] = {}
    for one in working.order_by("person__sort_name", "person_id", "id")[:MOST_PEOPLE]:
        label = ", ".join(filter(None, (one.person.name, one.title, one.unit.name)))
        found.setdefault(one.person_id, PersonFound(one.person.public_id, label))
    return list(found.values())
