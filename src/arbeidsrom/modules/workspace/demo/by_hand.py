"""Cases of the named clubs, made through the actions as stewards make them: with events, deadlines and documents."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import transaction

from arbeidsrom.core.membership.models import Member
from arbeidsrom.core.organisation.models import Position
from arbeidsrom.core.roles.queries import actor_in
from arbeidsrom.core.vault import actions as vault
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.workspace.actions import cases, consents, deadlines, documents, states, stewards, timeline
from arbeidsrom.modules.workspace.actions.cases import CaseDraft
from arbeidsrom.modules.workspace.actions.consents import ConsentDraft
from arbeidsrom.modules.workspace.demo.stories import (
    EVENTS,
    POSTS,
    STARTING_EVENT,
    STORIES,
    WAITS_FOR,
    Story,
)
from arbeidsrom.modules.workspace.demo_documents import DemoCase, documents_for
from arbeidsrom.modules.workspace.models import Case, CaseSteward, ConsentForm, ConsentKind, EventKind, Subject
from arbeidsrom.modules.workspace.queries import cases as case_queries
from arbeidsrom.modules.workspace.queries.deadline_rules import all_rules
from arbeidsrom.modules.workspace.queries.deadlines import deadlines_of
from arbeidsrom.modules.workspace.rules.deadlines import propose
from arbeidsrom.modules.workspace.states import CaseState, DeadlineState

if TYPE_CHECKING:
    from arbeidsrom.config.demo.world import DemoClub, World

OSLO = ZoneInfo("Europe/Oslo")
WITH_DOCUMENTS = 8


def build(world: World) -> int:
    """Cases for each named club, more for the first; gives how many."""
    made = 0
    for place, club in enumerate(world.named[:4]):
        made += _build_club(world, club, STORIES if place == 0 else STORIES[: 8 - 2 * place], documents=place == 0)
    return made


def leave_with_ended_term(world: World) -> None:
    """A case whose steward's term is over, for the union to place with somebody."""
    left = Case.objects.filter(club=world.positions["aud"].unit, state=CaseState.OPEN).order_by("number").first()
    if left is not None:
        left.responsible = world.positions["aud"]
        left.save(update_fields=["responsible"])
        CaseSteward.objects.filter(case=left).update(position=left.responsible)


def _build_club(world: World, club: DemoClub, stories: tuple[Story, ...], *, documents: bool) -> int:
    random = Random(f"cases {club.unit.name}")  # noqa: S311 -- a demonstration that is the same every time
    members = list(Member.objects.filter(club=club.unit, left_date=None).order_by("member_number")[: len(stories) * 3])
    leaders = [position for position in club.stewards if position.office in {"club_leader", "released_steward"}]
    if not members or not leaders:
        return 0
    actor = actor_in(leaders[0], account_id=None, origin="", today=world.today)
    colleague = next((each for each in club.stewards if each.pk != leaders[0].pk), None)
    for number, story in enumerate(stories):
        maker = _Maker(world, club, actor, random, members[number % len(members)])
        with transaction.atomic():
            maker.make(story, with_documents=documents and number < WITH_DOCUMENTS, colleague=colleague)
    return len(stories)


class _Maker:
    """One case from its beginning until today."""

    def __init__(self, world: World, club: DemoClub, actor: Actor, random: Random, member: Member) -> None:
        self.world, self.club, self.actor, self.random, self.member = world, club, actor, random, member
        self.day = world.today - timedelta(days=random.randrange(12, 60))

    def at(self, days: int) -> datetime:
        """A working hour some days after the beginning, never later than yesterday."""
        day = min(self.day + timedelta(days=days), self.world.yesterday)
        return datetime.combine(day, time(8 + self.random.randrange(6), self.random.randrange(60)), OSLO)

    def make(self, story: Story, *, with_documents: bool, colleague: Position | None) -> Case:
        """Open the case, work on it, and bring it to where it stands."""
        case = self._open(story)
        self._events(case)
        self._deadlines(case, story)
        if story.subject == "member":
            self._consent(case)
        if with_documents:
            self._documents(case)
        if colleague is not None and story.ends in {"sent", "waiting"}:
            stewards.give_access(
                case.public_id,
                position=colleague.public_id,
                actor=self.actor,
                now=self.at(2),
                today=self.world.today,
            )
        self._bring_to(case, story.ends)
        return case

    def _open(self, story: Story) -> Case:
        draft = CaseDraft(
            type_key=story.type,
            title=story.title,
            subject=Subject(story.subject),
            members=[self.member.public_id] if story.subject == "member" else (),
            group=story.group,
            employer=self.club.employer,
            workplace=self.member.workplace,
            summary=story.summary,
            opened_on=self.day,
        )
        return cases.open_case(self.club.unit, draft, actor=self.actor, now=self.at(0), today=self.world.today)

    def _events(self, case: Case) -> None:
        for place, (kind, heading, text) in enumerate(EVENTS[: self.random.randrange(2, len(EVENTS) + 1)]):
            moment = self.at(1 + 3 * place)
            timeline.write_in_timeline(
                case.public_id,
                kind=EventKind(kind),
                heading=heading,
                text=text,
                happened_at=moment,
                actor=self.actor,
                now=moment,
            )

    def _deadlines(self, case: Case, story: Story) -> None:
        event = STARTING_EVENT.get(story.type)
        if story.ends == "closed":
            return
        if event is None:
            due = self.world.today + timedelta(days=self.random.randrange(-3, 25))
            deadlines.set_deadline(
                case.public_id, label="Svar fra arbeidsgiver", due=due, actor=self.actor, now=self.at(2)
            )
            return
        found = case_queries.get_case(case.public_id, actor=self.actor)
        proposals = propose(found.type.key, {event: self.day}, all_rules())[:3]
        picked = [deadlines.Picked(each.rule.key, each.event, each.started) for each in proposals]
        deadlines.accept_proposals(case.public_id, picked, actor=self.actor, now=self.at(1), today=self.world.today)

    def _consent(self, case: Case) -> None:
        party = case_queries.parties_of(case)[0].public_id
        for kind in (ConsentKind.HANDLING, ConsentKind.SHARING):
            draft = ConsentDraft(party, kind, ConsentForm.WRITTEN, given_on=self.day)
            consents.record_consent(case.public_id, draft, actor=self.actor, now=self.at(1))

    def _documents(self, case: Case) -> None:
        about = DemoCase(
            type=case.type.key,
            member=self.member.name,
            post=self.random.choice(POSTS),
            percent=self.random.choice((60, 80, 100)),
            employer=self.club.employer,
            workplace=self.member.workplace or self.club.unit.name,
            leader="Trond Vik",
            club=self.club.unit.name,
            union=self.club.local_union.name,
            steward=self.actor.label,
            office=self.actor.position_label,
            day=self.day,
        )
        for document in documents_for(about, self.random):
            content = vault.receive([document.content], holder=case.holder, file_name=document.file_name)
            moment = self.at((document.dated - self.day).days + 1)
            documents.add_document(
                case.public_id,
                content,
                title=document.title,
                dated=document.dated,
                kind=document.kind,
                actor=self.actor,
                now=moment,
            )

    def _bring_to(self, case: Case, ends: str) -> None:
        last = self.at(20)
        if ends == "waiting":
            until = self.world.today + timedelta(days=self.random.randrange(-2, 14))
            waits_for = self.random.choice(WAITS_FOR)
            states.let_wait(case.public_id, waiting_for=waits_for, until=until, actor=self.actor, now=last)
        if ends == "sent":
            states.mark_sent(
                case_queries.get_case(case.public_id, actor=self.actor, lock=True), actor=self.actor, now=last
            )
        if ends in {"closed", "reopened"}:
            self._close(case, last)
        if ends == "reopened":
            states.reopen_case(case.public_id, reason="Ny opplysning fra NAV.", actor=self.actor, now=last)

    def _close(self, case: Case, moment: datetime) -> None:
        today: date = self.world.today
        found = case_queries.get_case(case.public_id, actor=self.actor)
        for row in deadlines_of(found, today=today):
            deadlines.settle_deadline(
                row.public_id,
                state=DeadlineState.MET,
                lock_version=row.lock_version,
                actor=self.actor,
                now=moment,
                today=today,
            )
        outcome = self.random.choice(found.type.outcomes)
        states.close_case(
            case.public_id,
            outcome=outcome,
            closed_on=moment.date(),
            actor=self.actor,
            now=moment,
            today=today,
        )
