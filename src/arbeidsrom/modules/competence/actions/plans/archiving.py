"""Putting a plan away for good."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import ChangedMeanwhile
from arbeidsrom.modules.competence.access import plans as access
from arbeidsrom.modules.competence.actions.plans.changing import changeable, given_reason, record, touch
from arbeidsrom.modules.competence.actions.spreading import spread
from arbeidsrom.modules.competence.models import Assignment, AssignmentEvent, AssignmentEventKind, Capacity, Plan
from arbeidsrom.modules.competence.queries.plans import getting
from arbeidsrom.modules.competence.states import AssignmentState
from arbeidsrom.modules.competence.statuses.people import hold_people


@transaction.atomic
def archive_plan(plan_id: UUID, *, reason: str, employees: int, actor: Actor, now: datetime) -> Plan:
    """For good, with a reason; the requirements stay, and everybody's assignment is archived (KP-ADM-243 to 249).

    ``employees`` is how many the page said have the plan: another number must be seen first.
    """
    plan = changeable(plan_id, actor=actor, may=access.may_archive_plan)
    reason = given_reason(reason, _("Say why the plan is archived."))
    have = getting.employees_with(plan)
    if have != employees:
        raise ChangedMeanwhile(_("The number of employees who have the plan has changed. Look at it again."))
    published = plan.publications.order_by("unit__code").values_list("unit__code", flat=True)
    before = "in use; published: " + ", ".join(published)
    plan.archived_at, plan.archived_by_id, plan.archive_reason = now, actor.person_or_refuse(), reason
    touch(plan, "archived_at", "archived_by", "archive_reason", now=now)
    plan.publications.all().delete()
    _archive_assignments(plan, actor=actor, now=now)
    spread(plan_ids=[plan.pk], actor=actor, now=now)
    record(
        "competence.plan.archived",
        plan,
        actor=actor,
        now=now,
        employees=have,
        because=reason,
        before=before,
        after="archived",
    )
    return plan


def _archive_assignments(plan: Plan, *, actor: Actor, now: datetime) -> None:
    """As many statements, and the events, however many have the plan; the people are held first (decision 26)."""
    having = Assignment.objects.filter(plan=plan).exclude(state=AssignmentState.ARCHIVED)
    hold_people(having.values_list("person_id", flat=True))
    ids = list(having.order_by("pk").values_list("pk", flat=True))
    Assignment.objects.filter(pk__in=ids).update(state=AssignmentState.ARCHIVED, deactivated_on=None)
    AssignmentEvent.objects.bulk_create(
        (
            AssignmentEvent(
                assignment_id=pk,
                kind=AssignmentEventKind.ARCHIVED,
                at=now,
                by=actor.author,
                capacity=Capacity.ADMINISTRATOR,
            )
            for pk in ids
        ),
        batch_size=5_000,
    )
