"""The life of a system message, and where a recipient finds it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MessageState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("system message", "Draft")
    ORDERED = "ordered", pgettext_lazy("system message", "Ordered for sending")
    SENT = "sent", pgettext_lazy("system message", "Sent")
    STOPPED = "stopped", pgettext_lazy("system message", "Stopped")
    WITHDRAWN = "withdrawn", pgettext_lazy("system message", "Withdrawn")


CAN_FOLLOW = {
    MessageState.DRAFT: {MessageState.ORDERED},
    MessageState.ORDERED: {MessageState.DRAFT, MessageState.SENT, MessageState.STOPPED},
    MessageState.STOPPED: {MessageState.DRAFT},
    MessageState.SENT: {MessageState.WITHDRAWN},
    MessageState.WITHDRAWN: set[MessageState](),
}

UNSENT = (MessageState.DRAFT, MessageState.ORDERED, MessageState.STOPPED)
"""It can still be changed (KP-MSG-015)."""


class StopReason(models.TextChoices):
    """Why a message that was ordered has not been sent."""

    BY_PERSON = "person", _("Stopped before it was sent.")
    NOBODY = "nobody", _("When it was to be sent, nobody was among the recipients any more.")
    PERIOD_OVER = "period", _("When it was to be sent, its visibility period had ended.")
    FILES = "files", _("When it was to be sent, the scanner had not cleared all its pictures and attachments.")


class Closing(models.TextChoices):
    """How a recipient closes a message (KP-SYSMSG-006)."""

    READ = "read", _("I have read the message")
    REMIND = "remind", _("Remind me of this")
