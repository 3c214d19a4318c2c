"""Who may register offices and ask why somebody can see something."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from arbeidsrom.core.organisation import access as organisation_access
from arbeidsrom.core.organisation.models import Person, Position, PositionKind
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import ALLOWED, Decision, denied

EXPLAIN = "roles.explain_access"
SUPPORT = "roles.support"


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
