"""Deadlines: proposed, set by hand, moved, met — and reminded of (KL-CASE-005)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import ChangedMeanwhile, Refused, WrongState
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.actions.calendar import follow_deadline
from arbeidsrom.modules.workspace.actions.notices import notify_positions
from arbeidsrom.modules.workspace.actions.timeline import record, tell
from arbeidsrom.modules.workspace.models import Case, Deadline, DeadlineReminder, EventKind, ReminderKind
from arbeidsrom.modules.workspace.queries import cases, deadlines, stewards
from arbeidsrom.modules.workspace.queries.deadline_rules import all_rules
from arbeidsrom.modules.workspace.rules.deadlines import Proposal, Rule, propose
from arbeidsrom.modules.workspace.rules.reminders import reminders_due
from arbeidsrom.modules.workspace.states import DeadlineState

BATCH = 500


class NoSuchProposal(Refused):
    """The rule gives no deadline from that event."""


@transaction.atomic
def set_deadline(case_id: UUID, *, label: str, due: date, actor: Actor, now: datetime) -> Deadline:
    """A steward sets a deadline by hand."""
    case = cases.get_case(case_id, actor=actor, lock=True)
    access.may_work_on(actor, case).or_refuse()
    return _set(Deadline(case=case, label=label, due=due), actor=actor, now=now)


@dataclass(frozen=True, slots=True)
class Picked:
    """A proposal that the steward has ticked: its rule, and the event and day it counts from."""

    rule: str
    event: str
    started: date


@transaction.atomic
def accept_proposals(
    case_id: UUID,
    picked: Sequence[Picked],
    *,
    replace: Collection[UUID] = (),
    actor: Actor,
    now: datetime,
    today: date,
) -> list[Deadline]:
    """A steward takes over deadlines that the program has counted; what a colleague took meanwhile is passed by.

    Of the earlier deadlines that the same rules gave, those to replace are settled.
    """
    case = cases.get_case(case_id, actor=actor, lock=True)
    access.may_work_on(actor, case).or_refuse()
    known, counted = all_rules(), deadlines.counted_deadlines(case)
    present = {(deadline.rule, deadline.started) for deadline in counted}
    made = []
    for each in picked:
        proposal = _proposal(case, each, known)
        if (each.rule, each.started) in present:
            continue
        present.add((each.rule, each.started))
        made.append(_set(_counted(case, proposal), actor=actor, now=now))
        for earlier in deadlines.replaced_by(proposal, counted):
            if earlier.public_id in replace:
                _replace(earlier, proposal.due, actor=actor, now=now, today=today)
    return made


def _proposal(case: Case, picked: Picked, known: Sequence[Rule]) -> Proposal:
    for proposal in propose(case.type.key, {picked.event: picked.started}, known):
        if proposal.rule.key == picked.rule:
            return proposal
    raise NoSuchProposal(_("The rule gives no deadline from this event."))


def _counted(case: Case, proposal: Proposal) -> Deadline:
    return Deadline(
        case=case,
        label=str(proposal.rule.label),
        due=proposal.due,
        rule=proposal.rule.key,
        counted_by_id=proposal.rule.id,
        event=proposal.event,
        started=proposal.started,
        proposed_due=proposal.due,
    )


def _replace(deadline: Deadline, due: date, *, actor: Actor, now: datetime, today: date) -> None:
    """The limit was counted anew: the earlier deadline no longer runs, and nobody is reminded of it."""
    before = deadline.due
    deadline.move_to(DeadlineState.DROPPED)
    deadline.settled_on, deadline.settled_by = today, actor.label
    deadline.lock_version += 1
    deadline.save(update_fields=["state", "settled_on", "settled_by", "lock_version"])
    _tell("deadline.replaced", deadline, actor=actor, now=now, before=before.isoformat(), due=due.isoformat())
    follow_deadline(deadline, now=now, today=today)


def _set(deadline: Deadline, *, actor: Actor, now: datetime) -> Deadline:
    deadline.save()
    _tell("deadline.set", deadline, actor=actor, now=now)
    return deadline


@transaction.atomic
def move_deadline(
    deadline_id: UUID, *, label: str, due: date, lock_version: int, actor: Actor, now: datetime, today: date
) -> Deadline:
    """Another day, such as one that the parties have agreed in the protocol."""
    deadline = _open_for_change(deadline_id, lock_version, actor)
    if deadline.state != DeadlineState.RUNNING:
        raise WrongState(_("The deadline is already settled."))
    before = deadline.due
    deadline.label, deadline.due = label, due
    deadline.lock_version += 1
    deadline.save(update_fields=["label", "due", "lock_version"])
    _tell("deadline.moved", deadline, actor=actor, now=now, before=before.isoformat())
    follow_deadline(deadline, now=now, today=today)
    return deadline


@transaction.atomic
def settle_deadline(
    deadline_id: UUID, *, state: DeadlineState, lock_version: int, actor: Actor, now: datetime, today: date
) -> Deadline:
    """The deadline was met, is no longer relevant, or runs again after all."""
    deadline = _open_for_change(deadline_id, lock_version, actor)
    deadline.move_to(state)
    runs = state == DeadlineState.RUNNING
    deadline.settled_on, deadline.settled_by = (None, "") if runs else (today, actor.label)
    deadline.lock_version += 1
    deadline.save(update_fields=["state", "settled_on", "settled_by", "lock_version"])
    _tell(f"deadline.{state.value}", deadline, actor=actor, now=now)
    follow_deadline(deadline, now=now, today=today)
    return deadline


def _open_for_change(deadline_id: UUID, lock_version: int, actor: Actor) -> Deadline:
    deadline = deadlines.get_deadline(deadline_id, actor=actor, lock=True)
    access.may_work_on(actor, deadline.case).or_refuse()
    if deadline.lock_version != lock_version:
        raise ChangedMeanwhile(_("Somebody else has changed the deadline since you opened it."))
    return deadline


def _tell(what: str, deadline: Deadline, *, actor: Actor, now: datetime, **facts: str) -> None:
    case: Case = deadline.case
    told = {"label": deadline.label, "due": deadline.due.isoformat()} | facts
    tell(
        case,
        EventKind.DEADLINE,
        what,
        actor=actor,
        now=now,
        about=deadline.public_id,
        **told,
    )
    record(f"workspace.{what}", case, actor=actor, now=now, due=told["due"])


def remind_of_deadlines(*, now: datetime, today: date) -> int:
    """Tell the responsible stewards of deadlines in seven, three and one days and of those that have passed.

    Where nobody in office is responsible, the other stewards of the case are told: the limit runs all the same.
    Each reminder is a row that can exist once, so that a job that runs twice or late sends nothing twice.
    """
    sent = 0
    for first in range(0, len(ids := deadlines.ids_to_look_at(today)), BATCH):
        sent += _remind(ids[first : first + BATCH], now=now, today=today)
    return sent


@transaction.atomic
def _remind(ids: list[int], *, now: datetime, today: date) -> int:
    sent = 0
    chosen = deadlines.to_remind_of(ids)
    told = stewards.answering({deadline.case_id for deadline in chosen}, today=today)
    for deadline in chosen:
        if not (positions := told.get(deadline.case_id)):
            continue
        given = {reminder.kind for reminder in deadline.reminders.all() if reminder.due == deadline.due}
        for kind in reminders_due(deadline.due, today, given):
            DeadlineReminder.objects.create(deadline=deadline, kind=kind, due=deadline.due, sent_at=now)
            type_key = "workspace.deadline.passed" if kind == ReminderKind.PASSED else "workspace.deadline.near"
            notify_positions(positions, type_key, deadline.case, now=now, due=deadline.due.isoformat())
            sent += 1
    return sent
