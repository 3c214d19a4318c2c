"""What the log can say about the organisation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.audit.events import Event, viewed

EVENTS = (
    Event("organisation.unit.added", _("The unit was added.")),
    Event("organisation.unit.renamed", _("The unit got another name.")),
    Event("organisation.unit.moved", _("The unit was placed below %(below)s from %(from)s.")),
    Event("organisation.person.identified", _("The national identity number was registered.")),
    Event("organisation.person.unidentified", _("The national identity number was removed.")),
    viewed(
        "organisation.people.read",
        _("Another system read about %(count)s people."),
        to_one=_("Another system read who the person is and which positions they hold."),
    ),
    Event("organisation.unit.merged", _("The unit was merged into %(into)s from %(from)s.")),
    Event(
        "organisation.merger.carried_out",
        _("%(members)s members and %(cases)s open cases went over to %(into)s with the merger."),
    ),
)
