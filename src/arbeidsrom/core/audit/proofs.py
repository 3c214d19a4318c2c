"""What the log itself can show of one thing that was done: that the entry is as it was written, in its place.

One entry is checked at once: its statement, its searchable columns and its details against its link, and the link
against the one before. The whole chain is gone through every night; a proof says how far that reaches, and when the
head of the chain was signed after it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from arbeidsrom.core.audit import rules
from arbeidsrom.core.audit.models import Checkpoint, Entry, Link, Verification
from arbeidsrom.core.audit.notes import BadNote
from arbeidsrom.core.audit.verification import ROWS, Row, fault_of, opened

LAST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Proof:
    """An entry's number in its chain, whether it holds, and since when the chain is known whole and signed past it.

    An entry gets its number when the transaction that made it ends. ``holds`` is false of one that was altered, moved
    or taken out of its place, and when the last going-through of the chain found a fault at or before it.
    """

    number: int | None
    holds: bool
    verified_at: datetime | None = None
    signed_at: datetime | None = None

    def beside(self, other: Proof) -> Proof:
        """Of several entries made at the same moment: what holds of all of them."""
        return Proof(
            self.number,
            self.holds and other.holds,
            _later(self.verified_at, other.verified_at),
            _later(self.signed_at, other.signed_at),
        )


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max(one, other) if one is not None and other is not None else None


def proofs_of(
    events: Collection[str], thing: UUID, *, subject: UUID, moments: Collection[datetime]
) -> dict[datetime, Proof]:
    """By moment, what the log shows of these events about the thing and the person; a moment without one is left out.

    The caller has decided who may know that they happened. Five queries for each at most.
    """
    entries = Entry.objects.filter(event__in=events, thing=thing, at__in=moments, subjects__subject=subject)
    found: dict[datetime, Proof] = {}
    for entry in entries.order_by("id"):
        proof = _proof(entry)
        found[entry.at] = proof.beside(found[entry.at]) if entry.at in found else proof
    return found


def _proof(entry: Entry) -> Proof:
    link = Link.objects.filter(entry=entry).first()
    if link is None:
        return Proof(None, holds=True)
    holds = _holds(link)
    newest = Verification.objects.filter(tenant=link.tenant, finished_at__isnull=False).order_by("-started_at").first()
    if newest is not None and newest.fault and newest.number is not None and newest.number <= link.number:
        return Proof(link.number, holds=False)
    reaches = newest is not None and newest.entries >= link.number
    return Proof(link.number, holds, newest.finished_at if newest and reaches else None, _signed_at(link))


def _holds(link: Link) -> bool:
    before = Link.objects.filter(tenant=link.tenant, number=link.number - 1).first()
    if before is None and link.number != 1:
        return False
    with connection.cursor() as cursor:
        cursor.execute(ROWS, [link.tenant, link.number - 1, LAST, 1])
        row = Row(*cursor.fetchone())
    known = bytes(before.hash) if before else rules.START
    return row.entry_id == link.entry_id and fault_of(row, link.number - 1, known, {}) is None


def _signed_at(link: Link) -> datetime | None:
    """When the first checkpoint from it on was signed, if the chain still passes through it."""
    checkpoint = Checkpoint.objects.filter(tenant=link.tenant, number__gte=link.number).order_by("number").first()
    if checkpoint is None:
        return None
    try:
        head = opened(checkpoint.note)
    except BadNote:
        return None
    there = Link.objects.filter(tenant=link.tenant, number=head.number).first()
    return checkpoint.at if there is not None and bytes(there.hash) == head.hash else None
