"""What the log can say about provisioning."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.audit.events import Event, viewed

EVENTS = (
    Event("provisioning.user.made", _("The identity system made a user for the person.")),
    Event("provisioning.user.changed", _("The identity system changed the user.")),
    Event("provisioning.user.given_up", _("The identity system gave the user up; sign-in was closed.")),
    Event("provisioning.group.made", _("The identity system made a group.")),
    Event("provisioning.group.changed", _("The identity system changed who is in a group.")),
    Event("provisioning.group.given_up", _("The identity system gave a group up; the roles it gave ended.")),
    Event("provisioning.group.mapped", _("It was decided that the group gives the role %(role)s in %(unit)s.")),
    viewed(
        "provisioning.users.read",
        _("The identity system read about %(count)s users."),
        to_one=_("The identity system read what it knows of the user."),
    ),
)
