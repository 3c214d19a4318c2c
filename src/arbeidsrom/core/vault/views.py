"""Receiving files: resumable uploads by the tus protocol 1.0, and the plain form for those without script."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect, UnreadablePostError
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date, url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from arbeidsrom.core.vault import actions, destinations, forms, parts, queries
from arbeidsrom.core.vault.actions.uploads import StillWorking
from arbeidsrom.core.vault.models import Upload
from arbeidsrom.core.vault.sealing import TooLarge, most
from arbeidsrom.core.vault.storage import StorageDown, StorageFull
from arbeidsrom.lib.refusals import Refused
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,termination,checksum,expiration"
PART_TYPE = "application/offset+octet-stream"
PIECE = 1024 * 1024
STATUS = {TooLarge: 413, StorageFull: 507, StorageDown: 503, StillWorking: 423}
FORM_OWN = frozenset({"about", "next", "csrfmiddlewaretoken"})
View = Callable[..., HttpResponse]


def tus(view: View) -> View:
    """Speak tus: its version on every answer, and refusals as a status with one sentence that the script can show."""

    @wraps(view)
    def answer(request: Request, *args: object, **named: object) -> HttpResponse:
        if request.method != "OPTIONS" and request.headers.get("Tus-Resumable") != VERSION:
            response = HttpResponse(status=412, headers={"Tus-Version": VERSION})
        else:
            try:
                response = view(request, *args, **named)
            except (forms.BadUpload, destinations.UnknownDestination) as error:
                response = HttpResponse(str(error), status=400, content_type="text/plain")
            except ObjectDoesNotExist:
                response = HttpResponse(status=404)
            except PermissionDenied as refusal:
                response = HttpResponse(str(refusal), status=403, content_type="text/plain; charset=utf-8")
            except Refused as refusal:
                status = STATUS.get(type(refusal), 409)
                response = HttpResponse(str(refusal), status=status, content_type="text/plain; charset=utf-8")
        response["Tus-Resumable"] = VERSION
        response["Cache-Control"] = "no-store"
        return response

    return answer


def not_allowed(*methods: str) -> HttpResponse:
    return HttpResponse(status=405, headers={"Allow": ", ".join(methods)})


@tus
@transaction.non_atomic_requests
def uploads(request: Request) -> HttpResponse:
    """Announce a file."""
    if request.method == "OPTIONS":
        headers = {"Tus-Version": VERSION, "Tus-Extension": EXTENSIONS, "Tus-Max-Size": str(most())}
        return HttpResponse(status=204, headers={**headers, "Tus-Checksum-Algorithm": "sha256,sha1"})
    if request.method != "POST":
        return not_allowed("POST", "OPTIONS")
    told = forms.announcement(request.headers)
    begun = actions.begin_upload(
        told.destination,
        about=told.about,
        file_name=told.file_name,
        size=told.size,
        fields=told.fields,
        actor=request.actor,
        now=timezone.now(),
    )
    response = _receive(request, begun.public_id, 0) if _has_part(request) or not told.size else _state(begun)
    response.status_code = 201 if response.status_code == 204 else response.status_code
    response["Location"] = request.build_absolute_uri(reverse("upload", args=[begun.public_id]))
    return response


@tus
@transaction.non_atomic_requests
def upload(request: Request, upload_id: UUID) -> HttpResponse:
    """Ask how much has arrived, send more, or give it up."""
    now = timezone.now()
    if request.method == "HEAD":
        found = queries.get_upload(upload_id, actor=request.actor, now=now)
        response = _state(found, status=200)
        response["Upload-Length"] = str(found.size)
        return response
    if request.method == "PATCH":
        if request.content_type != PART_TYPE:
            return HttpResponse(status=415)
        offset = request.headers.get("Upload-Offset", "")
        if not (offset.isascii() and offset.isdigit()):
            raise forms.BadUpload("Upload-Offset must be a number of bytes")
        return _receive(request, upload_id, int(offset))
    if request.method == "DELETE":
        actions.cancel_upload(upload_id, actor=request.actor, now=now)
        return HttpResponse(status=204)
    return (
        not_allowed("HEAD", "PATCH", "DELETE", "OPTIONS") if request.method != "OPTIONS" else HttpResponse(status=204)
    )


def _has_part(request: Request) -> bool:
    return request.content_type == PART_TYPE and request.headers.get("Content-Length", "0") != "0"


def _state(upload: Upload, *, status: int = 204) -> HttpResponse:
    received = upload.size if upload.finished_at else upload.received + parts.saved_by_writer(upload)
    response = HttpResponse(status=status)
    response["Upload-Offset"] = str(received)
    response["Upload-Expires"] = http_date(upload.expires_at.timestamp())
    if upload.finished_at:
        response["Upload-Result"] = str(upload.result)
    return response


def _receive(request: Request, upload_id: UUID, offset: int) -> HttpResponse:
    """Take a part; when all has arrived, store the file. An empty part at the end asks to try the storing again."""
    actor = request.actor
    current = queries.get_upload(upload_id, actor=actor, now=timezone.now())
    if current.finished_at:
        return _state(current)
    if not (offset == current.size == current.received):
        expected = forms.checksum(request.headers.get("Upload-Checksum", ""))
        current, writing = actions.begin_part(upload_id, offset=offset, actor=actor, now=timezone.now())
        try:
            fits = _take(request, writing, current.size - offset, expected)
        except BaseException:
            writing.close()
            raise
        if not fits:
            writing.discard()
            return HttpResponse(status=460)
        current = actions.end_part(current, writing)
    if current.received == current.size:
        current = actions.finish_upload(upload_id, actor=actor, now=timezone.now())
    return _state(current)


def _take(request: Request, writing: parts.PartWriting, room: int, expected: tuple[str, bytes] | None) -> bool:
    """Read the body into the part until it ends or the sender is gone; tells whether the checksum fits."""
    digest = hashlib.new(expected[0] if expected else "sha256", usedforsecurity=False)
    try:
        while piece := request.read(PIECE):
            if len(piece) > room:
                raise forms.BadUpload("More came than was announced")
            room -= len(piece)
            if expected:
                digest.update(piece)
            writing.write(piece)
    except UnreadablePostError:
        return expected is None
    return expected is None or digest.digest() == expected[1]


@require_POST
@transaction.non_atomic_requests
def upload_form(request: Request, destination: str) -> HttpResponse:
    """The same by a plain form: several files at once, each by itself, then back to the page."""
    try:
        target = destinations.get(destination)
        about = UUID(request.POST["about"]) if request.POST.get("about") else None
    except (destinations.UnknownDestination, ValueError) as error:
        raise Http404 from error
    fields = {key: str(value) for key, value in request.POST.items() if key not in FORM_OWN}
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    stored, refused = _store_files(request, target, about, fields)
    if refused:
        context = {"stored": stored, "refused": refused, "back": back if is_ours else "/"}
        return page(request, "vault/some_refused.html", context, status=409)
    if stored:
        told = ngettext("%(count)s file has been stored.", "%(count)s files have been stored.", len(stored))
        messages.success(request, told % {"count": len(stored)})
    else:
        messages.warning(request, _("No file was chosen."))
    return HttpResponseRedirect(back if is_ours else "/")


def _store_files(
    request: Request, target: destinations.Destination, about: UUID | None, fields: dict[str, str]
) -> tuple[list[str], list[tuple[str, str]]]:
    """The names of the files that were stored, and of those that were not, with why."""
    stored: list[str] = []
    refused: list[tuple[str, str]] = []
    for file in request.FILES.getlist("files"):
        name = file.name or ""
        incoming = destinations.Incoming(about, name, fields)
        try:
            actions.store_incoming(
                target, incoming, file.chunks(), length=file.size, actor=request.actor, now=timezone.now()
            )
            stored.append(name)
        except Refused as refusal:
            refused.append((name, str(refusal)))
    return stored, refused
