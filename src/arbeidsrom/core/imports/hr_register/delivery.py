"""What the HR system delivers: the file of positions alone, or an archive with the files of units and absences too.

An archive is opened in memory: nothing readable touches the disk.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from arbeidsrom.core.imports.reading import Fault, FileRefused

POSITIONS, UNITS, ABSENCES = "stillinger.csv", "enheter.csv", "fravær.csv"
PIECE = 1024 * 1024
MOST = 1024 * PIECE
"""So many bytes one delivery can have when it is unpacked."""
ARCHIVE = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Delivery:
    """The files, by their names; positions are always among them."""

    tables: Mapping[str, Iterable[bytes]]

    @property
    def positions(self) -> Iterable[bytes]:
        return self.tables[POSITIONS]


def open_delivery(chunks: Iterable[bytes]) -> Delivery:
    """The tables of a delivery, or ``FileRefused``."""
    rest = iter(chunks)
    first = next(rest, b"")
    if not first.startswith(ARCHIVE):
        return Delivery({POSITIONS: _again(first, rest)})
    return _from_archive(b"".join((first, *rest)))


def _again(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _from_archive(content: bytes) -> Delivery:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile as error:
        raise FileRefused(Fault.NOT_AN_ARCHIVE) from error
    members = {PurePosixPath(member.filename).name.lower(): member for member in archive.infolist()}
    wanted = {name: members[name] for name in (POSITIONS, UNITS, ABSENCES) if name in members}
    if POSITIONS not in wanted:
        raise FileRefused(Fault.MISSING_TABLE)
    if sum(member.file_size for member in wanted.values()) > MOST:
        raise FileRefused(Fault.TOO_LONG)
    return Delivery({name: Unpacked(archive, member) for name, member in wanted.items()})


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A file of an archive, as often as it is asked for; never more than the archive says there is."""

    archive: zipfile.ZipFile
    member: zipfile.ZipInfo

    def __iter__(self) -> Iterator[bytes]:
        try:
            with self.archive.open(self.member) as file:
                while piece := file.read(PIECE):
                    yield piece
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
            raise FileRefused(Fault.NOT_AN_ARCHIVE) from error


def pack(folder: Path) -> bytes:
    """The files of a folder as one delivery."""
    there = (folder / name for name in (POSITIONS, UNITS, ABSENCES))
    return packed({file.name: file.read_bytes() for file in there if file.is_file()})


def packed(tables: Mapping[str, bytes]) -> bytes:
    """The files, by their names, as one delivery."""
    together = io.BytesIO()
    with zipfile.ZipFile(together, "w", zipfile.ZIP_STORED) as archive:
        for name, content in tables.items():
            archive.writestr(name, content)
    return together.getvalue()
