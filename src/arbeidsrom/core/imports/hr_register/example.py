"""Files of a made-up HR system: the same every time, with synthetic identity numbers only (PL-MOD-004).

A health region as trusts, clinics, departments and cost centres; every unit has a leader, who is led by the leader of
the unit above. Then the nights after: ordinary changes, a merger of two clinics, and a mass error that must be stopped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

from arbeidsrom.core.imports.hr_register.delivery import ABSENCES, POSITIONS, UNITS, packed
from arbeidsrom.core.imports.reading import DELIMITER
from arbeidsrom.core.membership.example_register import FAMILY, GIVEN
from arbeidsrom.lib.identity_number import synthetic_numbers

TITLES = (
    ("Sykepleier", "6455"),
    ("Helsefagarbeider", "6446"),
    ("Overlege", "8527"),
    ("Bioingeniør", "8513"),
    ("Helsesekretær", "6412"),
    ("Fysioterapeut", "8562"),
    ("Jordmor", "8534"),
    ("Renholder", "6340"),
    ("Radiograf", "8564"),
    ("Psykologspesialist", "8575"),
)
REGISTRAR, FIRST_PART, APPRENTICE = ("Lege i spesialisering", "8528"), ("LIS1", "8529"), ("Lærling", "6300")
LEADER = ("Seksjonsleder", "6190")
TRUSTS = ("Vestre helseforetak", "Østre helseforetak", "Søndre helseforetak", "Nordre helseforetak")
CLINICS = (
    *("Medisinsk klinikk", "Kirurgisk klinikk", "Akuttklinikken", "Barneklinikken", "Kvinneklinikken"),
    *("Klinikk for psykisk helse", "Nevroklinikken", "Ortopedisk klinikk", "Øre-nese-halsklinikken"),
    *("Klinikk for diagnostikk", "Kreftklinikken", "Klinikk for drift og eiendom"),
)
DEPARTMENTS = (
    "Avdeling A",
    "Avdeling B",
    "Sengepost øst",
    "Sengepost vest",
    "Poliklinikk",
    "Dagkirurgi",
    "Lab",
    "Åpen post",
)


@dataclass(frozen=True, slots=True)
class Shape:
    """How large a region is."""

    trusts: int
    clinics: int
    departments: int
    cost_centres: int
    people: int


DEPARTMENT = Shape(1, 1, 2, 3, 60)
HOSPITAL = Shape(1, 8, 6, 10, 5_000)
REGION = Shape(4, 12, 8, 23, 80_000)


class ExampleUnit(NamedTuple):
    """A line of the file of units."""

    code: str
    name: str
    kind: str
    above: str


class ExamplePosition(NamedTuple):
    """A line of the file of positions."""

    employee_number: str
    identity_number: str
    given_name: str
    family_name: str
    trust: str
    cost_centre: str
    starts_on: date
    ends_on: date | None
    title: str
    job_code: str
    percent: str
    category: str
    leader: str
    professional_number: str
    email: str


class ExampleAbsence(NamedTuple):
    """A line of the file of absences."""

    employee_number: str
    trust: str
    cost_centre: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Example:
    """What the HR system holds one night."""

    units: tuple[ExampleUnit, ...]
    positions: tuple[ExamplePosition, ...]
    absences: tuple[ExampleAbsence, ...]

    def tables(self) -> dict[str, bytes]:
        """The three files by their names."""
        written: tuple[tuple[str, str, Iterable[NamedTuple]], ...] = (
            (UNITS, "kode;navn;type;over", self.units),
            (POSITIONS, POSITION_HEADING, self.positions),
            (ABSENCES, "ansattnummer;foretak;kostnadssted;fra;til", self.absences),
        )
        return {name: as_table(heading, rows) for name, heading, rows in written}

    def write(self, folder: Path) -> None:
        """The three files, in a folder that exists."""
        for name, content in self.tables().items():
            (folder / name).write_bytes(content)

    def packed(self) -> bytes:
        """The three files as one delivery."""
        return packed(self.tables())


POSITION_HEADING = (
    "ansattnummer;fødselsnummer;fornavn;etternavn;foretak;kostnadssted;fra;til;stilling;stillingskode;"
    "stillingsprosent;kategori;leder;hpr;epost"
)


def as_table(heading: str, rows: Iterable[NamedTuple]) -> bytes:
    """A table as the HR system writes it."""
    lines = [heading, *(DELIMITER.join("" if value is None else str(value) for value in row) for row in rows)]
    return ("\n".join(lines) + "\n").encode()


def example(shape: Shape, *, today: date) -> Example:
    """The first night."""
    units = tuple(_units(shape))
    positions = tuple(_positions(shape, units, today=today))
    return Example(units, positions, tuple(_absences(positions, today=today)))


def _units(shape: Shape) -> Iterator[ExampleUnit]:
    yield ExampleUnit("R", "Helse Midtnatt", "region", "")
    for trust in range(1, shape.trusts + 1):
        code = f"{trust}"
        yield ExampleUnit(code, TRUSTS[trust - 1], "foretak", "R")
        for clinic in range(1, shape.clinics + 1):
            own = f"{code}{clinic:02d}"
            yield ExampleUnit(own, CLINICS[clinic - 1], "klinikk", code)
            yield from _departments(shape, own, levels=5 if clinic == 1 else 1)


def _departments(shape: Shape, clinic: str, *, levels: int) -> Iterator[ExampleUnit]:
    """Departments with their cost centres; the first of some lies several levels down."""
    for department in range(1, shape.departments + 1):
        own, above = f"{clinic}{department}", clinic
        for level in range(1, levels if department == 1 else 1):
            between = f"{own}-{level}"
            yield ExampleUnit(between, f"Område {level}", "avdeling", above)
            above = between
        yield ExampleUnit(own, DEPARTMENTS[department - 1], "avdeling", above)
        for cost_centre in range(1, shape.cost_centres + 1):
            code = f"{own}{cost_centre:02d}"
            yield ExampleUnit(code, f"{DEPARTMENTS[department - 1]} {cost_centre}", "kostnadssted", own)


def _positions(shape: Shape, units: tuple[ExampleUnit, ...], *, today: date) -> Iterator[ExamplePosition]:
    """Every person once, every fourth also somewhere else in the same trust."""
    places = [unit.code for unit in units if unit.kind == "kostnadssted"]
    leaders = _leaders(units, places)
    chance, identities = Random(20261128), _identities()  # noqa: S311 -- made-up people
    for number in range(shape.people):
        place = places[number % len(places)]
        person = _person(number, place, leaders, next(identities), chance, today=today)
        yield person
        if number % 4 == 3:
            yield _second(person, [other for other in places[number % 7 :: 97] if other[0] == place[0]], leaders)


def _second(person: ExamplePosition, others: list[str], leaders: dict[str, tuple[str, str]]) -> ExamplePosition:
    """The person's other position, in another cost centre of the trust."""
    place = next((other for other in others if other != person.cost_centre), "")
    if not place:
        place = next(
            other for other in leaders if len(other) >= len(person.cost_centre) and other != person.cost_centre
        )
    return person._replace(cost_centre=place, percent="20", leader=leaders[place][0], category="")


def _leaders(units: tuple[ExampleUnit, ...], places: list[str]) -> dict[str, tuple[str, str]]:
    """The employee number of each unit's leader, and of the one who leads that leader.

    The first who is employed in a cost centre leads it; who leads the first cost centre of a unit leads the unit too.
    """
    first = {place: employee_number(number) for number, place in enumerate(places)}
    above = {unit.code: unit.above for unit in units}
    led_by: dict[str, str] = {}
    for place in places:
        unit = place
        while unit and unit not in led_by:
            led_by[unit] = first[place]
            unit = above[unit]
    found = {}
    for place in places:
        unit = above[place]
        while unit and led_by[unit] == led_by[place]:
            unit = above[unit]
        found[place] = led_by[place], led_by[unit] if unit else ""
    return found


def employee_number(number: int) -> str:
    """The HR system's own number for the person."""
    return f"{100_000 + number}"


def _person(
    number: int, place: str, leaders: dict[str, tuple[str, str]], identity: str, chance: Random, *, today: date
) -> ExamplePosition:
    own, (leader, above) = employee_number(number), leaders[place]
    given, family = chance.choice(GIVEN), chance.choice(FAMILY)
    title, category = chance.choice(TITLES), ""
    if own == leader:
        title = LEADER
    elif number % 40 == 7:
        title, category = REGISTRAR, "LIS"
    elif number % 80 == 11:
        title, category = FIRST_PART, "LIS1"
    elif number % 90 == 13:
        title, category = APPRENTICE, "lærling"
    ends = today + timedelta(days=chance.randrange(20, 400)) if number % 9 == 4 else None
    return ExamplePosition(
        own,
        identity,
        given,
        family,
        place[0],
        place,
        today - timedelta(days=chance.randrange(60, 7000)),
        ends,
        *title,
        str(chance.choice((100, 100, 100, 80, 75, 50))),
        category,
        above if own == leader else leader,
        f"{7_000_000 + number}" if title[1].startswith("8") or title == TITLES[0] else "",
        f"{given}.{family}.{number}@helse.example".lower().replace(" ", ""),
    )


def _identities() -> Iterator[str]:
    """Synthetic numbers, a few of each day of birth."""
    day = date(1958, 1, 1)
    while True:
        for _place, found in zip(range(5), synthetic_numbers(day), strict=False):
            yield found
        day += timedelta(days=1)


def _absences(positions: tuple[ExamplePosition, ...], *, today: date) -> Iterator[ExampleAbsence]:
    for place, position in enumerate(positions):
        if place % 50 == 17:
            ends = today + timedelta(days=30) if place % 100 == 17 else None
            yield ExampleAbsence(
                position.employee_number, position.trust, position.cost_centre, today - timedelta(days=10), ends
            )


def ordinary_night(before: Example, *, today: date, share: float = 0.01) -> Example:
    """About one in a hundred lines is another: new titles and leaders, positions that end, move and begin."""
    chance = Random(today.toordinal())  # noqa: S311 -- made-up changes
    places = [unit.code for unit in before.units if unit.kind == "kostnadssted"]
    positions, changed = [], 0
    for place, position in enumerate(before.positions):
        if chance.random() >= share:
            positions.append(position)
            continue
        changed += 1
        if changed % 5 == 0:
            continue  # has left
        positions.append(_changed(position, changed, chance.choice(places), today=today))
        if changed % 3 == 0:
            positions.append(_newcomer(position, place, today=today))
    return replace(before, positions=tuple(positions))


def _changed(position: ExamplePosition, which: int, place: str, *, today: date) -> ExamplePosition:
    if which % 5 == 1 and place[0] == position.trust:
        return position._replace(cost_centre=place, starts_on=today, ends_on=None)
    if which % 5 == 2:
        return position._replace(percent="60", title="Fagkoordinator")
    return position._replace(ends_on=today + timedelta(days=200), email=f"ny.{position.email}")


def _newcomer(like: ExamplePosition, number: int, *, today: date) -> ExamplePosition:
    """Somebody who begins in three weeks."""
    born = date(1999, 1, 1) + timedelta(days=number % 2000)
    numbers = list(zip(range(60), synthetic_numbers(born), strict=False))
    return like._replace(
        employee_number=f"9{number:06d}",
        identity_number=numbers[59][1],
        given_name="Ny",
        family_name="Ansatt",
        starts_on=today + timedelta(days=21),
        ends_on=None,
        category="",
        email=f"ny.ansatt.{number}@helse.example",
    )


def merged_clinics(before: Example, clinic: str, into: str, *, today: date) -> Example:
    """Two clinics become one: the departments of the first lie below the other, under the cost centres they had."""
    units = tuple(
        unit._replace(above=into) if unit.above == clinic else unit for unit in before.units if unit.code != clinic
    )
    return replace(before, units=units)


def mass_error(before: Example) -> Example:
    """A trust's lines have been lost on the way: a third of all positions would end."""
    lost = {position.trust for position in before.positions}
    worst = max(sorted(lost)) if len(lost) > 1 else ""
    positions = tuple(
        position
        for place, position in enumerate(before.positions)
        if position.trust != worst and (worst or place % 3 != 0)
    )
    return replace(before, positions=positions)
