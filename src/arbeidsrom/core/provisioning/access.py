"""Who may provision users: a client with the role sees and changes those that it looks after itself."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from arbeidsrom.core.organisation.access import within
from arbeidsrom.core.organisation.models import Person, Position
from arbeidsrom.core.provisioning.models import ProvisionedUser
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
