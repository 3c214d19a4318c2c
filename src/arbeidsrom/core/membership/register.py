"""A line of the union's register, and how very many of them are sealed and written at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from arbeidsrom.core.keys.bulk import TenantHasher, TenantSealer, copy_rows
from arbeidsrom.core.membership.models import Member
from arbeidsrom.lib import norwegian

IDENTITY, EMAIL, PHONE = "member.identity", "member.email", "member.phone"
"""The purposes of the blind indexes."""

COLUMNS = {
    "public_id": "uuid",
    "tenant": "uuid",
    "member_number": "varchar",
    "club_id": "int8",
    "employer": "varchar",
    "employer_number": "varchar",
    "workplace": "varchar",
    "tariff_area": "varchar",
    "occupationally_active": "bool",
    "percent": "numeric",
    "member_since": "date",
    "left_date": "date",
    "name_tokens": "int8[]",
    "identity_index": "bytea",
    "email_index": "bytea",
    "phone_index": "bytea",
    "digest": "bytea",
    "details": "bytea",
    "sort_name": "bytea",
    "identity_number": "bytea",
}
"""The columns that the register decides, with their types, in the order of ``Sealing.row``."""


class RegisterLine(NamedTuple):
    """What the register says of one member, in the open: it lives in memory only."""

    member_number: str
    given_name: str
    family_name: str
    club_id: int
    tenant: UUID
    tariff_area: str
    member_since: date
    identity_number: str = ""
    employer: str = ""
    employer_number: str = ""
    workplace: str = ""
    position_title: str = ""
    percent: Decimal | None = None
    occupationally_active: bool = True
    phone: str = ""
    email: str = ""
    left_date: date | None = None


class Sealing:
    """Turns lines of the register into rows with everything that names anybody sealed under their tenants' keys."""

    def __init__(self) -> None:
        self._sealers: dict[UUID, TenantSealer] = {}
        self._hashers: dict[UUID, TenantHasher] = {}

    def hasher(self, tenant: UUID) -> TenantHasher:
        """The tenant's blind indexes, tokens and digests."""
        if tenant not in self._hashers:
            self._hashers[tenant] = TenantHasher(tenant)
        return self._hashers[tenant]

    def row(self, line: RegisterLine, public_id: UUID, digest: bytes | None) -> tuple[Any, ...]:
        """The values of ``COLUMNS`` for one line."""
        if line.tenant not in self._sealers:
            self._sealers[line.tenant] = TenantSealer(Member, line.tenant)
        sealer, hasher = self._sealers[line.tenant], self.hasher(line.tenant)
        return (
            public_id,
            line.tenant,
            line.member_number,
            line.club_id,
            line.employer,
            line.employer_number,
            line.workplace,
            line.tariff_area,
            line.occupationally_active,
            line.percent,
            line.member_since,
            line.left_date,
            hasher.tokens(sorted(norwegian.name_prefixes(f"{line.given_name} {line.family_name}"))),
            hasher.blind_index(IDENTITY, line.identity_number) if line.identity_number else None,
            hasher.blind_index(EMAIL, norwegian.email_index(line.email)) if line.email else None,
            hasher.blind_index(PHONE, norwegian.phone_index(line.phone)) if line.phone else None,
            digest,
            sealer.seal("details", public_id, details_of(line)),
            sealer.seal("sort_name", public_id, sort_name_of(line.given_name, line.family_name)),
            sealer.seal("identity_number", public_id, line.identity_number),
        )


def sort_name_of(given_name: str, family_name: str) -> str:
    """A name as a club is sorted by it: family name first."""
    return f"{family_name} {given_name}"


def details_of(line: RegisterLine) -> dict[str, str]:
    """What a member's sealed details hold."""
    return {
        "given_name": line.given_name,
        "family_name": line.family_name,
        "email": line.email,
        "phone": line.phone,
        "position_title": line.position_title,
    }


def add_members(lines: Iterable[RegisterLine], *, at_once: int = 5000) -> int:
    """Write new members in bulk, piece by piece: sealing asks the database for keys, which COPY does not allow."""
    sealing, rest, written = Sealing(), iter(lines), 0
    while piece := [sealing.row(line, uuid4(), None) for line in islice(rest, at_once)]:
        written += copy_rows(Member._meta.db_table, COLUMNS, piece)
    return written
