"""The life of an outgoing message."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    MAIL = "mail", _("E-mail")
    SMS = "sms", _("SMS")


class Way(models.TextChoices):
    """The three ways by which a notification reaches somebody, and there are no others (KP-NOTIF-002)."""

    SINGLE = "single", _("Single e-mail")
    WEEKLY = "weekly", _("Weekly digest")
    HOME = "home", _("Home page")


class MessageState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Not accepted")
    EXPIRED = "expired", _("Expired")


CAN_FOLLOW = {
    MessageState.WAITING: {MessageState.SENDING, MessageState.EXPIRED},
    MessageState.SENDING: {MessageState.SENT, MessageState.WAITING, MessageState.FAILED},
    MessageState.SENT: set[MessageState](),
    MessageState.FAILED: {MessageState.WAITING, MessageState.EXPIRED},
    MessageState.EXPIRED: set[MessageState](),
}
