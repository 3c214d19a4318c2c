"""The named people of the made-up region, whom one can become."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from arbeidsrom.core.accounts.models import Account
from arbeidsrom.core.imports.hr_register.example import (
    APPRENTICE as APPRENTICE_TITLE,
)
from arbeidsrom.core.imports.hr_register.example import (
    LEADER,
    REGISTRAR,
    Example,
    ExamplePosition,
    employee_number,
)
from arbeidsrom.core.organisation.models import Person, Position, PositionKind, Unit
from arbeidsrom.core.roles.models import GrantSource, RoleGrant
from arbeidsrom.lib.identity_number import synthetic_numbers
from arbeidsrom.modules.competence import roles

if TYPE_CHECKING:
    from arbeidsrom.config.demo.world import World


class NamedPerson(NamedTuple):
    """Somebody with a log-in: a position in a cost centre, given by its place among all, perhaps in another too."""

    key: str
    given_name: str
    family_name: str
    title: tuple[str, str]
    place: int
    second_place: int | None = None
    category: str = ""


LEADERS = {0: ("birger", "Birger", "Fjellvang"), 1: ("astrid", "Astrid", "Øvrebø")}
"""Whom the leaders of the first two cost centres are; the first leads the clinic and all above it too."""

OTHERS = (
    NamedPerson("silje", "Silje", "Åsheim", ("Sykepleier", "6455"), place=1, second_place=4),
    NamedPerson("lars", "Lars", "Nærbø", REGISTRAR, place=1, category="LIS"),
    NamedPerson("turid", "Turid", "Sæther", ("Rådgiver", "6540"), place=0),
    NamedPerson("sindre", "Sindre", "Bjørkås", ("Systemansvarlig", "8001"), place=0),
    NamedPerson("hanne", "Hanne", "Løkås", ("Fagsykepleier", "6455"), place=1, second_place=5),
    NamedPerson("vigdis", "Vigdis", "Røed", ("Fagutviklingssykepleier", "6455"), place=2),
    NamedPerson("espen", "Espen", "Hægstad", ("Helsesekretær", "6412"), place=1),
    NamedPerson("marte", "Marte", "Grøndahl", ("Overlege", "8527"), place=0),
    NamedPerson("tor", "Tor", "Aasgård", ("Rådgiver", "6540"), place=0),
    NamedPerson("ragna", "Ragna", "Myrvåg", ("Seniorrådgiver", "6540"), place=3),
    NamedPerson("jonas", "Jonas", "Bråten", APPRENTICE_TITLE, place=1, category="lærling"),
)


class GivenRole(NamedTuple):
    """A role that was ordered for somebody: in the whole region, in the own trust, or in the own cost centre."""

    key: str
    role: str
    where: str = "trust"


ORDERED = (
    GivenRole("sindre", roles.SYSTEM_OPERATOR, "region"),
    GivenRole("turid", roles.TRUST_ADMINISTRATOR),
    GivenRole("turid", roles.REACTIVATION),
    GivenRole("turid", roles.ARCHIVING),
    GivenRole("hanne", roles.SUBJECT_B, "own"),
    GivenRole("vigdis", roles.SUBJECT_A, "own"),
    GivenRole("espen", roles.SUPERUSER, "own"),
    GivenRole("marte", roles.REGISTRAR_ADMINISTRATOR),
    GivenRole("marte", roles.LEARNING_ARENAS),
    GivenRole("marte", roles.EDUCATION_RESPONSIBLE),
    GivenRole("tor", roles.APPRENTICE_ADMINISTRATOR),
    GivenRole("tor", roles.REGION_ADMINISTRATOR, "region"),
    GivenRole("tor", roles.FORM_ADMINISTRATOR, "region"),
    GivenRole("ragna", roles.PLAN_RESPONSIBLE, "own"),
    GivenRole("ragna", roles.DELEGATED_LEADER, "own"),
)
"""Every role of the catalogue that is ordered has somebody who holds it."""


def with_named_people(made: Example, *, today: date) -> Example:
    """The same deliveries, with the named people in their positions."""
    positions = list(made.positions)
    for number, (key, given, family) in LEADERS.items():
        own = employee_number(number)
        positions = [
            one._replace(given_name=given, family_name=family, email=address(key), ends_on=None)
            if one.employee_number == own
            else one
            for one in positions
        ]
    return replace(made, positions=(*positions, *_others(positions, today=today)))


def with_named_as_before(before: Example, after: Example) -> Example:
    """What a night changes for others, and not for the named people: what is told of them holds on any day."""
    named = {employee_number(number) for number in LEADERS} | {_number(number) for number in range(len(OTHERS))}
    kept = [one for one in before.positions if one.employee_number in named]
    changed = [one for one in after.positions if one.employee_number not in named]
    return replace(after, positions=(*changed, *kept))


def _number(number: int) -> str:
    return f"8{number:05}"


def _others(positions: list[ExamplePosition], *, today: date) -> Iterator[ExamplePosition]:
    leaders: dict[str, ExamplePosition] = {}
    for one in positions:
        if (one.title, one.job_code) == LEADER:  # the first in a cost centre leads it; others lead elsewhere
            leaders.setdefault(one.cost_centre, one)
    places = list(leaders.values())
    for number, person in enumerate(OTHERS):
        for place in filter(lambda place: place is not None, (person.place, person.second_place)):
            leader = places[place or 0]
            yield ExamplePosition(
                employee_number=_number(number),
                identity_number=_identity(number),
                given_name=person.given_name,
                family_name=person.family_name,
                trust=leader.trust,
                cost_centre=leader.cost_centre,
                starts_on=today - timedelta(days=900 + number),
                ends_on=None,
                title=person.title[0],
                job_code=person.title[1],
                percent="80" if place == person.place else "20",
                category=person.category,
                leader=leader.employee_number,
                professional_number=f"{9_000_000 + number}" if person.title[1] in ("6455", "8528") else "",
                email=address(person.key),
            )


def _identity(number: int) -> str:
    """Far back among the numbers of a day of birth: no other made-up person has it."""
    numbers = synthetic_numbers(date(1985, 5, 1) + timedelta(days=number))
    return [next(numbers) for _ in range(30)][-1]


def address(key: str) -> str:
    """The e-mail address of somebody named."""
    return f"{key}@midtnatt.example"


def let_in(world: World, region: Unit) -> None:
    """Give each of the named people a log-in, and the roles they have been given."""
    keys = [*(key for key, *_name in LEADERS.values()), *(person.key for person in OTHERS)]
    found = {person.email: person for person in Person.objects.filter(email__in=map(address, keys))}
    world.people |= {key: found[address(key)] for key in keys}
    Account.objects.bulk_create(
        Account(
            public_id=world.uuid(),
            email=address(key),
            person=world.people[key],
            password=world.password,
            is_demonstration=True,
        )
        for key in keys
    )
    for position in (
        Position.objects.filter(person__in=found.values(), kind=PositionKind.EMPLOYMENT)
        .select_related("person", "unit", "employer")
        .order_by("-unit__code", "-id")
    ):
        world.positions[position.person.email.partition("@")[0]] = position
    RoleGrant.objects.bulk_create(_grant(world, region, given) for given in ORDERED)


def _grant(world: World, region: Unit, given: GivenRole) -> RoleGrant:
    position = world.positions[given.key]
    where = {"region": region, "trust": position.employer, "own": position.unit}[given.where]
    assert where is not None, "whoever is employed has an employer"  # noqa: S101
    return RoleGrant(
        public_id=world.uuid(),
        position=position,
        role=given.role,
        unit=where,
        with_subunits=given.where != "own",
        valid_from=world.today - timedelta(days=400),
        source=GrantSource.ORDER,
    )
