"""What becomes of approved plans when a signature that they rest on is taken back (KP-SIGN-031)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F
from django.urls import reverse

from arbeidsrom.core.notifications.actions.inbox import notify
from arbeidsrom.modules.competence.models import Assignment, AssignmentEvent, AssignmentEventKind, Capacity
from arbeidsrom.modules.competence.states import AssignmentState, LinkState


def doubt_approvals(person: int, requirement: int, *, by: str, now: datetime) -> None:
    """A plan that approved itself is approved no longer; one that a leader approved stays so, and the leader is told.

    The plans in force of the person that have the requirement and are not complete any more.
    """
    approved = Assignment.objects.filter(
        person=person,
        state=AssignmentState.ACTIVE,
        approved_at__isnull=False,
        fulfilled__lt=F("required"),
        plan__links__requirement=requirement,
        plan__links__state=LinkState.ACTIVE,
    ).distinct()
    for one in approved.select_related("plan", "person", "position__leader").order_by("pk"):
        if one.approved_by_id is None:
            _take_back(one, by=by, now=now)
        else:
            _tell_leader(one, now=now)


def _take_back(assignment: Assignment, *, by: str, now: datetime) -> None:
    assignment.approved_at = None
    assignment.save(update_fields=["approved_at"])
    kind = AssignmentEventKind.APPROVAL_WITHDRAWN
    AssignmentEvent.objects.create(assignment=assignment, kind=kind, at=now, by=by, capacity=Capacity.SIGNER)


def _tell_leader(assignment: Assignment, *, now: datetime) -> None:
    """Whoever leads the position now; where nobody does, the one who approved."""
    leader = assignment.position.leader
    person = leader.person_id if leader else assignment.approved_by_id
    assert person is not None  # noqa: S101 -- it was approved by somebody
    notify(
        person,
        "competence.approved_plan_incomplete",
        about=assignment.public_id,
        url=reverse("employee_plan", args=[assignment.public_id]),
        params={"plan": assignment.plan.name, "name": assignment.person.name},
        now=now,
    )
