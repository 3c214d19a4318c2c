"""The employee overview, and who is without a leader."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from arbeidsrom.core.people import access, waiting
from arbeidsrom.core.people.listings import LEADERLESS, listing_for
from arbeidsrom.web import navigation
from arbeidsrom.web.lists import list_page
from arbeidsrom.web.navigation import Place
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request


@require_safe
def employees(request: Request) -> HttpResponseBase:
    """«Oversikt» under «Mine medarbeidere»."""
    access.may_see_employees(request.actor).or_refuse()
    may_see_leaderless = access.may_see_who_is_without_leader(request.actor)
    context = {
        "may_see_leaderless": may_see_leaderless,
        "overview_tabs": navigation.links(Place.OVERVIEW, request.actor, request.path),
    }
    return list_page(request, listing_for(request.actor), "people/employees.html", context)


@require_safe
def employees_without_leader(request: Request) -> HttpResponseBase:
    """So that somebody chooses a leader for them."""
    access.may_see_who_is_without_leader(request.actor).or_refuse()
    return list_page(request, LEADERLESS, "people/without_leader.html")


@require_safe
def my_tasks(request: Request) -> HttpResponse:
    """«Mine oppgaver»: what waits for one's approval (KP-TASKS-001)."""
    access.may_see_employees(request.actor).or_refuse()
    return page(request, "people/my_tasks.html", {"kinds": waiting.tasks_of(request.actor, localdate())})
