"""The deadline of a requirement for somebody, as those who follow them up see and set it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from arbeidsrom.modules.competence.models import Assignment, Link, RequirementDeadline, RequirementStatus
from arbeidsrom.modules.competence.queries.deactivated import days_of
from arbeidsrom.modules.competence.rules.statuses import State
from arbeidsrom.modules.competence.states import LinkState


@dataclass(frozen=True, slots=True)
class DeadlineView:
    """The deadline, how it stands, and why none can be set, if none can.

    One that was met is kept until its day is over (KP-LIMP-027); of what is not relevant in any plan none is asked for
    (KP-LIMP-028).
    """

    link: Link
    due: date | None
    is_met: bool = False
    is_late: bool = False
    refusal: str = ""


def deadline_of(assignment: Assignment, link_id: UUID, *, today: date) -> DeadlineView:
    """That of an active requirement in the plan, or ``Link.DoesNotExist``. Three queries."""
    links = Link.objects.filter(plan=assignment.plan_id, state=LinkState.ACTIVE).select_related("requirement")
    link = links.get(public_id=link_id)
    person, requirement = assignment.person_id, link.requirement_id
    due = (
        RequirementDeadline.objects.filter(person=person, requirement=requirement).values_list("due", flat=True).first()
    )
    status = RequirementStatus.objects.filter(person=person, requirement=requirement).first()
    if not assignment.is_active or status is None:
        return DeadlineView(link, due, refusal=_("The plan is not active any more."))
    if status.state == State.NOT_RELEVANT:
        return DeadlineView(link, due, refusal=_("The requirement is not relevant in any of the employee’s plans."))
    in_time = status.completed_on is not None and status.completed_on <= status.deadline <= status.due
    return DeadlineView(link, due, is_met=due is not None and in_time, is_late=days_of(status, today=today).is_late)
