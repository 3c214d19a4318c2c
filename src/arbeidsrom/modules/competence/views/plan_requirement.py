"""«Nytt lokalt krav», «Lag ny aktivitet»: made in a plan, in the same form as elsewhere (KP-ADM-002, 004, 009)."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from arbeidsrom.modules.competence.access import plans as access
from arbeidsrom.modules.competence.access import requirements
from arbeidsrom.modules.competence.actions.plans import adding
from arbeidsrom.modules.competence.actions.requirements.faults import NotPossible
from arbeidsrom.modules.competence.forms import requirement_rows
from arbeidsrom.modules.competence.models import Plan, RequirementKind
from arbeidsrom.modules.competence.queries.plans import getting
from arbeidsrom.modules.competence.rules.settings import Settings
from arbeidsrom.modules.competence.views.requirement_form import (
    About,
    advise,
    as_it_stands,
    as_sent,
    as_typed,
    form_context,
    missing_in,
    said_at_fields,
    settings_in,
)
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request

SAVE = "save"


def _made(plan: Plan) -> str:
    if plan.has_goals:
        return _("The activity is made as a draft. Look it over, and approve it.")
    return _("The requirement is made as a draft. Look it over, and approve it.")


@require_http_methods(["GET", "HEAD", "POST"])
def add_requirement_to_plan(request: Request, plan_id: UUID, section_id: UUID) -> HttpResponse:
    """All settings in one form; the owner of the plan owns it, and it is not active in the plan until approved."""
    plan = getting.get_plan(plan_id, actor=request.actor)
    access.may_edit_plan(request.actor, plan).or_refuse()
    requirements.may_add_requirements(request.actor, central=plan.central, is_activity=plan.has_goals).or_refuse()
    section = getting.get_section_to_fill(plan, section_id)
    kind = RequirementKind.ACTIVITY if plan.has_goals else RequirementKind.REQUIREMENT
    about = About(kind.value, plan.central, plan.owner)
    blank = Settings(name="", owner=plan.owner_id)
    form, filled, faults = as_it_stands(request, about, blank), requirement_rows.filled_by(blank), {}
    if request.method == "POST" and request.POST.get("act", SAVE) != SAVE:
        filled = requirement_rows.filled_in(request.POST)
        form = as_typed(request, about, filled)
    elif request.method == "POST":
        filled = requirement_rows.judged(requirement_rows.filled_in(request.POST))
        form = as_sent(request, about, filled)
        faults = missing_in(filled)
        if not faults and (settings := settings_in(form, filled, about)):
            settings = replace(settings, owner=plan.owner_id)
            try:
                link = adding.add_requirement_to_plan(
                    plan_id, section_id, settings, actor=request.actor, now=timezone.now()
                )
            except NotPossible as refusal:
                faults = said_at_fields(form, refusal)
            else:
                messages.success(request, _made(plan))
                advise(request, settings)
                return redirect("edit_requirement", link.requirement.public_id)
    context = form_context(request, about, form, filled, faults) | {"owner_is_fixed": True}
    return page(request, "competence/plans/new_requirement.html", {**context, "plan": plan, "section": section})
