"""Preview, version history and archiving of a plan."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from arbeidsrom.lib.refusals import ChangedMeanwhile
from arbeidsrom.modules.competence.access import plans as access
from arbeidsrom.modules.competence.actions.plans import archiving
from arbeidsrom.modules.competence.actions.plans.changing import CannotBeSaved
from arbeidsrom.modules.competence.forms.plans import ArchiveForm
from arbeidsrom.modules.competence.queries.plans import getting, previewing, versions
from arbeidsrom.modules.competence.views.plan_frame import plan_page
from arbeidsrom.web.requests import Request


@require_safe
def preview_plan(request: Request, plan_id: UUID) -> HttpResponse:
    """As an employee would see it; with what is drafted and not active where that is asked for (KP-ADM-222, 223)."""
    plan = getting.get_plan(plan_id, actor=request.actor)
    access.may_preview_plan(request.actor, plan).or_refuse()
    with_changes = request.GET.get("changes") == "1"
    if with_changes:
        access.may_see_drafts(request.actor, plan).or_refuse()
    context = {
        "sections": previewing.preview_of(plan, with_changes=with_changes),
        "with_changes": with_changes,
        "may_see_drafts": access.may_see_drafts(request.actor, plan),
        "link": request.build_absolute_uri(),
    }
    return plan_page(request, plan, "competence/plans/preview.html", context)


@require_safe
def plan_versions(request: Request, plan_id: UUID) -> HttpResponse:
    """«Versjonshistorikk»."""
    plan = getting.get_plan(plan_id, actor=request.actor)
    return plan_page(request, plan, "competence/plans/versions.html", {"rows": versions.versions_of(plan)})


@require_safe
def plan_version(request: Request, plan_id: UUID, major: int, minor: int) -> HttpResponse:
    """One version with its full content (KP-ADM-236)."""
    plan = getting.get_plan(plan_id, actor=request.actor)
    version = versions.get_version(plan, major, minor)
    context = {"version": version, "sections": versions.sections_of(version)}
    return plan_page(request, plan, "competence/plans/version.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def archive_plan(request: Request, plan_id: UUID) -> HttpResponse:
    """How many have it and why it goes; then the warning; then it is done (KP-ADM-246)."""
    plan = getting.get_plan(plan_id, actor=request.actor)
    access.may_archive_plan(request.actor, plan).or_refuse()
    employees = getting.employees_with(plan)
    form = ArchiveForm(request.POST or None)
    warned = "employees" in request.POST
    asks = False
    if request.method == "POST" and form.is_valid():
        asks = True
        if warned:
            try:
                archiving.archive_plan(
                    plan_id,
                    reason=form.cleaned_data["reason"],
                    employees=form.cleaned_data["employees"] or 0,
                    actor=request.actor,
                    now=timezone.now(),
                )
            except (CannotBeSaved, ChangedMeanwhile) as refusal:
                form.refuse(getattr(refusal, "field", ""), str(refusal))
            else:
                messages.success(request, _("The plan is archived."))
                return redirect("plan_card", plan_id)
    context = {"form": form, "employees": employees, "asks": asks}
    return plan_page(request, plan, "competence/plans/archive.html", context)
