"""What the competence portal hangs up in the house."""

from __future__ import annotations

from arbeidsrom.core.notifications import types
from arbeidsrom.modules.competence import notices, roles


def connect() -> None:
    """Declare the roles of the portal, and what it tells people."""
    roles.declare()
    for kind in notices.TYPES:
        types.register(kind)
