"""A zip file made while it is sent: files stored as they are, exact length known beforehand, any range of it.

Sizes and CRC-32 of the files are known, so every header can be made without reading a byte of them. ZIP64 records are
used only where a file or the archive needs them, for old phones do without.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

_MOST_32 = 0xFFFFFFFF
_MOST_16 = 0xFFFF
_UTF8 = 0x0800
_STORED = 0
_PLAIN_VERSION, _ZIP64_VERSION = 20, 45


class Entry(NamedTuple):
    """A file in the archive; names must differ."""

    name: str
    size: int
    crc32: int
    changed_at: datetime


class Bytes(NamedTuple):
    """Bytes of the archive itself: a header or the directory."""

    content: bytes


class Part(NamedTuple):
    """Bytes of a file: from start up to end of the entry with this number."""

    entry: int
    start: int
    end: int


class ZipLayout:
    """Where everything in the archive lies."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._pieces: list[Bytes | Part] = []
        offsets, position = [], 0
        for number, entry in enumerate(entries):
            offsets.append(position)
            header = _local_header(entry)
            self._pieces += [Bytes(header), Part(number, 0, entry.size)]
            position += len(header) + entry.size
        directory = b"".join(_directory_entry(entry, at) for entry, at in zip(entries, offsets, strict=True))
        end = _end_records(len(entries), len(directory), position)
        self._pieces.append(Bytes(directory + end))
        self.length = position + len(directory) + len(end)

    def pieces(self, start: int = 0, end: int | None = None) -> Iterator[Bytes | Part]:
        """What to send for the bytes from start up to end of the archive."""
        end = self.length if end is None else min(end, self.length)
        position = 0
        for piece in self._pieces:
            length = len(piece.content) if isinstance(piece, Bytes) else piece.end
            first, last = max(start - position, 0), min(end - position, length)
            position += length
            if first >= last:
                continue
            yield Bytes(piece.content[first:last]) if isinstance(piece, Bytes) else Part(piece.entry, first, last)


def _local_header(entry: Entry) -> bytes:
    name, large = entry.name.encode(), entry.size >= _MOST_32
    extra = struct.pack("<HHQQ", 1, 16, entry.size, entry.size) if large else b""
    size = _MOST_32 if large else entry.size
    fields = (_version(large), _UTF8, _STORED, *_dos_time(entry.changed_at), entry.crc32, size, size)
    return struct.pack("<4sHHHHHIIIHH", b"PK\x03\x04", *fields, len(name), len(extra)) + name + extra


def _directory_entry(entry: Entry, offset: int) -> bytes:
    name, large, far = entry.name.encode(), entry.size >= _MOST_32, offset >= _MOST_32
    values = [entry.size, entry.size] * large + [offset] * far
    extra = struct.pack(f"<HH{len(values)}Q", 1, 8 * len(values), *values) if values else b""
    size, version = _MOST_32 if large else entry.size, _version(large or far)
    fields = (version, version, _UTF8, _STORED, *_dos_time(entry.changed_at), entry.crc32, size, size)
    place = (len(name), len(extra), 0, 0, 0, 0, _MOST_32 if far else offset)
    return struct.pack("<4sHHHHHHIIIHHHHHII", b"PK\x01\x02", *fields, *place) + name + extra


def _end_records(count: int, size: int, offset: int) -> bytes:
    zip64 = b""
    if count >= _MOST_16 or size >= _MOST_32 or offset >= _MOST_32:
        fields = (44, _ZIP64_VERSION, _ZIP64_VERSION, 0, 0, count, count, size, offset)
        zip64 = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", *fields)
        zip64 += struct.pack("<4sIQI", b"PK\x06\x07", 0, offset + size, 1)
    counts = (min(count, _MOST_16), min(count, _MOST_16))
    last = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, *counts, min(size, _MOST_32), min(offset, _MOST_32), 0)
    return zip64 + last


def _version(zip64: bool) -> int:
    return _ZIP64_VERSION if zip64 else _PLAIN_VERSION


def _dos_time(moment: datetime) -> tuple[int, int]:
    time = moment.hour << 11 | moment.minute << 5 | moment.second // 2
    return time, (max(moment.year, 1980) - 1980) << 9 | moment.month << 5 | moment.day
