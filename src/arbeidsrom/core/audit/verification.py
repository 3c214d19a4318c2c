"""Going through a chain from its first entry, and naming the first that is broken (PL-AUD-001).

Verified is what the database cannot be trusted with: that every entry is as it was written, in its place, that none is
missing, added or exchanged, and that the chain still passes through every signed checkpoint that is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from arbeidsrom.core.audit import notes, rules, signing
from arbeidsrom.core.audit.models import Checkpoint
from arbeidsrom.core.audit.notes import BadNote, Head
from arbeidsrom.core.audit.states import Fault

A_TIME = 2_000
ROWS = """
    SELECT link.number, link.hash, link.entry_id, entry.id, entry.public_id, entry.tenant, entry.at, entry.event,
           entry.thing, entry.person, entry.unit, entry.statement, detail.salt, detail.content,
           ARRAY(SELECT subject FROM audit_subject s WHERE s.entry_id = link.entry_id ORDER BY subject)
    FROM audit_link link
    LEFT JOIN audit_entry entry ON entry.id = link.entry_id
    LEFT JOIN audit_detail detail ON detail.entry_id = link.entry_id
    WHERE link.tenant = %s AND (link.number, link.entry_id) > (%s, %s) ORDER BY link.number, link.entry_id LIMIT %s
"""
UNCHAINED = """
    SELECT public_id FROM audit_entry entry
    WHERE tenant = %s AND NOT EXISTS (SELECT FROM audit_link link WHERE link.entry_id = entry.id) ORDER BY id LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, and with which entry: its number in the chain, and its public id where it still has one."""

    fault: Fault
    number: int
    entry: UUID | None = None

    def __str__(self) -> str:
        return f"{self.number}: {self.fault.label}"


@dataclass(frozen=True, slots=True)
class Result:
    """How many entries of a tenant's chain were good, and the first that was not."""

    tenant: UUID
    entries: int
    finding: Finding | None


@dataclass(frozen=True, slots=True)
class Row:
    """A link with its entry, which may be gone."""

    number: int
    hash: bytes
    entry_id: int
    id: int | None
    public_id: UUID
    tenant: UUID
    at: datetime
    event: str
    thing: UUID | None
    person: UUID | None
    unit: int | None
    statement: str
    salt: bytes | None
    content: str
    subjects: list[UUID]


def verify_chain(tenant: UUID, *, heads: Iterable[Head] = ()) -> Result:
    """Go through a tenant's chain; ``heads`` are checkpoints kept elsewhere, beside those of the database."""
    try:
        known = [*own_heads(tenant), *(head for head in heads if head.tenant == tenant)]
    except ForgedCheckpoint as forged:
        return Result(tenant, 0, Finding(Fault.CHECKPOINT, forged.number))
    signed = {head.number: head.hash for head in known}
    number, before, finding = 0, rules.START, None
    for row in rows(tenant):
        finding = fault_of(row, number, before, signed)
        if finding:
            return Result(tenant, number, finding)
        number, before = row.number, row.hash
    if any(head.number > number for head in known):
        return Result(tenant, number, Finding(Fault.CUT, number + 1))
    return Result(tenant, number, unchained(tenant, number))


def fault_of(row: Row, last: int, before: bytes, signed: dict[int, bytes]) -> Finding | None:
    """What is wrong with the link that should follow number ``last``."""
    if row.number == last:
        return Finding(Fault.FORKED, row.number, row.public_id)
    if row.number != last + 1 or row.id is None:
        return Finding(Fault.MISSING, last + 1)
    if rules.chain(before, row.statement) != row.hash or not says_the_same(row):
        return Finding(Fault.ALTERED, row.number, row.public_id)
    if signed.get(row.number, row.hash) != row.hash:
        return Finding(Fault.FORKED, row.number, row.public_id)
    if not details_agree(row):
        return Finding(Fault.DETAILS, row.number, row.public_id)
    return None


def says_the_same(row: Row) -> bool:
    """Whether the searchable columns are what the statement says."""
    said = rules.read(row.statement)
    return said == {
        **said,
        "entry": str(row.public_id),
        "tenant": str(row.tenant),
        "event": row.event,
        "unit": row.unit,
        "thing": str(row.thing) if row.thing else None,
        "at": rules.moment(row.at),
        "who": {**said["who"], "person": str(row.person) if row.person else None},
    }


def details_agree(row: Row) -> bool:
    """Whether the personal details are the ones committed to; erased ones agree, with nobody left to be about."""
    if row.salt is None:
        return not row.subjects
    if rules.commitment(row.salt, row.content) != rules.read(row.statement)["details"]:
        return False
    return bool(rules.read(row.content)["subjects"] == [str(subject) for subject in row.subjects])


def rows(tenant: UUID) -> Iterator[Row]:
    """The tenant's chain in order, a batch at a time."""
    batch = [(0, b"", 0)]
    while batch:
        with connection.cursor() as cursor:
            cursor.execute(ROWS, [tenant, batch[-1][0], batch[-1][2], A_TIME])
            batch = cursor.fetchall()
        for values in batch:
            yield Row(*values)


def unchained(tenant: UUID, number: int) -> Finding | None:
    """An entry without a place in the chain: put there with the database's triggers off."""
    with connection.cursor() as cursor:
        cursor.execute(UNCHAINED, [tenant])
        found = cursor.fetchone()
    return Finding(Fault.UNCHAINED, number + 1, found[0]) if found else None


class ForgedCheckpoint(Exception):
    """A checkpoint in the database is not signed by us, or says something else than its row."""

    def __init__(self, number: int) -> None:
        self.number = number


def own_heads(tenant: UUID) -> list[Head]:
    """The tenant's checkpoints in the database, their signatures checked."""
    heads = []
    for checkpoint in Checkpoint.objects.filter(tenant=tenant).order_by("number"):
        try:
            head = opened(checkpoint.note)
        except BadNote:
            raise ForgedCheckpoint(checkpoint.number) from None
        if (head.tenant, head.number, head.hash) != (tenant, checkpoint.number, bytes(checkpoint.hash)):
            raise ForgedCheckpoint(checkpoint.number)
        heads.append(head)
    return heads


def opened(note: str) -> Head:
    """The checkpoint in a note that we have signed, with the key of today or an earlier one, at any address."""
    return notes.read_head(notes.open_note(note, keys=signing.public_keys()))
