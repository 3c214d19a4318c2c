"""Other parts of the home page: each app gives its own, with the template that shows it (KP-HOME-003–009)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from arbeidsrom.lib.actor import Actor

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

ABOVE = 100  # a section with a lower order stands above the cards


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the home page: ``template`` gets the finished ``content``, and asks the database nothing."""

    key: str
    title: str | _StrPromise
    template: str
    content: Mapping[str, Any] = field(default_factory=dict)
    order: int = 150


SectionMaker = Callable[[Actor, date], Section | None]
_makers: dict[str, SectionMaker] = {}


def register(key: str, make: SectionMaker) -> None:
    """Let an app give a section; None while it has nothing to show."""
    _makers[key] = make


def sections_for(actor: Actor, today: date) -> list[Section]:
    """The sections that have something to show, in order."""
    made = [_makers[key](actor, today) for key in sorted(_makers)]
    return sorted((one for one in made if one), key=lambda one: (one.order, one.key))
