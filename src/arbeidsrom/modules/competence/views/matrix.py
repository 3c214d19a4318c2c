"""«Status planer» below «Oversikt»: how employees stand in one plan, and what is repeated in it (KP-MATRIX)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from arbeidsrom.modules.competence.access.matrix import may_see_status_matrix
from arbeidsrom.modules.competence.listings.matrix import listing_of
from arbeidsrom.modules.competence.matrix_shown import LOOKS
from arbeidsrom.modules.competence.queries import matrix as queries
from arbeidsrom.modules.competence.queries.matrix import Matrix, PlanHits
from arbeidsrom.web import navigation
from arbeidsrom.web.lists import list_page, read
from arbeidsrom.web.navigation import Place
from arbeidsrom.web.pages import is_part_request, page
from arbeidsrom.web.requests import Request

LONGEST = 100
TABS = (("status_matrix", False), ("repetition_matrix", True))
"""The views of a plan's matrix; goal plans will have one of their own (KP-MATRIX-017)."""


@require_safe
def choose_matrix_plan(request: Request) -> HttpResponse:
    """Which plan is to be looked at: those of the employees one follows up, searched for (KP-MATRIX-002, 004)."""
    may_see_status_matrix(request.actor).or_refuse()
    text = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:LONGEST]
    hits = queries.plans_to_show(text, actor=request.actor, today=timezone.localdate())
    if not text and len(hits.plans) == 1 and not is_part_request(request):
        return redirect("status_matrix", hits.plans[0].public_id)
    return page(request, "competence/matrix/choose.html", _frame(request, hits, text), part="hits")


@require_safe
def status_matrix(request: Request, plan_id: UUID) -> HttpResponseBase:
    """How everybody stands in each requirement of the plan (KP-MATRIX-003, 005)."""
    return _matrix_page(request, plan_id, counts=False)


@require_safe
def repetition_matrix(request: Request, plan_id: UUID) -> HttpResponseBase:
    """«Repeterende krav»: how many are done of how many (KP-MATRIX-016)."""
    return _matrix_page(request, plan_id, counts=True)


def _matrix_page(request: Request, plan_id: UUID, *, counts: bool) -> HttpResponseBase:
    actor, today = request.actor, timezone.localdate()
    may_see_status_matrix(actor).or_refuse()
    matrix = queries.get_matrix(plan_id, actor=actor, today=today, counts=counts)
    listing = listing_of(matrix)
    if is_part_request(request):
        return list_page(request, listing, "competence/matrix/matrix.html")
    query = read(request.GET, listing).changed(page=1, after="", view="").query()
    context = {
        **_frame(request, queries.plans_to_show("", actor=actor, today=today), ""),
        "plan": matrix.plan,
        "tabs": _tabs(matrix, query),
        "looks": LOOKS.values(),
    }
    return list_page(request, listing, "competence/matrix/matrix.html", context)


def _frame(request: Request, hits: PlanHits, text: str) -> dict[str, Any]:
    return {
        "hits": hits,
        "found": _found(hits),
        "searched": text,
        "overview_tabs": navigation.links(Place.OVERVIEW, request.actor, request.path),
    }


def _found(hits: PlanHits) -> str:
    """What is said aloud when a search is answered."""
    count = len(hits.plans)
    if not count:
        return _("No plan of the employees you follow up matches. Try fewer words.")
    return ngettext("%(count)s plan", "%(count)s plans", count) % {"count": count}


def _tabs(matrix: Matrix, query: str) -> list[tuple[str, str, bool]]:
    labels = (_("All requirements"), _("Repeated requirements"))
    return [
        (label, f"{reverse(name, args=[matrix.plan.public_id])}?{query}", counts == matrix.counts)
        for label, (name, counts) in zip(labels, TABS, strict=True)
    ]
