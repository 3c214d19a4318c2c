"""«Godkjenn LA/krav»."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from arbeidsrom.lib.refusals import Refused
from arbeidsrom.modules.competence.access import plans as access
from arbeidsrom.modules.competence.actions.plans import approving as actions
from arbeidsrom.modules.competence.queries.plans import getting, waiting
from arbeidsrom.modules.competence.views.plan_frame import plan_page
from arbeidsrom.web.components.pager import pages_asked_for
from arbeidsrom.web.requests import Request

SIZES = (10, 25, 50, 100)
USUAL = 25


@require_http_methods(["GET", "HEAD", "POST"])
def approve_plan_changes(request: Request, plan_id: UUID) -> HttpResponse:
    """All that waits, so many on a page; some of it, or all, is approved."""
    plan = getting.get_plan(plan_id, actor=request.actor)
    access.may_edit_plan(request.actor, plan).or_refuse()
    error, chosen = "", request.POST.getlist("seen")
    if request.method == "POST":
        try:
            count = _approve(request, plan_id, chosen)
        except Refused as refusal:
            error = str(refusal)
        else:
            told = ngettext("%(count)s change is approved.", "%(count)s changes are approved.", count)
            messages.success(request, told % {"count": count})
            return redirect("approve_plan_changes", plan_id)
    rows = waiting.rows_of(plan, actor=request.actor)
    size = _size(request)
    pages = pages_asked_for(request.GET, len(rows), size)
    context = {
        "rows": rows[pages.window(size)],
        "pages": pages,
        "size": size,
        "sizes": SIZES,
        "count": len(rows),
        "approvable": sum(row.may_be_approved for row in rows),
        "mark": waiting.seen_mark(rows),
        "asks": request.method == "GET" and request.GET.get("all") == "1",
        "error": error,
        "chosen": chosen,
    }
    return plan_page(request, plan, "competence/plans/approve.html", context)


def _approve(request: Request, plan_id: UUID, chosen: list[str]) -> int:
    actor, now = request.actor, timezone.now()
    if mark := request.POST.get("all", ""):
        return actions.approve_all_changes(plan_id, seen=mark, actor=actor, now=now)
    return actions.approve_chosen_changes(plan_id, seen=chosen, actor=actor, now=now)


def _size(request: Request) -> int:
    """How many are shown on a page (KP-ADM-220)."""
    word = request.GET.get("size", "")
    return int(word) if word in {str(size) for size in SIZES} else USUAL
