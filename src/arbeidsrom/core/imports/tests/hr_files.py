"""A small HR system for the tests: units, and lines that are told by what is special about them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import NamedTuple

from arbeidsrom.core.imports import actions
from arbeidsrom.core.imports.models import ImportRun
from arbeidsrom.core.organisation.actions import arrange_tree
from arbeidsrom.core.organisation.models import (
    Absence,
    Employment,
    PastLeader,
    Person,
    Placement,
    Position,
    PositionSpan,
    Unit,
    UnitKind,
)
from arbeidsrom.lib.actor import job
from arbeidsrom.lib.identity_number import synthetic_numbers

TODAY = date(2026, 11, 23)
NUMBERS = [number for day in range(1, 20) for number in islice(synthetic_numbers(date(1970, 1, day)), 9)]
HEADING = (
    "ansattnummer;fødselsnummer;fornavn;etternavn;foretak;kostnadssted;fra;til;stilling;stillingskode;"
    "stillingsprosent;kategori;leder;hpr;epost;mobil"
)
UNITS = (
    "kode;navn;type;over\n"
    "R;Helse Midtnatt;region;\n"
    "1;Vestre helseforetak;foretak;R\n"
    "2;Østre helseforetak;foretak;R\n"
    "11;Medisinsk klinikk;klinikk;1\n"
    "12;Kirurgisk klinikk;klinikk;1\n"
    "111;Sengepost A;kostnadssted;11\n"
    "112;Sengepost B;kostnadssted;11\n"
    "121;Operasjon;kostnadssted;12\n"
    "211;Åpen post;kostnadssted;2\n"
)


class Line(NamedTuple):
    """A line of the file of positions."""

    number: int
    unit: str = "111"
    starts: str = "2020-01-01"
    ends: str = ""
    title: str = "Sykepleier"
    category: str = ""
    leader: str = ""
    percent: str = "100"
    identity: str | None = None
    given: str = "Kari"
    family: str = "Ødegård"
    code: str = "6455"
    trust: str = ""
    email: str = ""
    mobile: str = ""

    def __str__(self) -> str:
        identity = NUMBERS[self.number] if self.identity is None else self.identity
        return ";".join(
            (
                *(f"{1000 + self.number}", identity, self.given, self.family, self.trust or self.unit[0], self.unit),
                *(self.starts, self.ends, self.title, self.code, self.percent, self.category, self.leader, ""),
                *(self.email, self.mobile),
            )
        )


def positions_file(lines: Iterable[Line | str]) -> str:
    return "\n".join((HEADING, *map(str, lines))) + "\n"


def archive(lines: Iterable[Line | str], *, units: str | None = UNITS, absences: str = "") -> bytes:
    """The delivery of a night."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("stillinger.csv", positions_file(lines))
        if units is not None:
            file.writestr("enheter.csv", units)
        if absences:
            file.writestr("fravær.csv", absences)
    return packed.getvalue()


def a_region() -> Unit:
    """The top of the tree, which the rest comes below with the first delivery."""
    region = Unit.objects.create(
        kind=UnitKind.REGION, name="Helse Midtnatt", code="R", valid_from=date(2020, 1, 1), is_controller=True
    )
    Placement.objects.create(unit=region, parent=None, valid_from=date(2020, 1, 1))
    arrange_tree(today=TODAY)
    region.refresh_from_db()
    return region


def at(day: date) -> datetime:
    """Early in the morning of the day."""
    return datetime(day.year, day.month, day.day, 2, 15, tzinfo=UTC)


def rehearsed(content: bytes, *, today: date = TODAY) -> ImportRun:
    """The delivery, read beside what is known."""
    region = Unit.objects.get(code="R")
    run = actions.open_run(
        register="employees", scope=region, file_name="hr.zip", actor=job("imports.import_employees"), now=at(today)
    )
    return actions.rehearse(run.public_id, chunks=[content], now=at(today), today=today)


def night(
    lines: Iterable[Line | str], *, today: date = TODAY, units: str | None = UNITS, absences: str = ""
) -> ImportRun:
    """A night's delivery, applied whatever it would do."""
    run = rehearsed(archive(lines, units=units, absences=absences), today=today)
    return applied(run, today=today)


def applied(run: ImportRun, *, today: date = TODAY) -> ImportRun:
    actor = job("imports.import_employees")
    return actions.apply_import(run.public_id, confirmed=True, actor=actor, now=at(today), today=today)


def undone(run: ImportRun, *, today: date = TODAY) -> ImportRun:
    actor = job("imports.import_employees")
    return actions.undo_import(run.public_id, actor=actor, now=at(today), today=today)


def position(number: int, unit: str = "111") -> Position:
    """The employee's position in a cost centre."""
    found = Position.objects.select_related("leader__person", "person", "unit")
    return found.get(person__employee_number=f"{1000 + number}", unit__code=unit, replaced=False)


def held(number: int, day: date = TODAY) -> list[str]:
    """The cost centres that the employee can act in on the day."""
    mine = Position.objects.filter(person__employee_number=f"{1000 + number}").select_related("unit")
    return sorted(each.unit.code for each in mine if each.is_held(day))


def days(number: int) -> timedelta:
    return timedelta(days=number)


def everything() -> list[object]:
    """All rows that an import writes."""
    found: list[object] = []
    for model in (Person, Position, PositionSpan, PastLeader, Employment, Absence, Unit):
        names = [
            field.attname for field in model._meta.concrete_fields if field.name not in ("lock_version", "changed_at")
        ]
        rows = model._base_manager.order_by("pk").values_list(*names)
        found += [tuple(bytes(x.stored) if hasattr(x, "stored") else x for x in row) for row in rows]
    places = Placement.objects.order_by("unit", "valid_from")
    return [*found, *places.values_list("unit", "parent", "valid_from", "valid_to")]
