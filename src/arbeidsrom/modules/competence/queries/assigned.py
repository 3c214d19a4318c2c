"""One assigned plan, for whoever has it and for everybody who may see it (KP-PHIST-001)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.timezone import localdate

from arbeidsrom.core.audit import actions as audit
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.access import own
from arbeidsrom.modules.competence.models import Assignment, AssignmentEventKind, Completion, Link
from arbeidsrom.modules.competence.queries.deactivated import days_of
from arbeidsrom.modules.competence.queries.own_plans import Count, counted
from arbeidsrom.modules.competence.queries.plans.versions import title_of
from arbeidsrom.modules.competence.rules.statuses import NO_DAYS, Days, Shown, State, shown_on
from arbeidsrom.modules.competence.states import AssignmentState
from arbeidsrom.modules.competence.statuses.facts import Facts
from arbeidsrom.modules.competence.statuses.history import HeldPlan, end_of, then, was_in_force

RELATED = ("plan__owner", "plan__document_owner", "plan__document_responsible", "person", "position__unit")


def get_assigned(assignment_id: UUID, *, actor: Actor, now: datetime) -> Assignment:
    """The plan, or ``DoesNotExist``; that somebody else's was looked at stands in the log.

    Of an archived plan nobody sees the content (KP-PDEACT-008).
    """
    seen = own.visible_assignments(actor, today=localdate(now)).exclude(state=AssignmentState.ARCHIVED)
    assignment = seen.select_related(*RELATED).get(public_id=assignment_id)
    if assignment.person_id != actor.person_id:
        audit.record(
            "competence.plan.viewed", assignment.public_id, actor=actor, at=now, subjects=[assignment.person.public_id]
        )
    return assignment


@dataclass(frozen=True, slots=True)
class RowThen:
    """A requirement of the plan as it stood on a day; ``link`` where it is in the plan still."""

    link: UUID | None
    name: str
    shown: Shown
    days: Days
    level: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class SectionThen:
    """A sub-plan as it stood on a day; in a goal plan a theme, or behind it a goal with its activities."""

    title: str
    rows: tuple[RowThen, ...]
    is_goal: bool = False
    description: str = ""

    @property
    def count(self) -> Count:
        """How far the person had come in it."""
        return counted(row.shown for row in self.rows)


@dataclass(frozen=True, slots=True)
class PlanThen:
    """An assigned plan as it stood on a day: in force or not, in which version, with whose statuses."""

    day: date
    in_force: bool
    version: str
    sections: tuple[SectionThen, ...]
    required: int
    fulfilled: int
    begun: int
    approved: bool
    sent: bool


APPROVALS = (
    *(AssignmentEventKind.SENT, AssignmentEventKind.APPROVED),
    *(AssignmentEventKind.APPROVAL_WITHDRAWN, AssignmentEventKind.INCOMPLETE),
)


def plan_on(assignment: Assignment, day: date) -> PlanThen:
    """The assigned plan at the end of a day that has been, worked out from its history (``statuses.history``)."""
    moment = end_of(day)
    if not was_in_force(assignment, moment):
        return PlanThen(day, False, "", (), 0, 0, 0, approved=False, sent=False)
    known = then(assignment.person_id, moment)
    held = next(one for one in known.plans if one.plan == assignment.plan_id)
    statuses = known.facts.statuses()
    asked = {one.requirement for one in known.facts.ties if one.plan == assignment.plan_id and one.relevant}
    states = [statuses[requirement].state for requirement in asked]
    last = _last_of(assignment, APPROVALS, moment)
    waits = {
        AssignmentEventKind.SENT: True,
        AssignmentEventKind.APPROVAL_WITHDRAWN: assignment.plan.completion == Completion.LEADER,
    }
    return PlanThen(
        day,
        True,
        str(held.version.version) if held.version else "",
        _sections(held, known.facts, {pk: one.content["name"] for pk, one in known.revisions.items()}, day),
        len(asked),
        sum(state is State.FULFILLED for state in states),
        sum(state in (State.DRAFT, State.WAITING, State.DECLINED) for state in states),
        approved=last is AssignmentEventKind.APPROVED,
        sent=bool(last and waits.get(last)),
    )


def _last_of(
    assignment: Assignment, kinds: tuple[AssignmentEventKind, ...], moment: datetime
) -> AssignmentEventKind | None:
    found = assignment.events.filter(kind__in=kinds, at__lt=moment).order_by("-at", "-id").first()
    return AssignmentEventKind(found.kind) if found else None


def _sections(held: HeldPlan, facts: Facts, names: dict[int, str], day: date) -> tuple[SectionThen, ...]:
    links = {one.pk: one for one in Link.objects.filter(plan=held.plan).select_related("requirement")}
    relevant = {(one.section, one.requirement): one.relevant for one in facts.ties if one.plan == held.plan}
    statuses = facts.statuses()
    sections = []
    for section in held.sections:
        rows = []
        for link in section["links"]:
            place = (section["section"], link["requirement"])
            if place in relevant:
                status, there = statuses[link["requirement"]], links.get(link.get("link"))
                shown = shown_on(day, state=status.state, due=status.due, pending=status.pending)
                here = relevant[place]
                days = days_of(status, today=day) if here else NO_DAYS
                shown, level = shown if here else Shown.NOT_RELEVANT, ""
                if there is not None:
                    level = there.requirement.get_level_display()
                name, there_id = names[link["requirement"]], there.public_id if there else None
                rows.append(RowThen(there_id, name, shown, days, level))
        is_goal, description = section.get("parent") is not None, section.get("description", "")
        sections.append(SectionThen(title_of(section), tuple(rows), is_goal, description))
    return tuple(sections)
