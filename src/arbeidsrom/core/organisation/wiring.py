"""What the organisation hangs up: its sentences in the log."""

from __future__ import annotations

from arbeidsrom.core.audit import events as audit_events
from arbeidsrom.core.organisation.events import EVENTS


def connect() -> None:
    """Called once at start."""
    audit_events.declare(*EVENTS)
