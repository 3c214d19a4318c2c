"""«Mine planer»: the plans one has, each with its requirements, and what one registers in them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from arbeidsrom.modules.competence.access import own
from arbeidsrom.modules.competence.actions import own_work, relevance
from arbeidsrom.modules.competence.forms.own_work import WhyForm
from arbeidsrom.modules.competence.models import Assignment, PointNotRelevant
from arbeidsrom.modules.competence.queries import own_plans as queries
from arbeidsrom.modules.competence.queries.archived import archived_requirements
from arbeidsrom.modules.competence.queries.assigning import get_employee_plan, plan_of_employee
from arbeidsrom.modules.competence.queries.left_signers import own_waiting_in_vain
from arbeidsrom.modules.competence.queries.own_requirement import (
    RequirementView,
    requirement_of,
)
from arbeidsrom.modules.competence.queries.own_search import shortcuts
from arbeidsrom.modules.competence.queries.procedures import has_procedure_list
from arbeidsrom.modules.competence.shown import STATUSES, plan_status
from arbeidsrom.modules.competence.states import AssignmentState
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request


@require_GET
def own_plans(request: Request) -> HttpResponse:
    """The plans one works in on this position, by the departments that own them (KP-PLAN-001, 003)."""
    return _list(request, AssignmentState.ACTIVE, "competence/own/plans.html")


@require_GET
def own_deactivated_plans(request: Request) -> HttpResponse:
    """Plans that are not to be worked on any more, also from earlier workplaces (KP-PDEACT-001, 002)."""
    return _list(request, AssignmentState.DEACTIVATED, "competence/own/deactivated.html")


@require_GET
def own_archived_plans(request: Request) -> HttpResponse:
    """That one had them is all that is told (KP-PDEACT-007, 008)."""
    return _list(request, AssignmentState.ARCHIVED, "competence/own/archived.html")


@require_GET
def own_archived_requirements(request: Request) -> HttpResponse:
    """That they stood in one's plans, and how far one had come, is all that is told (KP-RHIST-002, 003; KP-ADM-138)."""
    own.may_have_plans(request.actor).or_refuse()
    rows = [(one, STATUSES[one.shown]) for one in archived_requirements(actor=request.actor)]
    context = {"requirements": rows}
    return page(request, "competence/own/archived_requirements.html", context)


def _list(request: Request, state: AssignmentState, template: str) -> HttpResponse:
    own.may_have_plans(request.actor).or_refuse()
    found = queries.own_plans(actor=request.actor, today=timezone.localdate(), state=state)
    here = request.actor.position_id
    back = [one for of in found for one in of.plans if one.went_with_position and one.position_id == here]
    others = [(of.owner, [(one, plan_status(one)) for one in of.plans if one not in back]) for of in found]
    groups = [(owner, plans) for owner, plans in others if plans]
    left = (
        own_waiting_in_vain(actor=request.actor, today=timezone.localdate()) if state == AssignmentState.ACTIVE else []
    )
    recent = shortcuts(actor=request.actor) if state == AssignmentState.ACTIVE else []
    context = {"groups": groups, "to_reactivate": back, "waits_in_vain": left, "shortcuts": recent}
    return page(request, template, context)


@require_GET
def own_plan(request: Request, assignment_id: UUID) -> HttpResponse:
    """A plan with its sub-plans and requirements, each with its status (KP-PLAN-006 to 010)."""
    own.may_have_plans(request.actor).or_refuse()
    view = queries.plan_of(mine(request, assignment_id), today=timezone.localdate())
    sections = [(one, [(row, STATUSES[row.shown]) for row in one.rows]) for one in view.sections]
    context = {
        "view": view,
        "assignment": view.assignment,
        "plan": view.assignment.plan,
        "status": plan_status(view.assignment),
        "sections": sections,
        "deactivated": [(row, STATUSES[row.shown]) for row in view.deactivated],
        "may_work": own.may_work_in(request.actor, view.assignment, today=timezone.localdate()),
        "shortcuts": shortcuts(actor=request.actor),
        "unfolded": unfolded(request),
        "has_procedure_list": has_procedure_list(view.assignment),
    }
    return page(request, "competence/own/plan.html", context)


def unfolded(request: Request) -> bool:
    """Whether all goals of a goal plan are to stand open; otherwise each is unfolded by itself."""
    return request.GET.get("goals") == "unfolded"


def mine(request: Request, assignment_id: UUID) -> Assignment:
    """A plan of one's own."""
    return queries.get_assignment(assignment_id, actor=request.actor)


def employees_plan(request: Request, assignment_id: UUID) -> Assignment:
    """A plan of an employee; that it was looked at stands in the log, once: not when something is sent back."""
    if request.method == "POST":
        return plan_of_employee(assignment_id, actor=request.actor, today=timezone.localdate())
    return get_employee_plan(assignment_id, actor=request.actor, now=timezone.now())


def _is_mine(request: Request, assignment_id: UUID) -> bool:
    return Assignment.objects.filter(own.own(request.actor), public_id=assignment_id).exists()


def _plan_in(request: Request, assignment_id: UUID) -> Assignment:
    """One's own, or that of an employee whom one registers for; refused when nothing is registered in it."""
    own.may_register(request.actor).or_refuse()
    found = mine if _is_mine(request, assignment_id) else employees_plan
    assignment = found(request, assignment_id)
    own.may_work_in(request.actor, assignment, today=timezone.localdate()).or_refuse()
    return assignment


def _requirement_in(request: Request, assignment_id: UUID, item_id: UUID) -> RequirementView:
    """A requirement in it."""
    return requirement_of(_plan_in(request, assignment_id), item_id, today=timezone.localdate())


def _to_requirement(request: Request, assignment_id: UUID, item_id: UUID) -> HttpResponse:
    """Back to its page, one's own or the employee's."""
    page_of = "own_requirement" if _is_mine(request, assignment_id) else "requirement_on_behalf"
    return redirect(page_of, assignment_id, item_id)


@require_POST
def withdraw_request(request: Request, assignment_id: UUID, item_id: UUID, request_id: UUID) -> HttpResponse:
    """The wrong person was asked (KP-SEND-004)."""
    own_work.withdraw_request(
        assignment_id,
        item_id,
        request_id,
        lock_version=posted_version(request),
        actor=request.actor,
        now=timezone.now(),
    )
    messages.success(request, _("The request is withdrawn. You can send it to somebody else."))
    return _to_requirement(request, assignment_id, item_id)


@require_POST
def take_back(request: Request, assignment_id: UUID, item_id: UUID, performance_id: UUID) -> HttpResponse:
    """One repetition counts no longer."""
    own_work.take_back(
        assignment_id,
        item_id,
        performance_id,
        lock_version=posted_version(request),
        actor=request.actor,
        now=timezone.now(),
    )
    messages.success(request, _("It counts no longer."))
    return _to_requirement(request, assignment_id, item_id)


def posted_version(request: Request) -> int:
    """As it stood when the page was shown."""
    text = request.POST.get("lock_version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1


@require_http_methods(["GET", "POST"])
def mark_not_relevant(request: Request, assignment_id: UUID, item_id: UUID) -> HttpResponse:
    """A requirement is not relevant in this plan: why?"""
    view = _requirement_in(request, assignment_id, item_id)
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        relevance.mark_requirement(
            assignment_id, item_id, comment=form.cleaned_data["comment"], actor=request.actor, now=timezone.now()
        )
        messages.success(request, _("Marked as not relevant in this plan."))
        return _to_requirement(request, assignment_id, item_id)
    context = {
        "form": form,
        "what": view.link.requirement.name,
        "assignment": view.assignment,
        "plan": view.assignment.plan,
        "is_mine": view.assignment.person_id == request.actor.person_id,
    }
    return page(request, "competence/own/not_relevant.html", context)


@require_POST
def mark_relevant(request: Request, assignment_id: UUID, item_id: UUID) -> HttpResponse:
    """It is relevant after all."""
    relevance.unmark_requirement(assignment_id, item_id, actor=request.actor, now=timezone.now())
    messages.success(request, _("Relevant again."))
    return _to_requirement(request, assignment_id, item_id)


@require_http_methods(["GET", "POST"])
def mark_section_not_relevant(request: Request, assignment_id: UUID, part_id: UUID) -> HttpResponse:
    """A whole sub-plan is not relevant: why?"""
    own.may_have_plans(request.actor).or_refuse()
    assignment = mine(request, assignment_id)
    own.may_work_in(request.actor, assignment, today=timezone.localdate()).or_refuse()
    section = assignment.plan.sections.get(public_id=part_id)
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        relevance.mark_section(
            assignment_id, part_id, comment=form.cleaned_data["comment"], actor=request.actor, now=timezone.now()
        )
        messages.success(request, _("The whole sub-plan is marked as not relevant."))
        return redirect("own_plan", assignment_id)
    context = {
        "form": form,
        "what": section.name,
        "assignment": assignment,
        "plan": assignment.plan,
        "is_mine": True,
    }
    return page(request, "competence/own/not_relevant.html", context)


@require_POST
def mark_section_relevant(request: Request, assignment_id: UUID, part_id: UUID) -> HttpResponse:
    """Each requirement has the status again that it had."""
    relevance.unmark_section(assignment_id, part_id, actor=request.actor, now=timezone.now())
    messages.success(request, _("Relevant again."))
    return redirect("own_plan", assignment_id)


@require_http_methods(["GET", "POST"])
def mark_point_not_relevant(request: Request, assignment_id: UUID, item_id: UUID, point: UUID) -> HttpResponse:
    """A check point is not relevant: why?"""
    view = _requirement_in(request, assignment_id, item_id)
    name = next((one.point.name for one in view.points if one.point.id == point), None)
    if name is None:
        raise PointNotRelevant.DoesNotExist
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        relevance.mark_point(
            assignment_id,
            item_id,
            point,
            comment=form.cleaned_data["comment"],
            actor=request.actor,
            now=timezone.now(),
        )
        messages.success(request, _("The check point is marked as not relevant."))
        return _to_requirement(request, assignment_id, item_id)
    context = {
        "form": form,
        "what": name,
        "assignment": view.assignment,
        "plan": view.assignment.plan,
        "is_mine": view.assignment.person_id == request.actor.person_id,
    }
    return page(request, "competence/own/not_relevant.html", context)


@require_POST
def mark_point_relevant(request: Request, assignment_id: UUID, item_id: UUID, point: UUID) -> HttpResponse:
    """The check point is to be done after all."""
    relevance.unmark_point(assignment_id, item_id, point, actor=request.actor, now=timezone.now())
    messages.success(request, _("Relevant again."))
    return _to_requirement(request, assignment_id, item_id)
