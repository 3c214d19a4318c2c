"""Who may see the register, and who answers when somebody asks for what is stored about them."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from arbeidsrom.core.membership.access import SEE as SEE_MEMBERS
from arbeidsrom.core.membership.models import Member
from arbeidsrom.core.organisation.access import controllers, within
from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import ALLOWED, Decision, denied

SEE_REGISTER = "privacy.see_register"
ANSWER = "privacy.answer_requests"


def own_person(actor: Actor) -> int:
    """The person who asks for their own data."""
    if actor.person_id is None:
        raise PermissionDenied(_("Only a person has personal data here."))
    if actor.read_only:
        raise PermissionDenied(_("You are looking on. What is stored about people is shown to themselves only."))
    return actor.person_id


def may_see_register(actor: Actor) -> Decision:
    if not (actor.holds(SEE_REGISTER) or actor.holds(ANSWER)):
        return denied(_("Only those who look after privacy in the organisation can see the register."))
    return ALLOWED


def may_answer(actor: Actor) -> Decision:
    """Answering requests for access at all."""
    if not (actor.holds(ANSWER) or actor.holds(SEE_MEMBERS)):
        return denied(_("Only those who answer for the data and the member's stewards answer requests for access."))
    return ALLOWED


def may_answer_outsiders(actor: Actor) -> Decision:
    """Answering receivers, contacts at employers and others who are not members: what is stored lies in many clubs."""
    if not actor.holds(ANSWER):
        return denied(_("Only those who answer for the data answer people outside the union."))
    return ALLOWED


def bodies_answered_for(actor: Actor) -> QuerySet[Unit]:
    """The bodies for whose data the actor answers requests."""
    return controllers(actor, ANSWER)


def members_to_answer(actor: Actor) -> QuerySet[Member]:
    """The members whose requests the actor answers: those of the body answered for, or of the steward's clubs."""
    answered_for = Q(club__tenant__in=bodies_answered_for(actor).values("tenant"))
    return Member.objects.filter(answered_for | within(actor, SEE_MEMBERS, "club"))
