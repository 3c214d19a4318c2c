"""What somebody's statuses follow from at a moment, and the one rule by which they do.

``truth`` reads these facts as they stand now, ``history`` as they stood on a day; what the program says about why a
status is as it is comes from the same facts, so that it cannot say something else than the status.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from arbeidsrom.modules.competence.rules import statuses
from arbeidsrom.modules.competence.rules.statuses import State, Status


@dataclass(frozen=True, slots=True)
class Tie:
    """A requirement's active place in a plan that the person has; ``relevant`` unless they have marked it."""

    plan: int
    section: int
    requirement: int
    own_days: int | None
    requirement_days: int | None
    relevant: bool

    @property
    def days(self) -> int | None:
        """The validity here: the plan's own, else the requirement's."""
        return self.requirement_days if self.own_days is None else self.own_days


@dataclass(frozen=True, slots=True)
class Registered:
    """How far the person has come with a requirement, and when they last fulfilled it."""

    state: State = State.NOT_STARTED
    completed_on: date | None = None
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that the statuses of one person follow from."""

    ties: tuple[Tie, ...] = ()
    registered: Mapping[int, Registered] = field(default_factory=dict)
    deadlines: Mapping[int, date] = field(default_factory=dict)

    def of(self, requirement: int) -> tuple[Tie, ...]:
        """The plans' ties to one requirement."""
        return tuple(one for one in self.ties if one.requirement == requirement)

    def registered_on(self, requirement: int) -> Registered:
        """What is registered on it; nothing is that nothing is begun."""
        return self.registered.get(requirement, Registered())

    def status(self, requirement: int) -> Status | None:
        """The status for one requirement, or nothing when no plan has it."""
        return self._derive(requirement, self.of(requirement))

    def statuses(self) -> dict[int, Status]:
        """The status for each requirement of the person's plans."""
        by_requirement: dict[int, list[Tie]] = {}
        for one in self.ties:
            by_requirement.setdefault(one.requirement, []).append(one)
        derived = {requirement: self._derive(requirement, ties) for requirement, ties in by_requirement.items()}
        return {requirement: status for requirement, status in derived.items() if status is not None}

    def _derive(self, requirement: int, ties: Iterable[Tie]) -> Status | None:
        registered = self.registered_on(requirement)
        return statuses.derive(
            [statuses.Link(one.days, not one.relevant) for one in ties],
            registered=registered.state,
            completed_on=registered.completed_on,
            expires_on=registered.expires_on,
            deadline=self.deadlines.get(requirement),
        )
