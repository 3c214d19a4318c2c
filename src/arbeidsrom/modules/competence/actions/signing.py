"""Signing, declining with a reason, and undoing either (KP-SIGN)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from arbeidsrom.core.notifications.actions.inbox import notify
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import WrongState
from arbeidsrom.modules.competence.access import own
from arbeidsrom.modules.competence.actions.work import CannotBeRegistered, Work, finish, record, take_up_request
from arbeidsrom.modules.competence.models import Capacity, DeclineReason, Performance, ProgressEventKind
from arbeidsrom.modules.competence.states import PerformanceState
from arbeidsrom.modules.competence.statuses.people import hold_people


@transaction.atomic
def sign_performance(request_id: UUID, *, comment: str, actor: Actor, now: datetime) -> Performance:
    """«Signer»: whoever was asked has seen it done; a comment is optional (KP-SIGN-008, 011)."""
    request, work = _take_up(request_id, actor)
    _decide(work, request, PerformanceState.DONE, comment=comment, actor=actor, now=now)
    _end(work, request, ProgressEventKind.SIGNED, "competence.progress.signed", comment, actor=actor, now=now)
    _tell_employee("competence.requirement_signed", request, now=now)
    return request


@transaction.atomic
def decline_performance(request_id: UUID, *, reason: str, comment: str, actor: Actor, now: datetime) -> Performance:
    """«Avslå»: with a comment that the employee reads, and a reason from the list (KP-SIGN-013 to 017)."""
    request, work = _take_up(request_id, actor)
    if not comment.strip():
        raise CannotBeRegistered("comment", _("Say why you decline. The employee reads it."))
    if reason not in DeclineReason.values:
        raise CannotBeRegistered("reason", _("Choose a reason."))
    request.decline_reason = reason
    _decide(work, request, PerformanceState.DECLINED, comment=comment, actor=actor, now=now)
    _end(work, request, ProgressEventKind.DECLINED, "competence.progress.declined", comment, actor=actor, now=now)
    _tell_employee("competence.requirement_rejected", request, now=now)
    return request


@transaction.atomic
def undo_decision(request_id: UUID, *, actor: Actor, now: datetime) -> Performance:
    """«Avbryte signering» and «Avbryt avvisning»: it waits again, and the history keeps both (KP-SIGN-023 to 025)."""
    request, work = _take_up(request_id, actor)
    if request.state == PerformanceState.WAITING:
        raise WrongState(_("It waits for signing already."))
    if request.round != work.progress.round:
        raise WrongState(_("It has been begun anew since then."))
    work.move(request, PerformanceState.WAITING)
    request.decided_at = request.decided_by = request.answer = None
    request.decline_reason = ""
    _end(work, request, ProgressEventKind.UNDONE, "competence.progress.undone", "", actor=actor, now=now)
    return request


def _take_up(request_id: UUID, actor: Actor) -> tuple[Performance, Work]:
    """The request as it stands when everybody else who was at it has finished (KP-EIMP-020)."""
    asked = own.visible_requests(actor)
    hold_people([asked.values_list("person_id", flat=True).get(public_id=request_id)])
    request = asked.select_related("person", "requirement").get(public_id=request_id)
    own.may_sign(actor, request).or_refuse()
    return request, take_up_request(request)


def _decide(
    work: Work, request: Performance, state: PerformanceState, *, comment: str, actor: Actor, now: datetime
) -> None:
    if request.state != PerformanceState.WAITING:
        raise WrongState(_("It has been signed or declined already."))
    work.move(request, state)
    request.decided_at, request.decided_by_id = now, actor.person_or_refuse()
    request.answer = comment.strip() or None


def _end(
    work: Work,
    request: Performance,
    kind: ProgressEventKind,
    event: str,
    comment: str,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    finish(
        work,
        kind,
        actor=actor,
        capacity=Capacity.SIGNER,
        now=now,
        performed_on=request.performed_on,
        comment=comment.strip(),
    )
    record(
        event, work, person=request.person.public_id, requirement=request.requirement.public_id, actor=actor, now=now
    )


def _tell_employee(kind: str, request: Performance, *, now: datetime) -> None:
    notify(
        request.person_id,
        kind,
        about=request.public_id,
        url=reverse("own_plans"),
        params={"requirement": request.requirement.name},
        now=now,
    )
