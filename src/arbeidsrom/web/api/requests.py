"""A request of another system."""

from __future__ import annotations

from django.http import HttpRequest

from arbeidsrom.lib.actor import Actor


class ApiRequest(HttpRequest):
    """The door has found out which client asks; ``client_id`` is the row of the client."""

    actor: Actor
    client_id: int
