"""What the competence portal hangs up in the house."""

from __future__ import annotations

from arbeidsrom.core.notifications import types
from arbeidsrom.core.people import sights
from arbeidsrom.modules.competence import notices, roles

SIGHTS = ("competence.read_plans", "competence.follow_up", "dialogue.hold_conversations", "training.approve_goals")
"""What lets somebody see something of an employee here, beside the employee overview."""


def connect() -> None:
    """Declare the roles of the portal, and what it tells people."""
    roles.declare()
    sights.register(*SIGHTS)
    for kind in notices.TYPES:
        types.register(kind)
