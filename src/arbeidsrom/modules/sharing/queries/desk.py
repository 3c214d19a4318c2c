"""What the receiving desk of a centre sees: references, cases and states, never content (KL-SHARE-015)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.sharing import access
from arbeidsrom.modules.sharing.models import DeskCase, Shipment
from arbeidsrom.modules.sharing.states import ShipmentState


@dataclass(frozen=True, slots=True)
class DeskRow:
    """A shipment at the desk. ``case`` groups those about the same case; it is no address of anything."""

    shipment: UUID
    reference: str
    case: UUID
    case_number: str
    own_number: str
    sender: str
    organisation: str
    state: str
    sent_at: datetime
    expires_at: datetime | None
    opened_at: datetime | None
    completed_at: datetime | None
    taken_by: str
    taken_at: datetime | None


def case_number(centre: Unit | None, about: UUID) -> str:
    """The number that the centre has given to the case, or nothing."""
    if centre is None:
        return ""
    return DeskCase.objects.filter(centre=centre, about=about).values_list("case_number", flat=True).first() or ""


def desk_rows(*, actor: Actor, search: str = "") -> list[DeskRow]:
    """What was sent to the actor's centres, the latest first; two queries."""
    shipments = list(
        access.desk_shipments(actor)
        .select_related("desk_entry__taken_by__person")
        .defer("title", "message", "reason", "receiver_name", "receiver_email", "receiver_mobile")
        .order_by("-sent_at", "-id")
    )
    numbers = _numbers(shipments)
    rows = [_row(shipment, numbers) for shipment in shipments]
    wanted = search.strip().casefold()
    return [row for row in rows if _matches(row, wanted)] if wanted else rows


def untaken_count(*, actor: Actor, now: datetime) -> int:
    """How many shipments wait for somebody at the desk and can still be opened."""
    waiting = access.desk_shipments(actor).filter(desk_entry=None, expires_at__gt=now, state=ShipmentState.SENT)
    return waiting.count()


def get_desk_shipment(public_id: UUID, *, actor: Actor, lock: bool = False) -> Shipment:
    """The shipment, or ``Shipment.DoesNotExist`` when it was not sent to the actor's desk."""
    shipments = access.desk_shipments(actor).select_related("desk", "club")
    return (shipments.select_for_update(of=("self",)) if lock else shipments).get(public_id=public_id)


def desk_row(public_id: UUID, *, actor: Actor) -> DeskRow:
    """One shipment as the desk sees it."""
    shipment = access.desk_shipments(actor).select_related("desk_entry__taken_by__person").get(public_id=public_id)
    return _row(shipment, _numbers([shipment]))


def others_of_case(row: DeskRow, *, actor: Actor) -> list[DeskRow]:
    """The other shipments of the same case to the same desk."""
    return [each for each in desk_rows(actor=actor) if each.case == row.case and each.shipment != row.shipment]


def _numbers(shipments: list[Shipment]) -> dict[tuple[int, UUID], str]:
    cases = DeskCase.objects.filter(about__in={shipment.about for shipment in shipments})
    return {(case.centre_id, case.about): case.case_number for case in cases}


def _row(shipment: Shipment, numbers: dict[tuple[int, UUID], str]) -> DeskRow:
    assert shipment.sent_at is not None and shipment.desk_id is not None  # noqa: S101, PT018 -- the desk's own filter
    entry = getattr(shipment, "desk_entry", None)
    return DeskRow(
        shipment=shipment.public_id,
        reference=shipment.reference,
        case=shipment.about,
        case_number=numbers.get((shipment.desk_id, shipment.about), "") or shipment.case_number,
        own_number=shipment.own_number,
        sender=shipment.sender_name,
        organisation=shipment.sender_organisation,
        state=shipment.state,
        sent_at=shipment.sent_at,
        expires_at=shipment.expires_at,
        opened_at=shipment.opened_at,
        completed_at=shipment.completed_at,
        taken_by=entry.taken_by.person.name if entry else "",
        taken_at=entry.taken_at if entry else None,
    )


def _matches(row: DeskRow, wanted: str) -> bool:
    texts = (
        row.reference,
        row.reference.replace("-", ""),
        row.case_number,
        row.own_number,
        row.organisation,
        row.sender,
    )
    return any(wanted in text.casefold() for text in texts)
