"""The documents of a case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from arbeidsrom.core.privacy.collectors import Record
from arbeidsrom.core.vault import actions as vault
from arbeidsrom.core.vault import queries as vault_queries
from arbeidsrom.core.vault.actions import StoredContent
from arbeidsrom.core.vault.preview import preview
from arbeidsrom.core.vault.responses import download
from arbeidsrom.lib.refusals import Refused
from arbeidsrom.modules.sharing.access import may_list_shipments
from arbeidsrom.modules.sharing.queries.consents import seen_without_consent
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.actions import documents as actions
from arbeidsrom.modules.workspace.actions.access_requests import write_out_case as write_out
from arbeidsrom.modules.workspace.actions.access_requests import written_out
from arbeidsrom.modules.workspace.forms.documents import (
    AddDocumentForm,
    NewVersionForm,
    RenameDocumentForm,
    WriteOutForm,
    kind_choices,
)
from arbeidsrom.modules.workspace.forms.states import ReasonForm
from arbeidsrom.modules.workspace.models import Case, Origin
from arbeidsrom.modules.workspace.queries import cases, documents, shipments
from arbeidsrom.modules.workspace.views.frame import case_page, looked_at, written_language
from arbeidsrom.web.requests import Request


@require_GET
def case_documents(request: Request, case_id: UUID) -> HttpResponse:
    """All documents of the case, where they have been sent, and what is new."""
    case = looked_at(request, case_id)
    rows, now = documents.documents_of(case, actor=request.actor), timezone.now()
    context = {
        "documents": [(row, shipments.with_status(row.sent, now=now)) for row in rows],
        "kinds": kind_choices(),
        "may_see_shipments": may_list_shipments(request.actor),
    }
    return case_page(request, "documents.html", case, context)


@require_GET
def case_shipments(request: Request, case_id: UUID) -> HttpResponse:
    """What has been shared from the case, and how far it has come."""
    case = looked_at(request, case_id)
    context = {
        "shipments": shipments.shipments_of(case, actor=request.actor, now=timezone.now()),
        "members": [party for party in cases.parties_of(case) if party.member],
        "lost_consent": seen_without_consent(case_id, actor=request.actor, now=timezone.now()),
    }
    return case_page(request, "shipments.html", case, context)


@require_http_methods(["GET", "POST"])
def write_out_case(request: Request, case_id: UUID, party_id: UUID) -> HttpResponse:
    """A member has asked for access: read through what is given, leave out what would harm others, and share it."""
    case = looked_at(request, case_id)
    member, section = written_out(case, party=party_id, actor=request.actor)
    form = WriteOutForm(request.POST if request.method == "POST" else None, records=section.records)
    if request.method == "POST" and form.is_valid():
        write_out(
            case_id,
            party=party_id,
            **form.cleaned_data,
            language=written_language(),
            actor=request.actor,
            now=timezone.now(),
            today=timezone.localdate(),
        )
        messages.success(request, _("What you give is now a document. Share it with the documents of the case."))
        left_out = vault_queries.versions_of(form.documents_left_out())
        without = [("without", version.public_id) for version in left_out]
        query = urlencode([("category", "member"), ("member", party_id), ("everything", "1"), *without])
        return redirect(f"{reverse('share', args=[case_id])}?{query}")
    context = {"form": form, "rows": rows_to_choose_from(section.records, form), "name": member.name}
    return case_page(request, "write_out.html", case, context)


def rows_to_choose_from(records: Sequence[Record], form: WriteOutForm) -> list[dict[str, Any]]:
    """What would be given, each with a box to leave it out; what goes out with something above has none of its own."""
    left_out, offered = form["left_out"].value() or (), set[str]()
    rows = []
    for record in records:
        rows.append(
            {
                "record": record,
                "is_left_out": record.key in left_out,
                "key": "" if record.key in offered else record.key,
            }
        )
        offered.add(record.key)
    return rows


@require_http_methods(["GET", "POST"])
def add_document(request: Request, case_id: UUID) -> HttpResponse:
    """Add one file by a plain form; many at once go by the drop area of the documents' page."""
    case = looked_at(request, case_id)
    access.may_work_on(request.actor, case).or_refuse()
    form = AddDocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given, content = form.cleaned_data, _received(form, case)
        if content:
            actions.add_document(
                case_id,
                content,
                title=given["title"],
                dated=given["dated"],
                kind=given["kind"],
                actor=request.actor,
                now=timezone.now(),
            )
            messages.success(request, _("The document is added."))
            return redirect("case_documents", case_id)
    context = {"form": form, "heading": _("Add a document"), "submit": _("Add"), "multipart": True}
    return case_page(request, "case_form.html", case, context)


def _received(form: AddDocumentForm | NewVersionForm, case: Case) -> StoredContent | None:
    """The file sealed into the store, or nothing when the vault refuses it; then the field says why."""
    file = form.cleaned_data["file"]
    try:
        return vault.receive(file.chunks(), holder=case.holder, file_name=file.name, length=file.size)
    except Refused as refusal:
        form.add_error("file", str(refusal))
        return None


@require_GET
def document(request: Request, case_id: UUID, document_id: UUID) -> HttpResponse:
    """One document: its files, where it was sent, and what it looks like."""
    now = timezone.now()
    row = actions.look_at_document(case_id, document_id, actor=request.actor, now=now)
    shown = documents.document_row(row.case, document_id, actor=request.actor)
    latest = shown.latest
    looked = None
    version = vault_queries.get_version(latest.public_id)
    if access.may_look_into(request.actor, version):
        page_number = request.GET.get("page", "1")
        looked = preview(
            vault_queries.open_stream(version),
            latest.file_name,
            latest.content_type,
            first_page=int(page_number) if page_number.isdigit() else 1,
        )
    context = {
        "document": shown,
        "sent": shipments.with_status(shown.sent, now=now),
        "may_see_shipments": may_list_shipments(request.actor),
        "preview": looked,
        "is_received": shown.origin == Origin.RECEIVED,
        "may_change": access.may_change_document(request.actor, row),
    }
    return case_page(request, "document.html", row.case, context)


@require_http_methods(["GET", "POST"])
def add_version(request: Request, case_id: UUID, document_id: UUID) -> HttpResponse:
    """A new file for the same document."""
    looked_at(request, case_id)
    row = documents.get_document(case_id, document_id, actor=request.actor)
    access.may_change_document(request.actor, row).or_refuse()
    form = NewVersionForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        content = _received(form, row.case)
        if content:
            actions.add_version(case_id, document_id, content, actor=request.actor, now=timezone.now())
            messages.success(request, _("The new version is added; the earlier ones are kept."))
            return redirect("document", case_id, document_id)
    context = {"form": form, "heading": _("New version"), "submit": _("Add"), "multipart": True}
    return case_page(request, "case_form.html", row.case, context)


@require_http_methods(["GET", "POST"])
def rename_document(request: Request, case_id: UUID, document_id: UUID) -> HttpResponse:
    """Another title or date."""
    looked_at(request, case_id)
    row = documents.get_document(case_id, document_id, actor=request.actor)
    access.may_change_document(request.actor, row).or_refuse()
    initial = {
        "title": row.document.title,
        "dated": row.document.dated,
        "lock_version": row.document.lock_version,
    }
    form = RenameDocumentForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.rename_document(case_id, document_id, **form.cleaned_data, actor=request.actor, now=timezone.now())
        return redirect("document", case_id, document_id)
    context = {"form": form, "heading": _("Change the title or date"), "submit": _("Save")}
    return case_page(request, "case_form.html", row.case, context)


@require_http_methods(["GET", "POST"])
def remove_document(request: Request, case_id: UUID, document_id: UUID) -> HttpResponse:
    """Remove a document that was added by mistake."""
    looked_at(request, case_id)
    row = documents.get_document(case_id, document_id, actor=request.actor)
    access.may_change_document(request.actor, row).or_refuse()
    documents.may_remove(row).or_refuse()
    if request.method == "POST":
        actions.remove_document(case_id, document_id, actor=request.actor, now=timezone.now())
        messages.success(request, _("The document is removed."))
        return redirect("case_documents", case_id)
    shown = documents.document_row(row.case, document_id, actor=request.actor)
    context = {
        "heading": _("Remove %(title)s") % {"title": shown.title},
        "consequences": [
            ngettext(
                "%(count)s file is deleted for good.", "%(count)s files are deleted for good.", len(shown.versions)
            )
            % {"count": len(shown.versions)},
            _("That the document was there stays in the timeline."),
        ],
        "submit": _("Remove"),
        "color": "danger",
    }
    return case_page(request, "case_form.html", row.case, context)


@require_http_methods(["GET", "POST"])
def release_document(request: Request, case_id: UUID, version_id: UUID) -> HttpResponse:
    """Answer by name for a file that is too large to be scanned."""
    looked_at(request, case_id)
    row, version = documents.get_version(case_id, version_id, actor=request.actor)
    access.may_work_on(request.actor, row.case).or_refuse()
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.release_document(
            case_id, version_id, reason=form.cleaned_data["reason"], actor=request.actor, now=timezone.now()
        )
        return redirect("document", case_id, row.document.public_id)
    context = {
        "form": form,
        "heading": _("Release %(name)s without a scan") % {"name": version.file_name},
        "consequences": [
            _("The file is too large to be scanned for malware. Your name and reason are kept with it."),
            _("It can then be downloaded by your colleagues and shared with receivers."),
        ],
        "submit": _("Release"),
    }
    return case_page(request, "case_form.html", row.case, context)


@require_GET
def download_document(request: Request, case_id: UUID, version_id: UUID) -> HttpResponseBase:
    """The file in its original format."""
    version = actions.download_document(case_id, version_id, actor=request.actor, now=timezone.now())
    return download(request, version)
