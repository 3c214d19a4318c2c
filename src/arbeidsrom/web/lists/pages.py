"""From request to list: the page, the part that HTMX asks for, the Excel file, and the ticked rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import FileResponse, HttpResponse, HttpResponseBase, QueryDict
from django.template.loader import render_to_string
from django.utils import timezone

from arbeidsrom.lib.actor import Actor
from arbeidsrom.web.lists import choice as choices
from arbeidsrom.web.lists import excel, long, saved
from arbeidsrom.web.lists.choice import Choice
from arbeidsrom.web.lists.declaration import Listing, Result, Row
from arbeidsrom.web.lists.shown import finished
from arbeidsrom.web.pages import database_closed, is_part_request, never_cached, page
from arbeidsrom.web.requests import Request, asked_to_confirm

TEMPLATE = "web/lists/list.html"


def list_page(
    request: Request, listing: Listing[Row], template: str, context: Mapping[str, Any] | None = None
) -> HttpResponseBase:
    """The page with the list in it (``{% include "web/lists/list.html" %}``), or the part or the file asked for."""
    actor = request.actor
    choice = read(_asked(request, listing), listing)
    if request.GET.get("format") == "xlsx" and listing.exported:
        return asked_to_confirm(request) or excel_file(listing, choice, actor)
    result = listing.query(actor, choice, choice.window)
    if not result.rows and result.count:  # the last page has shrunk away
        choice = choice.changed(page=-(-result.count // choice.size), after="")
        result = listing.query(actor, choice, choice.window)
    if listing.looked_at and result.rows:
        listing.looked_at(actor, result.rows, timezone.now())
    shown = finished(listing, choice, result, actor)
    if is_part_request(request):
        with database_closed(TEMPLATE):
            return never_cached(HttpResponse(render_to_string(TEMPLATE, {"list": shown, "swapped": True}, request)))
    return page(request, template, {**(context or {}), "list": shown})


def _asked(request: Request, listing: Listing[Row]) -> QueryDict:
    """What the address asks for; one that asks for nothing gets what the person has saved to open the list with."""
    if listing.keeps and not any(request.GET.values()):
        return QueryDict(saved.store().opening(request.actor, listing.key))
    return request.GET


def read(values: QueryDict, listing: Listing[Row], *, today: date | None = None) -> Choice:
    """The choice in the address; an address without one gets the list's first view."""
    if not any(values.values()) and listing.views:
        first = listing.views[0]
        values = QueryDict(f"{first.query}&view={first.key}")
    return choices.read(
        values,
        today=today or timezone.localdate(),
        filters=[one.key for one in listing.filters],
        sorts=listing.sorts,
        columns=[one.key for one in listing.columns],
        many=[one.key for one in listing.filters if one.many],
    )


def excel_file(listing: Listing[Row], choice: Choice, actor: Actor) -> FileResponse:
    """The Excel file, once the log knows of it; of a long list a worker makes it."""
    now = timezone.now()
    first = _counted(listing, choice, actor)
    if long.is_long(first):
        raise long.TooLong
    if listing.exported:
        listing.exported(actor, choice, first.count, now)
    file = excel.workbook(listing, choice, actor=actor, now=now)
    name = excel.file_name(str(listing.title), timezone.localdate(now))
    response = FileResponse(file, as_attachment=True, filename=name, content_type=excel.TYPE)
    response["Cache-Control"] = "no-store"
    return response


def is_made_at_once(listing: Listing[Row], choice: Choice, actor: Actor) -> bool:
    """Whether the Excel file need not wait for a worker: the rows are counted as far as that takes."""
    return not long.is_long(_counted(listing, choice, actor))


def _counted(listing: Listing[Row], choice: Choice, actor: Actor) -> Result[Row]:
    return listing.query(actor, choice, choices.Window(0, 1, counted=long.IN_REQUEST))


def ticked(posted: QueryDict, listing: Listing[Row], actor: Actor) -> list[str]:
    """The ids of the rows to act on: those ticked, or all that match when the person chose so.

    All that match are found anew through the list's own query, so nobody reaches further than their list.
    """
    if posted.get("all") == "1":
        choice = read(QueryDict(posted.get("query", "")), listing)
        return [listing.row_id(row) for row in excel.every_row(listing, choice, actor)]
    return list(dict.fromkeys(posted.getlist("ids")))
