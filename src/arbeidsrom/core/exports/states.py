"""The life of one export: asked for, made, fetched for a day, erased."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ExportState(models.TextChoices):
    WAITING = "waiting", _("Waits for its turn")
    RUNNING = "running", _("Being made")
    READY = "ready", _("Ready")
    REFUSED = "refused", _("Refused")
    FAILED = "failed", _("Failed")
    EXPIRED = "expired", _("Erased")


CAN_FOLLOW = {
    ExportState.WAITING: {ExportState.RUNNING, ExportState.FAILED},
    ExportState.RUNNING: {
        ExportState.RUNNING,  # begun again, for its worker was killed
        ExportState.READY,
        ExportState.REFUSED,
        ExportState.FAILED,
    },
    ExportState.READY: {ExportState.EXPIRED},
    ExportState.REFUSED: set[ExportState](),
    ExportState.FAILED: set[ExportState](),
    ExportState.EXPIRED: set[ExportState](),
}

AT_WORK = (ExportState.WAITING, ExportState.RUNNING)
"""It goes on by itself."""
