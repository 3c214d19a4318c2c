"""The message that is shown first: on the first page after signing in, and on the home page (KP-SYSMSG-002).

Without script it is a part of the page, above everything else; with script it becomes a dialog.
"""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from arbeidsrom.core.system_messages import shown
from arbeidsrom.core.system_messages.queries import reading
from arbeidsrom.lib.actor import Actor

ASKED = "system_messages_asked"


def pop_up(request: HttpRequest) -> str:
    """The oldest message that waits, as the page shows it; empty when there is none, or it is not the place for one."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or actor.person_id is None or actor.read_only or request.method != "GET":
        return ""
    if request.path != reverse("home") and request.session.get(ASKED):
        return ""
    request.session[ASKED] = True
    found = reading.waiting_message(actor, now=timezone.now(), today=timezone.localdate())
    if found is None:
        return ""
    context = {"shown": shown.received(found), "back": request.get_full_path()}
    return render_to_string("system_messages/pop_up.html", context, request)
