"""Which requirements somebody can be asked to do again after an absence (KP-ABSENCE-002, 008)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from arbeidsrom.core.organisation.models import Position
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.access import own
from arbeidsrom.modules.competence.models import (
    Assignment,
    Link,
    Performance,
    Progress,
    RequirementRevision,
    RequirementStatus,
)
from arbeidsrom.modules.competence.queries.using import COUNTING, STARTED
from arbeidsrom.modules.competence.rules.statuses import Shown, State, shown_on
from arbeidsrom.modules.competence.states import AssignmentState, LinkState


@dataclass(frozen=True, slots=True)
class Standing:
    """A requirement of an employee, its newest revision, and how far they have come; in the plan given last."""

    assignment: Assignment
    link: Link
    revision: RequirementRevision
    status: RequirementStatus
    has_begun: bool

    @property
    def can_be_reset(self) -> bool:
        """Whether its settings say so, and there is something to do again (KP-LIMP-045)."""
        settings = self.revision.settings
        is_asked = settings.recertified_after_absence and not settings.is_linked_to_course
        return is_asked and self.has_begun and self.status.state != State.NOT_RELEVANT

    def shown(self, today: date) -> Shown:
        """The status as everybody sees it."""
        status = self.status
        return shown_on(today, state=State(status.state), due=status.due, pending=State(status.pending))


def resettable(position: Position, *, actor: Actor, today: date) -> list[Standing]:
    """What whoever holds the position can be asked to do again, by name. Six queries."""
    return [one for one in _standings(position, Q(), actor=actor, today=today) if one.can_be_reset]


def standing_of(position: Position, requirement_id: UUID, *, actor: Actor, today: date) -> Standing:
    """How it stands with one requirement of an active plan, or ``Link.DoesNotExist``."""
    found = _standings(position, Q(requirement__public_id=requirement_id), actor=actor, today=today)
    if not found:
        raise Link.DoesNotExist
    return found[0]


def _standings(position: Position, which: Q, *, actor: Actor, today: date) -> list[Standing]:
    person = position.person_id
    held = own.visible_assignments(actor, today=today).filter(person=person, state=AssignmentState.ACTIVE)
    given = {
        one.plan_id: one for one in held.select_related("person", "position", "plan").order_by("assigned_on", "id")
    }
    found = Link.objects.filter(which, plan__in=given, state=LinkState.ACTIVE, requirement__archived_at=None)
    by_plan = {one: place for place, one in enumerate(given)}
    given_last = sorted(found.select_related("requirement").order_by("id"), key=lambda one: by_plan[one.plan_id])
    links = {one.requirement_id: one for one in given_last}
    revisions = {one.requirement_id: one for one in _newest(links)}
    statuses = {
        one.requirement_id: one for one in RequirementStatus.objects.filter(person=person, requirement__in=links)
    }
    begun = _begun(person, links)
    return [
        Standing(given[link.plan_id], link, revisions[pk], statuses[pk], pk in begun)
        for pk, link in sorted(links.items(), key=lambda item: (item[1].requirement.name, item[0]))
        if pk in statuses
    ]


def _newest(requirements: Collection[int]) -> list[RequirementRevision]:
    revisions = RequirementRevision.objects.filter(requirement__in=requirements)
    return list(revisions.order_by("requirement_id", "-number").distinct("requirement_id"))


def _begun(person: int, requirements: Collection[int]) -> set[int]:
    """Those on which something is registered that counts."""
    come = Progress.objects.filter(STARTED | Q(done__gt=0), person=person, requirement__in=requirements)
    carried = Performance.objects.filter(person=person, requirement__in=requirements, state__in=COUNTING)
    return {*come.values_list("requirement", flat=True), *carried.values_list("requirement", flat=True)}
