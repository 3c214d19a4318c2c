"""How leaders follow up: deadlines that are over, near and far off, expired repetitions, and employees who are away."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count

from arbeidsrom.core.organisation.models import Position
from arbeidsrom.core.people.actions.absences import Terms, register_absence
from arbeidsrom.core.people.rules import Days
from arbeidsrom.core.roles.queries import actor_in
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.actions import deadlines, deadlines_of_many, own_work, signing, telling
from arbeidsrom.modules.competence.actions.own_work import Entry
from arbeidsrom.modules.competence.demo.clinical_plans import WITH_ARCHIVED_REQUIREMENT
from arbeidsrom.modules.competence.models import Assignment, Link, Performance, Progress, RequirementStatus
from arbeidsrom.modules.competence.queries.recertifying import resettable
from arbeidsrom.modules.competence.rules.statuses import NO_END, State
from arbeidsrom.modules.competence.states import LinkState

if TYPE_CHECKING:
    from arbeidsrom.config.demo.world import World

SET_AGO = 15
DAYS = (-4, 12, 75)
"""The deadlines of each employee, from today on; they were set so long ago that none was in the past."""
MET_IN, FOR_MANY = 30, 45
"""What one has fulfilled for a time gets a deadline that is met; of several at once, something that all have."""
REPEATED, WHO = "Glukosemåling med pasientnært instrument", "espen"
DONE_AGO = (390, 380)
AWAY, AWAY_SINCE = "lars", 40
"""Who is away with an open end, and must do a requirement again afterwards."""
AWAY_LATER, FROM_DAY, TO_DAY = "espen", 20, 34
"""Whose absence lies ahead."""


def follow_up(world: World) -> None:
    """Deadlines for Astrid's employees, repetitions that are over, absence, and the night that tells of it all."""
    astrid = world.positions["astrid"]
    for key in sorted(key for key, one in world.positions.items() if one.leader_id == astrid.pk):
        _set_deadlines(world, world.positions[key], _actor(world, astrid))
    _set_for_many(world, astrid, _actor(world, astrid))
    _let_expire(world, world.positions[WHO], astrid)
    _register_absences(world, _actor(world, astrid))
    telling.tell_of_days(now=world.now)


def _set_deadlines(world: World, position: Position, leader: Actor) -> None:
    """On the first that is not begun, one for each of the days."""
    untouched = RequirementStatus.objects.filter(person=position.person_id, state=State.NOT_STARTED)
    links = Link.objects.filter(
        plan__assignments__position=position,
        plan__assignments__state="active",
        state=LinkState.ACTIVE,
        requirement__in=untouched.values("requirement"),
    )
    for days, link in zip(DAYS, links.order_by("requirement_id", "id").distinct("requirement_id"), strict=False):
        deadlines.set_requirement_deadline(
            Assignment.objects.get(position=position, plan=link.plan_id).public_id,
            link.public_id,
            due=world.today + timedelta(days=days),
            actor=leader,
            now=world.now - timedelta(days=SET_AGO),
        )


def _set_for_many(world: World, leader: Position, actor: Actor) -> None:
    """What most of them lack gets one for all of them at once, and what is valid long enough one that is met."""
    people = Position.objects.filter(leader=leader).values("person")
    free = RequirementStatus.objects.filter(person__in=people, deadline=NO_END)
    lacking = free.filter(state=State.NOT_STARTED).values("requirement").annotate(people=Count("person"))
    most = lacking.order_by("-people", "requirement").values_list("requirement", flat=True).first()
    until = world.today + timedelta(days=MET_IN)
    valid = free.filter(state=State.FULFILLED, due__gte=until, due__lt=NO_END)
    met = valid.order_by("person", "requirement")[:1]
    given = ((free.filter(requirement=most, state=State.NOT_STARTED), FOR_MANY), (met, MET_IN))
    for statuses, days in given:
        deadlines_of_many.set_requirement_deadlines(
            list(statuses.values_list("person__public_id", "requirement__public_id")),
            due=world.today + timedelta(days=days),
            actor=actor,
            now=world.now,
        )


def _let_expire(world: World, position: Position, leader: Position) -> None:
    """As often as asked for, signed, and longer ago than it is valid."""
    held = Assignment.objects.get(position=position, plan__name=WITH_ARCHIVED_REQUIREMENT)
    link = Link.objects.get(plan=held.plan_id, requirement__name=REPEATED)
    for ago in DONE_AGO:
        progress = Progress.objects.filter(person=position.person_id, requirement=link.requirement_id).first()
        entry = Entry(
            performed_on=world.today - timedelta(days=ago),
            signer=leader.public_id,
            lock_version=progress.lock_version if progress else 0,
        )
        ids = held.public_id, link.public_id
        own_work.send_for_signing(*ids, entry, actor=_actor(world, position), now=world.now, today=world.today)
        sent = Performance.objects.filter(
            person=position.person_id, requirement=link.requirement_id, state="waiting"
        ).latest("id")
        signing.sign_performance(sent.public_id, comment="", actor=_actor(world, leader), now=world.now)


def _register_absences(world: World, leader: Actor) -> None:
    """One that goes on, with the first requirement that can be reset for it, and one to come."""
    position = world.positions[AWAY]
    again = resettable(position, actor=leader, today=world.today)[:1]
    given = (
        (
            position,
            Terms(
                Days(world.today - timedelta(days=AWAY_SINCE)),
                "Ukjent når Lars er tilbake. Vi tar HLR sammen da.",
                frozenset(one.link.requirement.public_id for one in again),
            ),
        ),
        (
            world.positions[AWAY_LATER],
            Terms(
                Days(world.today + timedelta(days=FROM_DAY), world.today + timedelta(days=TO_DAY)),
                "Permisjon for videreutdanning.",
            ),
        ),
    )
    for position, terms in given:
        register_absence(position.public_id, terms=terms, actor=leader, now=world.now, today=world.today)


def _actor(world: World, position: Position) -> Actor:
    return actor_in(position, account_id=None, origin="", today=world.today)
