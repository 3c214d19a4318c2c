"""In what a person can sign in and act: their own positions, and those where they stand in for somebody."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from arbeidsrom.core.organisation.models import Position, PositionKind
from arbeidsrom.core.organisation.queries import positions_of
from arbeidsrom.core.roles import queries
from arbeidsrom.core.roles.deputies import stands_in_for
from arbeidsrom.core.roles.models import Deputy
from arbeidsrom.lib.actor import Actor


class WayKind(StrEnum):
    """What somebody signs in as."""

    OFFICE = "office"
    POSITION = "position"
    LOAN = "loan"
    DEPUTY = "deputy"


KINDS = {PositionKind.EMPLOYMENT: WayKind.POSITION, PositionKind.LOAN: WayKind.LOAN}


@dataclass(frozen=True, slots=True)
class WayIn:
    """One alternative on the page where one chooses (KP-LOGIN-007): ``key`` is what the choice posts."""

    key: str
    kind: str
    title: str
    unit: str
    code: str
    first_day: str
    last_day: str | None
    on_behalf_of: str = ""

    @property
    def period(self) -> tuple[date, date | None]:
        """The first and the last day, when there is one."""
        return date.fromisoformat(self.first_day), date.fromisoformat(self.last_day) if self.last_day else None

    def packed(self) -> dict[str, Any]:
        """As the session keeps it."""
        return asdict(self)


def ways_of(person_id: int, *, today: date) -> list[WayIn]:
    """Everything that the person can choose today; whoever holds no position any more stands in for nobody.

    Two queries.
    """
    own = [_own(position) for position in positions_of(person_id, today=today)]
    return own + [_standing_in(one) for one in stands_in_for(person_id, today=today)] if own else []


def _own(position: Position) -> WayIn:
    last_day = position.valid_to - timedelta(days=1) if position.valid_to else None
    return WayIn(
        str(position.public_id),
        KINDS.get(PositionKind(position.kind), WayKind.OFFICE),
        queries.position_title(position),
        position.unit.name,
        position.unit.code,
        position.valid_from.isoformat(),
        last_day.isoformat() if last_day else None,
    )


def _standing_in(deputy: Deputy) -> WayIn:
    leader, last_day = deputy.leader, deputy.last_day
    return WayIn(
        str(deputy.public_id),
        WayKind.DEPUTY,
        queries.position_title(leader),
        leader.unit.name,
        leader.unit.code,
        deputy.valid_from.isoformat(),
        last_day.isoformat() if last_day else None,
        on_behalf_of=leader.person.name,
    )


def chosen_of(ways: list[WayIn], key: str | None) -> WayIn | None:
    """The alternative that was chosen while there is one; else the only one, which needs no choice (KP-LOGIN-006).

    Somebody who holds nothing but offices begins in the first of them and switches at the top of the page.
    """
    if found := next((way for way in ways if way.key == key), None):
        return found
    needs_no_choice = len(ways) == 1 or all(way.kind == WayKind.OFFICE for way in ways)
    return ways[0] if ways and needs_no_choice else None


def actor_by(way: WayIn, *, person_id: int, account_id: int | None, origin: str, today: date) -> Actor | None:
    """The person in what they chose; None when it has ended this very moment."""
    held = positions_of(person_id, today=today)
    if way.kind == WayKind.DEPUTY:
        deputies = stands_in_for(person_id, today=today)
        leader = next((one.leader for one in deputies if one.public_id == UUID(way.key)), None)
        if leader is None or not held:
            return None
        return queries.actor_standing_in(held[0], leader, account_id=account_id, origin=origin, today=today)
    position = next((one for one in held if one.public_id == UUID(way.key)), None)
    if position is None:
        return None
    return queries.actor_in(position, account_id=account_id, origin=origin, today=today)
