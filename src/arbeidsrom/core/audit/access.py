"""Who may read the log, and who may have it verified."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from arbeidsrom.core.audit.models import Entry
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import ALLOWED, Decision, denied

READ, VERIFY = "audit.read", "audit.verify"
NOTHING = Q(pk__in=[])


@dataclass(frozen=True, slots=True)
class Reach:
    """How the organisation tells where a permission reaches: whole tenants with their names, and entries of units.

    ``people`` are those who are called so, by public id.
    """

    tenants: Callable[[Actor, str], Mapping[UUID, str]]
    entries: Callable[[Actor, str], Q]
    people: Callable[[str], Collection[UUID]]


def own_tenant(actor: Actor, permission: str) -> Mapping[UUID, str]:
    """Without an organisation, a permission reaches as far as the actor's own tenant."""
    return {actor.tenant: ""} if actor.tenant and actor.holds(permission) else {}


WITHOUT_ORGANISATION = Reach(own_tenant, lambda actor, permission: NOTHING, lambda name: ())
_reach: list[Reach] = [WITHOUT_ORGANISATION]


def connect_reach(reach: Reach) -> None:
    """Let the app that knows the organisation say how far an actor's permission reaches."""
    _reach[:] = [reach]


def visible_entries(actor: Actor) -> QuerySet[Entry]:
    """The entries of the tenants and of the units whose log the actor may read."""
    reach = _reach[0]
    tenants = reach.tenants(actor, READ)
    return Entry.objects.filter(Q(tenant__in=list(tenants)) | reach.entries(actor, READ))


def done_by(name: str) -> Q:
    """The entries of what somebody called so has done."""
    return Q(person__in=_reach[0].people(name))


def tenants_to_verify(actor: Actor) -> dict[UUID, str]:
    """The tenants whose chain the actor may have verified, with their names."""
    reach = _reach[0]
    return {**reach.tenants(actor, READ), **reach.tenants(actor, VERIFY)}


def may_read_log(actor: Actor) -> Decision:
    if not actor.holds(READ):
        return denied(_("Only those who look after the log of the organisation can read it."))
    return ALLOWED


def may_verify(actor: Actor, tenant: UUID) -> Decision:
    if tenant not in tenants_to_verify(actor):
        return denied(_("Only those who look after the log of the organisation can have it verified."))
    return ALLOWED
