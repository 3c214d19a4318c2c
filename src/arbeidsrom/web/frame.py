"""What stands around every signed-in page: menus, the acting office, counts, the person's look."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypedDict

from django.http import HttpRequest

from arbeidsrom.lib.actor import Actor
from arbeidsrom.web import navigation
from arbeidsrom.web.navigation import Link, Place


@dataclass(frozen=True, slots=True)
class Office:
    """A position or office that the person can act in; ``key`` is what the switch posts."""

    key: str
    label: str
    unit: str
    current: bool = False
    on_behalf_of: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """The finished parts of the page frame; rendering them asks the database nothing.

    ``choose_url`` leads to the page where one chooses position; empty for whoever has nothing to choose between.
    """

    name: str = ""
    offices: tuple[Office, ...] = ()
    switch_url: str = ""
    choose_url: str = ""
    main: tuple[Link, ...] = ()
    administration: tuple[Link, ...] = ()
    own: tuple[Link, ...] = ()
    system: tuple[Link, ...] = ()
    sign_out_url: str = ""
    search: navigation.Search | None = None
    notifications_url: str = ""
    notifications: int = 0
    scheme: str = "auto"
    notice: str = ""

    @property
    def office(self) -> Office | None:
        """The office acted in now."""
        return next((office for office in self.offices if office.current), None)

    @property
    def phone_bar(self) -> tuple[Link, ...]:
        """The four tasks at the bottom of a phone."""
        return self.main[:4]

    @property
    def initials(self) -> str:
        """First and last initial of the person, for the menu button."""
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


FrameMaker = Callable[[], Frame]
FirstMaker = Callable[[], str]


def plain_frame(request: HttpRequest) -> Frame:
    """The menus alone: enough for a page when nobody has given the request a fuller frame."""
    actor: Actor | None = getattr(request, "actor", None)
    return Frame(name=actor.label if actor else "", **menus(actor, request.path))


class Menus(TypedDict):
    """The menus, as keyword arguments of ``Frame``."""

    main: tuple[Link, ...]
    administration: tuple[Link, ...]
    own: tuple[Link, ...]
    system: tuple[Link, ...]


def menus(actor: Actor | None, path: str) -> Menus:
    """What the actor may open, menu by menu."""
    return {
        "main": navigation.links(Place.MAIN, actor, path),
        "administration": navigation.links(Place.ADMINISTRATION, actor, path),
        "own": navigation.links(Place.OWN, actor, path),
        "system": navigation.links(Place.SYSTEM, actor, path),
    }


def frame_of(request: HttpRequest) -> Frame:
    """The frame of this request: what ``config`` put on it as the callable ``request.frame``, else the menus alone."""
    make: FrameMaker | None = getattr(request, "frame", None)
    return make() if make else plain_frame(request)


def first_of(request: HttpRequest) -> str:
    """What is to be seen before the page: what ``config`` put on the request as the callable ``request.first``."""
    make: FirstMaker | None = getattr(request, "first", None)
    return make() if make else ""
