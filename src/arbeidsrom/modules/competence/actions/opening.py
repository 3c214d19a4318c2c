"""That somebody has opened a requirement of theirs: what their search offers first (KP-SEARCH-002)."""

from __future__ import annotations

from datetime import datetime

from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.models import Assignment, Link, RecentRequirement


def open_requirement(assignment: Assignment, link: Link, *, actor: Actor, now: datetime) -> None:
    """Only what is one's own; whoever follows somebody up leaves no shortcut. One statement."""
    if actor.read_only or assignment.person_id != actor.person_id or actor.on_behalf_of_id is not None:
        return
    RecentRequirement.objects.bulk_create(
        [RecentRequirement(person_id=assignment.person_id, requirement_id=link.requirement_id, opened_at=now)],
        update_conflicts=True,
        update_fields=["opened_at"],
        unique_fields=["person", "requirement"],
    )
