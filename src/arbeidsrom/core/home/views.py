"""The page that answers: what do I have to do now?"""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from arbeidsrom.core.home import board, cards, follow_up, sections
from arbeidsrom.core.roles import queries as roles
from arbeidsrom.web import navigation
from arbeidsrom.web.navigation import Place
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request


@require_safe
def home(request: Request) -> HttpResponse:
    """What waits, what one has been told, and the panel of the card that is open."""
    actor, today = request.actor, timezone.localdate()
    made = sections.sections_for(actor, today)
    boards = board.boards_for(actor, today)
    context = {
        "shortcuts": navigation.links(Place.HOME, actor, request.path),
        "cards": cards.cards_for(actor, today),
        "has_office": actor.position_id is not None,
        "contacts": [] if actor.position_id else roles.whom_to_ask(actor.person_id, today=today),
        "boards": boards,
        "nothing_waits": not any(one.waits for one in boards),
        "panel": board.panel_of(actor, request.GET.get("card", "")),
        "above": [one for one in made if one.order < sections.ABOVE],
        "below": [one for one in made if one.order >= sections.ABOVE],
    }
    return page(request, "home/home.html", context)


@require_safe
def status_cards(request: Request) -> HttpResponse:
    """How it stands with everything those have whom one follows up: home fetches it, or a page of its own."""
    if not follow_up.has_status_cards(request.actor):
        raise Http404
    made = follow_up.status_cards(request.actor, timezone.localdate())
    return page(request, "home/status_cards.html", {"cards": made}, part="statuses")
