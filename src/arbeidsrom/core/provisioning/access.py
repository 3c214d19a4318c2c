"""Who may provision users: a client with the role sees and changes those that it looks after itself."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from arbeidsrom.core.api_clients.access import may_grant, visible_clients
from arbeidsrom.core.api_clients.models import ApiClient
from arbeidsrom.core.api_clients.queries import permissions_of
from arbeidsrom.core.organisation.access import within
from arbeidsrom.core.organisation.models import Person, Position, Unit
from arbeidsrom.core.provisioning.models import ProvisionedGroup, ProvisionedUser
from arbeidsrom.core.roles import registry
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import ALLOWED, Decision, denied

MANAGE = "provisioning.manage_users"


def visible_users(actor: Actor) -> QuerySet[ProvisionedUser]:
    """The users that the client looks after."""
    if not actor.holds(MANAGE) or actor.client is None:
        return ProvisionedUser.objects.none()
    return ProvisionedUser.objects.filter(client__public_id=actor.client)


def known_people(actor: Actor) -> QuerySet[Person]:
    """The employees that the client may find by number: those with a position in its units."""
    held = Position.objects.filter(within(actor, MANAGE), person=OuterRef("pk"))
    return Person.objects.filter(Exists(held))


def may_provision(actor: Actor) -> Decision:
    """Speaking SCIM at all."""
    if not actor.holds(MANAGE) or actor.client is None:
        return denied(_("The client has no role that lets it provision users."))
    return ALLOWED


def visible_groups(actor: Actor) -> QuerySet[ProvisionedGroup]:
    """The groups that the client keeps."""
    if not actor.holds(MANAGE) or actor.client is None:
        return ProvisionedGroup.objects.none()
    return ProvisionedGroup.objects.filter(client__public_id=actor.client)


def groups_to_map(actor: Actor) -> QuerySet[ProvisionedGroup]:
    """The groups of the clients that the actor administers."""
    return ProvisionedGroup.objects.filter(client__in=visible_clients(actor))


def is_within_client(client: ApiClient, unit: Unit, with_subunits: bool, *, today: date) -> bool:
    """Whether the client provisions all of the unit today; one that is shut out provisions nothing."""
    spans = () if client.is_revoked else permissions_of(client, today=today).get(MANAGE, ())
    last = unit.rgt if with_subunits else unit.lft
    return any(span.first <= unit.lft and last <= span.last for span in spans)


def may_map(
    actor: Actor, group: ProvisionedGroup, role: str, unit: Unit, *, with_subunits: bool, today: date
) -> Decision:
    """Saying which role a group gives: nobody lets a group give what they do not hold there themselves."""
    decision = may_grant(actor, unit, with_subunits=with_subunits)
    if not decision:
        return decision
    if not is_within_client(group.client, unit, with_subunits, today=today):
        return denied(_("The client provisions no users there."))
    last = unit.rgt if with_subunits else unit.lft
    for permission in registry.permissions_of(role):
        if not any(span.first <= unit.lft and last <= span.last for span in actor.spans(permission)):
            return denied(_("You cannot let a group give a role that does more than you may do there yourself."))
    return ALLOWED
