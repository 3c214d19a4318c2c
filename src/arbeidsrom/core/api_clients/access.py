"""Who makes and revokes API clients, and with which reach: never beyond where one administers oneself."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from arbeidsrom.core.api_clients.models import ApiClient
from arbeidsrom.core.organisation.access import within
from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import ALLOWED, Decision, denied

ADMINISTER = "api_clients.administer"


def visible_clients(actor: Actor) -> QuerySet[ApiClient]:
    """The clients of the units where the actor administers clients."""
    return ApiClient.objects.filter(within(actor, ADMINISTER, "owner"))


def grantable_units(actor: Actor) -> QuerySet[Unit]:
    """The units in which the actor can give clients roles."""
    return Unit.objects.filter(within(actor, ADMINISTER, ""))


def may_see_clients(actor: Actor) -> Decision:
    """Opening the page."""
    if not actor.holds(ADMINISTER):
        return denied(_("Only administrators look after API clients."))
    return ALLOWED


def may_change(actor: Actor, client: ApiClient) -> Decision:
    """Giving and taking roles, making and revoking tokens, shutting the client out."""
    if actor.read_only:
        return denied(_("You are looking on and cannot change anything."))
    if not actor.covers(ADMINISTER, client.owner.lft):
        return denied(_("Only an administrator of the unit that owns the client can do this."))
    if client.is_revoked:
        return denied(_("The client has been shut out. Make a new one if it is needed again."))
    return ALLOWED


def may_grant(actor: Actor, unit: Unit, *, with_subunits: bool) -> Decision:
    """Giving a client a role in a unit, with all that is below it: the actor administers all of it."""
    if actor.read_only:
        return denied(_("You are looking on and cannot change anything."))
    if not any(
        span.first <= unit.lft and (unit.rgt if with_subunits else unit.lft) <= span.last
        for span in actor.spans(ADMINISTER)
    ):
        return denied(_("You can only give clients access to units that you administer."))
    return ALLOWED
