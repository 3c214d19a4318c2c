"""The one cookie of the receiver's pages: the secret of an opened shipment, set after the right code."""

from __future__ import annotations

import base64
import binascii
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class Cookie(NamedTuple):
    """The secret that the shipment's key lies under, and the language that was read."""

    secret: bytes = b""
    language: str = ""


def cookie_name() -> str:
    """Bound to this very host where the page is served encrypted."""
    return "__Host-forsendelse" if _is_encrypted() else "forsendelse"


def read_cookie(request: HttpRequest) -> Cookie:
    """What the browser has, or nothing."""
    encoded, _dot, language = request.COOKIES.get(cookie_name(), "").partition(".")
    try:
        return Cookie(base64.b64decode(encoded, altchars=b"-_", validate=True), language)
    except (binascii.Error, ValueError):
        return Cookie()


def set_cookie(response: HttpResponseBase, cookie: Cookie) -> None:
    """Strictly necessary, unreadable to scripts, never sent along from other pages, gone with the browser."""
    value = f"{base64.urlsafe_b64encode(cookie.secret).decode()}.{cookie.language}"
    response.set_cookie(cookie_name(), value, path="/", secure=_is_encrypted(), httponly=True, samesite="Strict")


def drop_cookie(response: HttpResponseBase) -> None:
    """Close the shipment in this browser."""
    response.set_cookie(
        cookie_name(), "", max_age=0, path="/", secure=_is_encrypted(), httponly=True, samesite="Strict"
    )


def _is_encrypted() -> bool:
    return settings.RECEIVER_URL.startswith("https://")
