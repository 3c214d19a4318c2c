"""Rules for names and types of files: pure functions."""

from __future__ import annotations

import mimetypes
import re
import unicodedata

LONGEST_NAME = 150
UNKNOWN = "application/octet-stream"

_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"|?*\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]')
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)

_ZIPPED = {
    "docx", "docm", "dotx", "xlsx", "xlsm", "xltx", "pptx", "pptm", "odt", "ods", "odp", "zip", "pages", "numbers",
}  # fmt: skip
_OLE = {"doc", "dot", "xls", "xlt", "ppt", "msg", "msi"}
STARTS: tuple[tuple[bytes, str, frozenset[str]], ...] = (
    (b"%PDF-", "application/pdf", frozenset({"pdf"})),
    (b"PK\x03\x04", "application/zip", frozenset(_ZIPPED)),
    (b"PK\x05\x06", "application/zip", frozenset(_ZIPPED)),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage", frozenset(_OLE)),
    (b"\x89PNG\r\n\x1a\n", "image/png", frozenset({"png"})),
    (b"\xff\xd8\xff", "image/jpeg", frozenset({"jpg", "jpeg", "jpe"})),
    (b"GIF87a", "image/gif", frozenset({"gif"})),
    (b"GIF89a", "image/gif", frozenset({"gif"})),
    (b"II*\x00", "image/tiff", frozenset({"tif", "tiff"})),
    (b"MM\x00*", "image/tiff", frozenset({"tif", "tiff"})),
    (b"{\\rtf", "application/rtf", frozenset({"rtf", "doc"})),
    (b"ID3", "audio/mpeg", frozenset({"mp3"})),
    (b"fLaC", "audio/flac", frozenset({"flac"})),
    (b"OggS", "audio/ogg", frozenset({"ogg", "oga", "opus"})),
    (b"\x1f\x8b", "application/gzip", frozenset({"gz", "tgz"})),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed", frozenset({"7z"})),
    (b"Rar!\x1a\x07", "application/vnd.rar", frozenset({"rar"})),
    (b"MZ", "application/vnd.microsoft.portable-executable", frozenset({"exe", "dll", "scr", "com"})),
    (b"\x7fELF", "application/x-executable", frozenset({"", "so", "bin"})),
)
_HAVE_A_START = frozenset().union(*(endings for _start, _type, endings in STARTS)) - {"", "com", "bin", "mp3"}
_KNOWN = {
    "msg": "application/vnd.ms-outlook",
    "eml": "message/rfc822",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "m4a": "audio/mp4",
}


def safe_name(name: str) -> str:
    """A file name without path parts, control characters or tricks, short enough for every disk; never empty."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    name = _FORBIDDEN.sub("", name).strip(" .")
    if _RESERVED.match(name):
        name = f"_{name}"
    if len(name) > LONGEST_NAME:
        stem, dot, last = name.rpartition(".")
        kept = f"{dot}{last}" if dot and len(last) <= 10 else ""
        name = (stem if kept else name)[: LONGEST_NAME - len(kept)].rstrip(" .") + kept
    return name or "uten navn"


def ending(name: str) -> str:
    """The last part of a file's name, in lower case."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def told_by(head: bytes, name: str) -> tuple[str, bool]:
    """The type of a file by its first bytes, and whether its name claims something else."""
    last = ending(name)
    for start, content_type, endings in STARTS:
        if head.startswith(start):
            fits = last in endings
            return (_by_name(last) or content_type) if fits else content_type, not fits
    return _by_name(last) or UNKNOWN, bool(head) and last in _HAVE_A_START


def _by_name(last: str) -> str | None:
    return _KNOWN.get(last) or mimetypes.types_map.get(f".{last}")


def distinct_names(names: list[str]) -> list[str]:
    """The names for one folder: a second «brev.pdf» becomes «brev (2).pdf»."""
    seen: set[str] = set()
    distinct = []
    for name in names:
        stem, dot, last = name.rpartition(".") if "." in name else (name, "", "")
        candidate, count = name, 2
        while candidate.casefold() in seen:
            candidate, count = f"{stem} ({count}){dot}{last}", count + 1
        seen.add(candidate.casefold())
        distinct.append(candidate)
    return distinct
