"""What stands around every signed-in page, gathered from the apps before the page is rendered."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from arbeidsrom.core.notifications.queries import count_inbox
from arbeidsrom.core.preferences.look import look
from arbeidsrom.core.roles import acting
from arbeidsrom.lib.actor import Actor
from arbeidsrom.web import navigation
from arbeidsrom.web.frame import Frame, Office, menus


def frame(request: HttpRequest) -> Frame:
    """The frame for the actor of the request; the count of unread notifications is a query, and so is
    whether an item of the menu concerns somebody (``Item.concerns``)."""
    actor: Actor | None = request.actor  # type: ignore[attr-defined]
    if actor is None:
        return Frame()
    ways, present = acting.ways_in(request), acting.present_way(request)
    offices = tuple(
        Office(way.key, way.title or way.unit, way.unit, way.key == present, way.on_behalf_of) for way in ways
    )
    return Frame(
        name=actor.label,
        offices=() if actor.read_only else offices,
        switch_url=reverse("act_as"),
        choose_url=reverse("choose_position") if len(ways) > 1 and not actor.read_only else "",
        scheme=look(request),
        sign_out_url=reverse("account_logout"),
        search=navigation.search_for(actor),
        notifications_url=reverse("notifications"),
        notifications=count_inbox(actor, unread_only=True),
        notice=_("You see what %(position)s sees. Nothing can be changed.") % {"position": actor.position_label}
        if actor.read_only
        else "",
        **menus(actor, request.path),
    )
