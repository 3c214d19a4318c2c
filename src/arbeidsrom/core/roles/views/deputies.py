"""Choosing who stands in for a leader who is away (KP-DEPUTY)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from arbeidsrom.core.organisation.models import Position
from arbeidsrom.core.roles import choosing, deputies
from arbeidsrom.core.roles.forms import AddDeputyForm, ChangeDeputyForm
from arbeidsrom.lib.refusals import Refused
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request


@require_GET
def own_deputies(request: Request) -> HttpResponse:
    """«Stedfortreder ved fravær»: who stands in for oneself, or for the leader one stands in for."""
    leader = Position.objects.select_related("person", "unit").get(pk=request.actor.leads_as)
    return _shown(request, leader)


@require_GET
def deputies_of(request: Request, leader_id: UUID) -> HttpResponse:
    """Who stands in for a leader below (KP-DEPUTY-012)."""
    return _shown(request, deputies.leader_to_stand_in_for(leader_id, actor=request.actor))


def _shown(request: Request, leader: Position) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "leader": leader,
        "rows": deputies.deputy_rows(leader, today=today),
        "may_choose": deputies.may_choose(request.actor, leader, today=today),
    }
    return page(request, "roles/deputies.html", context)


@require_http_methods(["GET", "POST"])
def add_deputy(request: Request, leader_id: UUID) -> HttpResponse:
    """Find a colleague by name, and choose."""
    now, today = timezone.now(), timezone.localdate()
    leader = deputies.leader_to_stand_in_for(leader_id, actor=request.actor)
    deputies.may_choose(request.actor, leader, today=today).or_refuse()
    text = request.GET.get("q", "")
    chosen = {leader.person_id}
    found = choosing.colleagues_named(text, beside=leader.unit, without=chosen, today=today) if text.strip() else []
    form = AddDeputyForm(request.POST or None, found=found)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            deputies.appoint_deputy(
                leader_id,
                person_id=UUID(given["person"]),
                last_day=given["last_day"],
                actor=request.actor,
                now=now,
                today=today,
            )
        except (deputies.CannotStandIn, deputies.LastDayPassed) as refusal:
            form.add_error(_field_of(refusal), str(refusal))
        else:
            messages.success(request, _("The deputy is added."))
            return redirect("deputies_of", leader_id)
    context = {"leader": leader, "form": form, "found": found, "q": text}
    return page(request, "roles/add_deputy.html", context)


@require_http_methods(["GET", "POST"])
def change_deputy(request: Request, deputy_id: UUID) -> HttpResponse:
    """Set, move or take away the last day."""
    now, today = timezone.now(), timezone.localdate()
    deputy = deputies.get_deputy(deputy_id, actor=request.actor, today=today)
    deputies.may_choose(request.actor, deputy.leader, today=today).or_refuse()
    form = ChangeDeputyForm(
        request.POST or None, initial={"last_day": deputy.last_day, "lock_version": deputy.lock_version}
    )
    if request.method == "POST" and form.is_valid():
        try:
            deputies.change_deputy(deputy_id, **form.cleaned_data, actor=request.actor, now=now, today=today)
        except deputies.LastDayPassed as refusal:
            form.add_error("last_day", str(refusal))
        else:
            messages.success(request, _("The expiry date is saved."))
            return redirect("deputies_of", deputy.leader.public_id)
    return page(request, "roles/change_deputy.html", {"deputy": deputy, "form": form})


@require_POST
def remove_deputy(request: Request, deputy_id: UUID) -> HttpResponse:
    """It ends at once."""
    now, today = timezone.now(), timezone.localdate()
    deputy = deputies.remove_deputy(deputy_id, actor=request.actor, now=now, today=today)
    messages.success(request, _("%(name)s is no longer a deputy.") % {"name": deputy.person.name})
    return redirect("deputies_of", deputy.leader.public_id)


def _field_of(refusal: Refused) -> str:
    """Where somebody looks for what is wrong."""
    return "last_day" if isinstance(refusal, deputies.LastDayPassed) else "person"
