"""Who may register offices and ask why somebody can see something."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from arbeidsrom.core.organisation import access as organisation_access
from arbeidsrom.core.organisation.models import Person, Position, PositionKind
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import ALLOWED, Decision, denied

EXPLAIN = "roles.explain_access"
SUPPORT = "roles.support"
CHOOSE_DEPUTIES = "roles.choose_deputies"
DELEGATE_APPROVAL = "roles.delegate_approval"
SEE_EMPLOYEES = "people.see_employees"
APPOINT_DEPUTIES = "people.appoint_deputies"

LEADERS_OWN = frozenset({CHOOSE_DEPUTIES, DELEGATE_APPROVAL, APPOINT_DEPUTIES})
"""What only the leaders themselves decide, not those who stand in for them (KP-PIMP-029)."""


def visible_offices(actor: Actor) -> QuerySet[Position]:
    """The offices and desks in the units where the actor appoints or administers."""
    return Position.objects.filter(
        organisation_access.within(actor, organisation_access.APPOINT)
        | organisation_access.within(actor, organisation_access.ADMINISTER),
        kind__in=[PositionKind.OFFICE, PositionKind.DESK],
    )


def may_see_offices(actor: Actor) -> Decision:
    """Opening the page of offices."""
    if not (actor.holds(organisation_access.APPOINT) or actor.holds(organisation_access.ADMINISTER)):
        return denied(_("Only those who register offices, and administrators, can see who holds them."))
    return ALLOWED


def may_end_office(actor: Actor, position: Position) -> Decision:
    """Ending or changing a term of office."""
    if actor.position_id == position.pk:
        return denied(_("You cannot change your own term of office."))
    return organisation_access.may_appoint(actor, position.unit)


def may_appoint_person(actor: Actor, person: Person) -> Decision:
    """Registering an office for somebody: it gives access, so nobody registers their own."""
    if actor.person_id == person.pk:
        return denied(_("Somebody else must register your term of office."))
    return ALLOWED


def may_explain(actor: Actor) -> Decision:
    """Asking why somebody can see something."""
    if not actor.holds(EXPLAIN):
        return denied(_("Only administrators can ask why somebody has access."))
    return ALLOWED


def may_support(actor: Actor) -> Decision:
    """Asking to be shown what somebody sees (PL-AUTH-005)."""
    if not actor.holds(SUPPORT):
        return denied(_("Only support staff can ask to see what somebody else sees."))
    return ALLOWED


def visible_leaders(actor: Actor) -> QuerySet[Position]:
    """The positions whose deputies the actor may see: the own one, leaders below, and those in units followed up."""
    below = Q(pk=actor.leads_as) | Q(leader_id=actor.leads_as) if actor.leads_as else organisation_access.NOTHING
    return Position.objects.filter(
        below | organisation_access.within(actor, SEE_EMPLOYEES) | organisation_access.within(actor, APPOINT_DEPUTIES)
    )


def may_choose_deputies(actor: Actor, leader: Position, *, leads: bool) -> Decision:
    """Choosing who stands in for a leader: the leader, the leader's leader, and those who appoint in the trust."""
    if not leads:
        return denied(_("Only a leader who has employees can have a deputy."))
    if actor.on_behalf_of_id is not None:
        return denied(_("A deputy cannot choose deputies. The leader has to do it."))
    if actor.covers(APPOINT_DEPUTIES, leader.unit.lft):
        return ALLOWED
    if actor.holds(CHOOSE_DEPUTIES) and actor.leads_as in (leader.pk, leader.leader_id):
        return ALLOWED
    return denied(_("Only the leader, and the leader's own leader, can choose deputies here."))


def may_delegate_approval(actor: Actor) -> Decision:
    """Choosing who else approves learning goals of those in training (KP-DELEG-001)."""
    if actor.on_behalf_of_id is not None:
        return denied(_("A deputy cannot delegate approval. The leader has to do it."))
    if not (actor.leads_as and actor.holds(DELEGATE_APPROVAL)):
        return denied(_("Only a leader of doctors in specialist training or of apprentices can delegate approval."))
    return ALLOWED
