"""The standing cast: the people that every test knows.

Forbundet ─ Fylkeskretsen ─ Fagforeningen (tenant) ─ Sykehusklubben, Skoleklubben
          │                └ Nabofagforeningen (tenant) ─ Naboklubben
          └ Kompetansesenteret (tenant)

Use as ``def test_…(cast): cast.kari``; each is an ``Actor`` made the way the program makes them.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from arbeidsrom.core.accounts.models import Account
from arbeidsrom.core.organisation.actions import arrange_tree
from arbeidsrom.core.organisation.models import Person, Position, Unit, UnitKind
from arbeidsrom.core.roles import queries as roles
from arbeidsrom.core.roles.actions import take_office
from arbeidsrom.lib.actor import Actor

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
ELECTED = date(2025, 1, 1)


@dataclass
class Cast:
    """Units by name, people by first name; ``cast.actor("kari")`` and ``cast.kari`` are the same."""

    union: Unit
    district: Unit
    local_union: Unit
    neighbour_union: Unit
    hospital_club: Unit
    school_club: Unit
    neighbour_club: Unit
    centre: Unit
    today: date = TODAY
    now: datetime = NOW
    people: dict[str, Person] = field(default_factory=dict)
    positions: dict[str, Position] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        """The person as the holder of their office, with the grants of today."""
        position = self.positions[name]
        position.refresh_from_db()
        return roles.actor_in(position, account_id=self.accounts[name].pk, origin="127.0.0.1", today=self.today)

    def elect(self, name: str, family_name: str, office: str, unit: Unit, also_in: tuple[Unit, ...] = ()) -> Position:
        """Somebody new takes an office and gets an account."""
        person = Person.objects.create(given_name=name.title(), family_name=family_name, email=f"{name}@example.no")
        position = take_office(person, office=office, unit=unit, also_in=also_in, valid_from=ELECTED)
        self.people[name], self.positions[name] = person, position
        self.accounts[name] = Account.objects.create(email=f"{name}@example.no", person=person)
        return position

    def browser(self, name: str, **options: Any) -> Client:
        """The person's browser, where they signed in with their password just now."""
        client = Client(**options)
        client.force_login(self.accounts[name])
        session = client.session
        session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
        session["account_authentication_methods_user"] = str(self.accounts[name].pk)
        session.save()
        return client

    @property
    def kari(self) -> Actor:
        """Leader of the hospital club."""
        return self.actor("kari")

    @property
    def ola(self) -> Actor:
        """Deputy leader of the hospital club: the colleague."""
        return self.actor("ola")

    @property
    def nina(self) -> Actor:
        """Steward of the school club: another club of the same local union."""
        return self.actor("nina")

    @property
    def mona(self) -> Actor:
        """Main steward over both clubs of the local union."""
        return self.actor("mona")

    @property
    def per(self) -> Actor:
        """Leader of the local union: sees numbers, never content."""
        return self.actor("per")

    @property
    def nils(self) -> Actor:
        """Club leader in the neighbouring local union: another tenant."""
        return self.actor("nils")

    @property
    def dag(self) -> Actor:
        """Leader of the county district: no access to the workspace."""
        return self.actor("dag")

    @property
    def kjersti(self) -> Actor:
        """At the competence centre's receiving desk."""
        return self.actor("kjersti")

    @property
    def admin(self) -> Actor:
        """Runs the installation: no content."""
        return self.actor("admin")

    @property
    def ingrid(self) -> Actor:
        """Data protection contact of the local union: the log and requests for access, no content."""
        return self.actor("ingrid")


ROLES_OF_CAST = ("kari", "ola", "nina", "mona", "per", "nils", "dag", "kjersti", "admin", "ingrid")


def make_cast() -> Cast:
    """Build the cast in the database; as of ``TODAY``."""

    def unit(kind: UnitKind, name: str, parent: Unit | None, *, is_controller: bool = False) -> Unit:
        code = name.lower().replace(" ", "-")
        made = Unit.objects.create(
            kind=kind, name=name, code=code, parent=parent, valid_from=date(2020, 1, 1), is_controller=is_controller
        )
        made.placements.create(parent=parent, valid_from=made.valid_from)
        return made

    union = unit(UnitKind.UNION, "Forbundet", None, is_controller=True)
    district = unit(UnitKind.DISTRICT, "Fylkeskretsen", union)
    local_union = unit(UnitKind.LOCAL_UNION, "Fagforeningen", district, is_controller=True)
    neighbour_union = unit(UnitKind.LOCAL_UNION, "Nabofagforeningen", district, is_controller=True)
    hospital_club = unit(UnitKind.CLUB, "Sykehusklubben", local_union)
    school_club = unit(UnitKind.CLUB, "Skoleklubben", local_union)
    neighbour_club = unit(UnitKind.CLUB, "Naboklubben", neighbour_union)
    centre = unit(UnitKind.COMPETENCE_CENTRE, "Kompetansesenteret", union, is_controller=True)
    _arrange(union, district, local_union, neighbour_union, hospital_club, school_club, neighbour_club, centre)

    cast = Cast(union, district, local_union, neighbour_union, hospital_club, school_club, neighbour_club, centre)
    cast.elect("kari", "Ødegård", "club_leader", hospital_club)
    cast.elect("ola", "Nordmann", "deputy_leader", hospital_club)
    cast.elect("nina", "Aasen", "club_leader", school_club)
    cast.elect("mona", "Sælid", "main_steward", hospital_club, (school_club,))
    cast.elect("per", "Bøe", "union_leader", local_union)
    cast.elect("nils", "Åkervik", "club_leader", neighbour_club)
    cast.elect("dag", "Fjeld", "district_leader", district)
    cast.elect("kjersti", "Moe", "centre_desk", centre)
    cast.elect("admin", "Drift", "administrator", union)
    cast.elect("ingrid", "Lund", "privacy_contact", local_union)
    return cast


def _arrange(*units: Unit) -> None:
    arrange_tree(today=TODAY)
    for unit in units:
        unit.refresh_from_db()


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()
