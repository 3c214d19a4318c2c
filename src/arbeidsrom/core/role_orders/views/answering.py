"""The owners' inbox, and one order with what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from arbeidsrom.core.role_orders import access, queries
from arbeidsrom.core.role_orders.actions import answering
from arbeidsrom.core.role_orders.forms import EndForm, RefuseForm
from arbeidsrom.core.role_orders.listings import ORDERS
from arbeidsrom.core.role_orders.models import RoleOrder
from arbeidsrom.core.role_orders.rules import Due
from arbeidsrom.core.role_orders.shown import status_of, what_happens
from arbeidsrom.core.role_orders.states import OrderState
from arbeidsrom.core.roles.queries import position_title
from arbeidsrom.core.roles.registry import role_label, roles
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import Decision
from arbeidsrom.web.lists import list_page
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request


@require_GET
def owned_role_orders(request: Request) -> HttpResponseBase:
    """What waits for an answer, what must be reviewed, and who holds what."""
    access.may_see_inbox(request.actor).or_refuse()
    return list_page(request, ORDERS, "role_orders/owned.html")


@require_GET
def role_order(request: Request, order_id: UUID) -> HttpResponse:
    """What was ordered, what was answered, and how the role has gone since."""
    actor, today = request.actor, timezone.localdate()
    order = queries.get_order(order_id, actor=actor, today=today)
    declared = roles().get(order.role)
    waits, held = order.state == OrderState.WAITING, order.state == OrderState.APPROVED
    owns = access.owns(actor, order.role, order.unit)
    is_due = queries.due_of(order, today=today) is not Due.NO
    context = {
        "order": order,
        "role": role_label(order.role),
        "description": declared.description if declared else "",
        "works": position_title(order.position),
        "status": status_of(order, today=today),
        "told": what_happens(order, today=today),
        "last_day_held": queries.last_day_held(order),
        "waits": waits,
        "held": held,
        "owns": owns,
        "may_answer": access.may_answer(actor, order),
        "may_end": access.may_end(actor, order),
        "may_withdraw": waits and access.may_withdraw(actor, order),
        "is_due": is_due,
        "to_answer": waits or is_due,
    }
    return page(request, "role_orders/order_page.html", context)


@require_POST
def approve_order(request: Request, order_id: UUID) -> HttpResponse:
    """The role is given."""
    order = answering.approve_order(
        order_id,
        lock_version=_version(request),
        actor=request.actor,
        now=timezone.now(),
        today=timezone.localdate(),
    )
    told = {"role": role_label(order.role), "name": order.position.person.name}
    messages.success(request, _("“%(role)s” is approved for %(name)s.") % told)
    return redirect("owned_role_orders")


@require_http_methods(["GET", "POST"])
def refuse_order(request: Request, order_id: UUID) -> HttpResponse:
    """No, with a reason."""
    return _with_reason(
        request,
        order_id,
        RefuseForm,
        "role_orders/refuse.html",
        may=access.may_answer,
        act=answering.refuse_order,
        told=_("The order is refused. Whoever made it has been told."),
    )


@require_POST
def keep_role(request: Request, order_id: UUID) -> HttpResponse:
    """Reviewed: the role is still needed."""
    answering.keep_role(
        order_id,
        lock_version=_version(request),
        actor=request.actor,
        now=timezone.now(),
        today=timezone.localdate(),
    )
    messages.success(request, _("The role is kept for another year."))
    return redirect("owned_role_orders")


@require_http_methods(["GET", "POST"])
def end_role(request: Request, order_id: UUID) -> HttpResponse:
    """The role is not needed any more."""
    return _with_reason(
        request,
        order_id,
        EndForm,
        "role_orders/end.html",
        may=access.may_end,
        act=answering.end_role,
        told=_("The role has ended. Whoever had it has been told."),
    )


def _with_reason(
    request: Request,
    order_id: UUID,
    form_class: type[Form],
    template: str,
    *,
    may: Callable[[Actor, RoleOrder], Decision],
    act: Callable[..., RoleOrder],
    told: str,
) -> HttpResponse:
    """Ask why, and then do it; the fields of the form are what the action is told."""
    actor, today = request.actor, timezone.localdate()
    order = queries.get_order(order_id, actor=actor, today=today)
    may(actor, order).or_refuse()
    form = form_class(request.POST or None, initial={"lock_version": order.lock_version})
    if request.method == "POST" and form.is_valid():
        act(order_id, **form.cleaned_data, actor=actor, now=timezone.now(), today=today)
        messages.success(request, told)
        return redirect("owned_role_orders")
    return page(request, template, {"form": form, "order": order, "role": role_label(order.role)})


def _version(request: Request) -> int:
    text = request.POST.get("lock_version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else -1
