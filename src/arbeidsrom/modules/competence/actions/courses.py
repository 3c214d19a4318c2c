"""Passed courses of the learning portal: they are kept, and fulfil what is linked to them (KP-LMS).

The portal tells of what is passed alone: what is merely begun there is not begun here (KP-COURSE-004).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from itertools import count
from operator import itemgetter

from django.db import connection, models, transaction
from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.audit import actions as audit
from arbeidsrom.core.audit.rules import INSTALLATION
from arbeidsrom.lib.actor import Actor, job
from arbeidsrom.modules.competence.access import courses as access
from arbeidsrom.modules.competence.actions.fulfilling import Pair, Passed, fulfil
from arbeidsrom.modules.competence.actions.requirements.noting import public_ids, record_for
from arbeidsrom.modules.competence.models import CourseLink, CourseResult, Requirement
from arbeidsrom.modules.competence.queries import courses as queries
from arbeidsrom.modules.competence.statuses.people import hold_people

LINKING = 0x6B757273
"""Results are received by many at once; while what is newly linked is looked at, none is on its way in unseen."""
PEOPLE_A_TIME = 500

Of = tuple[int, str]
"""A person and a course."""
Entry = tuple[str, Callable[[], None]]
"""The body in whose chain of the log something is to be written, and what writes it."""


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

    The same or an earlier day changes nothing (KP-LMS-038); of what is repeated each later day counts. It counts
    whether or not the person has a plan with the requirement: when they get one, it is fulfilled there (KP-LMS-040).
    """
    access.may_report_course_results(actor).or_refuse()
    _look_at_links(alone=False)
    known = queries.people_reported((one.employee_number for one in reported), actor=actor, today=today)
    found = [_who(one, known, today=today) for one in reported]
    people = {pk for pk in found if isinstance(pk, int)}
    hold_people(people)
    days, outcomes = _newer(reported, found)
    _keep(days, by=actor.author, now=now)
    _note(outcomes, people, _apply(days, actor=actor, now=now), actor=actor, now=now)
    return outcomes


def _note(
    outcomes: Sequence[Outcome], people: Collection[int], fulfilled: Collection[Pair], *, actor: Actor, now: datetime
) -> None:
    """Also what changed nothing, and what was asked about numbers that nobody has.

    The entries of one body after those of another, always in the same order: each chain is held until the end.
    """
    counted = Counter(outcomes)
    received = partial(
        audit.record,
        "competence.course_results.received",
        None,
        actor=actor,
        at=now,
        subjects=public_ids(people),
        details={"reported": len(outcomes), **{str(one.value): counted[one] for one in Outcome}},
    )
    entries: list[Entry] = [(str(actor.tenant or INSTALLATION), received)]
    entries += _entries(fulfilled, actor=actor, now=now)
    for _body, write in sorted(entries, key=itemgetter(0)):
        write()


def _entries(fulfilled: Collection[Pair], *, actor: Actor, now: datetime) -> Iterator[Entry]:
    """For each requirement one, with the body whose it is."""
    people: dict[int, list[int]] = defaultdict(list)
    for person, requirement in fulfilled:
        people[requirement].append(person)
    for one in Requirement.objects.filter(pk__in=people).select_related("owner").order_by("pk"):
        write = partial(record_for, "competence.requirement.passed", one, people[one.pk], actor=actor, now=now)
        yield str(one.owner.tenant), write


def _who(one: Reported, known: Mapping[str, int], *, today: date) -> int | Outcome:
    if one.passed_on > today:
        return Outcome.FUTURE
    return known.get(one.employee_number, Outcome.UNKNOWN)


def _look_at_links(*, alone: bool) -> None:
    """Until the transaction ends; before people are held."""
    shared = "" if alone else "_shared"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock{shared}(%s)", [LINKING])


def _newer(reported: Sequence[Reported], found: Sequence[int | Outcome]) -> tuple[dict[Of, list[date]], list[Outcome]]:
    """The days that are later than what is known, and what became of each that was reported, the earliest first."""
    people = [pk for pk in found if isinstance(pk, int)]
    rows = CourseResult.objects.filter(person__in=people, course__in={one.course for one in reported})
    stored = {(person, course): day for person, course, day in rows.values_list("person", "course", "passed_on")}
    days: dict[Of, list[date]] = defaultdict(list)
    outcomes = dict[int, Outcome]()
    for place, one, person in sorted(zip(count(), reported, found, strict=False), key=lambda row: row[1].passed_on):
        if not isinstance(person, int):
            outcomes[place] = person
            continue
        of = person, one.course
        if of in stored and one.passed_on <= stored[of]:
            outcomes[place] = Outcome.UNCHANGED
        else:
            stored[of] = one.passed_on
            days[of].append(one.passed_on)
            outcomes[place] = Outcome.RECEIVED
    return days, [outcomes[place] for place in range(len(reported))]


def _keep(days: Mapping[Of, Sequence[date]], *, by: str, now: datetime) -> None:
    CourseResult.objects.bulk_create(
        (
            CourseResult(person_id=person, course=course, passed_on=new[-1], received_at=now, reported_by=by)
            for (person, course), new in days.items()
        ),
        update_conflicts=True,
        unique_fields=["person", "course"],
        update_fields=["passed_on", "received_at", "reported_by"],
    )


def _apply(days: Mapping[Of, Sequence[date]], *, actor: Actor, now: datetime) -> Collection[Pair]:
    """Each requirement that one of the courses fulfils (KP-LMS-045)."""
    passed: dict[Pair, list[Passed]] = defaultdict(list)
    for link in queries.links_to({course for _person, course in days}):
        for (person, course), new in days.items():
            if course == link.key:
                passed[person, link.requirement_id] += [Passed(day, course, link.name, actor.author) for day in new]
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
    of_link = Requirement.objects.filter(course_links=link_id)
    list(of_link.select_for_update(of=("self",), no_key=True))  # before its links, as whoever publishes or deletes it
    link = CourseLink.objects.select_for_update(of=("self",)).filter(pk=link_id, finished_at=None).first()
    if link is None:
        return False
    results = CourseResult.objects.filter(course=link.key, person__gt=link.done_to).order_by("person")
    people = list(results.values_list("person", flat=True)[:PEOPLE_A_TIME])
    hold_people(people)
    if not people or link not in queries.links_to([link.key]):
        link.finished_at = now
        link.save(update_fields=["finished_at"])
        return False
    passed = {
        (one.person_id, link.requirement_id): [Passed(one.passed_on, link.key, link.name, one.reported_by)]
        for one in results.filter(person__in=people)
    }
    for _body, write in _entries(fulfil(passed, now=now), actor=job("course_results"), now=now):
        write()
    link.done_to = people[-1]
    link.save(update_fields=["done_to"])
    return True
