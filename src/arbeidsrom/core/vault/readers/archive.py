"""Zip files, whose claims are checked before anything is unpacked."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO

from lxml import etree

from .limits import MAX_ENTRIES, MAX_RATIO, MAX_UNPACKED, RATIO_MATTERS_FROM, Outcome, Unreadable

DECLARATIONS = tuple(
    word.encode(code) for word in ("<!DOCTYPE", "<!ENTITY") for code in ("ascii", "utf-16-le", "utf-16-be")
)


class Archive:
    """An office document or other zip that promises to unpack to a sensible size.

    Python's reader never unpacks more of an entry than the size it declares, so checking the declared sizes is enough.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError) as broken:
            raise Unreadable(Outcome.BROKEN) from broken
        entries = self._zip.infolist()
        if any(entry.flag_bits & 1 for entry in entries):
            raise Unreadable(Outcome.ENCRYPTED)
        if _is_bomb(entries, len(data)):
            raise Unreadable(Outcome.HOSTILE)
        self.names = frozenset(entry.filename for entry in entries)

    @property
    def has_macros(self) -> bool:
        """Whether the document carries program code."""
        return any(name.lower().endswith("vbaproject.bin") for name in self.names)

    def read(self, name: str, *, at_most: int = MAX_UNPACKED) -> bytes:
        """One part, unpacked in memory."""
        try:
            with self._zip.open(name) as part:
                return part.read(at_most)
        except (KeyError, zipfile.BadZipFile, NotImplementedError, EOFError, OSError) as broken:
            raise Unreadable(Outcome.BROKEN) from broken

    def xml(self, name: str) -> bytes:
        """One part of XML, refused when it declares entities: office programs never do."""
        data = self.read(name)
        if any(declaration in data for declaration in DECLARATIONS):
            raise Unreadable(Outcome.HOSTILE)
        return data

    def elements(self, name: str, *, forget: str) -> Iterator[etree._Element]:
        """The elements of a part as they end; those called ``forget`` are dropped after use to keep memory small."""
        parsed = etree.iterparse(
            BytesIO(self.xml(name)), events=("end",), resolve_entities=False, no_network=True, load_dtd=False
        )
        for _event, element in parsed:
            yield element
            if local_name(element) == forget:
                element.clear(keep_tail=True)
                while element.getprevious() is not None and (parent := element.getparent()) is not None:
                    del parent[0]

    def check_all_xml(self) -> None:
        """Refuse the document when any part of it declares entities."""
        for name in self.names:
            if name.lower().endswith((".xml", ".rels")):
                self.xml(name)


def local_name(element: etree._Element) -> str:
    """The element's name without its namespace; nothing for comments and instructions."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _is_bomb(entries: list[zipfile.ZipInfo], packed: int) -> bool:
    """Too many parts, too much content, or content squeezed or overlapped beyond what real documents are."""
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        return True
    if sum(entry.compress_size for entry in entries) > packed:
        return True
    return any(
        entry.file_size > RATIO_MATTERS_FROM and entry.file_size > MAX_RATIO * max(entry.compress_size, 1)
        for entry in entries
    )
