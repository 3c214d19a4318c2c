"""What a sender is told of a message that cannot be sent (KP-MSG-012)."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.system_messages.rules import Fault
from arbeidsrom.lib.refusals import Refused

SENTENCES = {
    Fault.NO_TITLE: _("The message has no title."),
    Fault.TITLE_TOO_LONG: _("The title is longer than 50 characters."),
    Fault.NO_CONTENT: _("The message has no content."),
    Fault.NO_SENDER: _("The message says no sender."),
    Fault.NO_PERIOD: _("The message has no visibility period."),
    Fault.PERIOD_TOO_SHORT: _("The visibility period ends before the date of sending."),
    Fault.NO_RECIPIENTS: _("The message has no recipients."),
    Fault.FILES_NOT_CLEARED: _("The scanner has not cleared all pictures and attachments."),
}
FIELDS = {
    Fault.NO_TITLE: "title",
    Fault.TITLE_TOO_LONG: "title",
    Fault.NO_CONTENT: "content",
    Fault.NO_SENDER: "sender",
    Fault.NO_PERIOD: "visible_until",
    Fault.PERIOD_TOO_SHORT: "visible_until",
}
"""The field of the form where a fault is put right."""


class NotReady(Refused):
    """The message cannot be sent as it is."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(str(SENTENCES[fault]) for fault in self.faults))


class RecipientsChanged(Refused):
    """The number of recipients is no longer the one that was shown and confirmed (KP-MSG-013)."""
