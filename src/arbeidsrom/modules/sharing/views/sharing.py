"""Sharing from a case: the receiver, then everything else, then the code, shown once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from arbeidsrom.core.accounts.confirming import recently_confirmed
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.sharing import access, subjects
from arbeidsrom.modules.sharing.actions import shipments
from arbeidsrom.modules.sharing.actions.looking import look_at_subject
from arbeidsrom.modules.sharing.actions.shipments import Issued, MadeAlready
from arbeidsrom.modules.sharing.forms.sharing import NEW_RECEIVERS, ReceiverForm, ShareForm
from arbeidsrom.modules.sharing.models import ReceiverAddress
from arbeidsrom.modules.sharing.queries import addresses, orders
from arbeidsrom.modules.sharing.queries.categories import category_rule
from arbeidsrom.modules.sharing.rules import links
from arbeidsrom.modules.sharing.rules.categories import Category, Side
from arbeidsrom.modules.sharing.rules.contacts import shown_mobile
from arbeidsrom.modules.sharing.rules.messages import code_sms, link_mail
from arbeidsrom.modules.sharing.rules.orders import Receiver, lasts
from arbeidsrom.modules.sharing.states import ShipmentState
from arbeidsrom.modules.sharing.subjects import Subject
from arbeidsrom.web import unfinished
from arbeidsrom.web.components.formats import moment
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request
from arbeidsrom.web.unfinished import Begun


@never_cache
@require_http_methods(["GET", "POST"])
def share(request: Request, about: UUID) -> HttpResponse:
    """Sharing from a case that the actor may share from; what one may not see does not exist."""
    actor = request.actor
    subject = subjects.get_subject(about, actor=actor)
    access.may_share(actor, subject).or_refuse()
    return _share(request, subject)


@recently_confirmed
def _share(request: Request, subject: Subject) -> HttpResponse:
    """First choose the receiver, then what is shared and how."""
    actor = request.actor
    look_at_subject(subject, actor=actor, now=timezone.now())
    known = [
        entry for entry in addresses.addresses(actor=actor, club=subject.club) if subject.may_go_to(entry.category)
    ]
    chosen = ReceiverForm(request.GET or None, addresses=known, members=subject.members)
    if not chosen.is_valid():
        context = {"subject": subject, "form": chosen, "addresses": [_entry(each, actor) for each in known]}
        return page(request, "sharing/choose_receiver.html", context | {"sides": _new_receivers(subject)})
    said = chosen.cleaned_data
    kind = "access" if "everything" in request.GET else "share"
    receiver = said["address"] or said["member"] or said["category"]
    begun = unfinished.begun(actor, f"sharing.{kind}.{receiver}", subject.about)
    form = _share_form(request, subject, chosen, begun)
    if request.method == "POST" and form.is_valid():
        return _create(request, form, begun)
    context = {"subject": subject, "form": form, "rows": _document_rows(form), "begun": begun, **_preview(form, actor)}
    context["lacks_approver"] = form.lacks_approver
    context["entry"] = _entry(form.address, actor) if form.address else None
    return page(request, "sharing/share.html", context)


def _entry(address: ReceiverAddress, actor: Actor) -> dict[str, Any]:
    """An entry of the address book: where it leads, whether somebody has checked that, and who can change it."""
    return {
        "address": address,
        "category": Category(address.category).label,
        "mobile": shown_mobile(address.mobile),
        "may_change": access.may_change_address(actor, address),
    }


def _new_receivers(subject: Subject) -> list[tuple[str, list[dict[str, str]]]]:
    """Those who are not in the address book, inside the union and outside it; its members by name (KL-SHARE-002)."""
    today, sides = timezone.localdate(), {side: list[dict[str, str]]() for side in Side}
    for key, label in NEW_RECEIVERS:
        if not subject.may_go_to(key):
            continue
        members = subject.members if key == Category.MEMBER else ()
        rows = [
            {"query": f"category={key}&member={each.id}", "label": each.name, "more": str(label)} for each in members
        ]
        sides[category_rule(key, today=today).side] += rows or [{"query": f"category={key}", "label": str(label)}]
    return [(str(side.label), rows) for side, rows in sides.items() if rows]


def _share_form(request: Request, subject: Subject, chosen: ReceiverForm, begun: Begun) -> ShareForm:
    actor, said = request.actor, chosen.cleaned_data
    address: ReceiverAddress | None = None
    if said["address"]:
        address = addresses.get_address(UUID(said["address"]), actor=actor)
    category = address.category if address else said["category"]
    access.may_share_with(subject, category).or_refuse()
    member = chosen.concerned_member()
    receiver = Receiver("", address.email if address else "", address=address.public_id if address else None)
    if member is not None:
        receiver = Receiver(member.name, member.email)
    if address is None and request.method == "POST":
        name, email = request.POST.get("receiver_name", ""), request.POST.get("receiver_email", "")
        receiver = Receiver(name, email)
    return ShareForm(
        request.POST if request.method == "POST" else None,
        subject=subject,
        rule=category_rule(category, today=timezone.localdate()),
        proposal=orders.proposal(subject, receiver, category, **_wanted(request)),
        address=address,
        member=member,
        actor=actor,
        today=timezone.localdate(),
        begun=begun,
    )


def _wanted(request: Request) -> dict[str, Any]:
    """Whether all documents are to be ticked, as for a member who asks for access, and which of them not."""
    return {"everything": "everything" in request.GET, "without": frozenset(request.GET.getlist("without"))}


def _create(request: Request, form: ShareForm, begun: Begun) -> HttpResponse:
    actor, now, order = request.actor, timezone.now(), form.order()
    try:
        keep = form.cleaned_data.get("keep_address", False)
        issued = shipments.create_shipment(form.subject.about, order=order, actor=actor, now=now, keep_address=keep)
    except MadeAlready:
        unfinished.done(actor, begun.name, begun.about)
        messages.info(request, _("This shipment has been made already, and its code has been shown."))
        return redirect("show_shipment", order.shipment)
    unfinished.done(actor, begun.name, begun.about)
    return answer_with_code(request, issued)


def answer_with_code(request: Request, issued: Issued) -> HttpResponse:
    """The code stands on the answer to the form and nowhere else; loading the page again does not show it."""
    if issued.code:
        shipment = issued.shipment
        context = {"issued": issued, "shipment": shipment, "mobile": shown_mobile(shipment.receiver_mobile)}
        return page(request, "sharing/code.html", context)
    if issued.shipment.state == ShipmentState.AWAITING_APPROVAL:
        messages.info(request, _("The shipment waits until somebody else has approved it."))
    else:
        messages.success(request, _("The link is on its way by e-mail, and the code by SMS."))
    return redirect("show_shipment", issued.shipment.public_id)


def _document_rows(form: ShareForm) -> list[dict[str, Any]]:
    """Each document with its tick, and why it cannot be chosen when it cannot."""
    ticked = set(form["documents"].value() or [])
    return [
        {
            "id": f"id_documents_{number}",
            "offered": choice.offered,
            "value": str(choice.offered.version),
            "ticked": str(choice.offered.version) in ticked and bool(choice.offered.may_share),
            "sent_before": choice.sent_before,
            "came_from_receiver": choice.came_from_receiver,
            "warnings": choice.warnings,
        }
        for number, choice in enumerate(form.proposal.choices)
    ]


def _preview(form: ShareForm, actor: Actor) -> dict[str, Any]:
    """The mail and the SMS as they will be, but for link, code and reference."""
    language = form.address.language if form.address else str(form["language"].value() or "nb")
    unknown = {"reference": "––-–––––––-––", "code": "XXXX-XXXX-XXXX"}
    with translation.override(language):
        mail = link_mail(
            reference=unknown["reference"],
            link=f"{links.page_address(settings.RECEIVER_URL)}#…",
            link_key="…",
            sender=actor.label,
            organisation=form.subject.club.name,
            until=moment(timezone.now() + lasts(is_strict=bool(form["is_strict"].value()), days_open=_days_open(form))),
            to_forward=form["way"].value() != "direct",
        )
        title, number = str(form["title"].value() or ""), form.shown_number()
        sms = code_sms(sender=actor.label, title=title, case_number=number, **unknown)
    return {"mail": mail, "sms": sms}


def _days_open(form: ShareForm) -> int:
    """For how long the form says that the shipment is open, as far as it can be understood."""
    typed = str(form["days_open"].value() or "")
    is_readable = typed.isdecimal() and len(typed) < 10  # no number of days is longer, and int() reads no endless ones
    return min(int(typed), form.rule.longest_days) if is_readable else form.rule.longest_days
