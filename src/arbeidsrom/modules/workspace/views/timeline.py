"""The timeline's pages."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.actions.timeline import write_in_timeline as write
from arbeidsrom.modules.workspace.forms.timeline import TimelineForm
from arbeidsrom.modules.workspace.models import EventKind
from arbeidsrom.modules.workspace.queries import timeline
from arbeidsrom.modules.workspace.views.frame import case_page, looked_at
from arbeidsrom.web import unfinished
from arbeidsrom.web.requests import Request


@require_GET
def case_timeline(request: Request, case_id: UUID) -> HttpResponse:
    """Everything that has happened, newest or oldest first, filtered by kind."""
    case = looked_at(request, case_id)
    chosen = [kind for kind in request.GET.getlist("kind") if kind in EventKind.values]
    oldest_first = request.GET.get("order") == "oldest"
    context = {
        "events": timeline.timeline_of(case, kinds=chosen, oldest_first=oldest_first),
        "kinds": [(kind.value, kind.label, kind.value in chosen) for kind in EventKind],
        "oldest_first": oldest_first,
        "is_filtered": bool(chosen or oldest_first),
    }
    return case_page(request, "timeline.html", case, context, part="events")


@require_http_methods(["GET", "POST"])
def write_in_timeline(request: Request, case_id: UUID) -> HttpResponse:
    """Write a note, or about a meeting or a phone call."""
    case = looked_at(request, case_id)
    access.may_work_on(request.actor, case).or_refuse()
    now = timezone.now()
    kind = request.GET.get("kind", "note")
    begun = unfinished.begun(request.actor, "workspace.timeline", case_id)
    proposed = {"kind": kind, "happened_at": timezone.localtime(now)}
    form = TimelineForm(request.POST or None, now=now, initial={**proposed, **begun.initial})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        write(
            case_id,
            kind=EventKind(given["kind"]),
            heading=given["heading"],
            text=given["text"],
            happened_at=given["happened_at"],
            actor=request.actor,
            now=now,
        )
        return redirect("case_timeline", case_id)
    context = {"form": form, "heading": _("Write in the timeline"), "submit": _("Save"), "begun": begun}
    return case_page(request, "case_form.html", case, context)
