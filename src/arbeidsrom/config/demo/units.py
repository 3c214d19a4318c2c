"""The made-up union: districts, local unions, clubs and a competence centre."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from random import Random
from typing import NamedTuple
from uuid import UUID

from arbeidsrom.config.demo.sizes import Size
from arbeidsrom.config.demo.world import DemoClub, World
from arbeidsrom.core.organisation.actions import arrange_tree
from arbeidsrom.core.organisation.models import Placement, Unit, UnitKind

DISTRICTS = 15
FOUNDED = date(2003, 1, 1)


class NamedClub(NamedTuple):
    name: str
    employer: str
    members: int


UNION = "Forbundet Samhold"
CENTRE = "Kompetansesenter Vest"
NAMED: dict[str, dict[str, tuple[NamedClub, ...]]] = {
    "Fylkeskrets Vestfjord": {
        "Storvik fagforening": (
            NamedClub("Storvik sykehus", "Storvik sykehus HF", 1800),
            NamedClub("Storvik kommune, helse og omsorg", "Storvik kommune", 640),
            NamedClub("Storvik kommune, skole og barnehage", "Storvik kommune", 410),
        ),
        "Ørnes og omland fagforening": (
            NamedClub("Ørnes kommune", "Ørnes kommune", 230),
            NamedClub("Ørnes havn og drift", "Ørnes havn KF", 30),
        ),
        "Aasvær fagforening": (NamedClub("Aasvær sykehjem", "Stiftelsen Aasvær sykehjem", 95),),
    },
    "Fylkeskrets Innmark": {
        "Lågendalen fagforening": (
            NamedClub("Lågendalen kommune", "Lågendalen kommune", 520),
            NamedClub("Lågendalen barnehager", "Læringsverkstedene Lågendalen AS", 140),
        ),
        "Hølandet fagforening": (
            NamedClub("Hølandet psykiatriske senter", "Innmark sykehus HF", 310),
            NamedClub("Hølandet kulturskole og bibliotek", "Hølandet kommune", 45),
        ),
        "Snåsa ja Raavrevijhke fagforening": (
            NamedClub("Snåsa kommune – Snåasen tjïelte", "Snåsa kommune", 120),
            NamedClub("Østre Ættefjell interkommunale renovasjon og vannforsyning", "Ættefjell IKS", 60),
        ),
    },
}
STARTS = [
    "Nord",
    "Sør",
    "Øst",
    "Vest",
    "Ytre",
    "Indre",
    "Stor",
    "Lille",
    "Øvre",
    "Nedre",
    "Gammel",
    "Ny",
    "Mid",
    "Sand",
    "Stein",
    "Fjell",
    "Dal",
    "Elv",
    "Sjø",
    "Skog",
    "Aas",
    "Ås",
]
ENDS = [
    "vik",
    "fjord",
    "dal",
    "nes",
    "sund",
    "øy",
    "ås",
    "hamn",
    "voll",
    "mark",
    "bygd",
    "eidet",
    "stad",
    "heim",
    "berg",
    "mo",
    "haug",
    "lund",
    "tveit",
    "rud",
    "set",
    "strand",
]
WORKPLACES = (
    ("{} kommune, helse", "{} kommune"),
    ("{} kommune, oppvekst", "{} kommune"),
    ("{} sykehjem", "Stiftelsen {} sykehjem"),
    ("{} sykehus", "{} sykehus HF"),
    ("{} barnehager", "{} barnehager AS"),
    ("{} renhold og drift", "{} eiendom KF"),
)


class _Planter:
    """Collects units level by level, so that a whole organisation is written in a few statements."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.levels: dict[UnitKind, list[Unit]] = {}
        self.count = 0

    def unit(self, kind: UnitKind, name: str, parent: Unit | None, *, is_controller: bool = False) -> Unit:
        self.count += 1
        made = Unit(
            public_id=UUID(int=self.random.getrandbits(128), version=4),
            kind=kind,
            name=name,
            code=f"{kind.value}-{self.count:05}",
            parent=parent,
            valid_from=FOUNDED,
            is_controller=is_controller,
        )
        self.levels.setdefault(kind, []).append(made)
        return made

    def write(self, *, today: date) -> None:
        """Write the units, parents before children, and number the tree."""
        for units in self.levels.values():
            for unit in units:
                unit.parent = unit.parent  # takes the parent's number, which is known by now
            Unit.objects.bulk_create(units, batch_size=1000)
        every = [unit for units in self.levels.values() for unit in units]
        Placement.objects.bulk_create(
            (Placement(unit=unit, parent=unit.parent, valid_from=FOUNDED) for unit in every), batch_size=1000
        )
        arrange_tree(today=today)
        placed = Unit.objects.in_bulk([unit.pk for unit in every])
        for unit in every:
            unit.lft, unit.rgt, unit.depth, unit.tenant = (
                placed[unit.pk].lft,
                placed[unit.pk].rgt,
                placed[unit.pk].depth,
                placed[unit.pk].tenant,
            )


def add_units(size: Size, *, today: date) -> World:
    """The tree of the union; named units first, more around them for a whole organisation."""
    random = Random(2026)  # noqa: S311 made-up data that must be the same every time
    planter = _Planter(random)
    union = planter.unit(UnitKind.UNION, UNION, None, is_controller=True)
    union.email = "post@samhold.example"
    centre = planter.unit(UnitKind.COMPETENCE_CENTRE, CENTRE, union, is_controller=True)
    world = World(size, today, random, union, centre)
    for district_name, local_unions in NAMED.items():
        district = planter.unit(UnitKind.DISTRICT, district_name, union)
        world.districts.append(district)
        for name, clubs in local_unions.items():
            local_union = planter.unit(UnitKind.LOCAL_UNION, name, district, is_controller=True)
            world.local_unions.append(local_union)
            for club in clubs:
                unit = planter.unit(UnitKind.CLUB, club.name, local_union)
                world.clubs.append(DemoClub(unit, local_union, club.members, club.employer))
    world.named = list(world.clubs)
    _add_the_rest(world, planter)
    planter.write(today=today)
    return world


def _add_the_rest(world: World, planter: _Planter) -> None:
    """The districts, local unions and clubs around the named ones, up to the size asked for."""
    missing = world.size.local_unions - len(world.local_unions)
    if missing <= 0:
        return
    names = _place_names(world.random)
    world.districts += [
        planter.unit(UnitKind.DISTRICT, f"Fylkeskrets {next(names)}", world.union)
        for _ in range(15 - len(world.districts))
    ]
    places: list[tuple[str, Unit]] = []
    for number in range(missing):
        place = next(names)
        district = world.districts[number % len(world.districts)]
        local_union = planter.unit(UnitKind.LOCAL_UNION, f"{place} fagforening", district, is_controller=True)
        world.local_unions.append(local_union)
        places.append((place, local_union))
    for number in range(world.size.clubs - len(world.clubs)):
        place, local_union = places[number % len(places)]
        name, employer = WORKPLACES[number // len(places) % len(WORKPLACES)]
        round_ = number // (len(places) * len(WORKPLACES))
        unit = planter.unit(UnitKind.CLUB, name.format(place) + (f" {round_ + 1}" if round_ else ""), local_union)
        world.clubs.append(DemoClub(unit, local_union, 0, employer.format(place)))
    _share_members(world)


def _share_members(world: World) -> None:
    """Clubs of 30 to 1,800 members, most of them small, that add up to the size asked for."""
    rest = [club for club in world.clubs if not club.members]
    wanted = world.size.members - sum(club.members for club in world.named)
    weights = [min(world.random.lognormvariate(4.2, 0.7), 1500) for _ in rest]
    scale = (wanted - 30 * len(rest)) / sum(weights)
    for club, weight in zip(rest, weights, strict=True):
        club.members = min(30 + int(weight * scale), 1800)


def _place_names(random: Random) -> Iterator[str]:
    """Places that do not exist, each once."""
    names = [start + end for start in STARTS for end in ENDS if not end.startswith(start[-1])]
    random.shuffle(names)
    return iter(dict.fromkeys(names))
