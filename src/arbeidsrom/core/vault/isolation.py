"""Opens files that may be hostile in a process of its own, which holds no secret and can write nowhere.

The process gets the bytes through a pipe, an empty environment, and limits on memory, processor time and open files.
Whatever the file does to it, the caller gets an answer: what it read, or why it gave up. No plaintext touches a disk.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import IO, Any, cast

from .readers.limits import MAX_INPUT, Outcome

SOURCES = Path(__file__).parents[3]
SECONDS = 30.0
MAX_ANSWER = 64 * 1024**2


@dataclass(frozen=True, slots=True)
class Answer:
    """What the process said about a file: a description, and the parts it produced."""

    outcome: Outcome
    about: Mapping[str, Any]
    parts: Sequence[bytes] = ()


def open_in_isolation(
    task: str,
    content: bytes | Iterable[bytes],
    *,
    file_name: str,
    content_type: str,
    seconds: float = SECONDS,
    **wanted: int,
) -> Answer:
    """Let a process of its own do one task with the file and return its answer."""
    data = _gather(content)
    if data is None:
        return Answer(Outcome.TOO_LARGE, {})
    order = {"task": task, "file_name": file_name[:300], "content_type": content_type[:100], **wanted}
    return _parse(_run(json.dumps(order).encode() + b"\n", data, seconds))


def _gather(content: bytes | Iterable[bytes]) -> bytes | None:
    """The whole file, or nothing when it is larger than anybody reads on a screen."""
    if isinstance(content, bytes):
        return content if len(content) <= MAX_INPUT else None
    gathered = bytearray()
    for chunk in content:
        gathered += chunk
        if len(gathered) > MAX_INPUT:
            return None
    return bytes(gathered)


def _run(order: bytes, data: bytes, seconds: float) -> bytes:
    """The raw answer of the process; cut short when it was killed for being slow or talkative."""
    process = subprocess.Popen(
        [sys.executable, "-B", "-s", "-m", "arbeidsrom.core.vault.readers"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PYTHONPATH": str(SOURCES), "PYTHONUTF8": "1"},
        cwd="/",
    )
    given, said = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
    alarm = Timer(seconds, process.kill)
    alarm.start()
    try:
        _feed(given, order, data)
        return said.read(MAX_ANSWER)
    finally:
        alarm.cancel()
        process.kill()
        said.close()
        process.wait()


def _feed(pipe: IO[bytes], order: bytes, data: bytes) -> None:
    """Hand the file over; a process that has died already simply does not get the rest."""
    with suppress(BrokenPipeError):
        pipe.write(order)
        pipe.write(data)
    with suppress(BrokenPipeError):
        pipe.close()


def _parse(raw: bytes) -> Answer:
    """Read the answer as untrusted data: plain JSON and lengths, never objects."""
    head, _, body = raw.partition(b"\n")
    try:
        about = json.loads(head)
        outcome, lengths = Outcome(about["outcome"]), [int(length) for length in about["parts"]]
    except (ValueError, KeyError, TypeError):
        return Answer(Outcome.GAVE_UP, {})
    if any(length < 0 for length in lengths) or sum(lengths) != len(body):
        return Answer(Outcome.GAVE_UP, {})
    parts, start = [], 0
    for length in lengths:
        parts.append(body[start : start + length])
        start += length
    return Answer(outcome, about, parts)
