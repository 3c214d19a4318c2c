"""What notices of expiry and deadline say of a status, in SQL, and what takes them away when it holds no longer.

The colours ask nothing of this: they go by the day alone (KP-EIMP-037). ``status`` and ``requirement`` are the rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.backends.utils import CursorWrapper
from django.urls import reverse
from django.utils.timezone import localdate

from arbeidsrom.core.notifications.actions import tell_found, withdraw_about, withdraw_outdated
from arbeidsrom.core.notifications.rules import INBOX_KEPT
from arbeidsrom.modules.competence.models import Assignment

NEAR_END = "competence.validity_near_end"
ENDED = "competence.validity_ended"
DEADLINE_NEAR = "competence.deadline_near"
DEADLINE_PASSED = "competence.deadline_passed"

_OPEN = "status.state <> 5 AND (status.state <> 3 OR status.due < status.deadline) AND status.deadline"
_SOON = "BETWEEN %(today)s::date AND %(today)s::date + 30"
_PAST = "BETWEEN %(since)s::date AND %(today)s::date - 1"
HOLDS = {
    NEAR_END: f"status.state = 3 AND status.due {_SOON}",
    ENDED: f"status.state = 3 AND status.due {_PAST}",
    DEADLINE_NEAR: f"{_OPEN} {_SOON}",
    DEADLINE_PASSED: f"{_OPEN} {_PAST}",
}
"""When each is true: never of what is not relevant (KP-EIMP-026), thirty days ahead (KP-NTYPE-039, 040).

A deadline is met by what was valid on its day, and asks nothing of validity beyond that.
"""
DAYS = {NEAR_END: "due", ENDED: "due", DEADLINE_NEAR: "deadline", DEADLINE_PASSED: "deadline"}


def mark(kind: str) -> str:
    """What it is told once by: the requirement and the day, so that the next expiry is told anew."""
    return f"requirement.public_id || ' ' || status.{DAYS[kind]}"


def days(now: datetime) -> dict[str, Any]:
    """Today, and how long ago is too long ago: what is erased from the inbox must not be told again."""
    today = localdate(now)
    return {"today": today, "since": today - INBOX_KEPT + timedelta(days=1)}


KINDS = ", ".join(f"('{kind}', CASE WHEN {HOLDS[kind]} THEN {mark(kind)} END)" for kind in HOLDS)
STILL = """
    SELECT pair.person_id, requirement.public_id AS about, kind.type, kind.once
      FROM ({pairs}) pair
      JOIN competence_requirement requirement ON requirement.id = pair.requirement_id
      LEFT JOIN competence_requirementstatus status
        ON status.person_id = pair.person_id AND status.requirement_id = pair.requirement_id
     CROSS JOIN LATERAL (VALUES {kinds}) AS kind (type, once)
"""


def withdraw_notices(cursor: CursorWrapper, pairs: str, values: Mapping[str, Any], *, now: datetime) -> None:
    """What was carried out again, put away or marked as not relevant is expired no longer (KP-NOTIF-018)."""
    withdraw_outdated(STILL.format(pairs=pairs, kinds=KINDS), {**values, **days(now)}, cursor=cursor)


TO_WHOM_THEY_BELONG = """
    SELECT assignment.person_id, assignment.public_id AS about,
           replace(%(url)s, %(nobody)s, assignment.public_id::text) AS url,
           jsonb_build_object('plan', plan.name) AS params, '' AS once
      FROM competence_assignment assignment JOIN competence_plan plan ON plan.id = assignment.plan_id
     WHERE assignment.id = ANY(%(assignments)s) AND assignment.person_id IS DISTINCT FROM %(besides)s::bigint
"""
TO_THEIR_LEADERS = """
    SELECT leader.person_id, assignment.public_id AS about, %(url)s AS url, '{}'::jsonb AS params,
           assignment.public_id || ' ' || assignment.sent_at AS once
      FROM competence_assignment assignment
      JOIN organisation_position employee ON employee.id = assignment.position_id
      JOIN organisation_position leader ON leader.id = employee.leader_id
     WHERE assignment.id = ANY(%(assignments)s)
       AND leader.valid_from <= %(today)s AND (leader.valid_to IS NULL OR leader.valid_to > %(today)s)
"""
NOBODY = "00000000-0000-0000-0000-000000000000"


def tell_whose(kind: str, assignments: list[int], *, now: datetime, besides: int | None = None) -> None:
    """Tell those who have these plans, however many they are, in one statement."""
    url = reverse("own_plan", args=[NOBODY])
    values = {"assignments": assignments, "url": url, "nobody": NOBODY, "besides": besides}
    tell_found(kind, TO_WHOM_THEY_BELONG, values, now=now)


def tell_leaders(assignments: list[int], *, now: datetime) -> None:
    """Plans wait for approval: whoever leads can read of it in the weekly digest (KP-FCARD-008)."""
    values = {"assignments": assignments, "url": reverse("plans_to_approve"), "today": localdate(now)}
    tell_found("competence.plan_awaits_approval", TO_THEIR_LEADERS, values, now=now)


def wait_no_longer(assignments: list[int]) -> None:
    """They have been approved, put away, or are complete no longer: the coming digest leaves them out."""
    about = Assignment.objects.filter(pk__in=assignments).order_by("pk").values_list("public_id", flat=True)
    withdraw_about("competence.plan_awaits_approval", list(about))
