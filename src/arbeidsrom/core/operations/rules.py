"""What may be told about a fault without telling anything about people."""

from __future__ import annotations

import traceback
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]


def reason_of(error: BaseException) -> str:
    """The fault's kind and the place in our code, never its message: that may hold a name or a number."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(SOURCE)]
    chain = " ← ".join(type(link).__name__ for link in causes(error))
    if not ours:
        return chain
    last = ours[-1]
    return f"{chain}, {Path(last.filename).relative_to(SOURCE)}:{last.lineno} {last.name}"


def causes(error: BaseException) -> list[BaseException]:
    """The fault and what lies behind it, the nearest first."""
    chain: list[BaseException] = []
    link: BaseException | None = error
    while link is not None and link not in chain:
        chain.append(link)
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return chain
