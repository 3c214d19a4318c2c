"""What a person's performances of a requirement come to (KP-REPEAT, KP-SEND, KP-DONE)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from arbeidsrom.modules.competence.rules.statuses import State

DRAFT, WAITING, DONE, DECLINED = "draft", "waiting", "done", "declined"
"""The states of a performance that count, as ``states.PerformanceState`` has them."""


@dataclass(frozen=True, slots=True)
class Carried:
    """One carrying out: in which round, what became of it, when, and until when it is valid; newest decided last."""

    round: int
    state: str
    performed_on: date | None = None
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class Come:
    """How far it has come: ``done`` counts in the round, the dates are of the last time it was fulfilled."""

    state: State
    completed_on: date | None = None
    expires_on: date | None = None
    done: int = 0


def come_to(performances: Iterable[Carried], *, round: int, repetitions: int | None, begun: bool = False) -> Come:
    """What the performances of all rounds come to in this one.

    A repeated requirement is fulfilled when as many are done as it asks for, on the day of the last (KP-EIMP-028).
    What was fulfilled in an earlier round keeps its dates until this one is. ``begun``: check points are ticked.
    """
    carried = list(performances)
    mine = [one for one in carried if one.round == round]
    whole = _fulfilled(mine, repetitions)
    done = sum(one.state == DONE for one in mine)
    if whole is not None:
        return Come(State.FULFILLED, whole.performed_on, whole.expires_on, done)
    earlier = [one for one in carried if one.round == round - 1]
    before = _fulfilled(earlier, repetitions)
    return Come(
        _on_the_way(mine, done=done, begun=begun),
        before.performed_on if before else None,
        before.expires_on if before else None,
        done,
    )


def _fulfilled(performances: Sequence[Carried], repetitions: int | None) -> Carried | None:
    done = [one for one in performances if one.state == DONE and one.performed_on is not None]
    if len(done) < (repetitions or 1):
        return None
    return max(done, key=lambda one: one.performed_on or date.min)


def _on_the_way(performances: Sequence[Carried], *, done: int, begun: bool) -> State:
    states = [one.state for one in performances]
    if WAITING in states:
        return State.WAITING
    if DRAFT in states:
        return State.DRAFT
    decided = [state for state in states if state in (DONE, DECLINED)]
    if decided and decided[-1] == DECLINED:
        return State.DECLINED
    return State.DRAFT if done or begun else State.NOT_STARTED
