"""Writing in a case's timeline."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from arbeidsrom.core.audit import actions as audit
from arbeidsrom.core.audit.rules import Value
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.models import Case, CaseEvent, EventKind
from arbeidsrom.modules.workspace.queries import cases


def tell(
    case: Case,
    kind: EventKind,
    what: str,
    /,
    *,
    actor: Actor,
    now: datetime,
    about: UUID | None = None,
    **facts: object,
) -> CaseEvent:
    """The program writes what somebody did; the case counts as changed."""
    event = CaseEvent(
        case=case,
        kind=kind,
        what=what,
        facts=facts,
        happened_at=now,
        recorded_at=now,
        author=author_of(actor),
        about=about,
    )
    event.save()
    case.changed_at = now
    case.save(update_fields=["changed_at"])
    return event


def author_of(actor: Actor) -> str:
    """The person and the office, as they stand in the history for good."""
    return f"{actor.author}, {actor.position_label}" if actor.position_label else actor.author


@transaction.atomic
def write_in_timeline(
    case_id: UUID, *, kind: EventKind, heading: str, text: str, happened_at: datetime, actor: Actor, now: datetime
) -> CaseEvent:
    """A steward writes a note, or about a meeting or a phone call."""
    case = cases.get_case(case_id, actor=actor, lock=True)
    access.may_work_on(actor, case).or_refuse()

    event = CaseEvent(
        case=case,
        kind=kind,
        heading=heading,
        text=text,
        happened_at=happened_at,
        recorded_at=now,
        author=author_of(actor),
    )
    event.save()
    case.changed_at = now
    case.save(update_fields=["changed_at"])
    record("workspace.timeline.written", case, actor=actor, now=now, kind=kind)
    return event


def record(event: str, case: Case, /, *, actor: Actor, now: datetime, **details: Value) -> None:
    """The audit log's entry about a case, with the members it concerns."""
    audit.record(
        event,
        case.public_id,
        actor=actor,
        at=now,
        tenant=case.tenant,
        subjects=cases.members_concerned(case),
        details={"case": case.label, "club": case.club.name, **details},
    )


@transaction.atomic
def look_at_case(case_id: UUID, *, actor: Actor, now: datetime) -> Case:
    """Somebody opens a case: what is read is written in the log as well (PL-AUD-001)."""
    case = cases.get_case(case_id, actor=actor)
    record("workspace.case.viewed", case, actor=actor, now=now)
    return case


@transaction.atomic
def take_out_report(case_id: UUID, *, actor: Actor, now: datetime) -> Case:
    """Somebody takes the case out of the program as a report."""
    case = cases.get_case(case_id, actor=actor)
    record("workspace.report.made", case, actor=actor, now=now)
    return case
