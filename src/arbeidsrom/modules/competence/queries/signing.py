"""What somebody is asked to sign, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from arbeidsrom.core.audit import actions as audit
from arbeidsrom.core.keys.bulk import open_rows
from arbeidsrom.core.organisation.queries import with_words
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.access import own
from arbeidsrom.modules.competence.models import OF_DEADLINES, Performance, ProgressEvent, ProgressEventKind
from arbeidsrom.modules.competence.queries.attachments import AttachmentRow, attachments_of
from arbeidsrom.modules.competence.queries.shown import FileRow, files_of
from arbeidsrom.modules.competence.rules.settings import Settings
from arbeidsrom.modules.competence.states import PerformanceState

SORTS = {"sent": "sent_at", "name": "person__sort_name", "requirement": "requirement__sort_name"}


@dataclass(frozen=True, slots=True)
class RequestView:
    """One request with what the requirement asked for, the other performances sent by the same person, the history."""

    request: Performance
    settings: Settings
    others: tuple[Performance, ...]
    history: tuple[ProgressEvent, ...]
    attachments: tuple[AttachmentRow, ...]
    files: tuple[FileRow, ...]

    @property
    def waiting(self) -> tuple[Performance, ...]:
        """The performances of a repeated requirement that wait for the signer, in the order they were done."""
        if self.settings.repetitions is None:
            return ()
        all_sent = (self.request, *self.others)
        waiting = [one for one in all_sent if one.state == PerformanceState.WAITING]
        return tuple(sorted(waiting, key=lambda one: (one.performed_on or date.min, one.pk)))

    @property
    def decided(self) -> tuple[Performance, ...]:
        """Those that are signed or declined already."""
        return tuple(one for one in self.others if one.state != PerformanceState.WAITING)


def requests(*, actor: Actor, state: str, text: str = "", sort: str = "") -> QuerySet[Performance]:
    """The requests in a state, those sent first on top; decided ones with the newest first."""
    found = own.visible_requests(actor).filter(state=state)
    if text:
        wanted = Q(requirement__name__icontains=text) | (with_words(text, "person__") or Q(pk__in=[]))
        found = found.filter(wanted)
    backwards = sort.startswith("-")
    column = SORTS.get(sort.removeprefix("-"), "sent_at")
    order = f"-{column}" if backwards else column
    return found.select_related("person", "requirement", "plan").order_by(order, "id")


def request_of(request_id: UUID, *, actor: Actor, now: datetime) -> RequestView:
    """The request, or ``DoesNotExist``; that it was looked at stands in the log."""
    asked = own.visible_requests(actor).select_related("person", "requirement", "plan", "revision", "decided_by")
    request = asked.get(public_id=request_id)
    others = own.visible_requests(actor).filter(
        person=request.person_id, requirement=request.requirement_id, round=request.round
    )
    shown = list(others.exclude(pk=request.pk).order_by("performed_on", "id"))
    events = ProgressEvent.objects.filter(person=request.person_id, requirement=request.requirement_id)
    later = Q(kind__in=(ProgressEventKind.ATTACHED, ProgressEventKind.DETACHED), at__gt=request.sent_at)
    history = list(events.exclude(later).exclude(kind__in=OF_DEADLINES).order_by("-id"))
    open_rows([request, *shown], "comment")
    open_rows([request], "answer")
    open_rows(history, "comment")
    audit.record(
        "competence.request.viewed", request.public_id, actor=actor, at=now, subjects=[request.person.public_id]
    )
    settings = request.revision.settings
    attachments = attachments_of(request.person_id, [request.requirement_id], before=request.sent_at)
    files = tuple(files_of(settings, request.requirement))
    return RequestView(request, settings, tuple(shown), tuple(history), attachments, files)


@dataclass(frozen=True, slots=True)
class DecidedView:
    """What was signed or declined together, and how many of the requirement wait still (KP-SIGN-021)."""

    together: tuple[Performance, ...]
    next_waiting: Performance | None
    left: int

    @property
    def first(self) -> Performance:
        """One of them, by which they are known."""
        return self.together[0]


def decided_together(request_id: UUID, *, actor: Actor) -> DecidedView:
    """Those that the actor signed or declined at the same moment as this one, or ``DoesNotExist``."""
    asked = own.visible_requests(actor).select_related("person", "requirement", "plan")
    request = asked.get(public_id=request_id, decided_at__isnull=False)
    beside = asked.filter(person=request.person_id, requirement=request.requirement_id).order_by("performed_on", "id")
    together = beside.filter(decided_at=request.decided_at, state=request.state)
    waiting = list(beside.filter(state=PerformanceState.WAITING))
    return DecidedView(tuple(together), next(iter(waiting), None), len(waiting))
