"""What the log is told of an order."""

from __future__ import annotations

from datetime import datetime

from arbeidsrom.core.audit import actions as audit
from arbeidsrom.core.role_orders.models import RoleOrder
from arbeidsrom.lib.actor import Actor


def record(event: str, order: RoleOrder, *, actor: Actor, now: datetime, **details: str) -> None:
    """In the log of the body where the role holds, about whoever it is for."""
    audit.record(
        event,
        order.public_id,
        actor=actor,
        at=now,
        tenant=order.unit.tenant or order.position.unit.tenant,
        unit=order.unit_id,
        subjects=[order.position.person.public_id],
        details={"role": order.role, **details},
    )
