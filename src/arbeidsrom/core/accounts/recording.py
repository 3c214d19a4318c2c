"""What the log is told of an account, and who is said to have done it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from arbeidsrom.core.accounts.models import Account
from arbeidsrom.core.audit import actions as audit
from arbeidsrom.lib.actor import Actor, ActorKind


def record(
    event: str, account: Account, *, actor: Actor, now: datetime, details: Mapping[str, str] | None = None
) -> None:
    """Something was done with an account: about whoever it belongs to, when that is a person known here."""
    subjects: list[UUID] = [account.person.public_id] if account.person else []
    audit.record(event, account.public_id, actor=actor, at=now, subjects=subjects, details=details)


def somebody(origin: str) -> Actor:
    """Whoever it was, who has not shown who they are."""
    return Actor(ActorKind.PERSON, label="", origin=origin)


def holder_of(account: Account, origin: str) -> Actor:
    """Whoever the account belongs to, before they act in any position."""
    return Actor(
        ActorKind.PERSON,
        label=account.person.name if account.person else "",
        account_id=account.pk,
        person_id=account.person_id,
        person=account.person.public_id if account.person else None,
        origin=origin,
    )
