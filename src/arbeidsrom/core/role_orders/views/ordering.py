"""«Mine bestillinger», and ordering a role."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from arbeidsrom.core.organisation.models import Position
from arbeidsrom.core.role_orders import access, queries
from arbeidsrom.core.role_orders.actions import ordering
from arbeidsrom.core.role_orders.actions.ordering import CannotBeOrdered
from arbeidsrom.core.role_orders.forms import OrderForm
from arbeidsrom.core.role_orders.shown import own_row
from arbeidsrom.web.components.pager import pages_asked_for
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request

LONGEST = 100
SIZE = 50


@require_GET
def role_orders(request: Request) -> HttpResponse:
    """The orders one has made, and those for oneself or for whom one leads."""
    access.may_order(request.actor).or_refuse()
    today = timezone.localdate()
    found = queries.own_orders(actor=request.actor, today=today)
    pages = pages_asked_for(request.GET, found.count(), SIZE)
    shown = found[pages.window(SIZE)]
    rows = [own_row(each, person_id=request.actor.person_id, today=today) for each in shown]
    return page(request, "role_orders/own.html", {"rows": rows, "pages": pages})


@require_http_methods(["GET", "POST"])
def order_role(request: Request) -> HttpResponse:
    """For whom first, unless there is one only; then the order."""
    access.may_order(request.actor).or_refuse()
    today = timezone.localdate()
    if chosen := request.GET.get("position", ""):
        return _order(request, queries.get_position(_uuid(chosen), actor=request.actor, today=today))
    text = request.GET.get("name", "").strip()[:LONGEST]
    positions = queries.for_whom(actor=request.actor, text=text, today=today)
    if text or len(positions) != 1:
        more = len(positions) >= queries.MOST_POSITIONS
        context = {"positions": positions, "searched": text, "more": more}
        return page(request, "role_orders/for_whom.html", context)
    return _order(request, queries.get_position(positions[0].public_id, actor=request.actor, today=today))


def _order(request: Request, position: Position) -> HttpResponse:
    now, today = timezone.now(), timezone.localdate()
    text = request.GET.get("q", "").strip()[:LONGEST]
    units = queries.units_to_order_in(position, text=text, today=today)
    initial = {"valid_from": today, "role": request.GET.get("role", "")}
    form = OrderForm(request.POST or None, roles=queries.roles_to_order(), units=units, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            order = ordering.order_role(
                position.public_id, wanted=form.wanted(), actor=request.actor, now=now, today=today
            )
        except CannotBeOrdered as refusal:
            form.refuse(refusal.field, str(refusal))
        else:
            messages.success(request, _("The role is ordered. Its owner has been told."))
            return redirect("role_order", order.public_id)
    context = {"form": form, "position": position, "q": text, "found": len(units)}
    return page(request, "role_orders/order.html", context)


@require_POST
def withdraw_order(request: Request, order_id: UUID) -> HttpResponse:
    """It is not needed after all."""
    ordering.withdraw_order(
        order_id, lock_version=_version(request), actor=request.actor, now=timezone.now(), today=timezone.localdate()
    )
    messages.success(request, _("The order is withdrawn."))
    return redirect("role_orders")


def _version(request: Request) -> int:
    text = request.POST.get("lock_version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else -1


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Position.DoesNotExist from None
