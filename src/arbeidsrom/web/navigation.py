"""What the menus offer: filled by the apps at start, filtered by what the actor may do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.urls import reverse

from arbeidsrom.lib.actor import Actor

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Place(StrEnum):
    """Where a menu item stands."""

    MAIN = "main"
    ADMINISTRATION = "administration"
    OWN = "own"
    HOME = "home"  # at the top of the home page
    SYSTEM = "system"  # the bottom of the main menu (KP-MENU-001)
    GLOBAL = "global"  # on the page «Global administrasjon» (KP-HF-001)
    OVERVIEW = "overview"  # tabs of the employee overview (KP-MATRIX-001)
    LOCAL = "local"  # on the page «Lokal administrasjon» (KP-ADM-141)


@dataclass(frozen=True, slots=True)
class Item:
    """A page that the menus lead to, for everybody or for those who hold the permission, or one of them, somewhere.

    ``also_for`` says of others that they may open it, from what is known of the actor without asking the database.
    ``concerns`` says whether whoever may open it has anything there: it may ask the database once, and is asked only
    where the menu is shown. Items of one ``group`` stand together under its name. ``short`` is how the label begins,
    for the bar of a phone.
    """

    key: str
    label: str | _StrPromise
    url_name: str
    icon: str
    permission: str | tuple[str, ...] = ""
    order: int = 50
    place: Place = Place.MAIN
    also_for: Callable[[Actor], bool] | None = None
    concerns: Callable[[Actor], bool] | None = None
    group: str | _StrPromise = ""
    short: str | _StrPromise = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A menu item as a page shows it."""

    label: str
    url: str
    icon: str
    current: bool = False
    group: str = ""
    short: str = ""


@dataclass(frozen=True, slots=True)
class Search:
    """The list that answers the search at the top of every page; ``within`` is carried along in the address."""

    label: str | _StrPromise
    url_name: str
    permissions: tuple[str, ...]
    within: tuple[tuple[str, str], ...] = ()

    @property
    def url(self) -> str:
        """Where the words are sent."""
        return reverse(self.url_name)


_items: dict[str, Item] = {}
_searches: dict[str, Search] = {}


def register(item: Item) -> None:
    """Hang a page up in a menu; the same key replaces the former."""
    _items[item.key] = item


def register_search(key: str, search: Search) -> None:
    """Let a list be searched from every page; the same key replaces the former."""
    _searches[key] = search


def search_for(actor: Actor | None) -> Search | None:
    """The first list that the actor may search."""
    allowed = (one for one in _searches.values() if actor and any(actor.holds(each) for each in one.permissions))
    return next(allowed, None)


def links(place: Place, actor: Actor | None, path: str) -> tuple[Link, ...]:
    """The pages of one menu that are offered to the actor, in order."""
    chosen = sorted(
        (item for item in _items.values() if item.place == place and _is_offered(item, actor)),
        key=lambda item: (item.order, item.key),
    )
    urls = {item.key: reverse(item.url_name) for item in chosen}
    current = max((url for url in urls.values() if _is_at(path, url)), key=len, default=None)
    return tuple(
        Link(
            str(item.label),
            urls[item.key],
            item.icon,
            urls[item.key] == current,
            str(item.group),
            str(item.short or item.label),
        )
        for item in chosen
    )


def _is_offered(item: Item, actor: Actor | None) -> bool:
    if not _may_open(item, actor):
        return False
    return item.concerns is None or (actor is not None and item.concerns(actor))


def _may_open(item: Item, actor: Actor | None) -> bool:
    if item.also_for and actor is not None and item.also_for(actor):
        return True
    enough = (item.permission,) if isinstance(item.permission, str) else item.permission
    return not any(enough) or (actor is not None and any(actor.holds(permission) for permission in enough))


def _is_at(path: str, url: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))
