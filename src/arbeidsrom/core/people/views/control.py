"""«Tilgangsstyring»: who has which access, and positions made active until the next delivery."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from arbeidsrom.core.people import access
from arbeidsrom.core.people.actions import activations
from arbeidsrom.core.people.actions.control import note_look
from arbeidsrom.core.people.listings import CONTROL
from arbeidsrom.core.people.queries import control as queries
from arbeidsrom.web.components.formats import plain_date
from arbeidsrom.web.lists import list_page
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request


@require_safe
def control_access(request: Request) -> HttpResponseBase:
    """Search for people by name, e-mail or department."""
    access.may_control_access(request.actor).or_absent()
    text = request.GET.get("q", "").strip()
    context = {"too_short": bool(text) and not queries.Search(text).is_long_enough}
    return list_page(request, CONTROL, "people/control_access.html", context)


@require_safe
def position_access(request: Request, position_id: UUID) -> HttpResponse:
    """What one position gives access to, read only."""
    found = queries.access_of(position_id, actor=request.actor, today=timezone.localdate())
    note_look(found.position.public_id, found.position.person.public_id, actor=request.actor, now=timezone.now())
    context = {
        "found": found,
        "may_activate": access.may_activate(request.actor, found.position),
        "may_deactivate": access.may_deactivate(request.actor, found.position),
    }
    return page(request, "people/position_access.html", context)


@require_http_methods(["GET", "POST"])
def activate_position(request: Request, position_id: UUID) -> HttpResponse:
    """«Aktiver», after a warning."""
    today = timezone.localdate()
    position = queries.get_position(position_id, actor=request.actor)
    access.may_activate(request.actor, position).or_refuse()
    if request.method == "POST":
        try:
            activations.activate_position(position_id, actor=request.actor, now=timezone.now(), today=today)
        except activations.AlreadySo as already:
            messages.info(request, str(already))
        else:
            messages.success(request, _("The position is active."))
        return redirect("position_access", position_id)
    context = {
        "heading": _("Make %(name)s’s position active?") % {"name": position.person.name},
        "consequences": _what_activating_does(position.category, queries.next_delivery(today)),
        "submit": _("Make active"),
        "cancel_url": reverse("position_access", args=[position_id]),
        "color": "accent",
    }
    return page(request, "web/confirm.html", context)


def _what_activating_does(category: str, next_delivery: object) -> list[str]:
    first_part = _("The position of a LIS1 stays active for 30 days, unless somebody ends it before.")
    until = _("It lasts until the next import from the HR system, expected in the night before %(day)s.")
    return [
        _("The person can sign in and act in the position again."),
        _("What was in force when the position ended, such as competence plans, is in force again."),
        first_part if category == "lis1" else until % {"day": plain_date(next_delivery)},  # type: ignore[arg-type]
        _("It is written in the log."),
    ]


@require_http_methods(["GET", "POST"])
def deactivate_position(request: Request, position_id: UUID) -> HttpResponse:
    """Take an active position out of use."""
    position = queries.get_position(position_id, actor=request.actor)
    access.may_deactivate(request.actor, position).or_refuse()
    if request.method == "POST":
        try:
            activations.deactivate_position(
                position_id, actor=request.actor, now=timezone.now(), today=timezone.localdate()
            )
        except activations.AlreadySo as already:
            messages.info(request, str(already))
        else:
            messages.success(request, _("The position is no longer active."))
        return redirect("position_access", position_id)
    context = {
        "heading": _("End %(name)s’s position?") % {"name": position.person.name},
        "consequences": [
            _("The person loses access at once."),
            _("What is in force on the position, such as competence plans, is put away with it."),
            _("This should not be done to somebody who works here: the next import makes the position active again."),
            _("It is written in the log."),
        ],
        "submit": _("End the position"),
        "cancel_url": reverse("position_access", args=[position_id]),
    }
    return page(request, "web/confirm.html", context)
