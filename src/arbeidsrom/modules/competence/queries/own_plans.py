"""What somebody sees of plans: their own, or those of whom they follow up (KP-PLAN, KP-PDEACT, KP-PHIST)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import ngettext

from arbeidsrom.core.organisation.models import Position
from arbeidsrom.core.organisation.queries import acted_in_on
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.access import own
from arbeidsrom.modules.competence.models import (
    Assignment,
    Link,
    NotRelevant,
    Section,
)
from arbeidsrom.modules.competence.queries.deactivated import Standing, days_of, standings_of
from arbeidsrom.modules.competence.queries.put_away import PlanThen, plan_then
from arbeidsrom.modules.competence.rules.statuses import NO_DAYS, Days, Shown, State, shown_on
from arbeidsrom.modules.competence.states import AssignmentState, LinkState


@dataclass(frozen=True, slots=True)
class OfOwner:
    """The plans that one department owns (KP-PLAN-003)."""

    owner: str
    plans: tuple[Assignment, ...]


def own_plans(*, actor: Actor, today: date, state: str = AssignmentState.ACTIVE) -> list[OfOwner]:
    """One's plans on the position one acts in, by the departments that own them. One query.

    Put away ones are those of this position and of earlier workplaces (KP-PDEACT-002), archived ones those of all.
    """
    mine = own.visible_assignments(actor, today=today).filter(person=actor.person_id or 0, state=state)
    if state == AssignmentState.ACTIVE:
        mine = mine.filter(position=actor.position_id or 0)
    elif state == AssignmentState.DEACTIVATED:
        elsewhere = Position.objects.filter(acted_in_on(today), person=actor.person_id or 0)
        mine = mine.exclude(position__in=elsewhere.exclude(pk=actor.position_id or 0))
    found: dict[str, list[Assignment]] = defaultdict(list)
    for one in mine.select_related("plan__owner").order_by("plan__owner__sort_name", "plan__sort_name", "id"):
        found[one.plan.owner.name].append(one)
    return [OfOwner(owner, tuple(plans)) for owner, plans in found.items()]


@dataclass(frozen=True, slots=True)
class RequirementRow:
    """A requirement in somebody's plan, as it stands on the day."""

    link: UUID | None
    name: str
    shown: Shown
    is_relevant: bool
    days: Days = NO_DAYS
    text: str = ""
    level: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """How many activities of a goal are asked for, and how many of these are fulfilled and valid."""

    asked: int
    fulfilled: int

    @property
    def told(self) -> str:
        """The same in words; nothing where nothing is asked for."""
        if not self.asked:
            return ""
        told = ngettext(
            "%(done)s of %(count)s activity fulfilled", "%(done)s of %(count)s activities fulfilled", self.asked
        )
        return told % {"done": self.fulfilled, "count": self.asked}


FULFILLED = (Shown.FULFILLED, Shown.EXPIRES_SOON)


def counted(shown: Iterable[Shown]) -> Count:
    """Of those that are relevant."""
    asked = [one for one in shown if one is not Shown.NOT_RELEVANT]
    return Count(len(asked), sum(one in FULFILLED for one in asked))


@dataclass(frozen=True, slots=True)
class SectionView:
    """A sub-plan with its requirements; in a goal plan a theme, or behind it a goal with its activities.

    ``marked`` says why it is not relevant to the person, if it is not.
    """

    section: Section
    rows: tuple[RequirementRow, ...]
    marked: NotRelevant | None
    is_goal: bool = False

    @property
    def title(self) -> str:
        """What it is called, behind the number of a goal."""
        return self.section.title

    @property
    def description(self) -> str:
        """What a goal says, as it is laid down."""
        return self.section.description

    @property
    def count(self) -> Count:
        """How far the person has come in it."""
        return counted(row.shown for row in self.rows)


@dataclass(frozen=True, slots=True)
class PlanView:
    """The whole plan of somebody; ``deactivated`` are requirements that are in it no longer (KP-ADM-210)."""

    assignment: Assignment
    sections: tuple[SectionView, ...]
    deactivated: tuple[RequirementRow, ...] = ()
    requirements: tuple[int, ...] = ()
    name: str = ""
    description: str = ""


def get_assignment(assignment_id: UUID, *, actor: Actor) -> Assignment:
    """One's own plan, or ``DoesNotExist``; an archived plan has no content for anybody (KP-PDEACT-008).

    Those of employees are read by ``assigning.get_employee_plan``, which writes down who looked.
    """
    assignments = Assignment.objects.filter(own.own(actor)).exclude(state=AssignmentState.ARCHIVED)
    related = ("plan__owner", "plan__document_owner", "plan__document_responsible", "person", "position__unit")
    return assignments.select_related(*related).get(public_id=assignment_id)


def plan_of(assignment: Assignment, *, today: date) -> PlanView:
    """What stands in it, with the person's status for each; one that is put away, as it was then. Five queries."""
    if not assignment.is_active and (then := plan_then(assignment)) is not None:
        return _put_away(assignment, then, today=today)
    person = assignment.person_id
    links = list(
        Link.objects.filter(plan=assignment.plan_id, state__in=(LinkState.ACTIVE, LinkState.DEACTIVATED))
        .select_related("requirement")
        .order_by("place", "id")
    )
    by_requirement = standings_of(person, links)
    marks = list(NotRelevant.objects.filter(person=person, plan=assignment.plan_id))
    of_section = {one.section_id: one for one in marks if one.section_id}
    of_link = {one.link_id for one in marks if one.link_id}
    rows: dict[int, list[RequirementRow]] = defaultdict(list)
    gone: list[RequirementRow] = []
    here = {link.requirement_id for link in links if link.is_active}
    for link in links:
        relevant = link.pk not in of_link and link.section_id not in of_section
        row = _row(link, by_requirement.get(link.requirement_id), relevant=relevant, today=today)
        if link.is_active:
            rows[link.section_id].append(row)
        elif link.requirement_id not in here:
            here.add(link.requirement_id)  # once, under however many goals it stood
            gone.append(row)
    sections = Section.objects.filter(plan=assignment.plan_id).order_by("place", "id")
    views = tuple(SectionView(one, tuple(rows[one.pk]), of_section.get(one.pk), one.is_goal) for one in sections)
    return PlanView(assignment, views, tuple(gone), tuple(dict.fromkeys(one.requirement_id for one in links)))


def _put_away(assignment: Assignment, then: PlanThen, *, today: date) -> PlanView:
    sections = tuple(
        SectionView(
            Section(name=one.name, description=one.description),
            tuple(
                RequirementRow(
                    link=None,
                    name=row.item.settings.name,
                    shown=row.shown,
                    is_relevant=row.shown is not Shown.NOT_RELEVANT,
                    days=days_of(row.status, today=today),
                    text=row.item.settings.description,
                )
                for row in one.items
            ),
            one.marked,
            one.is_goal,
        )
        for one in then.sections
    )
    requirements = tuple(row.item.number for one in then.sections for row in one.items)
    return PlanView(assignment, sections, (), requirements, then.name, then.description)


def _row(link: Link, status: Standing | None, *, relevant: bool, today: date) -> RequirementRow:
    shown, days = Shown.NOT_RELEVANT, NO_DAYS
    if relevant and status is None:
        shown = Shown.NOT_STARTED
    elif relevant and status is not None:
        shown = shown_on(today, state=State(status.state), due=status.due, pending=State(status.pending))
        days = days_of(status, today=today)
    name, level = link.requirement.name, link.requirement.get_level_display()
    return RequirementRow(link.public_id, name, shown, is_relevant=relevant, days=days, level=level)
