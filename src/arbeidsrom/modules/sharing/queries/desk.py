"""What the receiving desk of a centre sees: references, cases and states, never content (KL-SHARE-015)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Replace

from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.sharing import access
from arbeidsrom.modules.sharing.models import DeskCase, Shipment
from arbeidsrom.modules.sharing.states import ShipmentState

SEALED = ("title", "message", "reason", "receiver_name", "receiver_email", "receiver_mobile", "decision_note")
LATEST_FIRST = ("-sent_at", "-id")
WAITING = "waiting"


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


def desk_found(*, actor: Actor, now: datetime, search: str = "", taken: str = "") -> QuerySet[Shipment]:
    """What was sent to the actor's centres and matches, with the few columns that the desk sees."""
    found = access.desk_shipments(actor).select_related("desk_entry__taken_by__person").defer(*SEALED)
    if taken == WAITING:
        found = found.filter(_waits(now))
    elif taken in ("no", "yes"):
        found = found.filter(desk_entry__isnull=taken == "no")
    wanted = search.strip()
    return _matching(found, wanted) if wanted else found


def _matching(shipments: QuerySet[Shipment], wanted: str) -> QuerySet[Shipment]:
    """By reference, however it was typed, by either case number, or by who sent it."""
    given = DeskCase.objects.filter(centre=OuterRef("desk"), about=OuterRef("about")).values("case_number")
    typed = wanted.replace("-", "").replace(" ", "")
    return shipments.annotate(
        digits=Replace("reference", Value("-")),
        number=Coalesce(Subquery(given[:1]), "case_number"),
    ).filter(
        Q(digits__contains=typed)
        | Q(number__icontains=wanted)
        | Q(own_number__icontains=wanted)
        | Q(sender_organisation__icontains=wanted)
        | Q(sender_name__icontains=wanted)
    )


def _waits(now: datetime) -> Q:
    """Nobody has taken it, and it can still be opened."""
    return Q(desk_entry=None, expires_at__gt=now, state=ShipmentState.SENT)


def untaken_count(*, actor: Actor, now: datetime) -> int:
    """How many shipments wait for somebody at the desk."""
    return access.desk_shipments(actor).filter(_waits(now)).count()


def desk_rows(shipments: Sequence[Shipment]) -> list[DeskRow]:
    """The shipments as the desk sees them, the centre's numbers in one query."""
    numbers = _numbers(shipments)
    return [_row(shipment, numbers) for shipment in shipments]


def get_desk_shipment(public_id: UUID, *, actor: Actor, lock: bool = False) -> Shipment:
    """The shipment, or ``Shipment.DoesNotExist`` when it was not sent to the actor's desk."""
    shipments = access.desk_shipments(actor).select_related("desk", "club")
    return (shipments.select_for_update(of=("self",)) if lock else shipments).get(public_id=public_id)


def desk_row(public_id: UUID, *, actor: Actor) -> DeskRow:
    """One shipment as the desk sees it."""
    shipment = access.desk_shipments(actor).select_related("desk_entry__taken_by__person").get(public_id=public_id)
    return desk_rows([shipment])[0]


def others_of_case(row: DeskRow, *, actor: Actor, now: datetime) -> list[DeskRow]:
    """The other shipments of the same case to the actor's desks, the latest first."""
    others = desk_found(actor=actor, now=now).filter(about=row.case).exclude(public_id=row.shipment)
    return desk_rows(list(others.order_by(*LATEST_FIRST)))


def _numbers(shipments: Sequence[Shipment]) -> dict[tuple[int, UUID], str]:
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
