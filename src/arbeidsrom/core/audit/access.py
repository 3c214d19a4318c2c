"""Who may read the log."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.audit.models import Entry
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import ALLOWED, Decision, denied

READ = "audit.read"


def own_tenant(actor: Actor) -> frozenset[UUID]:
    """Without an organisation, the permission reaches as far as the actor's own tenant."""
    return frozenset({actor.tenant} if actor.tenant and actor.holds(READ) else ())


_reach: list[Callable[[Actor], frozenset[UUID]]] = [own_tenant]


def connect_reach(reach: Callable[[Actor], frozenset[UUID]]) -> None:
    """Let the app that knows the organisation say whose logs an actor's permission reaches."""
    _reach[:] = [reach]


def tenants_read_by(actor: Actor) -> frozenset[UUID]:
    """The tenants whose log the actor may read."""
    return _reach[0](actor)


def visible_entries(actor: Actor) -> QuerySet[Entry]:
    """The entries of the tenants whose log the actor may read."""
    return Entry.objects.filter(tenant__in=tenants_read_by(actor))


def may_read(actor: Actor, tenant: UUID) -> Decision:
    if tenant not in tenants_read_by(actor):
        return denied(_("Only those who look after the log of the organisation can read it."))
    return ALLOWED
