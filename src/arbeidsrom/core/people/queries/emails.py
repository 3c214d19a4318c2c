"""Whom an e-mail from the employee overview reaches: each person once, and those without an address by name."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from arbeidsrom.core.notifications.rules import NotAnAddress, mail_address
from arbeidsrom.core.organisation.models import Person
from arbeidsrom.core.people import access
from arbeidsrom.lib.actor import Actor


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody who was chosen, in however many positions; the address is empty where there is none that works."""

    person: UUID
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Addressed:
    """Those of the chosen who can be reached, and those who cannot (KP-LIMP-038)."""

    reached: tuple[Addressee, ...]
    without: tuple[Addressee, ...]
    missing: int
    """So many of the chosen positions are not among those whom the actor sees."""

    @property
    def everybody(self) -> int:
        """How many were chosen."""
        return len(self.reached) + len(self.without)


def addressed(positions: Collection[UUID], *, actor: Actor, today: date) -> Addressed:
    """Those among the chosen whom the actor sees today, by name. Two queries."""
    seen = dict(
        access.visible_employees(actor, today=today).filter(public_id__in=positions).values_list("pk", "person_id")
    )
    people = Person.objects.filter(pk__in=set(seen.values())).order_by("sort_name", "pk")
    found = [Addressee(one.public_id, one.name, _address(one.email)) for one in people]
    return Addressed(
        tuple(one for one in found if one.email),
        tuple(one for one in found if not one.email),
        len(set(positions)) - len(seen),
    )


def address_of(actor: Actor) -> str:
    """The actor's own address, or nothing. One query."""
    person = Person.objects.filter(pk=actor.person_id or 0).only("email").first()
    return _address(person.email) if person else ""


def _address(text: str) -> str:
    """What the HR system says may be no address at all."""
    try:
        return mail_address(text)
    except NotAnAddress:
        return ""
