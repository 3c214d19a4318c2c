"""What a learning portal reports, by chance."""

from __future__ import annotations

from datetime import date

from arbeidsrom.lib.actor import Actor, ActorKind, Span
from arbeidsrom.modules.competence import models
from arbeidsrom.modules.competence.access.courses import REPORT_RESULTS
from arbeidsrom.modules.competence.actions import courses
from arbeidsrom.modules.competence.actions.courses import Reported
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
    promise = Promise() if number == "ukjent" else _promise(world, person.pk, course, day)
    return Deed(courses.receive_course_results, ([Reported(course, day, number)],), said, promise)


def _portal(world: World) -> Actor:
    if world.seldom():
        return world.somebody()
    region = world.hospital.units["region"]
    span = Span(region.lft, region.rgt)
    return Actor(ActorKind.API_CLIENT, "Læringsportalen", permissions={REPORT_RESULTS: (span,)})


def _promise(world: World, person: int, course: str, day: date) -> Promise:
    known = models.CourseResult.objects.filter(person=person, course=course, passed_on__gte=day)
    if known.exists() or day > world.today:
        return Promise()
    history: list[str] = []
    for link in models.CourseLink.objects.filter(key=course, requirement__archived_at=None).order_by("pk"):
        requirement = link.requirement
        progress = models.Progress.objects.filter(person=person, requirement=requirement).first()
        if progress and progress.completed_on and progress.completed_on >= day:
            continue
        history.append("performed" if requirement.repetitions else "fulfilled")
        status = models.RequirementStatus.objects.filter(person=person, requirement=requirement).first()
        has_expired = progress and progress.state == State.FULFILLED and status and status.due < world.today
        if progress and (has_expired or not requirement.repetitions):
            waiting = models.Performance.objects.filter(
                person=person, requirement=requirement, round=progress.round, state=PerformanceState.WAITING
            )
            history += ["withdrawn"] * waiting.count()
    return Promise(("competence.course_results.received",), tuple(history))
