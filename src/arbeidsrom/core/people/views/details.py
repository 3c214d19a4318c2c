"""«Personalia»: what is registered about somebody, and who leads them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arbeidsrom.core.organisation.models import Position
from arbeidsrom.core.people import access
from arbeidsrom.core.people.actions import leaders as actions
from arbeidsrom.core.people.queries import choosing, details
from arbeidsrom.core.people.queries.loans import get_employee
from arbeidsrom.lib.refusals import Refused
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request, posted_id

LONGEST = 100


@require_safe
def own_details(request: Request) -> HttpResponse:
    """One's own, in the position one acts in."""
    today = timezone.localdate()
    own = Position.objects.filter(pk=request.actor.position_id or 0).values_list("public_id", flat=True).first()
    if own is None:
        return page(request, "people/no_position.html")
    found = details.details_of(own, actor=request.actor, today=today)
    return page(request, "people/personal_details.html", {"found": found, "is_own": True})


@require_safe
def personal_details(request: Request, position_id: UUID) -> HttpResponse:
    """An employee's, for the leader and those who look after employees (KP-PERS-003)."""
    found = details.details_of(position_id, actor=request.actor, today=timezone.localdate())
    context = {
        "found": found,
        "is_own": found.position.person_id == request.actor.person_id,
        "may_choose": access.may_choose_leader(request.actor, found.position),
    }
    return page(request, "people/personal_details.html", context)


@require_http_methods(["GET", "POST"])
def choose_leader(request: Request, position_id: UUID) -> HttpResponse:
    """«Registrer leder»: search by name, and choose (KP-MLEAD-007)."""
    today = timezone.localdate()
    position = get_employee(position_id, actor=request.actor, today=today)
    access.may_choose_leader(request.actor, position).or_refuse()
    error = ""
    if request.method == "POST":
        leader = posted_id(request, "leader")
        try:
            actions.choose_leader(position_id, leader_id=leader, actor=request.actor, now=timezone.now(), today=today)
        except Refused as refusal:
            error = str(refusal)
        else:
            messages.success(request, _("The leader is registered."))
            return _back(request, position_id)
    searched = request.GET.get("q", "").strip()[:LONGEST]
    found = choosing.leaders_named(searched, today=today, besides=position.person_id) if searched else []
    context = {"position": position, "searched": searched, "found": found, "error": error}
    return page(request, "people/choose_leader.html", context)


@require_POST
def remove_leader(request: Request, position_id: UUID) -> HttpResponse:
    """«Fjern»: the HR system's leader leads again."""
    actions.remove_leader(position_id, actor=request.actor, now=timezone.now(), today=timezone.localdate())
    messages.success(request, _("The leader that was set by hand is removed."))
    return _back(request, position_id)


def _back(request: Request, position_id: UUID) -> HttpResponse:
    """To the employee, or to the overview for whoever no longer sees them (KP-MLEAD-002)."""
    seen = access.visible_employees(request.actor, today=timezone.localdate()).filter(public_id=position_id)
    return redirect("personal_details", position_id) if seen.exists() else redirect("employees")
