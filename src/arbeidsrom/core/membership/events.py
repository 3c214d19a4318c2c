"""What membership writes in the audit log (KL-MEMB-003)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.audit.events import Event, exported, viewed

EVENTS = (
    viewed("membership.list.viewed", _("A list of members was shown: %(count)s on the page.")),
    viewed("membership.member.viewed", _("The details of a member were shown."), hourly=600),
    viewed("membership.identity_number.viewed", _("The national identity number of a member was shown."), hourly=60),
    exported("membership.list.exported", _("%(count)s members were exported to Excel.")),
    Event("membership.note.written", _("The club's note about a member was changed.")),
    Event("membership.members.erased", _("%(count)s former members were erased: their time had passed.")),
    Event("membership.messages.erased", _("%(count)s messages to members were erased: their time had passed.")),
    Event("membership.message.sent", _("A message was sent to %(count)s members by %(channel)s.")),
)
