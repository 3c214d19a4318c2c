"""The receiver's cookies: one for each shipment opened in the browser, with its secret, set after the right code."""

from __future__ import annotations

import base64
import binascii
import re
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from arbeidsrom.modules.sharing.rules import references


class Cookie(NamedTuple):
    """The secret that the shipment's key lies under, and the language that was read."""

    secret: bytes = b""
    language: str = ""


def cookie_name(reference: str) -> str:
    """Of this shipment and no other; bound to this very host where the page is served encrypted."""
    return f"{_prefix()}{reference}"


def read_cookie(request: HttpRequest, reference: str) -> Cookie:
    """What the browser has for the shipment, or nothing."""
    encoded, _dot, language = request.COOKIES.get(cookie_name(reference), "").partition(".")
    try:
        return Cookie(base64.b64decode(encoded, altchars=b"-_", validate=True), language)
    except (binascii.Error, ValueError):
        return Cookie()


def read_cookies(request: HttpRequest) -> dict[str, Cookie]:
    """What the browser has, by the shipment's reference."""
    names = (name.removeprefix(_prefix()) for name in request.COOKIES if name.startswith(_prefix()))
    return {name: read_cookie(request, name) for name in names if re.fullmatch(references.WRITTEN, name)}


def set_cookie(response: HttpResponseBase, reference: str, cookie: Cookie) -> None:
    """Strictly necessary, unreadable to scripts, never sent along from other pages, gone with the browser."""
    value = f"{base64.urlsafe_b64encode(cookie.secret).decode()}.{cookie.language}"
    response.set_cookie(
        cookie_name(reference), value, path="/", secure=_is_encrypted(), httponly=True, samesite="Strict"
    )


def drop_cookie(response: HttpResponseBase, reference: str) -> None:
    """Close the shipment in this browser."""
    response.set_cookie(
        cookie_name(reference), "", max_age=0, path="/", secure=_is_encrypted(), httponly=True, samesite="Strict"
    )


def _prefix() -> str:
    return "__Host-forsendelse-" if _is_encrypted() else "forsendelse-"


def _is_encrypted() -> bool:
    return settings.RECEIVER_URL.startswith("https://")
