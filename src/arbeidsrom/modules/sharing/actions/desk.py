"""What a receiving desk does with what was sent to it (KL-SHARE-015)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import ChangedMeanwhile, Refused
from arbeidsrom.modules.sharing import access
from arbeidsrom.modules.sharing.actions.history import happened, note
from arbeidsrom.modules.sharing.models import DeskCase, DeskEntry, Shipment
from arbeidsrom.modules.sharing.queries.desk import get_desk_shipment
from arbeidsrom.modules.sharing.states import EventKind


@transaction.atomic
def take_shipment(shipment_id: UUID, *, actor: Actor, now: datetime) -> Shipment:
    """Somebody at the desk takes the shipment on; taking over from a colleague is allowed and remembered."""
    shipment = get_desk_shipment(shipment_id, actor=actor, lock=True)
    access.may_take(actor, shipment).or_refuse()
    DeskEntry.objects.update_or_create(
        shipment=shipment, defaults={"taken_by_id": actor.position_or_refuse(), "taken_at": now}
    )
    happened(EventKind.TAKEN, shipment, actor=actor, at=now)
    return shipment


@transaction.atomic
def assign_case_number(shipment_id: UUID, *, case_number: str, before: str, actor: Actor, now: datetime) -> Shipment:
    """Give the case the centre's own number; shipments sent later in the case carry it."""
    shipment = get_desk_shipment(shipment_id, actor=actor, lock=True)
    access.may_take(actor, shipment).or_refuse()
    number = " ".join(case_number.split())
    if not number:
        raise Refused(_("Write the case number."))
    case, made = DeskCase.objects.select_for_update().get_or_create(
        centre=shipment.desk,
        about=shipment.about,
        defaults={"case_number": number, "assigned_by_id": actor.position_or_refuse(), "assigned_at": now},
    )
    if not made:
        if case.case_number not in (before, number):
            raise ChangedMeanwhile(_("A colleague has given the case another number meanwhile. Nothing was saved."))
        case.case_number, case.assigned_by_id, case.assigned_at = number, actor.position_or_refuse(), now
        case.save(update_fields=["case_number", "assigned_by", "assigned_at"])
    happened(EventKind.NUMBERED, shipment, actor=actor, at=now)
    note(shipment, EventKind.NUMBERED, actor=actor, now=now, number=number)
    return shipment
