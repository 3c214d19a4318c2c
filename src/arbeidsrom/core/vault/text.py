"""The text of a stored file, for the search (KL-DOC-007). It exists in memory only and is never stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .isolation import SECONDS, open_in_isolation
from .readers.limits import MAX_CHARACTERS, Outcome


@dataclass(frozen=True, slots=True)
class ExtractedText:
    """What could be read of a file: its text, how the reading ended, what the file really is.

    ``disguised`` says that the bytes are something else than the name claims.
    """

    text: str
    outcome: Outcome
    kind: str = ""
    disguised: bool = False


def extract(
    content: bytes | Iterable[bytes], file_name: str, content_type: str = "", *, seconds: float = SECONDS
) -> ExtractedText:
    """The text of a file that may be hostile. Never raises for what a file contains."""
    answer = open_in_isolation("text", content, file_name=file_name, content_type=content_type, seconds=seconds)
    text = answer.parts[0].decode("utf-8", "ignore")[:MAX_CHARACTERS] if answer.parts else ""
    return ExtractedText(text, answer.outcome, str(answer.about.get("kind", "")), answer.about.get("disguised") is True)
