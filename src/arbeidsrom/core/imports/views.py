"""Imports: the last runs, a new file, and what one run would do and did."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from arbeidsrom.core.imports import access, actions, queries, shown
from arbeidsrom.core.imports.forms import ConfirmForm, UploadForm
from arbeidsrom.core.imports.member_register.register import MemberRegister
from arbeidsrom.core.imports.models import ImportRun
from arbeidsrom.web.components.formats import number
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request

PIECE = 1024 * 1024


@require_http_methods(["GET", "POST"])
def imports(request: Request) -> HttpResponse:
    """The last runs with their numbers, and a place for a new file."""
    actor = request.actor
    access.may_see_runs(actor).or_refuse()
    units = queries.units_to_import_for(MemberRegister.permission, actor=actor)
    form = UploadForm(request.POST or None, request.FILES or None, units=units)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        run = actions.receive_file(
            file.chunks(PIECE),
            register=MemberRegister.key,
            scope=form.cleaned_data["unit"],
            file_name=file.name,
            actor=actor,
            now=timezone.now(),
        )
        return redirect("import_run", run.public_id)
    runs = [shown.run_row(run) for run in queries.latest_runs(actor=actor)]
    return page(request, "imports/imports.html", {"form": form, "runs": runs})


@require_GET
def import_run(request: Request, run_id: UUID) -> HttpResponse:
    """What a file would change and did, line by line where it could not be used."""
    run = queries.get_run(run_id, actor=request.actor)
    return page(request, "imports/run.html", _context(request, run), part="run")


@require_POST
def apply_import(request: Request, run_id: UUID) -> HttpResponse:
    """Make the file the truth; a stopped run must be confirmed."""
    actor = request.actor
    run = queries.get_run(run_id, actor=actor)
    form = ConfirmForm(request.POST)
    if run.stops and not form.is_valid():
        return page(request, "imports/run.html", _context(request, run, form))
    run = actions.apply_import(
        run_id, confirmed=bool(run.stops), actor=actor, now=timezone.now(), today=timezone.localdate()
    )
    numbers = {"added": number(run.added), "removed": number(run.removed)}
    messages.success(request, _("The import is applied: %(added)s added, %(removed)s removed.") % numbers)
    return redirect("import_run", run_id)


@require_POST
def discard_import(request: Request, run_id: UUID) -> HttpResponse:
    """The file is not to be used."""
    actions.discard_import(run_id, actor=request.actor, now=timezone.now())
    messages.success(request, _("The file is discarded. Nothing was changed."))
    return redirect("imports")


@require_http_methods(["GET", "POST"])
def undo_import(request: Request, run_id: UUID) -> HttpResponse:
    """Put everything back as it was before, after having seen what that means."""
    actor = request.actor
    if request.method == "POST":
        actions.undo_import(run_id, actor=actor, now=timezone.now(), today=timezone.localdate())
        messages.success(request, _("The import is undone. The register is as it was before."))
        return redirect("import_run", run_id)
    run = queries.get_run(run_id, actor=actor)
    context = {
        "heading": _("Undo the import"),
        "consequences": shown.undo_consequences(run),
        "submit": _("Undo the import"),
        "cancel_url": reverse("import_run", args=[run_id]),
    }
    return page(request, "web/confirm.html", context)


def _context(request: Request, run: ImportRun, form: ConfirmForm | None = None) -> dict[str, Any]:
    return {
        "run": shown.run_row(run),
        "clubs": queries.differences(run),
        "refused_lines": shown.refused_lines(queries.refused_lines(run)),
        "more_refused": max(0, run.refused - queries.SHOWN_LINES),
        "stops": shown.stops(run),
        "may_change": access.may_import(request.actor, MemberRegister(), run.scope),
        "form": form or ConfirmForm(),
    }
