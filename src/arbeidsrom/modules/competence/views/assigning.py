"""Plans of those whom one follows up: read, given, put away, approved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from arbeidsrom.core.people.access import may_see_employees
from arbeidsrom.core.people.listings import listing_for
from arbeidsrom.modules.competence.access import assigning as access
from arbeidsrom.modules.competence.actions import assigning as actions
from arbeidsrom.modules.competence.listings.approvals import APPROVALS
from arbeidsrom.modules.competence.models import Assignment
from arbeidsrom.modules.competence.queries import assigning as queries
from arbeidsrom.modules.competence.queries.attachments import attachments_of
from arbeidsrom.modules.competence.queries.own_plans import plan_of
from arbeidsrom.modules.competence.shown import STATUSES, plan_status
from arbeidsrom.modules.competence.states import AssignmentState
from arbeidsrom.modules.competence.views.own_plans import unfolded
from arbeidsrom.web.lists import list_page, ticked
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request

LONGEST = 100
MOST_NAMED = 10


@require_GET
def employee_plans(request: Request, position_id: UUID) -> HttpResponse:
    """An employee's plans, in force and put away, and what can be done with each (KP-LVIEW-001)."""
    found = queries.employee_plans(position_id, actor=request.actor, today=timezone.localdate(), now=timezone.now())
    context = {
        "position": found.position,
        "plans": [(one, plan_status(one, asks_me=one.pk in found.asking)) for one in found.active],
        "to_reactivate": found.to_reactivate,
        "deactivated": found.deactivated,
        "may_assign": found.may_assign,
    }
    return page(request, "competence/assigning/employee_plans.html", context)


@require_GET
def employee_plan(request: Request, assignment_id: UUID) -> HttpResponse:
    """The whole plan of an employee; where it waits, it is approved here (KP-LVIEW-002, KP-APPROVE-002)."""
    actor = request.actor
    assignment = queries.get_employee_plan(assignment_id, actor=actor, now=timezone.now())
    today = timezone.localdate()
    view = plan_of(assignment, today=today)
    approvable = (
        bool(access.may_approve(actor))
        and access.approvable_assignments(actor, today=today).filter(pk=assignment.pk).exists()
    )
    asks_me = approvable and assignment.sent_at is not None and assignment.approved_at is None
    context = {
        "view": view,
        "assignment": assignment,
        "plan": assignment.plan,
        "status": plan_status(assignment, asks_me=asks_me),
        "sections": [(one, [(row, STATUSES[row.shown]) for row in one.rows]) for one in view.sections],
        "attachments": attachments_of(assignment.person_id, view.requirements),
        "unfolded": unfolded(request),
        "may_approve": asks_me,
        "may_withdraw": approvable and assignment.approved_at is not None,
    }
    return page(request, "competence/assigning/employee_plan.html", context)


@require_http_methods(["GET", "POST"])
def choose_plan(request: Request) -> HttpResponse:
    """Which plan the ticked employees, or the one in the address, are to get (KP-ASSIGN-001, 003)."""
    access.may_assign(request.actor).or_refuse()
    today, text = timezone.localdate(), (request.POST.get("q") or request.GET.get("q") or "").strip()[:LONGEST]
    positions = queries.chosen_positions(_chosen(request), actor=request.actor, today=today)
    plans = queries.plans_to_assign(positions, text=text) if positions else []
    context = {"positions": positions, "plans": plans, "searched": text}
    return page(request, "competence/assigning/choose_plan.html", context)


def _chosen(request: Request) -> list[UUID]:
    if request.method == "POST" and not request.POST.getlist("positions"):
        may_see_employees(request.actor).or_refuse()
        return _uuids(ticked(request.POST, listing_for(request.actor), request.actor))
    return _uuids([*request.POST.getlist("positions"), *request.GET.getlist("position")])


def _uuids(texts: list[str]) -> list[UUID]:
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


@require_POST
def assign_plan(request: Request) -> HttpResponse:
    """The plan is given to all of them; who has it deactivated is asked about first (KP-LIMP-008)."""
    access.may_assign(request.actor).or_refuse()
    chosen, now = _uuids(request.POST.getlist("positions")), timezone.now()
    asked, today = next(iter(_uuids([request.POST.get("plan", "")])), UUID(int=0)), timezone.localdate(now)
    plan, had = queries.assigned_already(asked, chosen, actor=request.actor, today=today)
    again = request.POST.get("again", "")
    if plan and had.deactivated and again not in ("yes", "no"):
        new = len(set(chosen)) - len(had.active) - len(had.deactivated)
        context = {"plan": plan, "positions": chosen, "had": had, "new": new}
        return page(request, "competence/assigning/assign_again.html", context)
    given = actions.assign_plan(asked, chosen, actor=request.actor, now=now, today=today, again=again == "yes")
    _tell_of_assigned(request, len(given), had, again=again == "yes")
    return redirect("employees")


def _tell_of_assigned(request: Request, given: int, had: queries.AssignedAlready, *, again: bool) -> None:
    """Who got it, who had it, and for whom it stays deactivated."""
    if given:
        told = ngettext("%(count)s employee has got the plan.", "%(count)s employees have got the plan.", given)
        messages.success(request, told % {"count": given})
    if had.active:
        names = ", ".join(one.person.name for one in had.active[:MOST_NAMED])
        more = "" if len(had.active) <= MOST_NAMED else " …"
        messages.info(request, _("Already assigned: %(names)s") % {"names": f"{names}{more}"})
    if had.deactivated and not again:
        left = ngettext(
            "The plan stays deactivated for %(count)s employee.",
            "The plan stays deactivated for %(count)s employees.",
            len(had.deactivated),
        )
        messages.info(request, left % {"count": len(had.deactivated)})


@require_GET
def plans_to_approve(request: Request) -> HttpResponseBase:
    """What waits for one's approval."""
    access.may_approve(request.actor).or_refuse()
    return list_page(request, APPROVALS, "competence/assigning/approvals.html")


def _done(
    request: Request, action: Callable[..., Assignment], assignment_id: UUID, told: str, **said: Any
) -> HttpResponse:
    assignment = action(assignment_id, actor=request.actor, now=timezone.now(), **said)
    messages.success(request, told)
    if assignment.person_id == request.actor.person_id:
        return redirect("own_plan", assignment_id)
    return redirect("employee_plans", assignment.position.public_id)


@require_http_methods(["GET", "POST"])
def deactivate_assignment(request: Request, assignment_id: UUID) -> HttpResponse:
    """The plan is put away, once it has been said what becomes of it (KP-LIMP-014)."""
    today = timezone.localdate()
    if request.method == "POST":
        return _done(request, actions.deactivate_assignment, assignment_id, _("The plan is deactivated."), today=today)
    access.may_assign(request.actor).or_refuse()
    managed = access.managed_assignments(request.actor, today=today).filter(state=AssignmentState.ACTIVE)
    assignment = managed.select_related("plan", "person", "position").get(public_id=assignment_id)
    said = {"plan": assignment.plan.name, "name": assignment.person.name}
    context = {
        "heading": _("Deactivate “%(plan)s” for %(name)s") % said,
        "consequences": [
            _("The plan is not to be worked on any more. What is registered in it stays, and can be seen."),
            _("Requests for signing that stand in no other plan are withdrawn, and whoever was to sign is told."),
            _("The employee is told. The plan can be reactivated."),
        ],
        "submit": _("Deactivate the plan"),
        "cancel_url": reverse("employee_plans", args=[assignment.position.public_id]),
    }
    return page(request, "web/confirm.html", context)


@require_POST
def reactivate_assignment(request: Request, assignment_id: UUID) -> HttpResponse:
    """The plan is taken up again, by the leader or by whoever has it."""
    return _done(request, actions.reactivate_assignment, assignment_id, _("The plan is reactivated."))


@require_http_methods(["GET", "POST"])
def delete_assignment(request: Request, assignment_id: UUID) -> HttpResponse:
    """It was assigned by mistake: what is lost is said first (KP-PLANADM-003)."""
    assignment = actions.deletable(assignment_id, actor=request.actor, today=timezone.localdate())
    position = assignment.position.public_id
    if request.method == "POST":
        actions.delete_assignment(assignment_id, actor=request.actor, now=timezone.now())
        messages.success(request, _("The plan is deleted for the employee."))
        return redirect("employee_plans", position)
    said = {"plan": assignment.plan.name, "name": assignment.person.name}
    context = {
        "heading": _("Delete “%(plan)s” for %(name)s") % said,
        "consequences": [
            _("The plan disappears from the employee’s plans, as if it had never been assigned. It cannot be undone."),
            _("When and by whom it was assigned and changed is lost with it. That it was deleted stands in the log."),
            _("Nothing of the plan is begun, so nothing that the employee has registered is lost."),
            _("It can be assigned again, or be deactivated instead, if it is to be kept."),
        ],
        "submit": _("Delete the plan"),
        "cancel_url": reverse("employee_plans", args=[position]),
    }
    return page(request, "web/confirm.html", context)


@require_POST
def approve_assignment(request: Request, assignment_id: UUID) -> HttpResponse:
    """«Godkjenn plan»."""
    return _done(request, actions.approve_assignment, assignment_id, _("The plan is approved."))


@require_POST
def withdraw_approval(request: Request, assignment_id: UUID) -> HttpResponse:
    """«Fjerne godkjenning»."""
    return _done(request, actions.withdraw_approval, assignment_id, _("The approval is withdrawn."))
