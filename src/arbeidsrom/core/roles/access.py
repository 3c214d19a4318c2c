"""Who may register offices and ask why somebody can see something."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from arbeidsrom.core.organisation import access as organisation_access
from arbeidsrom.core.organisation.models import Position, PositionKind
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import ALLOWED, Decision, denied

EXPLAIN = "roles.explain_access"


def visible_offices(actor: Actor) -> QuerySet[Position]:
    """The offices and desks in the units where the actor appoints or administers."""
    return Position.objects.filter(
        organisation_access.within(actor, organisation_access.APPOINT)
        | organisation_access.within(actor, organisation_access.ADMINISTER),
        kind__in=[PositionKind.OFFICE, PositionKind.DESK],
    )


def may_end_office(actor: Actor, position: Position) -> Decision:
    """Ending or changing a term of office."""
    if actor.position_id == position.pk:
        return denied(_("You cannot change your own term of office."))
    return organisation_access.may_appoint(actor, position.unit)


def may_explain(actor: Actor) -> Decision:
    """Asking why somebody can see something."""
    if not actor.holds(EXPLAIN):
        return denied(_("Only administrators can ask why somebody has access."))
    return ALLOWED
