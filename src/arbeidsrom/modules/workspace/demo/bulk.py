"""Very many cases written at once, sealed as the actions seal them, one tenant after the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import islice
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction

from arbeidsrom.core.keys import actions as keys_actions
from arbeidsrom.core.keys import queries as keys
from arbeidsrom.core.keys.models import KeyHolder
from arbeidsrom.core.membership.models import Member
from arbeidsrom.core.vault.tokens import tokens_for
from arbeidsrom.modules.workspace.actions.cases import employer_named, member_party, steps_of_type
from arbeidsrom.modules.workspace.demo.stories import EVENTS, STORIES, WAITS_FOR, Story
from arbeidsrom.modules.workspace.models import (
    Case,
    CaseEvent,
    CaseParty,
    CaseSeries,
    CaseStep,
    CaseSteward,
    CaseType,
    Deadline,
    Employer,
)
from arbeidsrom.modules.workspace.rules.retention import keep_until
from arbeidsrom.modules.workspace.states import CaseState

if TYPE_CHECKING:
    from arbeidsrom.config.demo.world import DemoClub, World

BATCH = 1000
ENDS = ("closed",) * 8 + ("open",) * 4 + ("waiting",) * 2 + ("sent",) + ("reopened",)


class Made(NamedTuple):
    """One case with everything that belongs to it, not saved."""

    holder: KeyHolder
    case: Case
    parties: list[CaseParty]
    events: list[CaseEvent]
    deadlines: list[Deadline]


def build(world: World, *, count: int) -> None:
    """So many cases, spread over the clubs by their size."""
    clubs = [club for club in world.clubs if club.stewards]
    types = {each.key: each for each in CaseType.objects.all()}
    for club, number in _spread(clubs, count):
        members = list(Member.objects.filter(club=club.unit, left_date=None).order_by("member_number")[:20])
        maker = _Maker(world, club, types, members)
        for numbers in _batches(range(number)):
            _save(club, [maker.make() for _each in numbers])
        maker.close_series()


def _spread(clubs: list[DemoClub], count: int) -> Iterator[tuple[DemoClub, int]]:
    """At least one each, the rest by the number of members."""
    left, weight = count, sum(club.members for club in clubs) or 1
    for place, club in enumerate(clubs):
        share = left if place == len(clubs) - 1 else min(left, round(count * club.members / weight))
        left -= share
        if share:
            yield club, share


def _batches(numbers: Iterable[int]) -> Iterator[list[int]]:
    source = iter(numbers)
    while batch := list(islice(source, BATCH)):
        yield batch


class _Maker:
    """Makes the cases of one club."""

    def __init__(self, world: World, club: DemoClub, types: dict[str, CaseType], members: list[Member]) -> None:
        self.world, self.club, self.types, self.members = world, club, types, members
        self.random = Random(f"many cases {club.unit.code}")  # noqa: S311 -- the same every time
        self.tenant = club.unit.controller
        self.hash_word = cache(keys.word_hasher(self.tenant))
        self.employer: Employer | None = employer_named(self.tenant, club.employer)
        self.series: dict[int, int] = defaultdict(int)
        self.series.update(CaseSeries.objects.filter(club=club.unit).values_list("year", "last_number"))

    def make(self) -> Made:
        """One case somewhere between its beginning and its end."""
        story = self.random.choice(STORIES)
        ends = self.random.choice(ENDS)
        age = self.random.randrange(400, 2600) if ends == "closed" else self.random.randrange(5, 200)
        opened = self.world.today - timedelta(days=age)
        holder = keys_actions.new_holder(tenant=self.tenant, kind="case")
        case = self._case(story, ends, opened, holder)
        member = self.random.choice(self.members) if self.members and story.subject == "member" else None
        parties = [member_party(case, member)] if member else []
        text = "\n".join((story.title, story.summary, story.group, self.club.employer, *(p.name for p in parties)))
        case.tokens = tokens_for(text, self.hash_word)
        return Made(holder, case, parties, self._events(case, opened), self._deadlines(case))

    def _case(self, story: Story, ends: str, opened: date, holder: KeyHolder) -> Case:
        self.series[opened.year] += 1
        state = CaseState(ends)
        case = Case(
            holder=holder.public_id,
            tenant=self.tenant,
            club=self.club.unit,
            year=opened.year,
            number=self.series[opened.year],
            type=self.types[story.type],
            subject=story.subject if self.members else "club",
            state=state,
            title=story.title,
            summary=story.summary,
            group=story.group,
            employer=self.employer,
            workplace=self.club.unit.name,
            responsible=self.random.choice(self.club.stewards),
            opened_on=opened,
            changed_at=_moment(opened + timedelta(days=3)),
        )
        if state == CaseState.CLOSED:
            case.closed_on = opened + timedelta(days=self.random.randrange(10, 380))
            case.keep_until = keep_until(case.closed_on, case.type.retention_years)
            case.outcome = self.random.choice(case.type.outcomes)
        if state == CaseState.WAITING:
            case.waiting_for = self.random.choice(WAITS_FOR)
            case.waiting_until = self.world.today + timedelta(days=self.random.randrange(-5, 30))
        return case

    def _events(self, case: Case, opened: date) -> list[CaseEvent]:
        author = case.responsible.person.name if case.responsible else ""
        return [
            CaseEvent(
                case=case,
                kind=kind,
                heading=heading,
                text=text,
                happened_at=_moment(opened + timedelta(days=place)),
                recorded_at=_moment(opened + timedelta(days=place)),
                author=author,
            )
            for place, (kind, heading, text) in enumerate(EVENTS[:2])
        ]

    def _deadlines(self, case: Case) -> list[Deadline]:
        if case.is_closed:
            return []
        due = self.world.today + timedelta(days=self.random.randrange(-10, 60))
        return [Deadline(case=case, label="Svar fra arbeidsgiver", due=due)]

    def close_series(self) -> None:
        """The next case of the club goes on from the last number."""
        rows = [CaseSeries(club=self.club.unit, year=year, last_number=last) for year, last in self.series.items()]
        CaseSeries.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["club", "year"], update_fields=["last_number"]
        )


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(9), UTC)


@transaction.atomic
def _save(club: DemoClub, made: list[Made]) -> None:
    KeyHolder.objects.bulk_create(each.holder for each in made)
    with_keys = keys.holder_keys(each.holder.public_id for each in made)
    for each in made:
        for row in (each.case, *each.parties, *each.events, *each.deadlines):
            row.__dict__["_opened_key"] = with_keys[each.holder.public_id]
    cases = Case.objects.bulk_create([each.case for each in made])
    CaseParty.objects.bulk_create(row for each in made for row in each.parties)
    CaseEvent.objects.bulk_create(row for each in made for row in each.events)
    Deadline.objects.bulk_create(row for each in made for row in each.deadlines)
    CaseStep.objects.bulk_create(step for case in cases if not case.is_closed for step in steps_of_type(case))
    CaseSteward.objects.bulk_create(
        CaseSteward(case=case, position_id=case.responsible_id, since=case.opened_on)
        for case in cases
        if case.responsible_id
    )
