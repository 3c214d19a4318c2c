"""What every store can do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from types import TracebackType
from typing import Protocol, Self

from django.utils.translation import gettext_lazy as _

from arbeidsrom.lib.refusals import Refused


class StorageFull(Refused):
    """There is no room: nothing of the file was kept, and nothing else was touched."""

    def __init__(self) -> None:
        super().__init__(_("There is no room to store the file. Nothing was lost. Tell those who run the program."))


class StorageDown(Refused):
    """The store cannot be reached."""

    def __init__(self) -> None:
        super().__init__(_("The document store cannot be reached just now. Try again in a little while."))


class MissingFile(Exception):
    """The store does not hold the file that the database knows."""


class Writing(Protocol):
    """A file being written: there whole after ``commit``, and otherwise not at all."""

    def write(self, data: bytes) -> None: ...

    def commit(self) -> None: ...

    def abandon(self) -> None: ...


class Reading(Protocol):
    """A file being read, at any place."""

    size: int

    def read_at(self, offset: int, length: int) -> bytes | bytearray | memoryview: ...

    def close(self) -> None: ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Store(Protocol):
    """A place for sealed files."""

    def write(self, key: str) -> Writing: ...

    def read(self, key: str) -> Reading: ...

    def delete(self, key: str) -> None: ...

    def answers(self) -> bool:
        """Whether it can be used just now."""
        ...

    def stored(self) -> Iterator[tuple[str, datetime]]:
        """Everything that lies there, with when it came."""
