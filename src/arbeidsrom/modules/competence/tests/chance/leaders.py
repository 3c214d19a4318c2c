"""What leaders do with plans of people, and what comes and goes with positions, by chance."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from arbeidsrom.core.organisation.models import Position
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence import models
from arbeidsrom.modules.competence.access.deadlines import assignments_given_deadlines
from arbeidsrom.modules.competence.actions import assigning, deadlines, deadlines_of_many, recertifying
from arbeidsrom.modules.competence.ending import FollowPositions
from arbeidsrom.modules.competence.queries.using import STARTED
from arbeidsrom.modules.competence.rules.statuses import NO_END, State
from arbeidsrom.modules.competence.tests.chance.deeds import Deed, Promise, drawn, times
from arbeidsrom.modules.competence.tests.chance.world import World


@drawn(assigning.assign_plan, weight=14)
def assign_plan(world: World) -> Deed:
    plan = world.plan()
    asked = world.some_of([*world.positions, world.gone] if world.seldom() else world.positions)[:3]
    had = dict(models.Assignment.objects.filter(plan=plan, position__in=asked).values_list("position", "state"))
    new = [one for one in asked if one.pk not in had]
    taken_up = world.seldom(0.5)
    again = [one for one in had.values() if one == "deactivated" and taken_up]
    promise = Promise(
        audit=times("competence.assignment.assigned", 1 if new or again else 0),
        assignments=(*times("assigned", new), *times("reactivated", again)),
    )
    given = (plan.public_id, [one.public_id for one in asked])
    return Deed(assigning.assign_plan, given, {**_by(world), "today": world.today, "again": taken_up}, promise)


def _by(world: World) -> dict[str, Any]:
    return {"actor": world.leader(), "now": world.now}


def _assigned(world: World, **those: Any) -> models.Assignment:
    assignments = models.Assignment.objects.all()
    return world.row(assignments if world.seldom() else assignments.filter(**those))


@drawn(assigning.deactivate_assignment, weight=5)
def deactivate_assignment(world: World) -> Deed:
    one = _assigned(world, state="active")
    left = _left_requests(one)
    promise = Promise(
        (*times("competence.progress.withdrawn", left), "competence.assignment.deactivated"),
        times("withdrawn", left),
        ("deactivated",),
    )
    return Deed(assigning.deactivate_assignment, (one.public_id,), {**_by(world), "today": world.today}, promise)


def _left_requests(one: models.Assignment) -> set[int]:
    """The requirements of the plan that wait to be signed, and stand in no other plan in force of the person."""
    there = models.Link.objects.filter(state="active")
    others = models.Assignment.objects.filter(person=one.person_id, state="active").exclude(pk=one.pk)
    elsewhere = there.filter(plan__in=others.values("plan")).values("requirement")
    here = there.filter(plan=one.plan_id).exclude(requirement__in=elsewhere).values("requirement")
    waiting = models.Performance.objects.filter(person=one.person_id, state="waiting", requirement__in=here)
    return set(waiting.values_list("requirement", flat=True)) if one.state == "active" else set()


@drawn(assigning.reactivate_assignment, weight=8)
def reactivate_assignment(world: World) -> Deed:
    one = _assigned(world, state="deactivated")
    promise = Promise(("competence.assignment.reactivated",), (), ("reactivated",))
    said = _by(world)
    if world.seldom(0.4):
        said["actor"] = world.holder(one.person_id)
    return Deed(assigning.reactivate_assignment, (one.public_id,), said, promise)


@drawn(assigning.delete_assignment)
def delete_assignment(world: World) -> Deed:
    one = _assigned(world)
    return Deed(assigning.delete_assignment, (one.public_id,), _by(world), Promise(("competence.assignment.deleted",)))


@drawn(assigning.approve_assignment, weight=8)
def approve_assignment(world: World) -> Deed:
    one = _assigned(world, sent_at__isnull=False, approved_at=None)
    said = {"actor": world.leader() if world.seldom() else world.actor(world.astrid), "now": world.now}
    promise = Promise(("competence.assignment.approved",), (), ("approved",))
    return Deed(assigning.approve_assignment, (one.public_id,), said, promise)


@drawn(assigning.withdraw_approval)
def withdraw_approval(world: World) -> Deed:
    one = _assigned(world, approved_at__isnull=False)
    said = {"actor": world.leader() if world.seldom() else world.actor(world.astrid), "now": world.now}
    promise = Promise(("competence.assignment.approval_withdrawn",), (), ("approval_withdrawn",))
    return Deed(assigning.withdraw_approval, (one.public_id,), said, promise)


def _link_in(world: World, assignment: models.Assignment) -> models.Link:
    links = models.Link.objects.filter(plan=assignment.plan_id)
    return world.row(links if world.seldom() else links.filter(state="active"))


def _due(assignment: models.Assignment, link: models.Link) -> date | None:
    known = models.RequirementDeadline.objects.filter(person=assignment.person_id, requirement=link.requirement_id)
    return known.values_list("due", flat=True).first()


@drawn(deadlines.set_requirement_deadline, weight=9)
def set_requirement_deadline(world: World) -> Deed:
    one = _assigned(world, state="active")
    link = _link_in(world, one)
    due = world.today + timedelta(days=world.chance.choice((0, 2, 15, 60, 60, 400)) if not world.seldom() else -1)
    event, history = ("changed", "deadline_new") if _due(one, link) else ("set", "deadline_on")
    promise = Promise((f"competence.deadline.{event}",), (history,))
    return Deed(
        deadlines.set_requirement_deadline, (one.public_id, link.public_id), {**_by(world), "due": due}, promise
    )


@drawn(deadlines.remove_requirement_deadline, weight=4)
def remove_requirement_deadline(world: World) -> Deed:
    one = _assigned(world, state="active")
    link = _link_in(world, one)
    promise = Promise(("competence.deadline.removed",), ("deadline_off",))
    return Deed(deadlines.remove_requirement_deadline, (one.public_id, link.public_id), _by(world), promise)


def _some_pairs(world: World) -> list[tuple[UUID, UUID]]:
    """A few of what people have, and seldom of what nobody has."""
    rows = models.RequirementStatus.objects.order_by("person", "requirement")
    pairs = world.some_of(list(rows.values_list("person__public_id", "requirement__public_id")))[:12]
    return [*pairs, (world.id(), world.id())] if world.seldom() else pairs


def _reached(world: World, actor: Actor, pairs: list[tuple[UUID, UUID]]) -> list[models.RequirementStatus]:
    """Those of them that the actor gives deadlines of, row by row: beside the statements of the action."""
    given = assignments_given_deadlines(actor, today=world.today).filter(state="active")
    found = []
    for person, requirement in pairs:
        held = given.filter(
            person__public_id=person,
            plan__links__requirement__public_id=requirement,
            plan__links__state="active",
        )
        if held.exists():
            rows = models.RequirementStatus.objects.select_related("person", "requirement")
            found.append(rows.get(person__public_id=person, requirement__public_id=requirement))
    return found


def _deadline(status: models.RequirementStatus) -> date | None:
    known = models.RequirementDeadline.objects.filter(person=status.person_id, requirement=status.requirement_id)
    return known.values_list("due", flat=True).first()


@drawn(deadlines_of_many.set_requirement_deadlines, weight=9)
def set_requirement_deadlines(world: World) -> Deed:
    pairs, said = _some_pairs(world), _by(world)
    due = world.today + timedelta(days=world.chance.choice((0, 2, 15, 60, 60, 400)) if not world.seldom() else -1)
    history = []
    for status in _reached(world, said["actor"], pairs):
        before, state = _deadline(status), State(status.state)
        takes_one = state is not State.NOT_RELEVANT and not (state is State.FULFILLED and status.due == NO_END)
        if takes_one and before != due:
            history.append("deadline_new" if before else "deadline_on")
    promise = Promise(times("competence.deadlines.set", 1 if history else 0), tuple(history))
    return Deed(deadlines_of_many.set_requirement_deadlines, (pairs,), {**said, "due": due}, promise)


@drawn(deadlines_of_many.remove_requirement_deadlines, weight=3)
def remove_requirement_deadlines(world: World) -> Deed:
    pairs, said = _some_pairs(world), _by(world)
    history = ["deadline_off" for status in _reached(world, said["actor"], pairs) if _deadline(status)]
    promise = Promise(times("competence.deadlines.removed", 1 if history else 0), tuple(history))
    return Deed(deadlines_of_many.remove_requirement_deadlines, (pairs,), said, promise)


@drawn(deadlines.end_met_deadlines, weight=3)
def end_met_deadlines(world: World) -> Deed:
    over = models.RequirementDeadline.objects.filter(due__lt=world.today).values_list("person", "requirement", "due")
    statuses = {(one.person_id, one.requirement_id): one for one in models.RequirementStatus.objects.all()}
    history = []
    for person, requirement, due in over:
        status = statuses.get((person, requirement))
        if status and status.state == State.FULFILLED and status.due >= due:
            history.append("deadline_met" if status.completed_on <= due else "deadline_end")
    return Deed(deadlines.end_met_deadlines, (), {"now": world.now}, Promise(history=tuple(history)))


@drawn(recertifying.recertify, weight=6)
def recertify(world: World) -> Deed:
    """Of somebody who has begun it, seldom of anybody."""
    progress = world.row(models.Progress.objects.filter(STARTED | Q(done__gt=0)))
    holders = [one for one in world.positions if one.person_id == progress.person_id]
    position = world.one_of(world.positions if world.seldom() else holders)
    requirement = progress.requirement
    promise = Promise(("competence.progress.recertified",), ("recertified",))
    return Deed(recertifying.recertify, (position.public_id, requirement.public_id), _by(world), promise)


ENDING = FollowPositions()


def end_position(position: Position, *, run: UUID, world: World) -> int:
    """A run of the import ends the position, and the plans with it."""
    return ENDING.carry_out(Position.objects.filter(pk=position.pk), on=world.today, run=run)


def take_back_run(run: UUID) -> int:
    """The run is undone."""
    return ENDING.take_back(run)


@drawn(end_position, weight=2)
def end(world: World) -> Deed:
    position = world.one_of(world.positions)
    count = models.Assignment.objects.filter(position=position, state="active").count()
    promise = Promise(assignments=times("deactivated", count))
    return Deed(end_position, (position,), {"run": world.id(), "world": world}, promise)


@drawn(take_back_run, weight=4)
def take_back(world: World) -> Deed:
    ended = models.Assignment.objects.filter(ended_in__isnull=False)
    run = world.row(ended).ended_in
    count = ended.filter(ended_in=run, state="deactivated").count()
    assert run is not None
    return Deed(take_back_run, (run,), {}, Promise(assignments=times("reactivated", count)))
