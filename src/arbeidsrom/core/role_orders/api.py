"""An access-ordering service delivers approved orders and ends roles: a door of its own (KP-ROLE-004, PL-ORG-003)."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from ninja import Router

from arbeidsrom.core.api_clients.idempotency import Content, once
from arbeidsrom.core.role_orders import access, queries
from arbeidsrom.core.role_orders.actions import delivering
from arbeidsrom.core.role_orders.actions.delivering import Approved
from arbeidsrom.core.role_orders.actions.ordering import Wanted
from arbeidsrom.core.role_orders.models import RoleOrder
from arbeidsrom.core.role_orders.shapes import Delivered, Ending, Orders, OrderShape
from arbeidsrom.web.api.paging import Page, Paged, part_of
from arbeidsrom.web.api.requests import ApiRequest

router = Router()


@router.post("", response={201: OrderShape}, url_name="api_role_orders", summary="Deliver an approved order")
def deliver_role_order(request: ApiRequest, sent: Delivered) -> HttpResponse:
    """The role holds from its first day; it is reviewed here once a year, and ends with the position.

    A position that has the role in the unit already, or waits for it, is a conflict."""
    access.may_deliver(request.actor).or_refuse()
    return once(request, _content(request), partial(_deliver, request, sent), now=timezone.now())


def _deliver(request: ApiRequest, sent: Delivered) -> HttpResponse:
    today = timezone.localdate()
    wanted = Wanted(
        role=sent.role,
        unit=sent.unit,
        with_subunits=sent.with_subunits,
        valid_from=sent.valid_from or today,
        valid_to=sent.valid_to,
        covers=sent.covers,
        reason=sent.reason,
    )
    order = delivering.deliver_order(
        sent.position,
        wanted=wanted,
        approved=Approved(sent.reference, sent.approved_by),
        client_id=request.client_id,
        actor=request.actor,
        now=timezone.now(),
        today=today,
    )
    answer = _answer(order, status=201)
    answer.headers["Location"] = request.build_absolute_uri(reverse("api_role_order", args=[order.public_id]))
    return answer


@router.get("", response=Page[OrderShape], url_name="api_role_orders", summary="Orders of roles")
def list_role_orders(request: ApiRequest, response: HttpResponse, filters: Orders, paging: Paged) -> dict[str, Any]:
    """The orders in the units that the client delivers for, wherever made. Each page is written in the log."""
    access.may_deliver(request.actor).or_refuse()
    found = queries.delivered_orders(request.actor, position=filters.position, state=filters.state or "")
    rows, cursor = part_of(found, paging, request=request, response=response)
    delivering.note_reading(rows, actor=request.actor, now=timezone.now())
    return {"items": [OrderShape.of(row) for row in rows], "next": cursor}


@router.get("/{uuid:order_id}", response=OrderShape, url_name="api_role_order", summary="One order")
def get_role_order(request: ApiRequest, order_id: UUID) -> OrderShape:
    """How an order stands. It is written in the log."""
    access.may_deliver(request.actor).or_refuse()
    order = queries.get_delivered(order_id, actor=request.actor)
    delivering.note_reading([order], actor=request.actor, now=timezone.now())
    return OrderShape.of(order)


@router.post("/{uuid:order_id}/end", response=OrderShape, url_name="api_end_role", summary="End a role")
def end_delivered_role(request: ApiRequest, order_id: UUID, sent: Ending) -> HttpResponse:
    """The role is taken away at once; one that has ended already is a conflict."""
    access.may_deliver(request.actor).or_refuse()
    return once(request, _content(request), partial(_end, request, order_id, sent), now=timezone.now())


def _end(request: ApiRequest, order_id: UUID, sent: Ending) -> HttpResponse:
    order = delivering.end_delivered(
        order_id, note=sent.reason, actor=request.actor, now=timezone.now(), today=timezone.localdate()
    )
    return _answer(order, status=200)


def _content(request: ApiRequest) -> Content:
    return Content([request.body], request.path)


def _answer(order: RoleOrder, *, status: int) -> HttpResponse:
    return HttpResponse(OrderShape.of(order).model_dump_json(), status=status, content_type="application/json")
