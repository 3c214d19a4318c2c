"""What shipments look like on the pages: statuses, lists, finished rows for the templates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arbeidsrom.core.keys import queries as keys
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.sharing import access, subjects
from arbeidsrom.modules.sharing.actions.looking import ShownShipment, look_at_shipments
from arbeidsrom.modules.sharing.models import Shipment
from arbeidsrom.modules.sharing.queries import desk
from arbeidsrom.modules.sharing.queries.desk import DeskRow
from arbeidsrom.modules.sharing.rules.categories import Category
from arbeidsrom.modules.sharing.rules.references import MistypedReference, read_reference
from arbeidsrom.modules.sharing.states import ShipmentState
from arbeidsrom.modules.sharing.subjects import Label
from arbeidsrom.web.links import link_to
from arbeidsrom.web.lists import Choice, Column, Empty, Filter, Listing, Result, View, Window, count_of, window_of
from arbeidsrom.web.status import Colour, Status

EXPIRED = "expired"
_COLOURS: dict[str, Colour] = {
    ShipmentState.AWAITING_APPROVAL: "warning",
    ShipmentState.REJECTED: "danger",
    ShipmentState.READY: "info",
    ShipmentState.SENT: "info",
    ShipmentState.LOCKED: "danger",
    ShipmentState.COMPLETED: "success",
    ShipmentState.WITHDRAWN: "neutral",
}


def status_of(state: str, *, expires_at: datetime | None, opened_at: datetime | None, now: datetime) -> Status:
    """The state as people see it; that it has expired or has been opened is read from the dates."""
    if state in (ShipmentState.SENT, ShipmentState.LOCKED) and expires_at and now >= expires_at:
        return Status(pgettext_lazy("state of a shipment", "Expired"), "neutral", "hourglass")
    if state == ShipmentState.SENT and opened_at:
        return Status(pgettext_lazy("state of a shipment", "Opened"), "success", "envelope-open")
    return Status(ShipmentState(state).label, _COLOURS[state])


@dataclass(frozen=True, slots=True)
class ShipmentRow:
    """A shipment in the list."""

    id: UUID
    tenant: UUID
    reference: str
    title: str
    receiver: str
    category: str
    case: Label | None
    status: Status
    created_at: datetime
    expires_at: datetime | None
    opened_at: datetime | None
    sender: str


def shipments_found(actor: Actor, choice: Choice, window: Window) -> Result[ShipmentRow]:
    """The actor's shipments that match, the latest first; a fixed number of queries."""
    found = access.visible_shipments(actor)
    now = timezone.now()
    if state := choice.filters.get("state"):
        found = _in_state(found, state, now)
    if category := choice.filters.get("category"):
        found = found.filter(category=category)
    if choice.search:
        found = found.filter(reference__contains=_as_written(choice.search))
    ordered = found.order_by(
        "created_at" if choice.sort == "created" and not choice.descending else "-created_at", "-id"
    )
    rows = list(ordered[window.offset : window.offset + window.limit])
    keys.open_holders(rows)
    labels = subjects.labels({row.about for row in rows}, actor=actor)
    return Result([_row(row, labels, now) for row in rows], count_of(found, rows, window))


def _in_state(shipments: QuerySet[Shipment], state: str, now: datetime) -> QuerySet[Shipment]:
    """Those whose status says so (``status_of``): what has expired is neither sent nor locked any more."""
    expired = Q(state__in=[ShipmentState.SENT, ShipmentState.LOCKED], expires_at__lte=now)
    return shipments.filter(expired) if state == EXPIRED else shipments.filter(state=state).exclude(expired)


def _as_written(typed: str) -> str:
    """A whole reference in its written form, however it was typed; a part of one as it is."""
    try:
        return read_reference(typed)
    except MistypedReference:
        return typed.strip()


def _row(shipment: Shipment, labels: Mapping[UUID, Label], now: datetime) -> ShipmentRow:
    return ShipmentRow(
        id=shipment.public_id,
        tenant=shipment.tenant,
        reference=shipment.reference,
        title=shipment.title,
        receiver=shipment.receiver_name,
        category=str(Category(shipment.category).label),
        case=labels.get(shipment.about),
        status=status_of(shipment.state, expires_at=shipment.expires_at, opened_at=shipment.opened_at, now=now),
        created_at=shipment.created_at,
        expires_at=shipment.expires_at,
        opened_at=shipment.opened_at,
        sender=shipment.sender_name,
    )


def looked_at(actor: Actor, rows: Sequence[ShipmentRow], now: datetime) -> None:
    """Titles and receivers of shipments are shown on a page."""
    shown = [ShownShipment(row.tenant, row.reference, row.case.people if row.case else ()) for row in rows]
    look_at_shipments(shown, actor=actor, now=now)


SHIPMENTS: Listing[ShipmentRow] = Listing(
    key="sharing.shipments",
    title=_("Shipments"),
    query=shipments_found,
    looked_at=looked_at,
    row_id=lambda row: str(row.id),
    row_label=lambda row: row.reference,
    search_label=_("Search by reference"),
    empty=Empty(
        _("No shipments yet"),
        _("Open a case and choose «Share» to send documents to somebody outside the club."),
        icon="paperplane",
    ),
    columns=[
        Column(
            "title",
            _("Title"),
            lambda row: row.title,
            link=lambda row: link_to("show_shipment", row.id),
            secondary=lambda row: row.reference,
            width=40,
        ),
        Column("receiver", _("Receiver"), lambda row: row.receiver, secondary=lambda row: row.category),
        Column("status", _("Status"), lambda row: row.status),
        Column(
            "case",
            _("Case"),
            lambda row: row.case.number if row.case else None,
            link=lambda row: row.case.url if row.case else None,
        ),
        Column("created", _("Made"), lambda row: row.created_at, kind="moment", sort="created"),
        Column("opened", _("First opened"), lambda row: row.opened_at, kind="moment"),
        Column("expires", _("Expires"), lambda row: row.expires_at, kind="moment"),
        Column("sender", _("Sender"), lambda row: row.sender, shown=False),
    ],
    filters=[
        Filter("state", _("Status"), lambda actor: [*ShipmentState.choices, (EXPIRED, _("Expired"))]),
        Filter("category", _("Category"), lambda actor: Category.choices),
    ],
    default_sort="-created",
)


def desk_found(actor: Actor, choice: Choice, window: Window) -> Result[DeskRow]:
    """What was sent to the actor's desk, the latest first."""
    taken = choice.filters.get("taken", "")
    shipments = desk.desk_found(actor=actor, now=timezone.now(), search=choice.search, taken=taken)
    rows = window_of(shipments, desk.LATEST_FIRST, window)
    return Result(desk.desk_rows(rows), count_of(shipments, rows, window), keyset=True)


def desk_status(row: DeskRow) -> Status:
    """The state of a shipment at the desk."""
    return status_of(row.state, expires_at=row.expires_at, opened_at=row.opened_at, now=timezone.now())


TAKEN = [
    (desk.WAITING, _("By nobody yet, and still open")),
    ("no", _("By nobody yet")),
    ("yes", _("By somebody")),
]

DESK: Listing[DeskRow] = Listing(
    key="sharing.desk",
    title=_("Receiving desk"),
    query=desk_found,
    row_id=lambda row: str(row.shipment),
    row_label=lambda row: row.reference,
    search_label=_("Search by reference, case number or sender"),
    empty=Empty(_("Nothing has been sent here yet"), _("Shipments to your centre are listed here."), icon="inbox-down"),
    columns=[
        Column(
            "reference",
            _("Shipment reference"),
            lambda row: row.reference,
            link=lambda row: link_to("desk_shipment", row.shipment),
        ),
        Column(
            "case",
            _("Case number"),
            lambda row: row.case_number or None,
            secondary=lambda row: row.own_number,
        ),
        Column("sender", _("Sender"), lambda row: row.organisation, secondary=lambda row: row.sender),
        Column("status", _("Status"), desk_status),
        Column("taken", _("Taken by"), lambda row: row.taken_by or None),
        Column("sent", _("Sent"), lambda row: row.sent_at, kind="moment"),
        Column("expires", _("Expires"), lambda row: row.expires_at, kind="moment", shown=False),
    ],
    filters=[Filter("taken", _("Taken"), lambda actor: TAKEN)],
    views=[View("all", _("All"), ""), View("new", _("Not taken"), f"f-taken={desk.WAITING}")],
)
