"""The life of one run of an import: received, read, rehearsed, applied, undone."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class RunState(models.TextChoices):
    RECEIVED = "received", _("Received")
    READING = "reading", _("Being read")
    REHEARSED = "rehearsed", _("Rehearsed")
    STOPPED = "stopped", _("Waits for confirmation")
    REFUSED = "refused", _("Cannot be used")
    FAILED = "failed", _("Failed")
    DISCARDED = "discarded", _("Discarded")
    APPLIED = "applied", _("Applied")
    UNDONE = "undone", _("Undone")


CAN_FOLLOW = {
    RunState.RECEIVED: {RunState.READING, RunState.FAILED},
    RunState.READING: {RunState.REHEARSED, RunState.STOPPED, RunState.REFUSED, RunState.FAILED},
    RunState.REHEARSED: {RunState.APPLIED, RunState.DISCARDED},
    RunState.STOPPED: {RunState.APPLIED, RunState.DISCARDED},
    RunState.REFUSED: set[RunState](),
    RunState.FAILED: set[RunState](),
    RunState.DISCARDED: set[RunState](),
    RunState.APPLIED: {RunState.UNDONE},
    RunState.UNDONE: set[RunState](),
}

WAITING = (RunState.REHEARSED, RunState.STOPPED)
"""A person can apply or discard the run."""

AT_WORK = (RunState.RECEIVED, RunState.READING)
"""The run goes on by itself."""
