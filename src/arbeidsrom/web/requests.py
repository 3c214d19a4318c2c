"""What middleware has put on the request, with its type."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import ALLOWED, Decision, denied


class Request(HttpRequest):
    """A request of somebody signed in: the middleware has said who acts. A page for all takes an ``HttpRequest``."""

    actor: Actor


def may_take_out(actor: Actor) -> Decision:
    """Files, exports and packages leave with those who work here, never with support that looks on (PL-AUTH-005)."""
    if actor.read_only:
        return denied(_("You are looking on and cannot take anything out."))
    return ALLOWED


def asked_to_confirm(request: Request) -> HttpResponse | None:
    """Before content leaves: the way to the page that asks who it is, unless the person has shown that lately."""
    may_take_out(request.actor).or_refuse()
    ask = getattr(request, "ask_to_confirm", None)
    asked: HttpResponse | None = ask() if ask else None
    return asked


def posted_id(request: HttpRequest, name: str) -> UUID:
    """The public id in a hidden field or on a button; a form that was tampered with is not understood (400)."""
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        raise BadRequest(name) from None


def posted(request: HttpRequest, name: str, *, longest: int = 200) -> str:
    """The word in a hidden field or on a button, which our own pages always send (400)."""
    word = request.POST.get(name, "").replace("\x00", "")
    if not word:
        raise BadRequest(name)
    return word[:longest]
