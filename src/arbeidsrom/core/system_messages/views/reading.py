"""What recipients do with system messages."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from arbeidsrom.core.system_messages import shown
from arbeidsrom.core.system_messages.actions.reading import close_message
from arbeidsrom.core.system_messages.queries import reading
from arbeidsrom.core.system_messages.states import Closing
from arbeidsrom.core.vault import queries as vault
from arbeidsrom.core.vault.responses import FileToSend, send_file
from arbeidsrom.web.components.pager import pages_asked_for
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request, posted

PAGE = 20


@require_POST
def close_system_message(request: Request, system_message_id: UUID) -> HttpResponse:
    """Read, or to be reminded of; then back to where it popped up, where the next one comes."""
    reading.get_delivery(system_message_id, actor=request.actor)
    try:
        closing = Closing(posted(request, "closing"))
    except ValueError as error:
        raise BadRequest("closing") from error
    close_message(system_message_id, closing, actor=request.actor, now=timezone.now())
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return redirect(back if is_ours else "home")


@require_GET
def earlier_system_messages(request: Request) -> HttpResponse:
    """«Tidligere meldinger»: a page, or the list alone for the panel of the home page."""
    actor, today = request.actor, timezone.localdate()
    oldest_first = request.GET.get("order") == "oldest"
    pages = pages_asked_for(request.GET, reading.count_earlier(actor, today=today), PAGE)
    window = pages.window(PAGE)
    rows = reading.earlier_messages(actor, today=today, oldest_first=oldest_first, first=window.start, last=window.stop)
    context = {"rows": [shown.received(row) for row in rows], "oldest_first": oldest_first, "pages": pages}
    return page(request, "system_messages/earlier.html", context, part="list")


@require_safe
def system_message_file(request: Request, system_message_id: UUID, file_id: UUID) -> HttpResponseBase:
    """A picture or an attachment, when the scanner has cleared it (KP-MSG-016)."""
    file = reading.get_file(system_message_id, file_id, actor=request.actor)
    if not vault.may_leave(file.version):
        raise PermissionDenied(_("The scanner has not cleared the file. Try again in a while."))
    stored, key = vault.stored_file(file.version), vault.data_key(file.version)
    return send_file(request, FileToSend(stored, key, file.name, file.version.content_type))
