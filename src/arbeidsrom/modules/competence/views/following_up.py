"""«Kompetanseoppfølging»: how all whom one follows up stand in their requirements, and their deadlines (KP-FOLLOW)."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from arbeidsrom.modules.competence.access.following_up import may_follow_up
from arbeidsrom.modules.competence.listings.following_up import LONG_FILTERS, followed_listing
from arbeidsrom.web.lists import list_page
from arbeidsrom.web.requests import Request


@require_safe
def followed_requirements(request: Request) -> HttpResponseBase:
    """The tab «Krav»: a row for each requirement of each employee (KP-FREQ-001)."""
    may_follow_up(request.actor).or_refuse()
    chosen = {key: request.GET.get(f"f-{key}", "") for key in LONG_FILTERS}
    listing = followed_listing(request.actor, chosen, today=timezone.localdate())
    return list_page(request, listing, "competence/following_up/requirements.html")
