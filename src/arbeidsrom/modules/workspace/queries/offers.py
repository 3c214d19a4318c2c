"""Questions whether somebody takes over a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, Min, Q

from arbeidsrom.core.keys import queries as keys
from arbeidsrom.core.organisation.queries import held_on
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.models import CaseOffer
from arbeidsrom.modules.workspace.queries.lists import ShownCase, shown_cases
from arbeidsrom.modules.workspace.states import DeadlineState


@dataclass(frozen=True, slots=True)
class OfferRow:
    """A case that somebody is asked to take over: what may be known of it before, never what is in it."""

    public_id: UUID
    label: str
    club: str
    type: str
    opened_on: date
    next_deadline: date | None
    from_name: str
    note: str
    offered_at: datetime
    shown: ShownCase


def offers_to(actor: Actor) -> list[OfferRow]:
    """The cases that the actor is asked to take over, the one with the nearest deadline first."""
    running = Q(case__deadlines__state=DeadlineState.RUNNING)
    rows = list(
        access.offers_to(actor)
        .select_related("case__club", "case__type", "from_position__person")
        .annotate(next_deadline=Min("case__deadlines__due", filter=running))
        .order_by("next_deadline", "id")
    )
    keys.open_holders(rows)
    shown = shown_cases([offer.case for offer in rows])
    return [_row(offer, case) for offer, case in zip(rows, shown, strict=True)]


def _row(offer: CaseOffer, shown: ShownCase) -> OfferRow:
    case = offer.case
    return OfferRow(
        offer.public_id,
        case.label,
        case.club.name,
        str(case.type.name),
        case.opened_on,
        offer.next_deadline,  # type: ignore[attr-defined]
        offer.from_position.person.name,
        offer.note,
        offer.offered_at,
        shown,
    )


def waiting_for_a_term(today: date) -> list[CaseOffer]:
    """The questions to those whose term has begun since they were asked, the earliest first."""
    begun = Q(to_position__valid_from__lte=today, to_position__valid_from__gt=F("offered_at__date"))
    rows = access.open_offers().filter(held_on(today, "to_position__"), begun)
    return list(rows.select_related("case__club", "to_position", "from_position__person").order_by("id"))


@dataclass(frozen=True, slots=True)
class AskedRow:
    """Whom the actor has asked to take over a case."""

    public_id: UUID
    case: UUID
    label: str
    name: str
    offered_at: datetime


def asked_by(actor: Actor) -> list[AskedRow]:
    """Whom the actor has asked, and who have not answered, by the cases' numbers."""
    rows = access.offers_from(actor).select_related("case__club", "to_position__person")
    return [
        AskedRow(row.public_id, row.case.public_id, row.case.label, row.to_position.person.name, row.offered_at)
        for row in rows.order_by("case__year", "case__number", "id")
    ]
