"""Questions whether somebody takes over a case, until they are answered: how they end otherwise, and who is told.

None hangs in the air: not when somebody else is asked or gets the case, nor when the case is closed, nor when whoever
was asked can no longer have it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse

from arbeidsrom.core.notifications.actions import notify
from arbeidsrom.core.organisation.models import Position
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.workspace.actions.timeline import record, tell
from arbeidsrom.modules.workspace.models import Case, CaseOffer, Conflict, EventKind, OfferAnswer


def answer(offer: CaseOffer, given: OfferAnswer, *, now: datetime, reason: str = "") -> None:
    """What became of the question."""
    offer.answer, offer.answered_at, offer.reason = given, now, reason
    offer.save(update_fields=["answer", "answered_at", "reason"])


def take_back_offers(cases: Iterable[Case], *, but: Position | None = None, actor: Actor, now: datetime) -> None:
    """Nobody is asked to take over these cases any longer, and whoever was is told.

    ``but`` has got the case, or is asked anew, and need not be told. The cases are locked by the caller.
    """
    known = {case.pk: case for case in cases}
    ended = []
    for offer in _unanswered().filter(case__in=known).order_by("id"):
        offer.case = known[offer.case_id]
        answer(offer, OfferAnswer.WITHDRAWN, now=now)
        if but is None or offer.to_position_id != but.pk:
            _tell("offer.withdrawn", offer, actor=actor, now=now)
            record("workspace.case.offer_withdrawn", offer.case, actor=actor, now=now)
            ended.append(offer)
    for asked, theirs in _grouped((offer.to_position, offer) for offer in ended):
        notify_of_offers(asked, "offer_withdrawn", theirs, "offered_cases", now=now)


def drop_offers(offers: Sequence[CaseOffer], *, actor: Actor, now: datetime) -> None:
    """Whoever was asked can no longer have the cases; who asked is told, so as to ask somebody else."""
    for offer in offers:
        answer(offer, OfferAnswer.WITHDRAWN, now=now)
        _tell("offer.lapsed", offer, actor=actor, now=now)
        record("workspace.case.offer_lapsed", offer.case, actor=actor, now=now)
    for asked, theirs in _grouped((offer.to_position, offer) for offer in offers):
        not_own = [offer for offer in theirs if offer.from_position.person_id != actor.person_id]
        tell_givers("offer_lapsed", not_own, name=asked.person.name, now=now)


def drop_offers_to(person_id: int, case: Case, *, actor: Actor, now: datetime) -> None:
    """Somebody must not have the case, and is therefore asked about it no longer, in whatever office."""
    offers = list(_unanswered().filter(case=case, to_position__person=person_id).order_by("id"))
    for offer in offers:
        offer.case = case
    drop_offers(offers, actor=actor, now=now)


def tell_givers(what: str, offers: Iterable[CaseOffer], *, name: str, now: datetime) -> None:
    """Each of those who asked hears of their own cases, but of none that they must not have any more."""
    offers = list(offers)
    conflicts = Conflict.objects.filter(case__in=[offer.case_id for offer in offers], lifted_at=None)
    barred = set(conflicts.values_list("case_id", "person_id"))
    told = [offer for offer in offers if (offer.case_id, offer.from_position.person_id) not in barred]
    page = "hand_overs" if what == "offer_accepted" else "offer_cases"
    for giver, theirs in _grouped((offer.from_position, offer) for offer in told):
        notify_of_offers(giver, what, theirs, page, name=name, now=now)


def notify_of_offers(
    position: Position, what: str, offers: Sequence[CaseOffer], page: str, *, now: datetime, **words: str
) -> None:
    """Tell the holder of the position about the cases, by their numbers only."""
    params = {**listed(offers), **words}
    about = offers[0].case.public_id if len(offers) == 1 else None
    notify(position.person_id, f"workspace.case.{what}", about=about, url=reverse(page), params=params, now=now)


def listed(offers: Sequence[CaseOffer]) -> dict[str, str]:
    """The numbers of the cases, and by which they are taken out again for those who may no longer know of one."""
    numbers = ", ".join(offer.case.label for offer in offers)
    return {"numbers": numbers, "keys": ", ".join(str(offer.case.public_id) for offer in offers)}


def _unanswered() -> QuerySet[CaseOffer]:
    return CaseOffer.objects.filter(answered_at=None).select_related("to_position__person", "from_position__person")


def _tell(what: str, offer: CaseOffer, *, actor: Actor, now: datetime) -> None:
    name = offer.to_position.person.name
    tell(offer.case, EventKind.RESPONSIBILITY, what, actor=actor, now=now, name=name)


def _grouped(pairs: Iterable[tuple[Position, CaseOffer]]) -> list[tuple[Position, list[CaseOffer]]]:
    """The questions of each position, in the order they came."""
    positions: dict[int, Position] = {}
    theirs: dict[int, list[CaseOffer]] = defaultdict(list)
    for position, offer in pairs:
        positions[position.pk] = position
        theirs[position.pk].append(offer)
    return [(positions[key], offers) for key, offers in theirs.items()]
