"""Sealed files on a local or mounted disk."""

from __future__ import annotations

import errno
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from arbeidsrom.core.vault.storage.base import MissingFile, StorageFull

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
DRAFT = ".draft"
AHEAD = 8 * 1024 * 1024


class DiskStore:
    """Files in folders by the first letters of their key."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, key: str) -> DiskWriting:
        return DiskWriting(self._path(key))

    def read(self, key: str) -> DiskReading:
        return DiskReading(self._path(key))

    def delete(self, key: str) -> None:
        self._path(key).unlink(missing_ok=True)

    def answers(self) -> bool:
        with suppress(OSError):
            self.root.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.root) as file:
                os.write(file.fileno(), b"ready")
            return True
        return False

    def stored(self) -> Iterator[tuple[str, datetime]]:
        """Half-written files that a killed process left are among them, under names that nobody knows."""
        for path in sorted(self.root.glob("??/*")):
            with suppress(FileNotFoundError):
                yield path.name, datetime.fromtimestamp(path.stat().st_mtime, UTC)

    def _path(self, key: str) -> Path:
        return self.root / key[:2] / key


class DiskWriting:
    """Written beside its place, flushed to the disk, and moved there in one step."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}{DRAFT}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._file = os.open(self.draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise told(error) from error
        self._written = self._started = 0

    def write(self, data: bytes) -> None:
        view = memoryview(data)
        self._written += len(view)
        try:
            while view:
                view = view[os.write(self._file, view) :]
        except OSError as error:
            raise told(error) from error
        if self._written - self._started >= AHEAD:
            self._start_writing()

    def _start_writing(self) -> None:
        """Let the disk begin on what is there, so that it works while we seal and the last flush is short."""
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(self._file, self._started, self._written - self._started, os.POSIX_FADV_DONTNEED)
        self._started = self._written

    def commit(self) -> None:
        try:
            os.fsync(self._file)
            self._close()
            self.draft.replace(self.path)
            _flush_folder(self.path.parent)
        except OSError as error:
            raise told(error) from error

    def abandon(self) -> None:
        with suppress(OSError):
            self._close()
        self.draft.unlink(missing_ok=True)

    def _close(self) -> None:
        """Once only: the number may belong to somebody else's file afterwards."""
        file, self._file = self._file, -1
        if file >= 0:
            os.close(file)


class DiskReading:
    """An open file; threads may read it side by side."""

    def __init__(self, path: Path) -> None:
        try:
            self._file = os.open(path, os.O_RDONLY)
        except FileNotFoundError as error:
            raise MissingFile(path.name) from error
        self.size = os.fstat(self._file).st_size

    def read_at(self, offset: int, length: int) -> bytes:
        return os.pread(self._file, length, offset)

    def close(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def told(error: OSError) -> Exception:
    """A full disk in the vault's own words; everything else as it is."""
    return StorageFull() if error.errno in NO_ROOM else error


def _flush_folder(folder: Path) -> None:
    """Make the new name itself survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
