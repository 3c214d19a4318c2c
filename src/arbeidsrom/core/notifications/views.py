"""The inbox, its settings, and the outbox."""

from __future__ import annotations

from uuid import UUID

import nh3
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from arbeidsrom.core.notifications import access, actions, queries, types
from arbeidsrom.core.notifications.actions.inbox import read_token
from arbeidsrom.core.notifications.forms import SettingsForm
from arbeidsrom.core.notifications.listings import OUTBOX, heading, status_of
from arbeidsrom.web.components.pager import pages_asked_for
from arbeidsrom.web.lists import list_page
from arbeidsrom.web.pages import page, plain_page
from arbeidsrom.web.requests import Request

PAGE = 50
UNSEEN = {"title", "script", "style"}  # a mail program shows nothing of these


@require_GET
def notifications(request: Request) -> HttpResponse:
    """The inbox: all, or the unread."""
    actor = request.actor
    access.own_inbox(actor)
    unread_only = request.GET.get("show") == "unread"
    count, unread = queries.count_inbox(actor), queries.count_inbox(actor, unread_only=True)
    pages = pages_asked_for(request.GET, unread if unread_only else count, PAGE)
    shown = pages.window(PAGE)
    rows = queries.inbox(actor, unread_only=unread_only, first=shown.start, last=shown.stop)
    context = {"rows": rows, "unread": unread, "count": count, "unread_only": unread_only, "pages": pages}
    return page(request, "notifications/inbox.html", context)


@require_POST
def open_notification(request: Request, notification_id: UUID) -> HttpResponse:
    """Mark as read and go where it leads."""
    found = actions.mark_read(notification_id, actor=request.actor, now=timezone.now())
    leads = found.url and url_has_allowed_host_and_scheme(found.url, allowed_hosts=None)
    return redirect(found.url if leads else "notifications")


@require_POST
def mark_all_read(request: Request) -> HttpResponse:
    """All read."""
    actions.mark_all_read(actor=request.actor, now=timezone.now())
    return redirect("notifications")


@require_POST
def remove_notification(request: Request, notification_id: UUID) -> HttpResponse:
    """The cross of one notification in the panel."""
    actions.remove_notification(notification_id, actor=request.actor, now=timezone.now())
    return redirect(_back_to_card(request.POST.get("card", "")))


@require_POST
def remove_card(request: Request, card: str) -> HttpResponse:
    """The cross of a card."""
    if types.known_card(card) is None:
        raise Http404
    actions.remove_card(card, actor=request.actor, now=timezone.now())
    return redirect("home")


def _back_to_card(card: str) -> str:
    """The home page with the card's panel, or without when there is no such card."""
    return f"{reverse('home')}?card={card}#panel" if types.known_card(card) else reverse("home")


@require_http_methods(["GET", "POST"])
def notification_settings(request: Request) -> HttpResponse:
    """What I am told by which ways, group by group (KP-NOTIF-008)."""
    actor = request.actor
    access.own_inbox(actor)
    form = SettingsForm(request.POST or None, own=queries.settings_of(actor))
    if request.method == "POST" and form.is_valid():
        actions.choose(form.choices(), without_mail=form.cleaned_data["without_mail"], actor=actor)
        messages.success(request, _("Your choices are saved."))
        return redirect("notification_settings")
    context = {"lines": form.lines(), "without_mail": form["without_mail"], "always": form.own.always}
    return page(request, "notifications/settings.html", context)


@csrf_exempt  # mail programs post here by themselves (RFC 8058); the sealed token is the proof
@login_not_required
@require_http_methods(["GET", "POST"])
def switch_off_mail(request: HttpRequest, token: str) -> HttpResponse:
    """No more mails of this kind, from the link in the mail; looking at the page changes nothing."""
    now = timezone.now()
    read = read_token(token, now=now)
    if read is None:
        raise Http404
    done = request.method == "POST" and actions.switch_off(token, now=now)
    return plain_page(request, "notifications/switch_off.html", {"read": read, "done": done})


@require_GET
def outbox(request: Request) -> HttpResponseBase:
    """What goes out by mail and SMS; what it says, in the demonstration only."""
    actor = request.actor
    access.may_see_outbox(actor).or_refuse()
    return list_page(request, OUTBOX, "notifications/outbox.html", {"reading": access.may_read_messages(actor)})


@require_GET
def outgoing_message(request: Request, message_id: UUID) -> HttpResponse:
    """One message: how far it has come, and in the demonstration as its receiver sees it."""
    actor = request.actor
    access.may_see_outbox(actor).or_refuse()
    row = queries.get_message(message_id, actor=actor)
    context = {
        "row": row,
        "heading": heading(row),
        "status": status_of(row),
        "html": nh3.clean(row.content.html, clean_content_tags=UNSEEN) if row.content and row.content.html else "",
        "may_send_again": bool(access.may_send_again(actor)) and row.message.state == "failed",
    }
    return page(request, "notifications/message.html", context)


@require_POST
def send_message_again(request: Request, message_id: UUID) -> HttpResponse:
    """Try a refused message once more."""
    actions.send_again(message_id, actor=request.actor, now=timezone.now())
    messages.success(request, _("The message is sent once more."))
    return redirect("outgoing_message", message_id)
