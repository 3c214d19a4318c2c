"""Several people at once, on connections of their own: nothing is lost, nothing is wrong, nobody waits in a circle."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from random import Random
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from arbeidsrom.core.organisation.models import Position
from arbeidsrom.core.role_orders.tests.test_at_once import at_once
from arbeidsrom.core.roles.tests.hospital import NOW, make_hospital
from arbeidsrom.lib.refusals import ChangedMeanwhile, Refused, WrongState
from arbeidsrom.modules.competence import models
from arbeidsrom.modules.competence.actions import (
    assigning,
    deadlines,
    deadlines_of_many,
    own_work,
    relevance,
    signing,
    spreading,
)
from arbeidsrom.modules.competence.actions.own_work import Entry
from arbeidsrom.modules.competence.actions.plans import archiving, links
from arbeidsrom.modules.competence.actions.requirements import drafting, publishing, resetting
from arbeidsrom.modules.competence.queries import using
from arbeidsrom.modules.competence.tests.chance.checks import wrong_now
from arbeidsrom.modules.competence.tests.chance.world import World

pytestmark = pytest.mark.django_db(transaction=True)

FEW, MANY = 40, 400
HOW_OFTEN = [pytest.param(FEW, id="few"), pytest.param(MANY, id="many", marks=pytest.mark.long)]
Work = Callable[[], object]


@pytest.fixture
def world(transactional_db: None) -> Iterator[World]:
    with time_machine.travel(NOW, tick=False):
        yield World(make_hospital(), Random(0))


class Here:
    """One requirement of somebody, and what can be done with it: each a call that is still to be made."""

    def __init__(self, world: World, plan: str, name: str, position: Position) -> None:
        self.world, self.position, self.requirement = world, position, world.ward.requirements[name]
        found = models.Assignment.objects.filter(plan=world.ward.plans[plan], position=position).first()
        self.assignment = found or world.ward.assign(plan, position)
        self.link = world.ward.plans[plan].links.get(requirement=self.requirement)
        self.acts: dict[str, Any] = {"actor": world.actor(position), "now": world.now}

    @property
    def progress(self) -> models.Progress | None:
        return models.Progress.objects.filter(person=self.position.person, requirement=self.requirement).first()

    def registers(self, action: Callable[..., object], **said: Any) -> Work:
        known = self.progress
        said = {"performed_on": self.world.today, "lock_version": known.lock_version if known else 0, **said}
        given = (self.assignment.public_id, self.link.public_id, Entry(**said))
        return partial(action, *given, today=self.world.today, **self.acts)

    def marks(self) -> Work:
        """Not relevant, or relevant again."""
        given = (self.assignment.public_id, self.link.public_id)
        if models.NotRelevant.objects.filter(person=self.position.person, link=self.link).exists():
            return partial(relevance.unmark_requirement, *given, **self.acts)
        return partial(relevance.mark_requirement, *given, comment="Nei", **self.acts)

    def sends(self, to: Position) -> models.Performance:
        self.registers(own_work.send_for_signing, signer=to.public_id)()
        waiting = models.Performance.objects.filter(person=self.position.person, state="waiting")
        return waiting.latest("pk")


def edited(world: World, name: str, **said: Any) -> dict[str, Any]:
    """The requirement has a draft; gives what publishes it."""
    requirement = world.ward.requirements[name]
    acts: dict[str, Any] = {"actor": world.actor(world.hanne), "now": world.now}
    settings = replace(requirement.revisions.latest("number").settings, **said)
    drafting.save_draft(requirement.public_id, settings, lock_version=0, **acts)
    return {"lock_version": 1, **acts}


def only_refused(answers: list[object]) -> list[object]:
    """The exceptions among the answers, which must be refusals."""
    errors = [one for one in answers if isinstance(one, Exception)]
    assert [one for one in errors if not isinstance(one, Refused | PermissionDenied)] == []
    return errors


@pytest.mark.parametrize("tries", HOW_OFTEN)
def test_of_two_events_on_one_person_and_requirement_at_once_none_is_lost(world: World, tries: int) -> None:
    here = Here(world, "Plan A", "Enkel", world.nina[0])
    wrong = 0
    for number in range(tries):
        done = world.today - timedelta(days=number % 7)
        said = {"performed_on": done} if number % 3 else {"performed_on": None}
        action = own_work.mark_as_fulfilled if number % 3 else own_work.save_draft
        answers = at_once(here.registers(action, **said), here.marks())
        assert only_refused(answers) == []
        wrong += bool(wrong_now(world.people, world.today))
    assert wrong == 0


def test_eight_sign_at_once_for_the_same_requirement_of_different_and_of_the_same_people(world: World) -> None:
    signers = [world.hospital.employ(f"Signe{number}", "1020") for number in range(8)]
    all_of_them = [*world.nina[1:], world.odd, world.siri, world.hanne]
    here = [Here(world, "Plan B", "Gjentas og signeres", one) for one in all_of_them]
    for attempt in range(3):
        requests = [one.sends(to) for one, to in zip([*here, *here], signers, strict=True)]
        sign = partial(signing.sign_performance, comment="", now=world.now)
        answers = at_once(
            *(
                partial(sign, request.public_id, actor=world.actor(to))
                for request, to in zip(requests, signers, strict=True)
            )
        )
        assert only_refused(answers) == []
        assert [one.progress.done for one in here if one.progress] == [2] * 4
        assert wrong_now(world.people, world.today) == []
        resetting.reset_requirement(
            here[0].requirement.public_id,
            shown=using.numbers_of(here[0].requirement),
            actor=world.actor(world.hanne),
            now=world.now + timedelta(minutes=attempt),
        )


@pytest.mark.req("KP-EIMP-020")
def test_of_two_that_sign_the_same_at_once_one_is_told_and_there_is_one_signature(world: World) -> None:
    here = Here(world, "Plan A", "Signeres", world.odd)
    request = here.sends(world.sven)
    sign = partial(signing.sign_performance, request.public_id, comment="", now=world.now)
    answers = at_once(*(partial(sign, actor=world.actor(world.sven)) for _each in range(2)))

    assert [type(one) for one in only_refused(answers)] == [WrongState]
    assert models.ProgressEvent.objects.filter(kind="signed").count() == 1
    assert wrong_now(world.people, world.today) == []


def test_a_requirement_is_published_while_people_fulfil_it(world: World) -> None:
    """Another validity, and another number of times, just as three register: each is by what applies in the end."""
    plain = [Here(world, "Plan A", "Enkel", one) for one in (world.nina[0], world.odd, world.siri)]
    repeated = [Here(world, "Plan A", "Gjentas", one) for one in (world.nina[0], world.odd, world.siri)]
    for number in range(6):
        for here, name, said in (
            (plain, "Enkel", {"validity_days": 10 + number}),
            (repeated, "Gjentas", {"repetitions": 2 + number % 2}),
        ):
            publish = edited(world, name, **said)
            requirement = world.ward.requirements[name]
            answers = at_once(
                partial(publishing.publish_requirement, requirement.public_id, **publish),
                *(one.registers(own_work.mark_as_fulfilled) for one in here),
            )
            only_refused(answers)
            assert not isinstance(answers[0], Exception)
            assert wrong_now(world.people, world.today) == []


@pytest.mark.req("KP-ADM-263")
def test_of_two_that_save_the_same_draft_at_once_the_later_is_told(world: World) -> None:
    requirement = world.ward.requirements["Enkel"]
    settings = requirement.revisions.get().settings
    save = partial(drafting.save_draft, requirement.public_id, lock_version=0, now=world.now)
    answers = at_once(
        *(
            partial(save, replace(settings, name=name), actor=world.actor(world.hanne))
            for name in ("Den ene", "Den andre")
        )
    )
    assert [isinstance(one, ChangedMeanwhile) for one in only_refused(answers)] == [True]
    assert models.RequirementDraft.objects.get(requirement=requirement).lock_version == 1


@pytest.mark.req("KP-ASSIGN-003")
def test_a_plan_that_two_assign_at_once_is_assigned_once(world: World) -> None:
    plan = world.ward.plans["Plan C"]
    asked = [one.public_id for one in (world.odd, world.sven, world.nina[0])]
    assign = partial(assigning.assign_plan, plan.public_id, now=world.now, today=world.today)
    answers = at_once(
        partial(assign, asked, actor=world.actor(world.astrid)),
        partial(assign, asked[::-1], actor=world.actor(world.hanne)),
    )
    assert only_refused(answers) == []
    assert sorted(len(one) for one in answers if isinstance(one, list)) == [0, 3]
    assert models.AssignmentEvent.objects.filter(assignment__plan=plan, kind="assigned").count() == 3
    assert wrong_now(world.people, world.today) == []


def test_a_plan_is_put_away_and_taken_up_again_while_it_is_fulfilled(world: World) -> None:
    here = Here(world, "Plan A", "Enkel", world.odd)
    leads: dict[str, Any] = {"actor": world.actor(world.astrid), "now": world.now}
    for _each in range(6):
        away = partial(assigning.deactivate_assignment, here.assignment.public_id, today=world.today, **leads)
        answers = at_once(away, here.registers(own_work.mark_as_fulfilled))
        only_refused(answers)
        assert wrong_now(world.people, world.today) == []
        again = partial(assigning.reactivate_assignment, here.assignment.public_id, **leads)
        assert only_refused(at_once(again, Here(world, "Plan B", "Enkel", world.odd).marks())) == []
        assert wrong_now(world.people, world.today) == []


def test_a_plan_is_archived_while_it_is_fulfilled_and_assigned(world: World) -> None:
    here = [Here(world, "Plan A", "Enkel", one) for one in (world.nina[0], world.odd, world.siri)]
    administers = {"actor": world.actor(world.hanne), "now": world.now}
    plan = world.ward.plans["Plan A"]
    answers = at_once(
        partial(archiving.archive_plan, plan.public_id, reason="Utgått", employees=3, **administers),
        partial(
            assigning.assign_plan,
            plan.public_id,
            [world.sven.public_id],
            actor=world.actor(world.astrid),
            now=world.now,
            today=world.today,
        ),
        *(one.registers(own_work.mark_as_fulfilled) for one in here),
    )
    only_refused(answers)
    plan.refresh_from_db()
    assert plan.is_archived is not plan.assignments.filter(state="active").exists()
    assert wrong_now(world.people, world.today) == []


def test_a_requirement_comes_and_goes_in_a_plan_while_the_plan_is_given_to_people(world: World) -> None:
    """Each finds the other: nobody gets the plan without what has just been activated in it."""
    plan = world.ward.plans["Plan A"]
    administers = {"actor": world.actor(world.hanne), "now": world.now}
    link = plan.links.get(requirement=world.ward.requirements["Gjentas"])
    mine = Here(world, "Plan A", "Enkel", world.odd).assignment
    leads: dict[str, Any] = {"actor": world.actor(world.astrid), "now": world.now}
    for number, position in enumerate((world.siri, world.sven, world.hanne, world.nina[1])):
        off = partial(links.deactivate_link, plan.public_id, link.public_id, reason="Utgått", **administers)
        on = partial(
            links.reactivate_link, plan.public_id, link.public_id, section_id=link.section.public_id, **administers
        )
        away = partial(assigning.deactivate_assignment, mine.public_id, today=world.today, **leads)
        back = partial(assigning.reactivate_assignment, mine.public_id, **leads)
        give = partial(assigning.assign_plan, plan.public_id, [position.public_id], today=world.today, **leads)
        answers = at_once(*((on, back, give) if number % 2 else (off, away, give)))
        assert only_refused(answers) == []
        assert wrong_now(world.people, world.today) == []


@pytest.mark.parametrize("tries", HOW_OFTEN)
def test_deadlines_are_set_for_many_while_some_of_them_fulfil_and_others_get_the_plan(world: World, tries: int) -> None:
    """Astrid sets and removes for all three at once, from both ends; who fulfils meanwhile stands right after."""
    here = [Here(world, "Plan B", "Gyldig", one) for one in (world.nina[1], world.odd, world.siri)]
    keys = [(one.position.person.public_id, one.requirement.public_id) for one in here]
    leads: dict[str, Any] = {"actor": world.actor(world.astrid), "now": world.now}
    administers: dict[str, Any] = {"actor": world.actor(world.hanne), "now": world.now}
    for number in range(tries):
        day = world.today + timedelta(days=1 + number % 40)
        one = here[number % 3]
        sets = partial(deadlines_of_many.set_requirement_deadlines, keys, due=day, **leads)
        other = (
            partial(deadlines_of_many.remove_requirement_deadlines, keys[::-1], **administers)
            if number % 2
            else partial(
                deadlines.set_requirement_deadline, one.assignment.public_id, one.link.public_id, due=day, **leads
            )
        )
        answers = at_once(sets, other, one.registers(own_work.mark_as_fulfilled))
        assert only_refused(answers) == []
        assert wrong_now(world.people, world.today) == []
        if not number % 2:
            assert set(models.RequirementDeadline.objects.values_list("due", flat=True)) == {day}


def test_the_job_goes_on_while_people_register(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreading, "AT_ONCE", 0)
    monkeypatch.setattr(spreading, "PEOPLE_A_TIME", 1)
    here = [Here(world, "Plan A", "Gjentas", one) for one in (world.nina[0], world.odd, world.siri, world.sven)]
    for number in range(4):
        publish = edited(world, "Gjentas", repetitions=2 + number % 2, validity_days=10 + number)
        publishing.publish_requirement(here[0].requirement.public_id, **publish)
        answers = at_once(
            partial(spreading.spread_again, now=world.now),
            partial(spreading.spread_again, now=world.now),
            *(one.registers(own_work.mark_as_fulfilled) for one in here),
        )
        only_refused(answers)
        assert wrong_now(world.people, world.today) == []
    assert not models.Spreading.objects.filter(finished_at=None).exists()
