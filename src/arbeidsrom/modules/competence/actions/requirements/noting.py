"""What every action on a requirement leaves in the log."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from uuid import UUID

from arbeidsrom.core.audit import actions as audit
from arbeidsrom.core.audit.rules import Value
from arbeidsrom.core.organisation.models import Person
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.models import Requirement


def record(event: str, requirement: Requirement, *, actor: Actor, now: datetime, **details: Value) -> None:
    """Write it down, where the leader of the owner can read it."""
    _write(event, requirement, details, actor=actor, now=now)


def record_for(event: str, requirement: Requirement, people: Collection[int], *, actor: Actor, now: datetime) -> None:
    """The same of something that happened to many at once: each of them is a subject of the one entry."""
    subjects = public_ids(people)
    _write(event, requirement, {"people": len(subjects)}, subjects, actor=actor, now=now)


def public_ids(people: Collection[int]) -> list[UUID]:
    """What the log calls them."""
    return list(Person.objects.filter(pk__in=people).values_list("public_id", flat=True))


def _write(
    event: str,
    requirement: Requirement,
    details: Mapping[str, Value],
    subjects: Iterable[UUID] = (),
    *,
    actor: Actor,
    now: datetime,
) -> None:
    owner = requirement.owner
    audit.record(
        event,
        requirement.public_id,
        actor=actor,
        at=now,
        tenant=owner.tenant,
        unit=owner.pk,
        subjects=subjects,
        details={"requirement": requirement.pk, **details},
    )
