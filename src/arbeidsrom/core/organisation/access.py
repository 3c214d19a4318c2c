"""Who may see and change the organisation; and the filter by the tree that every list of the house uses."""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from arbeidsrom.core.organisation.models import Person, Position, Unit
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import ALLOWED, Decision, denied

ADMINISTER = "organisation.administer"
APPOINT = "organisation.appoint"
IMPORT = "organisation.import_employees"
READ = "organisation.read"
"""Reading units, people and positions; held by other systems that need to know who works where (PL-OPS-004)."""

NOTHING = Q(pk__in=[])


def within(actor: Actor, permission: str, unit: str = "unit") -> Q:
    """The rows whose unit (the path ``unit``, "" for units themselves) lies where the actor holds the permission.

    The spans stand as constants in the statement, so that the planner knows how much they cover (PL-ORG-002).
    """
    lft = f"{unit}__lft" if unit else "lft"
    return reduce(or_, (Q(**{f"{lft}__range": tuple(span)}) for span in actor.spans(permission)), NOTHING)


def controllers(actor: Actor, permission: str) -> QuerySet[Unit]:
    """The bodies that answer for data and in whose own unit the actor holds the permission."""
    return Unit.objects.filter(within(actor, permission, ""), is_controller=True)


def visible_units(actor: Actor) -> QuerySet[Unit]:
    """The units in which the actor appoints people or administers the tree."""
    return Unit.objects.filter(within(actor, ADMINISTER, "") | within(actor, APPOINT, ""))


def may_see_organisation(actor: Actor) -> Decision:
    """Opening the page of units."""
    if not actor.holds(ADMINISTER):
        return denied(_("Only administrators look after the organisation."))
    return ALLOWED


def may_administer(actor: Actor, unit: Unit) -> Decision:
    """Adding, renaming, moving and closing units."""
    if not actor.covers(ADMINISTER, unit.lft):
        return denied(_("Only an administrator of the unit can change the organisation here."))
    return ALLOWED


def may_appoint(actor: Actor, unit: Unit) -> Decision:
    """Registering who holds an office in the unit."""
    if not (actor.covers(APPOINT, unit.lft) or actor.covers(ADMINISTER, unit.lft)):
        return denied(_("Only the leader of the local union or an administrator can register offices here."))
    return ALLOWED


def people_administered(actor: Actor) -> QuerySet[Person]:
    """Those who hold, or have held, a position where the actor is an administrator."""
    held = Position.objects.filter(within(actor, ADMINISTER), person=OuterRef("pk"))
    return Person.objects.filter(Exists(held))


def may_identify(actor: Actor, person: Person) -> Decision:
    """Registering somebody's identity number: it opens what is stored about them, so nobody registers their own."""
    if actor.person_id == person.pk:
        return denied(_("Somebody else must register your identity number."))
    if not actor.holds(ADMINISTER):
        return denied(_("Only administrators register identity numbers."))
    return ALLOWED


def readable_units(actor: Actor) -> QuerySet[Unit]:
    """The units that another system may read of."""
    return Unit.objects.filter(within(actor, READ, ""))


def readable_positions(actor: Actor) -> QuerySet[Position]:
    """The positions there; one that has been carried into another unit goes with it."""
    return Position.objects.filter(within(actor, READ))


def readable_people(actor: Actor) -> QuerySet[Person]:
    """Those who hold, or have held, a position there."""
    return Person.objects.filter(Exists(readable_positions(actor).filter(person=OuterRef("pk"))))


def may_read(actor: Actor) -> Decision:
    """Asking for units, people and positions at all."""
    if not actor.holds(READ):
        return denied(_("The client has no role that lets it read units, people and positions."))
    return ALLOWED
