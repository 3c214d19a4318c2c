"""The door for other systems: no cookie, no session, no form stands there. Whoever asks shows a token, each time."""

from __future__ import annotations

import logging

from django.core.signals import got_request_exception
from django.http import HttpRequest, HttpResponse
from django.urls import resolve
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request, gettext

from arbeidsrom.core.api_clients import actions, queries
from arbeidsrom.core.api_clients.rules import Use
from arbeidsrom.web.api import doors, problems
from arbeidsrom.web.api.doors import Door
from arbeidsrom.web.api.problems import Problem, problem_of, refuse
from arbeidsrom.web.middleware import Handler

log = logging.getLogger(__name__)
LONGEST_TOKEN = 200


def machines(get_response: Handler) -> Handler:
    """Answer what lies behind a door here, before sessions; everything else goes on."""

    def middleware(request: HttpRequest) -> HttpResponse:
        door = doors.door_of(request.path_info)
        if door is None:
            return get_response(request)
        language = get_language_from_request(request)
        with translation.override(language):
            response = _answered(request, door)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ["Accept-Language", "Authorization"])
        return response

    return middleware


def _answered(request: HttpRequest, door: Door) -> HttpResponse:
    """The view's answer, or the problem in the way of the door; with what is left of the client's minute."""
    use: Use | None = None
    try:
        request.get_host()
        match = resolve(request.path_info)
        request.resolver_match = match
        if getattr(match.func, "login_required", True):
            use = _let_in(request)
        response: HttpResponse = match.func(request, *match.args, **match.kwargs)
    except Exception as error:
        response = door.tell(request, _told_in_the_log(request, problem_of(error)))
    if response.status_code == 405:
        allowed = response.headers.get("Allow", "")
        response = door.tell(request, Problem(problems.METHOD, headers={"Allow": allowed}))
    for name, value in (use.headers if use else {}).items():
        response.headers.setdefault(name, value)
    return response


def _let_in(request: HttpRequest) -> Use:
    """Find out which client asks, count it, and say who acts; or refuse (401, 429)."""
    now, origin = timezone.now(), str(request.META.get("REMOTE_ADDR", ""))
    scheme, _space, word = request.headers.get("Authorization", "").partition(" ")
    word = word.strip()
    is_bearer = scheme.lower() == "bearer" and 0 < len(word) <= LONGEST_TOKEN
    token = queries.token_shown(word, now=now) if is_bearer else None
    if token is None:
        challenge = 'Bearer realm="arbeidsrom"' + (', error="invalid_token"' if word else "")
        raise refuse(problems.UNAUTHENTICATED, WWW_Authenticate=challenge)
    use = actions.count_request(token.client, now=now)
    if use.is_too_much:
        told = gettext("The client may make %(limit)s requests in a minute.") % {"limit": use.limit}
        headers = {**use.headers, "Retry-After": str(use.seconds_left)}
        raise problems.ProblemRaised(Problem(problems.TOO_MANY, told, headers=headers))
    actions.note_use(token, origin=origin, now=now)
    request.actor = queries.actor_of(token.client, origin=origin, today=timezone.localdate())  # type: ignore[attr-defined]
    request.client_id = token.client_id  # type: ignore[attr-defined]
    return use


def _told_in_the_log(request: HttpRequest, problem: Problem) -> Problem:
    """A fault of ours is written in the log like that of any page; called while the exception is at hand."""
    if problem.kind is problems.BROKEN:
        log.exception("api_broken")
        got_request_exception.send(sender=None, request=request)
    return problem
