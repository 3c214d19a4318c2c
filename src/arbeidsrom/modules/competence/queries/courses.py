"""Whom and what the learning portal reports of."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import QuerySet

from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.access.courses import reported_people
from arbeidsrom.modules.competence.models import CourseLink, Progress
from arbeidsrom.modules.competence.rules.settings import DocumentationForm
from arbeidsrom.modules.competence.rules.statuses import State


def people_reported(numbers: Iterable[str], *, actor: Actor, today: date) -> dict[str, int]:
    """Whom the employee numbers are of, among those whom the actor may report of. One query at most."""
    wanted = set(numbers)
    found = reported_people(actor, today=today).filter(employee_number__in=wanted).order_by("pk")
    return dict(found.values_list("employee_number", "pk")) if wanted else {}


def links_to(courses: Collection[str]) -> list[CourseLink]:
    """The requirements in force that these courses fulfil."""
    links = CourseLink.objects.filter(key__in=courses, requirement__archived_at=None)
    return list(links.exclude(requirement__published_at=None).order_by("pk"))


def begun_by_hand() -> QuerySet[Progress]:
    """What somebody has begun of requirements in force that only a course fulfils (KP-COURSE-004)."""
    tied = {"documentation_form": DocumentationForm.COURSE_PORTAL, "archived_at": None}
    in_force = {f"requirement__{name}": value for name, value in tied.items()}
    return Progress.objects.filter(state__in=(State.DRAFT, State.WAITING, State.DECLINED), **in_force)
