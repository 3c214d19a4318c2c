"""Deliveries of the HR system over the API: the same files as by hand, taken in once (PL-ORG-004, PL-OPS-004)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Annotated, Any, NamedTuple
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router

from arbeidsrom.core.api_clients.idempotency import Content, once
from arbeidsrom.core.imports import access, actions, queries
from arbeidsrom.core.imports.hr_register.delivery import MOST, PIECE
from arbeidsrom.core.imports.hr_register.register import HrRegister
from arbeidsrom.core.imports.models import RefusedLine, Source
from arbeidsrom.core.imports.shapes import LineShape, Runs, RunShape
from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.web.api.paging import Page, Paged, part_of
from arbeidsrom.web.api.problems import BAD_REQUEST, INVALID, TOO_LARGE, UNSUPPORTED, Fault, refuse
from arbeidsrom.web.api.requests import ApiRequest

router = Router()

RAW = {"text/csv": "stillinger.csv", "application/zip": "levering.zip"}
FORM = "multipart/form-data"
BODY = {
    "required": True,
    "content": {
        "text/csv": {"schema": {"type": "string", "description": "`stillinger.csv` alone, in UTF-8."}},
        "application/zip": {"schema": {"type": "string", "format": "binary", "description": "The three files."}},
        FORM: {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {"file": {"type": "string", "format": "binary", "description": "Either of them."}},
            }
        },
    },
}
LOCATION = {"Location": {"description": "Where the run is asked about.", "schema": {"type": "string"}}}

Code = Annotated[
    str,
    Query(
        max_length=40,
        pattern=r"^[^\x00]*$",
        description="Code of the part of the organisation that it tells everything about; may be left out by a client "
        "that delivers for one only.",
    ),
]
Apply = Annotated[
    bool, Query(description="Apply it when it has been read, unless something stops it. `false`: only find out.")
]


class Sent(NamedTuple):
    """A delivery on its way in."""

    name: str
    pieces: Iterator[bytes]


@router.post(
    "",
    response={202: RunShape},
    url_name="api_hr_runs",
    summary="Deliver the HR system's files",
    openapi_extra={"requestBody": BODY, "responses": {202: {"headers": LOCATION}}},
)
def deliver(request: ApiRequest, unit: Code = "", apply: Apply = True) -> HttpResponse:
    """Take in a delivery, the same files as docs/how-to/import-employees.md describes; a worker reads it.

    Ask about the run in the answer until it is no longer `received` or `reading`."""
    scope = _scope_of(request, unit)
    sent = _sent(request)
    content = Content(sent.pieces, request.path, str(scope.public_id), str(apply), sent.name)
    return once(request, content, partial(_receive, request, scope, sent.name, content, apply), now=timezone.now())


def _receive(request: ApiRequest, scope: Unit, name: str, content: Content, apply: bool) -> HttpResponse:
    run = actions.receive_file(
        content,
        register=HrRegister.key,
        scope=scope,
        file_name=name,
        actor=request.actor,
        now=timezone.now(),
        source=Source.API,
        applies_itself=apply,
    )
    answer = HttpResponse(RunShape.of(run).model_dump_json(), status=202, content_type="application/json")
    answer.headers["Location"] = request.build_absolute_uri(reverse("api_hr_run", args=[run.public_id]))
    return answer


def _scope_of(request: ApiRequest, code: str) -> Unit:
    """The part of the organisation; one that the client does not deliver for is as one that is not there."""
    access.may_see_runs(request.actor).or_refuse()
    units = access.deliverable_units(request.actor)
    if code:
        found = units.filter(code=code).first()
        told = _("The client delivers for no unit with this code.")
    else:
        uppermost = queries.units_to_import_for([HrRegister.permission], actor=request.actor)
        found = uppermost[0] if len(uppermost) == 1 else None
        told = _("Say with its code which part of the organisation this is for.")
    if found is None:
        raise refuse(INVALID, faults=[Fault(told, parameter="unit")])
    return found


def _sent(request: ApiRequest) -> Sent:
    """What the request carries, piece by piece; nothing of it is held whole in memory or lies readable on disk."""
    _refuse_size(request)
    if request.content_type in RAW:
        return Sent(RAW[request.content_type], _pieces_of_body(request))
    if request.content_type != FORM:
        raise refuse(UNSUPPORTED, _("Send text/csv, application/zip or multipart/form-data."))
    file = request.FILES.get("file")
    if file is None:
        raise refuse(INVALID, faults=[Fault(_("The file is missing."), pointer="#/file")])
    return Sent(file.name or "", iter(file.chunks(PIECE)))


def _refuse_size(request: ApiRequest) -> None:
    length = request.headers.get("Content-Length", "")
    if not length.isdigit():
        raise refuse(BAD_REQUEST, _("Say with Content-Length how much is sent."))
    if int(length) > MOST:
        raise refuse(TOO_LARGE)


def _pieces_of_body(request: ApiRequest) -> Iterator[bytes]:
    while piece := request.read(PIECE):
        yield piece


@router.get("", response=Runs, url_name="api_hr_runs", summary="The last deliveries")
def list_runs(request: ApiRequest) -> dict[str, Any]:
    """The last thirty deliveries to the parts of the organisation that the client delivers for, whoever sent them."""
    access.may_see_runs(request.actor).or_refuse()
    runs = queries.latest_runs(actor=request.actor)
    return {"items": [RunShape.of(run) for run in runs if run.register == HrRegister.key]}


@router.get("/{uuid:run_id}", response=RunShape, url_name="api_hr_run", summary="One delivery")
def get_run(request: ApiRequest, run_id: UUID) -> RunShape:
    """What a delivery would change or has changed, and what became of it."""
    access.may_see_runs(request.actor).or_refuse()
    return RunShape.of(queries.get_run(run_id, actor=request.actor))


@router.get(
    "/{uuid:run_id}/refused-lines", response=Page[LineShape], url_name="api_hr_refused_lines", summary="Refused lines"
)
def list_refused_lines(request: ApiRequest, response: HttpResponse, run_id: UUID, paging: Paged) -> dict[str, Any]:
    """The lines of a delivery that were not used, each with its reason."""
    access.may_see_runs(request.actor).or_refuse()
    run = queries.get_run(run_id, actor=request.actor)
    rows, cursor = part_of(RefusedLine.objects.filter(run=run), paging, request=request, response=response, order="id")
    return {"items": [LineShape.of(row) for row in rows], "next": cursor}
