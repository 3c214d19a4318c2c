"""What the log can say about offices and support access."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.audit.events import Event, viewed

EVENTS = (
    Event("roles.office.taken", _("The office %(office)s was taken, from %(from)s.")),
    Event("roles.office.ended", _("The last day of the office was set to %(last_day)s.")),
    Event("roles.sessions_ended", _("The person was signed out everywhere, from %(count)s browsers.")),
    Event("roles.second_step_removed", _("The second step of signing in was removed; identity was checked.")),
    Event("roles.support.asked", _("Support asked to see what the person sees.")),
    Event("roles.support.allowed", _("Support access was allowed.")),
    Event("roles.support.refused", _("Support access was refused.")),
    Event("roles.access.explained", _("An administrator asked who can see it, and why.")),
    Event("roles.deputy.appointed", _("A deputy was chosen for a leader.")),
    Event("roles.deputy.changed", _("The last day of a deputy was changed.")),
    Event("roles.deputy.removed", _("A deputy was removed.")),
    Event("roles.delegate.added", _("Somebody was chosen to approve learning goals for a leader.")),
    Event("roles.delegate.described", _("What a delegate approves was described anew.")),
    Event("roles.delegate.removed", _("A delegate who approved learning goals was removed.")),
    viewed("roles.support.began", _("Support began to see what the person sees.")),
)
