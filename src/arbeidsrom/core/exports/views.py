"""Asking for a long list as a file, following how far it has come, and fetching it."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import BadRequest
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from arbeidsrom.core.exports import actions, queries
from arbeidsrom.core.exports.shown import export_page
from arbeidsrom.core.vault.responses import FileToSend, send_file
from arbeidsrom.web.lists import excel, is_made_at_once, long, read
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request, asked_to_confirm, posted

LONGEST_ADDRESS = 5000


@require_POST
def begin_export(request: Request) -> HttpResponse:
    """Have a long list made into a file. One that was not counted to its end, and is not so long, is made at once."""
    listing, address = posted(request, "listing", longest=80), posted(request, "address", longest=LONGEST_ADDRESS)
    is_ours = address.startswith("/") and "#" not in address and url_has_allowed_host_and_scheme(address, None)
    if not long.is_offered(listing) or not is_ours:
        raise BadRequest("listing")
    path, _mark, query = address.partition("?")
    asked = long.listing_for(listing, request.actor)
    choice = read(QueryDict(query), asked).changed(page=1, after="")
    if is_made_at_once(asked, choice, request.actor):
        response = HttpResponseRedirect(f"{path}?{choice.query()}&format=xlsx")
        response.only_shows_the_way = True  # type: ignore[attr-defined]
        return response
    begun = actions.begin_export(listing, address=address, actor=request.actor, now=timezone.now())
    return redirect("export", begun.public_id)


@require_GET
def export(request: Request, export_id: UUID) -> HttpResponse:
    """How far the file has come, and the file when it is there."""
    actor = request.actor
    found = queries.get_export(export_id, actor=actor)
    shown = export_page(found, actor=actor, now=timezone.now())
    return page(request, "exports/export.html", {"shown": shown}, part="export")


@require_GET
def download_export(request: Request, export_id: UUID) -> HttpResponseBase:
    """The file, for the one who asked for it."""
    actor = request.actor
    queries.get_export(export_id, actor=actor)
    if asked := asked_to_confirm(request):
        return asked
    found = actions.download_export(export_id, actor=actor, now=timezone.now())
    name = excel.file_name(long.title_of(found.listing), timezone.localdate(found.made_at))
    file, key = queries.stored_file(found), queries.file_key(found)
    return send_file(request, FileToSend(file, key, name, content_type=excel.TYPE))
