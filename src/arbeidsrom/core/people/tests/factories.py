"""A small health region: two trusts, a clinic with two wards, and the people whom every test here knows.

Helse Midtnatt ─ Vestre helseforetak ─ Medisinsk klinikk ─ Sengepost A, Sengepost B
               └ Østre helseforetak ─ Åpen post
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.test import Client

from arbeidsrom.core.accounts.models import Account
from arbeidsrom.core.organisation.actions import arrange_tree
from arbeidsrom.core.organisation.models import Person, Position, PositionKind, Unit, UnitKind
from arbeidsrom.core.people.actions.loans import Terms, register_loan
from arbeidsrom.core.people.models import Loan
from arbeidsrom.core.people.rules import Days
from arbeidsrom.core.roles import queries as roles
from arbeidsrom.core.roles.models import GrantSource, RoleGrant
from arbeidsrom.lib.actor import Actor

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
TOMORROW = TODAY + timedelta(days=1)
EMPLOYED = date(2020, 1, 1)
TEST_ROLE = "people.test"
"""A role that a fixture declares with the permissions that a test asks for."""


def days(number: int) -> date:
    """So many days from today."""
    return TODAY + timedelta(days=number)


@dataclass
class Region:
    """Units by code, positions by the first name of who holds them."""

    units: dict[str, Unit] = field(default_factory=dict)
    positions: dict[str, Position] = field(default_factory=dict)

    def unit(self, code: str, name: str, kind: UnitKind, above: str = "", *, is_controller: bool = False) -> Unit:
        parent = self.units.get(above)
        made = Unit.objects.create(
            code=code, name=name, kind=kind, parent=parent, valid_from=EMPLOYED, is_controller=is_controller
        )
        made.placements.create(parent=parent, valid_from=EMPLOYED)
        self.units[code] = made
        return made

    def employ(
        self,
        name: str,
        family: str,
        unit: str,
        *,
        leader: str = "",
        title: str = "Sykepleier",
        valid_to: date | None = None,
        person: Person | None = None,
        key: str = "",
        **more: Any,
    ) -> Position:
        """Somebody is employed, with an account to sign in with."""
        if person is None:
            person = Person.objects.create(given_name=name.title(), family_name=family, email=f"{name}@example.no")
            Account.objects.create(email=f"{name}@example.no", person=person)
        led = self.positions.get(leader)
        made = Position.objects.create(
            person=person, unit=self.units[unit], kind=PositionKind.EMPLOYMENT, title=title, valid_from=EMPLOYED,
            valid_to=valid_to, employer=self.units[unit[0]], leader=led, led_since=EMPLOYED if led else None, **more,
        )  # fmt: skip
        self.positions[key or name] = made
        return made

    def actor(self, name: str, *, today: date = TODAY) -> Actor:
        """Whoever holds the position, acting in it on the day."""
        position = Position.objects.select_related("person", "unit").get(pk=self.positions[name].pk)
        return roles.actor_in(position, account_id=None, origin="127.0.0.1", today=today)

    def lend(
        self,
        name: str,
        unit: str = "VMB",
        leader: str = "berit",
        *,
        first: date = TOMORROW,
        last: date | None = None,
        comment: str = "",
        by: str = "astrid",
        today: date = TODAY,
    ) -> Loan:
        """Somebody is lent, on the word of the leader."""
        return register_loan(
            self.positions[name].public_id,
            terms=self.terms(unit, leader, first=first, last=last, comment=comment),
            actor=self.actor(by, today=today),
            now=NOW,
            today=today,
        )

    def terms(
        self, unit: str = "VMB", leader: str = "berit", *, first: date = TOMORROW, last: date | None = None,
        comment: str = "",
    ) -> Terms:  # fmt: skip
        """What a loan says."""
        there = self.positions.get(leader)
        return Terms(
            self.units[unit].public_id, there.public_id if there else UUID(int=404), Days(first, last), comment
        )

    def grant(self, name: str, unit: str) -> None:
        """The position holds the test's role in the unit and all below it."""
        RoleGrant.objects.create(
            position=self.positions[name], role=TEST_ROLE, unit=self.units[unit], with_subunits=True,
            valid_from=EMPLOYED, source=GrantSource.ORDER,
        )  # fmt: skip

    def browser(self, name: str) -> Client:
        """The person's browser, signed in just now."""
        client = Client()
        account = Account.objects.get(person=self.positions[name].person)
        client.force_login(account)
        session = client.session
        session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
        session["account_authentication_methods_user"] = str(account.pk)
        session.save()
        return client


def a_region() -> Region:
    """Everybody in it, as of ``TODAY``."""
    region = Region()
    region.unit("R", "Helse Midtnatt", UnitKind.REGION, is_controller=True)
    region.unit("V", "Vestre helseforetak", UnitKind.TRUST, "R", is_controller=True)
    region.unit("VM", "Medisinsk klinikk", UnitKind.CLINIC, "V")
    region.unit("VMA", "Sengepost A", UnitKind.COST_CENTRE, "VM")
    region.unit("VMB", "Sengepost B", UnitKind.COST_CENTRE, "VM")
    region.unit("Ø", "Østre helseforetak", UnitKind.TRUST, "R", is_controller=True)
    region.unit("ØÅ", "Åpen post", UnitKind.COST_CENTRE, "Ø")
    arrange_tree(today=TODAY)
    for unit in region.units.values():
        unit.refresh_from_db()
    region.employ("birger", "Klinikkleder", "VM", title="Klinikkleder")
    region.employ("astrid", "Amundsen", "VMA", leader="birger", title="Avdelingsleder")
    region.employ("berit", "Bakke", "VMB", leader="birger", title="Avdelingsleder")
    region.employ("silje", "Ødegård", "VMA", leader="astrid")
    region.employ("ole", "Åsen", "VMA", leader="astrid", title="Helsefagarbeider")
    region.employ("mari", "Moe", "VMB", leader="berit")
    region.employ("turid", "Tveit", "V", title="HR-rådgiver")
    region.employ("unni", "Uri", "Ø", title="Avdelingsleder")
    region.employ("vidar", "Vik", "ØÅ", leader="unni")
    return region


def names(positions: Iterable[Position]) -> list[str]:
    """The first names of who holds the positions, sorted."""
    return sorted(position.person.given_name for position in positions)
