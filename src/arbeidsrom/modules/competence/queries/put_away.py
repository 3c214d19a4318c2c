"""What stood in a plan when it was put away, and how far the person had come then (KP-PDEACT-005, KP-PPLAN-002)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localdate

from arbeidsrom.modules.competence.models import (
    Assignment,
    AssignmentEventKind,
    Link,
    NotRelevant,
    Performance,
    PlanRevision,
    Progress,
    ProgressEvent,
    ProgressEventKind,
)
from arbeidsrom.modules.competence.queries.plans.items import ShownItem
from arbeidsrom.modules.competence.queries.plans.versions import sections_of
from arbeidsrom.modules.competence.rules.statuses import Link as Tie
from arbeidsrom.modules.competence.rules.statuses import Shown, State, Status, derive, shown_on, valid_until

ABOUT_RELEVANCE = (ProgressEventKind.NOT_RELEVANT, ProgressEventKind.RELEVANT)


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


@dataclass(frozen=True, slots=True)
class PlanThen:
    """The plan as it was."""

    name: str
    description: str
    sections: tuple[SectionThen, ...]


def plan_then(assignment: Assignment) -> PlanThen | None:
    """The version that was in force when it was put away; nothing where the plan had none. Eight queries."""
    events = assignment.events.filter(kind=AssignmentEventKind.DEACTIVATED).order_by("-id")
    when = events.values_list("at", flat=True).first()
    if when is None:
        return None
    versions = PlanRevision.objects.filter(plan=assignment.plan_id, made_at__lte=when)
    version = versions.order_by("-major", "-minor").first()
    if version is None:
        return None
    sections = sections_of(version)
    come = _Come(assignment, when, [item.number for section in sections for item in section.items])
    stored = [one["section"] for one in version.content["sections"]]
    made = tuple(
        SectionThen(section.name, tuple(come.to(item, place) for item in section.items), come.sections.get(place))
        for section, place in zip(sections, stored, strict=True)
    )
    return PlanThen(version.content["name"], version.content["description"], made)


class _Come:
    """How far the person had come on that day: what is registered now, unless something has happened since."""

    def __init__(self, assignment: Assignment, when: datetime, requirements: Collection[int]) -> None:
        self._day, self._when = localdate(when), when
        mine = {"person": assignment.person_id, "requirement__in": requirements}
        self._progress = {one.requirement_id: one for one in Progress.objects.filter(**mine)}
        self._events: dict[int, list[ProgressEvent]] = defaultdict(list)
        for event in ProgressEvent.objects.filter(**mine).exclude(kind__in=ABOUT_RELEVANCE).order_by("id"):
            self._events[event.requirement_id].append(event)
        by_hand = Performance.objects.filter(**mine, expires_on__isnull=False)
        self._expiry = {(one.requirement_id, one.performed_on): one.expires_on for one in by_hand.order_by("id")}
        marks = list(NotRelevant.objects.filter(person=assignment.person_id, plan=assignment.plan_id))
        self.sections = {one.section_id: one for one in marks if one.section_id and one.marked_at <= when}
        marked = [one.link_id for one in marks if one.link_id and one.marked_at <= when]
        self._links = set(Link.objects.filter(pk__in=marked).values_list("section_id", "requirement_id"))

    def to(self, item: ShownItem, section: int) -> ItemThen:
        """The status, by the validity that the plan itself gives the requirement."""
        registered, completed, expires = self._registered(item)
        not_relevant = section in self.sections or (section, item.number) in self._links
        tie = Tie(item.validity_days, not_relevant)
        status = derive([tie], registered=registered, completed_on=completed, expires_on=expires, deadline=None)
        assert status is not None  # noqa: S101 -- there is a tie
        shown = shown_on(self._day, state=status.state, due=status.due, pending=status.pending)
        return ItemThen(item, shown, status)

    def _registered(self, item: ShownItem) -> tuple[State, date | None, date | None]:
        events = self._events[item.number]
        before = [one for one in events if one.at <= self._when]
        if len(before) == len(events):
            now = self._progress.get(item.number)
            return (State(now.state), now.completed_on, now.expires_on) if now else (State.NOT_STARTED, None, None)
        state = State(before[-1].state) if before else State.NOT_STARTED
        days = [one.performed_on for one in before if one.state == State.FULFILLED and one.performed_on]
        if not days or before[-1].kind == ProgressEventKind.RESET:
            return state, None, None
        expires = self._expiry.get((item.number, days[-1]))
        due = valid_until(days[-1], expires_on=expires, validity_days=[item.validity_days])
        if state is State.FULFILLED or due < self._day:
            return state, days[-1], expires
        return state, None, None
