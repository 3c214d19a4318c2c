"""Which bytes of a file a browser asks for (RFC 9110, section 14): one range at a time, anything else is the whole."""

from __future__ import annotations

import re
from typing import NamedTuple

_ONE_RANGE = re.compile(r"bytes\s*=\s*(\d{0,19})\s*-\s*(\d{0,19})\s*\Z", re.ASCII)


class ByteRange(NamedTuple):
    """Half-open: ``start`` is sent, ``end`` is not."""

    start: int
    end: int


class NotSatisfiable(ValueError):
    """The range lies outside the file (416)."""


def asked_range(header: str, size: int, *, if_range: str = "", etag: str = "") -> ByteRange | None:
    """The range to send, or None for the whole file.

    Several ranges, another unit or nonsense are passed over, as the standard allows; so is a range of an older file
    (``If-Range``).
    """
    found = _ONE_RANGE.match(header)
    if not found or found.groups() == ("", "") or (if_range and if_range != etag):
        return None
    first, last = found.groups()
    if not first:
        start, end = max(size - int(last), 0), size
        if int(last) == 0:
            raise NotSatisfiable
    else:
        start, end = int(first), min(int(last) + 1, size) if last else size
    if last and first and int(last) < int(first):
        return None
    if start >= size:
        raise NotSatisfiable
    return ByteRange(start, end)
