"""What follows when positions end: each app ends what is its own, in the same transaction, and can take it back.

The import of employees says which positions end and in which run; an app registers what it calls its things and three
functions over whole sets. They run in rehearsal too (``foresee``), so that people see what a file would cause.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from arbeidsrom.core.organisation.models import Position, PositionKind, Unit


class Consequence(Protocol):
    """Ends what is one app's own and hangs on positions that end."""

    def foresee(self, positions: QuerySet[Position], *, on: date) -> int:
        """How many it would end."""

    def carry_out(self, positions: QuerySet[Position], *, on: date, run: UUID) -> int:
        """End them, and remember that this run did."""

    def take_back(self, run: UUID, /) -> int:
        """Let everything that the run ended be as it was."""


def with_loans(ending: QuerySet[Position], *, on: date) -> QuerySet[Position]:
    """The positions that end, and the loans that end with them: lent from one, or to a unit that closes (KP-PIMP-019).

    A loan that is over already is none of them.
    """
    lent = Q(lent_from__in=ending) | Q(unit__valid_to__lte=on)
    lasting = Q(valid_to__isnull=True) | Q(valid_to__gt=on)
    loans = Position.objects.filter(lent, lasting, kind=PositionKind.LOAN)
    return Position.objects.filter(Q(pk__in=ending.values("pk")) | Q(pk__in=loans.values("pk")))


def with_loans_from(positions: Collection[int]) -> QuerySet[Position]:
    """The positions (ids), and all loans from them: these can be acted in only while the position they are from is."""
    return Position.objects.filter(Q(pk__in=positions) | Q(kind=PositionKind.LOAN, lent_from__in=positions))


class Resumable(Consequence, Protocol):
    """Of what an app ends with positions, what is taken up again when one of them comes back (KP-HF-015)."""

    def hold(self, positions: QuerySet[Position], *, runs: Collection[UUID]) -> Collection[int]:
        """Lock what must be locked before people, of all that may come back; gives whose it is (ids of people).

        That is what hangs on the positions, and what the runs have ended.
        """

    def take_back(self, *runs: UUID) -> int:
        """Let everything that these runs ended be as it was."""

    def take_up(self, positions: QuerySet[Position], *, since: date) -> int:
        """Let what was in force until these positions ended, on the day or later, be in force again."""


_consequences: dict[str, Consequence] = {}


def register(things: str, consequence: Consequence) -> None:
    """Let an app's things end with the positions they hang on."""
    _consequences[things] = consequence


def consequences() -> Mapping[str, Consequence]:
    """All that are registered, by what they are, in a fixed order."""
    return dict(sorted(_consequences.items()))


_resumable: dict[str, Resumable] = {}


def register_resumable(things: str, consequence: Resumable) -> None:
    """Let an app's things follow positions that people end, and make active again, by hand too; roles never do.

    Roles lapse with the position and are ordered again (KP-ROLE-013).
    """
    register(things, consequence)
    _resumable[things] = consequence


def resumable() -> Mapping[str, Resumable]:
    """Those that come back with a position, by what they are, in a fixed order."""
    return dict(sorted(_resumable.items()))


HOLD_PEOPLE = "SELECT 1 FROM organisation_person WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE"


def hold(positions: QuerySet[Position], *, runs: Collection[UUID] = (), besides: Iterable[int] = ()) -> None:
    """Lock what may come back with the positions, or was ended by the runs, and then everybody whose they are.

    ``besides`` are further people (ids). Whoever changes positions does this first: what hangs on them comes before
    people, and people before their positions, so that nobody waits in a circle.
    """
    people = set(besides)
    for each in resumable().values():
        people.update(each.hold(positions, runs=runs))
    people.update(positions.values_list("person_id", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(HOLD_PEOPLE, [sorted(people)])


class UntilNextDelivery(Protocol):
    """Holds what was done by hand only until the HR system's next delivery is applied (KP-HF-010)."""

    def foresee(self, scope: Unit) -> int:
        """How many it would end in that part of the organisation."""

    def lasting(self, scope: Unit) -> Collection[int]:
        """The positions (ids) in that part of the organisation with which something lasts until the delivery."""

    def end(self, positions: Collection[int], *, run: UUID, now: datetime | None) -> Collection[int]:
        """End what lasts with them, and remember that this run did; gives the positions (ids) that ended with it."""

    def ended_in(self, run: UUID) -> Collection[int]:
        """The positions (ids) with which something ended in the run."""

    def take_back(self, run: UUID) -> None:
        """Let everything that the run ended be as it was."""


_until_next_delivery: dict[str, UntilNextDelivery] = {}


def register_until_next_delivery(things: str, held: UntilNextDelivery) -> None:
    """Let an app hold something until the next delivery."""
    _until_next_delivery[things] = held


def until_next_delivery() -> Mapping[str, UntilNextDelivery]:
    """All that are registered, by what they are, in a fixed order."""
    return dict(sorted(_until_next_delivery.items()))
