"""What the log can say about employees and their loans."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.audit.events import Event, exported, viewed

EVENTS = (
    Event("people.loan.registered", _("Lent to %(unit)s from %(from)s until %(until)s.")),
    Event("people.loan.changed", _("The loan to %(unit)s was changed; it lasts from %(from)s until %(until)s.")),
    Event("people.loan.deleted", _("The loan to %(unit)s from %(from)s was deleted before it began.")),
    Event("people.leader.chosen", _("A leader was set by hand.")),
    Event("people.leader.removed", _("The leader that was set by hand was removed.")),
    exported("people.employees.exported", _("A list of %(count)s employees was taken out.")),
    viewed("people.loan.comment_read", _("The comment about the loan to %(unit)s was read.")),
)
