"""Who sees how employees stand in a plan («Status planer», KP-MATRIX-001, 003)."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from arbeidsrom.core.organisation.queries import acted_in_on
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import ALLOWED, Decision, denied
from arbeidsrom.modules.competence.access.assigning import of_others, over
from arbeidsrom.modules.competence.access.own import READ_PLANS
from arbeidsrom.modules.competence.models import Assignment, Plan
from arbeidsrom.modules.competence.states import AssignmentState


def may_see_status_matrix(actor: Actor) -> Decision:
    """Opening the page at all: whoever reads plans of employees."""
    if not actor.holds(READ_PLANS):
        return denied(_("The status of plans is for leaders, and for those who look after employees."))
    return ALLOWED


def _assignments(actor: Actor, *, today: date) -> QuerySet[Assignment]:
    """Plans of those whose plans the actor reads, as long as they work there; nobody's own."""
    held = over(actor, READ_PLANS, "position__", today=today)
    return Assignment.objects.filter(held, of_others(actor), acted_in_on(today, "position__"))


def followed_assignments(actor: Actor, *, today: date) -> QuerySet[Assignment]:
    """The plans in force of employees whose plans the actor reads."""
    return _assignments(actor, today=today).filter(state=AssignmentState.ACTIVE)


def followed_plans(actor: Actor, *, today: date) -> QuerySet[Plan]:
    """The plans that somebody has whose plans the actor reads (KP-MATRIX-003)."""
    return Plan.objects.filter(Exists(followed_assignments(actor, today=today).filter(plan=OuterRef("pk"))))


def known_plans(actor: Actor, *, today: date) -> QuerySet[Plan]:
    """Those, and the plans that have been put away for all of them: their matrix is empty, and no secret."""
    put_away = _assignments(actor, today=today).exclude(state=AssignmentState.ARCHIVED)
    return Plan.objects.filter(Exists(put_away.filter(plan=OuterRef("pk"))))
