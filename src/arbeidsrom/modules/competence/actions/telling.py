"""What employees and their leaders are told of days that come and go, and of plans that change: set by set."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from arbeidsrom.core.notifications.actions import notify, tell_found, withdraw, withdraw_outdated
from arbeidsrom.lib.planned import planned_once
from arbeidsrom.modules.competence.models import Assignment, Link, Performance
from arbeidsrom.modules.competence.statuses.told import (
    DAYS,
    DEADLINE_NEAR,
    DEADLINE_PASSED,
    ENDED,
    HOLDS,
    NEAR_END,
    NOBODY,
    days,
    mark,
)

STATUSES = "competence_requirementstatus status"
DEADLINES = """competence_requirementdeadline said JOIN competence_requirementstatus status
            ON status.person_id = said.person_id AND status.requirement_id = said.requirement_id"""

PLACE = """
           SELECT assignment.public_id AS assignment, link.public_id AS link
             FROM competence_assignment assignment JOIN competence_link link ON link.plan_id = assignment.plan_id
            WHERE assignment.person_id = {of}.person_id AND assignment.state = 'active'
              AND link.requirement_id = {of}.requirement_id AND link.state = 'active'
              AND NOT EXISTS (SELECT 1 FROM competence_notrelevant mark
                               WHERE mark.person_id = assignment.person_id AND mark.plan_id = link.plan_id
                                 AND (mark.link_id = link.id OR mark.section_id = link.section_id))
            ORDER BY assignment.assigned_on DESC, assignment.id DESC, link.id LIMIT 1
"""
"""The way to a requirement of somebody: in the plan that they were given last (KP-CARD-007)."""

FOUND = """
    SELECT untold.person_id, untold.public_id AS about,
           replace(replace(%(url)s, %(nobody)s, place.assignment::text), %(nothing)s, place.link::text) AS url,
           jsonb_build_object('requirement', untold.name, 'due', untold.day::text) AS params, untold.once
      FROM (SELECT status.person_id, status.requirement_id, requirement.public_id, requirement.name,
                   status.{day} AS day, {mark} AS once
              FROM {source}
              JOIN competence_requirement requirement ON requirement.id = status.requirement_id
             WHERE {holds} AND NOT EXISTS (
                   SELECT 1 FROM notifications_notification told
                    WHERE told.person_id = status.person_id AND told.type = '{kind}' AND told.once = {mark}
                      AND told.once <> '')) untold
     CROSS JOIN LATERAL ({place}) place
"""
"""Whoever has not been told of this day yet."""

PASSED = """
    SELECT status.person_id, requirement.public_id AS about, '{kind}' AS type, NULL AS once
      FROM {source} JOIN competence_requirement requirement ON requirement.id = status.requirement_id
     WHERE {holds}
"""
"""What was about to expire, and has."""

OF_EMPLOYEES = """
      FROM organisation_position employee JOIN organisation_position leader ON leader.id = employee.leader_id
     WHERE {held} AND employee.person_id <> leader.person_id
"""
HELD = " AND ".join(
    f"{one}.valid_from <= %(today)s AND ({one}.valid_to IS NULL OR {one}.valid_to > %(today)s)"
    for one in ("employee", "leader")
)
EXPIRES = """EXISTS (
        SELECT 1 FROM competence_assignment assignment
          JOIN competence_link link ON link.plan_id = assignment.plan_id AND link.state = 'active'
          JOIN competence_requirementstatus status
            ON status.person_id = assignment.person_id AND status.requirement_id = link.requirement_id
         WHERE assignment.position_id = employee.id AND assignment.state = 'active'
           AND assignment.next_due <= %(today)s::date + 30
           AND status.state = 3 AND status.due <= %(today)s::date + 30
           AND NOT EXISTS (SELECT 1 FROM competence_notrelevant mark
                            WHERE mark.person_id = assignment.person_id AND mark.plan_id = link.plan_id
                              AND (mark.link_id = link.id OR mark.section_id = link.section_id)))"""
LEADERS = f"""
    SELECT leader.person_id, NULL::uuid AS about, %(url)s AS url,
           jsonb_build_object('count', count(DISTINCT employee.person_id)) AS params, %(today)s::text AS once
    {OF_EMPLOYEES.format(held=HELD)} AND {EXPIRES}
     GROUP BY leader.person_id HAVING bool_or(employee.person_id = ANY(%(people)s))
"""
"""Leaders of somebody who has just been told, with how many of theirs it concerns by now (KP-NTYPE-039)."""

BEFORE = f"""
    SELECT DISTINCT leader.person_id, NULL::uuid AS about, 'competence.employees_expired' AS type,
           %(today)s::text AS once
    {OF_EMPLOYEES.format(held=HELD)} AND employee.person_id = ANY(%(people)s)
"""
"""What these leaders were told on other days, which the new number stands in for."""


@transaction.atomic
def tell_of_days(*, now: datetime) -> int:
    """What expires within thirty days or has expired, and deadlines: once for each day it is about.

    It goes by what holds today, so that whatever an earlier night missed is told by the next (KP-EIMP-037); gives how
    many people.
    """
    values = days(now)
    for near, source, passed in ((NEAR_END, STATUSES, ENDED), (DEADLINE_NEAR, DEADLINES, DEADLINE_PASSED)):
        withdraw_outdated(PASSED.format(kind=near, source=source, holds=HOLDS[passed]), values)
    of_expiry = {*_tell(NEAR_END, STATUSES, now=now), *_tell(ENDED, STATUSES, now=now)}
    of_deadline = {*_tell(DEADLINE_NEAR, DEADLINES, now=now), *_tell(DEADLINE_PASSED, DEADLINES, now=now)}
    if of_expiry:
        about = {**values, "people": sorted(of_expiry), "url": reverse("employees")}
        withdraw_outdated(BEFORE, about)
        tell_found("competence.employees_expired", LEADERS, about, now=now)
    return len(of_expiry | of_deadline)


NOTHING = "ffffffff-ffff-ffff-ffff-ffffffffffff"


def _tell(kind: str, source: str, *, now: datetime) -> list[int]:
    place = PLACE.format(of="untold")
    found = FOUND.format(kind=kind, source=source, holds=HOLDS[kind], day=DAYS[kind], mark=mark(kind), place=place)
    url = reverse("own_requirement", args=[NOBODY, NOTHING])
    return tell_found(kind, found, {**days(now), "url": url, "nobody": NOBODY, "nothing": NOTHING}, now=now)


CHANGED = """
    SELECT DISTINCT ON (assignment.person_id, link.id) assignment.person_id, assignment.public_id AS about,
           replace(%(url)s, %(nobody)s, assignment.public_id::text) AS url,
           jsonb_build_object('requirement', requirement.name, 'plan', plan.name) AS params, '' AS once
      FROM competence_link link
      JOIN competence_plan plan ON plan.id = link.plan_id
      JOIN competence_requirement requirement ON requirement.id = link.requirement_id
      JOIN competence_assignment assignment ON assignment.plan_id = plan.id AND assignment.state = 'active'
     WHERE link.id = ANY(%(links)s) AND NOT EXISTS (
           SELECT 1 FROM competence_notrelevant mark
            WHERE mark.person_id = assignment.person_id AND mark.plan_id = link.plan_id
              AND (mark.link_id = link.id OR mark.section_id = link.section_id))
     ORDER BY assignment.person_id, link.id, assignment.assigned_on DESC, assignment.id DESC
"""


def tell_of_links(kind: str, links: list[int], *, now: datetime) -> None:
    """Requirements were added to a plan, or deactivated in it: whoever has it and does them is told, once a person."""
    if links:
        values = {"links": links, "url": reverse("own_plan", args=[NOBODY]), "nobody": NOBODY}
        tell_found(kind, CHANGED, values, now=now)


def tell_of_deadline(assignment: Assignment, link: Link, due: date, *, now: datetime) -> None:
    """A deadline was set or changed: what was told of an earlier one holds no longer (KP-DEADLINE-009)."""
    kind, requirement = "competence.deadline_set", link.requirement
    withdraw(kind, about=requirement.public_id, person_id=assignment.person_id)
    notify(
        assignment.person_id,
        kind,
        about=requirement.public_id,
        url=reverse("own_requirement", args=[assignment.public_id, link.public_id]),
        params={"requirement": requirement.name, "due": due.isoformat()},
        now=now,
    )


SET_ON = """
    SELECT pair.person_id, requirement.public_id AS about,
           replace(replace(%(url)s, %(nobody)s, place.assignment::text), %(nothing)s, place.link::text) AS url,
           jsonb_build_object('requirement', requirement.name, 'due', %(due)s::text) AS params, '' AS once
      FROM unnest(%(people)s::bigint[], %(requirements)s::bigint[]) AS pair(person_id, requirement_id)
      JOIN competence_requirement requirement ON requirement.id = pair.requirement_id
     CROSS JOIN LATERAL ({place}) place
"""
TOLD_BEFORE = """
    SELECT pair.person_id, requirement.public_id AS about, 'competence.deadline_set' AS type, NULL AS once
      FROM unnest(%(people)s::bigint[], %(requirements)s::bigint[]) AS pair(person_id, requirement_id)
      JOIN competence_requirement requirement ON requirement.id = pair.requirement_id
"""


def tell_of_deadlines(pairs: Collection[tuple[int, int]], due: date, *, now: datetime) -> None:
    """The same of many people and requirements at once. Two statements."""
    if not pairs:
        return
    withdraw_deadlines(pairs)
    url = reverse("own_requirement", args=[NOBODY, NOTHING])
    values = {**_arrays(pairs), "url": url, "nobody": NOBODY, "nothing": NOTHING, "due": due.isoformat()}
    tell_found("competence.deadline_set", SET_ON.format(place=PLACE.format(of="pair")), values, now=now)


def withdraw_deadlines(pairs: Collection[tuple[int, int]]) -> None:
    """What told these people of a deadline on these requirements holds no longer."""
    if pairs:
        withdraw_outdated(TOLD_BEFORE, _arrays(pairs))


def _arrays(pairs: Collection[tuple[int, int]]) -> dict[str, list[int]]:
    return {"people": [person for person, _ in pairs], "requirements": [requirement for _, requirement in pairs]}


ANSWERED = """
    SELECT asked.person_id, asked.public_id AS about,
           coalesce(replace(replace(%(url)s, %(nobody)s, place.assignment::text), %(nothing)s, place.link::text),
                    %(else)s) AS url,
           jsonb_build_object('requirement', requirement.name) AS params, '' AS once
      FROM competence_performance asked
      JOIN competence_requirement requirement ON requirement.id = asked.requirement_id
      LEFT JOIN LATERAL ({place}) place ON true
     WHERE asked.id = %(request)s
"""


def tell_of_answer(kind: str, requests: Sequence[Performance], *, now: datetime) -> None:
    """Somebody's requests were signed or declined together: told once, and no digest asks for them any more.

    Whoever answered does not wait for the e-mail (KP-SIGN-014).
    """
    url = reverse("own_requirement", args=[NOBODY, NOTHING])
    values = {"request": requests[0].pk, "url": url, "nobody": NOBODY, "nothing": NOTHING}
    with planned_once() as cursor:
        tell_found(
            kind,
            ANSWERED.format(place=PLACE.format(of="asked")),
            {**values, "else": reverse("own_plans")},
            now=now,
            instead_of=("competence.signature_requested", [one.public_id for one in requests]),
            cursor=cursor,
        )
