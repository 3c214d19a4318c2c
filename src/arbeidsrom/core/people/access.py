"""Whom somebody sees among the employees, and what they may do for them."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from arbeidsrom.core.organisation.access import within
from arbeidsrom.core.organisation.models import Position, PositionKind
from arbeidsrom.core.organisation.queries import acted_in_on
from arbeidsrom.core.people.models import Loan
from arbeidsrom.core.roles.access import EXPLAIN
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import ALLOWED, Decision, denied

SEE_EMPLOYEES = "people.see_employees"
REGISTER_LOANS = "people.register_loans"
REGISTER_ABSENCES = "people.register_absences"
SET_LEADER = "people.set_leader"
CONTROL_ACCESS = "people.control_access"
REACTIVATE = "people.reactivate"
SEE_CHART = "people.see_chart"

OF_EMPLOYEES = (PositionKind.EMPLOYMENT, PositionKind.LOAN)


def led_by(actor: Actor) -> Q:
    """The positions that the actor leads; a relation, not a part of the tree."""
    return Q(leader=actor.leads_as)


def leads(actor: Actor, position: Position) -> bool:
    """Whether the actor leads the position."""
    return position.leader_id is not None and position.leader_id == actor.leads_as


def where_all_are_seen(actor: Actor) -> Q:
    """The positions in the units where the actor sees all employees."""
    return within(actor, SEE_EMPLOYEES)


def _employees(chosen: Q, *, today: date) -> QuerySet[Position]:
    return Position.objects.filter(chosen, acted_in_on(today), kind__in=OF_EMPLOYEES)


def employees_led(actor: Actor, *, today: date) -> QuerySet[Position]:
    """Those for whom the actor has personnel responsibility (KP-OVERVIEW-004)."""
    return _employees(led_by(actor), today=today)


def employees_there(actor: Actor, *, today: date) -> QuerySet[Position]:
    """Those in the units where the actor sees all employees."""
    return _employees(where_all_are_seen(actor), today=today)


def visible_employees(actor: Actor, *, today: date) -> QuerySet[Position]:
    """The positions of today that the actor leads, and those where the actor sees all employees (KP-OVERVIEW-005)."""
    return _employees(led_by(actor) | where_all_are_seen(actor), today=today)


def may_see_employees(actor: Actor) -> Decision:
    """Opening the employee overview (KP-OVERVIEW-001)."""
    if not (actor.leads or actor.holds(SEE_EMPLOYEES)):
        return denied(_("The overview is for leaders, and for those who look after employees."))
    return ALLOWED


def may_write_to_employees(actor: Actor) -> Decision:
    """«Send e-post» from the overview: whoever has it, and is not only looking on (KP-EMAIL-001)."""
    if actor.read_only:
        return denied(_("You are looking on and cannot change anything."))
    return may_see_employees(actor)


def positions_with_details(actor: Actor, *, today: date) -> QuerySet[Position]:
    """The positions whose personal details the actor opens: of the employees they see, and their own (KP-PERS-001)."""
    own = Position.objects.filter(acted_in_on(today), person=actor.person_id or 0)
    return own | visible_employees(actor, today=today)


def may_choose_leader(actor: Actor, position: Position) -> Decision:
    """Setting a leader by hand, and taking one away again (KP-MLEAD-001, KP-PIMP-029)."""
    if actor.on_behalf_of_id is not None:
        return denied(_("A deputy cannot choose another leader. The leader must do it."))
    if actor.person_id == position.person_id:
        return denied(_("Somebody else must choose your leader."))
    if position.kind != PositionKind.EMPLOYMENT:
        return denied(_("The leader of somebody on loan is chosen where the loan is registered."))
    if not (leads(actor, position) or actor.covers(SET_LEADER, position.unit.lft)):
        return denied(_("Only the leader, and those who look after employees here, can choose another leader."))
    return ALLOWED


def may_see_who_is_without_leader(actor: Actor) -> Decision:
    """Opening the list of employees whom nobody leads (KP-PIMP-026)."""
    if not actor.spans(SET_LEADER):
        return denied(_("Only those who look after the employees of a trust see who is without a leader."))
    return ALLOWED


def may_lend(actor: Actor, position: Position) -> Decision:
    """Registering, changing and deleting loans of an employee the actor sees (KP-LEND-004)."""
    if position.kind != PositionKind.EMPLOYMENT:
        return denied(_("Somebody who is lent out cannot be lent on. Lend them from their own position."))
    if actor.person_id == position.person_id:
        return denied(_("Somebody else must register that you are lent out."))
    if not (leads(actor, position) or actor.covers(REGISTER_LOANS, position.unit.lft)):
        return denied(_("Only the leader, and those who look after employees here, can lend somebody out."))
    return ALLOWED


def may_register_absence(actor: Actor, position: Position) -> Decision:
    """Registering, changing and deleting absence, reading its notes, and what is done again after it (KP-ABSENCE-004).

    Notes are for nobody else (KP-LIMP-046).
    """
    if actor.read_only:
        return denied(_("You are looking on and cannot change anything."))
    if position.kind != PositionKind.EMPLOYMENT:
        return denied(_("Absence is registered on the employee’s own position."))
    if actor.person_id == position.person_id:
        return denied(_("Somebody else must register that you are away."))
    if not (leads(actor, position) or actor.covers(REGISTER_ABSENCES, position.unit.lft)):
        return denied(_("Only the leader, and those who look after employees here, can register absence."))
    return ALLOWED


def may_read_comment(actor: Actor, loan: Loan) -> Decision:
    """The comment is for the borrowing leader, and known to whoever wrote it (KP-LENDREG-006)."""
    wrote_it = actor.person_id is not None and loan.registered_by.person_id == actor.person_id
    borrows = loan.temporary is not None and leads(actor, loan.temporary)
    if not (wrote_it or borrows):
        return denied(_("The comment is for the leader who borrows the employee."))
    return ALLOWED


def controlled_positions(actor: Actor) -> QuerySet[Position]:
    """The positions, active and ended, of the trust whose access the actor looks after (KP-HF-033)."""
    return Position.objects.filter(within(actor, CONTROL_ACCESS), kind__in=OF_EMPLOYEES)


def controls(actor: Actor, position: Position) -> bool:
    """Whether the position is one of them."""
    return position.kind in OF_EMPLOYEES and actor.covers(CONTROL_ACCESS, position.unit.lft)


def positions_to_ask_about(actor: Actor, *, today: date) -> QuerySet[Position]:
    """The positions of whose holders the actor may learn who sees them: the own, and where they look after access."""
    own = Q(person=actor.person_id or 0)
    looked_after = within(actor, CONTROL_ACCESS) | within(actor, EXPLAIN)
    return Position.objects.filter(own | looked_after, acted_in_on(today))


def may_control_access(actor: Actor) -> Decision:
    """Opening «Tilgangsstyring» (KP-HF-001, 002)."""
    if not actor.holds(CONTROL_ACCESS):
        return denied(_("Only administrators of a trust see who has which access."))
    return ALLOWED


def may_activate(actor: Actor, position: Position) -> Decision:
    """Making an ended position active until the next delivery (KP-HF-012)."""
    if not actor.covers(REACTIVATE, position.unit.lft):
        return denied(_("Making positions active needs an additional role, which is ordered."))
    if position.kind != PositionKind.EMPLOYMENT:
        return denied(_("A loan is registered anew by the leader."))
    if position.replaced:
        return denied(_("Another position has taken over from this one. Make that one active."))
    if actor.person_id == position.person_id:
        return denied(_("Somebody else must make your position active."))
    return ALLOWED


def may_deactivate(actor: Actor, position: Position) -> Decision:
    """Taking an active position out of use (KP-HF-013)."""
    if position.kind != PositionKind.EMPLOYMENT:
        return denied(_("A loan is ended by the leader."))
    if actor.person_id == position.person_id:
        return denied(_("You cannot end your own position."))
    if not actor.covers(REACTIVATE, position.unit.lft):
        return denied(_("Ending positions needs an additional role, which is ordered."))
    return ALLOWED


def may_see_chart(actor: Actor) -> Decision:
    """Opening the organisation chart (KP-HF-022)."""
    if not actor.holds(SEE_CHART):
        return denied(_("The organisation chart is for those who administer the portal."))
    return ALLOWED
