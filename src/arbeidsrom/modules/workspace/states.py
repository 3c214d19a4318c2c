"""The states of a case and what can follow what (KL-CASE-003)."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CaseState(TextChoices):
    OPEN = "open", _("Open")
    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent to competence centre")
    CLOSED = "closed", _("Closed")
    REOPENED = "reopened", _("Reopened")


CAN_FOLLOW = {
    CaseState.OPEN: {CaseState.WAITING, CaseState.SENT, CaseState.CLOSED},
    CaseState.WAITING: {CaseState.OPEN, CaseState.WAITING, CaseState.SENT, CaseState.CLOSED},
    CaseState.SENT: {CaseState.OPEN, CaseState.WAITING, CaseState.CLOSED},
    CaseState.CLOSED: {CaseState.REOPENED},
    CaseState.REOPENED: {CaseState.WAITING, CaseState.SENT, CaseState.CLOSED},
}

UNFINISHED = (CaseState.OPEN, CaseState.WAITING, CaseState.SENT, CaseState.REOPENED)


class DeadlineState(TextChoices):
    RUNNING = "running", _("Running")
    MET = "met", _("Met")
    DROPPED = "dropped", _("No longer relevant")


DEADLINE_CAN_FOLLOW = {
    DeadlineState.RUNNING: {DeadlineState.MET, DeadlineState.DROPPED},
    DeadlineState.MET: {DeadlineState.RUNNING},
    DeadlineState.DROPPED: {DeadlineState.RUNNING},
}


class DeletionState(TextChoices):
    ASKED = "asked", _("Waiting for the union")
    PROPOSED = "proposed", _("Waiting for a second person")
    KEPT = "kept", _("Kept longer")
    DELETED = "deleted", _("Deleted")


DELETION_CAN_FOLLOW = {
    DeletionState.ASKED: {DeletionState.PROPOSED, DeletionState.KEPT},
    DeletionState.PROPOSED: {DeletionState.ASKED, DeletionState.KEPT, DeletionState.DELETED},
    DeletionState.KEPT: {DeletionState.ASKED},
    DeletionState.DELETED: set[DeletionState](),
}
