"""Whom and what the learning portal reports of."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from django.conf import settings

from arbeidsrom.core.organisation.queries import identity_index
from arbeidsrom.lib import identity_number
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.access.courses import reported_people
from arbeidsrom.modules.competence.models import CourseLink


class Known(NamedTuple):
    """The people who could be found, by each of the two numbers; the second is kept as its keyed hash alone."""

    by_number: dict[str, int]
    by_identity: dict[bytes, int]


def people_reported(numbers: Iterable[str], identities: Iterable[str], *, actor: Actor) -> Known:
    """Whom the numbers are of, among those whom the actor may report of. Two queries at most."""
    people = reported_people(actor).order_by("pk")
    wanted, indices = set(numbers) - {""}, set(filter(None, map(index_of, identities)))
    by_number = people.filter(employee_number__in=wanted).values_list("employee_number", "pk") if wanted else ()
    by_identity = people.filter(identity_index__in=indices).values_list("identity_index", "pk") if indices else ()
    return Known(dict(by_number), {bytes(index): pk for index, pk in by_identity if index is not None})


def index_of(number: str) -> bytes | None:
    """What a person with the identity number is found by; nothing where it cannot be one."""
    if not number:
        return None
    try:
        digits = identity_number.parse(number, synthetic=not settings.PRODUCTION).digits
    except identity_number.InvalidIdentityNumber:
        return None
    return identity_index(digits)


def links_to(courses: Collection[str]) -> list[CourseLink]:
    """The requirements in force that these courses fulfil."""
    links = CourseLink.objects.filter(key__in=courses, requirement__archived_at=None)
    return list(links.exclude(requirement__published_at=None).order_by("pk"))
