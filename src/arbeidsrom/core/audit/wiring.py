"""What the audit log hangs up in the rest of the house."""

from __future__ import annotations

from arbeidsrom.core.audit import events


def connect() -> None:
    events.declare(*events.EVENTS)
