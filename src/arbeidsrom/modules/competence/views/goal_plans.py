"""«Ny plan» of learning goals or competence goals, based on a template (KP-ADM-185)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from arbeidsrom.modules.competence.access import goal_plans as access
from arbeidsrom.modules.competence.actions.plans import goals as actions
from arbeidsrom.modules.competence.actions.plans.changing import CannotBeSaved
from arbeidsrom.modules.competence.forms.plans import AddGoalPlanForm
from arbeidsrom.modules.competence.models import PlanKind
from arbeidsrom.modules.competence.queries.plans import templates as queries
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request

LONGEST = 100


@require_http_methods(["GET", "HEAD", "POST"])
def add_goal_plan(request: Request, *, kind: PlanKind) -> HttpResponse:
    """Department and template; themes, goals and activities come with the template."""
    access.may_create_goal_plans(request.actor, kind).or_refuse()
    text = request.GET.get("q", "").strip()[:LONGEST]
    units = queries.units_for_goals(request.actor, kind, text=text, today=timezone.localdate())
    templates = queries.templates_of(request.actor, kind)
    initial = {"unit": units[0].public_id} if len(units) == 1 else {}
    form = AddGoalPlanForm(request.POST or None, units=units, templates=templates, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            plan = actions.create_goal_plan(kind, **form.chosen(), actor=request.actor, now=timezone.now())
        except CannotBeSaved as refusal:
            form.refuse(refusal.field, str(refusal))
        else:
            messages.success(request, _("The plan is made. Add the activities of your own trust under the goals."))
            return redirect("edit_plan", plan.public_id)
    context = {"form": form, "kind": kind, "q": text, "templates": templates, "units": units}
    return page(request, "competence/plans/add_goal_plan.html", context)
