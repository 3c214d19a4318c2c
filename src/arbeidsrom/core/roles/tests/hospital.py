"""A small health trust for tests: two departments below a clinic, and people who are employed there.

Region ─ Sykehuset (tenant) ─ Klinikken ─ Avdeling A (1010), Avdeling B (1020)
       └ Nabosykehuset (tenant) ─ Naboavdelingen (2010)
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from django.test import Client

from arbeidsrom.core.accounts.models import Account
from arbeidsrom.core.organisation.actions import arrange_tree
from arbeidsrom.core.organisation.models import Person, Position, PositionKind, Unit, UnitKind
from arbeidsrom.core.roles import queries as roles
from arbeidsrom.lib.actor import Actor

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
HIRED = date(2024, 1, 1)


@dataclass
class Hospital:
    """Units by code, people by first name."""

    today: date = TODAY
    now: datetime = NOW
    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)

    def unit(self, code: str, name: str, kind: UnitKind, above: str = "", *, is_controller: bool = False) -> Unit:
        parent = self.units[above] if above else None
        unit = Unit.objects.create(
            code=code, name=name, kind=kind, parent=parent, valid_from=date(2020, 1, 1), is_controller=is_controller
        )
        unit.placements.create(parent=parent, valid_from=unit.valid_from)
        self.units[code] = unit
        return unit

    def person(self, name: str) -> Person:
        """Somebody with an account, known by first name."""
        if name not in self.people:
            address = f"{name.lower()}@sykehuset.example"
            person = Person.objects.create(given_name=name, family_name="Berg", email=address)
            Account.objects.create(email=address, person=person)
            self.people[name] = person
        return self.people[name]

    def employ(
        self,
        name: str,
        code: str,
        *,
        led_by: Position | None = None,
        kind: PositionKind = PositionKind.EMPLOYMENT,
        title: str = "Sykepleier",
        category: str = "",
        valid_from: date = HIRED,
        valid_to: date | None = None,
    ) -> Position:
        """Somebody is employed, or lent, in a department, led by another position."""
        lent = kind == PositionKind.LOAN
        own = Position.objects.filter(person=self.person(name), kind=PositionKind.EMPLOYMENT).first() if lent else None
        return Position.objects.create(
            person=self.person(name),
            unit=self.units[code],
            employer=self.units["sykehuset"] if kind == PositionKind.EMPLOYMENT else None,
            kind=kind,
            title=title,
            category=category,
            leader=led_by,
            led_since=valid_from if led_by else None,
            lent_from=own,
            valid_from=valid_from,
            valid_to=valid_to,
        )

    def actor(self, position: Position) -> Actor:
        """The holder of the position, as the program makes the actor."""
        position = Position.objects.select_related("person", "unit").get(pk=position.pk)
        account = position.person.account
        return roles.actor_in(position, account_id=account.pk, origin="127.0.0.1", today=self.today)

    def browser(self, name: str) -> Client:
        """The person's browser, signed in, nothing chosen yet."""
        client = Client()
        client.force_login(Account.objects.get(person=self.people[name]))
        return client


def make_hospital() -> Hospital:
    """Build it in the database; as of ``TODAY``."""
    hospital = Hospital()
    hospital.unit("region", "Regionen", UnitKind.REGION)
    hospital.unit("sykehuset", "Sykehuset", UnitKind.TRUST, "region", is_controller=True)
    hospital.unit("klinikken", "Klinikken", UnitKind.CLINIC, "sykehuset")
    hospital.unit("1010", "Avdeling A", UnitKind.COST_CENTRE, "klinikken")
    hospital.unit("1020", "Avdeling B", UnitKind.COST_CENTRE, "klinikken")
    hospital.unit("nabo", "Nabosykehuset", UnitKind.TRUST, "region", is_controller=True)
    hospital.unit("2010", "Naboavdelingen", UnitKind.COST_CENTRE, "nabo")
    arrange_tree(today=TODAY)
    for unit in hospital.units.values():
        unit.refresh_from_db()
    return hospital
