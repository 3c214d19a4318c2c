"""The page that answers: what do I have to do now?"""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from arbeidsrom.core.home import cards
from arbeidsrom.core.notifications import queries as notifications
from arbeidsrom.core.roles import queries as roles
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request

NEWS = 5


@require_safe
def home(request: Request) -> HttpResponse:
    """Cards with number, colour, symbol and one verb; nothing else shouts."""
    actor, today = request.actor, timezone.localdate()
    context = {
        "cards": cards.cards_for(actor, today),
        "has_office": actor.position_id is not None,
        "contacts": [] if actor.position_id else roles.whom_to_ask(actor.person_id, today=today),
        "news": notifications.inbox(actor, unread_only=True, last=NEWS),
    }
    return page(request, "home/home.html", context)
