"""Signatures on minutes and protocols, and their approval."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from arbeidsrom.lib.refusals import ChangedMeanwhile
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.actions import minutes as actions
from arbeidsrom.modules.workspace.forms.minutes import ApproveForm, SignatureForm, SignerForm
from arbeidsrom.modules.workspace.forms.states import ReasonForm
from arbeidsrom.modules.workspace.models import SignatureState
from arbeidsrom.modules.workspace.queries import documents
from arbeidsrom.modules.workspace.queries.documents import DocumentRow
from arbeidsrom.modules.workspace.views.frame import case_page, looked_at
from arbeidsrom.web.requests import Request


@require_http_methods(["GET", "POST"])
def add_signer(request: Request, case_id: UUID, document_id: UUID) -> HttpResponse:
    """Somebody who is to sign."""
    looked_at(request, case_id)
    row = documents.get_document(case_id, document_id, actor=request.actor)
    access.may_change_document(request.actor, row).or_refuse()
    form = SignerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.add_signer(case_id, document_id, **form.cleaned_data, actor=request.actor, now=timezone.now())
        return redirect("document", case_id, document_id)
    context = {"form": form, "heading": _("Who is to sign?"), "submit": _("Add")}
    return case_page(request, "case_form.html", row.case, context)


@require_http_methods(["GET", "POST"])
def record_signature(request: Request, case_id: UUID, document_id: UUID, signer_id: UUID) -> HttpResponse:
    """What somebody has answered."""
    looked_at(request, case_id)
    row = documents.get_document(case_id, document_id, actor=request.actor)
    access.may_work_on(request.actor, row.case).or_refuse()
    signer, today = documents.get_signer(row, signer_id), timezone.localdate()
    initial = {"state": SignatureState.SIGNED, "answered_on": signer.answered_on or today, "remark": signer.remark}
    form = SignatureForm(request.POST or None, initial=initial, today=today)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        actions.record_signature(
            case_id,
            document_id,
            signer=signer_id,
            state=SignatureState(given["state"]),
            answered_on=given["answered_on"],
            remark=given["remark"],
            actor=request.actor,
            now=timezone.now(),
        )
        return redirect("document", case_id, document_id)
    context = {"form": form, "heading": _("Signature of %(name)s") % {"name": signer.name}, "submit": _("Save")}
    return case_page(request, "case_form.html", row.case, context)


@require_POST
def remove_signer(request: Request, case_id: UUID, document_id: UUID, signer_id: UUID) -> HttpResponse:
    """Somebody is not to sign after all."""
    actions.remove_signer(case_id, document_id, signer=signer_id, actor=request.actor, now=timezone.now())
    return redirect("document", case_id, document_id)


@require_http_methods(["GET", "POST"])
def approve_document(request: Request, case_id: UUID, document_id: UUID) -> HttpResponse:
    """Approve minutes or a protocol, and lock them; what came after the version that was read is read first."""
    looked_at(request, case_id)
    row = documents.get_document(case_id, document_id, actor=request.actor)
    access.may_change_document(request.actor, row).or_refuse()
    shown = documents.document_row(row.case, document_id, actor=request.actor)
    given = request.POST if request.method == "POST" else None
    form = ApproveForm(given, initial={"version": shown.latest.number})
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            actions.approve_document(case_id, document_id, version=version, actor=request.actor, now=timezone.now())
        except ChangedMeanwhile as refusal:
            form.add_error(None, str(refusal))
            form.data = request.POST.dict() | {"version": str(shown.latest.number)}
        else:
            messages.success(request, _("The document is approved and locked."))
            return redirect("document", case_id, document_id)
    context = {
        "form": form,
        "heading": _("Approve %(title)s") % {"title": shown.title},
        "submit": _("Approve and lock"),
        "consequences": _of_approval(shown),
        "document_url": reverse("document", args=[case_id, document_id]),
    }
    return case_page(request, "case_form.html", row.case, context)


def _of_approval(shown: DocumentRow) -> list[str]:
    """What follows when the newest version is approved."""
    consequences = [
        _("%(file)s, version %(number)s, is the approved text.")
        % {"file": shown.latest.file_name, "number": shown.latest.number},
        _("File, title and date cannot be changed. Signatures can still be recorded."),
        _("Whoever must change it all the same opens it again with a reason, which stands in the timeline."),
    ]
    if shown.missing_signatures:
        missing = ", ".join(signer.name for signer in shown.missing_signatures)
        consequences.append(_("Not signed yet: %(names)s.") % {"names": missing})
    return consequences


@require_http_methods(["GET", "POST"])
def reopen_document(request: Request, case_id: UUID, document_id: UUID) -> HttpResponse:
    """Open an approved document for changes again."""
    looked_at(request, case_id)
    row = documents.get_document(case_id, document_id, actor=request.actor)
    access.may_reopen_document(request.actor, row).or_refuse()
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        actions.reopen_document(case_id, document_id, reason=reason, actor=request.actor, now=timezone.now())
        return redirect("document", case_id, document_id)
    heading = _("Open %(title)s for changes") % {"title": row.document.title}
    context = {"form": form, "heading": heading, "submit": _("Open again")}
    return case_page(request, "case_form.html", row.case, context)
