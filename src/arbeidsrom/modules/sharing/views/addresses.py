"""The address book of the clubs, with the union's central entries (KL-SHARE-017)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from arbeidsrom.modules.sharing import access
from arbeidsrom.modules.sharing.actions import addresses as actions
from arbeidsrom.modules.sharing.actions.addresses import Entry
from arbeidsrom.modules.sharing.forms.addresses import AddressForm
from arbeidsrom.modules.sharing.models import ReceiverAddress
from arbeidsrom.modules.sharing.queries import addresses as queries
from arbeidsrom.modules.sharing.rules.categories import Category
from arbeidsrom.modules.sharing.rules.contacts import shown_mobile
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request


@require_GET
def addresses(request: Request) -> HttpResponse:
    """Central entries first, then those of the actor's clubs."""
    actor = request.actor
    rows = [
        (entry, Category(entry.category).label, shown_mobile(entry.mobile), access.may_change_address(actor, entry))
        for entry in actions.look_at_addresses(actor=actor, now=timezone.now())
    ]
    return page(request, "sharing/addresses.html", {"rows": rows, "may_add": bool(queries.keeping_units(actor=actor))})


@require_http_methods(["GET", "POST"])
def add_address(request: Request) -> HttpResponse:
    """A new entry."""
    actor = request.actor
    owners = queries.keeping_units(actor=actor)
    if not owners:
        raise PermissionDenied(_("Only those who keep the club's address book can change it."))
    form = AddressForm(
        request.POST or None, owners=owners, desks=queries.desks(actor=actor, today=timezone.localdate())
    )
    if request.method == "POST" and form.is_valid():
        actions.add_address(
            form.owning_unit,
            _entry(form),
            actor=actor,
            now=timezone.now(),
            is_central=form.is_central,
            desk=form.receiving_desk,
        )
        messages.success(request, _("The entry has been added."))
        return redirect("addresses")
    return page(request, "sharing/address.html", {"form": form, "address": None})


@require_http_methods(["GET", "POST"])
def change_address(request: Request, address_id: UUID) -> HttpResponse:
    """Change an entry; one that may not be changed is shown with the reason."""
    actor = request.actor
    address = actions.look_at_address(address_id, actor=actor, now=timezone.now())
    desks = queries.desks(actor=actor, today=timezone.localdate(), chosen=address.desk) if address.is_central else []
    form = AddressForm(request.POST or None, owners=[address.owner], desks=desks, initial=_initial(address))
    if request.method == "POST" and form.is_valid():
        changed = actions.change_address(
            address_id,
            _entry(form),
            lock_version=form.cleaned_data["lock_version"],
            actor=actor,
            now=timezone.now(),
            desk=form.receiving_desk,
        )
        messages.success(request, _("The entry has been changed."))
        if form.cleaned_data["verified_date"] and not changed.verified_date:
            messages.info(request, _("Nobody has checked the new address yet. Write the day when somebody has."))
        return redirect("addresses")
    return page(request, "sharing/address.html", {"form": form, "address": address})


@require_http_methods(["GET", "POST"])
def remove_address(request: Request, address_id: UUID) -> HttpResponse:
    """Take an entry out of the book."""
    actor = request.actor
    if request.method == "POST":
        actions.remove_address(address_id, actor=actor, now=timezone.now())
        messages.success(request, _("The entry has been removed."))
        return redirect("addresses")
    address = actions.look_at_address(address_id, actor=actor, now=timezone.now())
    context = {
        "heading": _("Remove %(name)s from the address book?") % {"name": address.name},
        "consequences": [
            _("What stands in the entry is erased for good."),
            _("Shipments that went there stay as they are."),
        ],
        "submit": _("Remove"),
        "cancel_url": reverse("addresses"),
    }
    return page(request, "web/confirm.html", context)


def _initial(address: ReceiverAddress) -> dict[str, Any]:
    names = ("category", "name", "email", "language", "verified_date", "note", "lock_version")
    known = {name: getattr(address, name) for name in names}
    return {**known, "mobile": shown_mobile(address.mobile), "owner": address.owner_id, "desk": address.desk_id}


def _entry(form: AddressForm) -> Entry:
    said = form.cleaned_data
    return Entry(
        category=said["category"],
        name=said["name"],
        email=said["email"],
        mobile=said["mobile"],
        note=said["note"],
        language=said["language"],
        verified_date=said["verified_date"],
    )
