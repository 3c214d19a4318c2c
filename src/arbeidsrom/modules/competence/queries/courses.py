"""Whom and what the learning portal reports of."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.access.courses import reported_people
from arbeidsrom.modules.competence.models import CourseLink


def people_reported(numbers: Iterable[str], *, actor: Actor) -> dict[str, int]:
    """Whom the employee numbers are of, among those whom the actor may report of. One query at most."""
    wanted = set(numbers)
    found = reported_people(actor).filter(employee_number__in=wanted).order_by("pk")
    return dict(found.values_list("employee_number", "pk")) if wanted else {}


def links_to(courses: Collection[str]) -> list[CourseLink]:
    """The requirements in force that these courses fulfil."""
    links = CourseLink.objects.filter(key__in=courses, requirement__archived_at=None)
    return list(links.exclude(requirement__published_at=None).order_by("pk"))
