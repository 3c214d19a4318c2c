"""What the club workspace hangs up in the apps below it."""

from __future__ import annotations

from arbeidsrom.modules.workspace import roles


def connect() -> None:
    """Called once at start."""
    roles.declare()
