"""Reads the member register beside what is known, and stages what differs. Nothing is opened to compare."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from django.db import connection, transaction

from arbeidsrom.core.imports.member_register import format
from arbeidsrom.core.imports.member_register.format import Club
from arbeidsrom.core.imports.models import ImportRun, LineKind, RefusedLine, StagedLine, StagedMember
from arbeidsrom.core.imports.reading import Fault, Line, LineRefused, read_table
from arbeidsrom.core.keys.bulk import copy_rows, open_tenants
from arbeidsrom.core.membership.register import COLUMNS, Sealing
from arbeidsrom.core.organisation.models import Unit, UnitKind
from arbeidsrom.core.organisation.queries import merged_units

CHUNK = 5000
KEPT_REFUSALS = 10_000
"""The reasons of so many lines are kept; all are counted."""

STAGED_LINE = {"run_id": "int8", "line": "int4", "member_number": "varchar", "kind": "varchar", "left_date": "date"}
STAGED_MEMBER = {"run_id": "int8", "kind": "varchar", **COLUMNS}
DIGEST_FORM = "1"
"""Raise it when the meaning of a line changes, and every line is read anew."""


class Known(NamedTuple):
    """What the database says of a member number, as far as comparing needs."""

    public_id: UUID
    digest: bytes | None
    is_inside: bool
    has_left: bool


@dataclass
class Reader:
    """One reading of one file: the clubs it may speak of, and what it has come to so far."""

    run: ImportRun
    today: date
    synthetic: bool
    sealing: Sealing = field(default_factory=Sealing)
    lines: int = 0
    refused: int = 0
    without_number: int = 0
    cut_off: bool = False
    inside: dict[str, Club] = field(default_factory=dict)
    outside: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        scope, outside = self.run.scope, set()
        heirs = {unit.id: unit.heir for unit in merged_units(today=self.today)}
        clubs = list(Unit.objects.filter(kind=UnitKind.CLUB).values_list("id", "code", "tenant", "lft"))
        places = {pk: (tenant, lft) for pk, _code, tenant, lft in clubs}
        for pk, code, *_place in clubs:
            heir = heirs[pk] if heirs.get(pk) in places else pk
            tenant, lft = places[heir]
            if scope.lft <= lft <= scope.rgt and tenant:
                self.inside[code] = Club(heir, tenant)
            else:
                outside.add(code)
        self.outside = frozenset(outside)
        open_tenants({club.tenant for club in self.inside.values()})

    def read(self, chunks: Iterable[bytes]) -> Iterator[None]:
        """Stage the file piece by piece, each in a transaction of its own; yields between them for a sign of life."""
        lines = read_table(chunks, format.COLUMNS)
        while piece := list(islice(lines, CHUNK)):
            with transaction.atomic():
                self._stage(piece)
            yield

    def _stage(self, piece: list[Line]) -> None:
        known = self._known(line.fields[format.NUMBER] for line in piece)
        named: list[tuple[Any, ...]] = []
        rows: list[tuple[Any, ...]] = []
        refusals: list[RefusedLine] = []
        for line in piece:
            number = line.fields[format.NUMBER]
            left: date | None = None
            try:
                kind, left = self._kind(line, known.get(number), rows)
            except LineRefused as refusal:
                kind = LineKind.REFUSED
                refusals.append(RefusedLine(run=self.run, line=line.number, column=refusal.column, fault=refusal.fault))
                self._count_refusal(number, refusal.fault)
            if format.is_member_number(number):
                named.append((self.run.pk, line.number, number, kind.value, left))
        self.lines += len(piece)
        copy_rows(StagedLine._meta.db_table, STAGED_LINE, named)
        copy_rows(StagedMember._meta.db_table, STAGED_MEMBER, rows)
        RefusedLine.objects.bulk_create(refusals[: max(0, KEPT_REFUSALS - self.refused + len(refusals))])

    def _count_refusal(self, number: str, fault: Fault) -> None:
        self.refused += 1
        self.without_number += not format.is_member_number(number)
        self.cut_off |= fault is Fault.HALF_LINE

    def _kind(self, line: Line, known: Known | None, rows: list[tuple[Any, ...]]) -> tuple[LineKind, date | None]:
        """What the line does, and since when the member has left. Only a new or changed line is parsed and sealed."""
        if line.fault:
            raise LineRefused(line.fault)
        club = self._club(line.fields[format.CLUB])
        if known and not known.is_inside and not known.has_left:
            raise LineRefused(Fault.ELSEWHERE, "medlemsnummer")
        left = format.has_left(line.fields[format.LAST_DAY], self.today)
        digest = self._digest(line, club, left=left)
        if known and known.digest == digest and not known.has_left:
            return LineKind.UNCHANGED, None
        parsed = format.parse(line.fields, club, today=self.today, synthetic=self.synthetic)
        if left:
            return LineKind.LEFT, parsed.left_date
        kind = LineKind.CHANGED if known else LineKind.ADDED
        public_id = known.public_id if known else uuid4()
        rows.append((self.run.pk, kind.value, *self.sealing.row(parsed, public_id, digest)))
        return kind, None

    def _club(self, code: str) -> Club:
        club = self.inside.get(code)
        if club is None:
            raise LineRefused(Fault.OUTSIDE_SCOPE if code in self.outside else Fault.UNKNOWN_UNIT, "klubb")
        return club

    def _digest(self, line: Line, club: Club, *, left: bool) -> bytes:
        content = "\x1f".join((DIGEST_FORM, str(club.id), "left" if left else "", *line.fields))
        return self.sealing.hasher(club.tenant).digest(content.encode())

    def _known(self, numbers: Iterable[str]) -> dict[str, Known]:
        scope = self.run.scope
        with connection.cursor() as cursor:
            cursor.execute(
                """SELECT member.member_number, member.public_id, member.digest,
                          club.lft BETWEEN %s AND %s, member.left_date IS NOT NULL
                     FROM membership_member member JOIN organisation_unit club ON club.id = member.club_id
                    WHERE member.member_number = ANY(%s)""",
                [scope.lft, scope.rgt, list(numbers)],
            )
            return {
                number: Known(public_id, digest and bytes(digest), inside, left)
                for number, public_id, digest, inside, left in cursor
            }


def refuse_doubles(run: ImportRun) -> int:
    """Numbers on several lines: none of the lines is used, and the member stays as is. Returns how many lines."""
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH doubles AS (
                   SELECT member_number FROM imports_stagedline WHERE run_id = %(run)s
                    GROUP BY member_number HAVING count(*) > 1
               ), refused AS (
                   UPDATE imports_stagedline staged SET kind = 'refused' FROM doubles
                    WHERE staged.run_id = %(run)s AND staged.member_number = doubles.member_number
                      AND staged.kind <> 'refused'
                   RETURNING staged.line
               ), forgotten AS (
                   DELETE FROM imports_stagedmember staged USING doubles
                    WHERE staged.run_id = %(run)s AND staged.member_number = doubles.member_number
               )
               INSERT INTO imports_refusedline (run_id, "table", line, "column", fault, used)
               SELECT %(run)s, '', line, 'medlemsnummer', 'duplicate', false FROM refused""",
            {"run": run.pk},
        )
        return int(cursor.rowcount)
