"""What is recorded about outgoing messages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.audit.events import Event

EVENTS = (Event("notifications.message.sent_again", _("A message that had been refused was sent once more.")),)
