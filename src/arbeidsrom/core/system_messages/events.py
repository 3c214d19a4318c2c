"""What is recorded about system messages: who sent what, to whom and when (KP-MSG-018)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.audit.events import Event

EVENTS = (
    Event("system_messages.message.begun", _("A system message was begun.")),
    Event("system_messages.message.changed", _("A system message was changed.")),
    Event("system_messages.message.discarded", _("A system message that had not been sent was discarded.")),
    Event("system_messages.recipients.chosen", _("The recipients of a system message were changed.")),
    Event("system_messages.file.added", _("A picture or an attachment was added to a system message.")),
    Event("system_messages.file.removed", _("A picture or an attachment was taken out of a system message.")),
    Event(
        "system_messages.message.ordered",
        _("A system message was confirmed for %(recipients)s recipients, to be sent at %(send_at)s."),
    ),
    Event("system_messages.message.sent", _("A system message was sent to %(recipients)s recipients.")),
    Event("system_messages.message.stopped", _("A system message was stopped before it was sent.")),
    Event("system_messages.message.withdrawn", _("A system message was withdrawn from those who had not read it.")),
)
