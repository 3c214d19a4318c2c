"""Whether a file that has just been stored would harm whoever opens it, beyond what the scanner knows."""

from __future__ import annotations

from arbeidsrom.core.vault import queries
from arbeidsrom.core.vault.actions.documents import StoredContent
from arbeidsrom.core.vault.queries import StoredFile
from arbeidsrom.core.vault.readers.limits import Outcome
from arbeidsrom.core.vault.text import extract

PACKED = (b"PK\x03\x04", b"PK\x05\x06")


def is_hostile(content: StoredContent) -> bool:
    """A packed file that unpacks to far more than it says, or is no such file at all; opened in isolation."""
    if not content.file.head.startswith(PACKED):
        return False
    file = StoredFile(content.public_id, content.tenant, content.holder, content.file.size, content.storage_key)
    read = extract(queries.open_stream(file, key=content.key), content.file_name)
    return read.outcome in (Outcome.HOSTILE, Outcome.BROKEN) or read.disguised
