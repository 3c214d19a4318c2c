"""Pages are rendered with the database closed: a template gets finished rows and asks for nothing."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from arbeidsrom.web.frame import first_of, frame_of

log = logging.getLogger(__name__)


class QueryInTemplate(RuntimeError):
    """A template asked the database; the view has to hand it finished rows."""


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    part: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """The whole page in its frame, or for an HTMX request only the named part of it."""
    only_part = part is not None and is_part_request(request)
    finished = {"today": timezone.localdate(), **(context or {})}
    finished["flashes"] = [] if only_part else list(get_messages(request))
    if not only_part:
        finished["frame"] = frame_of(request)
        finished["first"] = first_of(request) if status == 200 else ""
    with database_closed(template):
        text = render_to_string(f"{template}#{part}" if only_part else template, finished, request)
    response = HttpResponse(text, status=status)
    return never_cached(response)


def plain_page(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """A page outside the frame, such as signing in and the receiver's pages (``web/plain.html``)."""
    finished = {"today": timezone.localdate(), "flashes": list(get_messages(request)), **(context or {})}
    if getattr(request, "actor", None) is not None:
        finished["frame"] = frame_of(request)
    with database_closed(template):
        text = render_to_string(template, finished, request)
    return never_cached(HttpResponse(text, status=status))


def is_part_request(request: HttpRequest) -> bool:
    """Whether HTMX asks for a part; going back in the history wants the whole page."""
    htmx = getattr(request, "htmx", None)
    return htmx is not None and bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def never_cached(response: HttpResponse) -> HttpResponse:
    """Nothing protected is kept by browsers or proxies (PL-OPS-005)."""
    response["Cache-Control"] = "no-store"
    patch_vary_headers(response, ["HX-Request", "Cookie", "Accept-Language"])
    return response


@contextmanager
def database_closed(what: str) -> Iterator[None]:
    """Refuse queries (in tests), or write them to the log (in production), until the block ends."""

    def refuse(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if settings.STRICT_TEMPLATES:
            raise QueryInTemplate(f"{what} asked the database: {sql[:200]}")
        log.error("template_query", extra={"template": what})
        return execute(sql, params, many, context)

    with ExitStack() as stack:
        for connection in connections.all(initialized_only=True):
            stack.enter_context(connection.execute_wrapper(refuse))
        yield
