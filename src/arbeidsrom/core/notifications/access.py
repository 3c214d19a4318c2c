"""Who may see notifications and the outbox."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from arbeidsrom.core.notifications.models import Notification, OutgoingMessage
from arbeidsrom.core.notifications.types import NotificationType
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import ALLOWED, Decision, denied

OPERATE = "operations.see"


def own_inbox(actor: Actor) -> int:
    """The person whose inbox it is; a job or a receiver has none."""
    if actor.person_id is None:
        raise PermissionDenied(_("Only a person has an inbox."))
    return actor.person_id


def visible_notifications(actor: Actor) -> QuerySet[Notification]:
    """A person's own, whatever office they act in, of the groups that they want to see."""
    return Notification.objects.filter(person_id=actor.person_id or 0, on_home=True)


def may_remove(kind: NotificationType | None) -> Decision:
    """What has a cross can be removed; the rest goes away when the matter is handled (KP-CARD-014–016)."""
    if kind and kind.card and not kind.card.removable:
        return denied(_("This goes away by itself when the matter is handled."))
    return ALLOWED


def visible_messages(actor: Actor) -> QuerySet[OutgoingMessage]:
    """All of them for those who run the installation, and for everybody in the demonstration."""
    if settings.DEMONSTRATION or actor.holds(OPERATE):
        return OutgoingMessage.objects.all()
    return OutgoingMessage.objects.none()


def may_see_outbox(actor: Actor) -> Decision:
    if settings.DEMONSTRATION or actor.holds(OPERATE):
        return ALLOWED
    return denied(_("Only those who run the installation can see the outbox."))


def may_read_messages(actor: Actor) -> Decision:
    """What the messages say, and to whom, is shown in the demonstration only."""
    if not settings.DEMONSTRATION:
        return denied(_("What the messages say lies sealed. Only whether they have been sent is shown."))
    return ALLOWED


def may_send_again(actor: Actor) -> Decision:
    if not actor.holds(OPERATE):
        return denied(_("Only those who run the installation can send a message again."))
    return ALLOWED
