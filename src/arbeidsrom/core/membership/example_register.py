"""Members for the demonstration: made up, the same every time, with synthetic identity numbers only (PL-MOD-004)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import NamedTuple

from arbeidsrom.core.membership.models import TariffArea
from arbeidsrom.core.membership.register import RegisterLine
from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.lib import norwegian
from arbeidsrom.lib.identity_number import synthetic_numbers

GIVEN = (
    "Kari Ola Åse Øyvind Ingrid Lars Marit Per Anne Bjørn Solveig Jørgen Randi Håkon Turid Knut Berit Leif "
    "Máret Ánte Ellen Mohammed Fatima Agnieszka Thi Bjørg Torbjørn Gunnhild Sigurd Liv Arne Astrid Geir Hilde "
    "Ivar Jorunn Kristin Magnus Nils Oddny Pål Ragnhild Stian Tone Ulf Vigdis Yngve Aud Dag Eva Frode Gro "
    "Sæmund Ægir Ådne Østen Inger-Lise Per-Olav Anne-Grethe Biret Jovnna Risten Láilá Piotr Amina Abdi Olga "
    "Linn Emil Nora Jakob Sofie Henrik Thea Oskar Maja Elias Synnøve Asbjørn Målfrid Kjærsti Sølvi Bård Åshild "
    "Tormod Eldbjørg Reidar Gyda "
).split()
FAMILY = (
    "Ødegård Nordmann Aasen Sælid Bøe Åkervik Fjeld Moe Hansen Johansen Olsen Larsen Andersen Pedersen Nilsen "
    "Kristiansen Jensen Karlsen Johnsen Pettersen Eriksen Berg Haugen Hagen Johannessen Andreassen Jacobsen "
    "Dahl Jørgensen Henriksen Lund Sørensen Halvorsen Gundersen Solberg Bakken Moen Strand Lie Svendsen "
    "Knutsen Myhre Ruud Tveit Brekke Nguyen Ali Kowalska Somby Utsi Vangberg-Sørlie Hætta Čearru Guttorm Gaup "
    "Balto Sara Næss Ås Aas Østby Øvergård Ærø Håland Røed Sæther Bjørnstad Grønli Sjåvik Kvåle Hovland "
    "Myklebust Aarnes Yilmaz Hassan Ivanova Schønning-Aagaard Å Li "
).split()
LONG_NAMES = (
    ("Anne-Grethe Synnøve Wilhelmine", "Østensjø-Kristoffersen von Ahlefeldt-Laurvig"),
    ("Ingebjørg Eldbjørg Marie-Louise", "Schønning-Aagaard Vangberg-Sørlie Åkervik"),
)

HEALTH = (
    "Helsefagarbeider",
    "Sykepleier",
    "Hjelpepleier",
    "Portør",
    "Helsesekretær",
    "Renholder",
    "Kokk",
    "Vernepleier",
    "Ambulansearbeider",
)
CHILDHOOD = ("Barne- og ungdomsarbeider", "Assistent", "Fagarbeider", "Miljøarbeider", "Sekretær", "Vaktmester")
TRADES = ("Renholder", "Driftsoperatør", "Vaktmester", "Sjåfør", "Fagarbeider", "Konsulent")


class Setting(NamedTuple):
    """What work is done at an employer: its tariff area, workplaces and titles."""

    tariff_area: TariffArea
    workplaces: tuple[str, ...]
    titles: tuple[str, ...]


HOSPITAL = Setting(
    TariffArea.HEALTH,
    (
        *("Akuttmottaket", "Fødeavdelingen", "Intensiv", "Kirurgisk sengepost", "Medisinsk sengepost", "Nyremedisinsk"),
        *("Poliklinikken", "Psykiatrisk døgnenhet", "Radiologisk avdeling", "Renhold og tekstil", "Sentralkjøkkenet"),
        *("Sterilsentralen", "Ørenesehals", "Ambulansetjenesten", "Åpen post"),
    ),
    HEALTH,
)
CARE = Setting(
    TariffArea.KS,
    (
        *(
            "Hjemmetjenesten øst",
            "Hjemmetjenesten vest",
            "Sjøsiden sykehjem",
            "Ekelund bofellesskap",
            "Ærlia bofellesskap",
        ),
        *("Ærlia bofellesskap", "Dagsenteret", "Legevakten", "Åslia sykehjem", "Kjøkkenet"),
    ),
    HEALTH,
)
SCHOOL = Setting(
    TariffArea.KS,
    ("Elveparken skole", "Åsen skole", "Ørretveien barnehage", "Nordre skole", "Blåbærskogen barnehage", "SFO Sentrum"),
    CHILDHOOD,
)
TOWN = Setting(
    TariffArea.KS,
    ("Rådhuset", "Teknisk drift", "Bygg og eiendom", "Biblioteket", "Kulturskolen", "Vann og avløp"),
    TRADES,
)
PRIVATE = Setting(TariffArea.VIRKE, ("Hovedbygget", "Avdeling A", "Avdeling B", "Kjøkkenet"), HEALTH)
COMPANY = Setting(TariffArea.NHO, ("Driftsavdelingen", "Kontoret", "Lageret"), TRADES)
NURSERY = Setting(TariffArea.NHO, ("Småbarn", "Storbarn", "Uteavdelingen"), CHILDHOOD)

SETTINGS = (
    ("sykehus", HOSPITAL),
    ("psykiatrisk", HOSPITAL),
    ("helse", CARE),
    ("skole", SCHOOL),
    ("oppvekst", SCHOOL),
    ("barnehage", NURSERY),
    ("sykehjem", PRIVATE),
    ("kommune", TOWN),
)

FIRST_NUMBER = 2_000_001


FIRST_STEWARD = 10
"""The place in a club's list from which its stewards stand."""


class Steward(NamedTuple):
    """Somebody who holds an office in the club, and is a member of it."""

    given_name: str
    family_name: str
    identity_number: str
    phone: str
    email: str


class ClubToFill(NamedTuple):
    """A club, its employer, how many members it gets, and who of them hold its offices."""

    unit: Unit
    employer: str
    members: int
    stewards: tuple[Steward, ...] = ()


def register_lines(clubs: Iterable[ClubToFill], *, today: date) -> Iterator[RegisterLine]:
    """The register of these clubs, line by line."""
    identity_numbers: dict[date, Iterator[str]] = {}
    number = FIRST_NUMBER
    for club in clubs:
        random = Random(f"members of {club.unit.code}")  # noqa: S311 -- made-up data that must be the same every time
        setting = _setting(club)
        employer_number = _organisation_number(club.employer)
        for place in range(club.members):
            line = _line(number, place, club, setting, employer_number, random, identity_numbers, today)
            is_steward = FIRST_STEWARD <= place < FIRST_STEWARD + len(club.stewards)
            yield line._replace(**club.stewards[place - FIRST_STEWARD]._asdict()) if is_steward else line
            number += 1


def _line(
    number: int,
    place: int,
    club: ClubToFill,
    setting: Setting,
    employer_number: str,
    random: Random,
    identity_numbers: dict[date, Iterator[str]],
    today: date,
) -> RegisterLine:
    given, family = _name(place, random)
    return RegisterLine(
        member_number=str(number),
        given_name=given,
        family_name=family,
        club_id=club.unit.pk,
        tenant=club.unit.controller,
        tariff_area=setting.tariff_area.value,
        member_since=today - timedelta(days=random.randrange(20, 30 * 365)),
        identity_number=_identity_number(random, identity_numbers),
        employer=club.employer,
        employer_number=employer_number,
        workplace=random.choice(setting.workplaces),
        position_title=random.choice(setting.titles),
        percent=Decimal(random.choice((100, 100, 100, 80, 75, 60, 50, 40))),
        occupationally_active=random.random() < 0.93,
        phone=f"+474{random.randrange(10**7):07d}" if random.random() < 0.96 else "",
        email=f"medlem{number}@samhold.example" if random.random() < 0.9 else "",
    )


def _name(place: int, random: Random) -> tuple[str, str]:
    if place and place % 997 == 0:
        return LONG_NAMES[place // 997 % len(LONG_NAMES)]
    given = random.choice(GIVEN)
    if random.random() < 0.25:
        given = f"{given} {random.choice(GIVEN)}"
    return given, random.choice(FAMILY)


def _identity_number(random: Random, known: dict[date, Iterator[str]]) -> str:
    """A test number that nobody else in the register has."""
    while True:
        born = date(1959, 1, 1) + timedelta(days=random.randrange(48 * 365))
        number = next(known.setdefault(born, synthetic_numbers(born)), None)
        if number:
            return number


def _setting(club: ClubToFill) -> Setting:
    name = f"{club.unit.name} {club.employer}".lower()
    found = next((setting for word, setting in SETTINGS if word in name), COMPANY)
    return found._replace(tariff_area=TariffArea.HEALTH) if club.employer.endswith(" HF") else found


def _organisation_number(employer: str) -> str:
    """A number with the right control digit for an employer that does not exist."""
    seed = 80_000_000 + sum((place + 1) * ord(letter) for place, letter in enumerate(norwegian.sort_key(employer)))
    while True:
        digits = [int(digit) for digit in str(seed)]
        control = -sum(a * b for a, b in zip(digits, (3, 2, 7, 6, 5, 4, 3, 2), strict=True)) % 11
        if control != 10:
            return f"{seed}{control}"
        seed += 1
