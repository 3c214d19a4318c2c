"""A small hospital in which anything can happen, by chance, from one seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.utils.timezone import localdate

from arbeidsrom.core.organisation.models import Category, Person, Position
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence import models
from arbeidsrom.modules.competence.rules.settings import CheckPoint, Course
from arbeidsrom.modules.competence.tests.staff import grant
from arbeidsrom.modules.competence.tests.ward import Ward

T = TypeVar("T")
M = TypeVar("M", bound=Model)
UNITS = ("1010", "1020")
COURSES = ("K-1", "K-2", "K-3")
"""Courses of the learning portal; nothing is linked to the last."""


class Nothing(Exception):
    """There is nothing in this world that the action could be about."""


@dataclass
class World:
    """The people, the day, and the dice."""

    hospital: Hospital
    chance: Random

    def __post_init__(self) -> None:
        self.ward = Ward(self.hospital)
        self._actors: dict[tuple[int, date], Actor] = {}
        self._employ()
        self._teach()

    def _employ(self) -> None:
        employ = self.hospital.employ
        self.astrid = employ("Astrid", "1010")
        self.nina = [employ("Nina", one, led_by=self.astrid) for one in UNITS]
        self.odd = employ("Odd", "1010", led_by=self.astrid, category=Category.SPECIALTY_REGISTRAR)
        self.sven, self.siri = employ("Sven", "1020", led_by=self.astrid), employ("Siri", "1010", led_by=self.astrid)
        self.hanne = employ("Hanne", "1020", led_by=self.astrid)
        grant(self.hospital, self.hanne, "competence.trust_administrator", "sykehuset")
        grant(self.hospital, self.hanne, "competence.system_operator", "region")
        grant(self.hospital, self.hanne, "competence.registrar_administrator", "sykehuset")
        self.named = employ("Nils", "1010")
        grant(self.hospital, self.named, "competence.plan_responsible", "1010")
        self.gone = employ("Gro", "1010", valid_to=self.hospital.today)
        self.positions = [*self.nina, self.odd, self.astrid, self.sven, self.siri, self.hanne]
        self.people = sorted({one.person_id for one in self.positions})
        for person in Person.objects.filter(pk__in=self.people):
            person.employee_number = str(person.pk)
            person.save(update_fields=["employee_number"])

    def _teach(self) -> None:
        points = tuple(CheckPoint(self.id(), f"Punkt {one}", mandatory=one > 1) for one in range(3))
        new = self.ward.requirement
        new("Enkel", allows_attachments=True, recertified_after_absence=True)
        new("Gyldig", validity_days=20, recertified_after_absence=True)
        new("Gjentas", repetitions=3, recertified_after_absence=True)
        new("Sjekkes", checklist=points)
        new("Signeres", requires_signing=True, has_comment=True, recertified_after_absence=True)
        new(
            "Gjentas og signeres",
            repetitions=2,
            requires_signing=True,
            validity_days=30,
            recertified_after_absence=True,
        )
        new("Utløper", has_manual_expiry=True, validity_days=90)
        new("Avhenger", dependencies=(self.ward.requirements["Enkel"].pk,), must_be_done=True)
        new("Sentral", owner="sykehuset", central=True, validity_days=60, allows_adaptation=True)
        first, second = (Course(key, f"Kurs {key}") for key in COURSES[:2])
        central: dict[str, Any] = {"owner": "sykehuset", "central": True}
        new("Kurs", courses=(first,), documentation_form="course_portal", validity_days=30, **central)
        new("Kurs for hånd", courses=(first, second), requires_signing=True, **central)
        new("Kurs gjentas", courses=(second,), repetitions=2, validity_days=25, **central)
        for row in models.Sharing.objects.all():
            row.unit, row.with_subunits = self.hospital.units["klinikken"], True
            row.save()
        plan = self.ward.plan
        plan("Plan A", "Enkel", "Gjentas", "Signeres", section="A1")
        plan("Plan A", "Avhenger", "Sentral", "Kurs for hånd", section="A2")
        plan("Plan B", "Gyldig", "Sjekkes", "Kurs", completion="automatic", section="B1")
        plan("Plan B", "Enkel", "Gjentas og signeres", section="B2")
        plan("Plan C", "Utløper", "Sentral", "Kurs gjentas", "Kurs", owner="1020", section="C1")
        plan("Plan D", "Gyldig", owner="sykehuset", completion="automatic", section="D1")
        models.Plan.objects.filter(name="Plan D").update(central=True)
        models.Section.objects.exclude(name="A2").update(may_be_not_relevant=True)
        for one in models.Plan.objects.all():
            one.publications.create(
                unit=self.hospital.units["klinikken"], with_subunits=True, published_at=self.hospital.now
            )
        for name, position in (("Plan A", self.nina[0]), ("Plan B", self.nina[1]), ("Plan A", self.odd)):
            self.ward.assign(name, position)

    @property
    def today(self) -> date:
        """The day it is."""
        return self.hospital.today

    @property
    def now(self) -> datetime:
        """The moment it is."""
        return self.hospital.now

    def move_on(self) -> None:
        """A moment passes, sometimes days."""
        days = self.chance.choice((0, 0, 0, 0, 0, 0, 1, 3, 12))
        self.hospital.now += timedelta(days=days, seconds=1 + self.chance.randrange(60))
        self.hospital.today = localdate(self.hospital.now)

    def actor(self, position: Position) -> Actor:
        """Its holder, today."""
        key = (position.pk, self.today)
        if key not in self._actors:
            self._actors[key] = self.hospital.actor(position)
        return self._actors[key]

    def holder(self, person: int) -> Actor:
        """The person, in one of their positions."""
        return self.actor(self.one_of([one for one in self.positions if one.person_id == person]))

    def somebody(self) -> Actor:
        """Anybody who works here."""
        return self.actor(self.one_of(self.positions))

    def administrator(self) -> Actor:
        """Whoever looks after plans and requirements; seldom somebody who does not."""
        return self.somebody() if self.seldom() else self.actor(self.hanne)

    def leader(self) -> Actor:
        """Whoever gives and approves plans; seldom somebody who does not."""
        if self.seldom():
            return self.somebody()
        return self.actor(self.one_of([self.astrid, self.astrid, self.hanne]))

    def id(self) -> UUID:
        """An id that nothing has."""
        return UUID(int=self.chance.getrandbits(128), version=4)

    def seldom(self, share: float = 0.05) -> bool:
        """Now and then."""
        return self.chance.random() < share

    def one_of(self, those: Sequence[T]) -> T:
        """Any of them."""
        if not those:
            raise Nothing
        return self.chance.choice(those)

    def some_of(self, those: Sequence[T]) -> list[T]:
        """A few of them, or none."""
        return self.chance.sample(those, self.chance.randint(0, len(those)))

    def row(self, rows: QuerySet[M]) -> M:
        """Any of the rows."""
        return self.one_of(list(rows.order_by("pk")))

    def plan(self) -> models.Plan:
        """A plan; seldom one that is archived."""
        plans = models.Plan.objects.select_related("owner")
        return self.row(plans if self.seldom() else plans.filter(archived_at=None))

    def requirement(self) -> models.Requirement:
        """A requirement; seldom one that is archived."""
        found = models.Requirement.objects.select_related("owner")
        return self.row(found if self.seldom() else found.filter(archived_at=None))

    def category(self) -> int | None:
        """A category for requirements, while there is one."""
        found = models.Category.objects.filter(for_activities=False).order_by("pk").values_list("pk", flat=True)
        return self.one_of(list(found) or [None])

    def day(self) -> date | None:
        """A day on which something was done; seldom none, or one that cannot be."""
        if self.seldom(0.12):
            return self.one_of([None, self.today + timedelta(days=1), date.min, date.max])
        return self.today - timedelta(days=self.chance.randrange(50))

    def number(self, right: int) -> int:
        """The number as it stands; seldom an old one."""
        return max(right - 1, 0) if self.seldom() else right

    def words(self) -> str:
        """Something said; seldom nothing."""
        return self.one_of(["Slik er det", "Æøå", "x" * 900]) if not self.seldom() else "  "
