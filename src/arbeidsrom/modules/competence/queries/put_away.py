"""What stood in a plan when it was put away, and how far the person had come then (KP-PDEACT-005, KP-PPLAN-002)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.timezone import localdate

from arbeidsrom.modules.competence.models import Assignment, AssignmentEventKind, Link, NotRelevant, PlanRevision
from arbeidsrom.modules.competence.queries.plans.items import ShownItem
from arbeidsrom.modules.competence.queries.plans.versions import sections_of
from arbeidsrom.modules.competence.rules.statuses import Link as Tie
from arbeidsrom.modules.competence.rules.statuses import Shown, Status, derive, shown_on
from arbeidsrom.modules.competence.statuses import history
from arbeidsrom.modules.competence.statuses.facts import Registered


@dataclass(frozen=True, slots=True)
class ItemThen:
    """A requirement as it was worded then, with the person's status on that day."""

    item: ShownItem
    shown: Shown
    status: Status


@dataclass(frozen=True, slots=True)
class SectionThen:
    """A sub-plan as it was; ``marked`` says why it was not relevant, if it was not."""

    name: str
    items: tuple[ItemThen, ...]
    marked: NotRelevant | None
    is_goal: bool = False
    description: str = ""


@dataclass(frozen=True, slots=True)
class PlanThen:
    """The plan as it was."""

    name: str
    description: str
    sections: tuple[SectionThen, ...]


def plan_then(assignment: Assignment) -> PlanThen | None:
    """The version that was in force when it was put away; nothing where the plan had none. Nine queries."""
    events = assignment.events.filter(kind=AssignmentEventKind.DEACTIVATED).order_by("-id")
    when = events.values_list("at", flat=True).first()
    if when is None:
        return None
    versions = PlanRevision.objects.filter(plan=assignment.plan_id, made_at__lte=when)
    version = versions.order_by("-major", "-minor").first()
    if version is None:
        return None
    sections = sections_of(version)
    come = _Come(assignment, when)
    stored = [one["section"] for one in version.content["sections"]]
    made = tuple(
        SectionThen(
            section.name,
            tuple(come.to(item, place) for item in section.items),
            come.sections.get(place),
            section.is_goal,
            section.description,
        )
        for section, place in zip(sections, stored, strict=True)
    )
    return PlanThen(version.content["name"], version.content["description"], made)


class _Come:
    """How far the person had come on that day, by the same history as every other day that has been."""

    def __init__(self, assignment: Assignment, when: datetime) -> None:
        self._day, after = localdate(when), when + timedelta(microseconds=1)  # what happened with it had happened
        self._registered = history.registered_at(assignment.person_id, after)
        self._marked = history.marked_at(assignment.person_id, after)
        links = Link.objects.filter(pk__in=self._marked.links, plan=assignment.plan_id)
        self._links = set(links.values_list("section_id", "requirement_id"))
        reasons = NotRelevant.objects.filter(person=assignment.person_id, section__in=self._marked.sections)
        self.sections = {one.section_id: one for one in reasons.filter(marked_at__lt=after)}

    def to(self, item: ShownItem, section: int) -> ItemThen:
        """The status, by the validity that the plan itself gives the requirement."""
        registered = self._registered.get(item.number, Registered())
        not_relevant = section in self._marked.sections or (section, item.number) in self._links
        status = derive(
            [Tie(item.validity_days, not_relevant)],
            registered=registered.state,
            completed_on=registered.completed_on,
            expires_on=registered.expires_on,
            deadline=None,
        )
        assert status is not None  # noqa: S101 -- there is a tie
        shown = shown_on(self._day, state=status.state, due=status.due, pending=status.pending)
        return ItemThen(item, shown, status)
