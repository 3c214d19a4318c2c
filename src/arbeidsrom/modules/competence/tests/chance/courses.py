"""What a learning portal reports, by chance."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from arbeidsrom.lib.actor import Actor, ActorKind, Span
from arbeidsrom.modules.competence import models
from arbeidsrom.modules.competence.access.courses import REPORT_RESULTS
from arbeidsrom.modules.competence.actions import courses
from arbeidsrom.modules.competence.actions.courses import Reported
from arbeidsrom.modules.competence.actions.hand_work import end_hand_work
from arbeidsrom.modules.competence.queries import courses as queries
from arbeidsrom.modules.competence.rules.statuses import State
from arbeidsrom.modules.competence.states import PerformanceState
from arbeidsrom.modules.competence.tests.chance.deeds import Deed, Promise, drawn
from arbeidsrom.modules.competence.tests.chance.world import COURSES, World


@drawn(courses.receive_course_results, weight=6)
def receive_course_results(world: World) -> Deed:
    """One person has passed one course; now and then nobody knows them, or somebody else reports it."""
    person = world.one_of(world.positions).person
    course, day = world.one_of(COURSES), world.day() or world.today
    number = "ukjent" if world.seldom() else str(person.pk)
    said = {"actor": _portal(world), "now": world.now, "today": world.today}
    history = [] if number == "ukjent" else list(_history(world, person.pk, course, day))
    counting = history.count("fulfilled") + history.count("performed")
    events = ("competence.course_results.received", *["competence.requirement.passed"] * counting)
    promise = Promise(events, tuple(history))
    return Deed(courses.receive_course_results, ([Reported(course, day, number)],), said, promise)


def _portal(world: World) -> Actor:
    if world.seldom():
        return world.somebody()
    region = world.hospital.units["region"]
    span = Span(region.lft, region.rgt)
    return Actor(ActorKind.API_CLIENT, "Læringsportalen", permissions={REPORT_RESULTS: (span,)})


def _history(world: World, person: int, course: str, day: date) -> Iterator[str]:
    known = models.CourseResult.objects.filter(person=person, course=course, passed_on__gte=day)
    if known.exists() or day > world.today:
        return
    for link in models.CourseLink.objects.filter(key=course, requirement__archived_at=None).order_by("pk"):
        yield from _of_requirement(world, person, link.requirement, course, day)


def _of_requirement(
    world: World, person: int, requirement: models.Requirement, course: str, day: date
) -> Iterator[str]:
    of = {"person": person, "requirement": requirement}
    progress = models.Progress.objects.filter(**of).first() or models.Progress(person_id=person)
    status = models.RequirementStatus.objects.filter(**of).first()
    is_fulfilled = progress.state == State.FULFILLED
    if models.Performance.objects.filter(**of, course=course, performed_on=day).exists():
        return
    if progress.completed_on and progress.completed_on >= day:
        return
    yield "performed" if requirement.repetitions else "fulfilled"
    due = status.due if status else progress.expires_on or _valid_until(progress, requirement)
    has_expired = is_fulfilled and due < world.today
    done = 0 if has_expired else progress.done
    is_full = done + 1 >= (requirement.repetitions or 1) and not (
        requirement.repetitions and requirement.kind == "activity"
    )
    if has_expired or is_full:
        waiting = models.Performance.objects.filter(**of, round=progress.round, state=PerformanceState.WAITING)
        yield from ["withdrawn"] * waiting.count()


def _valid_until(progress: models.Progress, requirement: models.Requirement) -> date:
    if not (progress.completed_on and requirement.validity_days):
        return date.max
    return progress.completed_on + timedelta(days=requirement.validity_days)


@drawn(end_hand_work, weight=1)
def end_what_was_begun_by_hand(world: World) -> Deed:
    """Now and then what only a course fulfils is another first."""
    begun = {one: list(queries.begun_by_hand(one.pk)) for one in queries.tied()}
    ended = {one: rows for one, rows in begun.items() if rows}
    waiting = models.Performance.objects.filter(requirement__in=ended, state=PerformanceState.WAITING)
    people = {(row.person_id, row.requirement_id) for rows in ended.values() for row in rows}
    withdrawn = sum(pair in people for pair in waiting.values_list("person", "requirement"))
    promise = Promise(("competence.requirement.left_to_course",) * len(ended), ("withdrawn",) * withdrawn)
    return Deed(end_hand_work, (), {"now": world.now}, promise)
