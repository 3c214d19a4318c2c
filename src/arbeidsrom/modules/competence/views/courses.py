"""«Gå til kurs»: from a requirement in one's own plan to its course in the learning portal (KP-COURSE-001)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from arbeidsrom.modules.competence import learning_portal
from arbeidsrom.modules.competence.access import own
from arbeidsrom.modules.competence.queries.own_requirement import requirement_of
from arbeidsrom.modules.competence.views.own_plans import mine
from arbeidsrom.web.requests import Request


@require_GET
def go_to_course(request: Request, assignment_id: UUID, item_id: UUID) -> HttpResponse:
    """To one of its courses, if the portal can be reached; nothing is registered by it (KP-EIMP-044, KP-LMS-037)."""
    own.may_have_plans(request.actor).or_refuse()
    view = requirement_of(mine(request, assignment_id), item_id, today=timezone.localdate())
    course = request.GET.get("course", "")
    if course not in {one.key for one in view.settings.courses} or not learning_portal.is_connected():
        raise Http404
    if not learning_portal.is_reached(course):
        told = _("The learning portal cannot be reached now. Try again in a while. The requirement stands as it was.")
        messages.error(request, told)
        return redirect("own_requirement", assignment_id, item_id)
    return HttpResponseRedirect(learning_portal.address_of(course))
