"""The list of shipments, and one shipment with its receipts and its history."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from arbeidsrom.core.accounts.confirming import recently_confirmed
from arbeidsrom.core.audit import queries as audit
from arbeidsrom.core.notifications.listings import status_of_message
from arbeidsrom.modules.sharing import access
from arbeidsrom.modules.sharing.actions import answers
from arbeidsrom.modules.sharing.actions import shipments as actions
from arbeidsrom.modules.sharing.actions.looking import look_at_shipment
from arbeidsrom.modules.sharing.actions.shipments import MadeAlready
from arbeidsrom.modules.sharing.forms.sharing import DecisionForm
from arbeidsrom.modules.sharing.models import Shipment
from arbeidsrom.modules.sharing.pages import SHIPMENTS, status_of
from arbeidsrom.modules.sharing.queries import shipments as queries
from arbeidsrom.modules.sharing.queries.consents import without_consent
from arbeidsrom.modules.sharing.rules.categories import Category, LegalGround
from arbeidsrom.modules.sharing.rules.contacts import shown_mobile
from arbeidsrom.modules.sharing.states import ShipmentState, Way
from arbeidsrom.modules.sharing.subjects import Subject
from arbeidsrom.modules.sharing.views.sharing import answer_with_code
from arbeidsrom.web.lists import list_page
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request


@require_GET
def shipments(request: Request) -> HttpResponseBase:
    """Everything the actor's clubs have sent about cases that the actor may see."""
    access.may_list_shipments(request.actor).or_refuse()
    return list_page(request, SHIPMENTS, "sharing/shipments.html")


@never_cache
@require_GET
def show_shipment(request: Request, shipment_id: UUID) -> HttpResponse:
    """Who got what, when it was opened and what was downloaded, and the log of it all (KL-SHARE-012, KL-SHARE-016)."""
    actor, now = request.actor, timezone.now()
    shipment, subject = look_at_shipment(shipment_id, actor=actor, now=now)
    context = {
        "shipment": shipment,
        "case": subject,
        "status": status_of(shipment.state, expires_at=shipment.expires_at, opened_at=shipment.opened_at, now=now),
        "category": Category(shipment.category).label,
        "way": Way(shipment.way).label,
        "mobile": shown_mobile(shipment.receiver_mobile) if shipment.way == Way.DIRECT else "",
        "ground": LegalGround(shipment.legal_ground).label if shipment.legal_ground else "",
        "documents": _documents(shipment, subject),
        "history": audit.history_of(shipment.public_id),
        "answers": queries.answers_to(shipment),
        "deliveries": [
            (each, status_of_message(each.state, bounced_at=each.bounced_at))
            for each in queries.deliveries_of(shipment)
        ],
        "codes": queries.number_of_codes(shipment),
        "open_sessions": queries.open_sessions(shipment, now=now),
        "may_issue": access.may_issue_code(actor, shipment),
        "may_withdraw": access.may_withdraw(actor, shipment),
        "may_decide": access.may_decide(actor, shipment),
        "lost_consent": [each for each in without_consent(shipment.about, now=now) if each == shipment],
        "awaits_approval": shipment.state == ShipmentState.AWAITING_APPROVAL,
        "is_first": shipment.state == ShipmentState.READY,
    }
    return page(request, "sharing/shipment.html", context)


def _documents(shipment: Shipment, subject: Subject) -> list[dict[str, Any]]:
    """The documents with how much of each has been delivered."""
    offered = subject.versions()
    receipts = queries.receipts_of(shipment)
    rows = []
    for document in queries.documents_of(shipment):
        receipt = receipts.get(document.pk)
        known = offered.get(document.version)
        rows.append(
            {
                "title": known.title if known else _("No longer in the case"),
                "file_name": known.file_name if known else "",
                "size": document.size,
                "delivered": receipt.bytes_delivered if receipt else 0,
                "receipt": receipt,
            }
        )
    return rows


@never_cache
@require_POST
@recently_confirmed
def issue_code(request: Request, shipment_id: UUID) -> HttpResponse:
    """A new link and code; the former ones are dead."""
    after = request.POST.get("after", "")
    try:
        issued = actions.issue_code(
            shipment_id,
            actor=request.actor,
            now=timezone.now(),
            after=int(after) if after.isdecimal() else None,
        )
    except MadeAlready as made:
        messages.info(request, str(made))
        return redirect("show_shipment", shipment_id)
    return answer_with_code(request, issued)


@require_http_methods(["GET", "POST"])
def withdraw_shipment(request: Request, shipment_id: UUID) -> HttpResponse:
    """Asked once more, with what will happen."""
    actor = request.actor
    if request.method == "POST":
        actions.withdraw_shipment(shipment_id, actor=actor, now=timezone.now())
        messages.success(request, _("The shipment has been withdrawn. Nobody can open it any more."))
        return redirect("show_shipment", shipment_id)
    shipment = queries.get_shipment(shipment_id, actor=actor)
    access.may_withdraw(actor, shipment).or_refuse()
    context = {
        "heading": _("Withdraw shipment %(reference)s?") % {"reference": shipment.reference},
        "consequences": [
            _("The link and the code stop working at once, and downloads that are running are cut off."),
            _("What has been downloaded already stays with the receiver."),
            _("It cannot be undone; you can make a new shipment."),
        ],
        "submit": _("Withdraw"),
        "cancel_url": reverse("show_shipment", args=[shipment_id]),
    }
    return page(request, "web/confirm.html", context)


@require_http_methods(["GET", "POST"])
def approve_shipment(request: Request, shipment_id: UUID) -> HttpResponse:
    """A colleague agrees."""
    return _decide(request, shipment_id, approve=True)


@require_http_methods(["GET", "POST"])
def reject_shipment(request: Request, shipment_id: UUID) -> HttpResponse:
    """A colleague does not agree."""
    return _decide(request, shipment_id, approve=False)


def _decide(request: Request, shipment_id: UUID, *, approve: bool) -> HttpResponse:
    actor = request.actor
    shipment = queries.get_shipment(shipment_id, actor=actor)
    access.may_decide(actor, shipment).or_refuse()
    form = DecisionForm(request.POST or None)
    if not approve:
        form.fields["note"].required = True
    if request.method == "POST" and form.is_valid():
        decide = actions.approve_shipment if approve else actions.reject_shipment
        decide(shipment_id, note=form.cleaned_data["note"], actor=actor, now=timezone.now())
        return redirect("show_shipment", shipment_id)
    heading = _("Approve shipment %(reference)s?") if approve else _("Do not approve shipment %(reference)s?")
    context = {
        "heading": heading % {"reference": shipment.reference},
        "consequences": [_("The sender can then make the link and the code.")] if approve else [],
        "submit": _("Approve") if approve else _("Do not approve"),
        "color": "accent" if approve else "danger",
        "cancel_url": reverse("show_shipment", args=[shipment_id]),
        "form": form,
    }
    return page(request, "web/confirm.html", context)


@never_cache
@require_POST
def read_answer(request: Request, answer_id: UUID) -> HttpResponse:
    """The message that a receiver has sent back; from now on it is read."""
    answer = answers.read_answer(answer_id, actor=request.actor, now=timezone.now())
    return page(request, "sharing/answer.html", {"answer": answer, "shipment": answer.shipment})
