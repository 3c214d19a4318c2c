"""What the log can say about API clients."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.audit.events import Event

EVENTS = (
    Event("api_clients.client.made", _("The API client %(client)s was made.")),
    Event("api_clients.client.revoked", _("The API client %(client)s was shut out.")),
    Event("api_clients.role.given", _("The API client %(client)s was given the role %(role)s in %(unit)s.")),
    Event("api_clients.role.taken", _("The role %(role)s in %(unit)s was taken from the API client %(client)s.")),
    Event("api_clients.token.made", _("A token that ends in %(ending)s was made for the API client %(client)s.")),
    Event(
        "api_clients.token.revoked", _("The token that ends in %(ending)s of the API client %(client)s was revoked.")
    ),
)
