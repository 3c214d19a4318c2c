"""Where uploads go: a module registers what it takes files for, and decides who may send them there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from arbeidsrom.lib.actor import Actor

if TYPE_CHECKING:
    from arbeidsrom.core.vault.actions.documents import StoredContent
    from arbeidsrom.core.vault.models import DocumentVersion


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file on its way to something: ``about`` is its public id, ``fields`` what the form said besides."""

    about: UUID | None
    file_name: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Destination:
    """Something that takes files.

    ``holder`` says under whose key the file will lie; it raises ``DoesNotExist`` or ``PermissionDenied`` when the actor
    may not send a file there. It is asked when the upload begins and again when it ends. ``keep`` writes the stored
    file down, in a transaction with the end of the upload, usually by ``vault.actions.keep`` or ``keep_version``.
    """

    key: str
    holder: Callable[[Incoming, Actor], UUID]
    keep: Callable[[StoredContent, Incoming, Actor, datetime], DocumentVersion]


_destinations: dict[str, Destination] = {}


class UnknownDestination(LookupError):
    """No module takes files for this."""


def register(destination: Destination) -> None:
    """Called by a module's wiring."""
    _destinations[destination.key] = destination


def get(key: str) -> Destination:
    """The destination of that key."""
    try:
        return _destinations[key]
    except KeyError:
        raise UnknownDestination(key) from None
