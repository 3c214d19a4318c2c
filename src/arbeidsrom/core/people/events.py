"""What the log can say about employees, their loans and their absence."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.audit.events import Event, exported, viewed

EVENTS = (
    Event("people.loan.registered", _("Lent to %(unit)s from %(from)s until %(until)s.")),
    Event("people.loan.changed", _("The loan to %(unit)s was changed; it lasts from %(from)s until %(until)s.")),
    Event("people.loan.deleted", _("The loan to %(unit)s from %(from)s was deleted before it began.")),
    Event("people.absence.registered", _("Absence was registered from %(from)s until %(until)s.")),
    Event("people.absence.changed", _("The absence was changed; it lasts from %(from)s until %(until)s.")),
    Event("people.absence.ended", _("Back in work; the absence lasted from %(from)s until %(until)s.")),
    Event("people.absence.deleted", _("The absence from %(from)s was deleted before it began.")),
    Event("people.leader.chosen", _("A leader was set by hand.")),
    Event("people.leader.removed", _("The leader that was set by hand was removed.")),
    Event("people.position.activated", _("The position was made active by hand.")),
    Event("people.position.deactivated", _("The position was ended by hand.")),
    Event("people.position.put_back", _("The import put back what had been done to the position by hand.")),
    viewed("people.access.searched", _("A search for people’s access found %(count)s positions.")),
    viewed("people.access.viewed", _("The access of a position was looked at.")),
    viewed("people.sight.asked", _("Somebody asked who can see the person, and why.")),
    Event("people.email.sent", _("An e-mail to employees was sent; receivers: %(count)s.")),
    exported("people.employees.exported", _("A list of %(count)s employees was taken out.")),
    viewed("people.absence.note_read", _("The note about the absence from %(from)s was read.")),
    viewed("people.loan.comment_read", _("The comment about the loan to %(unit)s was read.")),
)
