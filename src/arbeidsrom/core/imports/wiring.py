"""What imports hang up in the house."""

from __future__ import annotations

from arbeidsrom.core.audit import events as audit_events
from arbeidsrom.core.imports import events, registry
from arbeidsrom.core.imports.member_register.register import MemberRegister


def connect() -> None:
    registry.register(MemberRegister())
    audit_events.declare(*events.EVENTS)
