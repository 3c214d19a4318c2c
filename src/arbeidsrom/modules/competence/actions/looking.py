"""That somebody looked at how others stand; what is looked at is read elsewhere."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from arbeidsrom.core.audit import actions as audit
from arbeidsrom.lib.actor import Actor


def note_followed_up(people: Collection[UUID], *, actor: Actor, now: datetime) -> None:
    """The statuses of these people were shown in «Kompetanseoppfølging»; each of them can see by whom."""
    if people:
        audit.record("competence.followed_up.viewed", None, actor=actor, at=now, subjects=people)
