"""Statuses as people see them: a word, a symbol and a colour (KP-COLOUR-006, KP-EIMP-039)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arbeidsrom.modules.competence.models import Assignment
from arbeidsrom.modules.competence.rules.statuses import Shown
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


def plan_status(assignment: Assignment) -> Status:
    """How far an assigned plan is: begun, complete, waiting for the leader, approved."""
    if assignment.approved_at and assignment.fulfilled < assignment.required:
        return Status(_("Approved, not complete any more"), "warning", "exclamationmark-triangle")
    if assignment.approved_at:
        return Status(pgettext_lazy("assigned plan", "Approved"), "success", "checkmark-circle")
    if assignment.sent_at:
        return Status(_("Waiting for approval"), "warning", "exclamationmark-triangle")
    if assignment.fulfilled or assignment.begun:
        return Status(_("Started"), "warning", "clock")
    return Status(_("Not started"), "danger", "circle")
