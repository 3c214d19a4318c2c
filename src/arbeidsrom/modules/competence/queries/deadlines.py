"""The deadline of a requirement for somebody, as it is set and shown to those who follow them up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from arbeidsrom.modules.competence.models import Assignment, Link, RequirementDeadline, RequirementStatus
from arbeidsrom.modules.competence.queries.deactivated import days_of
from arbeidsrom.modules.competence.rules.statuses import State
from arbeidsrom.modules.competence.states import LinkState


@dataclass(frozen=True, slots=True)
class DeadlineView:
    """The deadline, whether it is to be met still, and whether another can be set.

    One that was met is kept (KP-LIMP-027); of what is not relevant in any plan none is asked for (KP-LIMP-028).
    """

    link: Link
    due: date | None
    is_open: bool
    is_late: bool
    can_be_set: bool


def deadline_of(assignment: Assignment, link_id: UUID, *, today: date) -> DeadlineView:
    """That of an active requirement in the plan, or ``Link.DoesNotExist``. Three queries."""
    links = Link.objects.filter(plan=assignment.plan_id, state=LinkState.ACTIVE).select_related("requirement")
    link = links.get(public_id=link_id)
    person, requirement = assignment.person_id, link.requirement_id
    known = RequirementDeadline.objects.filter(person=person, requirement=requirement)
    status = RequirementStatus.objects.filter(person=person, requirement=requirement).first()
    shown = days_of(status, today=today) if status else None
    return DeadlineView(
        link,
        known.values_list("due", flat=True).first(),
        is_open=shown is not None and shown.deadline is not None,
        is_late=shown is not None and shown.is_late,
        can_be_set=assignment.is_active and status is not None and status.state != State.NOT_RELEVANT,
    )
