"""Who helps whom in the region: employees lent out, deputies of leaders, and those who approve for a leader."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from arbeidsrom.core.people.actions import loans
from arbeidsrom.core.people.actions.loans import Terms
from arbeidsrom.core.people.rules import Days
from arbeidsrom.core.roles.delegates import add_delegate
from arbeidsrom.core.roles.deputies import appoint_deputy
from arbeidsrom.core.roles.queries import actor_in
from arbeidsrom.lib.actor import Actor

if TYPE_CHECKING:
    from arbeidsrom.config.demo.world import World

AGO = 3
"""Days since the first delivery of the HR system, on which those were registered that have begun."""


class GivenLoan(NamedTuple):
    """Who is lent out by whom and to whose department; days are counted from today, None is an open end."""

    key: str
    lent_by: str
    to: str
    first: int
    last: int | None
    comment: str = ""


LOANS = (
    GivenLoan("lars", "astrid", "birger", -2, -1),
    GivenLoan("hanne", "astrid", "birger", -2, 60, "Hanne kan infusjonspumpene fra før. Opplæring i journal trengs."),
    GivenLoan("marte", "birger", "astrid", -1, None, "Marte har vakt hos oss annenhver helg."),
    GivenLoan("jonas", "astrid", "birger", 14, 44, "Jonas skal ha en måned på Avdeling A 1 som ledd i læretiden."),
)
"""One that is over, two that go on, one in each direction, and one to come."""


class GivenDeputy(NamedTuple):
    """Who stands in for whom; days are counted from today, None is without a last day."""

    leader: str
    deputy: str
    last: int | None


DEPUTIES = (GivenDeputy("astrid", "vigdis", 21), GivenDeputy("birger", "tor", None))
DELEGATES = (
    ("astrid", "marte", "Læringsmål i akuttmedisin"),
    ("astrid", "hanne", "Kommunikasjon og samhandling"),
)
"""The leader, the delegate, and what they approve."""


def let_help(world: World) -> None:
    """As the leaders do it; those who borrow are told, as the night would tell them."""
    for loan in LOANS:
        _lend(world, loan)
    loans.tell_of_loans(now=world.now, today=world.today)
    for given in DEPUTIES:
        appoint_deputy(
            world.positions[given.leader].public_id,
            person_id=world.people[given.deputy].public_id,
            last_day=_day(world, given.last),
            actor=_acting(world, given.leader, today=world.yesterday),
            now=world.now,
            today=world.yesterday,
        )
    for leader, delegate, description in DELEGATES:
        add_delegate(
            person_id=world.people[delegate].public_id,
            description=description,
            actor=_acting(world, leader, today=world.yesterday),
            now=world.now,
            today=world.yesterday,
        )


def _lend(world: World, given: GivenLoan) -> None:
    then = world.today - timedelta(days=AGO)
    borrowing = world.positions[given.to]
    days = Days(world.today + timedelta(days=given.first), _day(world, given.last))
    loans.register_loan(
        world.positions[given.key].public_id,
        terms=Terms(borrowing.unit.public_id, borrowing.public_id, days, given.comment),
        actor=_acting(world, given.lent_by, today=then),
        now=world.now - timedelta(days=AGO - 1),
        today=then,
    )


def _acting(world: World, key: str, *, today: date) -> Actor:
    return actor_in(world.positions[key], account_id=None, origin="", today=today)


def _day(world: World, days: int | None) -> date | None:
    return None if days is None else world.today + timedelta(days=days)
