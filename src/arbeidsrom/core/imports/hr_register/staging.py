"""Reads the HR system's files beside what is known, and stages what differs. Nothing is opened to compare.

A line that HR has sent before is known by its keyed hash and is not even taken apart: of 100,000 lines on an ordinary
night all but a few are passed over at two microseconds each.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from itertools import islice
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction

from arbeidsrom.core.audit.rules import INSTALLATION
from arbeidsrom.core.imports.hr_register import format
from arbeidsrom.core.imports.hr_register.delivery import ABSENCES, POSITIONS
from arbeidsrom.core.imports.hr_register.format import Employed
from arbeidsrom.core.imports.models import GoneEmployment, ImportRun, RefusedLine, StagedAbsence, StagedEmployment
from arbeidsrom.core.imports.reading import Fault, Line, LineRefused, RawLine, open_table, read_table
from arbeidsrom.core.keys import queries as keys
from arbeidsrom.core.keys.bulk import TenantHasher, TenantSealer, copy_rows
from arbeidsrom.core.organisation.models import Person
from arbeidsrom.core.organisation.queries import PERSON_IDENTITY

CHUNK = 10_000
KEPT_REFUSALS = 10_000
"""The reasons of so many lines are kept; all are counted."""
DIGEST_BYTES = 16
DIGEST_FORM = b"2"
"""Raise it when the meaning of a line changes, and every line is read anew."""

STAGED = {
    "run_id": "int8",
    "line": "int4",
    "employee_number": "varchar",
    "person_public_id": "uuid",
    "given_name": "varchar",
    "family_name": "varchar",
    "email": "varchar",
    "mobile": "varchar",
    "professional_number": "varchar",
    "identity_number": "bytea",
    "identity_index": "bytea",
    "employer_code": "varchar",
    "unit_code": "varchar",
    "starts_on": "date",
    "ends_on": "date",
    "title": "varchar",
    "job_code": "varchar",
    "percent": "numeric",
    "category": "varchar",
    "leader_number": "varchar",
    "digest": "bytea",
}
GONE = {"run_id": "int8", "employment_id": "int8"}
ABSENT = {
    "run_id": "int8",
    "line": "int4",
    "employee_number": "varchar",
    "employer_code": "varchar",
    "unit_code": "varchar",
    "starts_on": "date",
    "ends_on": "date",
}


@dataclass
class Reading:
    """What one reading of a delivery has come to so far, and the places its lines may speak of."""

    run: ImportRun
    today: date
    synthetic: bool
    places: frozenset[str]
    lines: int = 0
    refused: int = 0
    without_number: int = 0
    cut_off: bool = False
    unchanged: int = 0
    spoken_of: set[str] = field(default_factory=set)

    def refuse(self, table: str, line: int, refusal: LineRefused, *, number: str = "") -> RefusedLine:
        """A line that is not used: whom it speaks of is left alone."""
        self.refused += 1
        self.cut_off |= refusal.args[0] == Fault.HALF_LINE.value
        if format.is_employee_number(number):
            self.spoken_of.add(number)
        elif table == POSITIONS:
            self.without_number += 1
        return RefusedLine(run=self.run, table=table, line=line, column=refusal.column, fault=refusal.fault)

    def keep(self, refusals: list[RefusedLine]) -> None:
        """Write down why lines were refused, up to a limit."""
        RefusedLine.objects.bulk_create(refusals[: max(0, KEPT_REFUSALS - self.refused + len(refusals))])


class PositionReader:
    """Reads the file of positions."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._sealer, self._hasher = TenantSealer(Person, INSTALLATION), TenantHasher(INSTALLATION)
        self._known = known_lines(reading.run)
        self._seen: set[bytes] = set()
        self._identities: dict[str, str] = {}
        self._new_people: dict[str, UUID] = {}

    def read(self, chunks: Iterable[bytes]) -> Iterator[None]:
        """Stage the file piece by piece, each in a transaction of its own; yields between them for a sign of life."""
        table = open_table(chunks, format.POSITIONS)
        digest_key = hmac.digest(keys.search_key(INSTALLATION), b"hr|" + DIGEST_FORM + table.heading, "sha256")
        while piece := list(islice(table.lines, CHUNK)):
            changed = self._changed(piece, digest_key)
            with transaction.atomic():
                self._stage([(table.take_apart(raw), digest) for raw, digest in changed])
            yield
        with transaction.atomic():
            self._note_what_is_gone()
        yield

    def _changed(self, piece: list[RawLine], digest_key: bytes) -> list[tuple[RawLine, bytes]]:
        """The lines of the piece that HR has not sent before; what it has is crossed off."""
        known, seen, changed = self._known, self._seen, []
        crossed_off = 0
        for raw in piece:
            _number, content, complete = raw
            if not content or content.isspace():
                continue
            digest = blake2b(content, digest_size=DIGEST_BYTES, key=digest_key).digest()
            if complete and known.pop(digest, None) is not None:
                seen.add(digest)
                crossed_off += 1
            else:
                changed.append((raw, digest))
        self._reading.lines += crossed_off + len(changed)
        self._reading.unchanged += crossed_off
        return changed

    def _stage(self, lines: list[tuple[Line, bytes]]) -> None:
        parsed: list[tuple[int, Employed, bytes]] = []
        refusals: list[RefusedLine] = []
        for line, digest in lines:
            try:
                parsed.append((line.number, self._parse(line, digest), digest))
            except LineRefused as refusal:
                refusals.append(self._reading.refuse(POSITIONS, line.number, refusal, number=line.fields[0]))
        indexes = {
            employed.employee_number: self._hasher.blind_index(PERSON_IDENTITY, employed.identity_number)
            for _line, employed, _digest in parsed
        }
        people = known_people(indexes)
        rows = [self._row(*one, indexes[one[1].employee_number], people) for one in parsed]
        copy_rows(StagedEmployment._meta.db_table, STAGED, rows)
        self._reading.keep(refusals)

    def _parse(self, line: Line, digest: bytes) -> Employed:
        if line.fault:
            raise LineRefused(line.fault)
        if digest in self._seen:
            raise LineRefused(Fault.OVERLAPS, "ansattnummer")
        self._seen.add(digest)
        employed = format.parse_position(line.fields, synthetic=self._reading.synthetic)
        for code, column in ((employed.employer_code, "foretak"), (employed.unit_code, "kostnadssted")):
            if code not in self._reading.places:
                raise LineRefused(Fault.UNKNOWN_PLACE if code else Fault.REQUIRED, column)
        known = self._identities.setdefault(employed.employee_number, employed.identity_number)
        if known != employed.identity_number:
            raise LineRefused(Fault.OTHER_PERSON, "fødselsnummer")
        return employed

    def _row(
        self, number: int, employed: Employed, digest: bytes, index: bytes, people: dict[str, UUID]
    ) -> tuple[Any, ...]:
        public_id = people.get(employed.employee_number) or self._new_people.setdefault(
            employed.employee_number, uuid4()
        )
        return (
            self._reading.run.pk,
            number,
            employed.employee_number,
            public_id,
            employed.given_name,
            employed.family_name,
            employed.email,
            employed.mobile,
            employed.professional_number,
            self._sealer.seal("identity_number", public_id, employed.identity_number),
            index,
            employed.employer_code,
            employed.unit_code,
            employed.starts_on,
            employed.ends_on,
            employed.title,
            employed.job_code,
            employed.percent,
            employed.category,
            employed.leader_number,
            digest,
        )

    def _note_what_is_gone(self) -> None:
        """What HR has said before and says no longer, unless a refused line speaks of the same person."""
        spared = employments_of(self._reading.spoken_of)
        gone = [(self._reading.run.pk, pk) for pk in self._known.values() if pk not in spared]
        copy_rows(GoneEmployment._meta.db_table, GONE, gone)


def known_lines(run: ImportRun) -> dict[bytes, int]:
    """What HR says today of positions in the run's part of the organisation: keyed hashes, each with its employment."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT string_agg(employment.digest, ''::bytea), array_agg(employment.id)
                 FROM organisation_employment employment
                 JOIN organisation_position position ON position.id = employment.position_id
                 JOIN organisation_unit employer ON employer.id = position.employer_id
                WHERE employment.dropped_in IS NULL AND employer.lft BETWEEN %s AND %s""",
            [run.scope.lft, run.scope.rgt],
        )
        digests, employments = cursor.fetchone()
    joined = bytes(digests or b"")
    return {
        joined[start : start + DIGEST_BYTES]: employment
        for start, employment in zip(range(0, len(joined), DIGEST_BYTES), employments or (), strict=True)
    }


def known_people(indexes: dict[str, bytes]) -> dict[str, UUID]:
    """The public ids of those of the employees who are known: by number, or by identity number from elsewhere."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT employee_number, public_id FROM organisation_person
                WHERE employee_number <> '' AND employee_number = ANY(%s)""",
            [list(indexes)],
        )
        known: dict[str, UUID] = dict(cursor.fetchall())
        numbers = {index: number for number, index in indexes.items() if number not in known}
        cursor.execute(
            """SELECT identity_index, public_id FROM organisation_person
                WHERE employee_number = '' AND identity_index = ANY(%s)""",
            [list(numbers)],
        )
        known.update((numbers[bytes(index)], public_id) for index, public_id in cursor)
    return known


def employments_of(numbers: set[str]) -> set[int]:
    """What HR says today of these employees (ids)."""
    if not numbers:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT employment.id FROM organisation_employment employment
                 JOIN organisation_position position ON position.id = employment.position_id
                 JOIN organisation_person person ON person.id = position.person_id
                WHERE employment.dropped_in IS NULL AND person.employee_number = ANY(%s)""",
            [sorted(numbers)],
        )
        return {pk for (pk,) in cursor}


def read_absences(reading: Reading, chunks: Iterable[bytes]) -> Iterator[None]:
    """Stage the file of absences; it tells everything, as the others do."""
    lines = read_table(chunks, format.ABSENCES)
    while piece := list(islice(lines, CHUNK)):
        rows, refusals = [], []
        for line in piece:
            number, employer, unit, starts, ends = line.fields
            try:
                if line.fault:
                    raise LineRefused(line.fault)
                starts_on, ends_on = format.day(starts, "fra"), format.day(ends, "til") if ends else None
                if ends_on is not None and ends_on < starts_on:
                    raise LineRefused(Fault.DATES_REVERSED, "til")
                rows.append((reading.run.pk, line.number, number, employer, unit, starts_on, ends_on))
            except LineRefused as refusal:
                refusals.append(reading.refuse(ABSENCES, line.number, refusal))
        with transaction.atomic():
            copy_rows(StagedAbsence._meta.db_table, ABSENT, rows)
            reading.keep(refusals)
        yield
