"""Language, forms sent twice, and forms that outlive a session."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language_from_request, gettext

from arbeidsrom.core.preferences import actions, drafts
from arbeidsrom.core.preferences.models import SentForm
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import Refused
from arbeidsrom.web.errors import refused
from arbeidsrom.web.middleware import AroundViews, Handler

View = Callable[..., HttpResponse]
LANGUAGES = frozenset(code for code, _name in settings.LANGUAGES)


def language(get_response: Handler) -> Handler:
    """Speak the language of the account, else of the cookie, else of the browser; ``?language=`` chooses one."""

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = request.GET.get("language", "")
        chosen = chosen if chosen in LANGUAGES else ""
        account: Any = getattr(request, "user", None)
        known = account.language if account is not None and account.is_authenticated else ""
        with translation.override(chosen or known or get_language_from_request(request)):
            request.LANGUAGE_CODE = translation.get_language()
            response = get_response(request)
            response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        patch_vary_headers(response, ["Accept-Language"])
        return _remember(request, response, chosen) if chosen else response

    return middleware


def _remember(request: HttpRequest, response: HttpResponse, chosen: str) -> HttpResponse:
    """Keep an explicit choice: on the account, in a cookie; the receiver's pages carry it in the address instead."""
    account: Any = getattr(request, "user", None)
    if settings.PROCESS == "receiver":
        if isinstance(response, HttpResponseRedirect) and "language=" not in response.url:
            mark = "&" if "?" in response.url else "?"
            response["Location"] = f"{response.url}{mark}language={chosen}"
    elif account is not None and account.is_authenticated:
        if account.language != chosen:
            actions.choose_language(account.pk, chosen)
    else:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=60 * 60 * 24 * 365,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response


class Forms(AroundViews):
    """A form acts once however often it is sent, and what was written is not lost with the session.

    Stands before the check that somebody is signed in; its ``process_view`` knows the actor all the same.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if getattr(request, "kept_form_fetched", False):
            response.delete_cookie(drafts.COOKIE, samesite="Lax")
        return response

    def process_view(
        self, request: HttpRequest, view: View, arguments: tuple[Any, ...], named: dict[str, Any]
    ) -> HttpResponse | None:
        """Stand between the form and its view."""
        actor: Actor | None = getattr(request, "actor", None)
        if request.method == "GET" and actor is not None:
            _fetch(request, actor)
        if request.method != "POST" or view.__name__ == "keep_draft":
            return None
        name = drafts.name_in(request.POST) if drafts.FIELD in request.POST else None
        if actor is None:
            return _keep(request, name) if name and not is_asked_by_script(request) else None
        key = _uuid(request.POST.get("once", ""))
        if key is None and name is None:
            return None
        return _act(request, actor, key, name, lambda: view(request, *arguments, **named))


def _act(
    request: HttpRequest, actor: Actor, key: UUID | None, name: drafts.DraftName | None, act: Callable[[], HttpResponse]
) -> HttpResponse:
    """Do what the form asks, once; a draft has done its service when the form leads on."""
    try:
        response = once(request, key, act) if key else act()
    except ObjectDoesNotExist as error:
        raise Http404 from error
    except Refused as error:
        return refused(request, error)
    if name and drafts.belongs_to(name, actor) and leads_on(response):
        actions.discard_draft(name.form, name.about, actor=actor)
    return response


def _fetch(request: HttpRequest, actor: Actor) -> None:
    """Hand the person the form that was kept for this browser while nobody was signed in."""
    if drafts.COOKIE in request.COOKIES:
        request.kept_form_fetched = True  # type: ignore[attr-defined]
        if drafts.fetch_sealed(request, actor, now=timezone.now()):
            messages.info(request, gettext("You were signed out while you wrote. What you had written is here."))


def _keep(request: HttpRequest, name: drafts.DraftName) -> HttpResponse | None:
    """Seal the form of somebody who is no longer signed in, and send them to sign in."""
    content = drafts.content_of(request.POST)
    if content is None:
        return None
    back = urlencode({"next": request.get_full_path()})
    response = HttpResponseRedirect(f"{reverse(settings.LOGIN_URL)}?{back}")
    drafts.keep_sealed(name, content, response, now=timezone.now())
    return response


def is_asked_by_script(request: HttpRequest) -> bool:
    """Whether a part of a page asks, and the page stays where it is."""
    return request.headers.get("HX-Request") == "true"


def leads_on(response: HttpResponse) -> bool:
    """Whether the form has acted: it came back neither with errors nor refused, nor asks first who it is.

    One that ``only_shows_the_way`` has done nothing, and where to is remembered nowhere.
    """
    acted = not (getattr(response, "asks_first", False) or getattr(response, "only_shows_the_way", False))
    return 300 <= response.status_code < 400 and acted


def once(request: HttpRequest, key: UUID, act: Callable[[], HttpResponse]) -> HttpResponse:
    """Act, and note where it led, in one transaction; a second sending waits for the first and follows it.

    A form that came back with errors has not acted: it may be sent again.
    """
    account_id: int = request.user.pk  # type: ignore[assignment]
    now, path = timezone.now(), request.path[:300]
    try:
        with transaction.atomic():
            sent = SentForm.objects.create(key=key, account_id=account_id, path=path, sent_at=now)
            response = act()
            if leads_on(response):
                sent.led_to = response.headers.get("Location", "")[:500]
                sent.save(update_fields=["led_to"])
            else:
                sent.delete()
            return response
    except IntegrityError:
        earlier = SentForm.objects.filter(key=key, account_id=account_id, path=path).first()
        if earlier is None:
            raise
    where = earlier.led_to
    if not url_has_allowed_host_and_scheme(where, {request.get_host()}):
        where = "/"
    return HttpResponseRedirect(where)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
