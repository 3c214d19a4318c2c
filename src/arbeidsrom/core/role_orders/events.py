"""What the log can say about orders of roles."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.audit.events import Event, viewed

EVENTS = (
    Event("role_orders.ordered", _("The role %(role)s was ordered, from %(from)s.")),
    Event("role_orders.withdrawn", _("An order of the role %(role)s was withdrawn.")),
    Event("role_orders.approved", _("An order of the role %(role)s was approved; the role holds from %(from)s.")),
    Event("role_orders.refused", _("An order of the role %(role)s was refused.")),
    Event("role_orders.delivered", _("The ordering service delivered the role %(role)s, from %(from)s.")),
    Event("role_orders.reviewed", _("The role %(role)s was reviewed and kept; next time on %(due)s.")),
    Event("role_orders.ended", _("The role %(role)s was ended (%(because)s).")),
    Event(
        "role_orders.lapsed",
        _("An order of the role %(role)s lapsed: the position or its time was over."),
    ),
    viewed("role_orders.read", _("Another system read of %(count)s orders of roles.")),
    Event("role_orders.erased", _("%(count)s old orders of roles were erased: their time had passed.")),
)
