"""What those who send system messages are told."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.notifications.groups import Background, Card, Group
from arbeidsrom.core.notifications.types import NotificationType
from arbeidsrom.core.system_messages.access import SEND

GROUP = Group("system_messages", _("System messages"), (SEND,), order=86)
CARD = Card("system_messages", _("System messages"), background=Background.RED, icon="inbox-up", order=71)

NOT_SENT = NotificationType(
    "system_messages.not_sent",
    label=_("A system message was not sent"),
    text=_("The system message «%(title)s» was not sent. Open it to see why."),
    group=GROUP,
    card=CARD,
    told=_("Whoever confirmed the message."),
)
