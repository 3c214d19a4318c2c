"""«Kompetanseoppfølging»: how all whom one follows up stand in their requirements (KP-FOLLOW)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from arbeidsrom.modules.competence.access.following_up import followed_by, may_follow_up
from arbeidsrom.modules.competence.listings.aggregated import aggregated_listing
from arbeidsrom.modules.competence.listings.following_up import LONG_FILTERS, followed_listing, one_requirement
from arbeidsrom.modules.competence.queries.following_up import get_followed_requirement
from arbeidsrom.web.lists import list_page
from arbeidsrom.web.requests import Request


def _chosen(request: Request) -> dict[str, str]:
    return {key: request.GET.get(f"f-{key}", "") for key in LONG_FILTERS}


@require_safe
def followed_requirements(request: Request) -> HttpResponseBase:
    """The tab «Krav»: a row for each requirement of each employee (KP-FREQ-001)."""
    may_follow_up(request.actor).or_refuse()
    listing = followed_listing(request.actor, _chosen(request), today=timezone.localdate())
    return list_page(request, listing, "competence/following_up/requirements.html")


@require_safe
def aggregated_requirements(request: Request) -> HttpResponseBase:
    """The tab «Krav aggregert»: a row for each requirement (KP-FAGG-001)."""
    may_follow_up(request.actor).or_refuse()
    listing = aggregated_listing(request.actor, _chosen(request), today=timezone.localdate())
    return list_page(request, listing, "competence/following_up/aggregated.html")


@require_safe
def followed_requirement(request: Request, requirement_id: UUID) -> HttpResponseBase:
    """One requirement: who has it, how they stand, and by when (KP-FAGG-006)."""
    may_follow_up(request.actor).or_refuse()
    followed, _is_few = followed_by(request.actor, today=timezone.localdate())
    requirement = get_followed_requirement(requirement_id, followed=followed)
    listing = one_requirement(request.actor, requirement, followed)
    context = {"requirement": requirement}
    return list_page(request, listing, "competence/following_up/requirement.html", context)
