"""Who is told of malware: the vault knows no cases, so the apps above say who follows up the files of a holder."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from arbeidsrom.core.vault.models import DocumentVersion

    Alarm = Callable[[DocumentVersion, datetime], None]

_alarms: dict[str, Alarm] = {}


def register(key: str, alarm: Alarm) -> None:
    """An app tells those who follow up the file, in the transaction in which malware was found."""
    _alarms[key] = alarm


def sound(version: DocumentVersion, *, now: datetime) -> None:
    """Malware has been found in a stored file."""
    for key in sorted(_alarms):
        _alarms[key](version, now)
