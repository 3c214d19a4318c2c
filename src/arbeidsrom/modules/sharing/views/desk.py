"""The receiving desk («mottak»): what was sent to the centre, who took it, and the centre's own case numbers."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from arbeidsrom.modules.sharing import access
from arbeidsrom.modules.sharing.actions import desk as actions
from arbeidsrom.modules.sharing.forms.sharing import CaseNumberForm
from arbeidsrom.modules.sharing.pages import DESK, desk_status
from arbeidsrom.modules.sharing.queries import desk as queries
from arbeidsrom.web.lists import list_page
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request


@require_GET
def desk(request: Request) -> HttpResponseBase:
    """The shipments to the centre, by reference and case; never what is in them."""
    access.may_use_desk(request.actor).or_refuse()
    return list_page(request, DESK, "sharing/desk.html")


@require_GET
def desk_shipment(request: Request, shipment_id: UUID) -> HttpResponse:
    """One shipment at the desk."""
    return _page(request, shipment_id, None)


def _page(request: Request, shipment_id: UUID, form: CaseNumberForm | None) -> HttpResponse:
    actor, now = request.actor, timezone.now()
    row = queries.desk_row(shipment_id, actor=actor)
    context = {
        "row": row,
        "status": desk_status(row),
        "others": [(other, desk_status(other)) for other in queries.others_of_case(row, actor=actor, now=now)],
        "form": form or CaseNumberForm(initial={"case_number": row.case_number, "before": row.case_number}),
    }
    return page(request, "sharing/desk_shipment.html", context, status=400 if form else 200)


@require_POST
def take_shipment(request: Request, shipment_id: UUID) -> HttpResponse:
    """«Jeg tar denne»."""
    actions.take_shipment(shipment_id, actor=request.actor, now=timezone.now())
    messages.success(request, _("You have taken the shipment. You still need the code to open it."))
    return redirect("desk_shipment", shipment_id)


@require_POST
def assign_case_number(request: Request, shipment_id: UUID) -> HttpResponse:
    """The centre's own number for the case."""
    form = CaseNumberForm(request.POST)
    if not form.is_valid():
        return _page(request, shipment_id, form)
    said = form.cleaned_data
    actions.assign_case_number(
        shipment_id,
        case_number=said["case_number"],
        before=said["before"],
        actor=request.actor,
        now=timezone.now(),
    )
    messages.success(request, _("The case number is saved. Later shipments in the case carry it."))
    return redirect("desk_shipment", shipment_id)
