"""An assigned plan as it is printed: every status in words, in as much detail as is asked for (KP-PRINT)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from arbeidsrom.modules.competence.models import (
    Assignment,
    Link,
    Performance,
    PointNotRelevant,
    Progress,
    RequirementRevision,
)
from arbeidsrom.modules.competence.queries.own_plans import RequirementRow, plan_of
from arbeidsrom.modules.competence.rules.settings import DocumentationForm, LearningForm, Settings
from arbeidsrom.modules.competence.rules.statuses import Shown
from arbeidsrom.modules.competence.shown import plan_status
from arbeidsrom.modules.competence.states import PerformanceState
from arbeidsrom.web.components.formats import short_date


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """A requirement on paper; ``points`` are its check points, each with what became of it."""

    name: str
    status: str
    fulfilled: str
    due: str
    details: tuple[str, ...] = ()
    points: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PrintedSection:
    """A sub-plan on paper; in a goal plan a theme, or behind it a goal, of which is said how far it has come."""

    name: str
    rows: tuple[PrintedRow, ...]
    is_goal: bool = False
    text: str = ""
    come: str = ""


@dataclass(frozen=True, slots=True)
class PrintedPlan:
    """The whole plan on paper, with whose it is and when it was printed."""

    kind: str
    has_goals: bool
    facts: tuple[tuple[str, str], ...]
    head: tuple[str, ...]
    sections: tuple[PrintedSection, ...]


def printed_plan(assignment: Assignment, *, detailed: bool, checklists: bool, today: date) -> PrintedPlan:
    """What is printed. Nine queries at most."""
    view = plan_of(assignment, today=today)
    known = _known(assignment, detailed=detailed, checklists=checklists)
    sections = tuple(
        PrintedSection(
            one.title,
            tuple(_row(row, known, detailed=detailed, checklists=checklists) for row in one.rows),
            one.is_goal,
            one.description if detailed else "",
            one.count.told if one.is_goal else "",
        )
        for one in view.sections
    )
    plan = assignment.plan
    what = _("Learning activity") if plan.has_goals else _("Requirement")
    head = (what, _("Status"), _("Fulfilled on"), _("Valid until, or deadline"))
    return PrintedPlan(plan.get_kind_display(), plan.has_goals, tuple(_facts(assignment, today)), head, sections)


def _facts(assignment: Assignment, today: date) -> Iterator[tuple[str, str]]:
    plan = assignment.plan
    yield _("Type of plan"), plan.get_kind_display()
    yield _("Employee"), assignment.person.name
    yield _("Unit"), assignment.position.unit.name
    yield _("Printed on"), short_date(today)
    yield _("Status"), str(plan_status(assignment).label)
    said = {"done": assignment.fulfilled, "all": assignment.required}
    yield _("Fulfilled"), _("%(done)s of %(all)s") % said
    yield _("Assigned"), short_date(assignment.assigned_on)
    if plan.version:
        yield _("Version of the plan"), str(plan.version)
    if plan.document_responsible:
        yield _("Document responsible"), plan.document_responsible.name


@dataclass(frozen=True, slots=True)
class _Known:
    requirements: dict[UUID, int]
    settings: dict[int, Settings]
    progress: dict[int, Progress]
    performances: dict[int, list[Performance]]
    not_relevant: dict[UUID, frozenset[UUID]]


def _known(assignment: Assignment, *, detailed: bool, checklists: bool) -> _Known:
    links = list(Link.objects.filter(plan=assignment.plan_id))
    requirements = {one.public_id: one.requirement_id for one in links}
    person, wanted = assignment.person_id, set(requirements.values())
    newest = RequirementRevision.objects.filter(requirement__in=wanted if detailed or checklists else ())
    settings = newest.order_by("requirement_id", "-number").distinct("requirement_id")
    progress = Progress.objects.filter(person=person, requirement__in=wanted)
    done = Performance.objects.filter(person=person, requirement__in=wanted if detailed else ())
    counted = done.filter(state__in=(PerformanceState.DONE, PerformanceState.WAITING, PerformanceState.DECLINED))
    performances: dict[int, list[Performance]] = defaultdict(list)
    for one in counted.select_related("signer__person", "decided_by").order_by("performed_on", "id"):
        performances[one.requirement_id].append(one)
    marks = PointNotRelevant.objects.filter(person=person, link__in=links if checklists else ()).defer("comment")
    points: dict[UUID, set[UUID]] = defaultdict(set)
    by_pk = {one.pk: one.public_id for one in links}
    for mark in marks.order_by("id"):
        points[by_pk[mark.link_id]].add(mark.point)
    return _Known(
        requirements,
        {one.requirement_id: one.settings for one in settings},
        {one.requirement_id: one for one in progress},
        performances,
        {link: frozenset(those) for link, those in points.items()},
    )


def _until(row: RequirementRow) -> str:
    return short_date(row.days.valid_until or row.days.deadline) or "–"


def _row(row: RequirementRow, known: _Known, *, detailed: bool, checklists: bool) -> PrintedRow:
    if row.link is None:  # of a plan that is put away, as it was then
        text = (row.text,) if detailed and row.text else ()
        return PrintedRow(row.name, str(row.shown.label), "–", _until(row), text)
    requirement = known.requirements[row.link]
    progress, settings = known.progress.get(requirement), known.settings.get(requirement)
    counts = progress is not None and progress.completed_on is not None and row.shown is not Shown.NOT_RELEVANT
    return PrintedRow(
        row.name,
        str(row.shown.label),
        short_date(progress.completed_on) if progress and counts else "–",
        _until(row),
        tuple(_details(settings, progress, known.performances[requirement])) if settings and detailed else (),
        tuple(_points(settings, progress, known.not_relevant.get(row.link, frozenset())))
        if settings and checklists
        else (),
    )


def _details(settings: Settings, progress: Progress | None, performances: list[Performance]) -> Iterator[str]:
    if settings.description:
        yield settings.description
    if settings.learning_form:
        yield _("Learning form: %(form)s") % {"form": LearningForm(settings.learning_form).label}
    if settings.documentation_form:
        yield _("Form of documentation: %(form)s") % {"form": DocumentationForm(settings.documentation_form).label}
    if settings.validity_days:
        yield _("Validity: %(days)s days") % {"days": settings.validity_days}
    if settings.repetitions:
        said = {"done": progress.done if progress else 0, "all": settings.repetitions}
        yield _("Repetitions done: %(done)s of %(all)s") % said
    round_now = progress.round if progress else 1
    for one in performances:
        if one.round == round_now:
            yield _performance(one)


def _performance(one: Performance) -> str:
    said = {"day": short_date(one.performed_on), "decided": short_date(one.decided_at)}
    if one.decided_by is not None and one.state == PerformanceState.DONE:
        return _("Done %(day)s, signed by %(name)s %(decided)s") % (said | {"name": one.decided_by.name})
    if one.decided_by is not None:
        return _("Done %(day)s, declined by %(name)s %(decided)s") % (said | {"name": one.decided_by.name})
    if one.state == PerformanceState.WAITING and one.signer is not None:
        return _("Done %(day)s, waits for signing by %(name)s") % (said | {"name": one.signer.person.name})
    return _("Done %(day)s") % said


def _points(settings: Settings, progress: Progress | None, marked: frozenset[UUID]) -> Iterator[str]:
    ticked = set(progress.ticked or ()) if progress else set()
    for point in settings.checklist:
        if point.id in marked:
            yield _("%(point)s: not relevant") % {"point": point.name}
        elif str(point.id) in ticked:
            yield _("%(point)s: done") % {"point": point.name}
        else:
            yield _("%(point)s: not done") % {"point": point.name}
