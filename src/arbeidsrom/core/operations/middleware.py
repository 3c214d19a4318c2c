"""Gives every request a reference, and writes one line about it: nothing that names a person, a case or a file."""

from __future__ import annotations

import secrets
import time

import structlog
from django.http import HttpRequest, HttpResponse

from arbeidsrom.core.operations import metrics
from arbeidsrom.web.middleware import Handler

log = structlog.get_logger("arbeidsrom.requests")
UNLOGGED = frozenset({"health", "ready", "metrics"})


def request_log(get_response: Handler) -> Handler:
    """Outermost of all: what error pages show as reference finds the lines of the same request."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.reference = secrets.token_hex(4).upper()  # type: ignore[attr-defined]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(reference=request.reference)  # type: ignore[attr-defined]
        started = time.perf_counter()
        response = get_response(request)
        note_answer(request, response, time.perf_counter() - started)
        response.headers.setdefault("X-Request-Reference", request.reference)  # type: ignore[attr-defined]
        return response

    return middleware


def note_answer(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    """The view's name instead of the address: addresses hold references."""
    view = view_name(request)
    if view in UNLOGGED:
        return
    method = request.method if request.method in ("GET", "HEAD", "POST", "PATCH", "DELETE", "OPTIONS") else "other"
    metrics.observe(view, method or "other", response.status_code, seconds)
    log.info(
        "request",
        view=view,
        method=method,
        status=response.status_code,
        milliseconds=round(seconds * 1000, 1),
    )


def view_name(request: HttpRequest) -> str:
    """The name of the view that answered; an address that leads nowhere has none."""
    match = request.resolver_match
    return (match.view_name or "unnamed") if match else "none"
