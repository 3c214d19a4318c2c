"""«Angi eier/ansvarlig» and «Publisering»."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arbeidsrom.core.organisation.models import Person
from arbeidsrom.lib.refusals import ChangedMeanwhile
from arbeidsrom.modules.competence.access import plans as access
from arbeidsrom.modules.competence.actions.plans import naming
from arbeidsrom.modules.competence.actions.plans import publishing as actions
from arbeidsrom.modules.competence.actions.plans.changing import CannotBeSaved
from arbeidsrom.modules.competence.forms.plans import PeopleForm
from arbeidsrom.modules.competence.models import Plan
from arbeidsrom.modules.competence.queries.plans import describing, getting, responsible
from arbeidsrom.modules.competence.queries.plans.describing import PersonFound
from arbeidsrom.modules.competence.views.plan_frame import plan_page
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request, posted_id

LONGEST = 100


def _plan(request: Request, plan_id: UUID) -> Plan:
    plan = getting.get_plan(plan_id, actor=request.actor)
    access.may_edit_plan(request.actor, plan).or_refuse()
    return plan


@require_http_methods(["GET", "HEAD", "POST"])
def set_plan_people(request: Request, plan_id: UUID) -> HttpResponse:
    """Search, choose among those found, save (KP-ADM-226)."""
    plan = _plan(request, plan_id)
    owner_text, responsible_text = (request.GET.get(key, "").strip()[:LONGEST] for key in ("owner", "responsible"))
    form = PeopleForm(
        request.POST or None,
        owners=_choosable(plan.document_owner, owner_text),
        responsible=_choosable(plan.document_responsible, responsible_text),
        initial=PeopleForm.said(plan),
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_plan_people(
                plan_id,
                **form.chosen(),
                actor=request.actor,
                now=timezone.now(),
                today=timezone.localdate(),
            )
        except (CannotBeSaved, ChangedMeanwhile) as refusal:
            form.refuse(getattr(refusal, "field", ""), str(refusal))
        else:
            messages.success(request, _("Document owner and document responsible are saved."))
            return redirect("set_plan_people", plan_id)
    context = {
        "form": form,
        "owner_text": owner_text,
        "responsible_text": responsible_text,
        "responsible": responsible.responsible_for(plan, today=timezone.localdate()),
        "may_name": access.may_name_responsible(request.actor, plan),
    }
    return plan_page(request, plan, "competence/plans/people.html", context)


def _choosable(chosen: Person | None, text: str) -> list[PersonFound]:
    found = describing.people_named(text, today=timezone.localdate())
    if chosen is None:
        return found
    others = (one for one in found if one.public_id != chosen.public_id)
    return [PersonFound(chosen.public_id, chosen.name), *others]


@require_POST
def name_plan_responsible(request: Request, plan_id: UUID) -> HttpResponse:
    """Somebody with the role looks after this plan."""
    access.may_name_responsible(request.actor, _plan(request, plan_id)).or_refuse()
    naming.name_plan_responsible(
        plan_id,
        position=posted_id(request, "position"),
        actor=request.actor,
        now=timezone.now(),
        today=timezone.localdate(),
    )
    messages.success(request, _("Responsible for the plan from now on."))
    return redirect("set_plan_people", plan_id)


@require_POST
def remove_plan_responsible(request: Request, plan_id: UUID) -> HttpResponse:
    """No longer."""
    access.may_name_responsible(request.actor, _plan(request, plan_id)).or_refuse()
    naming.remove_plan_responsible(
        plan_id, position=posted_id(request, "position"), actor=request.actor, now=timezone.now()
    )
    messages.success(request, _("No longer responsible for the plan."))
    return redirect("set_plan_people", plan_id)


@require_safe
def plan_publishing(request: Request, plan_id: UUID) -> HttpResponse:
    """Where it is published, and search for more departments."""
    return _publishing(request, _plan(request, plan_id))


def _publishing(request: Request, plan: Plan, error: str = "") -> HttpResponse:
    text = request.GET.get("q", "").strip()[:LONGEST]
    units = describing.departments_to_publish_in(plan, actor=request.actor, text=text, today=timezone.localdate())
    context = {"q": text, "units": units, "error": error, "chosen": request.POST.getlist("units")}
    return plan_page(request, plan, "competence/plans/publishing.html", context)


@require_POST
def publish_plan(request: Request, plan_id: UUID) -> HttpResponse:
    """«Publiser plan» (KP-ADM-232)."""
    plan = _plan(request, plan_id)
    try:
        units = [UUID(text) for text in request.POST.getlist("units")]
    except ValueError:
        raise BadRequest("units") from None
    try:
        actions.publish_plan(
            plan_id,
            units=units,
            with_subunits="with_subunits" in request.POST,
            actor=request.actor,
            now=timezone.now(),
            today=timezone.localdate(),
        )
    except CannotBeSaved as refusal:
        return _publishing(request, plan, str(refusal))
    messages.success(request, _("The plan is published."))
    return redirect("plan_publishing", plan_id)


@require_http_methods(["GET", "HEAD", "POST"])
def unpublish_plan(request: Request, plan_id: UUID, publication_id: UUID) -> HttpResponse:
    """Asked first (KP-ADM-233)."""
    plan = _plan(request, plan_id)
    publication = plan.publications.select_related("unit").get(public_id=publication_id)
    if request.method == "POST":
        actions.unpublish_plan(plan_id, publication_id, actor=request.actor, now=timezone.now())
        messages.success(request, _("The plan can be assigned there no longer. Whoever has it keeps it."))
        return redirect("plan_publishing", plan_id)
    return page(request, "competence/plans/unpublish.html", {"plan": plan, "unit": publication.unit})
