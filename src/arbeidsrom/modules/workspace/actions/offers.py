"""Hand-over at the end of a term: a successor is asked, and the cases move when they accept (KL-CASE-014)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from arbeidsrom.core.organisation.models import Position
from arbeidsrom.lib.actor import Actor, job
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.actions.open_offers import (
    answer,
    drop_offers,
    notify_of_offers,
    take_back_offers,
    tell_givers,
)
from arbeidsrom.modules.workspace.actions.stewards import CannotHaveCase, move_responsibility, possible_steward
from arbeidsrom.modules.workspace.actions.timeline import author_of, record, tell
from arbeidsrom.modules.workspace.models import Case, CaseOffer, EventKind, HandOver, OfferAnswer
from arbeidsrom.modules.workspace.queries import offers as queries
from arbeidsrom.modules.workspace.queries.stewards import DAYS_AHEAD
from arbeidsrom.modules.workspace.states import UNFINISHED


class Offered(NamedTuple):
    """The cases that somebody was asked to take over, and those that they cannot have."""

    asked: list[CaseOffer]
    left: list[Case]


@transaction.atomic
def offer_cases(cases: Collection[UUID], *, to: UUID, note: str, actor: Actor, now: datetime, today: date) -> Offered:
    """Ask a successor to take over cases that one is responsible for; each that they can have, none of the others.

    Somebody whose term has not begun is told on its first day (``unattended.tell_successors``).
    """
    own = (
        access.visible_cases(actor)
        .filter(public_id__in=cases, responsible_id=actor.position_id, state__in=UNFINISHED)
        .select_related("club", "type", "responsible__person")
        .select_for_update(of=("self",))
        .order_by("id")
    )
    left, free, chosen = [], [], None
    for case in own:
        try:
            chosen = possible_steward(case, to, today=today, ahead=DAYS_AHEAD)
        except CannotHaveCase:
            left.append(case)
        else:
            free.append(case)
    if chosen is None:
        return Offered([], left)
    take_back_offers(free, but=chosen, actor=actor, now=now)
    asked = [_ask(case, chosen, note=note, actor=actor, now=now) for case in free]
    if chosen.is_held(today):
        notify_of_offers(chosen, "offered", asked, "offered_cases", name=actor.label, now=now)
    return Offered(asked, left)


def _ask(case: Case, chosen: Position, *, note: str, actor: Actor, now: datetime) -> CaseOffer:
    offer = CaseOffer(
        case=case,
        from_position_id=actor.position_or_refuse(),
        to_position=chosen,
        note=note,
        reason="",
        offered_at=now,
        offered_by=author_of(actor),
    )
    offer.save()
    tell(case, EventKind.RESPONSIBILITY, "offer.made", actor=actor, now=now, name=chosen.person.name, note=note)
    record("workspace.case.offered", case, actor=actor, now=now, to=str(chosen.public_id))
    return offer


class TakenOver(NamedTuple):
    """The cases that somebody took over, and those they were asked about and cannot have any more."""

    taken: list[HandOver]
    left: list[Case]


@transaction.atomic
def accept_cases(offers: Collection[UUID], *, actor: Actor, now: datetime, today: date) -> TakenOver:
    """The successor takes over each case that they still can have, with the note that came with the question.

    The others stay where they are; whoever asked is told which were taken over and which could not be.
    """
    taken: dict[int, HandOver] = {}
    asked = _to_answer(offers, actor)
    for offer in asked:
        to, by = offer.to_position.public_id, offer.offered_by
        try:
            taken[offer.pk] = move_responsibility(
                offer.case, to, note=offer.note, handed_by=by, actor=actor, now=now, today=today
            )
        except CannotHaveCase:
            continue
        answer(offer, OfferAnswer.ACCEPTED, now=now)
    tell_givers("offer_accepted", [offer for offer in asked if offer.pk in taken], name=actor.label, now=now)
    drop_offers([offer for offer in asked if offer.pk not in taken], actor=actor, now=now)
    return TakenOver(list(taken.values()), queries.not_taken_over(offers, actor=actor))


@transaction.atomic
def decline_cases(offers: Collection[UUID], *, reason: str, actor: Actor, now: datetime) -> list[CaseOffer]:
    """The successor says no; the cases stay where they are, and the one who asked is told."""
    answered = _to_answer(offers, actor)
    for offer in answered:
        answer(offer, OfferAnswer.DECLINED, now=now, reason=reason)
        name = offer.to_position.person.name
        tell(offer.case, EventKind.RESPONSIBILITY, "offer.declined", actor=actor, now=now, name=name, reason=reason)
        record("workspace.case.offer_declined", offer.case, actor=actor, now=now)
    tell_givers("offer_declined", answered, name=actor.label, now=now)
    return answered


@transaction.atomic
def withdraw_offer(offer_id: UUID, *, actor: Actor, now: datetime) -> None:
    """Whoever asked keeps the case after all, and whoever was asked is told."""
    offer = _locked(access.offers_from(actor)).get(public_id=offer_id)
    take_back_offers([offer.case], actor=actor, now=now)


@transaction.atomic
def drop_unanswerable_offers(*, now: datetime, today: date) -> int:
    """Whose term has ended, or role in the club, cannot answer any more: whoever asked them asks somebody else."""
    offers = queries.cannot_be_answered(today)
    _drop(offers, "workspace.drop_unanswerable_offers", now=now)
    return len(offers)


def drop_offers_to_removed(positions: Collection[int], *, now: datetime) -> None:
    """Who was asked will never hold the office: whoever asked is told, and the case stays where it is.

    The question goes with the position it was put to; the timeline and the log keep that it was put, and lapsed.
    """
    put = CaseOffer.objects.filter(to_position__in=positions)
    _drop(list(_locked(put.filter(answered_at=None)).order_by("id")), "workspace.drop_offers_to_removed", now=now)
    put.delete()


def _drop(offers: list[CaseOffer], name: str, *, now: datetime) -> None:
    for tenant in sorted({offer.case.tenant for offer in offers}):
        theirs = [offer for offer in offers if offer.case.tenant == tenant]
        drop_offers(theirs, actor=job(name, tenant=tenant), now=now)


def _to_answer(offers: Collection[UUID], actor: Actor) -> list[CaseOffer]:
    return list(_locked(access.offers_to(actor)).filter(public_id__in=offers).order_by("id"))


def _locked(offers: QuerySet[CaseOffer]) -> QuerySet[CaseOffer]:
    """With their cases, both locked, the case first as everywhere: an answer and another hand-over wait in turn."""
    related = offers.select_related("case__club", "case__type", "to_position__person", "from_position__person")
    return related.select_for_update(of=("case", "self"))
