"""Why a status is what it is: the steps of the rule that led to it, read off what ``rules.statuses`` derives.

Nothing is decided here. Each step names the part of the derived status that it explains, so that the explanation and
the status cannot part ways.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from arbeidsrom.modules.competence.rules import statuses
from arbeidsrom.modules.competence.rules.statuses import NO_END, Link, Shown, State, Status, derive, shown_on


class Step(StrEnum):
    """One step from what is stored to what is shown."""

    IN_NO_PLAN = "in_no_plan"
    MARKED_HERE = "marked_here"
    MARKED_EVERYWHERE = "marked_everywhere"
    RELEVANT_IN_SOME = "relevant_in_some"
    NOTHING_REGISTERED = "nothing_registered"
    BEGUN = "begun"
    SENT = "sent"
    DECLINED = "declined"
    FULFILLED_ON = "fulfilled_on"
    BEGUN_ANEW = "begun_anew"
    SENT_ANEW = "sent_anew"
    DECLINED_ANEW = "declined_anew"
    EXPIRES_BY_HAND = "expires_by_hand"
    SHORTEST_VALIDITY = "shortest_validity"
    NO_VALIDITY = "no_validity"
    DEADLINE = "deadline"
    DAYS_LEFT = "days_left"
    SOON = "soon"
    PAST = "past"


@dataclass(frozen=True, slots=True)
class Reason:
    """A step with the day and the number that it speaks of."""

    step: Step
    day: date | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Why:
    """What is shown on a day, and the steps that led to it; nothing is shown of what stands in no plan in force."""

    shown: Shown | None
    status: Status | None
    reasons: tuple[Reason, ...]


def why(
    links: Collection[Link],
    *,
    registered: State,
    completed_on: date | None,
    expires_on: date | None,
    deadline: date | None,
    today: date,
    marked_here: bool = False,
) -> Why:
    """The status over all plans on the day; ``marked_here`` when the plan one looks from has it as not relevant."""
    status = derive(links, registered=registered, completed_on=completed_on, expires_on=expires_on, deadline=deadline)
    if status is None:
        return Why(None, None, (Reason(Step.IN_NO_PLAN),))
    shown = shown_on(today, state=status.state, due=status.due, pending=status.pending)
    steps = (
        *_relevance(status, links, marked_here=marked_here),
        *_registration(status),
        *_validity(status, by_hand=expires_on is not None),
        *_on_the_day(status, shown, today),
    )
    return Why(Shown.NOT_RELEVANT if marked_here else shown, status, steps)


def _relevance(status: Status, links: Collection[Link], *, marked_here: bool) -> Iterator[Reason]:
    relevant = _plans(one for one in links if not one.not_relevant)
    if status.state is State.NOT_RELEVANT:
        yield Reason(Step.MARKED_EVERYWHERE, number=_plans(links))
    elif marked_here:
        yield Reason(Step.MARKED_HERE)
    elif relevant < _plans(links):
        yield Reason(Step.RELEVANT_IN_SOME, number=relevant)


def _plans(links: Iterable[Link]) -> int:
    """How many plans these are: an activity may stand under several goals of one."""
    return len({one.plan or -place for place, one in enumerate(links, start=1)})


AT_FIRST = {State.NOT_STARTED: Step.NOTHING_REGISTERED, State.DRAFT: Step.BEGUN, State.WAITING: Step.SENT}
ANEW = {State.DRAFT: Step.BEGUN_ANEW, State.WAITING: Step.SENT_ANEW, State.DECLINED: Step.DECLINED_ANEW}


def _registration(status: Status) -> Iterator[Reason]:
    if status.completed_on is None:
        yield Reason(AT_FIRST.get(status.pending, Step.DECLINED))
        return
    yield Reason(Step.FULFILLED_ON, status.completed_on)
    if status.pending in ANEW:
        yield Reason(ANEW[status.pending])


def _validity(status: Status, *, by_hand: bool) -> Iterator[Reason]:
    if status.completed_on is None:
        if status.due != NO_END:
            yield Reason(Step.DEADLINE, status.due)
    elif by_hand:
        yield Reason(Step.EXPIRES_BY_HAND, status.due)
    elif status.due == NO_END:
        yield Reason(Step.NO_VALIDITY)
    else:
        yield Reason(Step.SHORTEST_VALIDITY, status.due, (status.due - status.completed_on).days)


def _on_the_day(status: Status, shown: Shown, today: date) -> Iterator[Reason]:
    left = (status.due - today).days
    if shown is Shown.EXPIRED:
        yield Reason(Step.PAST, status.due, -left)
    elif shown is Shown.EXPIRES_SOON:
        yield Reason(Step.SOON, status.due, statuses.DAYS_BEFORE_EXPIRY)
    elif shown is Shown.FULFILLED and status.due != NO_END:
        yield Reason(Step.DAYS_LEFT, status.due, left)
