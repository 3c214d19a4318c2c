"""Who may send system messages, and who may see them."""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from arbeidsrom.core.organisation.access import NOTHING, within
from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.core.system_messages.models import Delivery, SystemMessage
from arbeidsrom.core.system_messages.states import UNSENT, MessageState
from arbeidsrom.lib.actor import Actor, ActorKind
from arbeidsrom.lib.decisions import ALLOWED, Decision, denied

SEND = "system_messages.send"


def visible_messages(actor: Actor) -> QuerySet[SystemMessage]:
    """Those of the parts of the organisation that the actor sends messages to; the job that sends them sees all."""
    if actor.kind is ActorKind.JOB:
        return SystemMessage.objects.all()
    inside = (Q(scope__lft__gte=span.first, scope__rgt__lte=span.last) for span in actor.spans(SEND))
    return SystemMessage.objects.filter(reduce(or_, inside, NOTHING))


def scopes(actor: Actor) -> QuerySet[Unit]:
    """The uppermost units that the actor sends messages to, each with all that is below it."""
    above = (Q(parent__lft__range=tuple(span)) for span in actor.spans(SEND))
    return Unit.objects.filter(within(actor, SEND, "")).exclude(reduce(or_, above, NOTHING))


def may_send(actor: Actor) -> Decision:
    """Writing and sending at all: the system operator alone (KP-MSG-001, docs/decisions/0025)."""
    if actor.read_only:
        return denied(_("You are looking on and cannot change anything."))
    if not actor.holds(SEND):
        return denied(_("Only the system operator sends system messages. Others order them there."))
    return ALLOWED


def may_see_messages(actor: Actor) -> Decision:
    """Opening the list of messages that are written and sent."""
    if not actor.holds(SEND):
        return denied(_("Only the system operator sends system messages. Others order them there."))
    return ALLOWED


def may_change(actor: Actor, message: SystemMessage) -> Decision:
    """Changing what is said, to whom and when: until it is sent (KP-MSG-015)."""
    if not (decision := may_send(actor)):
        return decision
    if message.state not in UNSENT:
        return denied(_("The message has been sent and can no longer be changed. It can be withdrawn."))
    return ALLOWED


def may_withdraw(actor: Actor, message: SystemMessage) -> Decision:
    """Taking a sent message back from those who have not read it (KP-MSG-015)."""
    if not (decision := may_send(actor)):
        return decision
    if message.state != MessageState.SENT:
        return denied(_("Only a message that has been sent can be withdrawn."))
    return ALLOWED


def visible_deliveries(actor: Actor) -> QuerySet[Delivery]:
    """The messages that the actor has received; a withdrawn one only when it had been read (KP-MSG-015)."""
    mine = Delivery.objects.filter(person_id=actor.person_id or 0)
    return mine.exclude(message__state=MessageState.WITHDRAWN, read_at__isnull=True)


def may_close(actor: Actor) -> Decision:
    """Marking a message as read, or asking to be reminded of it: the recipient alone."""
    if actor.read_only:
        return denied(_("You are looking on and cannot change anything."))
    return ALLOWED
