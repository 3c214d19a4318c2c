"""Terms of office that end: stewards are told to hand over, unions of cases nobody is responsible for (KL-WHO-006)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from hashlib import sha256

from django.db import transaction
from django.urls import reverse

from arbeidsrom.core.notifications.actions import notify
from arbeidsrom.modules.workspace.actions.open_offers import listed
from arbeidsrom.modules.workspace.models import CaseOffer
from arbeidsrom.modules.workspace.queries import offers, stewards

DAYS_BEFORE_END = (14, 3)


@transaction.atomic
def tell_of_unattended(*, now: datetime, today: date) -> int:
    """Tell each union's leader how many, again when they are other cases than last time, and once a month."""
    alone = stewards.cases_alone_by_overseer(today)
    told = [
        notify(
            person_id,
            "workspace.case.unattended",
            about=None,
            url=reverse("union_overview"),
            params={"count": len(cases)},
            now=now,
            once=f"{today:%Y-%m} {told_apart(cases)}",
        )
        for person_id, cases in sorted(alone.items())
    ]
    return sum(row is not None for row in told)


def told_apart(cases: Iterable[int]) -> str:
    """The same for the same cases, and another one for others."""
    return sha256(repr(sorted(cases)).encode()).hexdigest()


@transaction.atomic
def tell_successors(*, now: datetime, today: date) -> int:
    """On the first day of a term: whoever was asked before it to take over cases is told to answer."""
    asked: dict[tuple[int, int], list[CaseOffer]] = {}
    for offer in offers.waiting_for_a_term(today):
        asked.setdefault((offer.to_position_id, offer.from_position_id), []).append(offer)
    told = [
        notify(
            theirs[0].to_position.person_id,
            "workspace.case.offered",
            about=None,
            url=reverse("offered_cases"),
            params={"name": theirs[0].from_position.person.name, **listed(theirs)},
            now=now,
            once=f"{to} {giver} begun",
        )
        for (to, giver), theirs in asked.items()
    ]
    return sum(row is not None for row in told)


@transaction.atomic
def tell_of_ending_terms(*, now: datetime, today: date) -> int:
    """Tell stewards with open cases to hand them over, two weeks and three days before their last day."""
    told = 0
    for position, last_day, count in stewards.ending_with_cases(today, within=max(DAYS_BEFORE_END)):
        reached = min(days for days in DAYS_BEFORE_END if (last_day - today).days <= days)
        row = notify(
            position.person_id,
            "workspace.term.ends",
            about=None,
            url=reverse("offer_cases"),
            params={"day": last_day.isoformat(), "count": count},
            now=now,
            once=f"{position.pk} {last_day} {reached}",
        )
        told += row is not None
    return told
