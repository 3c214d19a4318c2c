"""Which characters the papers' typeface can draw; a PDF for archives may hold no others."""

from __future__ import annotations

import struct
import unicodedata
from functools import cache

import fontpkg_inter

STAND_IN = "\N{WHITE SQUARE}"


def drawable(text: str) -> str:
    """The text in composed letters, with a square for what the typeface does not have."""
    composed = unicodedata.normalize("NFC", text).replace("\t", " ")
    if composed.isascii() and composed.isprintable():
        return composed
    known = _known()
    return "".join(letter if letter == "\n" or ord(letter) in known else _instead(letter) for letter in composed)


def _instead(letter: str) -> str:
    """Nothing for what was never to be seen, a square for the rest."""
    return "" if unicodedata.category(letter)[0] in "CM" or letter == "\r" else STAND_IN


@cache
def _known() -> frozenset[int]:
    """The code points in the typeface's own table, without those for private use."""
    font = (fontpkg_inter.ROOT / "files" / "Inter[opsz,wght].ttf").read_bytes()
    (tables,) = struct.unpack_from(">H", font, 4)
    entries = (struct.unpack_from(">4sIII", font, 12 + 16 * number) for number in range(tables))
    start = next(offset for tag, _check, offset, _length in entries if tag == b"cmap")
    (count,) = struct.unpack_from(">H", font, start + 2)
    points: set[int] = set()
    for number in range(count):
        _platform, _encoding, offset = struct.unpack_from(">HHI", font, start + 4 + 8 * number)
        if struct.unpack_from(">H", font, start + offset)[0] == 12:
            points |= _grouped(font, start + offset)
    return frozenset(point for point in points if unicodedata.category(chr(point))[0] not in "C")


def _grouped(font: bytes, start: int) -> set[int]:
    """The code points of a table that lists runs of them (format 12)."""
    (groups,) = struct.unpack_from(">I", font, start + 12)
    points: set[int] = set()
    for number in range(groups):
        first, last, _glyph = struct.unpack_from(">III", font, start + 16 + 12 * number)
        points.update(range(first, last + 1))
    return points
