"""One requirement in somebody's plan: what it asks for, what has been registered, and its history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.timezone import localdate

from arbeidsrom.core.keys.bulk import open_rows
from arbeidsrom.core.organisation.queries import with_words
from arbeidsrom.core.people.queries.choosing import PersonChoice, person_choices
from arbeidsrom.modules.competence.access import own
from arbeidsrom.modules.competence.models import (
    COMPLETING,
    IN_ONE_PLAN,
    Assignment,
    Link,
    NotRelevant,
    Performance,
    PointNotRelevant,
    Progress,
    ProgressEvent,
    RequirementKind,
    RequirementRevision,
)
from arbeidsrom.modules.competence.queries.attachments import AttachmentRow, attachments_of
from arbeidsrom.modules.competence.queries.deactivated import Standing, days_of, standings_of
from arbeidsrom.modules.competence.queries.dependencies import Needed, needed
from arbeidsrom.modules.competence.queries.left_signers import waits_in_vain
from arbeidsrom.modules.competence.queries.shown import FileRow, files_of
from arbeidsrom.modules.competence.rules.settings import CheckPoint, Settings
from arbeidsrom.modules.competence.rules.statuses import NO_DAYS, Days, Shown, State, shown_on
from arbeidsrom.modules.competence.states import LinkState, PerformanceState

MOST_SIGNERS = 20


@dataclass(frozen=True, slots=True)
class PointView:
    """A check point, whether it is done, and why it need not be."""

    point: CheckPoint
    ticked: bool
    marked: PointNotRelevant | None


@dataclass(frozen=True, slots=True)
class ToFill:
    """What the form of a requirement goes by: its settings, the points to be ticked, and whom a draft names to sign."""

    person: int
    requirement: int
    settings: Settings
    points: tuple[CheckPoint, ...]
    signer: UUID | None


@dataclass(frozen=True, slots=True)
class RequirementView:
    """All that the page of a requirement shows."""

    assignment: Assignment
    link: Link
    settings: Settings
    progress: Progress
    shown: Shown
    days: Days
    is_over: bool
    marked: NotRelevant | None
    points: tuple[PointView, ...]
    needed: tuple[Needed, ...]
    draft: Performance | None
    counted: tuple[Performance, ...]
    declined: Performance | None
    history: tuple[ProgressEvent, ...]
    waits_in_vain: frozenset[int]
    attachments: tuple[AttachmentRow, ...]
    files: tuple[FileRow, ...]

    @property
    def to_fill(self) -> ToFill:
        """The part of it that the form goes by."""
        signer = self.draft.signer.public_id if self.draft and self.draft.signer else None
        points = tuple(one.point for one in self.points if one.marked is None)
        return ToFill(self.assignment.person_id, self.link.requirement_id, self.settings, points, signer)

    @property
    def waiting(self) -> tuple[Performance, ...]:
        """What somebody has been asked to sign."""
        return tuple(one for one in self.counted if one.state == PerformanceState.WAITING)

    @property
    def is_held_up(self) -> bool:
        """Whether something else must be fulfilled first."""
        return any(not one.fulfilled for one in self.needed)

    @property
    def has_expired(self) -> bool:
        """Whether it was fulfilled and is over, so that whatever is registered begins anew."""
        return self.progress.state == State.FULFILLED and self.is_over

    @property
    def keeps_what_counted(self) -> bool:
        """Whether nothing is taken back any more: it is over, and was valid when it was registered."""
        last = next((one.at for one in self.history if one.kind in COMPLETING), None)
        until = self.days.valid_until
        return self.has_expired and (last is None or until is None or localdate(last) <= until)

    @property
    def takes_more(self) -> bool:
        """Whether there is something to register: nothing waits, another repetition is needed, or all have expired.

        Of a learning activity more may be registered than is asked for (KP-LIS-149).
        """
        if self.settings.repetitions is None:
            return not self.waiting
        if self.link.requirement.kind == RequirementKind.ACTIVITY:
            return True
        if self.progress.state == State.FULFILLED:
            return self.has_expired
        return len(self.counted) < self.settings.repetitions


def requirement_of(assignment: Assignment, link_id: UUID, *, today: date) -> RequirementView:
    """The requirement, or ``Link.DoesNotExist``; what lies sealed is opened here."""
    person = assignment.person_id
    link = _links(assignment).select_related("requirement", "section").get(public_id=link_id)
    requirement = link.requirement_id
    settings = RequirementRevision.objects.filter(requirement=requirement).latest("number").settings
    progress = Progress.objects.filter(person=person, requirement=requirement).first()
    status = standings_of(person, [link]).get(requirement)
    marked = NotRelevant.objects.filter(person=person, link=link).first()
    performances = list(_performances(person, requirement, progress.round if progress else 1))
    history = list(_history(assignment, requirement))
    marks = list(PointNotRelevant.objects.filter(person=person, link=link))
    for rows, name in ((performances, "comment"), (performances, "answer"), (history, "comment"), (marks, "comment")):
        open_rows(rows, name)
    open_rows([marked] if marked else [], "comment")
    return RequirementView(
        assignment=assignment,
        link=link,
        settings=settings,
        progress=progress or Progress(person_id=person, requirement_id=requirement),
        shown=_shown(status, marked, today=today),
        days=days_of(status, today=today) if status else NO_DAYS,
        is_over=status is not None and status.due < today,
        marked=marked,
        points=_points(settings, progress, marks),
        needed=tuple(needed(settings.dependencies, person_id=person, today=today)),
        draft=next((one for one in performances if one.state == PerformanceState.DRAFT), None),
        counted=tuple(one for one in performances if one.state in (PerformanceState.WAITING, PerformanceState.DONE)),
        declined=next((one for one in reversed(performances) if one.state == PerformanceState.DECLINED), None),
        history=tuple(history),
        waits_in_vain=waits_in_vain(performances, today=today),
        attachments=attachments_of(person, [requirement]),
        files=tuple(files_of(settings, link.requirement)),
    )


def _history(assignment: Assignment, requirement: int) -> QuerySet[ProgressEvent]:
    """The latest first, without what was said in another plan and holds there alone."""
    events = ProgressEvent.objects.filter(person=assignment.person_id, requirement=requirement)
    return events.filter(~Q(kind__in=IN_ONE_PLAN) | Q(plan=assignment.plan_id)).order_by("-id")


def to_fill_of(assignment: Assignment, link_id: UUID) -> ToFill:
    """The same without all that only the page shows, for what comes back from it; or ``Link.DoesNotExist``."""
    person = assignment.person_id
    marks = PointNotRelevant.objects.filter(person=person, link=OuterRef("pk")).values("point")
    published = _links(assignment).annotate(newest=NEWEST_SETTINGS).filter(newest__isnull=False)
    link = published.annotate(marked=ArraySubquery(marks)).get(public_id=link_id)
    settings = Settings.from_json(link.newest)
    points = tuple(one for one in settings.checklist if one.id not in link.marked)
    drafts = Performance.objects.filter(person=person, requirement=link.requirement_id, state=PerformanceState.DRAFT)
    signer = drafts.values_list("signer__public_id", flat=True).first() if settings.requires_signing else None
    return ToFill(person, link.requirement_id, settings, points, signer)


def lock_version_of(to_fill: ToFill) -> int:
    """As it stands now, with what has just been stored."""
    progress = Progress.objects.filter(person=to_fill.person, requirement=to_fill.requirement).first()
    return progress.lock_version if progress else 0


NEWEST_SETTINGS = Subquery(
    RequirementRevision.objects.filter(requirement=OuterRef("requirement")).order_by("-number").values("content")[:1]
)
"""What the requirement of a link says now, in the same statement."""


def _links(assignment: Assignment) -> QuerySet[Link]:
    return Link.objects.filter(plan=assignment.plan_id, state__in=(LinkState.ACTIVE, LinkState.DEACTIVATED))


def _performances(person: int, requirement: int, round: int) -> QuerySet[Performance]:
    of_round = Q(round=round) | Q(state=PerformanceState.DRAFT)
    mine = Performance.objects.filter(of_round, person=person, requirement=requirement)
    return mine.select_related("signer__person", "signer__unit", "decided_by").order_by("performed_on", "id")


def _shown(status: Standing | None, marked: NotRelevant | None, *, today: date) -> Shown:
    if marked is not None:
        return Shown.NOT_RELEVANT
    if status is None:
        return Shown.NOT_STARTED
    return shown_on(today, state=State(status.state), due=status.due, pending=State(status.pending))


def _points(settings: Settings, progress: Progress | None, marks: list[PointNotRelevant]) -> tuple[PointView, ...]:
    ticked = set(progress.ticked or ()) if progress else set()
    by_point = {one.point: one for one in marks}
    return tuple(PointView(one, str(one.id) in ticked, by_point.get(one.id)) for one in settings.checklist)


def signers_named(text: str, *, besides: int, today: date) -> list[PersonChoice]:
    """Anybody who works here today and has that name, but for oneself (KP-SIGN-005, KP-EIMP-017)."""
    if not (wanted := with_words(text, "person__")):
        return []
    found = own.can_be_asked(today=today).filter(wanted).exclude(person=besides)
    return person_choices(found.order_by("person__sort_name", "person_id", "id")[:MOST_SIGNERS])


def signer_choice(position_id: UUID, *, today: date) -> list[PersonChoice]:
    """The one who has been chosen, as one chooses among them."""
    return person_choices(own.can_be_asked(today=today).filter(public_id=position_id))
