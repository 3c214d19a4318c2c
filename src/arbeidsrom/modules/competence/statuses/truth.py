"""The same statuses worked out row by row with ``rules.statuses.derive``: what the fast way is compared with.

Slow and plain on purpose. ``check_statuses`` runs it over a sample of people in operation, and the tests after every
random step.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from arbeidsrom.modules.competence import models
from arbeidsrom.modules.competence.rules.statuses import NO_END, State, Status
from arbeidsrom.modules.competence.states import AssignmentState, LinkState
from arbeidsrom.modules.competence.statuses.facts import Facts, Registered, Tie

Pair = tuple[int, int]
"""A person, and a requirement or a link."""


@dataclass(frozen=True, slots=True)
class Sums:
    """What an assigned plan comes to."""

    required: int
    fulfilled: int
    begun: int
    next_due: date


@dataclass
class _Held:
    """The plans of some people, with what is in them and what is not relevant."""

    plans: dict[int, set[int]]
    links: dict[int, list[models.Link]]
    irrelevant: set[Pair]

    def of_person(self, person: int) -> Iterator[models.Link]:
        for plan in sorted(self.plans[person]):
            yield from self.links[plan]

    def is_relevant(self, person: int, link: models.Link) -> bool:
        return (person, link.pk) not in self.irrelevant


def facts_of(people: Collection[int]) -> dict[int, Facts]:
    """What the statuses of each of these people follow from now."""
    return _facts(people, _held(people))


def _facts(people: Collection[int], held: _Held) -> dict[int, Facts]:
    registered: dict[int, dict[int, Registered]] = defaultdict(dict)
    for one in models.Progress.objects.filter(person__in=people):
        come = Registered(State(one.state), one.completed_on, one.expires_on)
        registered[one.person_id][one.requirement_id] = come
    deadlines: dict[int, dict[int, date]] = defaultdict(dict)
    for by in models.RequirementDeadline.objects.filter(person__in=people):
        deadlines[by.person_id][by.requirement_id] = by.due
    return {
        person: Facts(
            tuple(_tie(link, relevant=held.is_relevant(person, link)) for link in held.of_person(person)),
            registered[person],
            deadlines[person],
        )
        for person in people
    }


def _tie(link: models.Link, *, relevant: bool) -> Tie:
    days = link.requirement.validity_days
    return Tie(link.plan_id, link.section_id, link.requirement_id, link.validity_days, days, relevant)


def _statuses(people: Collection[int], held: _Held) -> dict[Pair, Status]:
    """The status of each of these people for each requirement of their plans."""
    return {
        (person, requirement): status
        for person, facts in _facts(people, held).items()
        for requirement, status in facts.statuses().items()
    }


def _sums(people: Collection[int], held: _Held, known: dict[Pair, Status]) -> dict[int, Sums]:
    """What each plan in force of these people comes to, by assignment."""
    found = {}
    for assignment in models.Assignment.objects.filter(person__in=people, state=AssignmentState.ACTIVE):
        asked = {
            link.requirement_id
            for link in held.links[assignment.plan_id]
            if held.is_relevant(assignment.person_id, link)
        }
        relevant = [known[assignment.person_id, requirement] for requirement in sorted(asked)]
        found[assignment.pk] = Sums(
            len(relevant),
            sum(one.state is State.FULFILLED for one in relevant),
            sum(one.state in (State.DRAFT, State.WAITING, State.DECLINED) for one in relevant),
            min((one.due for one in relevant), default=NO_END),
        )
    return found


def differences(people: Collection[int]) -> list[str]:
    """Where what is stored is not the truth; empty is well."""
    stored = {
        (row.person_id, row.requirement_id): Status(
            State(row.state), row.due, row.completed_on, row.deadline, State(row.pending), row.relevant_in
        )
        for row in models.RequirementStatus.objects.filter(person__in=people)
    }
    held = _held(people)
    true = _statuses(people, held)
    wrong = [
        f"person {pair[0]}, requirement {pair[1]}: stored {stored.get(pair)}, true {true.get(pair)}"
        for pair in sorted(stored.keys() | true.keys())
        if stored.get(pair) != true.get(pair)
    ]
    kept = {
        one.pk: Sums(one.required, one.fulfilled, one.begun, one.next_due)
        for one in models.Assignment.objects.filter(person__in=people, state=AssignmentState.ACTIVE)
    }
    wrong += [
        f"assignment {pk}: stored {kept[pk]}, true {sums}"
        for pk, sums in _sums(people, held, true).items()
        if kept[pk] != sums
    ]
    return wrong


def _held(people: Collection[int]) -> _Held:
    plans: dict[int, set[int]] = defaultdict(set)
    assigned = models.Assignment.objects.filter(person__in=people, state=AssignmentState.ACTIVE)
    for person, plan in assigned.values_list("person", "plan"):
        plans[person].add(plan)
    links: dict[int, list[models.Link]] = defaultdict(list)
    wanted = {plan for those in plans.values() for plan in those}
    active = models.Link.objects.filter(plan__in=wanted, state=LinkState.ACTIVE).select_related("requirement")
    for link in active:
        links[link.plan_id].append(link)
    marks = models.NotRelevant.objects.filter(person__in=people).values_list("person", "plan", "link", "section")
    irrelevant = {
        (person, one.pk)
        for person, plan, link, section in marks
        for one in links[plan]
        if link == one.pk or section == one.section_id
    }
    return _Held(plans, links, irrelevant)
