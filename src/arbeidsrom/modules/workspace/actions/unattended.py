"""Terms of office that end: stewards are told to hand over, unions of cases nobody is responsible for (KL-WHO-006)."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from arbeidsrom.core.notifications.actions import notify
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.models import Case
from arbeidsrom.modules.workspace.queries import stewards

DAYS_BEFORE_END = (14, 3)


@transaction.atomic
def tell_of_unattended(*, now: datetime, today: date) -> int:
    """Tell each union's leader how many, once for each new number of them in a month."""
    alone = list(Case.objects.filter(access.without_responsible(today)).select_related("club").order_by("id"))
    per_club = Counter(case.club_id for case in alone)
    counts: Counter[int] = Counter()
    for club in {case.club_id: case.club for case in alone}.values():
        for position in stewards.positions_with(access.OVERSEE, club, today=today).order_by("id"):
            counts[position.person_id] += per_club[club.pk]
    told = [
        notify(
            person_id,
            "workspace.case.unattended",
            about=None,
            url=reverse("union_overview"),
            params={"count": count},
            now=now,
            once=f"{today:%Y-%m} {count}",
        )
        for person_id, count in sorted(counts.items())
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
