"""What is registered on the requirements of a plan, by the employee or for them.

KP-DONE, KP-SEND, KP-REPEAT, KP-CHECK, KP-DEP, and KP-BEHALF.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from arbeidsrom.core.notifications.actions import notify, withdraw, withdraw_about
from arbeidsrom.core.organisation.models import Position
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import WrongState
from arbeidsrom.modules.competence.access import own
from arbeidsrom.modules.competence.actions.capacities import capacity_of
from arbeidsrom.modules.competence.actions.ticks import note_ticks
from arbeidsrom.modules.competence.actions.work import (
    CannotBeRegistered,
    Work,
    finish,
    has_expired,
    is_own,
    note,
    open_again,
    record,
    refuse_by_hand,
    refuse_for_others,
    refuse_while_waiting,
    take_up,
)
from arbeidsrom.modules.competence.models import (
    COMPLETING,
    Assignment,
    Capacity,
    Performance,
    ProgressEvent,
    ProgressEventKind,
)
from arbeidsrom.modules.competence.queries.dependencies import unfulfilled
from arbeidsrom.modules.competence.rules.statuses import State
from arbeidsrom.modules.competence.states import PerformanceState


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody has filled in; ``ticked`` are check points, ``signer`` the position of whoever is to sign.

    ``times`` is how often it was done on the day.
    """

    performed_on: date | None = None
    expires_on: date | None = None
    comment: str = ""
    signer: UUID | None = None
    ticked: frozenset[UUID] = frozenset()
    lock_version: int = 0
    times: int = 1


@transaction.atomic
def save_draft(assignment_id: UUID, link_id: UUID, entry: Entry, *, actor: Actor, now: datetime, today: date) -> Work:
    """«Lagre som utkast»: partly filled in. What was fulfilled and is valid is so no longer (KP-DONE-002, 004)."""
    work = begin(assignment_id, link_id, entry, actor=actor, today=today)
    refuse_for_others(work, actor)
    open_again(work, today=today)
    keep_draft(work, entry, today=today)
    return end(work, ProgressEventKind.DRAFTED, "competence.progress.drafted", actor=actor, now=now)


MOST_AT_ONCE = 100
"""So many repetitions are registered together; whoever has done more registers them in turns."""


@transaction.atomic
def mark_as_fulfilled(
    assignment_id: UUID, link_id: UUID, entry: Entry, *, actor: Actor, now: datetime, today: date
) -> Work:
    """«Marker som innfridd», and of a repeated requirement «Marker som utført» (KP-DONE-001, KP-REPEAT-002).

    Done several times on the day, each is a repetition of its own, with its own line in the history and the log
    (KP-REPEAT-006).
    """
    work = begin(assignment_id, link_id, entry, actor=actor, today=today)
    if work.settings.requires_signing:
        raise WrongState(_("This requirement must be signed. Send it for signing."))
    open_again(work, today=today)
    _refuse_when_not_ready(work, entry, today=today)
    _tick(work, entry)
    kind = ProgressEventKind.PERFORMED if work.is_repeated else ProgressEventKind.FULFILLED
    for _time in range(entry.times):
        work.move(_filled(work, entry, today=today), PerformanceState.DONE)
        end(work, kind, "competence.progress.fulfilled", entry, actor=actor, now=now)
    return work


@transaction.atomic
def send_for_signing(
    assignment_id: UUID, link_id: UUID, entry: Entry, *, actor: Actor, now: datetime, today: date
) -> Work:
    """«Send til signering»: somebody who saw it is asked to sign, each time by itself (KP-SEND-001, 005)."""
    work = begin(assignment_id, link_id, entry, actor=actor, today=today)
    if not work.settings.requires_signing:
        raise WrongState(_("This requirement is not signed. Mark it as fulfilled."))
    open_again(work, today=today)
    _refuse_when_not_ready(work, entry, today=today)
    if entry.signer is None:
        raise CannotBeRegistered("signer", _("Choose who is to sign."))
    _tick(work, entry)
    for _time in range(entry.times):
        performance = _filled(work, entry, today=today)
        performance.sent_at, performance.sent_by = now, "" if is_own(work, actor) else actor.author
        work.move(performance, PerformanceState.WAITING)
        end(work, ProgressEventKind.SENT, "competence.progress.sent", entry, actor=actor, now=now)
        _tell_signer("competence.signature_requested", performance, actor=actor, now=now)
    return work


@transaction.atomic
def withdraw_request(
    assignment_id: UUID, link_id: UUID, request_id: UUID, *, lock_version: int, actor: Actor, now: datetime
) -> Work:
    """The wrong person was asked, or it was wrong to ask: what was filled in is a draft again (KP-SEND-004, 006)."""
    _refuse_unknown(request_id, assignment_id)
    work = take_up(assignment_id, link_id, lock_version=lock_version, actor=actor, today=localdate(now))
    sent = next((one for one in work.in_round(PerformanceState.WAITING) if one.public_id == request_id), None)
    if sent is None:
        raise WrongState(_("The request waits no longer. Look at what has become of it."))
    work.move(sent, PerformanceState.WITHDRAWN)
    if work.draft is None:
        again = work.new_performance()
        again.performed_on, again.expires_on, again.comment = sent.performed_on, sent.expires_on, sent.comment
        work.write(again)
    work = end(work, ProgressEventKind.WITHDRAWN, "competence.progress.withdrawn", actor=actor, now=now)
    withdraw("competence.signature_requested", about=sent.public_id)
    _tell_signer("competence.request_withdrawn", sent, actor=actor, now=now)
    return work


@transaction.atomic
def take_back(
    assignment_id: UUID, link_id: UUID, performance_id: UUID, *, lock_version: int, actor: Actor, now: datetime
) -> Work:
    """One carrying out of a repeated requirement counts no longer, also a signed one (KP-DONE-004, KP-EIMP-021)."""
    _refuse_unknown(performance_id, assignment_id)
    work = take_up(assignment_id, link_id, lock_version=lock_version, actor=actor, today=localdate(now))
    refuse_for_others(work, actor)
    refuse_by_hand(work)
    if has_expired(work, today=localdate(now)) and _has_been_valid(work):
        raise WrongState(_("It has expired. Register it anew."))
    done = next((one for one in work.in_round(PerformanceState.DONE) if one.public_id == performance_id), None)
    if done is None:
        raise WrongState(_("It does not count any more. Look at what stands there now."))
    work.move(done, PerformanceState.REMOVED)
    return end(work, ProgressEventKind.REMOVED, "competence.progress.removed", actor=actor, now=now)


def _has_been_valid(work: Work) -> bool:
    """Whether it was over only after it was registered; what was over already then can be put right."""
    progress = work.progress
    registered = ProgressEvent.objects.filter(
        person=progress.person_id, requirement=progress.requirement_id, kind__in=COMPLETING
    )
    last = registered.order_by("-id").values_list("at", flat=True).first()
    return last is None or work.due is None or localdate(last) <= work.due


def _refuse_unknown(performance_id: UUID, assignment_id: UUID) -> None:
    """What is nobody's, or somebody else's than whoever has the plan, does not exist."""
    theirs = Performance.objects.filter(person__in=Assignment.objects.filter(public_id=assignment_id).values("person"))
    if not theirs.filter(public_id=performance_id).exists():
        raise Performance.DoesNotExist


def begin(assignment_id: UUID, link_id: UUID, entry: Entry, *, actor: Actor, today: date) -> Work:
    """Whatever is filled in begins with this: it can be changed now, and the dates can be."""
    work = take_up(assignment_id, link_id, lock_version=entry.lock_version, actor=actor, today=today)
    refuse_while_waiting(work)
    refuse_by_hand(work)
    if entry.performed_on is not None and entry.performed_on > today:
        raise CannotBeRegistered("performed_on", _("The date cannot be in the future."))
    after = entry.performed_on
    if entry.expires_on is not None and after is not None and entry.expires_on <= after:
        raise CannotBeRegistered("expires_on", _("It must expire later than it was fulfilled."))
    return work


def _refuse_when_not_ready(work: Work, entry: Entry, *, today: date) -> None:
    """What the buttons promise is kept here too (KP-EIMP-014, 016, 027, 028, 029)."""
    settings = work.settings
    if entry.performed_on is None:
        raise CannotBeRegistered("performed_on", _("Say on which date it was done."))
    if settings.has_manual_expiry and entry.expires_on is None:
        raise CannotBeRegistered("expires_on", _("Say when it expires."))
    left = _points_left(work, entry)
    if left:
        raise CannotBeRegistered("checklist", _("Every check point must be done, or marked as not relevant."))
    needed = unfulfilled(settings.dependencies, person_id=work.progress.person_id, today=today)
    if needed:
        names = ", ".join(one.name for one in needed)
        raise CannotBeRegistered("dependencies", _("These must be fulfilled first: %(names)s") % {"names": names})
    _refuse_number(work, entry.times)


def _refuse_number(work: Work, times: int) -> None:
    """Once at least, several times only what is repeated; more than is asked for only of a learning activity."""
    if not 1 <= times <= MOST_AT_ONCE:
        raise CannotBeRegistered(
            "times", _("Write a whole number of repetitions, from 1 to %(most)s.") % {"most": MOST_AT_ONCE}
        )
    if work.settings.repetitions is None:
        if times > 1:
            raise CannotBeRegistered("times", _("This is done once, not several times."))
        return
    counted = work.in_round(PerformanceState.DONE, PerformanceState.WAITING)
    if len(counted) + times > work.settings.repetitions and not work.goes_beyond:
        raise WrongState(_("As many as are needed are registered already."))


def keep_draft(work: Work, entry: Entry, *, today: date, begun: bool = False) -> None:
    """What was filled in stands as a draft; ``begun``: also when that is nothing, for something else was done."""
    _tick(work, entry)
    if begun or entry.performed_on or entry.expires_on or entry.comment or entry.signer:
        draft = _filled(work, entry, today=today)
        draft.lock_version += 1
        work.write(draft)
    elif work.draft is not None:
        work.move(work.draft, PerformanceState.REMOVED)


def _tick(work: Work, entry: Entry) -> None:
    points = {point.id for point in work.settings.checklist}
    work.progress.ticked = sorted(str(one) for one in entry.ticked & points) or None


def _points_left(work: Work, entry: Entry) -> set[UUID]:
    return {point.id for point in work.settings.checklist} - entry.ticked - work.marked


def _filled(work: Work, entry: Entry, *, today: date) -> Performance:
    """The draft, or a new performance, with what was filled in."""
    performance = work.draft or work.new_performance()
    performance.revision_id, performance.round = work.revision, work.progress.round
    performance.performed_on = entry.performed_on
    performance.expires_on = entry.expires_on if work.settings.has_manual_expiry else None
    performance.comment = (entry.comment or None) if work.settings.has_comment else None
    performance.signer = _signer(entry.signer, besides=work.progress.person_id, today=today) if entry.signer else None
    return performance


def _signer(position: UUID, *, besides: int, today: date) -> Position:
    """Anybody who works here today; nobody signs for themselves (KP-EIMP-017)."""
    found = own.can_be_asked(today=today).filter(public_id=position).select_related("person").first()
    if found is None:
        raise CannotBeRegistered("signer", _("Choose somebody who works here today."))
    if found.person_id == besides:
        raise CannotBeRegistered("signer", _("Nobody signs for themselves. Choose somebody else."))
    return found


def end(
    work: Work,
    kind: ProgressEventKind,
    event: str,
    entry: Entry | None = None,
    *,
    about: str = "",
    actor: Actor,
    now: datetime,
) -> Work:
    """What was done is written down, with what follows from it; ``about`` is what the history says of it besides."""
    assert work.link is not None  # noqa: S101
    assert work.assignment is not None  # noqa: S101 -- what is registered stands in a plan
    requirement, person = work.link.requirement.public_id, work.assignment.person.public_id
    capacity = capacity_of(actor, work.assignment)
    _let_go_of_ended(work, requirement, person, capacity, actor=actor, now=now)
    finish(
        work,
        kind,
        actor=actor,
        capacity=capacity,
        now=now,
        performed_on=entry.performed_on if entry else None,
        comment=entry.comment if entry and work.settings.has_comment else about,
    )
    record(event, work, person=person, requirement=requirement, actor=actor, now=now)
    note_ticks(work, actor=actor, now=now)
    return work


def _let_go_of_ended(
    work: Work, requirement: UUID, person: UUID, capacity: Capacity, *, actor: Actor, now: datetime
) -> None:
    """Requests that were left when a new round was begun are withdrawn by it, and those who were asked are told."""
    progress = work.progress
    for one in work.ended:
        note(
            ProgressEventKind.WITHDRAWN,
            person=progress.person_id,
            requirement=progress.requirement_id,
            plan=one.plan_id,
            state=State(progress.state),
            actor=actor,
            capacity=capacity,
            now=now,
            completed_on=progress.completed_on,
            expires_on=progress.expires_on,
            performed_on=one.performed_on,
        )
        record("competence.progress.withdrawn", work, person=person, requirement=requirement, actor=actor, now=now)
        _tell_signer("competence.request_withdrawn", one, actor=actor, now=now)
    if work.ended:
        withdraw_about("competence.signature_requested", [one.public_id for one in work.ended])
        work.ended.clear()


def _tell_signer(kind: str, performance: Performance, *, actor: Actor, now: datetime) -> None:
    if performance.signer is not None:
        notify(
            performance.signer.person_id,
            kind,
            about=performance.public_id,
            url=reverse("signing"),
            params={"name": actor.label} if kind == "competence.request_withdrawn" else {},
            now=now,
        )
