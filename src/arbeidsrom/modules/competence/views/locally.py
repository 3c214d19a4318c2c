"""«Lokal administrasjon»: the content that departments look after themselves."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from arbeidsrom.modules.competence.access import locally as access
from arbeidsrom.web import navigation
from arbeidsrom.web.navigation import Place
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request


@require_safe
def local_administration(request: Request) -> HttpResponse:
    """The parts of it that are the actor's."""
    access.may_administer_locally(request.actor).or_refuse()
    parts = navigation.links(Place.LOCAL, request.actor, request.path)
    return page(request, "competence/local_administration.html", {"parts": parts})
