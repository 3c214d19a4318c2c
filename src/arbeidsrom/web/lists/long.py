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
ListingOf = Callable[[Actor, str], Listing[Any]]
OF = ":"
"""Between the key of a list that there is one of for each of something, such as a plan, and which one it is."""


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
_each: dict[str, ListingOf] = {}


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


def offer_each(listing: Listing[Any], shown_to: ListingOf) -> None:
    """Let workers find a list that there is one of for each of something.

    Their keys are that of ``listing``, a colon and which one; ``shown_to`` makes that one, or finds that the actor
    sees no such thing.
    """
    _offered[listing.key] = listing, None
    _each[listing.key] = shown_to


def offered() -> frozenset[str]:
    """The keys of the lists that workers can find."""
    return frozenset(_offered)


def is_offered(key: str) -> bool:
    """Whether workers can find the list of this key."""
    kind, mark, _which = key.partition(OF)
    return kind in _offered and bool(mark) == (kind in _each)


def title_of(key: str) -> str:
    """What the list is called; one of a module that is off tells its key."""
    kind = key.partition(OF)[0]
    return str(_offered[kind][0].title) if kind in _offered else key


def listing_for(key: str, actor: Actor) -> Listing[Any]:
    """The list of this key as it is for the actor, or ``UnknownListing``."""
    if not is_offered(key):
        raise UnknownListing(key)
    kind, _mark, which = key.partition(OF)
    if kind in _each:
        return _each[kind](actor, which)
    listing, shown_to = _offered[kind]
    return shown_to(actor) if shown_to else listing
