"""What the competence portal hangs up in the house."""

from __future__ import annotations

from arbeidsrom.modules.competence import roles


def connect() -> None:
    """Declare the roles of the portal."""
    roles.declare()
