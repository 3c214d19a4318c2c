"""A case's way through its states (KL-CASE-003, KL-CASE-009)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import Refused
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.actions.timeline import record, tell
from arbeidsrom.modules.workspace.models import Case, Deletion, EventKind
from arbeidsrom.modules.workspace.queries import cases, closing
from arbeidsrom.modules.workspace.rules.retention import keep_until
from arbeidsrom.modules.workspace.states import CaseState

STATE_FIELDS = ["state", "waiting_for", "waiting_until", "closed_on", "keep_until", "outcome", "lock_version"]


class NotFinished(Refused):
    """Something in the case is still open."""


class NoSuchDay(Refused):
    """A case is closed between the day it was opened and today."""


class NoSuchOutcome(Refused):
    """The outcome is not one of the case type's."""


@transaction.atomic
def let_wait(case_id: UUID, *, waiting_for: str, until: date, actor: Actor, now: datetime) -> Case:
    """The case waits for somebody, until a day."""
    case = cases.get_case(case_id, actor=actor, lock=True)
    access.may_work_on(actor, case).or_refuse()
    case.move_to(CaseState.WAITING)
    case.waiting_for, case.waiting_until = waiting_for, until
    _save(case)
    tell(case, EventKind.STATE, "state.waiting", actor=actor, now=now, who=waiting_for, until=until.isoformat())
    record("workspace.case.waiting", case, actor=actor, now=now, until=until.isoformat())
    return case


@transaction.atomic
def resume_case(case_id: UUID, *, actor: Actor, now: datetime) -> Case:
    """What the case waited for has come; it is being worked on again."""
    case = cases.get_case(case_id, actor=actor, lock=True)
    access.may_work_on(actor, case).or_refuse()
    case.move_to(CaseState.OPEN)
    case.waiting_for, case.waiting_until = "", None
    _save(case)
    tell(case, EventKind.STATE, "state.open", actor=actor, now=now)
    record("workspace.case.resumed", case, actor=actor, now=now)
    return case


def mark_sent(case: Case, *, actor: Actor, now: datetime) -> None:
    """The case went to the competence centre, in the transaction of the shipment."""
    if case.state == CaseState.SENT:
        return
    case.move_to(CaseState.SENT)
    case.waiting_for, case.waiting_until = "", None
    _save(case)
    tell(case, EventKind.STATE, "state.sent", actor=actor, now=now)
    record("workspace.case.sent", case, actor=actor, now=now)


@transaction.atomic
def close_case(case_id: UUID, *, outcome: str, closed_on: date, actor: Actor, now: datetime, today: date) -> Case:
    """The case ends with an outcome when nothing in it is open; from then on it can only be read."""
    case = cases.get_case(case_id, actor=actor, lock=True)
    access.may_work_on(actor, case).or_refuse()
    if outcome not in case.type.outcomes:
        raise NoSuchOutcome(_("Choose an outcome from the list of the case type."))
    if not case.opened_on <= closed_on <= today:
        raise NoSuchDay(_("The closing date must lie between the day the case was opened and today."))
    if open_things := closing.open_things(case, now=now):
        raise NotFinished(" ".join(str(thing) for thing in open_things))

    case.move_to(CaseState.CLOSED)
    case.outcome, case.closed_on = outcome, closed_on
    case.keep_until = keep_until(closed_on, case.type.retention_years)
    case.waiting_for, case.waiting_until = "", None
    _save(case)
    tell(case, EventKind.STATE, "state.closed", actor=actor, now=now, outcome=outcome)
    record("workspace.case.closed", case, actor=actor, now=now, outcome=outcome)
    return case


@transaction.atomic
def reopen_case(case_id: UUID, *, reason: str, actor: Actor, now: datetime) -> Case:
    """A closed case is taken up again, with a reason; a question about deleting it falls away.

    The question is locked before the case, as when the case is deleted.
    """
    asked = list(Deletion.objects.select_for_update(of=("self",)).filter(case__public_id=case_id).order_by("id"))
    case = cases.get_case(case_id, actor=actor, lock=True)
    access.may_reopen(actor, case).or_refuse()
    case.move_to(CaseState.REOPENED)
    case.outcome, case.closed_on, case.keep_until = "", None, None
    _save(case)
    for row in asked:
        row.delete()
    tell(case, EventKind.STATE, "state.reopened", actor=actor, now=now, reason=reason)
    record("workspace.case.reopened", case, actor=actor, now=now)
    return case


def _save(case: Case) -> None:
    case.lock_version += 1
    case.save(update_fields=STATE_FIELDS)
