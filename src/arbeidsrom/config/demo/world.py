"""What the parts of the demonstration know of each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password

from arbeidsrom.config.demo.sizes import Size
from arbeidsrom.core.organisation.models import Person, Position, Unit

PASSWORD = "demonstrasjon-2026"  # noqa: S105 of made-up users, who exist in the demonstration alone


@cache
def _password() -> str:
    return make_password(PASSWORD)


@dataclass(slots=True)
class DemoClub:
    """A club with its size and those who hold its offices today, the leader first."""

    unit: Unit
    local_union: Unit
    members: int
    employer: str
    stewards: list[Position] = field(default_factory=list)


@dataclass(slots=True)
class World:
    """The made-up union. Everything drawn by chance comes from ``random``, so that it is the same every time.

    ``named`` are the clubs with cases, documents and shipments made by hand; ``clubs`` all of them.
    ``positions`` holds the demonstration users' positions by a short name such as ``"kari"``.
    """

    size: Size
    today: date
    random: Random
    union: Unit
    centre: Unit
    districts: list[Unit] = field(default_factory=list)
    local_unions: list[Unit] = field(default_factory=list)
    clubs: list[DemoClub] = field(default_factory=list)
    named: list[DemoClub] = field(default_factory=list)
    people: dict[str, Person] = field(default_factory=dict)
    positions: dict[str, Position] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        """The end of yesterday's work: whenever of the day it is made, nothing has happened later than that."""
        return datetime.combine(self.yesterday, time(16), ZoneInfo("Europe/Oslo"))

    @property
    def password(self) -> str:
        """What every ready-made user signs in with, as accounts keep it."""
        return _password()

    @property
    def yesterday(self) -> date:
        """The last day on which something has happened."""
        return self.today - timedelta(days=1)

    def uuid(self) -> UUID:
        """A random UUID that is the same every time."""
        return UUID(int=self.random.getrandbits(128), version=4)
