"""Who sets deadlines: the leader, and those who follow up employees; nobody their own (KP-DEADLINE-003, 004)."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import ALLOWED, Decision, denied
from arbeidsrom.modules.competence.access.assigning import of_others, over
from arbeidsrom.modules.competence.models import Assignment

SET_DEADLINES = "competence.set_deadlines"


def assignments_given_deadlines(actor: Actor, *, today: date) -> QuerySet[Assignment]:
    """The assigned plans in which the actor gives deadlines; never one's own (KP-LIMP-003)."""
    held = over(actor, SET_DEADLINES, "position__", today=today)
    return Assignment.objects.filter(held).filter(of_others(actor))


def may_set_deadlines(actor: Actor) -> Decision:
    """Setting and removing deadlines of anybody at all, of many at once (KP-FREQ-004)."""
    if actor.read_only:
        return denied(_("You are looking on and cannot change anything."))
    if not actor.holds(SET_DEADLINES):
        return denied(_("Deadlines are set by the leader and by those who follow up the employee."))
    return ALLOWED


def may_set_requirement_deadline(actor: Actor, assignment: Assignment, *, today: date) -> Decision:
    """Setting, changing and removing the deadline of a requirement in this plan. One query."""
    if actor.read_only:
        return denied(_("You are looking on and cannot change anything."))
    if assignment.person_id == actor.person_id:
        return denied(_("Nobody sets deadlines for themselves."))
    if not assignments_given_deadlines(actor, today=today).filter(pk=assignment.pk).exists():
        return denied(_("Deadlines are set by the leader and by those who follow up the employee."))
    return ALLOWED
