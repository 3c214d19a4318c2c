"""What the made-up HR system delivers: everybody, an ordinary night, then one that lost a third of its lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from arbeidsrom.core.imports.hr_register.example import (
    DEPARTMENT,
    HOSPITAL,
    REGION,
    Example,
    example,
    mass_error,
    merged_clinics,
    ordinary_night,
)
from arbeidsrom.modules.competence.demo.people import with_named_as_before, with_named_people

SHAPES = {"department": DEPARTMENT, "hospital": HOSPITAL, "region": REGION}


@dataclass(frozen=True, slots=True)
class Night:
    """A delivery and the day on which it comes."""

    day: date
    delivery: Example

    @property
    def file_name(self) -> str:
        """What the HR system calls it."""
        return f"ansatte-{self.day:%Y-%m-%d}.zip"


def nights(size: str, *, today: date) -> Iterator[Night]:
    """The three nights before ``today``, the oldest first."""
    first = with_named_people(example(SHAPES[size], today=today - timedelta(days=3)), today=today - timedelta(days=3))
    yield Night(today - timedelta(days=3), first)
    second = with_named_as_before(first, ordinary_night(first, today=today - timedelta(days=2)))
    yield Night(today - timedelta(days=2), second)
    yield Night(today - timedelta(days=1), mass_error(second))


def next_nights(size: str, *, today: date) -> Iterator[Night]:
    """The nights that follow: an ordinary one, a merger of two clinics where there are two, and a mass error."""
    *_earlier, before, _lost = nights(size, today=today)
    ordinary = with_named_as_before(before.delivery, ordinary_night(before.delivery, today=today))
    yield Night(today, ordinary)
    merged = ordinary
    if SHAPES[size].clinics > 1:
        merged = merged_clinics(ordinary, "102", "101", today=today + timedelta(days=1))
        yield Night(today + timedelta(days=1), merged)
    yield Night(today + timedelta(days=2), mass_error(merged))
