"""Why somebody's requirement has the status it has, now or on a day that has been (inspections).

The facts are those that the status follows from (``statuses.facts``), the steps those of ``rules.reasons``. What is
stored is compared with them: a status that differed would be said to, not explained.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from arbeidsrom.core.audit.proofs import Proof, proofs_of
from arbeidsrom.core.keys.bulk import open_rows
from arbeidsrom.modules.competence.models import (
    Assignment,
    Link,
    Plan,
    PlanRevision,
    ProgressEvent,
    ProgressEventKind,
    Requirement,
    RequirementRevision,
    RequirementStatus,
    Section,
)
from arbeidsrom.modules.competence.queries.plans.versions import title_of
from arbeidsrom.modules.competence.rules import statuses
from arbeidsrom.modules.competence.rules.reasons import Why, why
from arbeidsrom.modules.competence.rules.statuses import State, Status
from arbeidsrom.modules.competence.states import LinkState
from arbeidsrom.modules.competence.statuses import truth
from arbeidsrom.modules.competence.statuses.facts import Facts, Tie
from arbeidsrom.modules.competence.statuses.history import end_of, then


@dataclass(frozen=True, slots=True)
class PlanFact:
    """A plan that has the requirement, in which version, and what it says of its validity there."""

    plan: str
    section: str
    version: str
    tie: Tie


@dataclass(frozen=True, slots=True)
class EventRow:
    """A line of the history; of one that was signed or declined, what the log's chain says of it."""

    event: ProgressEvent
    proof: Proof | None


@dataclass(frozen=True, slots=True)
class WhyView:
    """The status on a day, the steps, and everything they rest on."""

    link: Link
    day: date
    why: Why
    plans: tuple[PlanFact, ...]
    revision: int | None
    events: tuple[EventRow, ...]
    agrees: bool


def why_of(assignment: Assignment, link_id: UUID, *, day: date, today: date) -> WhyView:
    """Why the requirement of the assigned plan has its status on the day, or ``Link.DoesNotExist``."""
    link = link_in(assignment, link_id)
    person, requirement = assignment.person_id, link.requirement_id
    if day == today:
        facts = truth.facts_of([person])[person]
        plans, revision = _plans_now(facts.of(requirement)), _newest(link.requirement)
        agrees = facts.status(requirement) == _stored(person, requirement)
    else:
        known = then(person, end_of(day))
        facts, agrees = known.facts, True
        versions = [held.version for held in known.plans if held.version is not None]
        plans = _plans_then(facts.of(requirement), versions)
        found = known.revisions.get(requirement)
        revision = found.number if found else None
    events = _events(assignment, link.requirement, day)
    return WhyView(link, day, _why(facts, link, day), plans, revision, events, agrees)


def link_in(assignment: Assignment, link_id: UUID) -> Link:
    """A requirement's place in the plan, also one that has been deactivated there."""
    states = (LinkState.ACTIVE, LinkState.DEACTIVATED)
    links = Link.objects.filter(plan=assignment.plan_id, state__in=states).select_related("requirement", "section")
    return links.get(public_id=link_id)


def _why(facts: Facts, link: Link, day: date) -> Why:
    requirement = link.requirement_id
    ties, registered = facts.of(requirement), facts.registered_on(requirement)
    here = [one for one in ties if one.plan == link.plan_id and one.section == link.section_id]
    return why(
        [statuses.Link(one.days, not one.relevant, one.plan) for one in ties],
        registered=registered.state,
        completed_on=registered.completed_on,
        expires_on=registered.expires_on,
        deadline=facts.deadlines.get(requirement),
        today=day,
        marked_here=bool(here) and not any(one.relevant for one in here),
    )


def _stored(person: int, requirement: int) -> Status | None:
    row = RequirementStatus.objects.filter(person=person, requirement=requirement).first()
    if row is None:
        return None
    pending = State(row.pending)
    return Status(State(row.state), row.due, row.completed_on, row.deadline, pending, row.relevant_in)


def _newest(requirement: Requirement) -> int | None:
    return RequirementRevision.objects.filter(requirement=requirement).latest("number").number


def _plans_now(ties: Iterable[Tie]) -> tuple[PlanFact, ...]:
    ties = list(ties)
    plans = Plan.objects.in_bulk({one.plan for one in ties})
    sections = Section.objects.in_bulk({one.section for one in ties})
    return tuple(
        PlanFact(plans[one.plan].name, sections[one.section].title, str(plans[one.plan].version or ""), one)
        for one in ties
    )


def _plans_then(ties: Iterable[Tie], versions: Iterable[PlanRevision]) -> tuple[PlanFact, ...]:
    by_plan = {one.plan_id: one for one in versions}
    names = {
        (plan, section["section"]): title_of(section)
        for plan, version in by_plan.items()
        for section in version.content["sections"]
    }
    return tuple(
        PlanFact(by_plan[one.plan].content["name"], names[one.plan, one.section], str(by_plan[one.plan].version), one)
        for one in ties
    )


SIGNED = {
    ProgressEventKind.SIGNED.value: "competence.progress.signed",
    ProgressEventKind.DECLINED.value: "competence.progress.declined",
}
"""What somebody vouches for: the log must hold for it."""


def _events(assignment: Assignment, requirement: Requirement, day: date) -> tuple[EventRow, ...]:
    events = ProgressEvent.objects.filter(person=assignment.person_id, requirement=requirement, at__lt=end_of(day))
    found = list(events.select_related("plan").order_by("-at", "-id"))
    open_rows(found, "comment")
    moments = {one.at for one in found if one.kind in SIGNED}
    subject = assignment.person.public_id
    proofs = proofs_of(SIGNED.values(), requirement.public_id, subject=subject, moments=moments) if moments else {}
    return tuple(EventRow(one, proofs.get(one.at) if one.kind in SIGNED else None) for one in found)
