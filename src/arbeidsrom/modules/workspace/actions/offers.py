"""Hand-over at the end of a term: a successor is asked, and the cases move when they accept (KL-CASE-014)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from arbeidsrom.core.notifications.actions import notify
from arbeidsrom.core.organisation.models import Position
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.actions.stewards import CannotHaveCase, move_responsibility, possible_steward
from arbeidsrom.modules.workspace.actions.timeline import author_of, record, tell
from arbeidsrom.modules.workspace.models import Case, CaseOffer, EventKind, HandOver, OfferAnswer
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
    done = Offered([], [])
    for case in own:
        try:
            chosen = possible_steward(case, to, today=today, ahead=DAYS_AHEAD)
        except CannotHaveCase:
            done.left.append(case)
        else:
            done.asked.append(_ask(case, chosen, note=note, actor=actor, now=now))
    if done.asked and done.asked[0].to_position.is_held(today):
        _notify(done.asked[0].to_position, "offered", done.asked, "offered_cases", name=actor.label, now=now)
    return done


def _ask(case: Case, chosen: Position, *, note: str, actor: Actor, now: datetime) -> CaseOffer:
    case.offers.filter(answered_at=None).update(answer=OfferAnswer.WITHDRAWN, answered_at=now)
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


@transaction.atomic
def accept_cases(offers: Collection[UUID], *, actor: Actor, now: datetime, today: date) -> list[HandOver]:
    """The successor takes over: responsibility and access move, with the note that came with the question."""
    answered = _to_answer(offers, actor)
    done = []
    for offer in answered:
        _answer(offer, OfferAnswer.ACCEPTED, now=now)
        to, by = offer.to_position.public_id, offer.offered_by
        done.append(
            move_responsibility(offer.case, to, note=offer.note, handed_by=by, actor=actor, now=now, today=today)
        )
    _tell_giver("offer_accepted", answered, name=actor.label, now=now)
    return done


@transaction.atomic
def decline_cases(offers: Collection[UUID], *, reason: str, actor: Actor, now: datetime) -> list[CaseOffer]:
    """The successor says no; the cases stay where they are, and the one who asked is told."""
    answered = _to_answer(offers, actor)
    for offer in answered:
        _answer(offer, OfferAnswer.DECLINED, now=now, reason=reason)
        name = offer.to_position.person.name
        tell(offer.case, EventKind.RESPONSIBILITY, "offer.declined", actor=actor, now=now, name=name, reason=reason)
        record("workspace.case.offer_declined", offer.case, actor=actor, now=now)
    _tell_giver("offer_declined", answered, name=actor.label, now=now)
    return answered


@transaction.atomic
def withdraw_offer(offer_id: UUID, *, actor: Actor, now: datetime) -> CaseOffer:
    """Whoever asked keeps the case after all."""
    offer = _locked(access.offers_from(actor)).get(public_id=offer_id)
    _answer(offer, OfferAnswer.WITHDRAWN, now=now)
    name = offer.to_position.person.name
    tell(offer.case, EventKind.RESPONSIBILITY, "offer.withdrawn", actor=actor, now=now, name=name)
    record("workspace.case.offer_withdrawn", offer.case, actor=actor, now=now)
    return offer


def _to_answer(offers: Collection[UUID], actor: Actor) -> list[CaseOffer]:
    return list(_locked(access.offers_to(actor)).filter(public_id__in=offers).order_by("id"))


def _locked(offers: QuerySet[CaseOffer]) -> QuerySet[CaseOffer]:
    """With their cases, both locked, the case first as everywhere: an answer and another hand-over wait in turn."""
    related = offers.select_related("case__club", "case__type", "to_position__person", "from_position__person")
    return related.select_for_update(of=("case", "self"))


def _answer(offer: CaseOffer, answer: OfferAnswer, *, now: datetime, reason: str = "") -> None:
    offer.answer, offer.answered_at, offer.reason = answer, now, reason
    offer.save(update_fields=["answer", "answered_at", "reason"])


def _tell_giver(what: str, offers: list[CaseOffer], *, name: str, now: datetime) -> None:
    """Each of those who asked hears of their own cases."""
    for giver in {offer.from_position_id: offer.from_position for offer in offers}.values():
        theirs = [offer for offer in offers if offer.from_position_id == giver.pk]
        _notify(giver, what, theirs, "hand_overs" if what == "offer_accepted" else "offer_cases", name=name, now=now)


def _notify(position: Position, what: str, offers: list[CaseOffer], page: str, *, name: str, now: datetime) -> None:
    numbers = ", ".join(offer.case.label for offer in offers)
    params = {"name": name, "numbers": numbers}
    notify(position.person_id, f"workspace.case.{what}", about=None, url=reverse(page), params=params, now=now)
