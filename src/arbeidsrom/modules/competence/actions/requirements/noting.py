"""What every action on a requirement leaves in the log."""

from __future__ import annotations

from datetime import datetime

from arbeidsrom.core.audit import actions as audit
from arbeidsrom.core.audit.rules import Value
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.models import Requirement


def record(event: str, requirement: Requirement, *, actor: Actor, now: datetime, **details: Value) -> None:
    """Write it down, where the leader of the owner can read it."""
    owner = requirement.owner
    audit.record(
        event,
        requirement.public_id,
        actor=actor,
        at=now,
        tenant=owner.tenant,
        unit=owner.pk,
        details={"requirement": requirement.pk, **details},
    )
