"""Deleting cases that have been kept as long as they must."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from arbeidsrom.lib.refusals import Refused
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.actions import retention as actions
from arbeidsrom.modules.workspace.forms.settings import KeepLongerForm
from arbeidsrom.modules.workspace.queries import retention as queries
from arbeidsrom.web.components.pager import page_number, pages_asked_for
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request

DELETIONS = 25
"""So many on a page."""


@require_GET
def retention(request: Request) -> HttpResponse:
    """The cases that wait for the union's answer, and those that wait for a second person."""
    if not (request.actor.holds(access.CONFIRM_DELETION) or request.actor.holds(access.MANAGE_CLUB)):
        raise PermissionDenied(_("Only the local union and the club leader delete old cases."))
    pages = pages_asked_for(request.GET, queries.count_deletions(request.actor), DELETIONS)
    rows = queries.deletions_of(request.actor, pages.window(DELETIONS))
    return page(request, "workspace/retention.html", {"rows": rows, "pages": pages, "here": f"?page={pages.current}"})


def _list(request: Request) -> str:
    """The page of the list that the case is answered from."""
    number = page_number(request.POST if "page" in request.POST else request.GET)
    return reverse("retention") + (f"?page={number}" if number > 1 else "")


@require_POST
def propose_deletion(request: Request, deletion_id: UUID) -> HttpResponse:
    """The union says that the case can go."""
    row = actions.propose_deletion(deletion_id, actor=request.actor, now=timezone.now())
    told = _("Case %(number)s now waits for a second person to delete it.") % {"number": row.number}
    messages.success(request, told)
    return redirect(_list(request))


@require_POST
def return_deletion(request: Request, deletion_id: UUID) -> HttpResponse:
    """The second person sends it back."""
    actions.return_deletion(deletion_id, actor=request.actor, now=timezone.now())
    return redirect(_list(request))


@require_http_methods(["GET", "POST"])
def keep_longer(request: Request, deletion_id: UUID) -> HttpResponse:
    """The case is still needed."""
    row = queries.get_deletion(deletion_id, actor=request.actor)
    access.may_propose_deletion(request.actor, row).or_refuse()
    form = KeepLongerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.keep_longer(
                deletion_id,
                **form.cleaned_data,
                actor=request.actor,
                now=timezone.now(),
                today=timezone.localdate(),
            )
        except Refused as refusal:
            form.add_error("until", str(refusal))
        else:
            return redirect(_list(request))
    heading = _("Keep case %(number)s longer") % {"number": row.number}
    up = (_list(request), _("Old cases"))
    context = {"form": form, "heading": heading, "lead": row.club.name, "up": up}
    return page(request, "workspace/settings_form.html", context)


@require_http_methods(["GET", "POST"])
def delete_case(request: Request, deletion_id: UUID) -> HttpResponse:
    """The second person deletes the case for good."""
    row = queries.get_deletion(deletion_id, actor=request.actor)
    access.may_delete(request.actor, row).or_refuse()
    if request.method == "POST":
        actions.delete_case(deletion_id, actor=request.actor, now=timezone.now(), today=timezone.localdate())
        messages.success(request, _("Case %(number)s is deleted for good.") % {"number": row.number})
        return redirect(_list(request))
    context = {
        "heading": _("Delete case %(number)s for good") % {"number": row.number},
        "consequences": [
            _("All documents, notes and names of the case are deleted, and its keys are destroyed."),
            _("Nobody can read it again. An older backup still holds its keys until it is deleted."),
            _("One anonymous row is left for the statistics, and an entry in the log."),
        ],
        "submit": _("Delete for good"),
        "cancel_url": _list(request),
    }
    return page(request, "web/confirm.html", context)
