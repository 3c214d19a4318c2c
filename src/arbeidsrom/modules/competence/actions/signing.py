"""Signing, declining with a reason, and undoing either (KP-SIGN)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import WrongState
from arbeidsrom.modules.competence.access import own
from arbeidsrom.modules.competence.actions.approvals import doubt_approvals
from arbeidsrom.modules.competence.actions.telling import tell_of_answer
from arbeidsrom.modules.competence.actions.work import (
    NEWEST,
    CannotBeRegistered,
    Work,
    finish,
    record,
    refuse_by_hand,
    work_of,
)
from arbeidsrom.modules.competence.models import (
    Capacity,
    DeclineReason,
    Performance,
    ProgressEventKind,
    RequirementKind,
)
from arbeidsrom.modules.competence.states import PerformanceState
from arbeidsrom.modules.competence.statuses.people import hold_people_of


def sign_performance(request_id: UUID, *, comment: str, actor: Actor, now: datetime) -> Performance:
    """«Signer»: whoever was asked has seen it done; a comment is optional (KP-SIGN-008, 011)."""
    return sign_performances([request_id], comment=comment, actor=actor, now=now)[0]


def decline_performance(request_id: UUID, *, reason: str, comment: str, actor: Actor, now: datetime) -> Performance:
    """«Avslå»: with a comment that the employee reads, and a reason from the list (KP-SIGN-013 to 017)."""
    return decline_performances([request_id], reason=reason, comment=comment, actor=actor, now=now)[0]


@transaction.atomic
def sign_performances(request_ids: Collection[UUID], *, comment: str, actor: Actor, now: datetime) -> list[Performance]:
    """Sign those that are ticked of one requirement that somebody has carried out several times (KP-SIGN-018, 020)."""
    requests, work = _take_up(request_ids, actor)
    refuse_by_hand(work)
    for request in requests:
        _decide(work, request, PerformanceState.DONE, comment=comment, actor=actor, now=now)
        _end(work, request, SIGNED, comment, actor=actor, now=now)
    tell_of_answer("competence.requirement_signed", requests, now=now)
    return requests


@transaction.atomic
def decline_performances(
    request_ids: Collection[UUID], *, reason: str, comment: str, actor: Actor, now: datetime
) -> list[Performance]:
    """Decline those that are ticked, all with the same comment and reason (KP-SIGN-018, 020, 033)."""
    requests, work = _take_up(request_ids, actor)
    if not comment.strip():
        raise CannotBeRegistered("comment", _("Say why you decline. The employee reads it."))
    if reason not in DeclineReason.values:
        raise CannotBeRegistered("reason", _("Choose a reason."))
    for request in requests:
        request.decline_reason = reason
        _decide(work, request, PerformanceState.DECLINED, comment=comment, actor=actor, now=now)
        _end(work, request, DECLINED, comment, actor=actor, now=now)
    tell_of_answer("competence.requirement_rejected", requests, now=now)
    return requests


def undo_decision(request_id: UUID, *, actor: Actor, now: datetime) -> Performance:
    """«Avbryte signering» and «Avbryt avvisning»: it waits again, and the history keeps both (KP-SIGN-023 to 025)."""
    return undo_decisions([request_id], actor=actor, now=now)[0]


@transaction.atomic
def undo_decisions(request_ids: Collection[UUID], *, actor: Actor, now: datetime) -> list[Performance]:
    """Let what was signed or declined together wait again, all of it or nothing (KP-SIGN-021, 031)."""
    requests, work = _take_up(request_ids, actor)
    for request in requests:
        _refuse_to_undo(work, request)
        work.move(request, PerformanceState.WAITING)
        request.decided_at = request.decided_by = request.answer = None
        request.decline_reason = ""
        _end(work, request, UNDONE, "", actor=actor, now=now)
    doubt_approvals(work.progress.person_id, work.progress.requirement_id, by=actor.author, now=now)
    return requests


def refuse_gone(request_id: UUID, *, actor: Actor) -> None:
    """Whoever is about to sign what was withdrawn, reset or archived is told which (KP-SIGN-028)."""
    _refuse_gone(own.asked_of(actor).select_related("requirement").get(public_id=request_id))


@dataclass(frozen=True, slots=True)
class _Step:
    """What a decision is called in the history of the requirement and in the log."""

    kind: ProgressEventKind
    event: str


SIGNED = _Step(ProgressEventKind.SIGNED, "competence.progress.signed")
DECLINED = _Step(ProgressEventKind.DECLINED, "competence.progress.declined")
UNDONE = _Step(ProgressEventKind.UNDONE, "competence.progress.undone")


READ = (
    *(field.name for field in Performance._meta.concrete_fields),
    *("person__public_id", "requirement__public_id", "requirement__archived_at", "requirement__kind"),
)
"""Of the person and the requirement only what is said of them: whoever signs ten in a row waits for each."""


def _take_up(request_ids: Collection[UUID], actor: Actor) -> tuple[list[Performance], Work]:
    """The requests as they stand when everybody else who was at them has finished (KP-EIMP-020).

    They are of one person and requirement: others do not exist beside them.
    """
    asked = own.asked_of(actor).filter(public_id__in=request_ids)
    of_them = Performance.objects.filter(
        person__in=hold_people_of(asked), requirement__in=asked.order_by().values("requirement")
    )
    marked = of_them.annotate(newest=NEWEST, is_asked=Exists(asked.filter(pk=OuterRef("pk"))))
    performances = list(marked.select_related("person", "requirement").only(*READ).order_by("decided_at", "id"))
    requests: list[Performance] = [one for one in performances if one.is_asked]
    if not requests or len(requests) != len(set(request_ids)):
        raise Performance.DoesNotExist
    if len({(one.person_id, one.requirement_id) for one in performances}) > 1:
        raise Performance.DoesNotExist
    requests.sort(key=lambda one: (one.performed_on or date.min, one.pk))
    for one in requests:
        own.may_sign(actor, one).or_refuse()
        _refuse_gone(one)
    first = performances[0]
    return requests, work_of(first.person_id, first.requirement_id, [*performances], first.newest)


def _refuse_gone(request: Performance) -> None:
    """What became of it while the signer looked at it (KP-SIGN-028, 032)."""
    if request.requirement.is_archived:
        raise WrongState(_("The requirement has been archived since then."))
    if request.state == PerformanceState.WITHDRAWN:
        raise WrongState(_("The request has been withdrawn. There is nothing to sign any more."))
    if request.state == PerformanceState.REMOVED:
        raise WrongState(_("It has been begun anew since then, and this does not count any more."))


def _refuse_to_undo(work: Work, request: Performance) -> None:
    if request.state == PerformanceState.WAITING:
        raise WrongState(_("It waits for signing already."))
    if request.round != work.progress.round:
        raise WrongState(_("It has been begun anew since then."))
    counted = work.in_round(PerformanceState.WAITING, PerformanceState.DONE)
    others = sum(one.pk != request.pk for one in counted)
    goes_beyond = work.is_repeated and request.requirement.kind == RequirementKind.ACTIVITY
    if others >= (work.settings.repetitions or 1) and not goes_beyond:
        raise WrongState(_("The employee has sent it again since then, and somebody has it already."))


def _decide(
    work: Work, request: Performance, state: PerformanceState, *, comment: str, actor: Actor, now: datetime
) -> None:
    if request.state != PerformanceState.WAITING:
        raise WrongState(_("It has been signed or declined already."))
    work.move(request, state)
    request.decided_at, request.decided_by_id = now, actor.person_or_refuse()
    request.answer = comment.strip() or None


def _end(work: Work, request: Performance, step: _Step, comment: str, *, actor: Actor, now: datetime) -> None:
    finish(
        work,
        step.kind,
        actor=actor,
        capacity=Capacity.SIGNER,
        now=now,
        performed_on=request.performed_on,
        comment=comment.strip(),
    )
    person, requirement = request.person.public_id, request.requirement.public_id
    record(step.event, work, person=person, requirement=requirement, actor=actor, now=now)
