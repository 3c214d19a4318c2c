"""Tables of sharing: shipments and their codes, what receivers do with them, addresses, answers and the desk."""

from arbeidsrom.modules.sharing.models.addresses import ReceiverAddress
from arbeidsrom.modules.sharing.models.answers import Answer, AnswerDocument
from arbeidsrom.modules.sharing.models.desk import DeskCase, DeskEntry
from arbeidsrom.modules.sharing.models.openings import Download, OpeningSession, Receipt, TryCounter
from arbeidsrom.modules.sharing.models.shipments import (
    DocumentKey,
    Generation,
    Shipment,
    ShipmentDocument,
    ShipmentEvent,
)

__all__ = [
    "Answer",
    "AnswerDocument",
    "DeskCase",
    "DeskEntry",
    "DocumentKey",
    "Download",
    "Generation",
    "OpeningSession",
    "Receipt",
    "ReceiverAddress",
    "Shipment",
    "ShipmentDocument",
    "ShipmentEvent",
    "TryCounter",
]
