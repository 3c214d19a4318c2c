"""«Prosedyrelisten»: what is to be done several times in a learning-goal plan (KP-REPEAT-006)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.models import (
    Assignment,
    Link,
    NotRelevant,
    Performance,
    PlanKind,
    Progress,
    Requirement,
)
from arbeidsrom.modules.competence.queries.deactivated import standings_of
from arbeidsrom.modules.competence.queries.own_plans import get_assignment
from arbeidsrom.modules.competence.rules.searching import holds, pieces, words_in
from arbeidsrom.modules.competence.rules.settings import DocumentationForm
from arbeidsrom.modules.competence.rules.statuses import Shown, State, shown_on
from arbeidsrom.modules.competence.states import AssignmentState, LinkState, PerformanceState


@dataclass(frozen=True, slots=True)
class Procedure:
    """An activity that is repeated: how often it is done of how many, and how many of these wait for signing."""

    link: UUID
    requirement: int
    name: tuple[tuple[str, bool], ...]
    done: int
    required: int
    waiting: int
    shown: Shown
    level: str
    lock_version: int
    takes_more_than_a_day: bool
    """Whether a signer or an expiry date must be given, a course passed, or something is filled in (KP-LIS-052)."""

    @property
    def text(self) -> str:
        """The name in one piece."""
        return "".join(text for text, _hit in self.name)

    @property
    def is_quick(self) -> bool:
        """Whether one time today is registered at once (KP-LIS-051)."""
        return not self.takes_more_than_a_day and self.shown is not Shown.NOT_RELEVANT


@dataclass(frozen=True, slots=True)
class OfGoal:
    """The procedures of one goal; without a title when they are not sorted under goals."""

    title: str
    procedures: tuple[Procedure, ...]


def get_goal_assignment(assignment_id: UUID, *, actor: Actor) -> Assignment:
    """One's own learning-goal plan that is in force, or ``DoesNotExist``: other plans have no procedure list."""
    assignment = get_assignment(assignment_id, actor=actor)
    if not has_procedure_list(assignment):
        raise Assignment.DoesNotExist
    return assignment


def has_procedure_list(assignment: Assignment) -> bool:
    """Learning-goal plans have one, while they are worked in."""
    return assignment.plan.kind == PlanKind.LEARNING_GOALS and assignment.state == AssignmentState.ACTIVE


def procedures_of(assignment: Assignment, *, text: str, by_goal: bool, today: date) -> list[OfGoal]:
    """Those whose name holds every word: each once, by name, or under the goals it belongs to. Five queries.

    Goals without procedures are left out (KP-LIS-046).
    """
    words = words_in(text)
    links = [one for one in _repeated(assignment) if holds(one.requirement.name, words)]
    rows = _rows(assignment, links, words, today=today)
    if not by_goal:
        first: dict[int, Link] = {}
        for link in links:
            first.setdefault(link.requirement_id, link)
        once = sorted(first.values(), key=lambda one: (one.requirement.sort_name, one.pk))
        return [OfGoal("", tuple(rows[one.pk] for one in once))] if once else []
    goals = {one.section_id: one.section for one in links}
    return [
        OfGoal(goal.title, tuple(rows[one.pk] for one in links if one.section_id == pk)) for pk, goal in goals.items()
    ]


def _repeated(assignment: Assignment) -> list[Link]:
    links = Link.objects.filter(plan=assignment.plan_id, state=LinkState.ACTIVE, requirement__repetitions__isnull=False)
    return list(links.select_related("requirement", "section").order_by("section__place", "section", "place", "id"))


def _rows(
    assignment: Assignment, links: Collection[Link], words: tuple[str, ...], *, today: date
) -> dict[int, Procedure]:
    person, wanted = assignment.person_id, {link.requirement_id for link in links}
    statuses = standings_of(person, links)
    progress = {one.requirement_id: one for one in Progress.objects.filter(person=person, requirement__in=wanted)}
    marks = NotRelevant.objects.filter(person=person, plan=assignment.plan_id).defer("comment")
    marked = {one.link_id for one in marks} | {("section", one.section_id) for one in marks if one.section_id}
    open_ones = _open(person, progress.values())
    rows = {}
    for link in links:
        requirement, come = link.requirement, progress.get(link.requirement_id)
        status, shown = statuses.get(link.requirement_id), Shown.NOT_STARTED
        if {link.pk, ("section", link.section_id)} & marked:
            shown = Shown.NOT_RELEVANT
        elif status is not None:
            shown = shown_on(today, state=State(status.state), due=status.due, pending=State(status.pending))
        rows[link.pk] = Procedure(
            link.public_id,
            link.requirement_id,
            pieces(requirement.name, words),
            come.done if come else 0,
            requirement.repetitions or 0,
            open_ones[link.requirement_id, PerformanceState.WAITING],
            shown,
            requirement.get_level_display(),
            come.lock_version if come else 0,
            requirement.requires_signing
            or requirement.has_manual_expiry
            or _is_course(requirement)
            or open_ones[link.requirement_id, PerformanceState.DRAFT] > 0,
        )
    return rows


def _is_course(requirement: Requirement) -> bool:
    return requirement.documentation_form == DocumentationForm.COURSE_PORTAL


def _open(person: int, progress: Iterable[Progress]) -> Counter[tuple[int, str]]:
    """How many of the round under way somebody is asked to sign, and stand as drafts. One query."""
    rounds = {one.requirement_id: one.round for one in progress}
    states = (PerformanceState.WAITING, PerformanceState.DRAFT)
    asked = Performance.objects.filter(person=person, requirement__in=rounds, state__in=states)
    rows = asked.values_list("requirement_id", "state", "round")
    return Counter((requirement, state) for requirement, state, round in rows if rounds[requirement] == round)
