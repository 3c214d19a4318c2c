"""Statuses as people see them: a word, a symbol and a colour (KP-COLOUR-006, KP-EIMP-039)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arbeidsrom.modules.competence.models import Assignment, AssignmentEventKind, Completion
from arbeidsrom.modules.competence.rules.statuses import Shown, State
from arbeidsrom.modules.competence.states import AssignmentState
from arbeidsrom.web.status import Status

STATUSES = {
    Shown.NOT_STARTED: Status(Shown.NOT_STARTED.label, "danger", "circle"),
    Shown.STARTED: Status(Shown.STARTED.label, "warning", "clock"),
    Shown.WAITING: Status(Shown.WAITING.label, "warning", "exclamationmark-triangle"),
    Shown.FULFILLED: Status(Shown.FULFILLED.label, "success", "checkmark-circle"),
    Shown.EXPIRES_SOON: Status(Shown.EXPIRES_SOON.label, "warning", "hourglass"),
    Shown.DECLINED: Status(Shown.DECLINED.label, "danger", "x-mark-octagon"),
    Shown.EXPIRED: Status(Shown.EXPIRED.label, "danger", "exclamationmark-triangle-fill"),
    Shown.NOT_RELEVANT: Status(Shown.NOT_RELEVANT.label, "neutral", "minus-circle"),
}
"""Each has another symbol, so that nobody needs the colours."""


def plan_status(assignment: Assignment, *, asks_me: bool = False) -> Status:
    """How far an assigned plan is: begun, complete, waiting for the leader, approved.

    Where it ``asks_me``, it waits for the approval of whoever looks: that is to be done, and red (KP-LCOL-002).
    """
    if asks_me:
        return Status(_("Waiting for approval"), "danger", "exclamationmark-triangle")
    return standing(
        approved=assignment.approved_at is not None,
        sent=assignment.sent_at is not None,
        complete=assignment.fulfilled >= assignment.required,
        begun=bool(assignment.fulfilled or assignment.begun),
    )


def standing(*, approved: bool, sent: bool, complete: bool, begun: bool) -> Status:
    """The same of a plan as it is, or as it was."""
    if approved and not complete:
        return Status(_("Approved, not complete any more"), "warning", "exclamationmark-triangle")
    if approved:
        return Status(pgettext_lazy("assigned plan", "Approved"), "success", "checkmark-circle")
    if sent:
        return Status(_("Waiting for approval"), "warning", "exclamationmark-triangle")
    if begun:
        return Status(_("Started"), "warning", "clock")
    return Status(_("Not started"), "danger", "circle")


REGISTERED = {
    State.NOT_STARTED: Shown.NOT_STARTED.label,
    State.DRAFT: Shown.STARTED.label,
    State.WAITING: Shown.WAITING.label,
    State.FULFILLED: Shown.FULFILLED.label,
    State.DECLINED: Shown.DECLINED.label,
    State.NOT_RELEVANT: Shown.NOT_RELEVANT.label,
}
"""What an event left behind, in the words of the statuses."""


def status_after(kind: str, completion: str) -> Status:
    """What an assigned plan was after something had happened to it (KP-PHIST-002)."""
    if kind in (AssignmentEventKind.ASSIGNED, AssignmentEventKind.REACTIVATED):
        return Status(AssignmentState.ACTIVE.label, "success")
    if kind == AssignmentEventKind.DEACTIVATED:
        return Status(AssignmentState.DEACTIVATED.label, "neutral", "minus-circle")
    if kind == AssignmentEventKind.ARCHIVED:
        return Status(AssignmentState.ARCHIVED.label, "neutral", "minus-circle")
    waits = kind == AssignmentEventKind.SENT
    if kind == AssignmentEventKind.APPROVAL_WITHDRAWN:
        waits = completion == Completion.LEADER
    return standing(approved=kind == AssignmentEventKind.APPROVED, sent=waits, complete=True, begun=True)
