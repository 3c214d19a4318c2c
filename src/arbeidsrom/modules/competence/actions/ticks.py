"""Which check points were ticked, and which no longer are, stands in the requirement's history and in the log."""

from __future__ import annotations

from datetime import datetime

from arbeidsrom.core.audit import actions as audit
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.actions.capacities import capacity_of
from arbeidsrom.modules.competence.actions.work import Work, note
from arbeidsrom.modules.competence.models import ProgressEventKind
from arbeidsrom.modules.competence.rules.statuses import State

LONGEST = 2000


def note_ticks(work: Work, *, actor: Actor, now: datetime) -> None:
    """One line for what was ticked and one for what was unticked, with the names of the points; else nothing."""
    assert work.link is not None  # noqa: S101 -- what is registered stands in a plan
    assert work.assignment is not None  # noqa: S101
    names = {str(point.id): point.name for point in work.settings.checklist}
    after = set(work.progress.ticked or ())
    changed = {
        ProgressEventKind.TICKED: [names[one] for one in names if one in after - work.ticked_before],
        ProgressEventKind.UNTICKED: [names[one] for one in names if one in work.ticked_before - after],
    }
    for kind, points in changed.items():
        if points:
            note(
                kind,
                person=work.progress.person_id,
                requirement=work.progress.requirement_id,
                plan=work.assignment.plan_id,
                state=State(work.progress.state),
                actor=actor,
                capacity=capacity_of(actor, work.assignment),
                now=now,
                comment=", ".join(points)[:LONGEST],
            )
    if any(changed.values()):
        audit.record(
            "competence.progress.ticked",
            work.link.requirement.public_id,
            actor=actor,
            at=now,
            subjects=[work.assignment.person.public_id],
            details={str(kind): len(points) for kind, points in changed.items()},
        )
