"""The isolated process: takes an order and a file on its standard input, answers on its standard output, and ends."""

from __future__ import annotations

import json
import resource
import sys
from typing import Any

from .limits import MEMORY, PROCESSOR_SECONDS, Full, Gathered, Outcome, Unreadable


def main() -> None:
    """Do what is asked within the limits; every way to fail is an answer."""
    confine()
    order = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    about: dict[str, Any]
    try:
        about, parts = carry_out(order, data)
    except Unreadable as unreadable:
        about, parts = {"outcome": unreadable.outcome}, []
    except RecursionError:
        about, parts = {"outcome": Outcome.HOSTILE}, []
    except MemoryError:
        about, parts = {"outcome": Outcome.GAVE_UP}, []
    except Exception:
        about, parts = {"outcome": Outcome.BROKEN}, []
    answer(about, parts)


def confine() -> None:
    """Memory, time and files as little as reading takes; nothing can be written to a disk, not even when it crashes."""
    for limit, value in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, PROCESSOR_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 32),
    ):
        resource.setrlimit(limit, (value, value))


def carry_out(order: dict[str, Any], data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """Read the text of the file or the cells of its table, or make its preview."""
    from .kinds import claimed, detect  # the limits are in force before any library is loaded

    kind = detect(data, order["file_name"], order["content_type"])
    about: dict[str, Any] = {"kind": kind, "disguised": claimed(order["file_name"]) not in {None, kind}}
    if order["task"] == "text":
        outcome, parts = _text(data, kind)
        return {**about, "outcome": outcome}, parts
    if order["task"] == "table":
        from .table import table

        told = table(data, kind, order["file_name"], order)
        return {**about, "macros": told["macros"], "outcome": Outcome.READ}, [json.dumps(told).encode()]
    from .show import show

    shown, parts = show(data, kind, order)
    return {**about, **shown, "outcome": Outcome.READ}, parts


def _text(data: bytes, kind: Any) -> tuple[Outcome, list[bytes]]:
    """The text gathered, and whether that was all of it."""
    from .text import read

    gathered = Gathered()
    outcome = Outcome.READ
    try:
        read(data, kind, gathered)
    except Full:
        outcome = Outcome.PARTLY
    text = gathered.text()
    return (outcome if text.strip() else Outcome.EMPTY), [text.encode()]


def answer(about: dict[str, Any], parts: list[bytes]) -> None:
    """One line that describes the parts, then the parts."""
    sys.stdout.buffer.write(json.dumps({**about, "parts": [len(part) for part in parts]}).encode() + b"\n")
    for part in parts:
        sys.stdout.buffer.write(part)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
