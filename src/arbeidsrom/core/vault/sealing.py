"""A file is sealed, measured and scanned while it is received; nothing readable touches the disk."""

from __future__ import annotations

import hashlib
import zlib
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Self

from django.conf import settings
from django.utils.translation import gettext as _

from arbeidsrom.core.vault.scanner import Scan, Verdict
from arbeidsrom.core.vault.storage import store
from arbeidsrom.core.vault.storage.base import Writing
from arbeidsrom.lib import sealed_stream
from arbeidsrom.lib.refusals import Refused

HEAD = 4096
LARGE = 256 * 1024
AT_ONCE = 4
"""So many pieces are kept in memory for their checksum."""


def most() -> int:
    """How many bytes one file can have."""
    return int(settings.VAULT_MAX_FILE)


def in_words(size: int) -> str:
    """A limit as people say it."""
    for unit, name in ((2**30, "GiB"), (2**20, "MiB"), (2**10, "KiB")):
        if size >= unit and size % unit == 0:
            return f"{size // unit} {name}"
    return f"{size} B"


class TooLarge(Refused):
    """The file is larger than the installation takes."""

    def __init__(self) -> None:
        super().__init__(_("The file is too large: one file can be %(size)s.") % {"size": in_words(most())})


class CutOff(Refused):
    """The sender went away before the whole file was here."""

    def __init__(self) -> None:
        super().__init__(_("The file was cut off on the way and has not been stored. Send it again."))


@dataclass(frozen=True, slots=True)
class SealedFile:
    """What is known of a file when it has been sealed and stored."""

    size: int
    sha256: str
    crc32: int
    head: bytes
    verdict: Verdict


def seal_to_store(
    chunks: Iterable[bytes], *, storage_key: str, key: bytes, context: bytes, length: int | None = None
) -> SealedFile:
    """Seal a file into the store: there whole when this returns, and not at all when it raises."""
    file, scan = store().write(storage_key), Scan()
    try:
        sealed = _seal(chunks, file, scan, key, context)
        if length is not None and sealed.size != length:
            raise CutOff
        file.commit()
    except BaseException:
        file.abandon()
        scan.abandon()
        raise
    return sealed


def _seal(chunks: Iterable[bytes], file: Writing, scan: Scan, key: bytes, context: bytes) -> SealedFile:
    sealer, size, head = sealed_stream.sealer(key, context), 0, b""
    with Checksums() as checksums:
        for chunk in chunks:
            size += len(chunk)
            if size > most():
                raise TooLarge
            if len(head) < HEAD:
                head += bytes(chunk[: HEAD - len(head)])
            checksums.take(chunk)
            scan.feed(chunk)
            file.write(sealer.update(chunk))
        file.write(sealer.finalize())
    return SealedFile(size, checksums.sha256, checksums.crc32, head, scan.verdict())


class Checksums:
    """SHA-256 and CRC-32 of a file as it comes; the first of large pieces is reckoned beside the rest of the work.

    SHA-256 takes as long as sealing, writing and CRC-32 together, so that two cores have the same to do.
    """

    def __init__(self) -> None:
        self._sha256, self.crc32 = hashlib.sha256(), 0
        self._beside: ThreadPoolExecutor | None = None
        self._pending: deque[Future[None]] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._wait(0)
        if self._beside:
            self._beside.shutdown()

    @property
    def sha256(self) -> str:
        return self._sha256.hexdigest()

    def take(self, chunk: bytes) -> None:
        """The next piece; a few before it may still be under way."""
        self.crc32 = zlib.crc32(chunk, self.crc32)
        if len(chunk) < LARGE:
            self._wait(0)
            self._sha256.update(chunk)
            return
        self._wait(AT_ONCE - 1)
        self._beside = self._beside or ThreadPoolExecutor(1)
        self._pending.append(self._beside.submit(self._sha256.update, chunk))

    def _wait(self, left: int) -> None:
        while len(self._pending) > left:
            self._pending.popleft().result()


def open_stored(
    *, storage_key: str, key: bytes, context: bytes, size: int, start: int = 0, end: int | None = None
) -> Iterator[bytes]:
    """The plain bytes of a stored file, in pieces. Key, commitment and length are proved before the first piece."""
    reading = store().read(storage_key)
    try:
        opener = sealed_stream.Opener(key, context, reading, reading.size)
        if opener.length != size:
            raise sealed_stream.NotOpened("The stored file has another length than the register says")
        opener.verify_length()
    except BaseException:
        reading.close()
        raise
    return _reading(opener, reading, start, end)


def _reading(opener: sealed_stream.Opener, reading: object, start: int, end: int | None) -> Iterator[bytes]:
    try:
        yield from opener.read(start, end)
    finally:
        reading.close()  # type: ignore[attr-defined]
