"""«Rediger innhold»: sub-plans and the requirements in them; in goal plans a page for each goal."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arbeidsrom.lib.refusals import ChangedMeanwhile
from arbeidsrom.modules.competence.access import plans as access
from arbeidsrom.modules.competence.actions.plans import links, sections
from arbeidsrom.modules.competence.actions.plans.changing import CannotBeSaved
from arbeidsrom.modules.competence.actions.plans.sections import Direction
from arbeidsrom.modules.competence.forms.plans import (
    AdaptForm,
    ChangeSectionForm,
    ReasonForm,
    SectionForm,
)
from arbeidsrom.modules.competence.models import Plan, Section
from arbeidsrom.modules.competence.queries.plans import content, fetching, getting
from arbeidsrom.modules.competence.views.plan_frame import plan_page
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request, posted, posted_id

LONGEST = 100


def _plan(request: Request, plan_id: UUID) -> Plan:
    plan = getting.get_plan(plan_id, actor=request.actor)
    access.may_edit_plan(request.actor, plan).or_refuse()
    return plan


def _back(plan: Plan, section: Section) -> HttpResponse:
    """To where it stands: the plan, or the page of the goal."""
    if plan.has_goals:
        return redirect("edit_goal", plan.public_id, section.public_id)
    return redirect("edit_plan", plan.public_id)


def _direction(request: Request) -> Direction:
    try:
        return Direction(posted(request, "direction"))
    except ValueError:
        raise BadRequest("direction") from None


@require_safe
def edit_plan(request: Request, plan_id: UUID) -> HttpResponse:
    """What stands in the plan now, and what can be done with it (KP-ADM-188)."""
    plan = _plan(request, plan_id)
    found = content.content_of(plan, actor=request.actor, now=timezone.now())
    template = "competence/plans/edit_goals.html" if plan.has_goals else "competence/plans/edit.html"
    return plan_page(request, plan, template, {"content": found})


@require_safe
def edit_goal(request: Request, plan_id: UUID, section_id: UUID) -> HttpResponse:
    """The pencil of a goal: its activities, and those deactivated under it (KP-ADM-188, 204, 206)."""
    plan = _plan(request, plan_id)
    section = getting.get_goal(plan, section_id)
    found = content.content_of(plan, actor=request.actor, now=timezone.now())
    (goal,) = (one for one in found.sections if one.public_id == section.public_id)
    return plan_page(request, plan, "competence/plans/goal.html", {"goal": goal})


@require_http_methods(["GET", "HEAD", "POST"])
def add_section(request: Request, plan_id: UUID) -> HttpResponse:
    """«Ny delplan»."""
    plan = _plan(request, plan_id)
    access.may_arrange_plan(request.actor, plan).or_refuse()
    form = SectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            sections.add_section(plan_id, **form.cleaned_data, actor=request.actor, now=timezone.now())
        except CannotBeSaved as refusal:
            form.refuse(refusal.field, str(refusal))
        else:
            messages.success(request, _("The sub-plan is added."))
            return redirect("edit_plan", plan_id)
    return page(request, "competence/plans/section.html", {"plan": plan, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def rename_section(request: Request, plan_id: UUID, section_id: UUID) -> HttpResponse:
    """Its name, and whether people may mark it as not relevant."""
    plan = _plan(request, plan_id)
    access.may_arrange_plan(request.actor, plan).or_refuse()
    section = getting.get_section(plan, section_id)
    initial = {
        "name": section.name,
        "may_be_not_relevant": section.may_be_not_relevant,
        "lock_version": plan.lock_version,
    }
    form = ChangeSectionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            sections.rename_section(plan_id, section_id, **form.cleaned_data, actor=request.actor, now=timezone.now())
        except (CannotBeSaved, ChangedMeanwhile) as refusal:
            form.refuse(getattr(refusal, "field", ""), str(refusal))
        else:
            messages.success(request, _("The sub-plan is saved."))
            return redirect("edit_plan", plan_id)
    return page(request, "competence/plans/section.html", {"plan": plan, "form": form, "section": section})


@require_POST
def move_section(request: Request, plan_id: UUID, section_id: UUID) -> HttpResponse:
    """Up or down."""
    _plan(request, plan_id)
    sections.move_section(plan_id, section_id, direction=_direction(request), actor=request.actor, now=timezone.now())
    return redirect("edit_plan", plan_id)


@require_POST
def drop_section(request: Request, plan_id: UUID, section_id: UUID) -> HttpResponse:
    """Dragged to where another one stands."""
    _plan(request, plan_id)
    sections.drop_section(plan_id, section_id, onto=posted_id(request, "onto"), actor=request.actor, now=timezone.now())
    return redirect("edit_plan", plan_id)


@require_POST
def remove_section(request: Request, plan_id: UUID, section_id: UUID) -> HttpResponse:
    """An empty one."""
    sections.remove_section(plan_id, section_id, actor=request.actor, now=timezone.now())
    messages.success(request, _("The sub-plan is removed."))
    return redirect("edit_plan", plan_id)


@require_http_methods(["GET", "HEAD", "POST"])
def fetch_requirements(request: Request, plan_id: UUID, section_id: UUID) -> HttpResponse:
    """«Hent eksisterende krav»: search, tick, save (KP-ADM-190)."""
    plan = _plan(request, plan_id)
    section = getting.get_section_to_fill(plan, section_id)
    text, error = request.GET.get("q", "").strip()[:LONGEST], ""
    chosen = request.POST.getlist("requirements")
    if request.method == "POST":
        try:
            made = links.fetch_requirements(
                plan_id, section_id, requirement_ids=_ids(chosen), actor=request.actor, now=timezone.now()
            )
        except CannotBeSaved as refusal:
            error = str(refusal)
        else:
            messages.success(request, _added(plan, len(made)))
            return _back(plan, section)
    rows = fetching.requirements_to_fetch(plan, section, text)
    context = {
        "plan": plan,
        "section": section,
        "rows": rows,
        "q": text,
        "error": error,
        "chosen": chosen,
        "more": len(rows) >= fetching.MOST,
    }
    return page(request, "competence/plans/fetch.html", context)


def _added(plan: Plan, count: int) -> str:
    if plan.has_goals:
        told = ngettext("%(count)s activity is added.", "%(count)s activities are added.", count)
    else:
        told = ngettext("%(count)s requirement is added.", "%(count)s requirements are added.", count)
    return told % {"count": count}


def _ids(texts: list[str]) -> list[UUID]:
    try:
        return [UUID(text) for text in texts]
    except ValueError:
        raise BadRequest("requirements") from None


@require_POST
def move_link(request: Request, plan_id: UUID, link_id: UUID) -> HttpResponse:
    """Up or down in its sub-plan."""
    plan = _plan(request, plan_id)
    link = links.move_link(plan_id, link_id, direction=_direction(request), actor=request.actor, now=timezone.now())
    return _back(plan, link.section)


@require_POST
def activate_link(request: Request, plan_id: UUID, link_id: UUID) -> HttpResponse:
    """The plus sign (KP-ADM-194)."""
    link = links.activate_link(plan_id, link_id, actor=request.actor, now=timezone.now())
    messages.success(request, _("%(name)s is active in the plan.") % {"name": link.requirement.name})
    return _back(link.plan, link.section)


@require_http_methods(["GET", "HEAD", "POST"])
def deactivate_link(request: Request, plan_id: UUID, link_id: UUID) -> HttpResponse:
    """With a reason (KP-ADM-204)."""
    plan = _plan(request, plan_id)
    link = getting.get_link(plan, link_id)
    access.may_deactivate_link(request.actor, plan, link.requirement, assigned=getting.is_assigned(plan)).or_refuse()
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        links.deactivate_link(plan_id, link_id, **form.cleaned_data, actor=request.actor, now=timezone.now())
        messages.success(request, _("%(name)s is deactivated in the plan.") % {"name": link.requirement.name})
        return _back(plan, link.section)
    return page(request, "competence/plans/deactivate.html", {"plan": plan, "link": link, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def reactivate_link(request: Request, plan_id: UUID, link_id: UUID) -> HttpResponse:
    """Into the sub-plan that is chosen; in goal plans under the goal it stood under (KP-ADM-208, 209)."""
    plan = _plan(request, plan_id)
    link = getting.get_deactivated_link(plan, link_id)
    if request.method == "POST":
        chosen = None if plan.has_goals else _ids([posted(request, "section")])[0]
        link = links.reactivate_link(plan_id, link_id, section_id=chosen, actor=request.actor, now=timezone.now())
        messages.success(request, _("%(name)s is active in the plan again.") % {"name": link.requirement.name})
        return _back(plan, link.section)
    if plan.has_goals:
        return redirect("edit_goal", plan_id, link.section.public_id)
    context = {"plan": plan, "link": link, "sections": list(plan.sections.order_by("place", "pk"))}
    return page(request, "competence/plans/reactivate.html", context)


@require_POST
def delete_link(request: Request, plan_id: UUID, link_id: UUID) -> HttpResponse:
    """Out of the plan; the requirement stays."""
    link = getting.get_link(_plan(request, plan_id), link_id)
    plan = links.delete_link(plan_id, link_id, actor=request.actor, now=timezone.now())
    said = {"name": link.requirement.name}
    messages.success(request, _("%(name)s is taken out of the plan. It can be fetched again.") % said)
    return _back(plan, link.section)


@require_http_methods(["GET", "HEAD", "POST"])
def adapt_validity(request: Request, plan_id: UUID, link_id: UUID) -> HttpResponse:
    """«Tilpass», with the original beside it (KP-ADM-088 to 090)."""
    plan = _plan(request, plan_id)
    link = getting.get_link(plan, link_id)
    access.may_adapt(allowed=fetching.allows_adaptation(link.requirement)).or_refuse()
    initial = {"validity_days": link.validity_days or link.requirement.validity_days, "reason": link.adapted_because}
    form = AdaptForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        links.adapt_validity(plan_id, link_id, **form.cleaned_data, actor=request.actor, now=timezone.now())
        messages.success(request, _("The validity is adapted in this plan."))
        return _back(plan, link.section)
    context = {"plan": plan, "link": link, "form": form}
    return page(request, "competence/plans/adapt.html", context)
