"""The states of a shipment, and what can follow what."""

from __future__ import annotations

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


class EventKind(TextChoices):
    """What happens to a shipment, as its history tells it."""

    CREATED = "created", pgettext_lazy("history of a shipment", "Created")
    APPROVED = "approved", pgettext_lazy("history of a shipment", "Approved")
    REJECTED = "rejected", pgettext_lazy("history of a shipment", "Not approved")
    CODE_ISSUED = "code_issued", pgettext_lazy("history of a shipment", "Link and code made")
    OPENED = "opened", pgettext_lazy("history of a shipment", "Opened with the code")
    DOWNLOADED = "downloaded", pgettext_lazy("history of a shipment", "Document delivered in full")
    LOCKED = "locked", pgettext_lazy("history of a shipment", "Locked after ten wrong tries")
    WRONG_RECEIVER = "wrong_receiver", pgettext_lazy("history of a shipment", "Reported as sent to the wrong receiver")
    ANSWERED = "answered", pgettext_lazy("history of a shipment", "Answered by the receiver")
    COMPLETED = "completed", pgettext_lazy("history of a shipment", "Everything received")
    WITHDRAWN = "withdrawn", pgettext_lazy("history of a shipment", "Withdrawn")
    TAKEN = "taken", pgettext_lazy("history of a shipment", "Taken at the receiving desk")
    NUMBERED = "numbered", pgettext_lazy("history of a shipment", "Case number assigned at the receiving desk")
    UNDELIVERED = "undelivered", pgettext_lazy("history of a shipment", "E-mail or SMS was not accepted")
    CONSENT_WITHDRAWN = (
        "consent_withdrawn",
        pgettext_lazy("history of a shipment", "The consent it rests on no longer holds"),
    )
    REMINDED = "reminded", pgettext_lazy("history of a shipment", "Reminder: not opened yet")


class AnswerState(TextChoices):
    ARRIVED = "arrived", pgettext_lazy("state of an answer", "Arriving")
    TAKEN_IN = "taken_in", pgettext_lazy("state of an answer", "In the case")


ANSWER_CAN_FOLLOW = {
    AnswerState.ARRIVED: {AnswerState.TAKEN_IN},
    AnswerState.TAKEN_IN: set[AnswerState](),
}
