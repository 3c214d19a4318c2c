"""Deadlines of many requirements of many employees, set or removed at once, in one transaction (KP-FDEADA, KP-FDEADB).

What holds of one (``actions.deadlines``) holds of each. What can be given none, and what has come out of reach since it
was chosen, is left out and told of. There are as many statements whatever the number.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate

from arbeidsrom.core.audit import actions as audit
from arbeidsrom.core.organisation.models import Person
from arbeidsrom.core.organisation.queries import acted_in_on
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.access import deadlines as access
from arbeidsrom.modules.competence.actions.capacities import capacity_in
from arbeidsrom.modules.competence.actions.deadlines import refuse_day
from arbeidsrom.modules.competence.actions.telling import tell_of_deadlines, withdraw_deadlines
from arbeidsrom.modules.competence.models import (
    Assignment,
    ProgressEventKind,
    RequirementDeadline,
    RequirementStatus,
)
from arbeidsrom.modules.competence.queries.pairs import Key, OneOf, Pair, numbers_of
from arbeidsrom.modules.competence.queries.standing import IS_MARKED
from arbeidsrom.modules.competence.rules.statuses import NoDeadline, State, no_deadline
from arbeidsrom.modules.competence.states import AssignmentState, LinkState
from arbeidsrom.modules.competence.statuses.people import hold_people
from arbeidsrom.modules.competence.statuses.refresh import refresh

SET = """
INSERT INTO competence_requirementdeadline (person_id, requirement_id, due, set_at, set_by_id)
SELECT person_id, requirement_id, %(due)s::date, %(now)s::timestamptz, %(by)s::bigint
  FROM unnest(%(people)s::bigint[], %(requirements)s::bigint[]) AS pair(person_id, requirement_id)
    ON CONFLICT (person_id, requirement_id) DO UPDATE
   SET due = excluded.due, set_at = excluded.set_at, set_by_id = excluded.set_by_id
"""
NOTE = """
INSERT INTO competence_progressevent
       (public_id, person_id, requirement_id, plan_id, kind, at, "by", capacity, state, deadline, deadline_before)
SELECT gen_random_uuid(), person_id, requirement_id, plan_id, kind, %(now)s::timestamptz, %(author)s, capacity, state,
       %(due)s::date, deadline_before
  FROM unnest(%(people)s::bigint[], %(requirements)s::bigint[], %(plans)s::bigint[], %(kinds)s::text[],
              %(capacities)s::text[], %(states)s::smallint[], %(before)s::date[])
       AS line(person_id, requirement_id, plan_id, kind, capacity, state, deadline_before)
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: what was changed, how many stood so already, and what was left out.

    Why stands with it, and nothing where somebody is followed up no longer, or has it no longer.
    """

    changed: tuple[Key, ...]
    unchanged: int
    left_out: tuple[tuple[Key, NoDeadline | None], ...]

    @property
    def people(self) -> int:
        """How many employees it was changed for."""
        return len({person for person, _requirement in self.changed})


@dataclass(frozen=True, slots=True)
class _Held:
    """A requirement of somebody who is held still, in the plan it is spoken of in."""

    key: Key
    pair: Pair
    plan: int
    led_by: int | None
    state: State
    due: date
    before: date | None


@transaction.atomic
def set_requirement_deadlines(chosen: Collection[Key], *, due: date, actor: Actor, now: datetime) -> Outcome:
    """«Sett frist»: the day for each of them, in place of another one that was set before (KP-FDEADA-007)."""
    access.may_set_deadlines(actor).or_refuse()
    today = localdate(now)
    refuse_day(due, today=today)
    held = _take_up(chosen, actor=actor, today=today)
    refused = {one.key: why for one in held if (why := no_deadline(one.state, one.due))}
    changed = [one for one in held if one.key not in refused and one.before != due]
    _write(SET, changed, {"due": due, "now": now, "by": actor.person_id})
    _follow(changed, due, actor=actor, now=now)
    tell_of_deadlines([one.pair for one in changed], due, now=now)
    return _outcome(chosen, held, changed, refused)


@transaction.atomic
def remove_requirement_deadlines(chosen: Collection[Key], *, actor: Actor, now: datetime) -> Outcome:
    """«Fjern frist»: there is none any more; nobody is told, and what told of it is taken back (KP-LIMP-031)."""
    access.may_set_deadlines(actor).or_refuse()
    held = _take_up(chosen, actor=actor, today=localdate(now))
    changed = [one for one in held if one.before is not None]
    pairs = [one.pair for one in changed]
    RequirementDeadline.objects.filter(OneOf(pairs)).delete()
    _follow(changed, None, actor=actor, now=now)
    withdraw_deadlines(pairs)
    return _outcome(chosen, held, changed, {})


def _outcome(
    chosen: Collection[Key], held: Sequence[_Held], changed: Sequence[_Held], refused: dict[Key, NoDeadline]
) -> Outcome:
    there = {one.key for one in held}
    gone: list[tuple[Key, NoDeadline | None]] = [(key, None) for key in dict.fromkeys(chosen) if key not in there]
    return Outcome(
        tuple(one.key for one in changed), len(held) - len(refused) - len(changed), (*refused.items(), *gone)
    )


def _take_up(chosen: Collection[Key], *, actor: Actor, today: date) -> list[_Held]:
    """What the actor sets deadlines of among these, its people held still first: read after others have committed."""
    given = access.assignments_given_deadlines(actor, today=today).filter(state=AssignmentState.ACTIVE)
    given = given.filter(acted_in_on(today, "position__"))  # followed up no longer, though not put away yet
    asked = {person for person, _requirement in chosen}
    reached = Person.objects.filter(public_id__in=asked, pk__in=given.order_by().values("person"))
    hold_people(reached.values_list("pk", flat=True))
    numbers = {pair: key for key, pair in numbers_of(set(chosen)).items()}
    places = _places(given, numbers)
    known = RequirementStatus.objects.filter(OneOf(numbers)).values_list("person_id", "requirement_id", "state", "due")
    stands = {(person, requirement): (State(state), due) for person, requirement, state, due in known}
    deadlines = RequirementDeadline.objects.filter(OneOf(numbers)).values_list("person_id", "requirement_id", "due")
    before = {(person, requirement): due for person, requirement, due in deadlines}
    return [
        _Held(numbers[pair], pair, *places[pair], *stands[pair], before.get(pair))
        for pair in sorted(places.keys() & stands.keys())
    ]


def _places(given: QuerySet[Assignment], pairs: Collection[Pair]) -> dict[Pair, tuple[int, int | None]]:
    """The plan each stands in, and who leads the position: where it is relevant first, of these what came last."""
    rows = (
        given.filter(OneOf(pairs, "person_id", "plan__links__requirement_id"), plan__links__state=LinkState.ACTIVE)
        .annotate(marked=IS_MARKED)
        .order_by("marked", "-assigned_on", "-pk", "plan__links")
        .values_list("person_id", "plan__links__requirement_id", "plan_id", "position__leader_id")
    )
    found: dict[Pair, tuple[int, int | None]] = {}
    for person, requirement, plan, leader in rows:
        found.setdefault((person, requirement), (plan, leader))
    return found


def _follow(changed: Sequence[_Held], after: date | None, *, actor: Actor, now: datetime) -> None:
    """What follows for the statuses, a line in the history of each, and one in the log for all of them."""
    if not changed:
        return
    refresh([one.pair for one in changed], by=actor.author, now=now)
    _write(NOTE, changed, _lines(changed, after, actor=actor) | {"due": after, "now": now, "author": actor.author})
    people = {one.key[0] for one in changed}
    requirements = {one.key[1] for one in changed}
    said: dict[str, str | int] = {"requirements": len(requirements), "people": len(people)}
    if after is not None:
        said["after"] = after.isoformat()
    event = "competence.deadlines.removed" if after is None else "competence.deadlines.set"
    audit.record(event, None, actor=actor, at=now, subjects=people, details=said)


def _lines(changed: Sequence[_Held], after: date | None, *, actor: Actor) -> dict[str, list[Any]]:
    """What is different in the line of each."""
    return {
        "kinds": [_kind(one.before, after).value for one in changed],
        "capacities": [capacity_in(actor, person=one.pair[0], led_by=one.led_by).value for one in changed],
        "plans": [one.plan for one in changed],
        "states": [one.state.value for one in changed],
        "before": [one.before for one in changed],
    }


def _kind(before: date | None, after: date | None) -> ProgressEventKind:
    if after is None:
        return ProgressEventKind.DEADLINE_REMOVED
    return ProgressEventKind.DEADLINE_CHANGED if before else ProgressEventKind.DEADLINE_SET


def _write(statement: str, changed: Sequence[_Held], values: Mapping[str, Any]) -> None:
    """One statement with arrays: as rows of the model thousands would take ten times longer."""
    if changed:
        people, requirements = [one.pair[0] for one in changed], [one.pair[1] for one in changed]
        with connection.cursor() as cursor:
            cursor.execute(statement, {**values, "people": people, "requirements": requirements})
