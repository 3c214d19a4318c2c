"""The registers that can be imported; each says how its file is read, compared, applied and taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from arbeidsrom.core.imports.models import ImportRun
from arbeidsrom.core.imports.rules import Outcome

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Words:
    """How the pages speak of what a register holds: members and clubs, or positions and employers."""

    before: _StrPromise
    places: _StrPromise
    place: _StrPromise
    many_removed: _StrPromise
    many_removed_in_tenant: _StrPromise
    undone: Callable[[ImportRun], list[str]]


class Register(Protocol):
    """A register of another system that is imported as files."""

    key: str
    label: _StrPromise
    permission: str
    words: Words
    nightly: bool
    """Whether a delivery comes every night but those of weekends, so that a missing one is told (KP-HF-040)."""

    def stage(self, run: ImportRun, chunks: Iterable[bytes], *, today: date) -> Iterator[None]:
        """Read the file beside what is known; yields now and then, having saved its numbers on the run."""

    def outcome(self, run: ImportRun, *, today: date) -> Outcome:
        """Compare, fill in the run's numbers, and say what could stop it."""

    def apply(self, run: ImportRun, *, today: date) -> None:
        """Make it the truth, in the caller's transaction."""

    def undo(self, run: ImportRun, *, today: date) -> None:
        """Take it back, in the caller's transaction."""

    def changes(self, run: ImportRun) -> Mapping[UUID, Mapping[str, int]]:
        """What the run does in each tenant where it does anything, for their audit logs."""

    def forget(self, run: ImportRun) -> None:
        """Throw away what was staged and remembered."""


_registers: dict[str, Register] = {}


def register(register: Register) -> None:
    """Make a register known."""
    _registers[register.key] = register


def get(key: str) -> Register:
    """The register of a run."""
    return _registers[key]


def all_permissions() -> tuple[str, ...]:
    """The permissions to import, one for each register."""
    return tuple(register.permission for register in registers())


def registers() -> tuple[Register, ...]:
    """All registers, in the order they were made known."""
    return tuple(_registers.values())
