"""Lists that are too long to be made into a file while one waits: a worker makes it, and finds the list by its key.

An app offers each list that can be taken out to the workers in its ``wiring``; ``core.exports`` gives the maker.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.translation import gettext as _

from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import Refused
from arbeidsrom.web.lists.declaration import Listing, Result

IN_REQUEST = 5_000
"""So many rows are made into a file at once."""

ListingFor = Callable[[Actor], Listing[Any]]


class TooLong(Refused):
    """The list has so many rows that its file is not made while one waits."""

    def __init__(self) -> None:
        super().__init__(_("The list is too long to be made at once. Press “Excel” on its page."))


class UnknownListing(LookupError):
    """No app that is switched on offers a list of this key."""


@dataclass(frozen=True, slots=True)
class Made:
    """A file on its way, or ready to be fetched: what it is called, and its page."""

    label: str
    url: str


class Maker(Protocol):
    """Makes the files, and has the address where one is asked for."""

    begin_export: str

    def made(self, actor: Actor, listing: str) -> Sequence[Made]: ...


class _Nobody:
    """Until a maker is given: every list is made while one waits."""

    begin_export = ""

    def made(self, actor: Actor, listing: str) -> Sequence[Made]:
        return ()


_maker: Maker = _Nobody()
_offered: dict[str, tuple[Listing[Any], ListingFor | None]] = {}


def use(maker: Maker) -> None:
    """Let this one make the files of long lists."""
    global _maker
    _maker = maker


def maker() -> Maker:
    """The maker in use."""
    return _maker


def is_long(result: Result[Any]) -> bool:
    """Whether the list is left to a worker: it has too many rows, or more than were counted."""
    return bool(_maker.begin_export) and (result.capped or result.count > IN_REQUEST)


def offer(listing: Listing[Any], shown_to: ListingFor | None = None) -> None:
    """Let workers find the list; ``shown_to`` makes it as it is for whoever asks, where that differs."""
    _offered[listing.key] = listing, shown_to


def offered() -> frozenset[str]:
    """The keys of the lists that workers can find."""
    return frozenset(_offered)


def title_of(key: str) -> str:
    """What the list is called; one of a module that is off tells its key."""
    return str(_offered[key][0].title) if key in _offered else key


def listing_for(key: str, actor: Actor) -> Listing[Any]:
    """The list of this key as it is for the actor, or ``UnknownListing``."""
    if key not in _offered:
        raise UnknownListing(key)
    listing, shown_to = _offered[key]
    return shown_to(actor) if shown_to else listing
