"""Who gives plans to whom, puts them away, and approves them (KP-ASSIGN, KP-PLANADM, KP-APPROVE, KP-ROLE-008)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from arbeidsrom.core.organisation.access import NOTHING, within
from arbeidsrom.core.organisation.models import Position, Unit
from arbeidsrom.core.organisation.queries import acted_in_on
from arbeidsrom.core.people.access import OF_EMPLOYEES
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import ALLOWED, Decision, denied
from arbeidsrom.modules.competence.models import Assignment, Plan, Publication
from arbeidsrom.modules.competence.states import AssignmentState

ASSIGN = "competence.assign_plans"
APPROVE = "competence.approve_plans"
FOLLOW_UP = "competence.follow_up"


def over(actor: Actor, permission: str, prefix: str = "", *, today: date) -> Q:
    """The positions that the actor leads with the permission, or that stand in units where they hold it.

    Whoever leads somebody no longer sees nothing of theirs, also what they took part in (KP-PIMP-011, KP-LENDEND-002).
    Earlier positions of those whom the actor leads today too are not closed to them: plans follow from there
    (KP-PPLAN-004).
    """
    return _led(actor, permission, prefix, today=today) | within(actor, permission, f"{prefix}unit")


def _led(actor: Actor, permission: str, prefix: str, *, today: date) -> Q:
    if not actor.leads_as or permission not in actor.over_led:
        return NOTHING
    now_led = Position.objects.filter(acted_in_on(today), leader=actor.leads_as).values("person_id")
    return Q(**{f"{prefix}leader_id": actor.leads_as, f"{prefix}person_id__in": now_led})


def of_others(actor: Actor) -> Q:
    """What is neither the actor's own nor of the one whom the actor stands in for (KP-LIMP-003, KP-ROLE-009)."""
    own = Q(person=actor.person_id or 0)
    return ~(own | Q(person__public_id=actor.on_behalf_of)) if actor.on_behalf_of else ~own


def assignable_positions(actor: Actor, *, today: date) -> QuerySet[Position]:
    """Those whom the actor gives plans to; nobody themselves (KP-LIMP-003)."""
    positions = Position.objects.filter(acted_in_on(today), kind__in=OF_EMPLOYEES)
    return positions.filter(over(actor, ASSIGN, today=today)).filter(of_others(actor))


def assignable_plans(units: Iterable[Unit]) -> QuerySet[Plan]:
    """The plans published to all of these units: there, or to all below a unit above (KP-ADM-230, 231)."""
    covering = Q(unit__lft__lte=OuterRef("lft"), unit__rgt__gte=OuterRef("lft"), with_subunits=True)
    published = Publication.objects.filter(Q(unit=OuterRef("pk")) | covering, plan=OuterRef(OuterRef("pk")))
    left_out = Unit.objects.filter(~Exists(published), pk__in={unit.pk for unit in units})
    return Plan.objects.filter(~Exists(left_out), archived_at=None)


def plans_of_some(units: Iterable[Unit]) -> QuerySet[Plan]:
    """The plans published to any of these units."""
    reached = NOTHING
    for unit in units:
        reached |= Q(unit=unit) | Q(unit__lft__lte=unit.lft, unit__rgt__gte=unit.lft, with_subunits=True)
    return Plan.objects.filter(Exists(Publication.objects.filter(reached, plan=OuterRef("pk"))), archived_at=None)


def managed_assignments(actor: Actor, *, today: date) -> QuerySet[Assignment]:
    """The assigned plans that the actor can put away, take up again or delete."""
    held = over(actor, ASSIGN, "position__", today=today)
    return Assignment.objects.filter(held).filter(of_others(actor))


def approvable_assignments(actor: Actor, *, today: date) -> QuerySet[Assignment]:
    """The plans of those for whom the actor approves; never one's own."""
    held = over(actor, APPROVE, "position__", today=today)
    return Assignment.objects.filter(held).filter(of_others(actor))


def may_assign(actor: Actor) -> Decision:
    """Giving anybody a plan at all."""
    if actor.read_only:
        return denied(_("You are looking on and cannot change anything."))
    if not actor.holds(ASSIGN):
        return denied(_("Plans are assigned by leaders and those who follow up employees."))
    return ALLOWED


def may_approve(actor: Actor) -> Decision:
    """Approving completed plans at all."""
    if actor.read_only:
        return denied(_("You are looking on and cannot change anything."))
    if not actor.holds(APPROVE):
        return denied(_("Plans are approved by the leader."))
    return ALLOWED


WAITING = Q(state=AssignmentState.ACTIVE, sent_at__isnull=False, approved_at=None)
"""Plans that wait for the leader's approval."""
