"""Lets the statuses of everybody follow when requirements or plans change: at once for few, by a job for many."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from procrastinate.contrib.django import app

from arbeidsrom.lib.actor import PROGRAM, Actor
from arbeidsrom.modules.competence.actions.reckoning import follow_repetitions
from arbeidsrom.modules.competence.models import Spreading
from arbeidsrom.modules.competence.statuses.people import hold_people
from arbeidsrom.modules.competence.statuses.refresh import refresh_found

AT_ONCE = 100
"""So many people are done while somebody waits; more go to a job."""
ROWS_AT_ONCE = 1_000
"""Nor more rows than this of whose plans and statuses it is, looked at one after the other."""
PEOPLE_A_TIME = 1_000

CONCERNED = """
    SELECT assignment.person_id FROM competence_assignment assignment
     WHERE assignment.state = 'active' AND assignment.plan_id = ANY(%(plans)s)
    UNION
    SELECT assignment.person_id FROM competence_assignment assignment
     WHERE assignment.state = 'archived' AND assignment.plan_id = ANY(%(plans)s)
    UNION
    SELECT status.person_id FROM competence_requirementstatus status
     WHERE status.requirement_id = ANY(%(requirements)s)
    UNION
    SELECT assignment.person_id FROM competence_link link
      JOIN competence_assignment assignment ON assignment.plan_id = link.plan_id AND assignment.state = 'active'
     WHERE link.requirement_id = ANY(%(requirements)s)
    UNION
    SELECT progress.person_id FROM competence_progress progress
      JOIN competence_requirement requirement ON requirement.id = progress.requirement_id
     WHERE requirement.id = ANY(%(requirements)s) AND requirement.repetitions IS NOT NULL
"""
"""Whom a change of these requirements and plans concerns, also where a requirement is in no plan any more, or the plan
has just been archived.

Of one that is repeated those too who have no plan with it now: how far they have come depends on the number of times.
"""

PAIRS = """
    SELECT assignment.person_id, link.requirement_id
      FROM competence_assignment assignment JOIN competence_link link ON link.plan_id = assignment.plan_id
     WHERE assignment.state = 'active' AND assignment.person_id = ANY(%(people)s)
       AND (link.plan_id = ANY(%(plans)s) OR link.requirement_id = ANY(%(requirements)s))
    UNION
    SELECT assignment.person_id, link.requirement_id
      FROM competence_assignment assignment JOIN competence_link link ON link.plan_id = assignment.plan_id
     WHERE assignment.state = 'archived' AND assignment.plan_id = ANY(%(plans)s)
       AND assignment.person_id = ANY(%(people)s)
    UNION
    SELECT status.person_id, status.requirement_id FROM competence_requirementstatus status
     WHERE status.person_id = ANY(%(people)s) AND status.requirement_id = ANY(%(requirements)s)
"""


def spread(
    *,
    requirement_ids: Collection[int] = (),
    plan_ids: Collection[int] = (),
    leaving_ids: Collection[int] = (),
    actor: Actor,
    now: datetime,
) -> Spreading | None:
    """Derive anew the statuses that these requirements and plans have a part in; gives the job, when it takes one.

    In the caller's transaction. ``plan_ids`` are plans whose content changed, ``requirement_ids`` requirements
    that were published, reset or archived. ``leaving_ids`` still stand in the plans, and are taken out of them in this
    transaction: a job comes too late to find them there, and looks at everybody who has a status of them.
    """
    requirements, plans = sorted(set(requirement_ids)), sorted(set(plan_ids))
    people = _few(requirements, plans)
    if people is not None:
        _derive(people, requirements, plans, by=actor.author, now=now)
        return None
    row = Spreading.objects.create(
        requirements=sorted({*requirements, *leaving_ids}),
        plans=plans,
        begun_at=now,
        begun_by_id=actor.person_id,
    )
    app.configure_task("competence.spread").defer(spreading_id=row.pk)
    return row


def concerned(requirement_ids: Collection[int]) -> list[int]:
    """Everybody whom a change of these requirements concerns, so that they are held before anything is changed."""
    with connection.cursor() as cursor:
        cursor.execute(CONCERNED, {"requirements": list(requirement_ids), "plans": []})
        return [pk for (pk,) in cursor.fetchall()]


def finish_spreading(spreading_id: int, *, now: datetime) -> None:
    """Do what is left, some people at a time, each lot in a transaction of its own; done already is done."""
    while _next_lot(spreading_id, now=now):
        pass


@transaction.atomic
def _next_lot(spreading_id: int, *, now: datetime) -> bool:
    row = Spreading.objects.select_for_update(of=("self",)).select_related("begun_by").get(pk=spreading_id)
    if row.finished_at:
        return False
    if not row.people:
        row.people = _count(row.requirements, row.plans)
    people = _people(row.requirements, row.plans, after=row.done_to, most=PEOPLE_A_TIME)
    if people:
        by = row.begun_by.name if row.begun_by else PROGRAM
        _derive(people, row.requirements, row.plans, by=by, now=now)
        row.done_to, row.done = people[-1], row.done + len(people)
    else:
        row.finished_at = now
    row.save(update_fields=["people", "done", "done_to", "finished_at"])
    return bool(people)


def spread_again(*, now: datetime) -> None:
    """Whatever waits although its job was lost."""
    for pk in Spreading.objects.filter(finished_at=None).order_by("pk").values_list("pk", flat=True):
        finish_spreading(pk, now=now)


def _derive(people: list[int], requirements: list[int], plans: list[int], *, by: str, now: datetime) -> None:
    if people:
        hold_people(people)
        follow_repetitions(people, requirements, by=by, now=now)
        named = {"people": people, "requirements": requirements, "plans": plans}
        refresh_found(PAIRS, named, plans=plans, people=people, by=by, now=now)


def _few(requirements: list[int], plans: list[int]) -> list[int] | None:
    """Whom it concerns, or nothing when they are many; the database stops looking as soon as that is clear."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT person_id FROM ({CONCERNED.replace('UNION', 'UNION ALL')}) concerned LIMIT %(most)s",  # noqa: S608 -- a constant
            {"requirements": requirements, "plans": plans, "most": ROWS_AT_ONCE + 1},
        )
        rows = [pk for (pk,) in cursor.fetchall()]
    people = sorted(set(rows))
    return people if len(rows) <= ROWS_AT_ONCE and len(people) <= AT_ONCE else None


def _people(requirements: list[int], plans: list[int], *, after: int, most: int) -> list[int]:
    named: dict[str, Any] = {"requirements": requirements, "plans": plans, "after": after, "most": most}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT person_id FROM ({CONCERNED}) concerned WHERE person_id > %(after)s"  # noqa: S608 -- a constant
            " ORDER BY person_id LIMIT %(most)s",
            named,
        )
        return [pk for (pk,) in cursor.fetchall()]


def _count(requirements: list[int], plans: list[int]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM ({CONCERNED}) concerned",  # noqa: S608 -- a constant
            {"requirements": requirements, "plans": plans},
        )
        count: int = cursor.fetchone()[0]
    return count
