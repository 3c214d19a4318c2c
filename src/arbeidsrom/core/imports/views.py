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
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from arbeidsrom.core.imports import access, actions, announcing, queries, registry, shown
from arbeidsrom.core.imports.forms import AnnounceForm, ConfirmForm, UploadForm
from arbeidsrom.core.imports.hr_register.register import HrRegister
from arbeidsrom.core.imports.models import ChangeKind, ImportRun
from arbeidsrom.core.imports.rules import comes_late
from arbeidsrom.web.components.formats import number
from arbeidsrom.web.components.pager import pages_asked_for
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request

PIECE = 1024 * 1024
CHANGES = 100
"""So many changes on a page."""


@require_http_methods(["GET", "POST"])
def imports(request: Request) -> HttpResponse:
    """The last runs with their numbers, and a place for a new file."""
    actor = request.actor
    access.may_see_runs(actor).or_refuse()
    registers = queries.registers_of(actor)
    units = queries.units_to_import_for([register.permission for register in registers], actor=actor)
    form = UploadForm(request.POST or None, request.FILES or None, registers=registers, units=units)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        run = actions.receive_file(
            file.chunks(PIECE),
            register=form.cleaned_data["register"],
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


@require_GET
def import_changes(request: Request, run_id: UUID) -> HttpResponse:
    """What a delivery of the HR system does to each position, kind by kind."""
    run = queries.get_run(run_id, actor=request.actor)
    kind = request.GET.get("kind", "")
    rows = queries.position_changes(run, kind if kind in ChangeKind.values else "")
    pages = pages_asked_for(request.GET, rows.count(), CHANGES)
    context = {
        "run": shown.run_row(run),
        "rows": queries.change_rows(rows, pages.window(CHANGES)),
        "pages": pages,
        "kinds": queries.kinds_of_change(run),
        "kind": kind,
    }
    return page(request, "imports/changes.html", context)


@require_GET
def import_refused_lines(request: Request, run_id: UUID) -> HttpResponse:
    """Every line that was not used and whose reason was kept, page by page."""
    run = queries.get_run(run_id, actor=request.actor)
    pages = pages_asked_for(request.GET, run.refused_lines.count(), queries.SHOWN_LINES)
    context = {
        "run": shown.run_row(run),
        "refused_lines": shown.refused_lines(queries.refused_window(run, pages.window(queries.SHOWN_LINES))),
        "pages": pages,
        "has_positions": run.register == HrRegister.key,
    }
    return page(request, "imports/refused_lines.html", context)


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
        "consequences": registry.get(run.register).words.undone(run),
        "submit": _("Undo the import"),
        "cancel_url": reverse("import_run", args=[run_id]),
    }
    return page(request, "web/confirm.html", context)


@require_http_methods(["GET", "POST"])
def announced_changes(request: Request) -> HttpResponse:
    """Changes announced in advance («forhåndsinnmelding»), and a place for more."""
    actor = request.actor
    access.may_announce(actor).or_refuse()
    form = AnnounceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            announced = announcing.announce_changes(
                form.cleaned_data["lines"], actor=actor, now=timezone.now(), today=timezone.localdate()
            )
        except announcing.LinesRefused as refused:
            for line in refused.lines:
                form.add_error("lines", line)
        else:
            messages.success(request, _("%(count)s changes are announced.") % {"count": number(len(announced))})
            late = sum(comes_late(one.on, today=timezone.localdate()) for one in announced)
            if late:
                said = ngettext(
                    "%(count)s of them is less than a week away. Announce changes one or two weeks before.",
                    "%(count)s of them are less than a week away. Announce changes one or two weeks before.",
                    late,
                )
                messages.warning(request, said % {"count": number(late)})
            return redirect("announced_changes")
    return page(request, "imports/announced.html", {"form": form, "rows": queries.announced(actor=actor)})


@require_POST
def withdraw_announced_change(request: Request, change_id: UUID) -> HttpResponse:
    """The change will not come after all."""
    announcing.withdraw_announced_change(change_id, actor=request.actor, now=timezone.now())
    messages.success(request, _("The announcement is withdrawn."))
    return redirect("announced_changes")


def _context(request: Request, run: ImportRun, form: ConfirmForm | None = None) -> dict[str, Any]:
    register = registry.get(run.register)
    return {
        "run": shown.run_row(run),
        "clubs": queries.differences(run),
        "refused_lines": shown.refused_lines(queries.refused_lines(run)),
        "more_refused": max(0, run.refused - queries.SHOWN_LINES),
        "stops": shown.stops(run),
        "foreseen": shown.foreseen(run),
        "words": register.words,
        "has_positions": run.register == HrRegister.key,
        "may_change": access.may_import(request.actor, register, run.scope),
        "form": form or ConfirmForm(),
    }
