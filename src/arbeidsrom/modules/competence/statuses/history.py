"""The facts of a person's statuses as they stood at a moment, worked out from what is never changed.

Plans come from the history of each assignment, what stood in them from the versions of the plan, validities from the
versions of the requirement, how far somebody had come from the history of the requirement, and what was not relevant
from the marks, also those that have ended. Deadlines come from the same history. A plan that was given by mistake
and deleted is as if it had never been (KP-PLANADM-005).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from arbeidsrom.modules.competence import models
from arbeidsrom.modules.competence.models import AssignmentEventKind
from arbeidsrom.modules.competence.rules.statuses import State
from arbeidsrom.modules.competence.states import AssignmentState
from arbeidsrom.modules.competence.statuses.facts import Facts, Registered, Tie

OPENING = (AssignmentEventKind.ASSIGNED, AssignmentEventKind.REACTIVATED)
CLOSING = (AssignmentEventKind.DEACTIVATED, AssignmentEventKind.ARCHIVED)


def end_of(day: date) -> datetime:
    """The moment at which the Norwegian day is over; what happened before it had happened on the day."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


@dataclass(frozen=True, slots=True)
class HeldPlan:
    """A plan that the person had in force at a moment, with its version then; none was made before requirements."""

    plan: int
    version: models.PlanRevision | None

    @property
    def sections(self) -> list[dict[str, Any]]:
        """The sub-plans with their requirements, as the version has them."""
        stored: list[dict[str, Any]] = self.version.content["sections"] if self.version else []
        return stored


@dataclass(frozen=True, slots=True)
class Then:
    """What was known of a person at a moment."""

    plans: tuple[HeldPlan, ...]
    revisions: dict[int, models.RequirementRevision]
    facts: Facts


def then(person: int, moment: datetime) -> Then:
    """What the person's statuses followed from at the end of what happened before the moment. Nine queries."""
    plans = tuple(_plans(person, moment))
    wanted = {link["requirement"] for held in plans for section in held.sections for link in section["links"]}
    revisions = _revisions(wanted, moment)
    marked = marked_at(person, moment)
    ties = tuple(one for held in plans for one in _ties(held, revisions, marked))
    return Then(plans, revisions, Facts(ties, registered_at(person, moment), _deadlines(person, moment)))


def was_in_force(assignment: models.Assignment, moment: datetime) -> bool:
    """Whether the assigned plan was to be worked on: by its history, and where that says nothing by its dates."""
    steps = [one for one in assignment.events.all() if one.kind in (*OPENING, *CLOSING)]
    before = [one for one in steps if one.at < moment]
    if before:
        return max(before, key=lambda one: (one.at, one.pk)).kind in OPENING
    first = min(steps, key=lambda one: (one.at, one.pk), default=None)
    if first is not None and first.kind in OPENING:
        return False
    day = timezone.localdate(moment - timedelta(microseconds=1))
    if assignment.assigned_on > day:
        return False
    return first is not None or assignment.state == AssignmentState.ACTIVE


def _plans(person: int, moment: datetime) -> Iterator[HeldPlan]:
    assigned = models.Assignment.objects.filter(person=person).prefetch_related("events").order_by("plan_id", "id")
    held = {one.plan_id: None for one in assigned if was_in_force(one, moment)}
    newest = models.PlanRevision.objects.filter(plan__in=held, made_at__lt=moment)
    versions = {
        one.plan_id: one for one in newest.order_by("plan_id", "-made_at", "-major", "-minor").distinct("plan_id")
    }
    for plan in held:
        yield HeldPlan(plan, versions.get(plan))


def _revisions(requirements: Collection[int], moment: datetime) -> dict[int, models.RequirementRevision]:
    """What each requirement said; one that was archived by then is not among them."""
    published = models.RequirementRevision.objects.filter(requirement__in=requirements, published_at__lt=moment)
    in_use = published.filter(Q(requirement__archived_at=None) | Q(requirement__archived_at__gte=moment))
    newest = in_use.order_by("requirement_id", "-number").distinct("requirement_id")
    return {one.requirement_id: one for one in newest}


@dataclass(frozen=True, slots=True)
class Marked:
    """The places of requirements, and the sub-plans, that somebody had marked as not relevant."""

    links: frozenset[int]
    sections: frozenset[int]


def marked_at(person: int, moment: datetime) -> Marked:
    """What was not relevant at the moment, also what has become relevant again since. Two queries."""
    standing = models.NotRelevant.objects.filter(person=person, marked_at__lt=moment)
    ended = models.EndedMark.objects.filter(person=person, marked_at__lt=moment, ended_at__gte=moment)
    marks = [*standing.values_list("link_id", "section_id"), *ended.values_list("link", "section")]
    return Marked(
        frozenset(link for link, _section in marks if link), frozenset(section for _link, section in marks if section)
    )


def _ties(held: HeldPlan, revisions: dict[int, models.RequirementRevision], marked: Marked) -> Iterator[Tie]:
    for section in held.sections:
        for link in section["links"]:
            revision = revisions.get(link["requirement"])
            if revision is None:
                continue
            is_marked = link.get("link") in marked.links or section["section"] in marked.sections
            yield Tie(
                held.plan,
                section["section"],
                link["requirement"],
                link["validity_days"],
                revision.content.get("validity_days"),
                relevant=not is_marked,
            )


def registered_at(person: int, moment: datetime) -> dict[int, Registered]:
    """How far the person had come with each requirement at the moment. One query."""
    events = models.ProgressEvent.objects.filter(person=person, at__lt=moment, kind__in=models.REGISTERING)
    newest = events.order_by("requirement_id", "-at", "-id").distinct("requirement_id")
    return {
        one.requirement_id: Registered(State(one.state), one.completed_on, one.expires_on)
        for one in newest.defer("comment")
    }


def _deadlines(person: int, moment: datetime) -> dict[int, date]:
    """The deadlines that there were at the moment. One query."""
    events = models.ProgressEvent.objects.filter(person=person, at__lt=moment, kind__in=models.OF_DEADLINES)
    newest = events.order_by("requirement_id", "-id").distinct("requirement_id")
    return {one.requirement_id: one.deadline for one in newest.defer("comment") if one.deadline is not None}
