"""What the scanner has said about a stored file."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ScanState(models.TextChoices):
    PENDING = "pending", _("Being scanned")
    CLEAN = "clean", _("Scanned, nothing found")
    INFECTED = "infected", _("Malware found")
    NOT_SCANNED = "not_scanned", _("Not scanned")
    TOO_LARGE = "too_large", _("Too large to be scanned")
    RELEASED = "released", _("Released by name")


_VERDICTS = {ScanState.CLEAN, ScanState.INFECTED, ScanState.NOT_SCANNED, ScanState.TOO_LARGE}

CAN_FOLLOW: dict[ScanState, set[ScanState]] = {
    ScanState.PENDING: _VERDICTS,
    ScanState.NOT_SCANNED: {ScanState.CLEAN, ScanState.INFECTED, ScanState.TOO_LARGE},
    ScanState.TOO_LARGE: {ScanState.RELEASED},
    ScanState.CLEAN: set(),
    ScanState.INFECTED: set(),
    ScanState.RELEASED: set(),
}

WAITING = (ScanState.PENDING, ScanState.NOT_SCANNED)


def is_cleared(state: str, *, scanner: bool) -> bool:
    """Whether a file in this state may be shared or given to others; without a scanner nothing waits for one."""
    cleared = {ScanState.CLEAN, ScanState.RELEASED}
    return state in (cleared if scanner else cleared | {ScanState.NOT_SCANNED})
