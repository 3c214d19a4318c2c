"""Who gets a message: decided set by set in the database, on the day that is asked about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import and_

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from arbeidsrom.core.organisation.access import NOTHING
from arbeidsrom.core.organisation.models import Person, Position, Unit
from arbeidsrom.core.system_messages import groups
from arbeidsrom.core.system_messages.groups import Option
from arbeidsrom.core.system_messages.models import SystemMessage
from arbeidsrom.core.system_messages.own_groups import held_in

FOUND = 20


def recipients(message: SystemMessage, *, today: date) -> QuerySet[Person]:
    """Those who belong to all the chosen groups at the same time, and the single people; each once (KP-MSG-009, 011).

    All hold a position today in the part of the organisation that the message is for. Nobody when nothing is chosen.
    """
    chosen = Q(pk__in=message.chosen_people.values_list("person_id", flat=True))
    belonging = [
        _belongs_to(kind, value, scope=message.scope, today=today)
        for kind, value in message.groups.order_by("id").values_list("kind", "value")
    ]
    if belonging:
        chosen |= reduce(and_, belonging)
    return people_in(message.scope, today).filter(chosen)


def _belongs_to(key: str, value: str, *, scope: Unit, today: date) -> Q:
    """A group of a module that is switched off has nobody."""
    kind = groups.known(key)
    return Q(pk__in=kind.people(value, scope=scope, today=today)) if kind else NOTHING


def people_in(scope: Unit, today: date) -> QuerySet[Person]:
    """Those who hold a position today in the part of the organisation."""
    return Person.objects.filter(Exists(held_in(scope, today).filter(person=OuterRef("pk"))))


def count_recipients(message: SystemMessage, *, today: date) -> int:
    """How many people would get the message if it were sent today (KP-MSG-013)."""
    return recipients(message, today=today).count()


@dataclass(frozen=True, slots=True)
class Chosen:
    """A group or a person that has been chosen, as a page shows it."""

    kind: str
    value: str
    kind_label: str
    label: str


def chosen_groups(message: SystemMessage) -> list[Chosen]:
    """The chosen groups with their names, in the order they were chosen. One query for each kind besides."""
    rows = list(message.groups.order_by("id").values_list("kind", "value"))
    found: dict[tuple[str, str], Chosen] = {}
    for key in dict.fromkeys(key for key, _value in rows):
        kind = groups.known(key)
        names = kind.names([value for of, value in rows if of == key]) if kind else {}
        for value in (value for of, value in rows if of == key):
            label = names.get(value) or _("A group that is no longer there: nobody belongs to it")
            found[key, value] = Chosen(key, value, str(kind.label) if kind else key, label)
    return [found[row] for row in rows]


def chosen_people(message: SystemMessage) -> list[Chosen]:
    """The people chosen one by one, in the order of their names. One query."""
    rows = message.chosen_people.select_related("person").order_by("person__sort_name", "id")
    return [Chosen(PERSON, str(row.person.public_id), str(_("Person")), row.person.name) for row in rows]


PERSON = "person"
"""What single people are called where groups are called by their kind."""


def offered(kind: str, text: str, *, message: SystemMessage, today: date) -> Sequence[Option]:
    """Groups of a kind, or people, that can be chosen; searched where there are many."""
    found = groups.known(kind)
    if kind == PERSON:
        return _people(text, message=message, today=today)
    if found is None or (not found.few and not text.strip()):
        return []
    return found.options(text.strip(), scope=message.scope, today=today, limit=FOUND)


def _people(text: str, *, message: SystemMessage, today: date) -> list[Option]:
    """Those whose name or employee number fits, with what they are; from two letters on. Two queries."""
    words = text.split()
    if len(text.strip()) < 2:
        return []
    people = people_in(message.scope, today)
    for word in words:
        people = people.filter(Q(given_name__icontains=word) | Q(family_name__icontains=word) | Q(employee_number=word))
    found = list(people.order_by("sort_name", "id")[:FOUND])
    held = held_in(message.scope, today).filter(person__in=found).select_related("unit")
    what: dict[int, Position] = {}
    for position in held.order_by("valid_from", "id"):
        what.setdefault(position.person_id, position)
    return [Option(str(person.public_id), person.name, _described(what.get(person.pk))) for person in found]


def _described(position: Position | None) -> str:
    return ", ".join(filter(None, [position.title, position.unit.name])) if position else ""
