"""Passed courses of the learning portal: they are kept, and fulfil what is linked to them (KP-LMS).

The portal tells of what is passed alone: what is merely begun there is not begun here (KP-COURSE-004).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, models, transaction
from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.audit import actions as audit
from arbeidsrom.core.organisation.models import Person
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.access import courses as access
from arbeidsrom.modules.competence.actions.fulfilling import Passed, fulfil
from arbeidsrom.modules.competence.models import CourseLink, CourseResult
from arbeidsrom.modules.competence.queries import courses as queries
from arbeidsrom.modules.competence.statuses.people import hold_people

LINKING = 0x6B757273
"""Results are received by many at once; while what is newly linked is looked at, none is on its way in unseen."""
PEOPLE_A_TIME = 500

Of = tuple[int, str]
"""A person and a course."""


@dataclass(frozen=True, slots=True)
class Reported:
    """That whoever has the employee number, which is the same in all positions, passed the course (KP-LMS-039)."""

    course: str
    passed_on: date
    employee_number: str


class Outcome(models.TextChoices):
    """What became of one that was reported; nothing is lost silently."""

    RECEIVED = "received", _("Received.")
    UNCHANGED = "unchanged", _("The same or a later day was known already.")
    UNKNOWN = "unknown_person", _("Nobody whom the client reports of has this number.")
    FUTURE = "in_the_future", _("The day is in the future.")


@transaction.atomic
def receive_course_results(reported: Sequence[Reported], *, actor: Actor, now: datetime, today: date) -> list[Outcome]:
    """Keep the last day of each person and course, and let it fulfil what is linked; gives what became of each.

    The same or an earlier day changes nothing (KP-LMS-038). It counts whether or not the person has a plan with the
    requirement: when they get one, it is fulfilled there (KP-LMS-040).
    """
    access.may_report_course_results(actor).or_refuse()
    _look_at_links(alone=False)
    known = queries.people_reported((one.employee_number for one in reported), actor=actor)
    found = [known.get(one.employee_number, Outcome.UNKNOWN) for one in reported]
    hold_people([pk for pk in found if isinstance(pk, int)])
    days, outcomes = _newer(reported, found, today=today)
    if days:
        _keep(days, by=actor.author, now=now)
        fulfilled = _apply(days, by=actor.author, now=now)
        people = {person for person, _course in days}
        audit.record(
            "competence.course_results.received",
            None,
            actor=actor,
            at=now,
            subjects=Person.objects.filter(pk__in=people).values_list("public_id", flat=True),
            details={"results": len(days), "people": len(people), "fulfilled": fulfilled},
        )
    return outcomes


def _look_at_links(*, alone: bool) -> None:
    """Until the transaction ends; before people are held."""
    shared = "" if alone else "_shared"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock{shared}(%s)", [LINKING])


def _newer(
    reported: Sequence[Reported], found: Sequence[int | Outcome], *, today: date
) -> tuple[dict[Of, date], list[Outcome]]:
    """The days that are later than what is known, and what became of each that was reported."""
    people = [pk for pk in found if isinstance(pk, int)]
    rows = CourseResult.objects.filter(person__in=people, course__in={one.course for one in reported})
    stored = {(person, course): day for person, course, day in rows.values_list("person", "course", "passed_on")}
    days: dict[Of, date] = {}
    outcomes = []
    for one, person in zip(reported, found, strict=True):
        if not isinstance(person, int):
            outcomes.append(person)
        elif one.passed_on > today:
            outcomes.append(Outcome.FUTURE)
        elif one.passed_on <= stored.get((person, one.course), date.min):
            outcomes.append(Outcome.UNCHANGED)
        else:
            stored[person, one.course] = days[person, one.course] = one.passed_on
            outcomes.append(Outcome.RECEIVED)
    return days, outcomes


def _keep(days: Mapping[Of, date], *, by: str, now: datetime) -> None:
    CourseResult.objects.bulk_create(
        (
            CourseResult(person_id=person, course=course, passed_on=day, received_at=now, reported_by=by)
            for (person, course), day in days.items()
        ),
        update_conflicts=True,
        unique_fields=["person", "course"],
        update_fields=["passed_on", "received_at", "reported_by"],
    )


def _apply(days: Mapping[Of, date], *, by: str, now: datetime) -> int:
    """Each requirement that one of the courses fulfils, with the latest day of them (KP-LMS-045)."""
    passed: dict[tuple[int, int], Passed] = {}
    for link in queries.links_to({course for _person, course in days}):
        for (person, course), day in days.items():
            pair = person, link.requirement_id
            if course == link.key and (pair not in passed or passed[pair].on < day):
                passed[pair] = Passed(day, f"{link.name} ({link.key})", by)
    return fulfil(passed, now=now)


def apply_earlier_results(*, now: datetime) -> None:
    """What was passed before a requirement was linked to the course fulfils it too, some people at a time.

    Each lot is a transaction of its own; what is done already is done, also when this is lost and comes once more.
    """
    for pk in CourseLink.objects.filter(finished_at=None).order_by("pk").values_list("pk", flat=True):
        while _next_lot(pk, now=now):
            pass


@transaction.atomic
def _next_lot(link_id: int, *, now: datetime) -> bool:
    _look_at_links(alone=True)
    link = CourseLink.objects.select_for_update(of=("self",)).filter(pk=link_id, finished_at=None).first()
    if link is None:
        return False
    results = CourseResult.objects.filter(course=link.key, person__gt=link.done_to).order_by("person")
    people = list(results.values_list("person", flat=True)[:PEOPLE_A_TIME])
    if not people or not queries.links_to([link.key]):
        link.finished_at = now
        link.save(update_fields=["finished_at"])
        return False
    hold_people(people)
    fulfil(
        {
            (one.person_id, link.requirement_id): Passed(one.passed_on, f"{link.name} ({link.key})", one.reported_by)
            for one in results.filter(person__in=people)
        },
        now=now,
    )
    link.done_to = people[-1]
    link.save(update_fields=["done_to"])
    return True
