"""The organisation chart, read only: it comes from the HR system (KP-HF-023)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from arbeidsrom.core.people import access
from arbeidsrom.core.people.queries import chart as queries
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request

LONGEST = 100


@require_safe
def organisation_chart(request: Request) -> HttpResponse:
    """The topmost units, and whatever is searched for."""
    access.may_see_chart(request.actor).or_absent()
    on = _day(request)
    searched = request.GET.get("q", "").strip()[:LONGEST]
    hits = queries.units_named(searched, on=on) if searched else []
    context = {"tops": queries.tops(on=on), "searched": searched, "hits": hits, **_about(on)}
    return page(request, "people/chart.html", context)


@require_safe
def chart_unit(request: Request, workplace_id: UUID) -> HttpResponse:
    """One unit with what is above it and directly below it; opened in the tree, only what is below."""
    access.may_see_chart(request.actor).or_absent()
    on = _day(request)
    found = queries.branch(workplace_id, on=on)
    workers = queries.who_worked_there(found.unit, actor=request.actor, on=on)
    context = {"found": found, "nodes": found.parts, "workers": workers, **_about(on)}
    return page(request, "people/chart_unit.html", context, part="parts")


def _day(request: Request) -> date:
    """The day that is asked about; what is no day is today."""
    try:
        asked = parse_date(request.GET.get("on", ""))
    except ValueError:
        asked = None
    return asked or timezone.localdate()


def _about(on: date) -> dict[str, object]:
    is_today = on == timezone.localdate()
    return {"on": on, "is_today": is_today, "with_day": "" if is_today else f"?on={on.isoformat()}"}
