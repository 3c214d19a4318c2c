"""Whom and what the learning portal reports of."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.access.courses import reported_people
from arbeidsrom.modules.competence.models import CourseLink, Performance, Progress, Requirement
from arbeidsrom.modules.competence.rules.settings import DocumentationForm
from arbeidsrom.modules.competence.rules.statuses import State
from arbeidsrom.modules.competence.states import PerformanceState


def people_reported(numbers: Iterable[str], *, actor: Actor, today: date) -> dict[str, int]:
    """Whom the employee numbers are of, among those whom the actor may report of. One query at most."""
    wanted = set(numbers)
    found = reported_people(actor, today=today).filter(employee_number__in=wanted).order_by("pk")
    return dict(found.values_list("employee_number", "pk")) if wanted else {}


def links_to(courses: Collection[str]) -> list[CourseLink]:
    """The requirements in force that these courses fulfil."""
    links = CourseLink.objects.filter(key__in=courses, requirement__archived_at=None)
    return list(links.exclude(requirement__published_at=None).order_by("pk"))


BEGUN = (PerformanceState.DRAFT, PerformanceState.WAITING, PerformanceState.DECLINED)
"""What of somebody's is over when only a course fulfils the requirement (KP-COURSE-004)."""


def tied() -> QuerySet[Requirement]:
    """The requirements in force that only a course fulfils."""
    return Requirement.objects.filter(documentation_form=DocumentationForm.COURSE_PORTAL, archived_at=None)


def begun_by_hand(requirement_id: int) -> QuerySet[Progress]:
    """Whoever has begun it by hand: with a draft, a request or ticks."""
    of_row = Performance.objects.filter(person=OuterRef("person"), requirement=requirement_id, state__in=BEGUN)
    begun = Exists(of_row) | Q(ticked__0__isnull=False)
    in_question = Progress.objects.exclude(state=State.NOT_STARTED)
    return in_question.filter(begun, requirement=requirement_id)
