"""Who works in a plan: whoever has it, and for them those who follow them up (``behalf``)."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from arbeidsrom.core.organisation.access import NOTHING
from arbeidsrom.core.organisation.models import Position
from arbeidsrom.core.organisation.queries import acted_in_on
from arbeidsrom.core.people.access import OF_EMPLOYEES
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import ALLOWED, Decision, denied
from arbeidsrom.modules.competence.access import behalf
from arbeidsrom.modules.competence.access.assigning import of_others, over
from arbeidsrom.modules.competence.models import Assignment, Performance
from arbeidsrom.modules.competence.states import PerformanceState

HAVE_PLANS = "competence.have_plans"
READ_PLANS = "competence.read_plans"


def own(actor: Actor) -> Q:
    """The plans that the actor has themselves; nobody has plans on somebody's behalf."""
    if actor.person_id is None or actor.on_behalf_of_id is not None or not actor.holds(HAVE_PLANS):
        return NOTHING
    return Q(person_id=actor.person_id)


def visible_assignments(actor: Actor, *, today: date) -> QuerySet[Assignment]:
    """One's own plans, those of whom one leads today, and those in the departments one follows up (KP-PLAN-004)."""
    of_employees = over(actor, READ_PLANS, "position__", today=today) & of_others(actor)
    return Assignment.objects.filter(own(actor) | of_employees)


def may_have_plans(actor: Actor) -> Decision:
    """Opening the page of one's own plans."""
    if not actor.holds(HAVE_PLANS) or actor.on_behalf_of_id is not None:
        return denied(_("Plans are for employees, and nobody works in them on somebody’s behalf."))
    return ALLOWED


def may_register(actor: Actor) -> Decision:
    """Registering anything at all: in one's own plans, or for employees."""
    return may_have_plans(actor) or behalf.may_work_on_behalf(actor)


def may_work_in(actor: Actor, assignment: Assignment, *, today: date) -> Decision:
    """Registering what was done: in one's own plan, or an employee's, while it is active. For an employee one query."""
    if actor.read_only:
        return denied(_("You are looking on and cannot change anything."))
    if not _works_in(actor, assignment, today=today):
        return denied(_("Only whoever has the plan registers in it, and those who follow them up."))
    if not assignment.is_active:
        return denied(_("The plan is not active any more."))
    return ALLOWED


def _works_in(actor: Actor, assignment: Assignment, *, today: date) -> bool:
    """A deputy is no leader of themselves."""
    if assignment.person_id == actor.person_id:
        return actor.on_behalf_of_id is None
    return behalf.assignments_worked_in(actor, today=today).filter(pk=assignment.pk).exists()


def can_be_asked(*, today: date) -> QuerySet[Position]:
    """Anybody who works here today can be asked to sign (KP-SIGN-005); an office in a union is no work here."""
    return Position.objects.filter(acted_in_on(today), kind__in=OF_EMPLOYEES)


def may_see_requests(actor: Actor) -> Decision:
    """Opening the list of what one is asked to sign: anybody who works here can be asked (KP-SIGN-005)."""
    if not actor.holds(HAVE_PLANS) or actor.on_behalf_of_id is not None:
        return denied(_("Only those who work here are asked to sign, each for themselves."))
    return ALLOWED


ASKED = (PerformanceState.WAITING, PerformanceState.DONE, PerformanceState.DECLINED)


def asked_of(actor: Actor) -> QuerySet[Performance]:
    """Everything the actor has ever been asked to sign, also what counts no longer.

    It goes by person: anybody can be asked, and finds the request in whichever position they are at work.
    """
    if actor.person_id is None or actor.on_behalf_of_id is not None:
        return Performance.objects.none()
    return Performance.objects.filter(signer__person_id=actor.person_id, sent_at__isnull=False)


def visible_requests(actor: Actor) -> QuerySet[Performance]:
    """What the actor has been asked to sign, and what became of it (KP-SIGN-004, 005)."""
    return asked_of(actor).filter(state__in=ASKED)


def has_been_asked(actor: Actor) -> bool:
    """Whether anything waits for the actor to sign, or was handled by them before (KP-SIGN-005). One query."""
    return visible_requests(actor).exists()


def may_sign(actor: Actor, request: Performance) -> Decision:
    """Signing and declining: whoever was asked; nobody their own."""
    if actor.read_only:
        return denied(_("You are looking on and cannot change anything."))
    if request.person_id == actor.person_id:
        return denied(_("Nobody signs for themselves."))
    return ALLOWED
