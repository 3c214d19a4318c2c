"""How far an order of a role has come, and why a role that was ordered is over."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OrderState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("order", "Waits for an answer")
    APPROVED = "approved", pgettext_lazy("order", "Approved")
    REFUSED = "refused", pgettext_lazy("order", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("order", "Withdrawn")
    LAPSED = "lapsed", pgettext_lazy("order", "Lapsed")
    ENDED = "ended", pgettext_lazy("order", "The role has ended")


CAN_FOLLOW: dict[OrderState, set[OrderState]] = {
    OrderState.WAITING: {OrderState.APPROVED, OrderState.REFUSED, OrderState.WITHDRAWN, OrderState.LAPSED},
    OrderState.APPROVED: {OrderState.ENDED},
    OrderState.REFUSED: set(),
    OrderState.WITHDRAWN: set(),
    OrderState.LAPSED: set(),
    OrderState.ENDED: set(),
}


class EndReason(models.TextChoices):
    """Why somebody no longer has a role that was ordered."""

    LAST_DAY = "last_day", _("Its last day is over")
    NOT_REVIEWED = "not_reviewed", _("It was not reviewed in time")
    POSITION = "position", _("The position ended")
    OWNER = "owner", _("An owner of the role ended it")
    SERVICE = "service", _("The access-ordering service ended it")


def end_reason_label(value: str) -> str:
    """A reason in words; one that is no longer used shows its key."""
    return str(EndReason(value).label) if value in EndReason else value
