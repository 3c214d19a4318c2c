"""Who may see and write to members: the stewards of the member's club, and nobody above or beside them (KL-WHO-003)."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from arbeidsrom.core.membership.models import Member
from arbeidsrom.core.organisation.access import NOTHING, within
from arbeidsrom.core.organisation.models import Unit, UnitKind
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import ALLOWED, Decision, denied
from arbeidsrom.web.requests import may_take_out

SEE = "membership.see_members"
WRITE = "membership.write_to_members"
IMPORT = "membership.import_members"


def visible_members(actor: Actor) -> QuerySet[Member]:
    """The members of the clubs that the actor is a steward of, those who have left too."""
    return Member.objects.filter(within(actor, SEE, "club"))


def visible_clubs(actor: Actor) -> QuerySet[Unit]:
    """The clubs whose members the actor sees."""
    return Unit.objects.filter(within(actor, SEE, ""), kind=UnitKind.CLUB)


def may_see_lists(actor: Actor) -> Decision:
    """Opening the list at all."""
    if not actor.holds(SEE):
        return denied(_("Only the stewards of a club can see its members."))
    return ALLOWED


def may_see(actor: Actor, member: Member) -> Decision:
    """The same rule as ``visible_members``, for one member with its club loaded."""
    if not actor.covers(SEE, member.club.lft):
        return denied(_("Only the stewards of the member's club can see the member."))
    return ALLOWED


def may_note(actor: Actor, member: Member) -> Decision:
    """Writing the club's own note about a member."""
    if actor.read_only:
        return denied(_("You are looking on and cannot change anything."))
    return may_see(actor, member)


def may_export(actor: Actor) -> Decision:
    """Taking the list out of the program."""
    if not may_take_out(actor):
        return may_take_out(actor)
    if not actor.holds(SEE):
        return denied(_("Only stewards can export lists of members."))
    return ALLOWED


def writable(actor: Actor) -> Q:
    """The filter for members whom the actor may write to."""
    return NOTHING if actor.read_only else within(actor, WRITE, "club")


def may_write(actor: Actor) -> Decision:
    """Sending mail and SMS to members; to whom is decided by ``writable``."""
    if actor.read_only:
        return denied(_("You are looking on and cannot send anything."))
    if not actor.holds(WRITE):
        return denied(_("Only the stewards of a club can write to its members."))
    return ALLOWED
