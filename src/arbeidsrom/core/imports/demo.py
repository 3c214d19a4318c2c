"""The demonstration's members come in as they do in life: by files of the register, the last of which waits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from arbeidsrom.core.imports import actions
from arbeidsrom.core.imports.member_register.writing import as_file
from arbeidsrom.core.imports.models import ImportRun
from arbeidsrom.core.imports.states import RunState
from arbeidsrom.core.membership.example_register import ClubToFill, Steward, register_lines
from arbeidsrom.core.membership.register import RegisterLine
from arbeidsrom.lib.actor import job

if TYPE_CHECKING:
    from arbeidsrom.config.demo.world import DemoClub, World


def build(world: World) -> None:
    """Three nights: everybody comes in, a few things change, and a file in which half a club is missing waits."""
    clubs = [ClubToFill(club.unit, club.employer, club.members, _stewards(club)) for club in world.clubs]
    codes = {club.unit.pk: club.unit.code for club in world.clubs}

    def night(ago: int, lines: Iterable[RegisterLine]) -> None:
        _import(world, as_file(lines, codes), days_ago=ago)

    night(3, register_lines(clubs, today=world.today))
    if world.size.members <= SMALL:
        night(2, _later(register_lines(clubs, today=world.today), clubs))
        night(1, _with_a_hole(_later(register_lines(clubs, today=world.today), clubs), clubs))


def _stewards(club: DemoClub) -> tuple[Steward, ...]:
    """Those who hold the club's offices, each once: they are members of it too."""
    people = {position.person.public_id: position.person for position in club.stewards}
    return tuple(
        Steward(person.given_name, person.family_name, str(person.identity_number), person.mobile, person.email)
        for person in people.values()
    )


SMALL = 20_000
"""Larger demonstrations make do with the first night."""


def _import(world: World, chunks: Iterable[bytes], *, days_ago: int) -> ImportRun:
    at = world.now - timedelta(days=days_ago - 1, hours=13)
    actor = job("imports.import_members")
    run = actions.open_run(
        register="members", scope=world.union, file_name=f"medlemmer-{at:%Y-%m-%d}.csv", actor=actor, now=at
    )
    run = actions.rehearse(run.public_id, chunks=chunks, now=at, today=at.date())
    if run.state == RunState.REHEARSED:
        run = actions.apply_import(run.public_id, confirmed=False, actor=actor, now=at, today=at.date())
    return run


def _later(lines: Iterable[RegisterLine], clubs: list[ClubToFill]) -> Iterator[RegisterLine]:
    """A night later: some have left, some have changed work, one in each hundred has moved to the next club."""
    following = {club.unit.pk: other for club, other in zip(clubs, [*clubs[1:], clubs[0]], strict=True)}
    for number, line in enumerate(lines):
        if number % 211 == 5:
            continue
        if number % 97 == 3:
            line = line._replace(position_title="Avdelingsleder")
        if number % 499 == 7:
            unit = following[line.club_id].unit
            line = line._replace(club_id=unit.pk, tenant=unit.tenant or line.tenant)
        yield line


def _with_a_hole(lines: Iterable[RegisterLine], clubs: list[ClubToFill]) -> Iterator[RegisterLine]:
    """The file of a night when something went wrong in the other system: half the largest club is not in it."""
    largest = max(clubs, key=lambda club: club.members).unit.pk
    for number, line in enumerate(lines):
        if line.club_id != largest or number % 2:
            yield line
