"""«Administrer planer»: the lists, the information about a plan, and creating and describing one."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import ChangedMeanwhile
from arbeidsrom.modules.competence.access import plans as access
from arbeidsrom.modules.competence.actions.plans import describing as actions
from arbeidsrom.modules.competence.actions.plans.changing import CannotBeSaved
from arbeidsrom.modules.competence.forms.plans import AddPlanForm, DescribePlanForm, OwnerForm
from arbeidsrom.modules.competence.listings.plans import ARCHIVED_PLANS, CENTRAL_PLANS, PLANS
from arbeidsrom.modules.competence.models import PlanKind
from arbeidsrom.modules.competence.queries.plans import describing, getting
from arbeidsrom.modules.competence.views.plan_frame import plan_page
from arbeidsrom.web.lists import list_page
from arbeidsrom.web.pages import is_part_request, page
from arbeidsrom.web.requests import Request

LONGEST = 100


@require_safe
def plans(request: Request) -> HttpResponseBase:
    """Every plan of the region, those one may edit first."""
    access.may_see_plans(request.actor).or_refuse()
    context = {"may_create": access.kinds_to_create(request.actor)}
    return list_page(request, PLANS, "competence/plans/plans.html", context)


@require_safe
def central_plans(request: Request) -> HttpResponseBase:
    """The central ones, under «Global administrasjon» (KP-HF-025)."""
    access.may_see_central_plans(request.actor).or_absent()
    context = {"may_create": access.may_create_central_plans(request.actor)}
    return list_page(request, CENTRAL_PLANS, "competence/plans/central_plans.html", context)


@require_safe
def archived_plans(request: Request) -> HttpResponseBase:
    """«Arkiv»."""
    access.may_see_plans(request.actor).or_refuse()
    return list_page(request, ARCHIVED_PLANS, "competence/plans/archived.html")


@require_safe
def plan_card(request: Request, plan_id: UUID) -> HttpResponse:
    """What a plan is, and whether one may edit it: a page, or the panel beside the list (KP-ADM-162 to 166)."""
    plan = getting.get_plan(plan_id, actor=request.actor)
    context = {"may_archive": access.may_archive_plan(request.actor, plan), "in_panel": is_part_request(request)}
    return plan_page(request, plan, "competence/plans/card.html", context, part="panel")


NEW = {
    PlanKind.COMPETENCE: "add_plan",
    PlanKind.LEARNING_GOALS: "add_learning_goal_plan",
    PlanKind.COMPETENCE_GOALS: "add_competence_goal_plan",
}


@require_safe
def choose_plan_kind(request: Request) -> HttpResponse:
    """«Innholdstype», chosen first; who makes plans of one type alone goes straight on (KP-ADM-168)."""
    kinds = access.kinds_to_create(request.actor)
    if not kinds:
        access.may_create_plans(request.actor).or_refuse()
    if len(kinds) == 1:
        return redirect(NEW[kinds[0]])
    choices = [(kind.label, reverse(NEW[kind])) for kind in kinds]
    return page(request, "competence/plans/choose_kind.html", {"choices": choices})


@require_http_methods(["GET", "HEAD", "POST"])
def add_plan(request: Request, *, central: bool = False) -> HttpResponse:
    """«Ny plan»; under «Global administrasjon» only central ones (KP-HF-026)."""
    if central:
        access.may_see_central_plans(request.actor).or_absent()
    may_create = access.may_create_central_plans if central else access.may_create_plans
    may_create(request.actor).or_refuse()
    text = request.GET.get("q", "").strip()[:LONGEST]
    variants = [
        word
        for word, permission in ((AddPlanForm.LOCAL, access.EDIT), (AddPlanForm.CENTRAL, access.EDIT_CENTRAL))
        if request.actor.spans(permission) and (word == AddPlanForm.CENTRAL or not central)
    ]
    units = _units(request.actor, variants, text)
    initial = {"unit": units[0].public_id} if len(units) == 1 else {}
    form = AddPlanForm(request.POST or None, units=units, variants=variants, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            plan = actions.create_plan(
                form.described(),
                unit=form.chosen_unit,
                central=form.central,
                actor=request.actor,
                now=timezone.now(),
            )
        except CannotBeSaved as refusal:
            form.refuse(refusal.field, str(refusal))
        else:
            messages.success(request, _("The plan is created. Add a sub-plan, and then requirements."))
            return redirect("edit_plan", plan.public_id)
    return page(request, "competence/plans/add.html", {"form": form, "q": text, "central": central})


def _units(actor: Actor, variants: Iterable[str], text: str) -> list[Unit]:
    found: dict[int, Unit] = {}
    for variant in variants:
        central = variant == AddPlanForm.CENTRAL
        for unit in describing.units_to_own(actor, central=central, text=text, today=timezone.localdate()):
            found[unit.pk] = unit
    return list(found.values())


@require_http_methods(["GET", "HEAD", "POST"])
def describe_plan(request: Request, plan_id: UUID) -> HttpResponse:
    """Name, description, time frame, literature and completion."""
    plan = getting.get_plan(plan_id, actor=request.actor)
    access.may_edit_plan(request.actor, plan).or_refuse()
    form = DescribePlanForm(request.POST or None, initial=DescribePlanForm.said(plan), has_goals=plan.has_goals)
    if request.method == "POST" and form.is_valid():
        try:
            actions.describe_plan(
                plan_id,
                form.described(),
                lock_version=form.cleaned_data["lock_version"],
                actor=request.actor,
                now=timezone.now(),
            )
        except (CannotBeSaved, ChangedMeanwhile) as refusal:
            form.refuse(getattr(refusal, "field", ""), str(refusal))
        else:
            messages.success(request, _("The plan is saved."))
            return redirect("edit_plan", plan_id)
    return page(request, "competence/plans/describe.html", {"plan": plan, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def change_plan_owner(request: Request, plan_id: UUID) -> HttpResponse:
    """Another department owns it (KP-ADM-212)."""
    plan = getting.get_plan(plan_id, actor=request.actor)
    access.may_edit_plan(request.actor, plan).or_refuse()
    text = request.GET.get("q", "").strip()[:LONGEST]
    units = describing.units_to_move_to(plan, actor=request.actor, text=text, today=timezone.localdate())
    initial = {"unit": plan.owner.public_id, "lock_version": plan.lock_version}
    form = OwnerForm(request.POST or None, units=units, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_owner(
                plan_id,
                unit=UUID(form.cleaned_data["unit"]),
                lock_version=form.cleaned_data["lock_version"],
                actor=request.actor,
                now=timezone.now(),
            )
        except (CannotBeSaved, ChangedMeanwhile) as refusal:
            form.refuse(getattr(refusal, "field", ""), str(refusal))
        else:
            messages.success(request, _("The plan has another owner. Where it is published is as before."))
            if access.may_edit_plan(request.actor, getting.get_plan(plan_id, actor=request.actor)):
                return redirect("edit_plan", plan_id)
            return redirect("plan_card", plan_id)
    return page(request, "competence/plans/owner.html", {"plan": plan, "form": form, "q": text, "found": len(units)})
