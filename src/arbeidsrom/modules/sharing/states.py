"""The states of a shipment, and what can follow what."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class ShipmentState(TextChoices):
    AWAITING_APPROVAL = "awaiting_approval", pgettext_lazy("state of a shipment", "Awaits approval")
    REJECTED = "rejected", pgettext_lazy("state of a shipment", "Not approved")
    READY = "ready", pgettext_lazy("state of a shipment", "Ready to send")
    SENT = "sent", pgettext_lazy("state of a shipment", "Sent")
    LOCKED = "locked", pgettext_lazy("state of a shipment", "Locked")
    COMPLETED = "completed", pgettext_lazy("state of a shipment", "Received")
    WITHDRAWN = "withdrawn", pgettext_lazy("state of a shipment", "Withdrawn")


CAN_FOLLOW = {
    ShipmentState.AWAITING_APPROVAL: {ShipmentState.READY, ShipmentState.REJECTED, ShipmentState.WITHDRAWN},
    ShipmentState.REJECTED: set[ShipmentState](),
    ShipmentState.READY: {ShipmentState.SENT, ShipmentState.WITHDRAWN},
    ShipmentState.SENT: {
        ShipmentState.SENT,
        ShipmentState.LOCKED,
        ShipmentState.COMPLETED,
        ShipmentState.WITHDRAWN,
    },
    ShipmentState.LOCKED: {ShipmentState.SENT, ShipmentState.COMPLETED, ShipmentState.WITHDRAWN},
    ShipmentState.COMPLETED: {ShipmentState.SENT, ShipmentState.WITHDRAWN},
    ShipmentState.WITHDRAWN: set[ShipmentState](),
}

CAN_GET_A_CODE = {state for state, following in CAN_FOLLOW.items() if ShipmentState.SENT in following}


class Way(TextChoices):
    CLASSIC = "classic", pgettext_lazy("way of a shipment", "I forward the link and give the code myself")
    DIRECT = "direct", pgettext_lazy("way of a shipment", "Link by e-mail and code by SMS, straight to the receiver")


class EventKind(StrEnum):
    """What happens to a shipment. The log tells of it; some of it is told to its stewards."""

    CREATED = "created"
    APPROVED = "approved"
    REJECTED = "rejected"
    CODE_ISSUED = "code_issued"
    OPENED = "opened"
    DOWNLOADED = "downloaded"
    LOCKED = "locked"
    WRONG_RECEIVER = "wrong_receiver"
    ANSWERED = "answered"
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"
    TAKEN = "taken"
    NUMBERED = "numbered"
    UNDELIVERED = "undelivered"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    REMINDED = "reminded"


class AnswerState(TextChoices):
    ARRIVED = "arrived", pgettext_lazy("state of an answer", "Arriving")
    TAKEN_IN = "taken_in", pgettext_lazy("state of an answer", "In the case")


ANSWER_CAN_FOLLOW = {
    AnswerState.ARRIVED: {AnswerState.TAKEN_IN},
    AnswerState.TAKEN_IN: set[AnswerState](),
}
