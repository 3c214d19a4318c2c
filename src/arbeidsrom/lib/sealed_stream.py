"""Sealed streams of any length: C2SP chunked encryption, "Cobblestone-256" (c2sp.org/chunked-encryption).

A sealed stream is salt (24 bytes), commitment (32 bytes) and chunks of 16 KiB, each with its tag; the last chunk is
always shorter. Byte ``i`` of the plaintext lies in chunk ``i // 16384``, so any range opens without the rest. Whatever
is changed, cut, moved or added is noticed, and a sealed stream opens with one key in one context only. Memory is
constant.

The cryptography library seals and opens whole streams; opening a part of one, which it does not offer, is done here.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator
from typing import Protocol

from cryptography.cobblestone import Cobblestone256Decryptor, Cobblestone256Encryptor
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

KEY_BYTES = 32
CHUNK = 16 * 1024
TAG = 16
SEALED_CHUNK = CHUNK + TAG
SALT = 24
HEAD = SALT + 32
MOST_CHUNKS = 2**38
_NONCE = 12
_BATCH = 16  # chunks opened in one go: 256 KiB
_LABEL = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\x00"


class NotOpened(Exception):
    """The key or the context is wrong, or the sealed stream has been changed, cut or extended."""


class Reader(Protocol):
    """Where sealed bytes are read from, at any place."""

    def read_at(self, offset: int, length: int) -> bytes | bytearray | memoryview:
        """The bytes from the offset; fewer only at the end."""


def plain_length(sealed: int) -> int:
    """How long the content of a sealed stream is, by its length alone; ``NotOpened`` when no stream is so long."""
    whole, rest = divmod(sealed - HEAD, SEALED_CHUNK)
    if sealed < HEAD + TAG or rest < TAG:
        raise NotOpened("The sealed stream has been cut")
    return whole * CHUNK + rest - TAG


def whole_chunks(sealed: int) -> int:
    """How many whole chunks there are in a stream whose sealing was broken off at this length."""
    return max(sealed - HEAD, 0) // SEALED_CHUNK


def sealer(key: bytes, context: bytes) -> Cobblestone256Encryptor:
    """Seals one stream as it comes: ``update(data)`` for each piece, then ``finalize()``; both give sealed bytes."""
    return Cobblestone256Encryptor(key, context)


def seal(key: bytes, context: bytes, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Seal a whole stream."""
    stream = sealer(key, context)
    for piece in pieces:
        yield stream.update(piece)
    yield stream.finalize()


class Opener:
    """Opens a sealed stream, or any part of it."""

    def __init__(self, key: bytes, context: bytes, reader: Reader, sealed: int) -> None:
        self.length = plain_length(sealed)
        self._reader, self._sealed = reader, sealed
        self._key, self._context = key, context
        if len(key) != KEY_BYTES:
            raise NotOpened("The key must be 32 bytes long")
        head = self._sealed_bytes(0, HEAD)
        derived = HKDFExpand(SHA512(), KEY_BYTES + _NONCE + 32, _LABEL + bytes(head[:SALT]) + context).derive(key)
        if not hmac.compare_digest(head[SALT:], derived[KEY_BYTES + _NONCE :]):
            raise NotOpened("The key or the context is not the one that sealed this")
        self._cipher = AESGCM(derived[:KEY_BYTES])
        self._base = int.from_bytes(derived[KEY_BYTES : KEY_BYTES + _NONCE], "big")

    def read(self, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """The plain bytes from start up to end, in pieces, each authenticated before it is given."""
        end = self.length if end is None else min(end, self.length)
        if start == 0 and end == self.length:
            return self._read_whole()
        return self._read_part(start, end)

    def verify_length(self) -> None:
        """Prove that nothing has been cut off or added, by opening the last chunk."""
        last = self.length // CHUNK
        for _piece in self._chunks(last, last + 1):
            pass

    def _read_whole(self) -> Iterator[bytes]:
        stream = Cobblestone256Decryptor(self._key, self._context)
        step = _BATCH * SEALED_CHUNK
        try:
            for offset in range(0, self._sealed, step):
                yield stream.update(self._sealed_bytes(offset, min(step, self._sealed - offset)))
            yield stream.finalize()
        except (InvalidTag, ValueError) as error:
            raise NotOpened("The sealed stream has been changed or cut") from error

    def _read_part(self, start: int, end: int) -> Iterator[bytes]:
        if end < self.length or start >= end:
            self.verify_length()
        position = start // CHUNK * CHUNK
        for piece in self._chunks(start // CHUNK, -(-end // CHUNK)):
            first, position = position, position + len(piece)
            wanted = piece[max(start - first, 0) : max(end - first, 0)]
            if wanted:
                yield bytes(wanted)

    def first_chunks(self, count: int) -> Iterator[bytes]:
        """The first whole chunks alone, without asking how the stream ends."""
        for piece in self._chunks(0, count):
            yield bytes(piece)

    def _chunks(self, first: int, beyond: int) -> Iterator[memoryview]:
        """Open the chunks from first up to beyond, a batch at a time; a view is good until the next one."""
        if beyond > MOST_CHUNKS:
            raise NotOpened("A sealed stream holds 4 PiB at most")
        plain = memoryview(bytearray(_BATCH * CHUNK))
        for number in range(first, beyond, _BATCH):
            offset = HEAD + number * SEALED_CHUNK
            length = min(min(_BATCH, beyond - number) * SEALED_CHUNK, self._sealed - offset)
            yield plain[: self._open(number, memoryview(self._sealed_bytes(offset, length)), plain)]

    def _open(self, number: int, sealed: memoryview, plain: memoryview) -> int:
        done, decrypt = 0, self._cipher.decrypt_into
        try:
            for start in range(0, len(sealed), SEALED_CHUNK):
                part = sealed[start : start + SEALED_CHUNK]
                end = done + len(part) - TAG
                decrypt((self._base ^ number).to_bytes(_NONCE, "big"), part, None, plain[done:end])
                done, number = end, number + 1
        except (InvalidTag, ValueError) as error:
            raise NotOpened("The sealed stream has been changed or cut") from error
        return done

    def _sealed_bytes(self, offset: int, length: int) -> bytes | bytearray | memoryview:
        found = self._reader.read_at(offset, length)
        if len(found) != length:
            raise NotOpened("The sealed stream has been cut")
        return found


def open_whole_chunks(key: bytes, context: bytes, reader: Reader, count: int) -> Iterator[bytes]:
    """What was sealed before the sealing was broken off; how many whole chunks that is must be known from elsewhere."""
    return Opener(key, context, reader, HEAD + count * SEALED_CHUNK + TAG).first_chunks(count)
