"""What middleware has put on the request, with its type."""

from __future__ import annotations

from django.http import HttpRequest

from arbeidsrom.lib.actor import Actor


def actor_of(request: HttpRequest) -> Actor:
    """Who acts in this request."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
