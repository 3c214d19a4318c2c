"""The files of a requirement (KP-ADM-023, 260)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arbeidsrom.core.vault.responses import download
from arbeidsrom.lib.refusals import Refused
from arbeidsrom.modules.competence.actions.incoming import Incoming
from arbeidsrom.modules.competence.actions.requirements import files as actions
from arbeidsrom.modules.competence.forms.requirements import FileForm
from arbeidsrom.modules.competence.views.requirements import looked_at, requirement_page
from arbeidsrom.web.requests import Request


@require_http_methods(["GET", "POST"])
def add_requirement_file(request: Request, requirement_id: UUID) -> HttpResponse:
    """A file for the draft; what is refused leaves the requirement as it was, and says why."""
    one = looked_at(request, requirement_id)
    actions.may_have_files(one, actor=request.actor)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        incoming = Incoming(file.name, file.chunks(), file.size)
        try:
            actions.add_file(requirement_id, incoming, actor=request.actor, now=timezone.now())
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, _("The file is added to the draft. Others see it when you publish."))
            return redirect("edit_requirement", requirement_id)
    return requirement_page(request, "add_requirement_file.html", one, {"form": form})


@require_POST
def remove_requirement_file(request: Request, requirement_id: UUID, file_id: UUID) -> HttpResponse:
    """Out of the draft."""
    looked_at(request, requirement_id)
    actions.remove_file(requirement_id, file_id, actor=request.actor, now=timezone.now())
    messages.success(request, _("The file is taken out of the draft."))
    return redirect("edit_requirement", requirement_id)


@require_safe
def requirement_file(request: Request, requirement_id: UUID, file_id: UUID) -> HttpResponseBase:
    """The file in its original format, also for those who have the requirement to do."""
    version = actions.read_file(requirement_id, file_id, actor=request.actor, now=timezone.now())
    return download(request, version)
