"""«Deling»: with which departments a requirement is shared (KP-ADM-061 to 071)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from arbeidsrom.modules.competence.access import requirements as access
from arbeidsrom.modules.competence.actions.requirements import sharing as actions
from arbeidsrom.modules.competence.queries import choosing, using
from arbeidsrom.modules.competence.views.requirements import looked_at, requirement_page
from arbeidsrom.web.requests import Request

LONGEST = 100


@require_safe
def requirement_sharing(request: Request, requirement_id: UUID) -> HttpResponse:
    """The departments it is shared with, and those that are searched for."""
    one = looked_at(request, requirement_id)
    access.may_see_behind(request.actor, one).or_refuse()
    searched = request.GET.get("q", "").strip()[:LONGEST]
    context = {
        "shared": using.shared_with(one),
        "searched": searched,
        "units": choosing.units_named(searched, today=timezone.localdate()) if searched else [],
        "may_edit": access.may_edit_requirement(request.actor, one),
    }
    return requirement_page(request, "requirement_sharing.html", one, context)


@require_POST
def share_requirement(request: Request, requirement_id: UUID) -> HttpResponse:
    """With the departments that were ticked."""
    access.may_edit_requirement(request.actor, looked_at(request, requirement_id)).or_refuse()
    units = [_uuid(text) for text in request.POST.getlist("units")]
    if not units:
        messages.warning(request, _("Tick at least one department."))
        return redirect("requirement_sharing", requirement_id)
    shared = actions.share_requirement(
        requirement_id,
        units=units,
        with_subunits=request.POST.get("with_subunits") == "1",
        actor=request.actor,
        now=timezone.now(),
        today=timezone.localdate(),
    )
    names = ", ".join(row.unit.name for row in shared)
    messages.success(request, _("The requirement is shared with %(names)s.") % {"names": names})
    return redirect("requirement_sharing", requirement_id)


@require_POST
def end_sharing(request: Request, requirement_id: UUID, sharing_id: UUID) -> HttpResponse:
    """«Avslutte deling» (KP-ADM-068)."""
    looked_at(request, requirement_id)
    actions.end_sharing(requirement_id, sharing_id, actor=request.actor, now=timezone.now())
    messages.success(request, _("The sharing has ended. Plans that use the requirement keep it."))
    return redirect("requirement_sharing", requirement_id)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise BadRequest("units") from None
