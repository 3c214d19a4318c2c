"""What everybody with access to an assigned plan can ask of it: why, and how it stood on a day (KP-PHIST-001)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from arbeidsrom.modules.competence.access.deadlines import may_set_requirement_deadline
from arbeidsrom.modules.competence.access.own import may_work_in, visible_assignments
from arbeidsrom.modules.competence.forms.day import DayForm
from arbeidsrom.modules.competence.matrix_back import carried, way_back
from arbeidsrom.modules.competence.models import Assignment, Link
from arbeidsrom.modules.competence.queries import assigned as queries
from arbeidsrom.modules.competence.queries.deadlines import deadline_of
from arbeidsrom.modules.competence.queries.why import PlanFact, why_of
from arbeidsrom.modules.competence.reasons_shown import proof_status, sentence
from arbeidsrom.modules.competence.rules.statuses import State
from arbeidsrom.modules.competence.shown import REGISTERED, STATUSES, standing, status_after
from arbeidsrom.modules.competence.views.own_plans import unfolded
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request


def context_of(request: Request, assignment_id: UUID) -> dict[str, Any]:
    """What every page about an assigned plan has in its head."""
    assignment = queries.get_assigned(assignment_id, actor=request.actor, now=timezone.now())
    return {
        "assignment": assignment,
        "plan": assignment.plan,
        "is_mine": assignment.person_id == request.actor.person_id,
        "matrix": way_back(request, assignment),
        "carried": carried(request),
    }


def _day(request: Request) -> DayForm:
    return DayForm(request.GET, today=timezone.localdate())


@require_GET
def plan_on_day(request: Request, assignment_id: UUID) -> HttpResponse:
    """The plan with its statuses as they stood at the end of a day."""
    context, form = context_of(request, assignment_id), _day(request)
    assignment: Assignment = context["assignment"]
    view = queries.plan_on(assignment, form.day)
    sections = [(one, [(row, STATUSES[row.shown]) for row in one.rows]) for one in view.sections]
    stood = standing(
        approved=view.approved,
        sent=view.sent,
        complete=view.fulfilled >= view.required,
        begun=bool(view.fulfilled or view.begun),
    )
    context |= {"form": form, "view": view, "sections": sections, "status": stood, "unfolded": unfolded(request)}
    return page(request, "competence/assigned/on_day.html", context)


@require_GET
def why_status(request: Request, assignment_id: UUID, item_id: UUID) -> HttpResponse:
    """«Hvorfor?»: the events, versions and validities that the status follows from, now or on a day."""
    context, form = context_of(request, assignment_id), _day(request)
    today = timezone.localdate()
    view = why_of(context["assignment"], item_id, day=form.day, today=today)
    context |= {
        **_for_employee(request, context["assignment"], item_id, today=today if form.day == today else None),
        "form": form,
        "view": view,
        "plans": _plans_by_name(request, context["assignment"], view.plans, today=today),
        "requirement": view.link.requirement,
        "status": STATUSES[view.why.shown] if view.why.shown else None,
        "reasons": [sentence(one) for one in view.why.reasons],
        "events": [
            (row.event, REGISTERED[State(row.event.state)], proof_status(row.proof), row.proof) for row in view.events
        ],
    }
    return page(request, "competence/assigned/why.html", context)


def _plans_by_name(
    request: Request, assignment: Assignment, plans: Iterable[PlanFact], *, today: date
) -> list[tuple[PlanFact, bool]]:
    """The plans that count, and whether whoever looks sees them: those of other workplaces have no names for others
    (KP-LENDON-007).
    """
    seen = visible_assignments(request.actor, today=today).filter(person=assignment.person_id)
    known = set(seen.values_list("plan_id", flat=True))
    return [(one, one.tie.plan in known) for one in plans]


def _for_employee(request: Request, assignment: Assignment, item_id: UUID, *, today: date | None) -> dict[str, Any]:
    """What one does for the employee today: sees and sets the deadline, and registers.

    The employee has all that on the page of the requirement.
    """
    if today is None or assignment.person_id == request.actor.person_id:
        return {}
    try:
        view = deadline_of(assignment, item_id, today=today)
    except Link.DoesNotExist:  # deactivated in the plan
        return {}
    may_set = not view.refusal and may_set_requirement_deadline(request.actor, assignment, today=today)
    may_register = may_work_in(request.actor, assignment, today=today)
    return {"deadline": view, "may_set": may_set, "may_register": may_register}


@require_GET
def assignment_history(request: Request, assignment_id: UUID) -> HttpResponse:
    """«Historikk»: what happened to the assigned plan, who did it in which role, and the status after (KP-PHIST)."""
    context = context_of(request, assignment_id)
    assignment: Assignment = context["assignment"]
    events = assignment.events.order_by("-at", "-id")
    context["events"] = [(one, status_after(one.kind, assignment.plan.completion)) for one in events]
    return page(request, "competence/assigned/history.html", context)
