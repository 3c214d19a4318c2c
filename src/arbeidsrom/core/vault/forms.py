"""What uploads say about themselves."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

OWN = frozenset({"filename", "name", "filetype", "type", "relativepath", "destination", "about"})


class BadUpload(ValueError):
    """The headers of the upload cannot be understood."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """An upload as its sender announces it."""

    destination: str
    about: UUID | None
    file_name: str
    size: int
    fields: Mapping[str, str]


def announcement(headers: Mapping[str, str]) -> Announcement:
    """Read ``Upload-Length`` and ``Upload-Metadata`` (tus 1.0), or raise ``BadUpload``."""
    length = headers.get("Upload-Length", "")
    if not (length.isascii() and length.isdigit() and len(length) < 19):
        raise BadUpload("Upload-Length must be a number of bytes")
    told = _metadata(headers.get("Upload-Metadata", ""))
    try:
        about = UUID(told["about"]) if told.get("about") else None
    except ValueError as error:
        raise BadUpload("about must be an identifier") from error
    return Announcement(
        destination=told.get("destination", ""),
        about=about,
        file_name=told.get("filename") or told.get("name", ""),
        size=int(length),
        fields={key: value for key, value in told.items() if key not in OWN},
    )


def _metadata(text: str) -> dict[str, str]:
    found = {}
    for pair in filter(None, (part.strip() for part in text.split(","))):
        key, _space, value = pair.partition(" ")
        try:
            found[key] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError) as error:
            raise BadUpload("Upload-Metadata must be keys and base64 values") from error
    return found


def checksum(header: str) -> tuple[str, bytes] | None:
    """Read ``Upload-Checksum``: the algorithm and what it should give."""
    if not header:
        return None
    algorithm, _space, value = header.partition(" ")
    if algorithm not in {"sha1", "sha256"}:
        raise BadUpload("The checksum must be sha1 or sha256")
    try:
        return algorithm, base64.b64decode(value, validate=True)
    except binascii.Error as error:
        raise BadUpload("The checksum must be base64") from error
