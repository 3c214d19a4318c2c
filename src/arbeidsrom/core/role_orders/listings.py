"""The owners' list: what waits for an answer, what must be reviewed, who holds what."""

from __future__ import annotations

from django.utils.timezone import localdate
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.role_orders import queries
from arbeidsrom.core.role_orders.models import RoleOrder
from arbeidsrom.core.role_orders.shown import status_of
from arbeidsrom.core.role_orders.states import OrderState
from arbeidsrom.core.roles.registry import role_label
from arbeidsrom.lib.actor import Actor
from arbeidsrom.web.links import link_to
from arbeidsrom.web.lists import Choice, Column, Empty, Filter, Listing, Result, View, Window

STATES = (
    (OrderState.WAITING.value, pgettext_lazy("orders", "Wait for an answer")),
    ("due", pgettext_lazy("orders", "To be reviewed")),
    (OrderState.APPROVED.value, pgettext_lazy("orders", "Held")),
    ("closed", pgettext_lazy("orders", "Closed")),
)


def found(actor: Actor, choice: Choice, window: Window) -> Result[RoleOrder]:
    """The orders that match. Two queries."""
    state = choice.filters.get("state", "")
    rows = queries.owned_orders(actor=actor, state=state, text=choice.search, today=choice.today)
    return Result(list(rows[window.offset : window.offset + window.limit]), rows.count())


def _where(order: RoleOrder) -> str:
    return f"{order.unit.name} {gettext('and all units below')}" if order.with_subunits else order.unit.name


ORDERS: Listing[RoleOrder] = Listing(
    key="role_orders.orders",
    title=_("Orders of roles"),
    query=found,
    row_id=lambda row: str(row.public_id),
    row_label=lambda row: f"{role_label(row.role)}, {row.position.person.name}",
    search_label=_("Search for name or role"),
    empty=Empty(
        _("Nothing here"),
        _("When somebody orders a role that you own, or one must be reviewed, it stands here."),
        icon="key-horizontal",
    ),
    columns=[
        Column(
            "role",
            _("Role"),
            lambda row: role_label(row.role),
            link=lambda row: link_to("role_order", row.public_id),
            secondary=lambda row: row.covers,
            width=34,
        ),
        Column(
            "name", _("For whom"), lambda row: row.position.person.name, secondary=lambda row: row.position.unit.name
        ),
        Column("unit", _("Where"), _where, width=34),
        Column("status", _("Status"), lambda row: status_of(row, today=localdate())),
        Column(
            "ordered_by",
            _("Ordered by"),
            lambda row: row.ordered_by.name if row.ordered_by else gettext("The ordering service"),
            aside=True,
        ),
        Column("ordered_at", _("Ordered"), lambda row: row.ordered_at, kind="moment", aside=True),
        Column("review_due", _("To be reviewed by"), lambda row: row.review_due, kind="date", aside=True),
    ],
    filters=[Filter("state", _("Status"), lambda actor: STATES, in_tabs=True)],
    views=[View(key, label, f"f-state={key}") for key, label in STATES],
)
