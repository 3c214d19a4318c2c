"""«Global administrasjon»: what is the same for the region, or for a whole trust."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from arbeidsrom.modules.competence.access import globally as access
from arbeidsrom.web import navigation
from arbeidsrom.web.navigation import Place
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request


@require_safe
def global_administration(request: Request) -> HttpResponse:
    """«Global administrasjon»: the parts of it that are the actor's."""
    access.may_administer_globally(request.actor).or_absent()
    parts = navigation.links(Place.GLOBAL, request.actor, request.path)
    return page(request, "competence/global_administration.html", {"parts": parts})
