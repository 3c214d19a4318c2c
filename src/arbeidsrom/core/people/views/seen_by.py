"""«Hvem kan se meg?», and for administrators: who can see somebody, and why."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET

from arbeidsrom.core.people.actions.control import note_sight
from arbeidsrom.core.people.queries.seen_by import seen_by
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request


@require_GET
def who_sees_me(request: Request) -> HttpResponse:
    """One's own."""
    if request.actor.person is None or request.actor.position_id is None:
        return page(request, "people/no_position.html")
    return redirect("who_sees_person", request.actor.person)


@require_GET
def who_sees_person(request: Request, person_id: UUID) -> HttpResponse:
    """Every way in to what is stored about a person; that somebody else asked is told in the log."""
    now, today = timezone.now(), timezone.localdate()
    found = seen_by(person_id, actor=request.actor, now=now, today=today)
    if not found.is_own:
        note_sight(found.person.public_id, actor=request.actor, now=now)
    return page(request, "people/who_sees.html", {"found": found})
