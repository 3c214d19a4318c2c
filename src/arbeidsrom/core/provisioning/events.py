"""What the log can say about provisioning."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.audit.events import Event, viewed

EVENTS = (
    Event("provisioning.user.made", _("The identity system made a user for the person.")),
    Event("provisioning.user.changed", _("The identity system changed the user.")),
    Event("provisioning.user.given_up", _("The identity system gave the user up; sign-in was closed.")),
    viewed(
        "provisioning.users.read",
        _("The identity system read about %(count)s users."),
        to_one=_("The identity system read what it knows of the user."),
    ),
)
