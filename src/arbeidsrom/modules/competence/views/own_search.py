"""Search in one's own plans (KP-SEARCH)."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from arbeidsrom.modules.competence.access import own
from arbeidsrom.modules.competence.forms.own_search import OwnSearchForm
from arbeidsrom.modules.competence.queries.own_search import found_in_own_plans, shortcuts
from arbeidsrom.modules.competence.shown import STATUSES, plan_status
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request


@require_GET
def search_own_plans(request: Request) -> HttpResponse:
    """Requirements and plans by words, learning form and status, each with its status."""
    own.may_have_plans(request.actor).or_refuse()
    form = OwnSearchForm(request.GET)
    form.is_valid()
    asked = form.asked()
    plans = [] if asked.is_empty else found_in_own_plans(asked, actor=request.actor, today=timezone.localdate())
    context = {
        "form": form,
        "searched": asked.text,
        "is_empty": asked.is_empty,
        "shortcuts": shortcuts(actor=request.actor),
        "plans": [
            (one, plan_status(one.assignment), [(row, STATUSES[row.shown]) for row in one.requirements])
            for one in plans
        ],
        "found": sum(len(one.requirements) for one in plans),
    }
    return page(request, "competence/own/search.html", context)
