"""Marks of what is not relevant end, and it stays known how long each held."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from arbeidsrom.modules.competence.models import EndedMark, NotRelevant


def end_marks(marks: QuerySet[NotRelevant], *, now: datetime) -> int:
    """Take these marks away; gives how many there were. Whoever deletes a link or a sub-plan ends its marks first."""
    ended = list(marks.order_by("pk"))
    EndedMark.objects.bulk_create(
        EndedMark(
            person_id=one.person_id,
            plan_id=one.plan_id,
            link=one.link_id,
            section=one.section_id,
            marked_at=one.marked_at,
            ended_at=now,
        )
        for one in ended
    )
    NotRelevant.objects.filter(pk__in=[one.pk for one in ended]).delete()
    return len(ended)
