"""Marks of what is not relevant end, and it stays known how long each held."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from arbeidsrom.modules.competence.models import EndedMark, Link, NotRelevant, PointNotRelevant
from arbeidsrom.modules.competence.states import LinkState


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


def elsewhere(link: Link) -> QuerySet[Link]:
    """The other places where the requirement is active in the plan: an activity may stand under several goals."""
    there = Link.objects.filter(plan=link.plan_id, requirement=link.requirement_id, state=LinkState.ACTIVE)
    return there.exclude(pk=link.pk).order_by("pk")


def take_over_marks(link: Link, *, now: datetime) -> None:
    """What is not relevant to somebody under one goal is so under the next too: the requirement is one in the plan."""
    other = elsewhere(link).first()
    if other is None:
        return
    marks = list(NotRelevant.objects.filter(link=other).order_by("pk"))
    people = {one.person_id for one in marks}
    end_marks(NotRelevant.objects.filter(link=link).exclude(person__in=people), now=now)
    had = set(NotRelevant.objects.filter(link=link).values_list("person_id", flat=True))
    for mark in marks:
        if mark.person_id not in had:
            said = {"comment": mark.comment, "marked_at": now, "marked_by": mark.marked_by}
            NotRelevant.objects.create(person_id=mark.person_id, plan_id=link.plan_id, link=link, **said)
    PointNotRelevant.objects.filter(link=link).delete()
    for point in PointNotRelevant.objects.filter(link=other).order_by("pk"):
        said = {"comment": point.comment, "marked_at": point.marked_at, "marked_by": point.marked_by}
        PointNotRelevant.objects.create(person_id=point.person_id, link=link, point=point.point, **said)
