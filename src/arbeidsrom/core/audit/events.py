"""What the log can say: every app declares its events, each with a sentence that people can read.

An app has ``events.py`` with a tuple ``EVENTS`` of what it records, and its ``wiring.connect()`` calls
``events.declare(*EVENTS)``. A sentence may use the entry's details by name, such as ``%(count)s``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Kind(StrEnum):
    """Whether somebody changed something, looked at it, or took it out of the program."""

    CHANGE = "change"
    VIEW = "view"
    EXPORT = "export"


KIND_LABELS = {
    Kind.CHANGE: _("Something changed"),
    Kind.VIEW: _("Something looked at"),
    Kind.EXPORT: _("Something taken out"),
}


@dataclass(frozen=True, slots=True)
class Event:
    """A thing that can happen: its key, such as ``workspace.case.viewed``, and the sentence that tells it."""

    key: str
    sentence: str | _StrPromise
    kind: Kind = Kind.CHANGE
    hourly: int | None = None
    """How many times one person may do it within an hour, so that nobody empties the program by a script."""
    to_one: str | _StrPromise = ""
    """What is told to one of the many whom it is about, where the sentence names what is about the others."""


def viewed(
    key: str, sentence: str | _StrPromise, *, hourly: int | None = None, to_one: str | _StrPromise = ""
) -> Event:
    """Somebody looked at protected content."""
    return Event(key, sentence, Kind.VIEW, hourly, to_one)


def exported(key: str, sentence: str | _StrPromise, *, hourly: int = 60) -> Event:
    """Somebody took protected content out of the program: a download, a file, a shipment."""
    return Event(key, sentence, Kind.EXPORT, hourly)


_declared: dict[str, Event] = {}
_worded: dict[str, Callable[[str], str]] = {}


def declare(*events: Event) -> None:
    """Make events known; declaring the same again changes nothing."""
    for event in events:
        if _declared.setdefault(event.key, event) != event:
            raise ValueError(f"The event {event.key} is declared twice.")


def put_in_words(detail: str, words: Callable[[str], str]) -> None:
    """Let a detail that the log holds as a key, such as a role, be told by its name in the reader's language."""
    _worded[detail] = words


def declared() -> Mapping[str, Event]:
    """Everything that can be recorded, by key."""
    return _declared


def tell(key: str, details: Mapping[str, object] | None = None, *, to_one: bool = False) -> str:
    """What happened, as a sentence in the reader's language; an event of a module that is off tells its key.

    ``to_one`` of those it is about is told nothing of the others.
    """
    if key not in _declared:
        return key
    event = _declared[key]
    said = {name: _worded[name](str(value)) if name in _worded else value for name, value in (details or {}).items()}
    known: defaultdict[str, object] = defaultdict(lambda: "–", said)
    return str((to_one and event.to_one) or event.sentence) % known


def kind_of(key: str) -> Kind:
    """Whether it is a change, a view or taking out; what is not declared counts as a change."""
    return _declared[key].kind if key in _declared else Kind.CHANGE


def hourly_limit(key: str) -> int | None:
    """How many times one person may do it within an hour; None for what is not limited."""
    return _declared[key].hourly if key in _declared else None


def keys_of(*kinds: Kind) -> list[str]:
    """The keys of all events of these kinds."""
    return sorted(event.key for event in _declared.values() if event.kind in kinds)


EVENTS = (
    Event("audit.details.erased", _("The personal details of %(count)s entries in the log were erased.")),
    Event("audit.verification.finished", _("The log was verified: %(entries)s entries.")),
    Event("audit.verification.broken", _("The log was verified and is not whole: it is broken at entry %(number)s.")),
    viewed("audit.log.viewed", _("The log was read.")),
    exported("audit.log.exported", _("%(count)s entries of the log were exported.")),
)
