"""Looking at how employees stand in a plan, and taking it out: what the log knows of it (PL-AUD)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from arbeidsrom.core.audit import actions as audit
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.access import matrix as access
from arbeidsrom.modules.competence.models import Plan
from arbeidsrom.web.requests import may_take_out


def look_at_status_matrix(plan: Plan, people: Iterable[UUID], *, actor: Actor, now: datetime) -> None:
    """A page of the matrix was shown: one entry tells whose statuses stood there (decision 16)."""
    _record("competence.status_matrix.viewed", plan, people, actor=actor, now=now)


def export_status_matrix(plan: Plan, people: Iterable[UUID], *, actor: Actor, now: datetime) -> None:
    """«Eksporter til Excel»: all who stand in the file (KP-MATRIX-014)."""
    access.may_see_status_matrix(actor).or_refuse()
    may_take_out(actor).or_refuse()
    _record("competence.status_matrix.exported", plan, people, actor=actor, now=now)


def _record(event: str, plan: Plan, people: Iterable[UUID], *, actor: Actor, now: datetime) -> None:
    subjects = frozenset(people)
    audit.record(
        event,
        plan.public_id,
        actor=actor,
        at=now,
        subjects=subjects,
        details={"plan": plan.name, "count": len(subjects)},
    )
