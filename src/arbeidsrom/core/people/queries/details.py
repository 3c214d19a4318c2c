"""What is registered about somebody and a position of theirs («Personalia»)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from arbeidsrom.core.organisation.models import Employment, PastLeader, Position, PositionSpan
from arbeidsrom.core.people import access
from arbeidsrom.core.people.queries.choosing import employers_of
from arbeidsrom.core.roles.queries import position_title
from arbeidsrom.lib.actor import Actor


@dataclass(frozen=True, slots=True)
class Work:
    """One employment as the HR system tells it; extended temporary posts are several (KP-POS-010)."""

    first_day: date
    last_day: date | None
    title: str
    percent: Decimal | None


@dataclass(frozen=True, slots=True)
class Period:
    """Where or by whom, from when to when."""

    what: str
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class Details:
    """The whole page; ``hr_leader`` only where another one is set by hand (KP-PIMP-025)."""

    position: Position
    trust: str
    work: tuple[Work, ...]
    leader: str
    leads_still: bool
    led_since: date | None
    hr_leader: str
    past_leaders: tuple[Period, ...]
    earlier: tuple[Period, ...]

    @property
    def title(self) -> str:
        """The job title, or the office."""
        return position_title(self.position)

    @property
    def identifier(self) -> str:
        """The position identifier, as people read it."""
        return identifier_of(self.position, self.trust)

    @property
    def is_of_employee(self) -> bool:
        """Whether a leader is spoken of: offices and desks have none."""
        return self.position.kind in access.OF_EMPLOYEES


def identifier_of(position: Position, trust: str) -> str:
    """«Stillingsidentifikator»: ObjectID, HF and «Kostnadssted», all as the HR system has them (KP-POS-001 to 005).

    Somebody on loan has the ObjectID of their own and the place they are lent to; an office has none.
    """
    number = position.person.employee_number
    if position.kind not in access.OF_EMPLOYEES or not number:
        return ""
    employer = position.employer.name if position.employer else trust
    return " · ".join((number, employer, position.unit.code))


def details_of(position_id: UUID, *, actor: Actor, today: date) -> Details:
    """The position with everything about it, or ``Position.DoesNotExist``. Five queries."""
    seen = access.positions_with_details(actor, today=today)
    position = seen.select_related("person", "unit", "employer", "leader__person", "hr_leader__person").get(
        public_id=position_id
    )
    leader, hr_leader = position.leader, position.hr_leader
    return Details(
        position=position,
        trust=employers_of([position.unit])[position.unit_id],
        work=_work(position),
        leader=leader.person.name if leader else "",
        leads_still=leader is not None and leader.is_held(today),
        led_since=position.led_since,
        hr_leader=hr_leader.person.name if hr_leader and position.leader_by_hand else "",
        past_leaders=_past_leaders(position),
        earlier=_earlier(position),
    )


def _work(position: Position) -> tuple[Work, ...]:
    said = Employment.objects.filter(position=position, dropped_in=None).order_by("-starts_on", "-id")
    return tuple(Work(each.starts_on, each.ends_on, each.title, each.percent) for each in said)


def _past_leaders(position: Position) -> tuple[Period, ...]:
    past = PastLeader.objects.filter(position=position).select_related("leader__person").order_by("-valid_from", "-id")
    return tuple(Period(each.leader.person.name, each.valid_from, each.valid_to - timedelta(days=1)) for each in past)


def _earlier(position: Position) -> tuple[Period, ...]:
    spans = PositionSpan.objects.filter(position=position).select_related("unit").order_by("-valid_from", "-id")
    return tuple(Period(each.unit.name, each.valid_from, each.valid_to - timedelta(days=1)) for each in spans)
