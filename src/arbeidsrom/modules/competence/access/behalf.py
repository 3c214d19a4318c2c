"""Who registers for an employee: the leader, and those who follow employees up (KP-BEHALF-001)."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import ALLOWED, Decision, denied
from arbeidsrom.modules.competence.access.assigning import of_others, over
from arbeidsrom.modules.competence.models import Assignment

WORK_ON_BEHALF = "competence.work_on_behalf"


def assignments_worked_in(actor: Actor, *, today: date) -> QuerySet[Assignment]:
    """The assigned plans of employees in which the actor registers; never one's own (KP-LIMP-003)."""
    held = over(actor, WORK_ON_BEHALF, "position__", today=today)
    return Assignment.objects.filter(held).filter(of_others(actor))


def may_work_on_behalf(actor: Actor) -> Decision:
    """Registering for employees at all."""
    if actor.read_only:
        return denied(_("You are looking on and cannot change anything."))
    if not actor.holds(WORK_ON_BEHALF):
        return denied(_("Only leaders and those who follow up employees register for them."))
    return ALLOWED
