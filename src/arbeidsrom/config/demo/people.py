"""Stewards of every kind, and the users whom one can become."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from arbeidsrom.config.demo.world import DemoClub, World
from arbeidsrom.core.accounts.models import Account
from arbeidsrom.core.organisation.models import Person, Position, PositionKind, Unit
from arbeidsrom.core.organisation.queries import identity_index
from arbeidsrom.core.roles import registry
from arbeidsrom.core.roles.models import GrantSource, RoleGrant
from arbeidsrom.lib.identity_number import synthetic_numbers

Row = TypeVar("Row", Position, RoleGrant, Account)

GIVEN = [
    "Kari",
    "Ola",
    "Åse",
    "Øyvind",
    "Ærlig",
    "Ingrid",
    "Lars",
    "Marit",
    "Per",
    "Anne",
    "Bjørn",
    "Solveig",
    "Jørgen",
    "Randi",
    "Håkon",
    "Turid",
    "Knut",
    "Berit",
    "Leif",
    "Máret",
    "Ánte",
    "Ellen",
    "Mohammed",
    "Fatima",
    "Agnieszka",
    "Nguyen",
    "Bjørg",
    "Torbjørn",
    "Gunnhild",
    "Sigurd",
    "Liv",
    "Arne",
    "Astrid",
    "Geir",
    "Hilde",
    "Ivar",
    "Jorunn",
    "Kristin",
    "Magnus",
    "Nils",
    "Oddny",
    "Pål",
    "Ragnhild",
    "Stian",
    "Tone",
    "Ulf",
    "Vigdis",
    "Yngve",
    "Aud",
    "Dag",
    "Eva",
    "Frode",
    "Gro",
]
FAMILY = [
    "Ødegård",
    "Nordmann",
    "Aasen",
    "Sælid",
    "Bøe",
    "Åkervik",
    "Fjeld",
    "Moe",
    "Hansen",
    "Johansen",
    "Olsen",
    "Larsen",
    "Andersen",
    "Pedersen",
    "Nilsen",
    "Kristiansen",
    "Jensen",
    "Karlsen",
    "Johnsen",
    "Pettersen",
    "Eriksen",
    "Berg",
    "Haugen",
    "Hagen",
    "Johannessen",
    "Andreassen",
    "Jacobsen",
    "Dahl",
    "Jørgensen",
    "Henriksen",
    "Lund",
    "Sørensen",
    "Halvorsen",
    "Gundersen",
    "Solberg",
    "Bakken",
    "Moen",
    "Strand",
    "Lie",
    "Svendsen",
    "Knutsen",
    "Myhre",
    "Ruud",
    "Tveit",
    "Brekke",
    "Nguyen",
    "Ali",
    "Kowalska",
    "Somby",
    "Utsi",
    "Vangberg-Sørlie",
]


def add_people(world: World) -> None:
    """The named users, then stewards for every club."""
    writer = _Writer(world)
    _add_named_users(world, writer)
    if "club_leader" in registry.offices():
        for club in world.clubs:
            _add_stewards(club, writer)
    writer.write()


def _add_named_users(world: World, writer: _Writer) -> None:
    """Those whose office exists in this installation; the club's offices come with the workspace."""
    hospital, care, school, ørnes, *_ = world.named
    storvik = world.local_unions[0]
    begins = world.today - timedelta(days=500)
    for key, given, family, office, units in (
        ("kari", "Kari", "Ødegård", "club_leader", [hospital.unit]),
        ("ola", "Ola", "Nordmann", "deputy_leader", [hospital.unit]),
        ("mona", "Mona", "Sælid", "main_steward", [hospital.unit, care.unit, school.unit]),
        ("oyvind", "Øyvind", "Bakken", "released_steward", [care.unit]),
        ("nina", "Nina", "Aasen", "club_leader", [school.unit]),
        ("liv", "Liv", "Vangberg-Sørlie", "workplace_steward", [hospital.unit]),
        ("jorgen", "Jørgen", "Tveit", "club_leader", [ørnes.unit]),
        ("per", "Per", "Bøe", "union_leader", [storvik]),
        ("dag", "Dag", "Fjeld", "district_leader", [world.districts[0]]),
        ("kjersti", "Kjersti", "Moe", "centre_desk", [world.centre]),
        ("admin", "Astrid", "Drift", "administrator", [world.union]),
        ("ingrid", "Ingrid", "Lund", "privacy_contact", [storvik]),
    ):
        if office in registry.offices():
            person = writer.user(key, given, family)
            world.positions[key] = writer.office(person, office, units, begins)
    if "board_member" in registry.offices():
        _add_terms_of_every_kind(world, writer, begins)


def _add_terms_of_every_kind(world: World, writer: _Writer, begins: date) -> None:
    """Nina holds an office in a second club, Aud's term is over, and Frode's begins next week."""
    hospital, care, school, *_ = world.named
    world.positions["nina2"] = writer.office(world.people["nina"], "board_member", [care.unit], begins)
    aud = writer.user("aud", "Aud", "Haugen")
    world.positions["aud"] = writer.office(
        aud, "board_member", [hospital.unit], begins, world.today - timedelta(days=20)
    )
    frode = writer.user("frode", "Frode", "Somby")
    world.positions["frode"] = writer.office(frode, "board_member", [school.unit], world.today + timedelta(days=7))
    for club in world.named:
        club.stewards = [
            position
            for position in world.positions.values()
            if position.office in {"club_leader", "deputy_leader", "released_steward", "workplace_steward"}
            and position.unit.public_id == club.unit.public_id
        ]


def _add_stewards(club: DemoClub, writer: _Writer) -> None:
    """A leader where there is none yet, a deputy, and one more for every two hundred members."""
    offices = ["deputy_leader"] + ["workplace_steward"] * (club.members // 200)
    if not any(position.office == "club_leader" for position in club.stewards):
        offices.insert(0, "club_leader")
    for office in offices:
        begins = writer.world.today - timedelta(days=writer.world.random.randrange(30, 700))
        ends = begins + timedelta(days=730)
        club.stewards.append(writer.office(writer.somebody(), office, [club.unit], begins, ends))


class _Writer:
    """Collects people, positions and grants, so that thousands are written in a few statements."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.people: list[Person] = []
        self.positions: list[Position] = []
        self.grants: list[RoleGrant] = []
        self.accounts: list[Account] = []
        self.identity_numbers = _identity_numbers()

    def user(self, key: str, given: str, family: str) -> Person:
        """Somebody whom one can become."""
        person = self._person(given, family, f"{key}@samhold.example")
        self.world.people[key] = person
        self.accounts.append(
            Account(
                public_id=self.world.uuid(),
                email=person.email,
                person=person,
                password=self.world.password,
                is_demonstration=True,
            )
        )
        return person

    def somebody(self) -> Person:
        """Somebody with a name, and no log-in."""
        random: Random = self.world.random
        number = len(self.people)
        return self._person(random.choice(GIVEN), random.choice(FAMILY), f"tillitsvalgt{number}@samhold.example")

    def _person(self, given: str, family: str, email: str) -> Person:
        mobile = f"+47 4{self.world.random.randrange(10**6, 10**7)}"
        number = next(self.identity_numbers)
        person = Person(
            public_id=self.world.uuid(),
            given_name=given,
            family_name=family,
            email=email,
            mobile=mobile,
            identity_number=number,
            identity_index=identity_index(number),
        )
        self.people.append(person)
        return person

    def office(
        self, person: Person, office: str, units: list[Unit], begins: date, ends: date | None = None
    ) -> Position:
        """The person takes an office with the roles that come with it."""
        declared = registry.offices()[office]
        position = Position(
            public_id=self.world.uuid(),
            person=person,
            unit=units[0],
            kind=PositionKind.DESK if declared.is_desk else PositionKind.OFFICE,
            office=office,
            main_agreement="" if declared.is_desk else self.world.random.choice(["KS", "Spekter", "Virke"]),
            valid_from=begins,
            valid_to=ends,
        )
        self.positions.append(position)
        self.grants += [
            RoleGrant(
                public_id=self.world.uuid(),
                position=position,
                role=role,
                unit=unit,
                with_subunits=declared.with_subunits,
                valid_from=begins,
                valid_to=ends,
                source=GrantSource.OFFICE,
            )
            for role in declared.roles
            for unit in units
        ]
        return position

    def write(self) -> None:
        """People before positions before grants."""
        Person.objects.bulk_create(self.people, batch_size=1000)
        Position.objects.bulk_create(_with_numbers(self.positions), batch_size=1000)
        RoleGrant.objects.bulk_create(_with_numbers(self.grants), batch_size=1000)
        Account.objects.bulk_create(_with_numbers(self.accounts), batch_size=1000)


def _with_numbers(rows: list[Row]) -> list[Row]:
    """Foreign keys were set before the rows they point to had numbers: set them again."""
    for row in rows:
        for name in ("person", "position", "unit"):
            if name in row._state.fields_cache:
                setattr(row, name, getattr(row, name))
    return rows


def _identity_numbers() -> Iterator[str]:
    """Test numbers of people born before any member of the made-up register."""
    days = [synthetic_numbers(date(1950, 1, 1) + timedelta(days=day)) for day in range(9 * 365)]
    while True:
        yield from filter(None, (next(numbers, None) for numbers in days))
