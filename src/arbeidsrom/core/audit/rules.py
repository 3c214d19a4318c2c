"""How an entry is written down and chained: pure functions, the same for writing and verifying."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias, cast
from uuid import UUID

from arbeidsrom.lib.actor import Actor

Value: TypeAlias = "str | int | bool | Sequence[Value] | Mapping[str, Value] | None"

INSTALLATION = UUID(int=0)
"""The chain of what belongs to no tenant: failed sign-ins, jobs, settings of the installation."""

DETAILS_KEPT = timedelta(days=5 * 365 + 1)
"""How long the log knows whom an entry is about and from where it was done."""

START = bytes(32)
"""The hash before the first entry of a chain."""


def canonical(value: Value) -> str:
    """The one way to write a value as JSON (as RFC 8785 for what is allowed here: no floating point numbers)."""
    refuse_floats(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def refuse_floats(value: object) -> None:
    """Floating point numbers have no one way of being written."""
    if isinstance(value, float):
        raise TypeError(f"An audit entry cannot hold the floating point number {value!r}; write it as text.")
    if isinstance(value, Mapping):
        for inner in value.values():
            refuse_floats(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            refuse_floats(inner)


def moment(at: datetime) -> str:
    """A point in time as the statement writes it: in UTC, with microseconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def describe(actor: Actor) -> dict[str, Value]:
    """Who acted: in which position and role, and on whose behalf."""
    return {
        "kind": str(actor.kind),
        "label": str(actor.label),
        "account": actor.account_id,
        "person": str(actor.person) if actor.person else None,
        "position": actor.position_id,
        "position_label": str(actor.position_label),
        "on_behalf_of": actor.on_behalf_of_id,
        **({"client": str(actor.client)} if actor.client else {}),
    }


def details_text(details: Mapping[str, Value] | None, subjects: Iterable[UUID], origin: str) -> str:
    """What may have to be erased one day, as one text."""
    return canonical({"details": dict(details or {}), "subjects": sorted(map(str, subjects)), "origin": origin})


def commitment(salt: bytes, content: str) -> str:
    """What the chain holds in place of the details."""
    return hmac.new(salt, content.encode(), hashlib.sha256).hexdigest()


def statement(
    *,
    entry: UUID,
    event: str,
    thing: UUID | None,
    tenant: UUID,
    unit: int | None,
    at: datetime,
    who: Mapping[str, Value],
    details: str,
) -> str:
    """The text that the chain is made of."""
    return canonical(
        {
            "version": 1,
            "entry": str(entry),
            "event": event,
            "thing": str(thing) if thing else None,
            "tenant": str(tenant),
            "unit": unit,
            "at": moment(at),
            "who": who,
            "details": details,
        }
    )


def chain(before: bytes, text: str) -> bytes:
    """The hash of the entry that follows another."""
    return hashlib.sha256(b"\x00" + before + text.encode()).digest()


def read(text: str) -> dict[str, Any]:
    """A statement or details, read."""
    return cast("dict[str, Any]", json.loads(text))
