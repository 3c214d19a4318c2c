"""Words that must be readable nowhere: planted in protected fields, looked for in everything that is stored.

    birds = Canaries()
    … title=birds("title") …
    assert birds.found_in_database() == []
    assert birds.found_in_folders(tmp_path) == []

A word is looked for as it is, in capitals, and in the disguises in which plaintext likes to hide: hexadecimal, base64,
UTF-16 and percent encoding.
"""

from __future__ import annotations

import base64
import subprocess
import zlib
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

from django.db import connection

from arbeidsrom.config.embedded_postgresql import clean_environment, find_binaries

GZIP = b"\x1f\x8b"


class Canaries:
    """The words of one test."""

    def __init__(self) -> None:
        self.words: dict[str, str] = {}

    def __call__(self, where: str) -> str:
        """A word of its own for a field, Norwegian letter included."""
        return self.words.setdefault(where, f"kanarifuglø{uuid4().hex[:12]}")

    def found_in(self, data: bytes) -> list[str]:
        """Which fields' words can be read in these bytes."""
        return [where for where, word in self.words.items() if any(needle in data for needle in needles(word))]

    def found_in_folders(self, *folders: Path) -> list[str]:
        """Which words can be read in files below these folders, or in their names."""
        found = []
        for folder in folders:
            for path in folder.rglob("*"):
                content = path.read_bytes() if path.is_file() else b""
                if content.startswith(GZIP):
                    content += zlib.decompress(content, wbits=31)
                found += [f"{where}: {path}" for where in self.found_in(str(path).encode() + b"\0" + content)]
        return found

    def found_in_database(self) -> list[str]:
        """Which words can be read in a dump of the whole database."""
        return self.found_in(dump())

    def found_in_texts(self, texts: Iterable[str]) -> list[str]:
        """Which words can be read in log lines, mails or pages."""
        return self.found_in("\n".join(texts).encode())


def needles(word: str) -> set[bytes]:
    """The disguises of a word."""
    found = set()
    for text in (word, word.upper(), word.capitalize()):
        for raw in (text.encode(), text.encode("utf-16-le"), text.encode("utf-16-be"), text.encode("latin-1")):
            found |= {raw, raw.hex().encode(), raw.hex().upper().encode(), quote(raw).encode()}
            for shift in range(3):
                found.add(base64.b64encode(b" " * shift + raw)[4:-4])
        found.add(text.encode("unicode_escape"))
    return found


def dump() -> bytes:
    """The database as PostgreSQL's own program writes it out, data in plain text, binary columns in hexadecimal."""
    parts = connection.settings_dict
    environment = clean_environment() | {
        "PGHOST": str(parts["HOST"]),
        "PGPORT": str(parts["PORT"] or "5432"),
        "PGUSER": str(parts["USER"]),
        "PGPASSWORD": str(parts["PASSWORD"]),
        "PGDATABASE": str(parts["NAME"]),
    }
    program = find_binaries() / "pg_dump"
    return subprocess.run([program, "--inserts"], env=environment, capture_output=True, check=True).stdout
