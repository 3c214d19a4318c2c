"""Light or dark, asked of the database once a session."""

from __future__ import annotations

from django.http import HttpRequest

from arbeidsrom.core.preferences import queries

SESSION_KEY = "look"


def look(request: HttpRequest) -> str:
    """What the person chose, or as the device."""
    if not request.user.is_authenticated:
        return "auto"
    if SESSION_KEY not in request.session:
        request.session[SESSION_KEY] = queries.look_of(request.user.pk)
    chosen: str = request.session[SESSION_KEY]
    return chosen
